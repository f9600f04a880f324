"""A score says how one attribute of one touchpoint was for one customer: 0-100, relative to what she expects.

This is steps 0, 3 and 6 of the measures: the table persona x touchpoint x attribute, what is observed at each
touchpoint, and how urgent each shortfall is. What was not measured is ``None``, and leaves numerator and denominator
of every mean. What a customer would never have missed (wow) is counted apart, for it makes up for nothing (R117).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cxsim.checks.base import Check, Outcome, Tier, Verdict
from cxsim.definition import Attribute
from cxsim.effort import efforts
from cxsim.emotion import felt_seconds, score_wait
from cxsim.experience import Experience, Kind
from cxsim.persona import Persona
from cxsim.quantities import Zone
from cxsim.settings import Settings
from cxsim.touchpoint import Touchpoint
from cxsim.zones import BEST, higher_is_better, loss, lower_is_better

BY_POINTS = (Attribute.KNOWLEDGE, Attribute.PERSONALIZATION, Attribute.RELIABILITY)
HALF = 0.5 - 1e-9  # a half that is a hair short is a half
EXPECTATION = {Attribute.RESPONSIVENESS: "wait", Attribute.EASE: "effort"}  # all else: quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One moment that a score rests on."""

    experience: str
    moment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One attribute of one touchpoint for one persona: the mean of its visits' scores, or None with the reason."""

    persona: str
    touchpoint: str
    attribute: Attribute
    score: float | None
    runs: int  # visits
    measured: int  # visits in which this attribute could be measured
    reason: str = ""
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Every cell, with the shares and importance weights by which cells are put together."""

    cells: tuple[Cell, ...]
    shares: Mapping[str, float]  # persona -> share of the walked personas, summing to 1
    weights: Mapping[str, Mapping[Attribute, float]]  # persona -> importance, summing to 1
    reach: Mapping[str, float] = field(default_factory=dict)  # touchpoint -> customers there, 1 being the usual number

    def cell(self, persona: str, touchpoint: str, attribute: Attribute) -> Cell | None:
        """This cell, or None where the persona never came there."""
        wanted = (persona, touchpoint, attribute)
        return next((c for c in self.cells if (c.persona, c.touchpoint, c.attribute) == wanted), None)

    def covered(self, touchpoint: str) -> float:
        """The share (0-1) of what its visitors weigh that could be measured there."""
        here = [cell for cell in self.cells if cell.touchpoint == touchpoint]
        everything = math.fsum(self.weight(cell) for cell in here)
        known = math.fsum(self.weight(cell) for cell in here if cell.score is not None)
        return known / everything if everything else 0.0

    def observed(self, touchpoint: str, persona: str | None = None) -> float | None:
        """The touchpoint's score over its visitors (or for one); None where less than half could be measured."""
        here = [c for c in self.cells if c.touchpoint == touchpoint and persona in (None, c.persona)]
        everything = math.fsum(self.weight(cell) for cell in here)
        measured = [(self.weight(cell), cell.score) for cell in here if cell.score is not None]
        known = math.fsum(weight for weight, _ in measured)
        if known <= 0.0 or known < HALF * everything:
            return None
        return math.fsum(weight * score for weight, score in measured) / known

    def overall(self) -> float | None:
        """The mean of the touchpoints' scores; None where less than half of them could be measured."""
        known = [score for name in self.touchpoints if (score := self.observed(name)) is not None]
        return math.fsum(known) / len(known) if known and len(known) >= HALF * len(self.touchpoints) else None

    def weight(self, cell: Cell) -> float:
        """How much a cell counts: the persona's share times what the attribute weighs for it."""
        return self.shares[cell.persona] * self.weights[cell.persona][cell.attribute]

    def priority(self, cell: Cell) -> float | None:
        """How urgent the cell's shortfall is: share x importance x loss x reach; None where it was not measured."""
        if cell.score is None:
            return None
        return self.weight(cell) * loss(cell.score) * self.reach.get(cell.touchpoint, 1.0)

    def importance(self, attribute: Attribute) -> float:
        """What this attribute weighs for customers, over all personas (0-1)."""
        return math.fsum(share * self.weights[persona][attribute] for persona, share in self.shares.items())

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints with a cell, in the order of the cells."""
        return tuple(dict.fromkeys(cell.touchpoint for cell in self.cells))


def shares(personas: Mapping[str, Persona]) -> dict[str, float]:
    """The weight of each walked persona, summing to 1; who has none of its own gets the mean of the others'."""
    given = [persona.share for persona in personas.values() if persona.share is not None]
    usual = math.fsum(given) / len(given) if math.fsum(given) > 0 else 1.0
    weights = {name: usual if persona.share is None else persona.share for name, persona in personas.items()}
    total = math.fsum(weights.values()) or 1.0
    return {name: weight / total for name, weight in weights.items()}


