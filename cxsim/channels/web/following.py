"""To follow a script is to do its parts in order: steps, what is only tried, and what depends on the page before her.

A step that cannot be done is BLOCKED, with the names that come closest, and ends the visit: the rest of the script was
written for somebody who had got further. The journey then goes on elsewhere, as it would for a person. Where the step
was only tried, she goes without it and goes on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxsim.channels.web.doing import StuckError
from cxsim.channels.web.login import CodeWantedError, wants_code
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.manners import UnwelcomeError
from cxsim.channels.web.noticing import at_address, look
from cxsim.channels.web.steps import do_step, gave_up, unreachable
from cxsim.channels.web.walk import Walk
from cxsim.errors import ChannelError
from cxsim.experience import Kind, Moment
from cxsim.script import Action, Do, Part, Step, Try, When, leaves

GoesOn = Generator[Moment, None, bool]
"""Moments, and at their end whether the visit goes on."""


def follow(walk: Walk, script: Sequence[Part]) -> Iterator[Moment]:
    """Follow the script until a step is impossible, the page is lost, or patience is spent."""
    yield from _Follower(walk).all(script, _Place())


def opens_itself(script: Sequence[Part]) -> bool:
    """Whether a script begins by opening an address, so that she does not come in by the front door."""
    first = script[0] if script else None
    if isinstance(first, Do):
        return opens_itself(first.steps)
    return isinstance(first, Step) and first.action is Action.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in the script she is: why she does this at all, and what would come later."""

    said: Mapping[str, str] = field(default_factory=dict)  # of every moment here: its group, its condition
    later: tuple[str, ...] = ()
    tried: bool = False


class _LetBeError(Exception):
    """The rest of what she only tries is let be."""


class _Follower:
    """The script with the number of the step that she is at, as they are counted from the first in the file."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.number = 0

    def all(self, script: Sequence[Part], place: _Place) -> GoesOn:
        """Every part of this script."""
        for index, part in enumerate(script):
            here = replace(place, later=(*map(_told, script[index + 1 :]), *place.later))
            last = self.number + len(list(leaves([part])))
            goes_on = yield from self._part(part, here)
            if not goes_on:
                return False
            self.number = last
        return True

    def _part(self, part: Part, place: _Place) -> GoesOn:
        match part:
            case Try():
                return (yield from self._try(part, place))
            case When():
                return (yield from self._when(part, place))
            case Do():
                return (yield from self._group(part, place))
            case _:
                return (yield from self._step(part, place))

    def _try(self, part: Try, place: _Place) -> GoesOn:
        try:
            return (yield from self.all(part.steps, replace(place, tried=True, later=())))
        except _LetBeError:
            return True

    def _when(self, part: When, place: _Place) -> GoesOn:
        try:
            yield from look(self.walk, action="wait for")  # the page may have changed since she came
        except LostPageError as lost:
            yield from unreachable(self.walk, lost)
            return False
        holds = _holds(self.walk, part)
        if not holds:
            self.number += len(list(leaves(part.then)))
        said = {**place.said, "when": part.told if holds else part.denied}
        return (yield from self.all(part.then if holds else part.otherwise, replace(place, said=said)))

    def _group(self, part: Do, place: _Place) -> GoesOn:
        if not part.steps:
            raise ChannelError(f"the steps of {part.group!r} were not filled in", hint="load the project as a whole")
        return (yield from self.all(part.steps, replace(place, said={**place.said, "group": part.group})))

    def _step(self, step: Step, place: _Place) -> GoesOn:
        if gave_up(self.walk):
            return False
        index, self.number = self.number, self.number + 1
        try:
            for moment in do_step(self.walk, index, step):
                yield _labelled(moment, place)
        except UnwelcomeError as unwelcome:
            yield self._unseen(str(unwelcome))
            return False
        except StuckError as stuck:
            if self.walk.secrets and wants_code(self.walk.now):  # a script that types its login itself
                yield self._unseen(str(CodeWantedError()))
                return False
            yield self._failed(step, index, place, str(stuck), stuck.why, stuck.nearest)
            if place.tried:
                raise _LetBeError from None
            return False
        except LostPageError as lost:
            yield from unreachable(self.walk, lost)
            yield self._failed(step, index, replace(place, tried=False), str(lost), "no answer", ())
            return False
        return True

    def _unseen(self, reason: str) -> Moment:
        data = {"what": self.walk.visit.stop.touchpoint, "reason": reason, "harness": False}
        return self.walk.moment(Kind.UNSEEN, data, evidence=self.walk.picture())

    def _failed(self, step: Step, index: int, place: _Place, reason: str, why: str, nearest: Sequence[str]) -> Moment:
        data: dict[str, Any] = {
            "action": str(step.action),
            "target": step.target,
            "reason": reason,
            "why": why,
            "nearest": list(nearest),
            "step": index + 1,
            "url": self.walk.path,
            "not_reached": list(place.later),
        }
        kind = Kind.WENT_WITHOUT if place.tried else Kind.BLOCKED
        return self.walk.moment(kind, {**data, **place.said}, evidence=() if place.tried else self.walk.picture())


def _labelled(moment: Moment, place: _Place) -> Moment:
    """The moment of a step with the group and the condition that brought it about."""
    if not place.said or "step" not in moment.data:
        return moment
    return replace(moment, data={**moment.data, **place.said})


def _holds(walk: Walk, part: When) -> bool:
    value = walk.visit.particulars.fill(part.value)
    if part.by == "sees":
        return walk.sees(value)
    return at_address(walk, value) if part.by == "address" else walk.device.kind == value


def _told(part: Part) -> str:
    """A part of the script as it is named among what was not reached."""
    match part:
        case Try():
            return f"try {', '.join(map(_told, part.steps))}"
        case When():
            return f"something that depends on whether {part.told}"
        case Do():
            return part.group
        case _:
            return f"{part.action}: {part.target}" if part.target else str(part.action)
