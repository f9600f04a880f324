"""What was found, as parts of the report document: verdicts, the touchpoints' claims, and everything left unknown."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cxsim.checks.base import Outcome, Verdict
from cxsim.experience import Kind
from cxsim.reporting.contract.findings import CheckPart, GapPart, UnknownPart, VerdictPart
from cxsim.reporting.contract.lived import ExperiencePart
from cxsim.reporting.contract.people import ClaimPart, PersonaPart, TouchpointPart
from cxsim.reporting.contract.run import Totals
from cxsim.reporting.contract.scores import CellPart, GroupCell, RatePart
from cxsim.reporting.parts.lived import evidence_files
from cxsim.reporting.words import Words
from cxsim.touchpoint import Touchpoint

_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


def verdict_parts(verdicts: Iterable[Verdict]) -> list[VerdictPart]:
    """Every answer of every check, in the order in which it was given."""
    return [
        {
            "check": verdict.check,
            "touchpoint": verdict.touchpoint,
            "persona": verdict.persona,
            "scenario": verdict.scenario,
            "experience": verdict.experience,
            "outcome": str(verdict.outcome),
            "reason": verdict.reason,
            "expected": verdict.expected,
            "observed": verdict.observed,
            "moments": list(verdict.moments),
            "evidence": evidence_files(verdict.evidence),
        }
        for verdict in verdicts
    ]


def claim_parts(touchpoint: Touchpoint, name: str, verdicts: Sequence[VerdictPart]) -> list[ClaimPart]:
    """What the owner believes, each sentence with what its check said; a claim nobody can test is unknown."""
    parts = []
    for claim in touchpoint.claims:
        about = [n for n, verdict in enumerate(verdicts) if _is_about(verdict, claim.check, name)]
        parts.append(_claim(claim.says, claim.check, about, verdicts))
    return parts


def _is_about(verdict: VerdictPart, check: str | None, touchpoint: str) -> bool:
    return (
        check is not None
        and (verdict["check"], verdict["touchpoint"]) == (check, touchpoint)
        and verdict["outcome"] != Outcome.INAPPLICABLE
    )


def _claim(says: str, check: str | None, found: list[int], verdicts: Sequence[VerdictPart]) -> ClaimPart:
    outcomes = {verdicts[n]["outcome"] for n in found}
    order = (Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL)
    outcome = next((str(o) for o in order if o in outcomes), "unknown")
    return {"says": says, "check": check, "outcome": outcome, "verdicts": found}


def group_cells(cells: Sequence[CellPart], personas: Sequence[PersonaPart]) -> list[GroupCell]:
    """For all customers and for each circumstance: the share-weighted mean of what was measured.

    What was not measured leaves both the sum and the weights; under half covered is not measured.
    """
    circumstances = ["", *dict.fromkeys(text for persona in personas for text in persona["circumstances"])]
    members = {
        circumstance: {p["id"]: p["share"] for p in personas if not circumstance or circumstance in p["circumstances"]}
        for circumstance in circumstances
    }
    keys = dict.fromkeys((cell["touchpoint"], cell["attribute"]) for cell in cells)
    found: list[GroupCell] = []
    for touchpoint, attribute in keys:
        here = [c for c in cells if (c["touchpoint"], c["attribute"]) == (touchpoint, attribute)]
        for circumstance, shares in members.items():
            group = [cell for cell in here if cell["persona"] in shares]
            if group:
                found.append(_group(circumstance, touchpoint, attribute, group, shares))
    return found


def _group(
    circumstance: str, touchpoint: str, attribute: str, group: Sequence[CellPart], shares: dict[str, float]
) -> GroupCell:
    measured = [(shares[cell["persona"]], cell["score"]) for cell in group if cell["score"] is not None]
    weight, everybody = math.fsum(w for w, _ in measured), math.fsum(shares[cell["persona"]] for cell in group)
    known = weight > 0 and weight >= 0.5 * everybody
    return {
        "circumstance": circumstance,
        "touchpoint": touchpoint,
        "attribute": attribute,
        "score": round(math.fsum(w * score for w, score in measured) / weight, 6) if known else None,
        "measured": len(measured),
        "personas": [cell["persona"] for cell in group],
    }


def rate_parts(experiences: Iterable[ExperiencePart]) -> list[RatePart]:
    """Each goal over independent trials; a single trial is no sample and gives no rate."""
    trials: dict[tuple[str, str, str], list[bool | None]] = defaultdict(list)
    for lived in experiences:
        for goal, met in lived["goals"].items():
            if lived["persona"]:
                trials[lived["scenario"], lived["persona"], goal].append(met)
    rates: list[RatePart] = []
    for (scenario, persona, goal), outcomes in sorted(trials.items()):
        told = [met for met in outcomes if met is not None]
        if len(outcomes) > 1 and told:
            low, high = wilson(sum(told), len(told))
            rates.append(
                {
                    "scenario": scenario,
                    "persona": persona,
                    "goal": goal,
                    "n": len(told),
                    "met": sum(told),
                    "unknown": len(outcomes) - len(told),
                    "low": round(low, 6),
                    "high": round(high, 6),
                }
            )
    return rates


def wilson(yes: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a share (Wilson 1927). Raises ValueError without a trial.

    >>> low, high = wilson(3, 10)
    >>> round(low, 3), round(high, 3)
    (0.108, 0.603)
    """
    if not 0 <= yes <= n or n == 0:
        raise ValueError(f"{yes} of {n} is no share")
    share, spread = yes / n, _Z * _Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def unknown_parts(
    experiences: Iterable[ExperiencePart],
    verdicts: Iterable[VerdictPart],
    touchpoints: Iterable[TouchpointPart],
    cells: Iterable[CellPart],
    checks: Iterable[CheckPart],
    words: Words,
) -> list[UnknownPart]:
    """Everything that nobody knows after this run, each once, with the reason."""
    titles = {check["id"]: check["title"] for check in checks}
    found: list[UnknownPart] = []
    for lived in experiences:
        found += _unknown_of(lived, words)
    for verdict in verdicts:
        if verdict["outcome"] == Outcome.CANT_TELL:
            what = titles.get(verdict["check"], verdict["check"])
            where, who = verdict["touchpoint"], verdict["persona"]
            found.append(_unknown("check", verdict["check"], what, where, who, verdict["reason"]))
    for touchpoint in touchpoints:
        if not touchpoint["visited_by"]:
            what = words.say("unknown.about_touchpoint")
            why = words.say("unknown.reason_not_visited")
            found.append(_unknown("touchpoint", "", what, touchpoint["name"], "", why, "reason_not_visited"))
        for claim in touchpoint["claims"]:
            if claim["outcome"] == "unknown":
                because = "reason_not_asked" if claim["check"] else "reason_claim"
                what, why = words.say("unknown.about_claim", says=claim["says"]), words.say(f"unknown.{because}")
                found.append(_unknown("claim", claim["says"], what, touchpoint["name"], "", why, because))
    for cell in cells:
        if cell["score"] is None:
            what = cell["attribute"]
            found.append(_unknown("cell", what, what, cell["touchpoint"], cell["persona"], cell["reason"]))
    return list({tuple(item.values()): item for item in found}.values())


