"""The report document is the one JSON file that every output of a run is drawn from; these types are its contract.

``report.schema.json`` beside this file is generated from them (:func:`schema`) and shipped. A reader of saved reports
may rely on every field as long as ``schema_version`` stays the same. Scores lie on 0-100 (50 is what the customer
finds just adequate, 100 what it desires), mood on -1 to 1, times are seconds, and ``None`` is "not measured": it is
never written as 0 or 100.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

SCHEMA_VERSION = 1


class Observation(TypedDict):
    """Where a number comes from: one moment of one experience."""

    experience: str
    moment: int


class EvidenceFile(TypedDict):
    """A file that proves a moment, relative to the run's folder."""

    type: str
    path: str
    sha256: str
    thumbnail: str | None


class Company(TypedDict):
    """Who was visited."""

    name: str
    language: str
    zone: str


class Run(TypedDict):
    """What has to be known to judge and to repeat the run. ``started`` is the report's one stated timestamp."""

    version: str
    label: str
    started: str
    seed: int
    trials: int
    environment: str | None
    language: str
    loading: float | None
    scorer: str | None
    company: Company


class Totals(TypedDict):
    """The counts of the first page. A customer is one walk; it missed where at least one goal is known to be unmet."""

    customers: int
    reached: int
    missed: int
    unknown: int
    goals: int
    goals_met: int
    goals_missed: int
    goals_unknown: int
    gaps: int
    failed_basics: int
    passed: int
    failed: int
    cant_tell: int
    inapplicable: int
    cells: int
    cells_measured: int
    not_looked_at: int


class Expectation(TypedDict):
    """A zone of tolerance; ``assumed`` where its author left it out."""

    desired: float
    adequate: float
    assumed: bool


class PersonaPart(TypedDict):
    """A simulated customer: who it is and what it expects."""

    id: str
    problem: str
    goals: list[str]
    mood: float
    circumstances: list[str]
    share: float
    matters: float
    hope: float
    importance: dict[str, float]
    importance_assumed: bool
    expects: dict[str, Expectation]
    language: str
    device: str
    needs: list[str]


class ClaimPart(TypedDict):
    """What the owner believes, and what testing it showed: passed, failed, cantTell or unknown (nobody tested it)."""

    says: str
    check: str | None
    outcome: str
    verdicts: list[int]


class TouchpointGaps(TypedDict):
    """Differences on 0-100; None where one side is not measured."""

    reality: float | None
    survey_inflation: float | None
    to_adequate: float | None
    to_desired: float | None


class Survey(TypedDict):
    """A survey's mark, as given and on 0-100."""

    mark: str
    percent: float


class TouchpointPart(TypedDict):
    """One place where customers meet the company: what its owner believes, and what customers got."""

    name: str
    channel: str
    owner: str
    hours: str | None
    self_score: float | None
    survey: Survey | None
    observed: float | None
    covered: float
    gaps: TouchpointGaps
    claims: list[ClaimPart]
    visited_by: list[str]


class GoalPart(TypedDict):
    """One goal and whether it was met; None where nobody can tell."""

    goal: str
    met: bool | None
    reason: str
    moment: int | None


class MomentPart(TypedDict):
    """One thing that happened, as recorded."""

    at: float
    touchpoint: str
    kind: str
    data: dict[str, Any]
    measured: dict[str, float]
    evidence: list[EvidenceFile]


class MoodPart(TypedDict):
    """One step of the emotion curve: the mood after this moment (None: as the journey began)."""

    moment: int | None
    at: float
    touchpoint: str
    cause: str
    change: float
    mood: float


class StopPart(TypedDict):
    """One stop of the journey as planned, and what became of it."""

    touchpoint: str
    always: bool
    entered: bool
    seconds: float | None
    ended: str


class CostPart(TypedDict):
    """What the journey cost the customer."""

    seconds: float
    effort: float
    ease: float | None
    mood_before: float
    mood_after: float
    remembered: float


class ExperiencePart(TypedDict):
    """What one customer lived through (``persona`` is "" for an analysis)."""

    id: str
    scenario: str
    title: str
    persona: str
    variant: str
    trial: int
    seed: int
    starts: str | None
    assumed: list[str]
    goals: dict[str, bool | None]
    outcomes: list[GoalPart]
    gave_up: str | None
    planned: list[StopPart]
    mood: list[MoodPart]
    cost: CostPart | None
    moments: list[MomentPart]


class VerdictPart(TypedDict):
    """What one check says about one touchpoint of one experience."""

    check: str
    touchpoint: str
    persona: str
    scenario: str
    experience: str
    outcome: str
    reason: str
    expected: str
    observed: str
    moments: list[int]
    evidence: list[EvidenceFile]


