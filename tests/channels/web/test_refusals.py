"""A form that comes back: does it name the field, say how to mend it, and keep what was typed?"""

import pytest

from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Answer, Site

STEPS = [step("fill", "Order number", "47"), step("fill", "E-mail", "anna@example.com"), step("click", "Send")]


def form(complaint="", order="", mail="", extra=""):
    return f"""<h1>Tell us</h1>{complaint}<form method=post action=/ novalidate>
    <label for=o>Order number</label><input id=o name=o value='{order}' {extra}>
    <label for=m>E-mail</label><input id=m name=m value='{mail}'><button>Send</button></form>"""


def refused(walk, back, status=422, **more):
    with Site({"/": lambda asked: Answer(body=back, status=status) if asked.method == "POST" else form()}) as site:
        return walk(site.url, STEPS, **more)


def test_a_message_that_names_the_field_and_the_remedy(walk):
    complaint = "<div role=alert>Order number: please type six digits, for example 004711.</div>"
    told = refused(walk, form(complaint, "47", "anna@example.com"))
    data = told.one(Kind.REFUSED).data
    assert (data["what"], data["names_field"], data["says_how"]) == ("form", True, True)
    assert (data["lost_input"], data["lost"]) == (False, [])
    assert not told.of(Kind.ERRED)


def test_a_message_that_says_nothing_and_a_form_that_forgot_everything(walk):
    data = refused(walk, form("<p class=error>Invalid input</p>")).one(Kind.REFUSED).data
    assert (data["text"], data["names_field"], data["says_how"]) == ("Invalid input", False, False)
    assert data["lost"] == ["Order number", "E-mail"]


def test_a_field_that_is_marked_and_explained_is_named(walk):
    extra = "aria-invalid=true aria-describedby=h"
    body = form("", "47", "anna@example.com", extra) + "<p id=h>It must have six digits.</p>"
    data = refused(walk, body, status=200).one(Kind.REFUSED).data
    assert (data["names_field"], data["says_how"], data["text"]) == (True, True, "It must have six digits.")


def test_what_the_browser_itself_refuses_is_noticed(walk):
    fields = "<label>Order number <input name=o></label><label>E-mail <input name=m type=email required></label>"
    body = f"<h1>Tell us</h1><form>{fields}<button>Send</button></form>"
    with Site({"/": body}) as site:
        told = walk(site.url, [step("fill", "Order number", "47"), step("click", "Send")])
    assert told.one(Kind.REFUSED).data["names_field"] is True


def test_a_form_that_is_accepted_is_not_refused(walk):
    assert not refused(walk, "<h1>Thank you</h1>", status=200).of(Kind.REFUSED)


def test_an_error_that_stood_there_before_is_no_refusal(walk):
    warning = "<p class=error>Deliveries are late this week.</p>"
    with Site({"/": form(warning), "/x": "x"}) as site:
        told = walk(site.url, [step("fill", "Order number", "47"), step("click", "Send")])
    assert not told.of(Kind.REFUSED)


def test_persian_digits_that_are_refused_are_recorded(walk):
    complaint = "<p role=alert>Order number: invalid input</p>"
    persona = persona_with(language="fa-IR", knows={"order": "004711"})
    with Site({"/": lambda asked: form(complaint, "x") if asked.method == "POST" else form()}) as site:
        told = walk(site.url, [step("fill", "Order number", "<order>"), step("click", "Send")], persona=persona)
    assert told.one(Kind.REFUSED).data["native_digits"] is True


def test_to_correct_what_was_refused_is_not_to_be_asked_again(walk):
    complaint = "<p role=alert>Order number: please type six digits.</p>"
    again = [*STEPS, step("fill", "Order number", "004711")]
    with Site({"/": lambda asked: form(complaint, "47") if asked.method == "POST" else form()}) as site:
        told = walk(site.url, again)
    assert [m.data["known"] for m in told.of(Kind.ASKED)] == [False, False, False]


@pytest.mark.parametrize("word", ["Bestellnummer: bitte sechs Ziffern eingeben.", "شماره سفارش: لطفاً شش رقم بنویسید."])
def test_messages_are_understood_in_other_languages(walk, word):
    label = word.partition(":")[0]
    back = form(f"<p role=alert>{word}</p>", "47", "x").replace("Order number", label)
    data = refused(walk, back).one(Kind.REFUSED).data
    assert (data["names_field"], data["says_how"]) == (True, True)
