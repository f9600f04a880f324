"""One page a customer: the journey as planned and as lived, how it felt, what it cost, and the story told in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from cxsim.reporting import charts
from cxsim.reporting.contract.lived import ExperiencePart, MoodPart
from cxsim.reporting.contract.people import PersonaPart
from cxsim.reporting.examining import examined
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import Words, name

MOST_LINES = 250  # lines of one story
NOTES = 6  # numbered notes on an emotion curve
WORTH_A_NOTE = 0.02  # the least change of mood that gets one


def customers(page: Page) -> dict[str, Any]:
    """The personas whose visits are told, and those who were not sent; ``more`` are in report.json only."""
    visits: dict[str, list[int]] = defaultdict(list)
    for index, lived in enumerate(page.document["experiences"]):
        if lived["persona"]:
            visits[lived["persona"]].append(index)
    failed = _failed_checks(page)
    shown = [_customer(page, persona, visits[persona["id"]], failed) for persona in page.document["personas"]]
    told = [customer for customer in shown if customer["visits"] or not customer["more"]]
    return {"told": told, "more": len(shown) - len(told)}


def _customer(
    page: Page, persona: PersonaPart, visits: list[int], failed: Mapping[tuple[str, int], list[int]]
) -> dict[str, Any]:
    told = [index for index in visits if index in page.told.visits]
    return {
        "part": persona,
        "name": name(one_line(persona["id"], 60)),
        "expects": _expects(page, persona),
        "visits": [_visit(page, index, failed) for index in told],
        "more": len(visits) - len(told),
        "loss": _loss(page, persona["id"]),
        "rates": [rate for rate in page.document["rates"] if rate["persona"] == persona["id"]],
    }


def _loss(page: Page, persona: str) -> str:
    """What customers like this one cost the company, where finance has given its figures."""
    finance = page.document["finance"]
    if persona not in finance["by_persona"]:
        return ""
    amount = page.words.money(finance["by_persona"][persona], one_line(finance["currency"], 12))
    return page.words.say("persona.cost_money_loss", amount=amount)


def _expects(page: Page, persona: PersonaPart) -> list[dict[str, Any]]:
    found = []
    for field, zone in persona["expects"].items():
        shown = {"quality": page.words.percent, "effort": page.words.number}.get(field, page.words.duration)
        key = "persona.expects_least" if field == "quality" else "persona.expects_range"
        text = page.words.say(key, desired=shown(zone["desired"]), adequate=shown(zone["adequate"]))
        found.append({"what": page.words.say(f"persona.expects_{field}"), "text": text, "assumed": zone["assumed"]})
    return found


def _failed_checks(page: Page) -> dict[tuple[str, int], list[int]]:
    """(experience, moment) -> the ranks of the gaps that this moment proves."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for rank, gap in enumerate(page.document["gaps"], 1):
        for index in gap["verdicts"]:
            verdict = page.document["verdicts"][index]
            for moment in verdict["moments"][:1]:
                if rank not in found[verdict["experience"], moment]:
                    found[verdict["experience"], moment].append(rank)
    return found


def _visit(page: Page, index: int, failed: Mapping[tuple[str, int], list[int]]) -> dict[str, Any]:
    lived = page.document["experiences"][index]
    lines = _story(page, index, failed)
    return {
        "anchor": f"x{index}",
        "part": lived,
        "starts": _starts(lived, page.words),
        "lanes": _lanes(page, lived),
        "mood": _mood(page, lived, index, lines),
        "cost": _cost(page, lived),
        "story": lines[:MOST_LINES],
        "cut": max(0, len(lines) - MOST_LINES),
    }


def _starts(lived: ExperiencePart, words: Words) -> str:
    """The local time at which the journey began, as in the record but without what a reader need not see."""
    return words.localized(one_line(str(lived["starts"] or "")[:16]).replace("T", " "))


def _lanes(page: Page, lived: ExperiencePart) -> list[dict[str, Any]]:
    goals = list(lived["goals"].values())
    done = bool(goals) and all(goals)
    return [
        {
            "touchpoint": one_line(stop["touchpoint"], 60),
            "planned": "always" if stop["always"] else "if_unsolved" if place else "",
            "ended": stop["ended"] or ("not_entered" if done else "never_reached"),
            "state": _lane_state(stop["ended"], done),
            "seconds": page.words.duration(stop["seconds"]) if stop["seconds"] else "",
        }
        for place, stop in enumerate(lived["planned"])
    ]


