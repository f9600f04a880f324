"""To log in is to find the login form, to type what the environment holds for this account, and to be let in."""

from __future__ import annotations

from collections.abc import Iterator

from cxsim.channels.web.doing import StuckError, acted, operate, tried
from cxsim.channels.web.locate import Found, address
from cxsim.channels.web.noticing import look
from cxsim.channels.web.observe import Control
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import says
from cxsim.experience import Kind, Moment
from cxsim.labels import fact_of
from cxsim.script import Action, Step
from cxsim.touchpoint import Account

_USER_FACTS = ("e-mail", "user name", "customer number", "phone number")


def log_in(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    """Log in with the persona's account. Raises StuckError where there is none, or no way in."""
    account = _account(walk)
    user, password = walk.secrets.reveal(account.user), walk.secrets.reveal(account.password)
    if _password_field(walk) is None:
        yield from _go_to_form(walk)
    field = _password_field(walk)
    if field is None:
        raise StuckError("there is no field for a password here", why="missing")
    seconds = _type(walk, _user_field(walk, field), user) + _type(walk, field, password)
    before = walk.path
    seconds += _send(walk, field)
    yield from acted(walk, index, step, seconds)
    yield from look(walk, action="log in")
    if walk.refused_at == walk.path or (walk.path == before and _password_field(walk) is not None):
        raise StuckError("the site did not let her in", why="not operable")
    walk.logged_in = True


def _account(walk: Walk) -> Account:
    name = walk.visit.persona.account
    account = walk.visit.touchpoint.accounts.get(name) if name else None
    if account is None:
        raise StuckError(
            f"the touchpoint has no account {name!r}" if name else "this persona has no account", why="no account"
        )
    return account


def _go_to_form(walk: Walk) -> Iterator[Moment]:
    link = next(
        (c for c in walk.now.controls if c.shown and c.role in ("link", "button") and says(c.name, "login")), None
    )
    if link is None:
        raise StuckError("there is no link to log in", why="missing")
    _, seconds = yield from operate(walk, Action.CLICK, link.name, lambda found: walk.hands.click(found))
    yield walk.moment(
        Kind.ACTED,
        {"action": "click", "target": link.name, "seconds": round(seconds, 3), "url": walk.path, "why": "to log in"},
    )
    walk.clock.pass_by(seconds)
    yield from look(walk, action="click")


def _password_field(walk: Walk) -> Control | None:
    """The field of the login form: a form that asks for several passwords is one for new accounts."""
    fields = [c for c in walk.now.fields if c.type == "password" and c.shown and c.autocomplete != "new-password"]
    return next((f for f in fields if sum(other.form == f.form for other in fields) == 1), None)


def _user_field(walk: Walk, password: Control) -> Control:
    typable = [c for c in walk.now.fields if c.shown and c.form == password.form and c.type in ("text", "email", "tel")]
    for control in typable:
        if fact_of(control.label) in _USER_FACTS or control.autocomplete in ("username", "email"):
            return control
    if not typable:
        raise StuckError("there is no field for a user name beside the password", why="missing")
    return typable[-1]


def _type(walk: Walk, control: Control, text: str) -> float:
    found = Found(locator=address(walk.page, walk.now, control), by="name", control=control)
    seconds = tried(control.label, lambda: walk.hands.fill(found, text))
    walk.typed.append(Typed(label=control.label, text=text, secret=True, field=control.key))
    return seconds


def _send(walk: Walk, password: Control) -> float:
    """Press the button of the form, or Enter where it has none."""
    below = [
        c
        for c in walk.now.controls
        if c.shown and c.role == "button" and not c.disabled and c.rect[1] >= password.rect[1]
    ]
    button = next((c for c in below if says(c.name, "login")), None)
    if button is not None:
        found = Found(locator=address(walk.page, walk.now, button), by="name", control=button)
        return tried(button.name, lambda: walk.hands.click(found))
    walk.page.keyboard.press("Enter")
    return walk.clock.keys(1)
