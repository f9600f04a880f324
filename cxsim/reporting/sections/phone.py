"""The phone line: whether 0 reaches a human, the menu as a map, and the waits by hour."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from cxsim.reporting import charts, svg
from cxsim.reporting.contract.phoneline import AnswerPart, BranchPart, ForecastPart, PhonePart
from cxsim.reporting.page import Page, arrows
from cxsim.reporting.safe import one_line
from cxsim.reporting.sections import tohuman
from cxsim.reporting.words import name

SMALLEST = 0.67  # of its size: the map shrinks with the page, but stays readable
WIDE = 1000  # pixels from which on the map may leave the column of text


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
        "live": phone.get("live", False),
        "hours": [{"id": one_line(h, 40), "means": one_line(phone["hours"][h], 80)} for h in hours],
        "menus": [
            {
                "name": one_line(menu["name"] or menu["menu"], 60),
                "collect": menu["kind"] == "collect",
                "waiting": menu["kind"] == "queue",
                "answers": [_answer(page, answer) for answer in menu["answers"]],
            }
            for menu in phone["menus"]
        ],
        "picture": _svg(page, f"flow{index}", phone["picture"]),
        "size": _size(phone["picture"]),
        "branches": [
            _branch(page, index, number, branch) for number, branch in enumerate(phone.get("branches", []), 2)
        ],
        "human": tohuman.human(page, f"human{index}", phone),
        "queues": [_queue(page, f"waits{index}-{n}", names, phone) for n, names in enumerate(_queues(phone))],
    }  # fmt: skip


def _branch(page: Page, index: int, number: int, branch: BranchPart) -> dict[str, Any]:
    """A branch that is drawn apart, folded behind one line that says what is in it."""
    told = "phone.branch_odd" if branch["odd"] else "phone.branch"
    return {
        "number": page.words.localized(str(number)),
        "name": one_line(branch["name"], 60),
        "answer": _state(page, branch["answer"]) if branch["answer"] else None,
        "told": page.words.say(told, n=branch["steps"], odd=branch["odd"]),
        "picture": _svg(page, f"flow{index}-{number}", branch["picture"]),
        "size": _size(branch["picture"]),
    }


def _svg(page: Page, prefix: str, picture: str) -> Markup:
    return svg.clean(picture, prefix=prefix, label=page.words.say("phone.picture_alt"), keep_classes=True)


def _size(picture: str) -> str:
    """The classes that say how far the map may shrink, and whether it may leave the column."""
    found = re.search(r'<svg[^>]*?\swidth="(\d+)', picture)
    width = int(found.group(1)) if found else 0
    least = min(100, max(20, 5 * round(SMALLEST * width / 16 / 5)))
    return f"least{least}" + (" bleed" if width > WIDE else "")


def _phone_lead(page: Page, phone: PhonePart) -> str:
    if not phone["menus"]:
        return ""
    answers = [[answer["answer"] for answer in menu["answers"]] for menu in phone["menus"]]
    failing = sum("no" in row for row in answers)
    if failing:
        return page.words.say("phone.lead_no", n=failing, all=len(answers))
    unsure = any("cannot tell" in row for row in answers)
    return page.words.say("phone.lead_unknown" if unsure else "phone.lead_yes")


def _state(page: Page, answer: str) -> dict[str, str]:
    """An answer to the 0-rule in words, and what it means for callers."""
    word, _, count = answer.partition(" ")
    state = {"yes": "passed", "after": "weak", "no": "failed"}.get(word, "unknown")
    text = {
        "passed": page.words.say("phone.yes"),
        "weak": page.words.say("phone.after", n=count),
        "failed": page.words.say("phone.no"),
    }.get(state, page.words.say("phone.cannot_tell"))
    return {"state": state, "text": text}


def _answer(page: Page, answer: AnswerPart) -> dict[str, Any]:
    wait = (
        page.words.say("phone.seconds", seconds=page.words.duration(answer["seconds"]))
        if answer["seconds"] is not None
        else ""
    )
    path = arrows(list(answer["path"])) if answer["path"] else ""
    return {**_state(page, answer["answer"]), "wait": wait, "path": path}


def _queues(phone: PhonePart) -> dict[tuple[str, ...], list[ForecastPart]]:
    """Queue names -> forecasts; queues with the same waits (callers wait in one line) are told once."""
    by_queue: dict[str, list[ForecastPart]] = {}
    for forecast in phone["forecasts"]:
        by_queue.setdefault(forecast["queue"], []).append(forecast)
    alike: dict[tuple[Any, ...], list[str]] = {}
    for queue, rows in by_queue.items():
        waits = tuple((row["hour"], row["wait_p50"], row["wait_p90"]) for row in rows)
        alike.setdefault(waits, []).append(queue)
    return {tuple(names): by_queue[names[0]] for names in alike.values()}


def _queue(page: Page, prefix: str, names: tuple[str, ...], phone: PhonePart) -> dict[str, Any]:
    shown = page.words.together([one_line(queue, 60) for queue in names])
    rows = [forecast for forecast in phone["forecasts"] if forecast["queue"] in names]
    first = [row for row in rows if row["queue"] == names[0]]
    known = [row for row in first if row["wait_p50"] is not None and row["wait_p90"] is not None]
    worst = max(known, key=lambda row: row["wait_p90"] or 0.0, default=None)
    adequate = _adequate(page)
    label = page.words.say("phone.waits_caption", queue=shown)
    hours = [charts.Hour(hour=one_line(row["hour"], 8), p50=row["wait_p50"], p90=row["wait_p90"]) for row in first]
    return {
        "queue": shown,
        "several": len(names) > 1,
        "caption": label,
        "lead": _queue_lead(page, worst, rows) if worst is not None else "",
        "chart": charts.waits(hours, sorted(adequate.values()), page.words, prefix=prefix, label=label),
        "adequate": [
            {"name": who, "seconds": page.words.duration(wait)} for who, wait in sorted(adequate.items(), key=_by_wait)
        ],
        "target": next((one_line(row["target"], 40) for row in rows if row["target"]), ""),
        "people": _people(page, first),
        "rows": sorted(rows, key=lambda row: (row["hour"], names.index(row["queue"]))),
    }


def _queue_lead(page: Page, worst: ForecastPart, rows: list[ForecastPart]) -> str:
    gone = [row["abandoned"] for row in rows if row["hour"] == worst["hour"] and row["abandoned"] is not None]
    return page.words.say(
        "phone.waits_lead",
        hour=page.words.localized(one_line(worst["hour"], 12)),
        p50=page.words.duration(worst["wait_p50"] or 0.0),
        p90=page.words.duration(worst["wait_p90"] or 0.0),
        share=_between(page, gone) if gone else page.words.say("page.not_measured"),
    )


def _people(page: Page, rows: list[ForecastPart]) -> list[dict[str, Any]]:
    """For each customer the hours in which the wait is longer than it finds just adequate, the least patient first."""
    found = []
    for persona in sorted(page.document["personas"], key=lambda persona: persona["expects"]["wait"]["adequate"]):
        zone = persona["expects"]["wait"]
        found.append(
            {
                "who": name(one_line(persona["id"], 60)),
                "adequate": page.words.duration(zone["adequate"]),
                "assumed": zone["assumed"],
                "half": _hours(page, rows, [(row["wait_p50"] or 0.0) > zone["adequate"] for row in rows]),
                "tenth": _hours(page, rows, [(row["wait_p90"] or 0.0) > zone["adequate"] for row in rows]),
            }
        )
    return found


def _hours(page: Page, rows: list[ForecastPart], wanted: list[bool]) -> str:
    """Hours that follow each other as one stretch."""
    stretches: list[list[str]] = []
    for n, row in enumerate(rows):
        hour = one_line(row["hour"], 8)[:2]
        if wanted[n] and n and wanted[n - 1]:
            stretches[-1][1:] = [hour]
        elif wanted[n]:
            stretches.append([hour])
    return page.words.together([page.words.localized("–".join(stretch)) for stretch in stretches])


def _between(page: Page, shares: list[float]) -> str:
    low, high = page.words.percent(min(shares)), page.words.percent(max(shares))
    return low if low == high else page.words.say("phone.between", low=low, high=high)


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
