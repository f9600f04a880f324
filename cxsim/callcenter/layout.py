"""A layout says which column of somebody's call log stands for what, and how its dates and outcomes are written.

It is guessed from English and German headers, and the guess is told; where it is wrong, or the log is a world of its
own, a small YAML file names the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from cxsim.callcenter.errors import CenterError
from cxsim.definition import Definition
from cxsim.explain import did_you_mean
from cxsim.yamlfile import build, read

SHIPPED = Path(__file__).parent / "layouts"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "queue start": ("queue start", "q_start", "beginn warteschlange"),
    "arrival": (
        "arrival", "arrived", "call start", "start", "start time", "timestamp", "time", "anrufbeginn", "eingang",
        "beginn", "zeit", "uhrzeit", "datum/uhrzeit", "anrufzeit",
    ),
    "date": ("date", "datum", "day", "tag"),
    "menu end": ("menu end", "ivr end", "vru_exit"),
    "menu": ("menu", "ivr", "ivr time", "menu time", "vru_time", "menü", "zeit im menü"),
    "wait": ("wait", "wait time", "waiting time", "queue time", "time in queue", "q_time", "wartezeit", "wartedauer"),
    "talk": (
        "talk", "talk time", "service", "service time", "handle time", "duration", "ser_time", "gesprächszeit",
        "gesprächsdauer", "bearbeitungszeit", "dauer",
    ),
    "after call": ("after call", "after_call", "acw", "wrap up", "wrap-up", "nachbearbeitung", "nachbearbeitungszeit"),
    "service start": ("service start", "ser_start", "answered at", "angenommen um"),
    "outcome": ("outcome", "status", "disposition", "result", "ergebnis", "anrufstatus"),
    "type": ("type", "skill", "queue", "typ", "warteschlange", "anliegen", "call type", "anrufart"),
    "agent": ("agent", "agent id", "server", "mitarbeiter", "benutzer", "bearbeiter"),
    "customer": ("customer", "customer id", "client", "caller", "ani", "kunde", "kundennummer", "rufnummer"),
    "replication": ("replication",),
}  # fmt: skip
"""The words by which each column is recognized, in the order of trust."""

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "answered": ("answered", "served", "agent", "connected", "handled", "angenommen", "beantwortet", "verbunden"),
    "abandoned": (
        "abandoned", "abandon", "hang", "hung up", "lost", "verloren", "aufgelegt", "abgebrochen", "aufleger",
    ),
    "dropped": ("phantom", "test", "error", "fehler", "closed", "waiting", "busy", "blocked", "geschlossen"),
}  # fmt: skip
"""What became of a call, in the words of many logs."""

Dates = Literal["yyyy-mm-dd", "yymmdd", "yyyymmdd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "excel"]


class Layout(Definition):
    """A file that names the columns of a call log; what it leaves out is guessed."""

    call_log: str = Field(alias="call log", description="what it is called")
    columns: Mapping[str, str] = Field(default_factory=dict, description="our word: your header")
    dates: Dates | None = Field(default=None, description="how dates are written; guessed where left out")
    no_queue: str | None = Field(default=None, alias="no queue", description="a queue start that means: did not wait")
    outcomes: Mapping[Literal["answered", "abandoned", "dropped"], tuple[str, ...]] = Field(default_factory=dict)
    nobody: tuple[str, ...] = Field(default=(), description="as an agent or a customer: nobody")


def layout(name: str) -> Layout:
    """The layout in this file, or a shipped one by its name.

    Raises DefinitionError with the faults of the file, and CenterError where there is none or a column is unknown.
    """
    path = SHIPPED / f"{name}.yaml" if (SHIPPED / f"{name}.yaml").is_file() else Path(name)
    if not path.is_file():
        shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.yaml")))
        raise CenterError(f"there is no layout {name!r}", hint=f"name a file, or one that is shipped: {shipped}")
    found = build(read(path), Layout)
    for column in found.columns:
        if column not in COLUMNS:
            raise CenterError(f"{path}: {column!r} is no column of a call log", hint=did_you_mean(column, COLUMNS))
    return found


def guessed(headers: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    """Our word for each header that is known; ``named`` go first.

    Raises CenterError where a named header does not stand in the table.
    """
    for header in named.values():
        if header not in headers:
            hint = did_you_mean(header, headers) or f"the table has {', '.join(headers)}"
            raise CenterError(f"no column is called {header!r}", hint=hint)
    by_word = {header.lower().strip(): header for header in reversed(headers)}
    found = dict(named)
    for column, words in COLUMNS.items():
        known = [by_word[word] for word in words if word in by_word]
        if column not in found and known and known[0] not in found.values():
            found[column] = known[0]
    return found


def outcome_words(found: Layout) -> dict[str, str]:
    """What each word of the outcome column means, in small letters; the layout's own words go first."""
    words = {word: str(outcome) for outcome, many in OUTCOMES.items() for word in many}
    return words | {word.lower(): str(outcome) for outcome, many in found.outcomes.items() for word in many}
