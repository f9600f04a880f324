"""The fit report shows what was learned from a log and what was not: numbers, plots, what was dropped and why.

One page of HTML without script; it opens offline. Beside it the terminal gets the same numbers as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cxsim.callcenter import pictures
from cxsim.callcenter.calllog import CallLog, Calls
from cxsim.callcenter.day import clock
from cxsim.callcenter.fitting import Fit, TypeFit
from cxsim.callcenter.replay import FEW, Held
from cxsim.quantities import DAYS, Target

if TYPE_CHECKING:
    from cxsim.callcenter.times import Floats

ABOUT = {
    "mean": "mean error: predicted minus actual, weighted by calls",
    "absolute": "mean absolute error by interval, weighted by calls",
    "inside": "share of intervals whose actual value lies in the band of 90 % of the simulated days",
}
SHARES = ("service_level", "abandonment")
NAMES = {"offered": "calls", "service_level": "in time", "abandonment": "hang-ups", "asa": "ASA"}


def fit_lines(log: CallLog, fit: Fit) -> Iterator[str]:
    """What was read, dropped and learned."""
    yield from log.notes
    yield f"{log.rows} rows, {len(log.calls)} calls used; learned from {fit.calls} on {len(fit.days)} days"
    yield f"({fit.days[0]} to {fit.days[-1]})"
    yield from (f"dropped: {count} rows: {reason}" for reason, count in log.dropped.items())
    yield from (f"note: {note}" for note in fit.notes)
    yield ""
    if fit.dispersion is not None:
        yield f"arrivals: variance over mean of a day's calls {fit.dispersion:.1f} (Poisson: 1), within weekdays;"
        yield f"  that is {fit.varies_day:.1%} from day to day and, of one type, {fit.varies_interval:.1%} by interval"
    for one in fit.types:
        yield from type_lines(one)
    if fit.redial is not None:
        again = fit.redial
        yield f"redials: {again.share:.1%} of {again.known} recognized people who hung up called again the same day,"
        yield f"  on average after {again.after / 60:.1f} min (they are among the arrivals, and not added to them)"


def type_lines(one: TypeFit) -> Iterator[str]:
    """One call type in three lines."""
    service, patience = one.service, one.patience
    yield f"{one.name}: {one.arrivals.per_day:.1f} calls a day"
    yield (
        f"  service: mean {service.mean:.1f} s, SD {service.deviation:.1f}, median {service.median:.0f}, "
        f"log SD {service.log_deviation:.3f} from 10 s on ({service.short:.1%} are shorter), {service.calls} calls"
    )
    if patience is not None:
        best = min(patience.aic, key=lambda name: patience.aic[name])
        yield (
            f"  patience: {patience.chosen}; {patience.hang_ups} hang-ups in {patience.waits} waits; exponential "
            f"{patience.exponential:.0f} s; Akaike's criterion prefers {best}"
        )
    if one.menu is not None:
        yield f"  menu: mean {one.menu.mean:.1f} s, median {one.menu.median:.0f} s"


def held_lines(held: Held, target: Target) -> Iterator[str]:
    """Predicted against actual, in all and by interval."""
    yield f"{held.title}: {len(held.days)} days, {held.days[0]} to {held.days[-1]}, {len(held.simulated)} times each"
    for name, title in NAMES.items():
        mean, low, high = (float(value[0]) for value in held.predicted(name, whole=True))
        actual = float(held.actual.whole.of(name)[0])
        band = f"({_cell(name, low)} to {_cell(name, high)})"
        yield f"  {title:9}{_cell(name, mean)} {band}, actual {_cell(name, actual)}"
    for name in SHARES:
        error, absolute, inside = held.errors(name)
        yield (
            f"  by interval, {NAMES[name]}: mean error {100 * error:+.1f} points, mean absolute error "
            f"{100 * absolute:.1f} points, {inside:.0%} of the intervals within the band"
        )
    yield ""
    yield f"  interval  calls         in time within {target.seconds:g} s            hang-ups"
    yield "            predicted act.  predicted (90 % band) actual  predicted (90 % band) actual"
    yield from _rows(held)


def _rows(held: Held) -> Iterator[str]:
    columns = {name: (*held.predicted(name), held.actual.of(name)) for name in NAMES}
    for number, start in enumerate(held.starts):
        calls, _, _, came = (float(column[number]) for column in columns["offered"])
        if max(calls, came) < FEW:
            continue
        cells = [f"  {clock(start)}    {calls:7.1f} {came:6.0f}"]
        for name in SHARES:
            mean, low, high, actual = (float(column[number]) for column in columns[name])
            cells.append(f"{mean:7.1%} ({low:6.1%}-{high:6.1%}) {actual:6.1%}" + _miss(low, high, actual))
        yield "  ".join(cells)


def _miss(low: float, high: float, actual: float) -> str:
    return " " if math.isnan(actual) or low - 1e-12 <= actual <= high + 1e-12 else "*"


def _cell(name: str, value: float) -> str:
    if math.isnan(value):
        return "not measured"
    return f"{value:.1%}" if name in SHARES else f"{value:.1f} s" if name == "asa" else f"{value:.0f}"


# -- the page


def page(log: CallLog, fit: Fit, calls: Calls, held: Sequence[Held], target: Target) -> str:
    """The report as HTML; every text of the log is escaped."""
    from jinja2 import Environment

    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_PAGE)
    return template.render(
        name=log.name,
        text="\n".join(fit_lines(log, fit)),
        arrivals=_arrivals(fit),
        types=[(one.name, _service(one, calls), _patience(one)) for one in fit.types],
        held=[("\n".join(held_lines(one, target)), _held_pictures(one)) for one in held],
        about=ABOUT,
    )


def _arrivals(fit: Fit) -> str:
    rows = [
        {
            "x": clock(start),
            "y": str(DAYS[weekday]),
            "value": math.fsum(one.arrivals.mean[weekday][n] for one in fit.types if weekday in one.arrivals.mean),
        }
        for weekday in sorted(fit.crew)
        for n, start in enumerate(fit.starts)
    ]
    return pictures.heat_map(rows, x="interval", y="", title="calls by weekday and interval (mean)")


def _service(one: TypeFit, calls: Calls) -> str:
    import numpy as np

    mine = calls.where(np.array([name == one.name for name in calls.types])[calls.type] & calls.answered)
    seconds = mine.talk if len(mine) else calls.talk[calls.answered]
    most = float(np.quantile(seconds, 0.98))
    counts, edges = np.histogram(seconds[seconds <= most], bins=40)
    density = counts / len(seconds) / np.diff(edges)
    bars = [
        {"x": float(a), "to": float(b), "y": float(d), "zero": 0.0}
        for a, b, d in zip(edges, edges[1:], density, strict=False)
    ]
    at = np.linspace(edges[0], most, 160)
    shown = -np.gradient(one.service.chosen.survival(at), at)
    return pictures.fitted(bars, _points(at, shown), x="service, s", y="density", title=f"{one.name}: service and fit")


def _patience(one: TypeFit) -> str | None:
    import numpy as np

    if one.patience is None:
        return None
    steps = one.patience.curve
    ends = [*(at for at, _ in steps[1:]), steps[-1][0] + 1.0]
    bars = [
        {"x": at, "to": end, "y": share, "zero": 0.0} for (at, share), end in zip(steps[::4], ends[3::4], strict=False)
    ]
    at = np.linspace(0.0, steps[-1][0], 160)
    title = f"{one.name}: share still waiting (Kaplan-Meier) and fitted patience"
    return pictures.fitted(
        bars, _points(at, one.patience.chosen.survival(at)), x="wait, s", y="still waiting", title=title
    )


def _points(at: Floats, values: Floats) -> list[dict[str, float]]:
    return [{"x": float(a), "y": float(v)} for a, v in zip(at, values, strict=True)]


def _held_pictures(held: Held) -> list[str]:
    drawn = []
    for name in SHARES:
        columns = (*held.predicted(name), held.actual.of(name))
        rows = [
            {"x": clock(start), **dict(zip(("predicted", "low", "high", "actual"), map(_known, values), strict=True))}
            for start, *values in zip(held.starts, *columns, strict=True)
            if held.actual.offered[held.starts.index(start)] >= FEW
        ]
        title = f"{NAMES[name]}, {held.title}"
        drawn.append(pictures.compared(rows, x="interval", y=NAMES[name], title=title, percent=True))
    return drawn


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Fit report: {{ name }}</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1b19 }
pre { overflow-x: auto; font-size: 13px; line-height: 1.4 }
svg { max-width: 100%; height: auto }
</style>
</head>
<body>
<h1>Fit report: {{ name }}</h1>
<pre>{{ text }}</pre>
<h2>Arrivals</h2>
{{ arrivals | safe }}
{% for type, service, patience in types %}
<h2>{{ type }}</h2>
{{ service | safe }}
{% if patience %}{{ patience | safe }}{% endif %}
{% endfor %}
{% for text, drawn in held %}
<h2>Predicted against actual</h2>
{% for picture in drawn %}{{ picture | safe }}{% endfor %}
<pre>{{ text }}</pre>
{% endfor %}
{% if held %}
<ul>{% for what in about.values() %}<li>{{ what }}</li>{% endfor %}<li>* outside of the band</li></ul>
{% endif %}
</body>
</html>
"""
