"""A what-if in words is one change of a plan: ``calls +15 %``, ``agents service -3 from 14:00 to 15:00``.

What the file can name under ``what_if`` can be said on the command line, and two things more that belong to callers
and not to the plan: their patience and how many of them call again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxsim.callcenter.center import Center, WhatIf
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.form import Change, change, minute_of_day
from cxsim.explain import did_you_mean
from cxsim.quantities import QuantityError, share

PARAMETERS = ("calls", "agents", "aht", "patience", "redial", "shrinkage")
HINT = "write such as 'calls +15 %', 'agents -3', 'aht orders +10 %', 'patience -20 %', 'shrinkage 25 %'"

_WINDOW = re.compile(r"^(?P<what>.*?)\s+from\s+(?P<start>\d{1,2}:\d{2})\s+to\s+(?P<end>\d{1,2}:\d{2})\s*$")
_CHANGE = re.compile(r"^(?P<parameter>[a-z]+)\s*(?P<who>.*?)\s*(?P<by>[-+]?\s*\d+(?:[.,]\d+)?\s*%?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One change; ``who`` is a call type or a group ("" is all of them), times are minutes after midnight.

    ``shrinkage`` is set (``by`` is the new share), everything else is changed.
    """

    parameter: str
    by: Change
    who: str = ""
    start: int = 0
    end: int = 1440

    def __str__(self) -> str:
        amount = f"{100 * self.by.by:.4g} %" if self.parameter == "shrinkage" else str(self.by)
        window = "" if (self.start, self.end) == (0, 1440) else f" from {_clock(self.start)} to {_clock(self.end)}"
        return " ".join(part for part in (self.parameter, self.who, amount) if part) + window


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def setting(text: str) -> Setting:
    """A change as people say it. Raises CenterError where it is not understood."""
    start, end, what = 0, 1440, text.strip()
    try:
        if window := _WINDOW.match(what):
            what = window["what"]
            start, end = minute_of_day(window["start"]), minute_of_day(window["end"])
            if end <= start:
                raise CenterError(f"{text!r} runs over midnight or ends before it begins", hint=HINT)
        match = _CHANGE.match(what)
        if match is None or match["parameter"] not in PARAMETERS:
            word = re.split(r"\W", what, maxsplit=1)[0]
            raise CenterError(f"{text!r} is not a change", hint=did_you_mean(word, PARAMETERS) or HINT)
        by = _amount(match["parameter"], match["by"], text)
    except QuantityError as error:
        raise CenterError(f"{text!r}: {error}", hint=error.hint or HINT) from error
    return Setting(parameter=match["parameter"], by=by, who=match["who"].strip(), start=start, end=end)


def _amount(parameter: str, by: str, text: str) -> Change:
    if parameter == "shrinkage":
        if by.lstrip().startswith(("+", "-")):
            raise CenterError(f"{text!r}: a shrinkage is set, not added to", hint="write such as 'shrinkage 25 %'")
        return Change(share(by), relative=True)
    found = change(by if by.lstrip().startswith(("+", "-")) else f"+{by}" if float_of(by) == 0 else by)
    if not found.relative and parameter != "agents" and found.by != 0:
        raise CenterError(f"{text!r} needs a percentage", hint=f"write such as '{parameter} +15 %'")
    return found


def float_of(text: str) -> float:
    """The number in a text such as ``0 %``."""
    return float(text.replace("%", "").replace(",", ".").replace(" ", ""))


def changed(center: Center, settings: Sequence[Setting], name: str = "") -> tuple[Center, str | None]:
    """The center with a what-if of this name (made of the settings where it is empty), and that name.

    None where nothing of the plan is changed (patience, redials and shrinkage are changed in the center itself). Raises
    CenterError where a setting names somebody unknown, or where two of them hold at different times of the day.
    """
    for one in settings:
        _check(center, one)
    for one in settings:
        center = _in_center(center, one)
    plan = [one for one in settings if one.parameter in ("calls", "agents", "aht")]
    if not plan:
        return center, None
    if len({(one.start, one.end) for one in plan}) > 1:
        raise CenterError("two changes hold at different times of the day", hint="name them as cases in the file")
    case = WhatIf(
        name=name or ", ".join(map(str, settings)),
        agents=tuple((one.who, one.by) for one in plan if one.parameter == "agents"),
        calls=tuple((one.who, one.by) for one in plan if one.parameter == "calls"),
        aht=tuple((one.who, one.by) for one in plan if one.parameter == "aht"),
        start=plan[0].start,
        end=plan[0].end,
    )
    return replace(center, what_ifs=(*center.what_ifs, case)), case.name


