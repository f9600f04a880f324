"""The form is a call center as people write it in YAML; ``center`` turns it into numbers.

The smallest form has five lines: a name, hours, calls, how long one takes, and how many agents there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from cxsim.callcenter.mannersform import (
    FROM_PERSONAS,
    Besides,
    Shifts,
    Transfers,
    VariesForm,
    Waiting,
    borrowed,
    share_after,
    shifts,
)
from cxsim.definition import Definition
from cxsim.quantities import Hours, QuantityError, Seconds, ServiceTarget, Share, rate, share

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx")
DAY_MINUTES = 1440
MOST_AGENTS = 100_000


class Borrowed(StrEnum):
    """Who else knows the patience of the callers."""

    PERSONAS = FROM_PERSONAS


@dataclass(frozen=True, slots=True)
class TableFile:
    """A spreadsheet with one row an interval, as it is named in the form."""

    path: str


@dataclass(frozen=True, slots=True)
class Level:
    """A number that holds all day (``per_day``: a day's total, spread over the opening hours)."""

    value: float
    per_day: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """Numbers over the day: each holds from its minute after midnight until the next one begins."""

    steps: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a what-if does to a number: add this much, or this share of it."""

    by: float
    relative: bool

    def of(self, value: float) -> float:
        """The number after the change, never below 0."""
        return max(0.0, value * (1 + self.by) if self.relative else value + self.by)

    def __str__(self) -> str:
        return f"{self.by:+.4g}" if not self.relative else f"{self.by:+.4%}".rstrip("0%").rstrip(".") + " %"


def minute_of_day(text: str) -> int:
    """Minutes after midnight of ``08:30`` (``24:00`` is the day's end)."""
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})(?::00)?\s*", str(text))
    minute = int(match.group(1)) * 60 + int(match.group(2)) if match and int(match.group(2)) < 60 else -1
    if not 0 <= minute <= DAY_MINUTES:
        raise QuantityError(f"{text!r} is not a time of day", hint="write 08:00 or 18:30")
    return minute


def _table(text: Any) -> TableFile | None:
    if isinstance(text, str) and PurePath(text.strip()).suffix.lower() in TABLE_ENDINGS:
        return TableFile(text.strip())
    return None


def _calls(value: Any) -> Level:
    if isinstance(value, str) and re.search(r"(?:/|per|a)\s*(?:\d+\s*)?d(?:ay)?s?\s*$", value.strip(), re.IGNORECASE):
        return Level(rate(value) * 86400.0, per_day=True)
    if isinstance(value, str):
        return Level(rate(value))
    raise QuantityError(f"{value!r} is not a rate", hint="write how many in which time, such as 120/h")


def _heads(value: Any) -> Level:
    text = str(value).strip()
    if re.fullmatch(r"-\s*\d+", text):
        raise QuantityError(f"{text!r} is a negative number of agents", hint="write 0 or more, such as 12")
    if not re.fullmatch(r"\d+", text):
        raise QuantityError(
            f"{text!r} is not a number of agents", hint="write a whole number, such as 12, or a table: plans/shifts.csv"
        )
    if int(text) > MOST_AGENTS:
        raise QuantityError(
            f"{text} agents are more than {MOST_AGENTS}", hint="write how many are scheduled, such as 12"
        )
    return Level(float(text))


def _profile(value: Mapping[Any, Any], one: Any) -> Profile:
    if not value:
        raise QuantityError("no time of day is given", hint="write such as {08:00: …, 12:00: …}")
    steps = sorted((minute_of_day(at), one(what)) for at, what in value.items())
    if any(level.per_day for _, level in steps):
        raise QuantityError("a day's total cannot change within the day", hint="write calls per hour, such as 120/h")
    return Profile(tuple((minute, level.value) for minute, level in steps))


def forecast(value: Any) -> TableFile | Level | Profile:
    """Arrivals: ``120/h``, ``1200/day``, ``{08:00: 60/h, 10:00: 120/h}`` or a table."""
    if isinstance(value, TableFile | Level | Profile):
        return value
    if isinstance(value, Mapping):
        return _profile(value, _calls)
    return _table(value) or _calls(value)