def reach(touchpoints: Iterable[Touchpoint]) -> dict[str, float]:
    """How many customers come to each touchpoint, relative to their mean; nothing unless all of them are known."""
    come = {touchpoint.name: touchpoint.customers for touchpoint in touchpoints}
    known = {name: customers for name, customers in come.items() if customers}
    mean = math.fsum(known.values()) / len(known) if known else 0.0
    return {name: customers / mean for name, customers in known.items()} if len(known) == len(come) else {}


def score(
    experiences: Sequence[Experience],
    verdicts: Sequence[Verdict],
    checks: Iterable[Check],
    personas: Mapping[str, Persona],
    settings: Settings,
    *,
    touchpoints: Mapping[str, Touchpoint] | None = None,
) -> Board:
    """Score every persona that walked at every touchpoint that it entered.

    What an analysis found (experiences without a persona) counts for everyone who came to that touchpoint. Where the
    map tells for all ``touchpoints`` that were entered how many customers come there, priorities count them.
    """
    walked = {x.persona: personas[x.persona] for x in experiences if x.persona in personas}
    judged = _Judged(verdicts, {check.id: check for check in checks})
    visits: dict[tuple[str, str], list[Experience]] = defaultdict(list)
    for experience in experiences:
        if experience.persona in walked:
            for touchpoint in experience.touchpoints:
                visits[experience.persona, touchpoint].append(experience)
    cells = [
        _cell(attribute, touchpoint, walked[persona], lived, judged, settings)
        for (persona, touchpoint), lived in visits.items()
        for attribute in Attribute
    ]
    weights = {name: persona.weights() for name, persona in walked.items()}
    entered = {cell.touchpoint: (touchpoints or {}).get(cell.touchpoint) for cell in cells}
    mapped = [touchpoint for touchpoint in entered.values() if touchpoint is not None]
    known = reach(mapped) if len(mapped) == len(entered) else {}
    return Board(cells=tuple(cells), shares=shares(walked), weights=weights, reach=known)


@dataclass(frozen=True, slots=True)
class _Scored:
    """One visit's score of one attribute (None: not measured, with the reason) and the moments that it rests on."""

    score: float | None
    moments: tuple[int, ...] = ()
    reason: str = ""


