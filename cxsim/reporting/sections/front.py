"""The front of the report: the verdict, belief against experience, the gaps, and every good number challenged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from cxsim.checks.base import Impact
from cxsim.reporting import charts
from cxsim.reporting.contract.findings import GapPart
from cxsim.reporting.contract.lived import ExperiencePart
from cxsim.reporting.contract.people import TouchpointPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import isolated, one_line
from cxsim.reporting.sections import believed
from cxsim.reporting.sections.finance import worth_of
from cxsim.reporting.words import name

MOST_CUSTOMERS = 24  # customers that are shown one by one on the first screen
FIRST_BASICS = 4  # failed basics on the first screen
FULL_GAPS = 12  # gaps that are shown without a click
STATES = ("missed", "unknown", "reached")  # the worst first
MOST_NAMES = 12  # customers that are named beside a gap
HIGH = 70.0  # a mark from which on a number is taken for good news


def verdict(page: Page) -> dict[str, Any]:
    """The first screen: who got what they came for, failed basics, belief against experience, and what nobody knows."""
    basics = _failed_basics(page)
    shown = basics[:FIRST_BASICS]
    return {
        "headline": headline(page),
        "belief": belief(page),
        **_customers(page),
        "basics": shown,
        "basics_more": len(basics) - len(shown),
        "believed": sorted(
            (t for t in page.document["touchpoints"] if t["observed"] is not None or t["self_score"] is not None),
            key=lambda t: (t["gaps"]["reality"] is None, -(t["gaps"]["reality"] or 0.0)),
        ),
        "unknowns": open_questions(page),
    }  # fmt: skip


def _failed_basics(page: Page) -> list[dict[str, Any]]:
    """Failed basics, the gravest first; the same one at several touchpoints is named once."""
    found: dict[str, dict[str, Any]] = {}
    ranked = [(rank, gap) for rank, gap in enumerate(page.document["gaps"], 1) if gap["tier"] == "basic"]
    for rank, gap in sorted(ranked, key=lambda item: (-Impact(item[1]["impact"]).rank, item[0])):
        basic = found.setdefault(gap["check"], {"number": rank, "title": gap["title"], "where": []})
        basic["where"].append({"touchpoint": one_line(gap["touchpoint"], 60), "owner": page.owner(gap["touchpoint"])})
    return list(found.values())


def _customers(page: Page) -> dict[str, Any]:
    """One entry a customer and variant, those who left without first where not all fit; trials count together."""
    walks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, lived in enumerate(page.document["experiences"]):
        if lived["persona"]:
            walks[lived["persona"], f"{lived['scenario']}/{lived['variant']}"].append(index)
    found = [_customer(page, indices) for indices in walks.values()]
    if len(found) > MOST_CUSTOMERS:
        found.sort(key=lambda customer: STATES.index(customer["state"]))
    return {"customers": found[:MOST_CUSTOMERS], "customers_more": max(0, len(found) - MOST_CUSTOMERS)}


def _customer(page: Page, walks: Sequence[int]) -> dict[str, Any]:
    first = page.document["experiences"][walks[0]]
    states = [_state(page.document["experiences"][index]) for index in walks]
    state = next(state for state in STATES if state in states)
    result = page.words.say(f"verdict.{state}")
    if len(walks) > 1:
        result = page.words.say("verdict.of", n=states.count("reached"), all=len(walks))
    who = name(one_line(first["persona"], 60))
    anchor = page.anchor(first["id"], None)
    return {"anchor": anchor, "name": who, "state": state, "variant": first["variant"], "result": result}


def _state(lived: ExperiencePart) -> str:
    met = list(lived["goals"].values())
    return "missed" if False in met else "reached" if met and all(met) else "unknown"


def headline(page: Page) -> str:
    """How many customers got what they came for, as a sentence."""
    totals = page.document["totals"]
    everybody, missed, unknown = totals["customers"], totals["missed"], totals["unknown"]
    if not everybody:
        key = "nobody"
    elif missed:
        key = "missed_only" if everybody == 1 else "missed_all" if missed == everybody else "missed"
    elif unknown:
        key = "unknown"
    else:
        key = "reached_only" if everybody == 1 else "reached"
    return page.words.say(f"headline.{key}", all=everybody, missed=missed, unknown=unknown, reached=totals["reached"])


def belief(page: Page) -> Markup:
    """One sentence about the touchpoint of which its owner is most mistaken."""
    compared = [t for t in page.document["touchpoints"] if t["gaps"]["reality"] is not None]
    if not compared:
        return page.words.html("headline.belief_none")
    worst = max(compared, key=lambda t: t["gaps"]["reality"] or 0.0)
    if (worst["gaps"]["reality"] or 0.0) <= 0:
        return page.words.html("headline.belief_fine")
    return page.words.html(
        "headline.belief_survey" if worst["survey"] else "headline.belief",
        owner=isolated(page.owner(worst["name"], "headline.owner")),
        touchpoint=isolated(worst["name"]),
        believed=_strong(page, worst["self_score"], "believed"),
        survey=_strong(page, worst["survey"]["percent"] if worst["survey"] else None, "surveyed"),
        observed=_strong(page, worst["observed"], "lived"),
    )


def _strong(page: Page, value: float | None, kind: str) -> Markup:
    number = page.words.number(value) if value is not None else None
    return Markup('<b class="{}">{}</b>').format(kind, number) if number is not None else Markup()


def open_questions(page: Page) -> list[str]:
    """What the run cannot say, as parts of a sentence."""
    totals, words = page.document["totals"], page.words
    unmeasured = [one_line(t["name"], 60) for t in page.document["touchpoints"] if t["observed"] is None]
    found = [
        words.say("verdict.unknown_goals", n=totals["goals_unknown"]) if totals["goals_unknown"] else "",
        words.say("verdict.unknown_touchpoints", names=", ".join(unmeasured)) if unmeasured else "",
        words.say("verdict.unknown_cells", n=totals["cells"] - totals["cells_measured"], all=totals["cells"])
        if totals["cells"] > totals["cells_measured"]
        else "",
        words.say("verdict.unknown_checks", n=totals["cant_tell"]) if totals["cant_tell"] else "",
        words.say("verdict.unknown_faults", n=totals["not_looked_at"]) if totals["not_looked_at"] else "",
    ]
    return [text for text in found if text]


def strip(page: Page) -> dict[str, Any]:
    """The reality strip with its table, and what customers and company hold for important."""
    rows = [
        charts.StripRow(
            touchpoint=one_line(t["name"], 60),
            owner=page.owner(t["name"]),
            self_score=t["self_score"],
            survey=t["survey"]["percent"] if t["survey"] else None,
            observed=t["observed"],
        )
        for t in page.document["touchpoints"]
    ]
    say = page.words.say
    chart = charts.strip(
        rows, page.words, prefix="strip", label=say("strip.caption"), not_measured=say("page.not_measured"),
    ) if rows else None  # fmt: skip
    return {
        "chart": chart,
        "rows": page.document["touchpoints"],
        "importance": believed.importance(page),
        "times": believed.times(page),
    }


def gaps(page: Page) -> list[dict[str, Any]]:
    """Every gap with its picture, where it is told, and how long its bar is against the longest one."""
    found = page.document["gaps"]
    longest = max((gap["priority"] or 0.0 for gap in found), default=0.0) or 1.0
    return [_gap(page, number_, gap, longest) for number_, gap in enumerate(found, 1)]


def _gap(page: Page, rank: int, gap: GapPart, longest: float) -> dict[str, Any]:
    check = page.checks.get(gap["check"])
    told = _told(page, gap)
    return {
        "rank": rank,
        "part": gap,
        "reason": page.words.english(gap["reason"]),
        "expected": page.words.english(gap["expected"]) if gap["expected"] else "",
        "observed": page.words.english(gap["observed"]) if gap["observed"] else "",
        "owner": page.owner(gap["touchpoint"]),
        "due": page.words.day(date.fromisoformat(gap["due"])),
        "bar": 5 * round(20 * gap["priority"] / longest) if gap["priority"] is not None else None,
        "picture": page.pictures.of(gap["evidence"]),
        "told": told[:MOST_NAMES],
        "told_more": max(0, len(told) - MOST_NAMES),
        "quote": next((item for item in told if item["quote"]), None),
        "worth": worth_of(page, gap["touchpoint"]),
        "why": check["why"] if check else "",
        "source": check["source"] if check else "",
    }


def _told(page: Page, gap: GapPart) -> list[dict[str, Any]]:
    """Where on this page the observations behind the gap are told: one link a customer, and what it says there."""
    told: dict[str, dict[str, Any]] = {}
    verdicts = [page.document["verdicts"][index] for index in gap["verdicts"]]
    for verdict_ in sorted(verdicts, key=lambda v: page.experience_number(v["experience"]) not in page.told.visits):
        persona = verdict_["persona"]
        if persona in told:
            continue
        moment = verdict_["moments"][0] if verdict_["moments"] else None
        where = page.words.say("gaps.in_analysis", touchpoint=one_line(gap["touchpoint"], 60))
        told[persona] = {
            "anchor": page.anchor(verdict_["experience"], moment),
            "who": name(one_line(persona, 60)) if persona else where,
            "quote": page.quote(verdict_["experience"], moment) if moment is not None else None,
        }
    return list(told.values())


def positives(page: Page) -> list[dict[str, Any]]:
    """Each good number or belief with what contradicts it (R98, R99)."""
    return [item for touchpoint in page.document["touchpoints"] for item in _positives(page, touchpoint)]


def _positives(page: Page, touchpoint: TouchpointPart) -> list[dict[str, Any]]:
    words, where = page.words, isolated(touchpoint["name"])
    found: list[dict[str, Any]] = []
    if touchpoint["self_score"] is not None and touchpoint["self_score"] >= HIGH:
        text = words.html(
            "positives.self", owner=isolated(page.owner(touchpoint["name"])), touchpoint=where,
            value=page.words.number(touchpoint["self_score"]),
        )  # fmt: skip
        found.append(_against_number(page, touchpoint, text, touchpoint["self_score"]))
    survey = touchpoint["survey"]
    if survey is not None and survey["percent"] >= HIGH:
        value = words.number(survey["percent"])
        text = words.html("positives.survey", touchpoint=where, mark=isolated(survey["mark"]), value=value)
        found.append(_against_number(page, touchpoint, text, survey["percent"]))
    for claim in touchpoint["claims"]:
        text = words.html("positives.claim", says=isolated(claim["says"]))
        found.append(
            {"text": text, "owner": page.owner(touchpoint["name"]), **_claim(page, claim["outcome"], claim["verdicts"])}
        )
    return found


def _against_number(page: Page, touchpoint: TouchpointPart, text: Markup, value: float) -> dict[str, Any]:
    item: dict[str, Any] = {"text": text, "owner": page.owner(touchpoint["name"]), "state": "failed", "gap": None}
    worst = next((n for n, gap in enumerate(page.document["gaps"], 1) if gap["touchpoint"] == touchpoint["name"]), None)
    if touchpoint["observed"] is None and worst is None:
        return {**item, "state": "unknown", "answer": page.words.say("positives.unmeasured")}
    if touchpoint["observed"] is not None and touchpoint["observed"] < value:
        answer = page.words.say("positives.lived", observed=page.words.number(touchpoint["observed"]))
        return {**item, "answer": answer, "gap": _gap_link(page, worst)}
    if worst is not None:
        return {**item, "answer": "", "gap": _gap_link(page, worst)}
    return {**item, "state": "passed", "answer": page.words.say("positives.stands")}


def _gap_link(page: Page, rank: int | None) -> dict[str, Any] | None:
    return {"rank": rank, "title": page.document["gaps"][rank - 1]["title"]} if rank is not None else None


def _claim(page: Page, outcome: str, verdicts: Sequence[int]) -> dict[str, Any]:
    if outcome == "failed":
        verdict_ = next(v for n in verdicts if (v := page.document["verdicts"][n])["outcome"] == "failed")
        rank = next(
            (n for n, gap in enumerate(page.document["gaps"], 1)
             if (gap["check"], gap["touchpoint"]) == (verdict_["check"], verdict_["touchpoint"])),
            None,
        )  # fmt: skip
        return {"state": "failed", "answer": page.words.english(verdict_["reason"]), "gap": _gap_link(page, rank)}
    key = {"passed": "held", "cantTell": "cant"}.get(outcome, "untested")
    state = "passed" if outcome == "passed" else "unknown"
    return {"state": state, "answer": page.words.say(f"positives.{key}"), "gap": None}