def staffing(value: Any) -> TableFile | Level | Profile | Shifts:
    """Scheduled heads: ``12``, ``{08:00: 6, 10:00: 12}``, ``[{from: 08:00, to: 16:30, heads: 5}]`` or a table."""
    if isinstance(value, TableFile | Level | Profile | Shifts):
        return value
    if isinstance(value, list | tuple):
        return shifts(list(value), minute_of_day)
    if isinstance(value, Mapping):
        return _profile(value, _heads)
    return _table(value) or _heads(value)


def change(value: Any) -> Change:
    """A change such as ``+15 %`` or ``-3``."""
    if isinstance(value, Change):
        return value
    match = re.fullmatch(r"\s*([-+])\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*", str(value))
    if match is None:
        raise QuantityError(f"{value!r} is not a change", hint="write a sign and a number, such as -3 or +15 %")
    by = float(match.group(1) + match.group(2).replace(",", "."))
    return Change(by / 100 if match.group(3) else by, bool(match.group(3)))


def _schema(description: str, *examples: Any) -> Any:
    kinds = [{"type": "string"}, {"type": "integer"}, {"type": "object"}, {"type": "array"}]
    return WithJsonSchema({"anyOf": kinds, "description": description, "examples": list(examples)})


Forecast = Annotated[
    TableFile | Level | Profile,
    BeforeValidator(forecast),
    _schema("calls in which time, by time of day, or a table", "120/h", {"08:00": "60/h"}, "plans/forecast.csv"),
]
Heads = Annotated[
    TableFile | Level | Profile | Shifts,
    BeforeValidator(staffing),
    _schema("scheduled heads, by time of day, or a table of shifts", 12, {"08:00": 6}, "plans/shifts.csv"),
]
Changed = Annotated[Change, BeforeValidator(change), _schema("a sign and a number", "+15 %", "-3")]
MinuteOfDay = Annotated[int, BeforeValidator(minute_of_day), WithJsonSchema({"type": "string", "examples": ["14:00"]})]


class HandleTime(Definition):
    """How long an agent is busy with a call; each part is an average, cv is its standard deviation over its mean."""

    talk: Seconds | None = None
    mean: Seconds | None = None
    hold: Seconds = 0.0
    after_call: Seconds = Field(default=0.0, alias="after call")
    cv: float = Field(
        default=0.8, ge=0, le=20, description="0.8 where nothing is known; the Anonymous Bank measured 1.23"
    )
    distribution: Literal["lognormal", "exponential", "constant"] = "lognormal"

    @model_validator(mode="after")
    def _one_talk(self) -> HandleTime:
        if (self.talk is None) == (self.mean is None):
            raise QuantityError("how long one talks is missing or written twice", hint="write talk: 4 min")
        if not self.talking > 0:
            raise QuantityError("a call takes no time at all", hint="write a time of more than 0 s, such as 4 min")
        return self

    @property
    def talking(self) -> float:
        """Average seconds that the caller is on the line with an agent, hold included."""
        return (self.talk or self.mean or 0.0) + self.hold


def _handle_time(value: Any) -> Any:
    return {"mean": value} if isinstance(value, str | int | float) else value


def _waiting(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() == Borrowed.PERSONAS:
        return Borrowed.PERSONAS
    return {"mean": value} if isinstance(value, str | int | float) else value


RedialShare = Annotated[
    float | None,
    borrowed(FROM_PERSONAS, share),
    WithJsonSchema({"type": "string", "description": "a percentage, or from personas", "examples": ["40 %"]}),
]


class Redial(Definition):
    """The share of those who hung up that calls again, after this time on average."""

    share: RedialShare
    after: Seconds
    at_most: int = Field(
        default=10, ge=1, le=100, alias="at most", description="attempts of one client, the first included"
    )


AverageHandleTime = Annotated[HandleTime, BeforeValidator(_handle_time)]
CallerPatience = Annotated[
    Annotated[Borrowed, Tag("borrowed")] | Annotated[Waiting, Tag("own")],
    Discriminator(lambda value: "borrowed" if value == Borrowed.PERSONAS else "own"),
    BeforeValidator(_waiting),
]
Redials = Annotated[Redial, share_after("a redial", "write a share and a time, such as 40 % after 10 min")]


def _answers(value: Any) -> Any:
    if isinstance(value, TableFile):
        return value
    if isinstance(value, str) and _table(value) is None:
        raise QuantityError(
            f"{value!r} is neither a list of call types nor a table", hint="write [orders, claims] or plans/skills.csv"
        )
    return _table(value) or value


Answers = Annotated[
    tuple[str, ...] | Mapping[str, int] | TableFile,
    BeforeValidator(_answers),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "integer"}},
                {"type": "string"},
            ],
            "description": "call types, call types with their ranks, or a table of skills",
            "examples": [["orders"], {"orders": 1, "claims": 2}, "plans/skills.csv"],
        }
    ),
]


