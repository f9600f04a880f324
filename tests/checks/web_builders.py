"""Builders of experiences at a website, as literal as they can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.checks import CATALOGUE
from cxsim.checks.base import Answer, judge
from cxsim.experience import Experience, Kind, Moment

SHOP = "web shop"
_CHECKS = {check.id: check for check in CATALOGUE}


def moment(kind: Kind, measured: Mapping[str, float] | None = None, /, **data: Any) -> Moment:
    return Moment(at=0.0, touchpoint=SHOP, kind=kind, data=data, measured=measured or {})


def began(**data: Any) -> Moment:
    return Moment(at=0.0, touchpoint="", kind=Kind.BEGAN, data={"language": "en-US", "needs": []} | data)


def entered() -> Moment:
    return moment(Kind.ENTERED, channel="web")


def saw(url: str = "/", measured: Mapping[str, float] | None = None, /, **data: Any) -> Moment:
    return moment(Kind.SAW, measured, **{"url": url, "language": "en", "direction": "ltr", "written": None} | data)


def inspected(what: str, url: str = "/", **data: Any) -> Moment:
    return moment(Kind.INSPECTED, what=what, url=url, **data)


def answer(check: str, *moments: Moment) -> Answer:
    """What a check of the catalogue says about these moments, asked as the engine asks it."""
    experience = Experience(scenario="s", persona="anna", moments=(began(), *moments))
    if moments and moments[0].kind is Kind.BEGAN:
        experience = Experience(scenario="s", persona="anna", moments=moments)
    (verdict,) = [v for v in judge(experience, [_CHECKS[check]]) if v.touchpoint == SHOP]
    return Answer(
        outcome=verdict.outcome,
        reason=verdict.reason,
        expected=verdict.expected,
        observed=verdict.observed,
        moments=verdict.moments,
    )
