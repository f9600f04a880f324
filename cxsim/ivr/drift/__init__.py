"""Drift is what a caller would notice of the difference between two versions of a phone menu, or of its file and it.

Both are called at once, by a caller who does everything that one can do: it is compared what is heard, which keys work,
where they lead, what silence does, and who answers in the end. Names of steps and the way that a flow is written do
not matter. Where one of the two cannot be known, the difference cannot either, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.drift.comparison import Comparison
from cxsim.ivr.drift.difference import Difference, Unsure
from cxsim.ivr.explore import hours_at, hours_classes
from cxsim.ivr.flow import Flow, Queue
from cxsim.ivr.hours import HoursClass
from cxsim.ivr.machine import Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Hours that were compared: those of the one flow with those of the other that hold at the same time."""

    was: HoursClass
    now: HoursClass

    @property
    def id(self) -> str:
        """The name of whichever of the two tells more."""
        return self.was.id if self.was.states else self.now.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Everything that was found between two flows, in the hours that were compared."""

    differences: tuple[Difference, ...]
    unsure: tuple[Unsure, ...]
    hours: tuple[Compared, ...]
    pairs: int = 0


def drift(was: Flow, now: Flow, *, at: datetime | None = None) -> Drift:
    """Compare two flows: at one time, or in every class of hours that one of them tells apart."""
    differences: dict[tuple[object, ...], Difference] = {}
    unsure: dict[tuple[object, ...], Unsure] = {}
    pairs = 0
    compared = compared_hours(was, now, at)
    fulls = (False, True) if any(_may_be_full(flow) for flow in (was, now)) else (False,)
    for hours in compared:
        for full in fulls:
            machines = Machine(was, hours.was.states, full=full), Machine(now, hours.now.states, full=full)
            comparison = Comparison(*machines, f"{hours.id}, with full queues" if full else hours.id)
            comparison.run()
            pairs += len(comparison.seen)
            for found in comparison.differences:
                differences.setdefault((found.what, found.was, found.now), found)
            for open_ in comparison.unsure:
                unsure.setdefault((open_.reason,), open_)
    return Drift(
        differences=tuple(differences.values()), unsure=tuple(unsure.values()), hours=tuple(compared), pairs=pairs
    )


def _may_be_full(flow: Flow) -> bool:
    return any(isinstance(node, Queue) and node.full is not None for node in flow.nodes.values())


def compared_hours(was: Flow, now: Flow, at: datetime | None) -> list[Compared]:
    """The hours to compare. Raises DefinitionError where nobody knows what holds at the time that is asked for."""
    if at is not None:
        return [Compared(was=_then(was, at), now=_then(now, at))]
    mine, theirs = hours_classes(was), hours_classes(now)
    pairs = [Compared(was=one, now=_counterpart(one, now, theirs)) for one in mine]
    pairs += [Compared(was=_counterpart(other, was, mine), now=other) for other in theirs]
    return list({(pair.was.id, pair.now.id): pair for pair in pairs}.values())


def _then(flow: Flow, at: datetime) -> HoursClass:
    found = hours_at(flow, at)
    if found is None:
        what = "nobody said the hours of this line, so what it does at a time cannot be known"
        hint = "add hours: to the file, or to the touchpoint that names it"
        raise DefinitionError([Fault(what=what, hint=hint, file=Path(flow.file))])
    return found


def _counterpart(one: HoursClass, flow: Flow, classes: Sequence[HoursClass]) -> HoursClass:
    """The hours of the other flow that hold at the same time, else those of the same name, else its first."""
    at = hours_at(flow, one.sample) if one.sample is not None and flow.schedules else None
    same = next((c for c in classes if c.id == one.id), classes[0])
    return next((c for c in classes if at is not None and c.id == at.id), same)


__all__ = ["Compared", "Difference", "Drift", "Unsure", "compared_hours", "drift"]
