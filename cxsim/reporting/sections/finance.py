"""What it is worth: the loss and each fix as a range of money, or, without finance's figures, the break-even."""

from __future__ import annotations

from typing import Any

from cxsim.reporting import charts
from cxsim.reporting.contract.worth import FixPart, RangePart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import name

COSTS = ("defection", "churn", "returns", "cancellations", "renewals")  # five costs of bad service (R55)


def finance(page: Page) -> dict[str, Any]:
    """Lead, chart, table, and how much of the cost of bad service is known at all."""
    part, say = page.document["finance"], page.words.say
    amounts = [
        charts.Amount(name=one_line(fix["touchpoint"], 60), **fix["worth"])
        for fix in part["fixes"]
        if fix["worth"] is not None
    ]
    label = say("finance.caption")
    return {
        "given": part["given"],
        "lead": _lead(page),
        "chart": charts.worth(amounts, _currency(page), page.words, prefix="worth", label=label)
        if any(amount.high > 0 for amount in amounts)
        else None,
        "rows": [_row(page, fix) for fix in part["fixes"]],
        "people": [
            {"who": name(one_line(who, 60)), "loss": page.words.money(loss, _currency(page))}
            for who, loss in sorted(part["by_persona"].items(), key=lambda item: (-item[1], item[0]))
        ],
        "partly": _partly(page),
        "costs": [
            {"what": say(f"finance.{cost}"), "estimated": cost == "defection" and part["given"]} for cost in COSTS
        ],
    }


def _currency(page: Page) -> str:
    return one_line(page.document["finance"]["currency"], 12)


def _lead(page: Page) -> str:
    part = page.document["finance"]
    if part["loss"] is None:
        return page.words.say("finance.lead_unknown")
    return page.words.say(
        "finance.lead",
        customers=page.words.money(part["customers"] or 0.0),
        value=page.words.money(part["value_of_a_customer"] or 0.0, _currency(page)),
        **_range(page, part["loss"]),
    )


def _partly(page: Page) -> str:
    covered = page.document["finance"]["covered"]
    return page.words.say("finance.covered", share=page.words.percent(covered)) if covered and covered < 0.9995 else ""


def _range(page: Page, amount: RangePart) -> dict[str, str]:
    """The three figures; only the highest carries the currency."""
    money = page.words.money
    return {
        "low": money(amount["low"]),
        "high": money(amount["high"], _currency(page)),
        "middle": money(amount["value"], _currency(page)),
    }


def _row(page: Page, fix: FixPart) -> dict[str, Any]:
    return {
        "touchpoint": one_line(fix["touchpoint"], 60),
        "owner": page.owner(fix["touchpoint"]),
        "worth": _range(page, fix["worth"]) if fix["worth"] is not None else None,
        "break_even": page.words.percent(fix["break_even"], 1) if fix["break_even"] is not None else "",
        "bar": 5 * round(20 * fix["break_even"]) if fix["break_even"] is not None else 100,
    }


def worth_of(page: Page, touchpoint: str) -> str:
    """What a flawless touchpoint would be worth, as a sentence beside each of its gaps."""
    fix = next((fix for fix in page.document["finance"]["fixes"] if fix["touchpoint"] == touchpoint), None)
    if fix is None:
        return ""
    if fix["worth"] is not None:
        return page.words.say("gaps.worth_money", **_range(page, fix["worth"]))
    if fix["break_even"] is None:
        return page.words.say("gaps.worth_never")
    return page.words.say("gaps.worth_even", share=page.words.percent(fix["break_even"], 1))