def _check(center: Center, one: Setting) -> None:
    groups, types = [g.name for g in center.groups], [t.name for t in center.types]
    known = groups if one.parameter == "agents" else types
    if one.parameter == "shrinkage":
        known = []
    if one.who and one.who not in known:
        hint = did_you_mean(one.who, known) or f"known are: {', '.join(known)}" if known else "leave it out"
        raise CenterError(f"{one.who!r} is not known in this center", hint=hint)
    if one.parameter == "agents" and not one.who and not one.by.relative and len(groups) > 1:
        raise CenterError("of which group? there are several", hint=f"write such as 'agents {groups[0]} -3'")
    if one.parameter not in ("calls", "agents", "aht") and (one.start, one.end) != (0, 1440):
        raise CenterError(f"{one.parameter} is changed for the whole day", hint="leave out from and to")


def _in_center(center: Center, one: Setting) -> Center:
    """What is a property of callers or of the center, not of the plan of a day."""
    if one.parameter == "shrinkage":
        return replace(center, shrinkage=one.by.by)
    if one.parameter not in ("patience", "redial"):
        return center
    types = []
    for call_type in center.types:
        if one.who in ("", call_type.name):
            if one.parameter == "patience" and call_type.patience is not None:
                factor = one.by.of(1.0)
                if factor <= 0:
                    raise CenterError("a patience of 0 s is none", hint="take away less than 100 %")
                call_type = replace(call_type, patience=call_type.patience.scaled(factor))
            elif one.parameter == "redial" and call_type.redial is not None:
                call_type = replace(
                    call_type, redial=replace(call_type.redial, share=min(1.0, one.by.of(call_type.redial.share)))
                )
        types.append(call_type)
    return replace(center, types=tuple(types))


# -- several values of one parameter


def axis(text: str) -> list[Setting]:
    """The values of one parameter in a sweep: ``agents=-2..3``, ``calls=-20 %..+20 % step 10 %``, ``aht=0 %, +5 %``.

    Raises CenterError where it is not understood or has more than 100 values.
    """
    parameter, equals, values = text.partition("=")
    if not equals:
        raise CenterError(f"{text!r} is no range", hint="write such as 'agents=-2..3' or 'calls=-10 %..+10 % step 5 %'")
    listed = _range(values) if ".." in values else [value.strip() for value in values.split(",") if value.strip()]
    if not listed:
        raise CenterError(f"{text!r} has no values", hint="write such as 'agents=-2..3'")
    if len(listed) > 100:
        raise CenterError(f"{text!r} has more than 100 values", hint="take larger steps")
    if parameter.strip() == "shrinkage":
        return [setting(f"shrinkage {value.lstrip('+')}") for value in listed]
    return [setting(f"{parameter.strip()} {value if value[0] in '+-' else '+' + value}") for value in listed]


def _range(values: str) -> list[str]:
    match = re.fullmatch(
        r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(%?)\s*\.\.\s*([-+]?\d+(?:[.,]\d+)?)\s*(%?)(?:\s*step\s*(\d+(?:[.,]\d+)?)\s*%?)?\s*",
        values,
    )
    if match is None:
        raise CenterError(f"{values!r} is no range", hint="write such as -2..3 or -10 %..+10 % step 5 %")
    low, high = float_of(match[1]), float_of(match[3])
    unit = " %" if match[2] or match[4] else ""
    step = float_of(match[5]) if match[5] else (1.0 if not unit else max((high - low) / 4, 0.0))
    if not step > 0 or high < low:
        raise CenterError(f"{values!r} has no steps", hint="write the lower end first, and a step above 0")
    count = int((high - low) / step + 1e-9) + 1
    return [f"{low + i * step:+g}{unit}" for i in range(min(count, 101))]


def grid(axes: Iterable[Sequence[Setting]]) -> list[tuple[Setting, ...]]:
    """Every combination of the values of several parameters."""
    return list(itertools.product(*axes))
