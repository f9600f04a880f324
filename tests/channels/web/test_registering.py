"""Opening an account on her own way: only where one is needed, as herself, with a password that nobody gets to read."""

import pytest

from cxsim.channels.web.controls import Form
from cxsim.channels.web.observe import Control
from cxsim.channels.web.registering import leads_there, opens_account
from cxsim.channels.web.secrets import MASK
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with
from tests.sites.site import Answer, Site

DOOR = """<h1>Log in</h1><form method=post action=/in><label>E-mail <input name=e type=email></label>
<label>Password <input name=p type=password></label><button>Log in</button></form><a href=/new>Create an account</a>"""
NEW = """<h1>A new account</h1><form method=post action=/made><label>Full name <input name=n required></label>
<label>E-mail <input name=e type=email required></label>
<label>Password <input name=p type=password autocomplete=new-password required></label>
<label>Repeat password <input name=q type=password required></label>
<label><input type=checkbox name=t required> I accept the terms</label><button>Create account</button></form>"""
KNOWS = {"name": "Anna Weber", "e-mail": "anna@example.com"}


def shop(made):
    """A shop whose returns are behind a login; ``made`` answers to a new account."""
    seen = {}

    def back(asked):
        return "<h1>Returns</h1><p>Print the label</p>" if "id=" in asked.cookies else DOOR

    def opened(asked):
        seen.update(asked.form)
        return made

    def enter(asked):
        right = (asked.form.get("e"), asked.form.get("p")) == (seen.get("e"), seen.get("p"))
        return Answer(body="<h1>Hello</h1><a href=/back>Returns</a>", headers={"Set-Cookie": "id=1"}) if right else DOOR

    routes = {"/": "<h1>Shop</h1><a href=/back>Returns</a><a href=/x>About us</a>", "/back": back, "/new": NEW}
    return {**routes, "/made": opened, "/in": enter}, seen


HELLO = Answer(
    body="<!doctype html><html lang=en><h1>Hello</h1><a href=/back>Returns</a></html>",
    headers={"Set-Cookie": "id=1", "Content-Type": "text/html"},
)


def sent(walk, made, **more):
    routes, seen = shop(made)
    with Site(routes) as site:
        persona = persona_with(goal=["return a lamp"], problem="It is too large.", knows=KNOWS)
        return walk(site.url, None, persona=persona, sees="Print the label", **more), seen, site.paths()


def test_where_the_way_needs_an_account_she_opens_one_as_herself_and_goes_on(walk, tmp_path):
    told, seen, _ = sent(walk, HELLO, pictures=True)
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert (seen["n"], seen["e"], seen["t"]) == ("Anna Weber", "anna@example.com", "on")
    assert len(seen["p"]) >= 12
    assert seen["p"] == seen["q"]
    (link,) = told.of(Kind.ACTED, target="Create an account")
    assert link.data["why"] == "one needs an account here"
    assert {m.data["value"] for m in told.of(Kind.ACTED) if "assword" in m.data["target"]} == {MASK}
    assert seen["p"] not in str(told)
    assert {m.data["fact"] for m in told.of(Kind.TOLD)} == {"name", "e-mail"}


def test_where_the_new_account_has_to_log_in_first_she_does(walk):
    told, _, paths = sent(walk, "<h1>Thank you</h1><p>Your account is ready.</p><a href=/back>Returns</a>")
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert paths.count("/made") == 1
    assert paths.count("/in") == 1


def test_a_code_by_mail_is_said_aloud_and_held_against_nobody(walk):
    told, _, _ = sent(walk, "<h1>Nearly there</h1><form><label>Verification code <input name=c></label></form>")
    assert "code by e-mail" in told.one(Kind.UNSEEN).data["reason"]
    assert not told.of(Kind.GAVE_UP)


def test_a_mail_that_must_be_answered_is_why_nobody_knows_whether_she_got_there(walk):
    told, _, _ = sent(walk, "<h1>Check your inbox</h1><p>We have sent you a confirmation link.</p>")
    assert "confirm the e-mail address" in told.one(Kind.UNSEEN).data["reason"]


def test_who_has_an_account_logs_in_and_opens_none(walk, monkeypatch):
    monkeypatch.setenv("SHOP_USER", "anna@example.com")
    monkeypatch.setenv("SHOP_PASSWORD", "a password")
    routes, _ = shop(HELLO)
    with Site({**routes, "/in": HELLO}) as site:
        persona = persona_with(goal=["return a lamp"], account="loyal", knows=KNOWS)
        accounts = {"loyal": {"user": "$SHOP_USER", "password": "$SHOP_PASSWORD"}}
        told = walk(site.url, None, persona=persona, sees="Print the label", accounts=accounts)
        assert "/new" not in site.paths()
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_nobody_opens_an_account_in_passing(walk):
    routes = {"/": f"<h1>Shop</h1>{NEW}<a href=/b>Returns</a>", "/b": "<h1>Returns</h1>"}
    with Site(routes) as site:
        walk(site.url, None, persona=persona_with(goal=["return a lamp"], knows=KNOWS), sees="Print the label")
        assert "/made" not in site.paths()


def field(**more):
    return Control(role="textbox", name="Password", by="label", **{"type": "password", "field": "p", **more})


@pytest.mark.parametrize(
    ("fields", "name", "opens"),
    [
        ([field()], "Log in", False),
        ([field(autocomplete="new-password")], "Welcome", True),
        ([field(), field(field="q")], "Welcome", True),
        ([field()], "Konto anlegen", True),
        ([field(), field(field="q"), field(field="r")], "Change your password", False),
    ],
)
def test_forms_for_new_accounts_are_told_from_logins(fields, name, opens):
    assert opens_account(Form(0, name, tuple(fields), None)) is opens


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("Create an account", True),
        ("Register", True),
        ("Jetzt registrieren", True),
        ("ثبت‌نام", True),
        ("Register the return", False),
        ("Sign up for our newsletter", False),
        ("Log in", False),
    ],
)
def test_names_that_lead_to_a_new_account_are_told_from_others(name, leads):
    assert leads_there(name) is leads
