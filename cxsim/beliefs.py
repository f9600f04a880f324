"""A belief gap is the difference between what the company thinks of itself and what customers weigh or get.

This is step 5 of the measures, after the gaps of Parasuraman, Zeithaml & Berry (1985): the owner's own mark and the
survey against what was observed, the importance of attributes, targets, and promises. Difference scores are weak
psychometrics: print the observed value beside every one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxsim.definition import Attribute
from cxsim.emotion import figure
from cxsim.errors import QuantityError
from cxsim.experience import Experience, Kind
from cxsim.persona import Persona
from cxsim.quantities import seconds
from cxsim.touchpoint import Touchpoint

_REPLIES = ("reply", "answer", "callback", "call back")  # promises that a wait for a reply can keep or break


@dataclass(frozen=True, slots=True, kw_only=True)
class RealityGap:
    """What was observed at a touchpoint beside what is believed of it (0-100; None: one side is not measured).

    Difference scores are weak psychometrics: print the observed value beside every one of them.
    """

    touchpoint: str
    observed: float | None
    reality: float | None  # the owner's own mark minus observed
    survey_inflation: float | None  # the survey on 0-100 minus observed
    to_desired: float | None  # observed minus 100
    to_adequate: float | None  # observed minus 50


def reality_gap(touchpoint: Touchpoint, observed: float | None) -> RealityGap:
    """Step 5 of the measures for one touchpoint (R59, R101, R105)."""
    survey = touchpoint.survey.percent if touchpoint.survey is not None else None
    return RealityGap(
        touchpoint=touchpoint.name,
        observed=observed,
        reality=_minus(touchpoint.self_score, observed),
        survey_inflation=_minus(survey, observed),
        to_desired=_minus(observed, 100.0),
        to_adequate=_minus(observed, 50.0),
    )


def _minus(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeGap:
    """What the company believes that customers weigh, against what they do weigh (gap 1 of Parasuraman et al. 1985)."""

    differences: Mapping[Attribute, float]  # company minus customers, 0-1
    same_first: bool  # whether both put the same attribute first
    rho: float | None  # Spearman's rank correlation; None below two attributes or without any difference in rank


def knowledge_gap(company: Mapping[Attribute, float], customers: Mapping[Attribute, float]) -> KnowledgeGap | None:
    """R3 and R4; None where the company has not said what it believes. ``company`` is taken relative to its sum.

    Attributes that neither side gives any weight are left out.
    """
    total = math.fsum(company.values())
    if total <= 0:
        return None
    weighed = [a for a in Attribute if company.get(a, 0.0) > 0.0 or customers.get(a, 0.0) > 0.0]
    believed = {attribute: company.get(attribute, 0.0) / total for attribute in weighed}
    meant = {attribute: customers.get(attribute, 0.0) for attribute in weighed}
    return KnowledgeGap(
        differences={attribute: believed[attribute] - meant[attribute] for attribute in weighed},
        same_first=bool(_first(believed) & _first(meant)),
        rho=_spearman(list(believed.values()), list(meant.values())),
    )


def _first(weights: Mapping[Attribute, float]) -> set[Attribute]:
    """What stands first; several where they weigh the same."""
    most = max(weights.values())
    return {attribute for attribute, weight in weights.items() if math.isclose(weight, most)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGap:
    """A time that the company set itself or promised, against one that counts for customers, in seconds.

    ``difference`` is positive where it is bad for the customer: a target slower than what is just adequate, an answer
    later than promised. None: what was promised was not observed.
    """

    touchpoint: str
    what: str  # "wait", "reply", or the name of a promise
    persona: str  # "" for a promise, which is made to everybody
    company: float
    customer: float | None

    @property
    def difference(self) -> float | None:
        """How many seconds too slow."""
        of_promise = not self.persona
        return _minus(self.customer, self.company) if of_promise else _minus(self.company, self.customer)


def standards_gaps(touchpoint: Touchpoint, personas: Mapping[str, Persona]) -> tuple[TimeGap, ...]:
    """The owner's own targets against what each of these personas finds just adequate (R62)."""
    answered, reply = touchpoint.standards.answered, touchpoint.standards.reply
    targets = {"wait": answered.seconds if answered is not None else None, "reply": reply}
    return tuple(
        TimeGap(
            touchpoint=touchpoint.name,
            what=what,
            persona=name,
            company=target,
            customer=(persona.expects.reply if what == "reply" else persona.expects.wait).adequate,
        )
        for what, target in targets.items()
        if target is not None
        for name, persona in personas.items()
    )


def promise_gaps(touchpoint: Touchpoint, experiences: Iterable[Experience]) -> tuple[TimeGap, ...]:
    """Each promised time against the longest wait for a reply that customers had there.

    Only promises that name a time are among them; what nobody waited for stays unobserved.
    """
    waited = [
        figure(moment.data, "seconds")
        for experience in experiences
        for moment in experience.of(Kind.WAITED, touchpoint=touchpoint.name)
        if moment.data.get("for") == "reply"
    ]
    return tuple(
        TimeGap(
            touchpoint=touchpoint.name,
            what=name,
            persona="",
            company=promised,
            customer=max(waited, default=None) if name in _REPLIES else None,
        )
        for name, text in touchpoint.promises.items()
        if (promised := _time(text)) is not None
    )


def _time(text: str) -> float | None:
    try:
        return seconds(text)
    except QuantityError:
        return None


def _spearman(a: Sequence[float], b: Sequence[float]) -> float | None:
    ranks_a, ranks_b = _ranks(a), _ranks(b)
    mean = (len(a) + 1) / 2
    spread = math.sqrt(math.fsum((r - mean) ** 2 for r in ranks_a) * math.fsum((r - mean) ** 2 for r in ranks_b))
    if spread == 0.0:
        return None
    return math.fsum((x - mean) * (y - mean) for x, y in zip(ranks_a, ranks_b, strict=True)) / spread


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, ties sharing their mean rank."""
    return [sum(v < x for v in values) + (sum(v == x for v in values) + 1) / 2 for x in values]
