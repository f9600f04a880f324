"""A persona is a simulated customer: a problem, a goal, an emotional state, and the circumstances that matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from cxsim.definition import Attribute, Definition
from cxsim.quantities import EffortZone, Hours, QuantityError, Seconds, Share, ShareZone, TimeZone, Zone, seconds

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


def _one_or_several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _mood(value: Any) -> float:
    if isinstance(value, str) and value.strip().lower() in MOODS:
        return MOODS[value.strip().lower()]
    return _number_between(value, -1.0, 1.0, f"one of {', '.join(MOODS)}, or a number from -1 to 1")


def _matters(value: Any) -> float:
    if isinstance(value, str) and value.strip().lower() in MATTERS:
        return MATTERS[value.strip().lower()]
    return _number_between(value, 0.0, 1.0, f"one of {', '.join(MATTERS)}")


def _number_between(value: Any, lowest: float, highest: float, hint: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not lowest <= number <= highest:
        raise QuantityError(f"{value!r} is not known here", hint=f"write {hint}")
    return number


class Patience(Definition):
    """How long somebody waits in a queue, as a distribution: exponential with this mean, or Weibull by its median."""

    mean: Seconds | None = None
    median: Seconds | None = None
    shape: float = 1.0


def _patience(value: Any) -> Any:
    return {"mean": seconds(value)} if isinstance(value, str | int | float) else value


class PatienceOf(Definition):
    """A customer's patience: in a queue before hanging up, and own time on the whole journey before giving up."""

    queue: Annotated[Patience, BeforeValidator(_patience)] = Patience(mean=240.0)
    journey: Seconds = 1800.0


class Expects(Definition):
    """Desired and adequate levels of this persona; what is not written is assumed and marked so."""

    wait: TimeZone = Zone(20.0, 60.0)
    reply: TimeZone = Zone(4 * 3600.0, 86400.0)
    quality: ShareZone = Zone(0.9, 0.6)
    effort: EffortZone = Zone(10.0, 40.0)


class Pace(Definition):
    """How fast somebody reads (words per minute) and types."""

    reading: str = "238 wpm"
    typing: str = "average"


class Persona(Definition):
    """One simulated customer. The smallest persona names a problem, a goal and a mood."""

    id: str = Field(default="", exclude=True)
    problem: str
    goal: Annotated[tuple[str, ...], BeforeValidator(_one_or_several)] = Field(min_length=1)
    mood: Annotated[float, BeforeValidator(_mood)]
    circumstances: tuple[str, ...] = ()
    share: Share | None = None
    matters: Annotated[float, BeforeValidator(_matters)] = 0.5
    hope: Share = 0.5
    importance: Mapping[Attribute, float] = Field(default_factory=dict)
    expects: Expects = Expects()
    patience: PatienceOf = PatienceOf()
    prefers: tuple[str, ...] = ()
    free: Hours | None = None
    account: str | None = None
    knows: Mapping[str, str] = Field(default_factory=dict)
    device: str = "computer"
    language: str = "en-US"
    needs: tuple[str, ...] = ()
    pace: str | Pace = "normal"
    network: str = "normal"

    def weights(self) -> Mapping[Attribute, float]:
        """Importance per attribute, summing to 1; equal where the persona names none."""
        named = self.importance or dict.fromkeys(Attribute, 1.0)
        total = sum(named.values())
        return {attribute: named.get(attribute, 0.0) / total for attribute in Attribute}

    def assumed(self, field: str) -> bool:
        """Whether an expectation was left out by its author, so that the report marks it as assumed."""
        return "expects" not in self.model_fields_set or field not in self.expects.model_fields_set