class _Judged:
    """The verdicts that say yes or no, by what they are about."""

    def __init__(self, verdicts: Iterable[Verdict], checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self.found: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
        for verdict in verdicts:
            check = checks.get(verdict.check)
            if check is None or check.tier is Tier.WOW:
                continue
            if verdict.outcome in (Outcome.PASSED, Outcome.FAILED):
                whose = verdict.experience if verdict.persona else ""
                self.found[whose, verdict.touchpoint].append(verdict)

    def about(self, experience: str, touchpoint: str, attribute: Attribute) -> list[Verdict]:
        """What this visit's own checks and the analysis of the touchpoint say about this attribute."""
        both = [*self.found[experience, touchpoint], *self.found["", touchpoint]]
        return [verdict for verdict in both if self.checks[verdict.check].attribute is attribute]


def _cell(
    attribute: Attribute,
    touchpoint: str,
    persona: Persona,
    visits: Sequence[Experience],
    judged: _Judged,
    settings: Settings,
) -> Cell:
    scored = [(visit, _score_visit(attribute, visit, touchpoint, persona, judged, settings)) for visit in visits]
    known = [s.score for _, s in scored if s.score is not None]
    return Cell(
        persona=persona.id,
        touchpoint=touchpoint,
        attribute=attribute,
        score=math.fsum(known) / len(known) if known else None,
        runs=len(scored),
        measured=len(known),
        reason="" if known else next((s.reason for _, s in scored), "nobody was there"),
        observations=tuple(
            Observation(experience=visit.id, moment=moment) for visit, s in scored for moment in s.moments
        ),
    )


def _score_visit(
    attribute: Attribute, visit: Experience, touchpoint: str, persona: Persona, judged: _Judged, settings: Settings
) -> _Scored:
    if attribute is Attribute.RESPONSIVENESS:
        return _responsiveness(visit, touchpoint, persona, settings)
    if attribute is Attribute.EASE:
        return _ease(visit, touchpoint, persona, settings)
    return _by_points(judged.about(visit.id, touchpoint, attribute), judged.checks, persona)


def _responsiveness(visit: Experience, touchpoint: str, persona: Persona, settings: Settings) -> _Scored:
    """From all the waiting of one visit, as it felt; waiting at home for a reply has a zone of its own.

    A wait that ended in a hang-up was at least that long and, by the customer's own act, not adequate: its score is at
    most the one of the seconds until then, and never above adequate.
    """
    unseen = _not_looked_at(visit, touchpoint)
    if unseen is not None:
        return unseen
    waits = [
        (index, m) for index, m in enumerate(visit.moments) if m.kind is Kind.WAITED and m.touchpoint == touchpoint
    ]
    scores = []
    for reply in (False, True):
        alike = [moment for _, moment in waits if (moment.data.get("for") == "reply") is reply]
        if alike:
            felt = math.fsum(felt_seconds(moment, persona, settings) for moment in alike)
            hung_up = any(moment.data.get("censored") is True for moment in alike)
            scores.append(score_wait(felt, persona, reply=reply, censored=hung_up))
    if not scores and not any(visit.of(Kind.SAW, Kind.REACHED, touchpoint=touchpoint)):
        return _Scored(None, reason="nothing answered there, and no wait was recorded")
    return _Scored(min(scores, default=BEST), tuple(index for index, _ in waits))


def _ease(visit: Experience, touchpoint: str, persona: Persona, settings: Settings) -> _Scored:
    unseen = _not_looked_at(visit, touchpoint)
    if unseen is not None:
        return unseen
    if not any(visit.of(Kind.ACTED, Kind.HEARD, Kind.SAW, touchpoint=touchpoint)):
        return _Scored(None, reason="nothing was done there")
    here = [effort for effort in efforts(visit, settings) if effort.touchpoint == touchpoint]
    points = math.fsum(effort.points for effort in here)
    return _Scored(lower_is_better(points, persona.expects.effort), tuple(effort.moment for effort in here))


def _not_looked_at(visit: Experience, touchpoint: str) -> _Scored | None:
    """Not measured, where our own fault cut the visit short: what was seen of it would make it look quick and easy."""
    for moment in visit.of(Kind.UNSEEN, touchpoint=touchpoint):
        if moment.data.get("harness") is True:
            return _Scored(None, reason=f"not looked at: {moment.data.get('reason', '')}")
    return None


def _by_points(verdicts: Sequence[Verdict], checks: Mapping[str, Check], persona: Persona) -> _Scored:
    """From the share of points that the judged checks earned: each check's weight is that of its impact."""
    possible = sum(checks[verdict.check].impact.weight for verdict in verdicts)
    if not possible:
        return _Scored(None, reason="no check that speaks of it could be judged")
    earned = sum(checks[v.check].impact.weight for v in verdicts if v.outcome is Outcome.PASSED)
    quality = persona.expects.quality
    percent = Zone(100.0 * quality.desired, 100.0 * quality.adequate)
    own = [v for v in verdicts if v.persona]
    moments = tuple(sorted({index for verdict in own for index in verdict.moments}))
    return _Scored(higher_is_better(100.0 * earned / possible, percent), moments)


def assumed(persona: Persona, attribute: Attribute) -> bool:
    """Whether the expectation that this attribute is measured against was left out by the persona's author."""
    return persona.assumed(EXPECTATION.get(attribute, "quality"))
