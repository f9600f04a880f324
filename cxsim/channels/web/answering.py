"""Answering is what a customer does about an interruption, so that she can get on with what she came for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cxsim.channels.web import interruptions
from cxsim.channels.web.hands import UnreachableError
from cxsim.channels.web.interruptions import Choice
from cxsim.channels.web.locate import Found
from cxsim.channels.web.observe import Dialog
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import plain
from cxsim.experience import Kind, Moment

MOST = 6  # that she answers on one page before she lets them be


def answer_interruptions(walk: Walk, *, expected: bool) -> Iterator[Moment]:
    """Answer what lies over the page, one after the other. ``expected``: she may have opened it herself."""
    for _ in range(MOST):
        found = next(_open(walk, expected=expected), None)
        if found is None:
            return
        yield from _answer(walk, *found)


def _open(walk: Walk, *, expected: bool) -> Iterator[tuple[str, Dialog]]:
    for dialog in walk.now.dialogs:
        kind = interruptions.kind_of(dialog, expected=expected)
        if kind is not None and dialog.text not in walk.answered:
            yield kind, dialog


def _answer(walk: Walk, kind: str, dialog: Dialog) -> Iterator[Moment]:
    walk.answered.append(dialog.text)
    url, evidence = walk.path, walk.picture()
    mid_task = any(not typed.search for typed in walk.typed)
    choice = interruptions.answer(kind, dialog)
    seconds = _press(walk, choice)
    gone = _look_again(walk, dialog)
    data = interruptions.described(kind, dialog, mid_task=mid_task) | {"url": url}
    if choice is not None and choice.means == "postponed" and not gone:
        data["can_defer"] = False
    data["handled"] = (choice.means if choice else "closed") if gone else "left open"
    yield walk.moment(Kind.INTERRUPTED, data, evidence=evidence)
    words = len(dialog.text.split())
    seconds += walk.clock.read(words) if kind == "cookies" else walk.clock.read_all(words)
    button = choice.button if choice else "Escape"
    act = {"action": "click", "target": button, "seconds": round(seconds, 3), "url": url, "why": "to go on"}
    yield walk.moment(Kind.ACTED, act)
    walk.clock.pass_by(seconds)


def _press(walk: Walk, choice: Choice | None) -> float:
    """Press the button that she chose, else the key that closes most things; the seconds that it takes her."""
    from playwright.sync_api import Error

    if choice is not None:
        link = choice.role == "link"
        button = walk.page.get_by_role("link" if link else "button", name=choice.button, exact=True).last
        with suppress(Error, UnreachableError):
            return walk.hands.click(Found(locator=button, by="name"))
    with suppress(Error):
        walk.page.keyboard.press("Escape")
    return walk.clock.keys(1)


def _look_again(walk: Walk, dialog: Dialog) -> bool:
    """Look at the page after the answer: is the interruption gone?"""
    walk.now = walk.observe(walk.now.signature) or walk.now
    return all(plain(dialog.text) != plain(other.text) for other in walk.now.dialogs)
