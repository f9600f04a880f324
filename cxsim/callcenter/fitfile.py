"""What was fitted is written down as a center: a YAML file and the tables that it names, ready to simulate and staff.

The forecast stands by weekday and interval, the crew as agents by weekday and minute. People who call again are in the
forecast already, and the time in the menu delays nobody's arrival in a log of queues: both stand in the report only.
"""

from __future__ import annotations

import math
from pathlib import Path

from cxsim.callcenter.day import clock
from cxsim.callcenter.fitting import Fit, TypeFit
from cxsim.callcenter.sheets import Cell, Sheet, as_csv, whole_file
from cxsim.callcenter.times import Times
from cxsim.quantities import DAYS, Target

FORECAST, AGENTS, CENTER = "forecast.csv", "agents.csv", "center.yaml"


def write_center(folder: Path, fit: Fit, name: str, target: Target) -> list[Path]:
    """Write the center and its tables into this folder; returns the files.

    Raises CxsimError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {FORECAST: as_csv(_forecast(fit)), AGENTS: as_csv(_agents(fit)), CENTER: center_text(fit, name, target)}
    for file, text in texts.items():
        with whole_file(folder / file) as part:
            part.write_text(text, encoding="utf-8")
    return [folder / file for file in texts]


def _forecast(fit: Fit) -> Sheet:
    rows: list[list[Cell]] = []
    for weekday in sorted(fit.crew):
        for number, start in enumerate(fit.starts):
            for one in fit.types:
                mean = one.arrivals.mean.get(weekday)
                end = clock(start + fit.length)
                calls = round(mean[number], 2) if mean else 0.0
                rows.append([str(DAYS[weekday]), clock(start), end, one.name, calls])
    return Sheet(name="forecast", headers=["day", "start", "end", "type", "calls"], rows=rows)


def _agents(fit: Fit) -> Sheet:
    """A crew of 4.7 is five agents for 70 % of the interval and four for the rest."""
    rows: list[list[Cell]] = []
    for weekday, crew in sorted(fit.crew.items()):
        for start, count in zip(fit.starts, crew, strict=True):
            low = math.floor(count + 1e-9)
            cut = start + round((count - low) * fit.length / 60.0) * 60.0
            for begin, end, people in ((start, cut, low + 1), (cut, start + fit.length, low)):
                if end > begin:
                    rows.append([str(DAYS[weekday]), clock(begin), clock(end), "agents", people])
    return Sheet(name="agents", headers=["day", "start", "end", "group", "agents"], rows=rows)


def center_text(fit: Fit, name: str, target: Target) -> str:
    """The center as YAML."""
    first, last = fit.days[0], fit.days[-1]
    lines = [
        f"# Fitted to {fit.calls} calls on {len(fit.days)} days, {first} to {last}.",
        f"callcenter: {_quoted(name)}",
        f"hours: mon-sun {clock(fit.starts[0])}-{clock(fit.starts[-1] + fit.length)}",
        f"target: {target.share:.0%} in {target.seconds:g} s".replace("%", " %"),
        "calls:",
    ]
    for one in fit.types:
        lines += _type(one)
    if fit.varies_day or fit.varies_interval:
        lines.append(f"varies: {{day: {100 * fit.varies_day:.1f} %, interval: {100 * fit.varies_interval:.1f} %}}")
    names = ", ".join(_quoted(one.name) for one in fit.types)
    lines += ["groups:", f"  agents: {{answers: [{names}], agents: {AGENTS}}}"]
    return "\n".join(lines) + "\n"


def _type(one: TypeFit) -> list[str]:
    service = one.service
    cv = service.chosen.spread if service.chosen.family == "lognormal" else 0.0
    lines = [
        f"  {_quoted(one.name)}:",
        f"    forecast: {FORECAST}",
        f"    aht: {{talk: {service.mean:.1f} s, cv: {cv:.3f}}}",
    ]
    return lines + ([f"    patience: {_patience(one.patience.chosen)}"] if one.patience else [])


def _patience(patience: Times) -> str:
    if patience.family != "weibull":
        return f"{patience.mean:.1f} s"
    shape = patience.spread
    median = patience.mean / math.gamma(1 + 1 / shape) * math.log(2) ** (1 / shape)
    return f"{{median: {median:.1f} s, shape: {shape:.3f}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
