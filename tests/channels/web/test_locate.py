"""What is meant by a name: exact names first, then labels, texts, hints and parts of names, test ids last."""

import pytest

from cxsim.experience import Kind
from tests.channels.web.conftest import step
from tests.sites.site import Site

SAYS = "onclick=\"document.body.append(' pressed ' + this.id)\""


def pressed(walk, body, target):
    with Site({"/": f"<h1>Home</h1>{body}"}) as site:
        told = walk(site.url, [step("click", target), step("see", "pressed")])
        text = told.of(Kind.SAW, Kind.BLOCKED)
    assert not told.of(Kind.BLOCKED), text
    return told.one(Kind.ACTED, action="click").data["by"]


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (f"<button id=no {SAYS}>Send again</button><button id=yes {SAYS}>Send</button>", "Send"),
        (f"<a href=# id=no>Send</a><button id=yes {SAYS}>Send</button>", "Send"),
        (f"<button id=yes aria-label='Close the window' {SAYS}>x</button>", "Close the window"),
        (f"<button id=yes {SAYS}><img alt='Basket'></button>", "Basket"),
        (f"<input type=submit id=yes value='Order now' {SAYS}>", "Order now"),
        (f"<button id=yes {SAYS}>SEND</button>", "Send"),
    ],
)
def test_exact_names_are_found_whatever_gives_them(walk, body, target):
    assert pressed(walk, body, target) == "name"


def test_a_text_without_a_role_is_found_before_parts_of_names(walk):
    body = f"<button id=no>Send the form later</button><div id=yes {SAYS}>Send the form</div>"
    assert pressed(walk, body, "Send the form") in ("text", "name")


def test_a_part_of_a_name_is_enough_where_nothing_is_called_so(walk):
    assert pressed(walk, f"<button id=yes {SAYS}>Add to cart (3 left)</button>", "Add to cart") == "part of the name"


def test_what_comes_late_is_waited_for(walk):
    late = (
        f"<div id=d></div><script>setTimeout(() => d.innerHTML = `<button id=yes {SAYS}>Send</button>`, 300)</script>"
    )
    assert pressed(walk, late, "Send") in ("text", "name")  # a slow machine looks after it has come


def test_what_lies_in_a_shadow_root_is_found(walk):
    inner = f"`<button {SAYS}>Send</button>`"
    script = f"document.querySelector('x-y').attachShadow({{mode: 'open'}}).innerHTML = {inner}"
    body = f"<x-y></x-y><script>{script}</script>"
    assert pressed(walk, body, "Send") == "text"


@pytest.mark.parametrize(
    ("field", "by"),
    [
        ("<label>E-mail * <input name=m></label>", "name"),
        ("<label for=m>E-mail:</label><input id=m name=m>", "name"),
        ("<input name=m aria-label='E-mail'>", "name"),
        ("<input name=m placeholder='E-mail'>", "placeholder"),
        ("<p>E-mail</p><input name=m>", "label"),
        ("<label>Your E-mail address <input name=m></label>", "part of the name"),
        ("<input name='E-mail'>", "test id"),
    ],
)
def test_fields_are_found_by_what_stands_at_them(walk, field, by):
    with Site(
        {"/": f"<h1>Home</h1><form action=/sent>{field}<button>Send</button></form>", "/sent": "<p>x</p>"}
    ) as site:
        told = walk(site.url, [step("fill", "E-mail", "a@example.com"), step("click", "Send")])
        assert list(site.asked[-1].query.values()) == ["a@example.com"]
    assert told.of(Kind.ACTED)[0].data["by"] == by


def test_hidden_twins_are_not_taken(walk):
    body = f"<button style='display:none'>Send</button><button id=yes {SAYS}>Send</button>"
    assert pressed(walk, body, "Send") == "name"


def test_the_first_of_several_is_taken(walk):
    body = f"<button id=first {SAYS}>Send</button><button id=second {SAYS}>Send</button>"
    with Site({"/": f"<h1>Home</h1>{body}"}) as site:
        told = walk(site.url, [step("click", "Send"), step("see", "pressed first")])
    assert not told.of(Kind.BLOCKED)