class GapPart(TypedDict):
    """A check that failed at a touchpoint for at least one customer, and who has to close it by when."""

    check: str
    touchpoint: str
    owner: str
    personas: list[str]
    title: str
    reason: str
    expected: str
    observed: str
    priority: float | None
    impact: str
    tier: str
    attribute: str
    due: str
    verdicts: list[int]
    evidence: list[EvidenceFile]


class CellPart(TypedDict):
    """How one attribute of one touchpoint was for one persona; ``score`` None is "not measured", with the reason."""

    touchpoint: str
    attribute: str
    persona: str
    score: float | None
    covered: float
    runs: int
    assumed: bool
    reason: str
    priority: float | None
    observations: list[Observation]


class GroupCell(TypedDict):
    """The mean of the cells of one circumstance (or, with ``circumstance`` "", of all), weighted by shares."""

    circumstance: str
    touchpoint: str
    attribute: str
    score: float | None
    measured: int
    personas: list[str]


class ImportancePart(TypedDict):
    """How much an attribute weighs for customers, and how much the company believes it does (None: not written)."""

    attribute: str
    customers: float
    company: float | None


class RatePart(TypedDict):
    """A goal over independent trials, with its Wilson 95 % interval; ``unknown`` trials are outside ``n``."""

    scenario: str
    persona: str
    goal: str
    n: int
    met: int
    unknown: int
    low: float
    high: float


class AnswerPart(TypedDict):
    """Whether 0 reaches a human from this menu at these hours: yes, after n, no, cannot tell."""

    hours: str
    answer: str
    presses: int | None
    seconds: float | None
    path: list[str]
    observation: Observation


class MenuPart(TypedDict):
    """One menu of a phone flow with its answers."""

    menu: str
    name: str
    kind: str
    answers: list[AnswerPart]


class ForecastPart(TypedDict):
    """One simulated hour of a queue; ``abandoned`` and ``service_level`` are shares of the callers."""

    hour: str
    queue: str
    wait_p50: float | None
    wait_p90: float | None
    abandoned: float | None
    service_level: float | None
    target: str
    observation: Observation


class WayPart(TypedDict):
    """One hour of one way to a human: seconds of menu, then with the wait what half and nine in ten do not exceed.

    ``caller`` is zero (she presses nothing but 0) or quickest. ``gone`` is by persona the share of such customers who
    hang up before; no persona stands there where the wait was not measured as a distribution.
    """

    hour: str
    caller: str
    queue: str
    keys: list[str]
    menu: float
    median: float | None
    ninth: float | None
    gone: dict[str, float]
    observation: Observation


class BranchPart(TypedDict):
    """A long branch of a phone menu, drawn apart: its first step, the answer there, its steps and how many are odd."""

    name: str
    answer: str
    steps: int
    odd: int
    picture: str


class PhonePart(TypedDict):
    """What the analysis of a phone line found; ``to_human`` is empty where no call center stands behind the line.

    ``live``: its menus stand in no file, but were found by calling the line. ``picture`` is the menu as SVG; the
    ``branches`` of a large one are drawn apart, numbered from 2 on, as the picture names them.
    """

    touchpoint: str
    hours: dict[str, str]
    menus: list[MenuPart]
    forecasts: list[ForecastPart]
    to_human: list[WayPart]
    live: bool
    picture: str
    branches: list[BranchPart]


class SpanPart(TypedDict):
    """The least and the most that something may be, or what it comes to at the two ends of a range."""

    low: float
    high: float


class QueuePart(TypedDict):
    """A simulated day of a queue: calls, shares (0-1) and seconds; None where nothing can be said."""

    offered: float | None
    service_level: float | None
    abandonment: float | None
    asa: float | None
    occupancy: float | None


class RepairPart(TypedDict):
    """What mending one page would give the queue; ``touchpoint`` "" means everything at once.

    ``calls`` and ``hours`` (agents' work) are a day's; ``low`` and ``high`` are the day without the fewest and without
    the most of these calls. ``experiences`` are the walks that failed there.
    """

    touchpoint: str
    page: str
    personas: list[str]
    experiences: list[str]
    calls: SpanPart
    hours: SpanPart
    low: QueuePart
    high: QueuePart


class FailureDemandPart(TypedDict):
    """The calls a day that a failing website makes at one phone line, and what mending it would give its queue.

    ``turn`` is the share of those who failed that calls, an assumption. ``calls`` is None where it was not measured,
    for the reasons in ``unmeasured``; ``now`` is None where no day was simulated.
    """

    touchpoint: str
    date: str
    replications: int
    turn: SpanPart
    calls: SpanPart | None
    unmeasured: list[str]
    seconds: float
    now: QueuePart | None
    repairs: list[RepairPart]


