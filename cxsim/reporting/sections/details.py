"""The details behind the story: the heat map, the phone line, what nobody knows, and how it was measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxsim.definition import Attribute
from cxsim.reporting import charts, svg
from cxsim.reporting.contract import AnswerPart, CellPart, ForecastPart, GroupCell, PhonePart
from cxsim.reporting.page import Page, arrows, score_class
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import duration, name, number, percent

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
    circumstances = list(dict.fromkeys(cell["circumstance"] for cell in groups))
    rows = []
    for circumstance in circumstances:
        cells = {cell["attribute"]: cell for cell in groups if cell["circumstance"] == circumstance}
        people = max((len(cell["personas"]) for cell in cells.values()), default=0)
        rows.append(
            {
                "who": one_line(circumstance, 60) or page.words.say("heat.all"),
                "all": not circumstance,
                "n": people,
                "cells": [_heat_cell(cells.get(attribute)) for attribute in Attribute],
            }
        )
    return rows


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


def phones(page: Page) -> list[dict[str, Any]]:
    """Each phone line: whether 0 reaches a human, the menu as a map, and the waits by hour."""
    return [_phone(page, index, phone) for index, phone in enumerate(page.document["phones"])]


def _phone(page: Page, index: int, phone: PhonePart) -> dict[str, Any]:
    hours = list(phone["hours"])
    where = one_line(phone["touchpoint"], 60)
    return {
        "touchpoint": where,
        "owner": page.owner(phone["touchpoint"]),
        "lead": _phone_lead(page, phone),
        "hours": [{"id": one_line(h, 40), "means": one_line(phone["hours"][h], 80)} for h in hours],
        "menus": [
            {
                "name": one_line(menu["name"] or menu["menu"], 60),
                "collect": menu["kind"] == "collect",
                "answers": [_answer(page, answer) for answer in menu["answers"]],
            }
            for menu in phone["menus"]
        ],
        "picture": svg.clean(
            phone["picture"], prefix=f"flow{index}", label=page.words.say("phone.picture_alt"), keep_classes=True
        ) if phone["picture"] else "",
        "queues": [_queue(page, f"waits{index}-{n}", queue, phone) for n, queue in enumerate(_queues(phone))],
    }  # fmt: skip


def _phone_lead(page: Page, phone: PhonePart) -> str:
    if not phone["menus"]:
        return ""
    answers = [[answer["answer"] for answer in menu["answers"]] for menu in phone["menus"]]
    failing = sum("no" in row for row in answers)
    if failing:
        return page.words.say("phone.lead_no", n=failing, all=len(answers))
    unsure = any("cannot tell" in row for row in answers)
    return page.words.say("phone.lead_unknown" if unsure else "phone.lead_yes")


def _answer(page: Page, answer: AnswerPart) -> dict[str, Any]:
    word, _, count = answer["answer"].partition(" ")
    state = {"yes": "passed", "after": "weak", "no": "failed"}.get(word, "unknown")
    text = {
        "passed": page.words.say("phone.yes"),
        "weak": page.words.say("phone.after", n=count),
        "failed": page.words.say("phone.no"),
    }.get(state, page.words.say("phone.cannot_tell"))
    wait = page.words.say("phone.seconds", seconds=duration(answer["seconds"])) if answer["seconds"] is not None else ""
    path = arrows(list(answer["path"])) if answer["path"] else ""
    return {"state": state, "text": text, "wait": wait, "path": path}


def _queues(phone: PhonePart) -> list[str]:
    return list(dict.fromkeys(forecast["queue"] for forecast in phone["forecasts"]))


def _queue(page: Page, prefix: str, queue: str, phone: PhonePart) -> dict[str, Any]:
    rows = [forecast for forecast in phone["forecasts"] if forecast["queue"] == queue]
    known = [row for row in rows if row["wait_p50"] is not None and row["wait_p90"] is not None]
    worst = max(known, key=lambda row: row["wait_p90"] or 0.0, default=None)
    adequate = _adequate(page)
    label = page.words.say("phone.waits_caption", queue=one_line(queue, 60))
    hours = [charts.Hour(hour=one_line(row["hour"], 8), p50=row["wait_p50"], p90=row["wait_p90"]) for row in rows]
    return {
        "queue": one_line(queue, 60),
        "caption": label,
        "lead": _queue_lead(page, worst) if worst is not None else "",
        "chart": charts.waits(hours, sorted(adequate.values()), prefix=prefix, label=label),
        "adequate": [{"name": who, "seconds": duration(wait)} for who, wait in sorted(adequate.items(), key=_by_wait)],
        "target": next((one_line(row["target"], 40) for row in rows if row["target"]), ""),
        "rows": rows,
    }  # fmt: skip


def _queue_lead(page: Page, worst: ForecastPart) -> str:
    gone = worst["abandoned"]
    return page.words.say(
        "phone.waits_lead",
        hour=one_line(worst["hour"], 12),
        p50=duration(worst["wait_p50"] or 0.0),
        p90=duration(worst["wait_p90"] or 0.0),
        share=percent(gone) if gone is not None else page.words.say("page.not_measured"),
    )


def _by_wait(item: tuple[str, float]) -> float:
    return item[1]


def _adequate(page: Page) -> dict[str, float]:
    """The waits that customers find just adequate, as far as their authors wrote them: assumptions are not drawn."""
    found: dict[float, list[str]] = {}
    for persona in page.document["personas"]:
        wait = persona["expects"].get("wait")
        if wait is not None and not wait["assumed"]:
            found.setdefault(wait["adequate"], []).append(name(one_line(persona["id"], 40)))
    ends = sorted(found)[:1] + sorted(found)[1:][-1:]  # the least and the most patient: more lines say less
    return {", ".join(found[wait]): wait for wait in ends}


def unknowns(page: Page) -> dict[str, Any]:
    """What the run cannot say; cells of the map apart, for there may be many."""
    open_questions = [u for u in page.document["unknowns"] if u["what"] not in set(Attribute)]
    cells = [u for u in page.document["unknowns"] if u["what"] in set(Attribute)]
    return {
        "questions": open_questions[:MOST_ROWS],
        "cells": cells[:MOST_ROWS],
        "cut": max(0, len(open_questions) - MOST_ROWS) + max(0, len(cells) - MOST_ROWS),
        "faults": page.document["harness_faults"][:MOST_ROWS],
    }


def method(page: Page) -> dict[str, Any]:
    """Formulas with this project's numbers, settings, checks and assumptions."""
    settings = {setting["name"]: setting["value"] for setting in page.document["settings"]}
    values = {"limit": f"{settings.get('wait_limit', 2.5):g}", "loss": f"{settings.get('loss_weight', 2.0):g}"}
    run = page.document["run"]
    return {
        "formulas": [page.words.say(f"method.{key}", **values) for key in FORMULAS],
        "assumed": list(dict.fromkeys(_assumed(page)))[:MOST_ROWS],
        "repeat": page.words.say(
            "method.repeat",
            seed=run["seed"],
            trials=page.words.say("method.trials", n=run["trials"]),
            version=run["version"],
        ),
        "loading": page.words.say("method.loading", seconds=duration(run["loading"]))
        if run["loading"] is not None
        else "",
    }


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
    values = {"goal": one_line(rate_part["goal"], 120), "met": rate_part["met"], "n": rate_part["n"]}
    return {
        "text": page.words.say(
            "persona.rate", low=percent(rate_part["low"]), high=percent(rate_part["high"]), **values
        ),
        "few": rate_part["n"] < 5,
        "unknown": page.words.say("persona.rate_unknown", n=rate_part["unknown"]) if rate_part["unknown"] else "",
        "low": 5 * round(20 * rate_part["low"]),
        "high": 5 * round(20 * rate_part["high"]),
        "share": number(100 * rate_part["met"] / rate_part["n"]) if rate_part["n"] else "",
    }
