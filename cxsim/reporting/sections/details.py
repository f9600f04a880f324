"""The details behind the story: the heat map, the phone line, what nobody knows, and how it was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from cxsim.definition import Attribute
from cxsim.reporting.contract.findings import UnknownPart
from cxsim.reporting.contract.scores import CellPart, GroupCell
from cxsim.reporting.page import Page, score_class
from cxsim.reporting.safe import isolated, one_line
from cxsim.reporting.sections.groups import by_people
from cxsim.reporting.words import Words, name

MOST_ROWS = 300  # rows of one table of the page; all of them are in report.json
FORMULAS = ("step1", "step2", "step3", "step4", "step5", "step6", "step7")


def heat(page: Page) -> list[dict[str, Any]]:
    """One table a touchpoint: a row for all customers and for each circumstance, a column for each attribute."""
    return [
        {"touchpoint": one_line(t["name"], 60), "rows": _heat_rows(page, t["name"]), "cells": _cells(page, t["name"])}
        for t in page.document["touchpoints"]
        if any(cell["touchpoint"] == t["name"] for cell in page.document["groups"])
    ]


def _heat_rows(page: Page, touchpoint: str) -> list[dict[str, Any]]:
    groups = [cell for cell in page.document["groups"] if cell["touchpoint"] == touchpoint]
    everybody = [cell for cell in groups if not cell["circumstance"]]
    named = [(page.words.together([one_line(name, 60) for name in names]), cells) for names, cells in by_people(groups)]
    return [_heat_row(who, cells) for who, cells in [(page.words.say("heat.all"), everybody), *named] if cells]


def _heat_row(who: str, cells: Sequence[GroupCell]) -> dict[str, Any]:
    by_attribute = {cell["attribute"]: cell for cell in cells}
    return {
        "who": who,
        "n": max((len(cell["personas"]) for cell in cells), default=0),
        "all": not cells[0]["circumstance"],
        "cells": [_heat_cell(by_attribute.get(attribute)) for attribute in Attribute],
    }


def _heat_cell(cell: GroupCell | None) -> dict[str, Any]:
    score = cell["score"] if cell else None
    people = len(cell["personas"]) if cell else 0
    return {"score": score, "class": score_class(score), "measured": cell["measured"] if cell else 0, "all": people}


def _cells(page: Page, touchpoint: str) -> list[dict[str, Any]]:
    return [_cell(page, cell) for cell in page.document["cells"] if cell["touchpoint"] == touchpoint]


def _cell(page: Page, cell: CellPart) -> dict[str, Any]:
    links = [page.anchor(o["experience"], o["moment"]) for o in cell["observations"][:3]]
    return {
        "part": cell,
        "who": name(one_line(cell["persona"], 60)),
        "attribute": page.words.say(f"attribute.{cell['attribute']}"),
        "links": links,
    }


def unknowns(page: Page) -> dict[str, Any]:
    """What the run cannot say; cells of the map apart, for there may be many."""
    open_questions = [u for u in page.document["unknowns"] if u["what"] not in set(Attribute)]
    cells = [u for u in page.document["unknowns"] if u["what"] in set(Attribute)]
    return {
        "questions": [_unknown(page, u) for u in open_questions[:MOST_ROWS]],
        "cells": [_unknown(page, u) for u in cells[:MOST_ROWS]],
        "cut": max(0, len(open_questions) - MOST_ROWS) + max(0, len(cells) - MOST_ROWS),
        "faults": page.document["harness_faults"][:MOST_ROWS],
    }


def _unknown(page: Page, part: UnknownPart) -> dict[str, Any]:
    """One thing that nobody knows, in the language of the report as far as it is ours to say."""
    words = page.words
    because = f"unknown.{part['because']}"
    return {
        "what": _about(page, part) or words.english(part["what"]),
        "touchpoint": part["touchpoint"],
        "persona": part["persona"],
        "reason": words.say(because) if words.has(because) else words.english(part["reason"]),
    }


def _about(page: Page, part: UnknownPart) -> Markup | str:
    """The sentence about a goal, a claim, a touchpoint, an attribute or something that could not be looked at."""
    subject, words = isolated(part["subject"]), page.words
    match part["about"]:
        case "goal":
            return words.html("unknown.about_goal", goal=subject)
        case "claim":
            return words.html("unknown.about_claim", says=subject)
        case "unseen":
            return words.html("unknown.about_unseen", what=words.english(part["subject"]))
        case "touchpoint":
            return words.say("unknown.about_touchpoint")
    return words.term("attribute", part["what"]) or ""


def method(page: Page) -> dict[str, Any]:
    """Formulas with this project's numbers, settings, checks and assumptions."""
    settings = {setting["name"]: setting["value"] for setting in page.document["settings"]}
    values = {
        "limit": page.words.figure(f"{settings.get('wait_limit', 2.5):g}"),
        "loss": page.words.figure(f"{settings.get('loss_weight', 2.0):g}"),
    }
    run = page.document["run"]
    return {
        "formulas": [page.words.say(f"method.{key}", **values) for key in FORMULAS],
        "assumed": list(dict.fromkeys(_assumed(page)))[:MOST_ROWS],
        "repeat": page.words.say(
            "method.repeat",
            seed=str(run["seed"]),
            trials=page.words.say("method.trials", n=run["trials"]),
            version=run["version"],
        ),
        "loading": page.words.say("method.loading", seconds=page.words.duration(run["loading"]))
        if run["loading"] is not None
        else "",
        "scorer": _scorer(page.words, run.get("scorer")),
    }


def _scorer(words: Words, name: str | None) -> str:
    """What told customers without a script what names promise; nothing where there were none."""
    if not name:
        return ""
    return words.say("method.scorer", how=words.term("method", f"scorer {name}") or one_line(name, 80))


def _assumed(page: Page) -> Iterable[str]:
    for persona in page.document["personas"]:
        fields = [page.words.say(f"persona.expects_{f}") for f, zone in persona["expects"].items() if zone["assumed"]]
        if fields:
            yield f"{name(one_line(persona['id'], 60))}: {', '.join(fields)}"
    for lived in page.document["experiences"]:
        if lived["assumed"]:
            what = ", ".join(one_line(text, 120) for text in lived["assumed"])
            yield f"{one_line(lived['title'], 80)}, {name(one_line(lived['persona'], 60))}: {what}"


def rate(page: Page, rate_part: Any) -> dict[str, Any]:
    """A yes/no rate as a sentence, hatched where the trials are few."""
    say, percent = page.words.say, page.words.percent
    values = {"goal": one_line(rate_part["goal"], 120), "met": rate_part["met"], "n": rate_part["n"]}
    return {
        "text": say("persona.rate", low=percent(rate_part["low"]), high=percent(rate_part["high"]), **values),
        "few": rate_part["n"] < 5,
        "unknown": say("persona.rate_unknown", n=rate_part["unknown"]) if rate_part["unknown"] else "",
        "low": 5 * round(20 * rate_part["low"]),
        "high": 5 * round(20 * rate_part["high"]),
        "share": page.words.number(100 * rate_part["met"] / rate_part["n"]) if rate_part["n"] else "",
    }
