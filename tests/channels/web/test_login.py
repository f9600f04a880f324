"""Logging in on pages as they are: by account, in two steps, and as far as a code that nobody here can receive."""

import pytest

from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site, redirect

ACCOUNTS = {
    "loyal": {"user": "$SHOP_USER", "password": "$SHOP_PASSWORD"},
    "office": {"user": "$OFFICE_USER", "password": "$SHOP_PASSWORD"},
}
FORM = """<h1>Welcome</h1><form method=post action=/in><label>E-mail <input name=u type=email></label>
<label>Password <input name=p type=password></label><button>Log in</button></form>"""
CODES = {
    "autocomplete": "<label>Enter it here <input autocomplete=one-time-code></label>",
    "English": "<label>Verification code <input name=c></label>",
    "German": "<label>Bestätigungscode <input name=c></label>",
    "Persian": "<label>کد تأیید <input name=c></label>",
    "a hint": "<input name=c placeholder='6-digit code'>",
}


@pytest.fixture
def visit(walk, monkeypatch):
    monkeypatch.setenv("SHOP_USER", "anna@example.com")
    monkeypatch.setenv("OFFICE_USER", "office@example.com")
    monkeypatch.setenv("SHOP_PASSWORD", "very secret 1")

    def go(routes, *steps, **more):
        with Site(routes) as site:
            told = walk(site.url, steps, persona=persona_with(account="loyal"), accounts=ACCOUNTS, **more)
        return told, [asked.form for asked in site.asked if asked.form.get("u") or asked.form.get("p")]

    return go


@pytest.mark.parametrize("code", CODES.values(), ids=CODES.keys())
def test_a_code_by_mail_or_message_is_said_aloud_and_held_against_nobody(visit, code):
    routes = {
        "/": FORM,
        "/in": redirect("/code"),
        "/code": f"<h1>One more step</h1><form>{code}<button>Go</button></form>",
    }
    told, _ = visit(routes, step("log in"), step("see", "Hello"), sees="Hello")
    assert told.one(Kind.UNSEEN).data["reason"] == (
        "the site asks for a code by e-mail or text message, which is not supported yet"
    )
    assert told.one(Kind.UNSEEN).data["harness"] is False
    assert not told.of(Kind.BLOCKED)


def test_a_script_that_types_its_login_itself_meets_the_same_end(visit):
    routes = {"/": FORM, "/in": redirect("/code"), "/code": f"<h1>One more step</h1>{CODES['English']}"}
    steps = [step("fill", "E-mail", "$SHOP_USER"), step("fill", "Password", "$SHOP_PASSWORD"), step("click", "Log in")]
    told, _ = visit(routes, *steps, step("see", "Hello"))
    assert "not supported yet" in told.one(Kind.UNSEEN).data["reason"]
    assert not told.of(Kind.BLOCKED)


@pytest.mark.parametrize(
    "harmless", ["<label>Security code <input name=cvc></label>", "<label>Voucher code <input name=c></label>"]
)
def test_other_codes_are_no_reason_to_stop(visit, harmless):
    routes = {"/": FORM, "/in": redirect("/home"), "/home": f"<h1>Hello</h1>{harmless}"}
    told, _ = visit(routes, step("log in"), step("see", "Hello"))
    assert not told.of(Kind.UNSEEN, Kind.BLOCKED)


def test_a_step_may_name_another_account(visit):
    told, sent = visit({"/": FORM, "/in": "<h1>Hello</h1>"}, step("log in", "office"), step("see", "Hello"))
    assert not told.of(Kind.BLOCKED)
    assert [form["u"] for form in sent] == ["office@example.com"]
    assert "office@" not in str(told)


def test_sites_that_ask_who_she_is_on_a_page_of_its_own_are_logged_in_to(visit):
    routes = {
        "/": "<h1>Home</h1><a href=/who>Sign in</a>",
        "/who": "<h1>Sign in</h1><form method=post action=/next><label>E-mail <input name=u></label>"
        "<button>Next</button></form>",
        "/next": "<h1>Sign in</h1><form method=post action=/in><label>Password <input name=p type=password></label>"
        "<button>Sign in</button></form>",
        "/in": "<h1>Hello</h1>",
    }
    told, sent = visit(routes, step("log in"), step("see", "Hello"))
    assert not told.of(Kind.BLOCKED)
    assert sent == [{"u": "anna@example.com"}, {"p": "very secret 1"}]


def test_a_newsletter_is_not_taken_for_a_login(visit):
    routes = {"/": "<h1>Home</h1><form><label>E-mail <input name=u></label><button>Subscribe</button></form>"}
    told, sent = visit(routes, step("log in"))
    assert told.one(Kind.BLOCKED).data["reason"] == "there is no link to log in"
    assert sent == []