class UnknownPart(TypedDict):
    """Something that nobody knows after this run, and why.

    ``what`` and ``reason`` are sentences; ``about`` (goal, claim, touchpoint, unseen, check, cell), ``subject`` and
    ``because`` (one of our own reasons, or "") say the same for programs and translations.
    """

    about: str
    subject: str
    because: str
    what: str
    touchpoint: str
    persona: str
    reason: str


class CheckPart(TypedDict):
    """A question of the catalogue."""

    id: str
    title: str
    failure_title: str
    why: str
    source: str
    category: str
    attribute: str
    layer: str
    impact: str
    tier: str
    area: str


class SettingPart(TypedDict):
    """A constant that someone may argue with."""

    name: str
    value: float
    source: str


class RangePart(TypedDict):
    """An amount, and the lowest and highest that it takes while single settings move by half of themselves."""

    low: float
    value: float
    high: float


class FixPart(TypedDict):
    """What it would be worth if this touchpoint were flawless: a counterfactual, so fixes never add up.

    ``break_even`` needs no money: the share (0-1) of customers that the worst memory must drive away for the fix to
    keep ``kept`` of all who would stay; None where not even losing all of them would.
    """

    touchpoint: str
    worth: RangePart | None
    break_even: float | None


class FinancePart(TypedDict):
    """What journeys cost the company; money only with finance's own figures, else None. ``covered`` is a share."""

    given: bool
    currency: str
    customers: float | None
    value_of_a_customer: float | None
    loss: RangePart | None
    by_persona: dict[str, float]
    covered: float | None
    kept: float
    fixes: list[FixPart]


class KnowledgePart(TypedDict):
    """The company's ranking of attributes against the customers': rho is Spearman's, None where there is no order."""

    rho: float | None
    same_first: bool
    differences: dict[str, float]


class TimePart(TypedDict):
    """A time that the company set itself (``standard``) or promised (``promise``) against the customers', in seconds.

    ``customer`` is what a persona finds just adequate, or the longest wait that was observed (None: nobody waited);
    ``difference`` is positive where it is bad for the customer.
    """

    kind: str
    touchpoint: str
    what: str
    persona: str
    company: float
    customer: float | None
    difference: float | None


class QuadrantPart(TypedDict):
    """Importance (per cent) against performance (0-100) of one attribute for the customers of one circumstance.

    ``quadrant`` is concentrate, keep, low or overkill (Martilla & James 1977), "" where performance was not measured.
    """

    circumstance: str
    touchpoint: str
    attribute: str
    importance: float
    performance: float | None
    quadrant: str
    personas: list[str]


class SeenPart(TypedDict):
    """What was observed about a question: yes, partly or no, with the verdicts that say so."""

    answer: str
    passed: int
    failed: int
    verdicts: list[int]


class ToldPart(TypedDict):
    """What a person answered, and when; ``stale`` a year after."""

    answer: str
    by: str
    on: str
    because: str
    stale: bool


class QuestionPart(TypedDict):
    """One of the twenty questions; ``source`` is observation, person or unknown, and observation comes first."""

    id: str
    row: str
    panel: str
    question: str
    source: str
    seen: SeenPart | None
    told: ToldPart | None


class ComplaintPart(TypedDict):
    """One step of complaint handling (RESOLVED); ``seen`` None is "not measured"."""

    step: str
    row: str
    what: str
    seen: SeenPart | None


class PastPart(TypedDict):
    """An earlier run of the same label, as it was when this run was made; the last entry is this run."""

    started: str
    gaps: int
    by_impact: dict[str, int]
    goals_met: int
    goals_told: int
    new: int | None
    gone: int | None


class Document(TypedDict):
    """The whole report."""

    schema_version: int
    run: Run
    totals: Totals
    personas: list[PersonaPart]
    touchpoints: list[TouchpointPart]
    experiences: list[ExperiencePart]
    verdicts: list[VerdictPart]
    gaps: list[GapPart]
    cells: list[CellPart]
    groups: list[GroupCell]
    importance: list[ImportancePart]
    rates: list[RatePart]
    phones: list[PhonePart]
    failure_demand: list[FailureDemandPart]
    finance: FinancePart
    knowledge: KnowledgePart | None
    times: list[TimePart]
    quadrants: list[QuadrantPart]
    scorecard: list[QuestionPart]
    complaints: list[ComplaintPart]
    trend: list[PastPart]
    unknowns: list[UnknownPart]
    harness_faults: list[str]
    checks: list[CheckPart]
    settings: list[SettingPart]


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the document."""
    from pydantic import TypeAdapter

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **TypeAdapter(Document).json_schema()}
