"""A shelf holds what lies beside an Amazon Connect flow: other flows, modules, hours of operation and queues.

Exports refer to each other by ARN, by id, by name, or by a placeholder that a deployment fills in (``${Q:sales:Q}``);
a reference that matches none or several of the shelf's objects stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cxsim.errors import DefinitionError
from cxsim.ivr.hours import Schedule
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.connect import blocks
from cxsim.ivr.importers.sources import items, mapping, string
from cxsim.quantities import QuantityError

_WRAPPERS = ("ContactFlow", "ContactFlowModule", "HoursOfOperation", "Queue")
"""Keys under which the service's own "describe" answers hold the object."""
_PLACEHOLDER = re.compile(r"\$\{\w+:(.+?):\w+\}")
CALLED = ("MODULE", "CUSTOMER_QUEUE", "CUSTOMER_HOLD", "CUSTOMER_WHISPER", "AGENT_HOLD", "AGENT_WHISPER",
          "OUTBOUND_WHISPER", "AGENT_TRANSFER", "QUEUE_TRANSFER")  # fmt: skip
"""Types of flows in which no call begins."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exported:
    """One flow or module: its actions by identifier, each with the JSON pointer at which it stands."""

    name: str
    file: str
    kind: str
    start: str
    actions: Mapping[str, Mapping[str, Any]]
    pointers: Mapping[str, str]
    names: frozenset[str] = frozenset()  # by which others may refer to it

    @property
    def module(self) -> bool:
        """Whether it is called like a subroutine."""
        return self.kind == "MODULE" or any(a.get("Type") == "EndFlowModuleExecution" for a in self.actions.values())


@dataclass(slots=True)
class Shelf:
    """Everything of one folder."""

    flows: list[Exported] = field(default_factory=list)
    hours: dict[str, Schedule | None] = field(default_factory=dict)
    queues: dict[str, tuple[str, str]] = field(default_factory=dict)  # any name of it: its name, its hours' reference

    def flow(self, reference: str) -> Exported | None:
        """The flow or module that a reference means; None where none or several match."""
        wanted = last(reference)
        found = [flow for flow in self.flows if wanted in flow.names]
        return found[0] if len(found) == 1 else None

    def queue(self, reference: str) -> str:
        """The name of a queue for people."""
        return self.queues.get(last(reference), (last(reference), ""))[0]

    def hours_of(self, queue: str) -> str:
        """The reference to the hours of operation of a queue; nothing where it is not known."""
        return self.queues.get(last(queue), ("", ""))[1]


def last(reference: str) -> str:
    """What a reference says in the end: the name in a placeholder, else what follows the last slash of an ARN."""
    match = _PLACEHOLDER.search(reference)
    if match:
        return match[1]
    return reference.rsplit("/", 1)[-1].strip() if reference.startswith("arn:") else reference.strip()


def content(value: Any, path: Path, pointer: str = "") -> tuple[dict[str, Any], str] | None:
    """The flow in an export with the pointer to it: the object itself, or what its ``Content`` holds as a string."""
    found = mapping(value)
    for wrapper in _WRAPPERS:
        if isinstance(found.get(wrapper), dict):
            found, pointer = found[wrapper], f"{pointer}/{wrapper}"
            break
    if isinstance(found.get("Content"), str):
        inner, pointer = sources.parsed_json(found["Content"], path), f"{pointer}/Content"
        return (mapping(inner), pointer) if is_content(inner) else None
    if isinstance(found.get("Content"), dict):
        return (found["Content"], f"{pointer}/Content") if is_content(found["Content"]) else None
    return (found, pointer) if is_content(found) else None


def is_content(value: Any) -> bool:
    """Whether this is a flow, in the flow language or in the older format of blocks."""
    found = mapping(value)
    return isinstance(found.get("Actions"), list) or blocks.is_old(found)


def exported(value: Any, path: Path) -> Exported | None:
    """The flow in a parsed file; None where it holds something else."""
    found = content(value, path)
    if found is None:
        return None
    flow, pointer = found
    if blocks.is_old(flow):
        flow, pointers = blocks.translated(flow, pointer)
    else:
        pointers = {
            string(mapping(action).get("Identifier")): f"{pointer}/Actions/{number}"
            for number, action in reversed(list(enumerate(flow["Actions"])))
        }
    actions = {string(mapping(a).get("Identifier")): mapping(a) for a in reversed(flow["Actions"]) if mapping(a)}
    outer = _unwrapped(value)
    meta = mapping(flow.get("Metadata"))
    name = string(outer.get("Name")) or string(meta.get("name")) or path.stem
    kind = string(outer.get("Type") or meta.get("type")).upper().replace(" ", "_")
    names = {name, path.stem, string(outer.get("Id")), last(string(outer.get("Arn"))), string(outer.get("Arn"))} - {""}
    return Exported(
        name=name,
        file=str(path),
        kind=kind,
        start=string(flow.get("StartAction")),
        actions=dict(reversed(actions.items())),
        pointers=pointers,
        names=frozenset(names),
    )


def _unwrapped(value: Any) -> dict[str, Any]:
    found = mapping(value)
    return next((found[key] for key in _WRAPPERS if isinstance(found.get(key), dict)), found)


def gather(paths: Iterable[Path]) -> Shelf:
    """Everything that these JSON files hold. Files that cannot be read are left out here."""
    shelf = Shelf()
    for path in paths:
        try:
            keep(shelf, sources.parsed_json(sources.text(path), path), path)
        except DefinitionError:
            continue  # it is told when this file itself is read
    return shelf


def keep(shelf: Shelf, value: Any, path: Path) -> None:
    """Add what one parsed file holds."""
    flow = exported(value, path)
    if flow is not None:
        shelf.flows.append(flow)
        return
    outer = _unwrapped(value)
    name = string(outer.get("Name"))
    names = [name, string(outer.get("Id")), last(string(outer.get("Arn")))]
    if isinstance(outer.get("Config"), list) and "TimeZone" in outer:
        names.append(string(outer.get("HoursOfOperationId")))
        shelf.hours |= {known: schedule(outer) for known in names if known}
    elif "HoursOfOperationId" in outer:
        names.append(string(outer.get("QueueId")))
        shelf.queues |= {known: (name, last(string(outer["HoursOfOperationId"]))) for known in names if known}


def schedule(hours: Mapping[str, Any]) -> Schedule | None:
    """The schedule in an hours-of-operation object; a day that is not there is closed. None where it is not readable.

    Two equal times mean the whole day there, and an end of 0:00 is midnight.
    """
    try:
        ZoneInfo(string(hours.get("TimeZone")))
        spans = ", ".join(_spans(hours))
        return Schedule.of(spans, zone=string(hours["TimeZone"])) if spans else None
    except (QuantityError, KeyError, ValueError, OSError):
        return None


def _spans(hours: Mapping[str, Any]) -> Iterator[str]:
    for day in items(hours.get("Config")):
        start, end = mapping(mapping(day).get("StartTime")), mapping(mapping(day).get("EndTime"))
        begin, finish = _clock(start), _clock(end)
        whole = begin == finish or finish == "00:00"
        yield f"{string(mapping(day).get('Day')).lower()} {begin}-{'24:00' if whole else finish}"


def _clock(time: Mapping[str, Any]) -> str:
    return f"{int(string(time.get('Hours')) or 0):02d}:{int(string(time.get('Minutes')) or 0):02d}"


def is_connect(value: Any) -> bool:
    """Whether a parsed JSON file is an Amazon Connect flow."""
    outer = _unwrapped(value)
    inner = outer.get("Content")
    if isinstance(inner, str):
        try:
            return is_content(json.loads(inner))
        except (ValueError, RecursionError):
            return '"Actions"' in inner
    return is_content(inner if inner is not None else outer)


__all__ = ["CALLED", "Exported", "Shelf", "content", "exported", "gather", "is_connect", "keep", "last", "schedule"]
