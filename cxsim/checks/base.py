"""A check is a pure question asked of one experience at one touchpoint; it cites its source and touches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum

from cxsim.definition import Attribute
from cxsim.experience import Evidence, Experience, Kind


class Outcome(StrEnum):
    """The four outcomes of W3C EARL 1.0."""

    PASSED = "passed"
    FAILED = "failed"
    CANT_TELL = "cantTell"
    INAPPLICABLE = "inapplicable"


class Impact(StrEnum):
    """How much it hurts the customer, after axe-core's scale."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"
    CRITICAL = "critical"

    @property
    def weight(self) -> int:
        """Points that a check of this impact can earn (MEASURES: minor 1, moderate 3, serious 7, critical 10)."""
        return {"minor": 1, "moderate": 3, "serious": 7, "critical": 10}[self.value]

    @property
    def rank(self) -> int:
        """0 for minor to 3 for critical, for comparing with a threshold."""
        return list(Impact).index(self)


class Tier(StrEnum):
    """What a customer takes for granted, pays attention to, or is delighted by (Kano 1984)."""

    BASIC = "basic"
    PERFORMANCE = "performance"
    WOW = "wow"


class Layer(StrEnum):
    """The three layers that are each designed and updated on their own (R108)."""

    SERVICE = "service"
    HOSPITALITY = "hospitality"
    EXPERIENCE = "experience"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check says about one touchpoint of one experience. ``moments`` are indices into the experience."""

    outcome: Outcome
    reason: str = ""
    expected: str = ""
    observed: str = ""
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question of the catalogue. ``judge`` may raise: that becomes cantTell with the reason, never a pass."""

    id: str  # a noun, kebab-case: "human-escape"
    title: str  # what is true where it passes
    failure_title: str  # what is true where it fails, readable as a headline
    why: str  # why a customer cares
    source: str  # paper, standard, guideline or R-number
    category: str
    attribute: Attribute
    layer: Layer
    impact: Impact
    tier: Tier
    needs: Kind  # inapplicable where the touchpoint has no such moment
    area: str = "process & technology"  # people / process & technology / customers / finance (R37)
    judge: Callable[[Experience, str], Answer] = field(repr=False)

    def describe(self) -> dict[str, str]:
        """Everything about this check that people read, by the name of the field."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self) if f.name != "judge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer bound to the check, the touchpoint and the experience that it is about, with its evidence."""

    check: str
    touchpoint: str
    persona: str
    scenario: str
    experience: str
    outcome: Outcome
    reason: str
    expected: str
    observed: str
    moments: tuple[int, ...]
    evidence: tuple[Evidence, ...]


def passed(observed: str = "", *, expected: str = "", moments: Iterable[int] = ()) -> Answer:
    """The answer of a check that holds."""
    return Answer(outcome=Outcome.PASSED, observed=observed, expected=expected, moments=tuple(moments))


def failed(reason: str, *, expected: str = "", observed: str = "", moments: Iterable[int] = ()) -> Answer:
    """The answer of a check that does not hold; the reason is a sentence that a manager can read."""
    return Answer(outcome=Outcome.FAILED, reason=reason, expected=expected, observed=observed, moments=tuple(moments))


def cant_tell(reason: str, *, moments: Iterable[int] = ()) -> Answer:
    """The answer where the record does not show it."""
    return Answer(outcome=Outcome.CANT_TELL, reason=reason, moments=tuple(moments))


def inapplicable(reason: str = "") -> Answer:
    """The answer where the question makes no sense at this touchpoint."""
    return Answer(outcome=Outcome.INAPPLICABLE, reason=reason)


def judge(experience: Experience, checks: Iterable[Check]) -> Iterable[Verdict]:
    """Ask every check of every touchpoint of this experience; pure, so it can be repeated on saved evidence."""
    for touchpoint in experience.touchpoints:
        kinds = {moment.kind for moment in experience.of(touchpoint=touchpoint)}
        for check in checks:
            yield _bind(check, experience, touchpoint, _ask(check, experience, touchpoint, kinds))


def _ask(check: Check, experience: Experience, touchpoint: str, kinds: set[Kind]) -> Answer:
    if check.needs not in kinds:
        return inapplicable(f"nothing of the kind “{check.needs}” was recorded here")
    try:
        return check.judge(experience, touchpoint)
    except Exception as error:  # a crashed check must neither pass nor stop the others
        return cant_tell(f"the check itself failed: {type(error).__name__}: {error}")


def _bind(check: Check, experience: Experience, touchpoint: str, answer: Answer) -> Verdict:
    return Verdict(
        check=check.id,
        touchpoint=touchpoint,
        persona=experience.persona or _compared(experience),
        scenario=experience.scenario,
        experience=experience.id,
        outcome=answer.outcome,
        reason=answer.reason,
        expected=answer.expected,
        observed=answer.observed,
        moments=answer.moments,
        evidence=tuple(dict.fromkeys(e for index in answer.moments for e in _proof(experience, index))),
    )


def _compared(experience: Experience) -> str:
    """The persona whose journeys were set side by side; "" for every other analysis, which is about everybody."""
    return next((str(moment.data.get("persona", "")) for moment in experience.of(Kind.CHANGED)), "")


def _proof(experience: Experience, index: int) -> tuple[Evidence, ...]:
    """The evidence of this moment, or else of what the customer was looking at: the last picture there before it."""
    touchpoint = experience.moments[index].touchpoint
    for moment in reversed(experience.moments[: index + 1]):
        if moment.touchpoint == touchpoint and moment.evidence:
            return moment.evidence
    return ()
