"""The report document is the one JSON file that every output of a run is drawn from; these types are its contract.

``report.schema.json`` beside this package is generated from them (:func:`schema`) and shipped. A reader of saved
reports may rely on every field as long as ``schema_version`` stays the same. Scores lie on 0-100 (50 is what the
customer finds just adequate, 100 what it desires), mood on -1 to 1, times are seconds, and ``None`` is "not measured":
it is never written as 0 or 100.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from cxsim.reporting.contract.believed import KnowledgePart, TimePart
from cxsim.reporting.contract.failuredemand import FailureDemandPart
from cxsim.reporting.contract.findings import CheckPart, GapPart, UnknownPart, VerdictPart
from cxsim.reporting.contract.lived import ExperiencePart
from cxsim.reporting.contract.people import PersonaPart, TouchpointPart
from cxsim.reporting.contract.phoneline import PhonePart
from cxsim.reporting.contract.run import PastPart, Run, SettingPart, Totals
from cxsim.reporting.contract.scorecard import ComplaintPart, QuestionPart
from cxsim.reporting.contract.scores import CellPart, GroupCell, ImportancePart, QuadrantPart, RatePart
from cxsim.reporting.contract.worth import FinancePart

SCHEMA_VERSION = 1


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