def _unknown_of(lived: ExperiencePart, words: Words) -> list[UnknownPart]:
    found = [
        _unknown(
            "goal", goal["goal"], words.say("unknown.about_goal", goal=goal["goal"]), "", lived["persona"],
            goal["reason"] or words.say("unknown.reason_goal"), "" if goal["reason"] else "reason_goal",
        )
        for goal in lived["outcomes"]
        if goal["met"] is None
    ]  # fmt: skip
    for moment in lived["moments"]:
        if moment["kind"] == Kind.UNSEEN:
            subject, why = str(moment["data"].get("what", "")), str(moment["data"].get("reason", ""))
            what = words.say("unknown.about_unseen", what=subject)
            found.append(_unknown("unseen", subject, what, moment["touchpoint"], lived["persona"], why))
    return found


def _unknown(
    about: str, subject: str, what: str, touchpoint: str, persona: str, reason: str, because: str = ""
) -> UnknownPart:
    return {
        "about": about,
        "subject": subject,
        "because": because,
        "what": what,
        "touchpoint": touchpoint,
        "persona": persona,
        "reason": reason,
    }


def harness_faults(experiences: Iterable[ExperiencePart], missing: Iterable[str]) -> list[str]:
    """What our own tools could not look at, in sentences: it says nothing about the company, and sets exit code 3."""
    faults = [
        f"{moment['touchpoint'] or moment['data'].get('what', '')} ({lived['persona'] or lived['title']}): "
        f"{moment['data'].get('reason', '')}"
        for lived in experiences
        for moment in lived["moments"]
        if moment["kind"] == Kind.UNSEEN and moment["data"].get("harness") is True
    ]
    return list(dict.fromkeys([*faults, *missing]))


def totals(
    experiences: Sequence[ExperiencePart],
    verdicts: Sequence[VerdictPart],
    cells: Sequence[CellPart],
    gaps: Sequence[GapPart],
    faults: Sequence[str],
) -> Totals:
    """The counts of the first page."""
    lived = [list(e["goals"].values()) for e in experiences if e["persona"]]
    goals = [met for outcomes in lived for met in outcomes]
    missed, reached = sum(False in outcomes for outcomes in lived), sum(bool(o) and all(o) for o in lived)
    said = [verdict["outcome"] for verdict in verdicts]
    return {
        "customers": len(lived),
        "reached": reached,
        "missed": missed,
        "unknown": len(lived) - missed - reached,
        "goals": len(goals),
        "goals_met": goals.count(True),
        "goals_missed": goals.count(False),
        "goals_unknown": goals.count(None),
        "gaps": len(gaps),
        "failed_basics": sum(gap["tier"] == "basic" for gap in gaps),
        "passed": said.count("passed"),
        "failed": said.count("failed"),
        "cant_tell": said.count("cantTell"),
        "inapplicable": said.count("inapplicable"),
        "cells": len(cells),
        "cells_measured": sum(cell["score"] is not None for cell in cells),
        "not_looked_at": len(faults),
    }
