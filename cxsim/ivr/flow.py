"""A flow is the neutral graph of a phone menu, whatever format it was written in: nodes, schedules and where it begins.

Its nodes are those of :mod:`cxsim.ivr.nodes`, which can be imported from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxsim.ivr.hours import Schedule
from cxsim.ivr.nodes import (
    BETWEEN_DIGITS,
    HANG_UP,
    KEYS,
    LINE,
    SILENT_AFTER,
    WORDS_PER_MINUTE,
    Assign,
    Branch,
    Callback,
    Case,
    Collect,
    Compare,
    Condition,
    HangUp,
    InHours,
    Input,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Unknown,
    Voicemail,
    Where,
    described,
    is_keys,
)
from cxsim.quantities import WeeklyHours


def _seen_from(root: Path, file: str) -> str:
    try:
        return Path(file).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return Path(file).name  # it lies elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A whole phone menu."""

    name: str
    start: str
    nodes: Mapping[str, Node]
    file: str = ""
    language: str = ""
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    words_per_minute: float = WORDS_PER_MINUTE

    def with_hours(
        self, hours: WeeklyHours | str | None, *, zone: str = "UTC", holidays: str | None = None, language: str = ""
    ) -> Flow:
        """This flow with the touchpoint's hours, zone and holidays, unless it has its own."""
        inherited = replace(self, language=self.language or language)
        if hours is None or LINE in self.schedules:
            return inherited
        line = Schedule.of(hours, zone=zone, holidays=holidays)
        return replace(inherited, schedules={**self.schedules, LINE: line})

    def seen_from(self, root: Path) -> Flow:
        """This flow with the places of its nodes named from this folder, so that a record bears no machine's paths."""
        nodes = {
            name: replace(node, where=replace(node.where, file=_seen_from(root, node.where.file)))
            for name, node in self.nodes.items()
        }
        return replace(self, nodes=nodes)

    def spoken_at(self, words_per_minute: float) -> Flow:
        """This flow with prompts spoken at another rate."""
        return replace(self, words_per_minute=words_per_minute)

    def seconds(self, prompts: tuple[Prompt, ...]) -> float:
        """How long these prompts take."""
        return sum(prompt.seconds(self.words_per_minute) for prompt in prompts)

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every condition of every branch."""
        for node in self.nodes.values():
            if isinstance(node, Branch):
                yield from (case.condition for case in node.cases)


__all__ = [
    "BETWEEN_DIGITS",
    "HANG_UP",
    "KEYS",
    "LINE",
    "SILENT_AFTER",
    "WORDS_PER_MINUTE",
    "Assign",
    "Branch",
    "Callback",
    "Case",
    "Collect",
    "Compare",
    "Condition",
    "Flow",
    "HangUp",
    "InHours",
    "Input",
    "Jump",
    "Menu",
    "Node",
    "Opaque",
    "Play",
    "Prompt",
    "Queue",
    "Retry",
    "Transfer",
    "Unknown",
    "Voicemail",
    "Where",
    "described",
    "is_keys",
]
