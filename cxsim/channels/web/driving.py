"""Driving is a visit in which a program acts for the customer; what it does with the page, the page itself notices.

Clicks and what was filled in are recorded as hers, with the time that a person takes for them; what was typed is not,
for a program may type anything, secrets included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.noticing import look
from cxsim.channels.web.steps import arrive, unreachable
from cxsim.channels.web.walk import Walk
from cxsim.experience import Kind, Moment

MOST = 500  # things that are noted between two looks
_NAME = "__cxsim_did"  # as driving.js calls it

Turn = Callable[[Walk], Iterator[Moment]]
"""What happens while the program has its turn."""


def drive(walk: Walk, turns: Callable[[Walk], Turn | None]) -> Iterator[Moment]:
    """Come in, then do what each turn says until there is none, and look once more at its end."""
    hands = _Hands(walk)
    try:
        yield from arrive(walk, walk.visit.address)
        while (turn := turns(walk)) is not None:
            yield from hands.noted()
            yield from turn(walk)
            hands.forget()
        yield from hands.noted()
        yield from look(walk, action="click")
    except LostPageError as lost:
        yield from unreachable(walk, lost)


def looks(walk: Walk) -> Iterator[Moment]:
    """The turn in which she looks at what is before her."""
    yield from look(walk, action="click")


class _Hands:
    """Notes what is clicked and filled in on every page of this visit."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.done: list[dict[str, Any]] = []
        walk.context.expose_binding(_NAME, lambda source, act: self._note(act))
        walk.context.add_init_script(_watching())

    def noted(self) -> Iterator[Moment]:
        """What was done since the last time, as hers."""
        done, self.done = self.done, []
        for act in done:
            seconds = self._seconds(act)
            data = {"action": act["action"], "target": act["target"], "seconds": round(seconds, 3)}
            yield self.walk.moment(Kind.ACTED, data | {"url": self.walk.path, "why": "driven by a program"})
            self.walk.clock.pass_by(seconds)

    def forget(self) -> None:
        """Let be what was noted: it is recorded already."""
        self.done = []

    def _note(self, act: Any) -> None:
        """Take what the page says, which is no more to be trusted than the page."""
        if isinstance(act, dict) and act.get("action") in ("click", "fill", "choose", "tick") and len(self.done) < MOST:
            length = act.get("length")
            if act.get("again") and self.done and self.done[-1]["action"] == "fill":
                self.done.pop()  # she is still typing into the same field
            self.done.append(
                {
                    "action": act["action"],
                    "target": str(act.get("target", ""))[:200],
                    "length": min(int(length), 5000) if isinstance(length, int | float) else 0,
                }
            )

    def _seconds(self, act: dict[str, Any]) -> float:
        clock = self.walk.clock
        return clock.type("x" * act["length"]) if act["action"] == "fill" else clock.point()


@cache
def _watching() -> str:
    return resources.files(__package__).joinpath("driving.js").read_text(encoding="utf-8")
