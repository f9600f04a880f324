"""What the company believes of its customers: its ranking against theirs, its targets and its promises."""

from __future__ import annotations

from typing import Any

from cxsim.reporting import charts
from cxsim.reporting.contract.believed import TimePart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import name


def importance(page: Page) -> dict[str, Any] | None:
    """The slope of weights; None where the company has not said what it believes."""
    weights = [w for w in page.document["importance"] if w["company"] is not None]
    if not weights:
        return None
    words = page.words
    label = {w["attribute"]: words.say(f"attribute.{w['attribute']}") for w in weights}
    first = {
        "customers": max(weights, key=lambda w: w["customers"])["attribute"],
        "company": max(weights, key=lambda w: w["company"] or 0.0)["attribute"],
    }
    chart = charts.slope(
        [(label[w["attribute"]], w["customers"], w["company"] or 0.0) for w in weights],
        words,
        prefix="slope",
        label=words.say("strip.importance_caption"),
        ends=(words.say("strip.customers"), words.say("strip.company")),
    )
    knowledge = page.document["knowledge"]
    same = knowledge["same_first"] if knowledge else first["customers"] == first["company"]
    lead = words.say(
        f"strip.importance_lead_{'same' if same else 'differs'}",
        customers=label[first["customers"]],
        company=label[first["company"]],
    )
    return {"chart": chart, "lead": lead, "rho": _rho(page), "rows": weights, "label": label}


def _rho(page: Page) -> str:
    knowledge = page.document["knowledge"]
    if knowledge is None or knowledge["rho"] is None:
        return page.words.say("strip.rho_none")
    return page.words.say("strip.rho", rho=page.words.number(knowledge["rho"], 2))


def times(page: Page) -> list[dict[str, Any]]:
    """One row a target or promise: what the company says, and what counts for customers."""
    found: dict[tuple[str, str, str], list[TimePart]] = {}
    for part in page.document["times"]:
        found.setdefault((part["kind"], part["touchpoint"], part["what"]), []).append(part)
    return [_time(page, parts) for parts in found.values()]


def _time(page: Page, parts: list[TimePart]) -> dict[str, Any]:
    first, duration = parts[0], page.words.duration
    worst = max(parts, key=lambda part: (part["difference"] is not None, part["difference"] or 0.0))
    too_slow = [part for part in parts if (part["difference"] or 0.0) > 0]
    standard = first["kind"] == "standard"
    return {
        "touchpoint": one_line(first["touchpoint"], 60),
        "kind": page.words.say(f"strip.{first['kind']}"),
        "what": page.words.term("promise", first["what"]) or one_line(first["what"], 60),
        "company": duration(first["company"]),
        "customer": duration(worst["customer"]) if worst["customer"] is not None else None,
        "who": name(one_line(worst["persona"], 60)) if standard else page.words.say("strip.longest"),
        "slow": page.words.say("strip.too_slow", n=len(too_slow), all=len(parts)) if standard and too_slow else "",
        "difference": duration(abs(worst["difference"])) if worst["difference"] is not None else "",
        "state": "unknown" if worst["difference"] is None else "failed" if worst["difference"] > 0 else "passed",
    }