def _lane_state(ended: str, done: bool) -> str:
    if ended in ("gave_up", "dropped", "hung_up"):
        return "failed"
    if ended == "unseen" or (not ended and not done):
        return "unknown"
    return "passed" if ended in ("solved", "reached") else "plain"


def _story(page: Page, index: int, failed: Mapping[tuple[str, int], list[int]]) -> list[dict[str, Any]]:
    lived = page.document["experiences"][index]
    lines: list[dict[str, Any]] = []
    shown_picture = ""
    for number_, moment in enumerate(lived["moments"]):
        ranks = failed.get((lived["id"], number_), [])
        line = page.tell(index, number_)
        if line is None and ranks:
            line = examined(moment, page.words)
        if line is None:
            continue
        bad = line.bad or bool(ranks)
        picture = page.pictures.of(moment["evidence"]) if bad else None
        if picture is not None and picture.checksum == shown_picture:
            picture = None
        shown_picture = picture.checksum if picture is not None else shown_picture
        turned = moment["kind"] == "entered"
        lines.append(
            {
                "anchor": f"x{index}-m{number_}",
                "clock": page.words.clock(moment["at"]),
                "lane": line.lane,
                "text": line.text,
                "why": line.why,
                "bad": bad,
                "gaps": [{"rank": rank, "title": page.document["gaps"][rank - 1]["title"]} for rank in ranks],
                "picture": picture,
                "touchpoint": one_line(moment["touchpoint"], 60) if turned else "",
            }
        )
    return lines


def _mood(page: Page, lived: ExperiencePart, index: int, lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    steps, cost = lived["mood"], lived["cost"]
    if len(steps) < 2 or cost is None:
        return None
    noted = _worth_a_note(steps)
    markers = {step: place for place, step in enumerate(noted, 1)}
    where = next((moment["touchpoint"] for moment in lived["moments"] if moment["touchpoint"]), "")
    curve = []
    for n, step in enumerate(steps):
        where = step["touchpoint"] or where
        curve.append(charts.MoodStep(mood=step["mood"], touchpoint=one_line(where, 40), marker=markers.get(n)))
    told = {line["anchor"]: line["text"] for line in lines}
    who = name(one_line(lived["persona"], 60))
    return {
        "chart": charts.mood(
            curve,
            page.words,
            remembered=cost["remembered"],
            prefix=f"mood{index}",
            label=page.words.say("persona.mood_caption", name=who),
            remembered_label=page.words.isolated(
                page.words.say("persona.mood_remembered", value=page.words.number(cost["remembered"], 2))
            ),
        ),
        "caption": page.words.say("persona.mood_caption", name=who),
        "notes": [_note(page, index, steps[n], told) for n in noted],
        "rows": [_note(page, index, step, told) for step in steps],
    }


def _worth_a_note(steps: list[MoodPart]) -> list[int]:
    worst = sorted(range(1, len(steps)), key=lambda n: (-abs(steps[n]["change"]), n))[:NOTES]
    return sorted(n for n in worst if abs(steps[n]["change"]) >= WORTH_A_NOTE)


def _note(page: Page, index: int, step: MoodPart, told: Mapping[str, Markup]) -> dict[str, Any]:
    anchor = f"x{index}-m{step['moment']}" if step["moment"] is not None else ""
    cause = page.words.term("cause", step["cause"]) or one_line(step["cause"])
    return {
        "anchor": anchor if anchor in told else "",
        "clock": page.words.clock(step["at"]),
        "text": told.get(anchor) or cause or page.words.say("persona.mood_start"),
        "why": cause if anchor in told and step["cause"] not in _TELL_THEMSELVES else "",
        "change": page.words.signed(step["change"]) if step["moment"] is not None else "",
        "mood": page.words.number(step["mood"], 2),
        "bad": step["change"] < 0,
    }


_TELL_THEMSELVES = ("", "wait", "solved", "failed")
"""Causes that the sentence of their moment names already."""


def _cost(page: Page, lived: ExperiencePart) -> list[dict[str, str]]:
    cost, say = lived["cost"], page.words.say
    if cost is None:
        return []
    ease = page.words.number(cost["ease"], 1) if cost["ease"] is not None else say("page.not_measured")
    return [
        {"value": page.words.duration(cost["seconds"]), "what": say("persona.cost_time")},
        {"value": page.words.number(cost["effort"]), "what": say("persona.cost_effort")},
        {"value": ease, "what": say("persona.cost_ease")},
        {"value": page.words.signed(cost["mood_after"] - cost["mood_before"]), "what": say("persona.cost_mood")},
    ]
