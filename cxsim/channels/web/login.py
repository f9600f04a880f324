"""To log in is to find the login form, to type what the environment holds for this account, and to be let in.

A code that the site sends by e-mail or text message cannot be received here: then nothing more can be looked at, and
nobody is to blame.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from cxsim.channels.web.doing import StuckError, acted, operate, tried
from cxsim.channels.web.locate import Found, address
from cxsim.channels.web.manners import UnwelcomeError
from cxsim.channels.web.noticing import look
from cxsim.channels.web.observe import Control, Observation
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import says
from cxsim.experience import Kind, Moment
from cxsim.labels import fact_of
from cxsim.script import Action, Step
from cxsim.touchpoint import Account

_USER_FACTS = ("e-mail", "user name", "customer number", "phone number")
_TYPABLE = ("text", "email", "tel", "number")


class CodeWantedError(UnwelcomeError):
    """The site wants a code that it has sent to somebody's mailbox or telephone."""

    def __init__(self) -> None:
        super().__init__("the site asks for a code by e-mail or text message, which is not supported yet")


def wants_code(seen: Observation) -> bool:
    """Whether the page asks for a code that was sent by e-mail or text message, or that an app shows."""
    return any(
        field.autocomplete == "one-time-code"
        or any(says(text, "login code") for text in (field.label, field.placeholder, field.described) if text)
        for field in seen.fields
        if field.shown
    )


def log_in(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    """Log in with the account that the step names, else with the persona's own.

    Raises StuckError where there is none, or no way in, and CodeWantedError where the site wants a code as well.
    """
    name = step.target or walk.visit.persona.account
    user, password = _credentials(walk, name)
    if walk.account == name and _password_field(walk) is None and _way_in(walk) is None:
        yield from acted(walk, index, step, walk.clock.read(3), why="she is logged in already")
        return
    seconds, field = yield from _find_form(walk, user)
    before = walk.path
    seconds += _type(walk, field, password) + _send(walk, field)
    yield from acted(walk, index, step, seconds)
    yield from look(walk, action="log in")
    if wants_code(walk.now):
        raise CodeWantedError
    if walk.refused_at == walk.path or (walk.path == before and _password_field(walk) is not None):
        raise StuckError("the site did not let her in", why="not operable")
    if name in walk.visit.touchpoint.accounts:
        walk.account = name or ""
    else:
        walk.let_in = True


def _credentials(walk: Walk, name: str | None) -> tuple[str, str]:
    """The user name and the password of an account in the map, else of the one that she has opened on this visit."""
    if walk.identity is not None and name not in walk.visit.touchpoint.accounts:
        return walk.identity
    account = _account(walk, name)
    return walk.secrets.reveal(account.user), walk.secrets.reveal(account.password)


def _account(walk: Walk, name: str | None) -> Account:
    account = walk.visit.touchpoint.accounts.get(name) if name else None
    if account is None:
        raise StuckError(
            f"the touchpoint has no account {name!r}" if name else "this persona has no account", why="no account"
        )
    return account


def _find_form(walk: Walk, user: str) -> Generator[Moment, None, tuple[float, Control]]:
    """The field for the password, with who she is typed in; some sites ask for that first, on a page of its own."""
    if _password_field(walk) is None and _first_question(walk) is None:
        yield from _go_to_form(walk)
    field, seconds = _password_field(walk), 0.0
    asked = _first_question(walk) if field is None else _user_field(walk, field)
    if asked is not None:
        seconds += _type(walk, asked, user)
    if field is None and asked is not None:
        walk.page.keyboard.press("Enter")
        seconds += walk.clock.keys(1)
        yield from look(walk, action="log in")
        field = _password_field(walk)
    if field is None:
        raise StuckError("there is no field for a password here", why="missing")
    return seconds, field


def _way_in(walk: Walk) -> Control | None:
    """The link or button that leads to the login form."""
    controls = (c for c in walk.now.controls if c.shown and c.role in ("link", "button"))
    return next((c for c in controls if says(c.name, "login")), None)


def _go_to_form(walk: Walk) -> Iterator[Moment]:
    link = _way_in(walk)
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
    typable = [c for c in walk.now.fields if c.shown and c.form == password.form and c.type in _TYPABLE]
    named = next((control for control in typable if _is_user(control)), None)
    if named is None and not typable:
        raise StuckError("there is no field for a user name beside the password", why="missing")
    return named or typable[-1]


def _is_user(control: Control) -> bool:
    return fact_of(control.label) in _USER_FACTS or control.autocomplete in ("username", "email")


def _first_question(walk: Walk) -> Control | None:
    """The field that asks who she is on a page without a password: the only one of its form, beside a way in."""
    fields = [c for c in walk.now.fields if c.shown and c.type in _TYPABLE]
    alone = [c for c in fields if sum(other.form == c.form for other in fields) == 1]
    return next((c for c in alone if c.autocomplete == "username" or (_is_user(c) and _leads_in(walk, c))), None)


def _leads_in(walk: Walk, field: Control) -> bool:
    """Whether the form of this field says that it is for logging in."""
    buttons = (c.name for c in walk.now.controls if c.shown and c.role == "button" and c.form == field.form)
    return any(says(text, "login") for text in (*buttons, *walk.now.headings))


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
