"""An observation is everything that a person could notice about a page, read from it in one call.

What the channel records of it, besides SAW, are INSPECTED moments; their ``what`` and the further keys of ``data``:

- ``page``           links (list of ``{name, to}``), ways_on (int: links elsewhere and buttons), headings,
                     checkout (bool: she is buying), guest (bool: buying without an account is offered),
                     account_needed (bool: a password is asked for), status
- ``form``           name, checkout, fields (list of ``{label, by, type, fact, autocomplete, required}``)
- ``costs``          checkout, costs (list of ``{what, amount}``: shipping, fees), total
- ``faq``            items, scanned (questions read until the answer, all where there is none), found, question,
                     search (bool: the page can be searched)
- ``overflow``       viewport, touch, wide (CSS pixels that stick out sideways), findings (list of ``{element}``)
- ``accessibility``  viewport, standard, findings (list of ``{rule, impact, help, count, targets, wcag}``)
- ``targets``        viewport, findings (list of ``{target, size}``: too small after WCAG 2.5.8)
- ``human``          clicks (int or None), seconds, way (phone, chat, e-mail, form), path (list), searched (pages),
                     complete (bool: no page that promises help was left out), findings (one for each page seen)
- ``links``          checked (int), findings (list of ``{name, to, status, page}``)
- ``wayfinding``     scorer (which one told what names promise), goals (what she looks for)
- ``response``       (no further keys; ``measured`` has ``inp``, the seconds for which a press held the page up)
- ``keyboard``       reachable (bool), target, presses (int): how she got to a control with the Tab key

All have ``url``, relative to the touchpoint's address.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from cxsim.channels.web.deadline import deadline

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUIET = 60.0  # milliseconds without a change of the page, before it counts as settled
MOST = 2500.0  # milliseconds after which a page that never rests is looked at all the same
AGAIN = 30.0  # milliseconds until it is asked again whether it rests
LATE = 2.0  # seconds after the limit at which the process of a page that does not answer at all is ended
TEXT = 20_000  # characters of visible text that are kept
CONTROLS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something that can be operated. Sizes are in CSS pixels; ``by`` says where its name comes from."""

    role: str
    name: str
    by: str = "none"
    tag: str = ""
    rect: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    shown: bool = True
    mark: str = field(default="", compare=False)  # by which the page itself knows it, until it is read again
    href: str = ""
    opens_tab: bool = False
    frame: bool = False  # in a header, footer or navigation
    disabled: bool = False
    type: str = ""
    id: str = ""
    field: str = ""
    form: int = -1
    autocomplete: str = ""
    required: bool = False
    invalid: bool = False
    message: str = ""
    described: str = ""
    placeholder: str = ""
    near: str = ""
    group: str = ""  # the question that this box is an answer to
    under: str = ""  # the heading that it stands below
    submits: bool = False  # sends its form
    value: str = ""
    filled: bool = False
    options: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this field from the others of its page."""
        return self.field or self.id

    @property
    def label(self) -> str:
        """What a person takes for its name: its own, else the text beside it."""
        if self.by in ("none", "placeholder") and self.near:
            return self.near
        return self.name or self.near or self.field


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One choice in something that lies over the page; ``area`` in CSS pixels squared."""

    name: str
    role: str
    area: float
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """Something that lies over the page."""

    text: str
    name: str
    modal: bool
    dialog: bool
    buttons: tuple[Button, ...]
    fields: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One page at one time."""

    signature: str = ""
    url: str = ""
    origin: float = 0.0  # when its document began: two documents never share it
    title: str = ""
    language: str = ""
    direction: str = "ltr"
    text: str = ""
    words: int = 0
    status: int = 0
    wide: int = 0
    sticking: tuple[str, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)
    controls: tuple[Control, ...] = ()
    dialogs: tuple[Dialog, ...] = ()
    complaints: tuple[str, ...] = ()
    questions: tuple[Mapping[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    forms: tuple[Mapping[str, Any], ...] = ()

    @property
    def fields(self) -> tuple[Control, ...]:
        """The controls that take input, also the hidden parts of fancy ones."""
        return tuple(control for control in self.controls if control.type)

    @property
    def links(self) -> tuple[Control, ...]:
        """The visible links."""
        return tuple(control for control in self.controls if control.href and control.shown)


@cache
def watching() -> str:
    """The script that runs in every page before its own."""
    return resources.files(__package__).joinpath("watch.js").read_text(encoding="utf-8")


@cache
def _looking() -> str:
    return resources.files(__package__).joinpath("page.js").read_text(encoding="utf-8")


def observe(page: Page, *, seen: str = "", limit: float, end: Callable[[], None]) -> Observation | None:
    """Wait until the page has settled and read it; None where it is still as it was (its signature is ``seen``).

    ``limit`` is in seconds. Raises Playwright's TimeoutError where the page does not answer that long, and its Error
    where the page is gone. At the limit, what is on its way is stopped, and the page before it remains. One whose
    script never ends does not hear of that; so a little later ``end`` is called, which has to end the page's process.
    """
    from playwright.sync_api import Error
    from playwright.sync_api import TimeoutError as TooLateError

    ends = time.monotonic() + limit
    try:
        with deadline(limit, lambda: _stop(page, ends)), deadline(limit + LATE, end):
            plain = _asked(page, seen, ends)
    except Error:
        if time.monotonic() < ends:
            raise
        plain = None
    if plain is None or time.monotonic() > ends:
        raise TooLateError(f"the page did not answer within {limit:.0f} s")
    return None if plain.pop("same") else read(plain)


def _asked(page: Page, seen: str, ends: float) -> dict[str, Any] | None:
    """What the page's script returns; None where it was told to stop.

    This waits without a limit, and would wait for ever for a page that is on its way and never comes. Playwright's
    ``wait_for_function`` has a limit, but costs twice the CPU: it moves in with every new page.
    """
    from playwright.sync_api import Error

    ask = {"signature": seen, "quiet": QUIET, "most": MOST, "again": AGAIN, "text": TEXT, "controls": CONTROLS}
    while time.monotonic() < ends:
        try:
            answer: dict[str, Any] | None = json.loads(page.evaluate(_looking(), {**ask, "ends": ends}))
        except Error as error:
            if _REPLACED not in str(error):
                raise
        else:
            return answer
    return None


_REPLACED = "context was destroyed"  # another page came while this one was asked


def _stop(page: Page, ends: float) -> None:
    """Stop the page that is on its way, as one does with the browser's button, and tell the one before it."""
    page.context.new_cdp_session(page).send("Page.stopLoading")
    page.evaluate("ends => { (window.__cxsim ??= {}).ended = ends; }", ends)


def read(plain: Mapping[str, Any]) -> Observation:
    """An observation from what the page's script returned."""
    values = dict(plain)
    values["controls"] = tuple(
        _control(each, f"{plain.get('signature', '')}/{index}") for index, each in enumerate(plain.get("controls", ()))
    )
    values["dialogs"] = tuple(_dialog(each) for each in plain.get("dialogs", ()))
    for key in ("complaints", "questions", "headings", "forms", "sticking"):
        values[key] = tuple(plain.get(key, ()))
    return Observation(**values)


def _control(plain: Mapping[str, Any], mark: str) -> Control:
    x, y, width, height = plain["rect"]
    options: Sequence[str] = plain.get("options") or ()
    return Control(**{**plain, "rect": (x, y, width, height), "options": tuple(options), "mark": mark})


def _dialog(plain: Mapping[str, Any]) -> Dialog:
    return Dialog(**{**plain, "buttons": tuple(Button(**each) for each in plain["buttons"])})
