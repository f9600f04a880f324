"""Doing is what all steps share: find the thing, operate it, try once more if something came up, and record it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from cxsim.channels.web.hands import UnreachableError
from cxsim.channels.web.locate import Found, anywhere, find, nearest_names
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.noticing import look
from cxsim.channels.web.walk import Walk
from cxsim.experience import Kind, Moment
from cxsim.script import Action, Step

Done = tuple[Found, float]  # what was operated, and the seconds that it took her


class StuckError(Exception):
    """She cannot do this step; ``why`` is missing, keyboard, not operable, no entry, no answer or no account."""

    def __init__(self, reason: str, *, why: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.why, self.nearest = why, tuple(nearest)


def need(walk: Walk, action: Action, target: str) -> Found:
    """The thing that is meant, waited for a little. Raises StuckError where nothing here is called so."""
    found = find(walk.page, walk.now, action, target)
    if found is not None:
        return found
    from playwright.sync_api import Error

    late = anywhere(walk.page, action, target)
    try:
        late.wait_for(state="visible", timeout=walk.budget.appear * 1000.0)
    except Error as error:
        reraise_if_gone(error)
        nearest = nearest_names(walk.now, target, action)
        raise StuckError(f"nothing here is called “{target}”", why="missing", nearest=nearest) from None
    return Found(locator=late, by="text")


def tried(target: str, do: Callable[[], float]) -> float:
    """Do it; the seconds that it took. Raises StuckError with the reason where it cannot be done."""
    from playwright.sync_api import Error

    try:
        return do()
    except UnreachableError as error:
        raise StuckError(f"“{target}” is there, but {error}", why="keyboard") from None
    except LookupError as error:
        raise StuckError(str(error.args[0]), why="no entry") from None
    except Error as error:
        reraise_if_gone(error)
        raise StuckError(f"“{target}” is there, but {_why_not(str(error))}", why="not operable") from None


_OFF = "it is switched off"


def _why_not(message: str) -> str:
    for sign, reason in (
        ("intercepts pointer events", "something lies over it"),
        ("not enabled", _OFF),
        ("not visible", "it cannot be seen"),
        ("not editable", "nothing can be typed into it"),
        ("outside of the viewport", "it lies outside of the screen"),
    ):
        if sign in message:
            return reason
    return "it does not react"


def reraise_if_gone(error: Exception) -> None:
    """A page or browser that is gone is no finding about what is on it. Raises LostPageError for one that crashed."""
    said = str(error).partition("\n")[0]
    if "crashed" in said:
        raise LostPageError("the page crashed") from error
    if "has been closed" in said:
        raise error


def operate(walk: Walk, action: Action, target: str, do: Callable[[Found], float]) -> Generator[Moment, None, Done]:
    """Find it and do it; where it does not react, look what came up, answer it, and try once more."""
    found = need(walk, action, target)
    try:
        return found, tried(target, lambda: do(found))
    except StuckError as stuck:
        if stuck.why != "not operable" or _OFF in str(stuck):
            raise
    yield from look(walk, action="wait for")
    again = need(walk, action, target)
    return again, tried(target, lambda: do(again))


def acted(walk: Walk, index: int, step: Step, seconds: float, **more: Any) -> Iterator[Moment]:
    """Record that she did this, and let the time pass that it took her."""
    data: dict[str, Any] = {"action": str(step.action), "target": step.target, "seconds": round(seconds, 3)}
    data |= {"step": index + 1, "url": walk.path} | more
    if walk.device.keyboard_only and step.action in _WITH_TAB:
        data["presses"] = walk.presses
    yield walk.moment(Kind.ACTED, data)
    walk.clock.pass_by(seconds)


_WITH_TAB = (Action.CLICK, Action.FILL, Action.CHOOSE, Action.TICK)
