"""A persona is a simulated customer: a problem, a goal, an emotional state, and the circumstances that matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from cxsim.definition import TEXT_SCHEMA, Attribute, Definition, Language, Several, WordingError
from cxsim.explain import nearest
from cxsim.quantities import EffortZone, Hours, Seconds, Share, ShareZone, TimeZone, Zone, seconds

MOODS: Mapping[str, float] = {
    "delighted": 0.8,
    "hopeful": 0.4,
    "calm": 0.2,
    "worried": -0.2,
    "anxious": -0.4,
    "annoyed": -0.4,
    "angry": -0.7,
    "desperate": -0.8,
}
"""Mood words on the scale from -1 (as bad as it gets) to 1. A setting of ours, published here: no study fixes them."""

MATTERS: Mapping[str, float] = {"little": 0.25, "normal": 0.5, "much": 1.0}
"""How much the goal matters: U in the emotion curve."""


PACES = ("slow", "normal", "fast")
"""How fast somebody reads and types, where no figures are given."""

TYPING = ("slow", "average", "fast")


def _words_and_numbers(words: Mapping[str, float], lowest: float, highest: float) -> Any:
    """A validator and a schema for a field that takes one of these words, or a number."""
    ends = f"a number from {lowest:g} to {highest:g}"

    def read(value: Any) -> float:
        text = str(value).strip().lower()
        if text in words:
            return words[text]
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not lowest <= number <= highest:
            near = nearest(text, words)
            hint = f"{f'did you mean {near!r}? Write' if near else 'write'} one of {', '.join(words)}, or {ends}"
            raise WordingError(f"{value!r} is not a word that is known here", hint=hint)
        return number

    number_schema = {"type": "number", "minimum": lowest, "maximum": highest}
    schema = {"anyOf": [{"enum": list(words)}, number_schema], "description": f"one of these words, or {ends}"}
    return BeforeValidator(read), WithJsonSchema(schema)


_MOOD = _words_and_numbers(MOODS, -1.0, 1.0)
_MATTERS = _words_and_numbers(MATTERS, 0.0, 1.0)


class Patience(Definition):
    """How long somebody waits in a queue, as a distribution: exponential with this mean, or Weibull by its median."""

    mean: Seconds | None = None
    median: Seconds | None = None
    shape: float = Field(default=1.0, gt=0, le=20, description="of the Weibull distribution; 1 is exponential")

    @model_validator(mode="after")
    def _one_of_two(self) -> Patience:
        if (self.mean is None) == (self.median is None):
            raise WordingError("a patience has either a mean or a median", hint="write {median: 4 min, shape: 1.2}")
        if not (self.mean or self.median):
            raise WordingError("a patience of 0 s is none", hint="write how long she waits, such as 4 min")
        if self.mean is not None and "shape" in self.model_fields_set:
            raise WordingError("a shape belongs to a median", hint="write {median: 4 min, shape: 1.2}")
        return self


def _patience(value: Any) -> Any:
    return {"mean": seconds(value)} if isinstance(value, str | int | float) else value


_PATIENCE_SCHEMA = {
    "description": "how long she waits in a queue before hanging up: the average, or median and shape (Weibull)",
    "examples": ["4 min"],
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"mean": {"type": "string"}, "median": {"type": "string"}, "shape": {"type": "number"}},
        },
    ],
}


class PatienceOf(Definition):
    """A customer's patience: in a queue before hanging up, and own time on the whole journey before giving up."""

    queue: Annotated[Patience, BeforeValidator(_patience), WithJsonSchema(_PATIENCE_SCHEMA)] = Patience(mean=240.0)
    journey: Annotated[Seconds, Field(gt=0)] = Field(
        default=1800.0, description="own time before giving up", examples=["30 min"]
    )


class Expects(Definition):
    """Desired and adequate levels of this persona; what is not written is assumed and marked so."""

    wait: TimeZone = Zone(20.0, 60.0)
    reply: TimeZone = Zone(4 * 3600.0, 86400.0)
    quality: ShareZone = Zone(0.9, 0.6)
    effort: EffortZone = Zone(10.0, 40.0)


def _reading(value: Any) -> str:
    text = str(value).strip().lower()
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*wpm", text)
    if match is None or not 20 <= float(match.group(1)) <= 1500:
        raise WordingError(f"{value!r} is not a reading speed", hint="write words per minute, such as 238 wpm")
    return text