class CallTypeForm(Besides):
    """One kind of call, which is one queue of the phone flow."""

    forecast: Forecast
    aht: AverageHandleTime | None = Field(default=None, description="left out: the center's")
    patience: CallerPatience | None = None
    redial: Redials | None = None
    prefers: tuple[str, ...] = Field(default=(), description="groups that are tried first; the others are all alike")
    transfer: Transfers = Field(default_factory=dict, description="shares that are passed on to other call types")


class GroupForm(Definition):
    """Agents who answer the same types of calls; a mapping ranks the types (1 is taken before 2).

    A table of skills has a row for each group, a column for each type, and the rank (or an x) in its cell.
    """

    answers: Answers
    agents: Heads
    at_once: int = Field(default=1, ge=1, le=50, alias="at once", description="chats that an agent holds side by side")
    slower: Share = Field(default=0.0, description="each further chat makes a new one this much longer")
    keep: bool = Field(default=False, description="`staff` leaves this group as it is and finds the others")


class OccupancyForm(Definition):
    """How busy agents may be."""

    at_most: Share = Field(alias="at most")


class WhatIfForm(Definition):
    """A named change of the plan; ``from`` and ``to`` limit it to a part of the day."""

    agents: Changed | Mapping[str, Changed] | None = None
    calls: Changed | Mapping[str, Changed] | None = None
    aht: Changed | Mapping[str, Changed] | None = None
    starts: MinuteOfDay | None = Field(default=None, alias="from")
    ends: MinuteOfDay | None = Field(default=None, alias="to")


def _one_or_many(value: Any) -> str:
    is_types = isinstance(value, Mapping) and not all(re.match(r"\s*\d{1,2}:\d{2}", str(key)) for key in value)
    return "types" if is_types else "one"


Calls = Annotated[
    Annotated[Mapping[str, CallTypeForm], Tag("types")] | Annotated[Forecast, Tag("one")], Discriminator(_one_or_many)
]


class CenterForm(Besides):
    """scenarios/callcenter/NAME.yaml: a call center."""

    callcenter: str = Field(description="what it is called")
    hours: Hours | None = Field(default=None, description="inherited from the touchpoint where left out")
    target: ServiceTarget | None = None
    calls: Calls = Field(description="one kind of call, or call types by name: the queues of the phone flow")
    aht: AverageHandleTime | None = Field(default=None, description="of every call type that has none of its own")
    patience: CallerPatience | None = None
    redial: Redials | None = None
    agents: Heads | None = None
    groups: Mapping[str, GroupForm] = Field(default_factory=dict)
    shrinkage: Share = Field(default=0.0, description="scheduled but not on the phone")
    shifts: Mapping[str, str] = Field(
        default_factory=dict,
        description="kinds of shifts for `staff`: a length and when it may begin; breaks, cost and limit as wanted",
        examples=[{"early": "8 h from 06:00 to 09:00, break 30 min, 25/h, at most 4"}],
    )
    occupancy: OccupancyForm | None = None
    lines: int | None = Field(
        default=None, ge=1, le=1_000_000, description="trunk lines; whoever finds none hears the busy tone"
    )
    varies: VariesForm | None = Field(default=None, description="how much days and intervals differ from the forecast")
    columns: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    what_if: Mapping[str, WhatIfForm] = Field(default_factory=dict)
