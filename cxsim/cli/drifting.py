"""Comparing phone lines for the command line: from files and addresses to what callers notice, in three formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from cxsim.cli import calling
from cxsim.cli.menus import flows, moment
from cxsim.errors import EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK, DefinitionError, Fault
from cxsim.ivr.drift import Difference, Drift, drift
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.flow import LINE, Flow
from cxsim.quantities import QuantityError
from cxsim.reporting.safe import in_markdown as cell

FORMAT = 1
_TITLES = {
    "words": "other words",
    "key": "a key does something else",
    "silence": "silence is met in another way",
    "wrong key": "a wrong key is met in another way",
    "number": "a number is asked for or taken in another way",
    "spoken word": "a spoken word does something else",
    "end": "the call ends in another way",
    "language": "another language",
    "interruption": "keys work at another time",
    "wait": "other words while waiting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two lines and what is different; ``zero`` tells the 0-rule as (hours, was, is) wherever it changed."""

    was: str
    now: str
    drift: Drift
    zero: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where callers notice something, 3 where only something cannot be told, else 0."""
        if self.drift.differences:
            return EXIT_GAPS
        return EXIT_NOT_LOOKED_AT if self.drift.unsure else EXIT_OK


def compare(was: str, now: str, *, at: str, allow: tuple[str, ...], numbers: tuple[str, ...]) -> Compared:
    """Read or explore both lines, and compare them. Raises CxsimError."""
    remarks: list[str] = []
    found = [_flow(source, allow, numbers, remarks) for source in (was, now)]
    when = _when(at, found, live=any(calling.is_address(source) for source in (was, now)))
    compared = drift(found[0], found[1], at=when)
    return Compared(was=was, now=now, drift=compared, zero=tuple(_zero(found, compared)), remarks=tuple(remarks))


def _flow(source: str, allow: tuple[str, ...], numbers: tuple[str, ...], remarks: list[str]) -> Flow:
    if calling.is_address(source):
        explored = calling.explored(calling.Target(source=source, allow=allow), numbers=numbers)
        remarks += explored.remarks
        return explored.flow
    read = flows(Path(source))
    if len(read) != 1:
        what = f"this holds {len(read)} phone menus, and one is compared with one"
        raise DefinitionError([Fault(what=what, hint="name one file", file=Path(source))])
    return read[0]


def _when(at: str, found: list[Flow], *, live: bool) -> datetime | None:
    """The time to compare at; a live line answers as it does now."""
    zone = next((flow.schedules[LINE].zone for flow in found if LINE in flow.schedules), "UTC")
    now = datetime.now(ZoneInfo(zone))
    try:
        return moment(at, now) if at else now if live else None
    except QuantityError as error:
        raise typer.BadParameter(f"{error} ({error.hint})", param_hint="--at") from error


def _zero(found: list[Flow], compared: Drift) -> Iterator[tuple[str, str, str]]:
    """Whether 0 leads to a human from every menu, where that changed."""
    explored: list[Exploration] = [explore(flow) for flow in found]
    for hours in compared.hours:
        was, now = explored[0].every_menu.get(hours.was.id), explored[1].every_menu.get(hours.now.id)
        if was is not None and now is not None and was.reach is not now.reach:
            yield hours.id, str(was), str(now)


def as_text(found: Compared) -> str:
    """For people at a terminal."""
    return "\n".join(_lines(found))


def _lines(found: Compared) -> Iterator[str]:
    yield _summary(found)
    for hours, was, now in found.zero:
        yield f"  Does 0 lead to a human from every menu ({hours})? It was {was}, and is {now}."
    for difference in found.drift.differences:
        yield ""
        yield f"  {difference.sentence} ({difference.hours}): {_TITLES[difference.what]}"
        yield f"    was: {difference.was}{_at(difference.where_was)}"
        yield f"    now: {difference.now}{_at(difference.where_now)}"
    for unsure in found.drift.unsure:
        yield ""
        yield f"  {unsure.sentence} ({unsure.hours}): cannot tell, because {unsure.reason}"
    yield from (f"  {remark}" for remark in found.remarks)


def _at(where: str) -> str:
    return f"  [{where}]" if where else ""


def _summary(found: Compared) -> str:
    count = len(found.drift.differences)
    hours = ", ".join(dict.fromkeys(hours.id for hours in found.drift.hours))
    if count == 0 and found.drift.unsure:
        return f"Nothing that a caller would notice was found between {found.was} and {found.now} ({hours}), but:"
    if count == 0:
        return f"A caller would notice no difference between {found.was} and {found.now} ({hours})."
    things = "one difference" if count == 1 else f"{count} differences"
    return f"A caller would notice {things} between {found.was} and {found.now} ({hours})."


def as_markdown(found: Compared) -> str:
    """For a comment on a change."""
    parts = [f"**{cell(_summary(found))}**"]
    parts += [
        f"- Does 0 lead to a human from every menu ({cell(h)})? **{was}** → **{now}**" for h, was, now in found.zero
    ]
    if found.drift.differences:
        rows = [_row(difference) for difference in found.drift.differences]
        parts += ["", "| what one does | hours | was | is |", "|---|---|---|---|", *rows]
    if found.drift.unsure:
        parts += [
            "",
            *(f"- {cell(u.sentence)}: cannot tell, because {cell(u.reason)}" for u in found.drift.unsure),
        ]
    return "\n".join(parts)


def _row(difference: Difference) -> str:
    columns = (difference.sentence, difference.hours, difference.was, difference.now)
    return f"| {' | '.join(map(cell, columns))} |"


def as_json(found: Compared) -> str:
    """For programs."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "was": found.was,
        "now": found.now,
        "hours": list(dict.fromkeys(hours.id for hours in found.drift.hours)),
        "zero": [{"hours": hours, "was": was, "now": now} for hours, was, now in found.zero],
        "differences": [
            {
                "what": one.what,
                "hours": one.hours,
                "path": list(one.path),
                "was": one.was,
                "now": one.now,
                "where_was": one.where_was,
                "where_now": one.where_now,
            }
            for one in found.drift.differences
        ],
        "unsure": [{"hours": u.hours, "path": list(u.path), "reason": u.reason} for u in found.drift.unsure],
        "remarks": list(found.remarks),
        "exit_code": found.exit_code,
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