def _word_of(words: tuple[str, ...]) -> BeforeValidator:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or value.strip().lower() in words:
            return value.strip().lower() if isinstance(value, str) else value
        near = nearest(value, words)
        hint = f"{f'did you mean {near!r}? Write' if near else 'write'} one of {', '.join(words)}"
        raise WordingError(f"{value!r} is not a word that is known here", hint=hint)

    return BeforeValidator(read)


class Pace(Definition):
    """How fast somebody reads (words per minute) and types."""

    reading: Annotated[str, BeforeValidator(_reading)] = Field(default="238 wpm", examples=["238 wpm"])
    typing: Annotated[str, _word_of(TYPING), WithJsonSchema({"enum": list(TYPING)})] = "average"


_PACE_SCHEMA = {
    "description": "how fast she reads and types: a word, or figures",
    "examples": ["slow"],
    "anyOf": [
        {"enum": list(PACES)},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"reading": {"type": "string", "examples": ["238 wpm"]}, "typing": {"enum": list(TYPING)}},
        },
    ],
}


def _something(importance: Mapping[Attribute, float]) -> Mapping[Attribute, float]:
    if importance and not sum(importance.values()):
        raise WordingError("everything weighs 0", hint="give at least one attribute a weight")
    return importance


_TEXTS = {"additionalProperties": TEXT_SCHEMA, "type": "object"}


class Persona(Definition):
    """One simulated customer. The smallest persona names a problem, a goal and a mood."""

    id: str = Field(default="", exclude=True)
    problem: str = Field(
        min_length=1,
        description="what went wrong, in the customer's words (R10)",
        examples=["The jacket I ordered is too small."],
    )
    goal: Several = Field(
        min_length=1, description="what she wants: one or several, each judged alone (R11)", examples=["Get the money"]
    )
    mood: Annotated[float, *_MOOD] = Field(description="how she feels at the start (R12)", examples=["calm"])
    circumstances: Several = Field(default=(), description="facets of the report, nothing else (R85)")
    share: Share | None = Field(default=None, description="weight among the personas walked; default equal")
    matters: Annotated[float, *_MATTERS] = Field(default=0.5, description="how much the goal matters to her")
    hope: Share = Field(default=0.5, description="the chance of success that she expects", examples=["50 %"])
    importance: Annotated[Mapping[Attribute, Annotated[float, Field(ge=0)]], AfterValidator(_something)] = Field(
        default_factory=dict, description="what she weighs; default equal; what is not named weighs 0"
    )
    expects: Expects = Field(default=Expects(), description="from desired to just adequate")
    patience: PatienceOf = PatienceOf()
    prefers: Several = Field(default=(), description="where she turns when the web fails: touchpoints or channels")
    free: Hours | None = Field(default=None, description="when she has time", examples=["mon-fri after 17:00"])
    account: str | None = Field(default=None, description="a login from touchpoints.yaml; default: not logged in")
    knows: Annotated[Mapping[str, str], WithJsonSchema(_TEXTS)] = Field(
        default_factory=dict, description="what she can say; the rest is invented", examples=[{"order": "004711"}]
    )
    device: str = Field(
        default="computer",
        description="phone, tablet, computer, old phone, old computer, or a Playwright device name",
        examples=["phone", "tablet", "computer", "old phone", "iPhone 13"],
    )
    language: Language = "en-US"
    needs: Several = Field(default=(), description="accessibility", examples=[["keyboard only"]])
    pace: Annotated[str | Pace, _word_of(PACES), WithJsonSchema(_PACE_SCHEMA)] = "normal"
    network: str = Field(
        default="normal", description="slow, normal, fast, or the name of a profile", examples=["slow"]
    )

    def weights(self) -> Mapping[Attribute, float]:
        """Importance per attribute, summing to 1; equal where the persona names none."""
        named = self.importance or dict.fromkeys(Attribute, 1.0)
        total = sum(named.values())
        return {attribute: named.get(attribute, 0.0) / total for attribute in Attribute}

    def assumed(self, field: str) -> bool:
        """Whether an expectation was left out by its author, so that the report marks it as assumed."""
        return "expects" not in self.model_fields_set or field not in self.expects.model_fields_set
