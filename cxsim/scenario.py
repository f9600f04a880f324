"""A scenario sends personas on a journey through touchpoints and says how to see whether their goals were met.

The file has short forms (``journey: [web shop, phone]``, ``fill: {Order number: <order>}``); they are brought into
one long form while they are read, so that nobody else meets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from cxsim.definition import TEXT_SCHEMA, Definition, Several, WordingError, one_or_several
from cxsim.explain import did_you_mean
from cxsim.quantities import When
from cxsim.script import STEPS_HERE, Action, Script, Step, leaves

__all__ = ["EVERYBODY", "Action", "Scenario", "Solved", "Step", "Stop"]

EVERYBODY = "all"
"""``personas: all`` sends every persona of the project."""


class Stop(Definition):
    """One touchpoint on the journey; by default it is visited only while something is unsolved."""

    touchpoint: str
    after: When | None = None
    wants: str | None = None
    always: bool = False
    steps: Script | None = None  # None: the persona finds its own way
    line: int | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _is_stop(cls, written: Any) -> Any:
        """``phone``, ``phone: {after: next day 09:00}`` and ``web shop: [steps]`` are stops."""
        line = getattr(written, "line", None)
        if isinstance(written, str):
            return {"touchpoint": written, "line": line}
        if isinstance(written, Mapping) and "touchpoint" not in written:
            if len(written) != 1:
                hint = "begin each touchpoint on a line of its own with a dash, and indent what belongs to it"
                raise WordingError("this is not one touchpoint", hint=hint)
            name, content = next(iter(written.items()))
            if isinstance(content, list):
                content = {"steps": content}
            if not isinstance(content, Mapping):
                hint = f"write `- {name}` alone, or `- {name}: {{after: next day 09:00}}`"
                raise WordingError(f"what stands behind {name!r} is not understood", hint=hint)
            return {**content, "touchpoint": name, "line": line}
        return written

    @property
    def every_step(self) -> tuple[Step, ...]:
        """The single steps of the script, in all its branches and groups."""
        return tuple(leaves(self.steps or ()))


Way = Literal["sees", "address", "reaches", "asks"]
WAYS: tuple[str, ...] = ("sees", "address", "reaches", "asks")
"""How to see that a goal is met: a text, an address, a person reached, or a question that a person answers."""

REACHABLE = ("a human",)


class Solved(Definition):
    """How to see that a goal was met: one way for each goal."""

    by: Way
    value: str = Field(min_length=1)
    goal: str | None = None  # None: stands for every goal of the persona
    line: int | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _is_way(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and written.get("by") == "reaches" and written.get("value") not in REACHABLE:
            raise WordingError(f"{written.get('value')!r} cannot be reached", hint="write `reaches: a human`")
        if isinstance(written, Mapping) and "by" in written and written["by"] not in WAYS:
            what = f"{written['by']!r} is not a way to see that a goal is met"
            raise WordingError(what, hint=did_you_mean(str(written["by"]), WAYS))
        return written


class _Written(dict[str, Any]):
    """A normalised entry that still knows its line."""

    line: int | None = None


def _solved(written: Any) -> Any:
    """``{sees: text}`` for all goals, or such a mapping for each goal."""
    if not isinstance(written, Mapping):
        return written
    found: list[_Written] = []
    for key, content in written.items():
        if isinstance(content, Mapping):
            found += [_way(by, value, key) for by, value in content.items()]
        else:
            found.append(_way(key, content, None))
    return found


def _way(by: Any, value: Any, goal: str | None) -> _Written:
    entry = _Written(by=by, value=value, goal=goal, line=getattr(by, "line", None))
    entry.line = entry["line"]
    return entry


def _one_way_each(ways: tuple[Solved, ...]) -> tuple[Solved, ...]:
    goals = [way.goal for way in ways]
    for goal in goals:
        if goals.count(goal) > 1:
            what = f"there are several ways to see that {goal!r} is met" if goal else "there are several ways written"
            raise WordingError(what, hint="keep the one that decides: sees, address, reaches or asks")
    if None in goals and len(goals) > 1:
        raise WordingError("one way for all goals and ways for single goals are mixed", hint="name each goal")
    return ways


_STOP_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "after": {
            "type": "string",
            "description": "when she turns here, on her own clock",
            "examples": ["next day 09:00", "tuesday 18:30"],
        },
        "wants": {**TEXT_SCHEMA, "description": "what she calls about: a call type of the center"},
        "always": {"type": "boolean", "description": "visited even if everything is solved", "default": False},
        "steps": {
            **STEPS_HERE,
            "description": "what she does there, one step after the other; left out: she finds her own way",
        },
    },
}

JOURNEY_SCHEMA: dict[str, Any] = {
    "description": "touchpoints in the order in which she tries them; the next one only while something is unsolved",
    "examples": [["web shop", "phone"]],
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "minItems": 1,
            "items": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "maxProperties": 1,
                        "additionalProperties": {"anyOf": [STEPS_HERE, _STOP_SCHEMA]},
                    },
                ]
            },
        },
    ],
}

_WAY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        "sees": {
            **TEXT_SCHEMA,
            "description": "a text that she sees or hears",
            "examples": ["Your return is registered"],
        },
        "address": {"type": "string", "description": "a pattern of the page's address", "examples": ["/thank-you"]},
        "reaches": {"enum": list(REACHABLE)},
        "asks": {**TEXT_SCHEMA, "description": "a question that a person or a transcript answers"},
    },
}

SOLVED_SCHEMA: dict[str, Any] = {
    "description": "how to see that a goal is met: once for all goals, or for each goal in its own words",
    "examples": [{"sees": "Your return is registered"}],
    "anyOf": [_WAY_SCHEMA, {"type": "object", "minProperties": 1, "additionalProperties": _WAY_SCHEMA}],
}


class Scenario(Definition):
    """One scenario file."""

    id: str = Field(default="", exclude=True)
    scenario: str = Field(
        min_length=1, description="what the customer is up to, as a headline", examples=["Return a jacket"]
    )
    personas: Several = Field(
        min_length=1, description="who goes: file names in personas/, or all", examples=[["jacket-too-small"]]
    )
    journey: Annotated[tuple[Stop, ...], BeforeValidator(one_or_several), WithJsonSchema(JOURNEY_SCHEMA)] = Field(
        min_length=1, examples=[["web shop", "phone"]]
    )
    starts: When | None = Field(
        default=None, description="when the journey begins; left out: the next working day at 10:00"
    )
    given: Several = Field(
        default=(), description="test data: pytest fixtures of these names, or commands from the settings"
    )
    variants: Several = Field(default=(), description="devices: each becomes a test of its own")
    solved: Annotated[
        tuple[Solved, ...], AfterValidator(_one_way_each), BeforeValidator(_solved), WithJsonSchema(SOLVED_SCHEMA)
    ] = ()
    labels: Mapping[str, str] = Field(default_factory=dict, description="names of your own, for filters in reports")
