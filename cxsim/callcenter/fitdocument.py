"""The fit document is what was learned from a log as plain JSON, with what was held against real days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cxsim.callcenter.calllog import CallLog
from cxsim.callcenter.day import clock
from cxsim.callcenter.fitting import Fit, ServiceFit, TypeFit
from cxsim.callcenter.replay import MEASURES, Held
from cxsim.quantities import DAYS


def document(log: CallLog, fit: Fit, held: Sequence[Held] = ()) -> dict[str, Any]:
    """Everything as plain JSON; null where nothing was measured."""
    redial = fit.redial
    return {
        "log": log.name,
        "rows": log.rows,
        "calls": len(log.calls),
        "dropped": dict(log.dropped),
        "notes": [*log.notes, *fit.notes],
        "learned_from": [str(day) for day in fit.days],
        "dispersion": _rounded(fit.dispersion),
        "varies": {"day": _rounded(fit.varies_day), "interval": _rounded(fit.varies_interval)},
        "redial": redial and {"share": _rounded(redial.share), "after": _rounded(redial.after), "known": redial.known},
        "types": [_type(one) for one in fit.types],
        "crew": {str(DAYS[day]): [_rounded(n) for n in crew] for day, crew in fit.crew.items()},
        "starts": [clock(start) for start in fit.starts],
        "held": [_held(one) for one in held],
    }


def _type(one: TypeFit) -> dict[str, Any]:
    patience = one.patience
    return {
        "type": one.name,
        "calls_per_day": _rounded(one.arrivals.per_day),
        "service": _service(one.service),
        "menu": one.menu and _service(one.menu),
        "patience": patience
        and {
            "family": patience.chosen.family,
            "mean": _rounded(patience.chosen.mean),
            "shape": _rounded(patience.shape),
            "exponential": _rounded(patience.exponential),
            "aic": patience.aic,
            "hang_ups": patience.hang_ups,
            "waits": patience.waits,
        },
    }


def _service(one: ServiceFit) -> dict[str, Any]:
    return {
        "mean": _rounded(one.mean),
        "deviation": _rounded(one.deviation),
        "median": _rounded(one.median),
        "log_deviation": _rounded(one.log_deviation),
        "short": _rounded(one.short),
        "calls": one.calls,
    }


def _held(held: Held) -> dict[str, Any]:
    whole: dict[str, Any] = {"title": held.title, "days": [str(day) for day in held.days], "measures": {}}
    for name in MEASURES:
        mean, low, high = held.predicted(name)
        error, absolute, inside = held.errors(name)
        whole["measures"][name] = {
            "predicted": _list(mean),
            "low": _list(low),
            "high": _list(high),
            "actual": _list(held.actual.of(name)),
            "whole": {
                "predicted": _list(held.predicted(name, whole=True)[0])[0],
                "actual": _list(held.actual.whole.of(name))[0],
            },
            "mean_error": _rounded(error),
            "mean_absolute_error": _rounded(absolute),
            "inside": _rounded(inside),
        }
    return whole


def _list(values: Any) -> list[float | None]:
    return [_rounded(float(value)) for value in values]


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)
