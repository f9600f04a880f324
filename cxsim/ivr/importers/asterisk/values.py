"""Values of an Asterisk dialplan are worked out as far as the file alone tells them, and conditions read, never run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cxsim.errors import QuantityError
from cxsim.ivr.flow import Compare, Condition, InHours, Unknown
from cxsim.ivr.hours import HOLIDAY, OPEN, Schedule
from cxsim.ivr.importers.assembly import unseen

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)(?::(-?\d+)(?::(-?\d+))?)?\}")
_COMPARISON = re.compile(r"\$\[\s*\"?\$\{(\w+)\}\"?\s*(=|==|!=|<=|>=|<|>)\s*\"?([^\"$\]]*?)\"?\s*\]")
_CONSTANT = re.compile(r"\$\[\s*\"?(\w*)\"?\s*(=|!=)\s*\"?(\w*)\"?\s*\]")
_COUNT = re.compile(
    r"\$\[\s*\$\{(\w+)\}\s*\+\s*(\d{1,4})\s*\]|\$\{(?:MATH\(\$\{(\w+)\}\+(\d{1,4})(?:,\w+)?\)|INC\((\w+)\))\}"
)
_DEVICE = re.compile(r"DEVICE_STATE|DIALSTATUS|CHANISAVAIL|AVAILSTATUS", re.IGNORECASE)
MOST_LETTERS = 400


def arguments(data: str) -> list[str]:
    """The arguments of an application: split at commas outside brackets and quotes (older files write ``|``)."""
    separator = "|" if "|" in data and "," not in data else ","
    found, depth, quoted = [""], 0, False
    for letter in data[:10_000]:
        if letter == '"':
            quoted = not quoted
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(letter, 0)
        if letter == separator and depth <= 0 and not quoted:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def filled(text: str, known: Mapping[str, str]) -> str:
    """A text with the variables that are known put in, substrings too; all others stay as they are written."""
    for _ in range(3):  # a global variable may name another one
        new = _VARIABLE.sub(lambda match: _part(match, known), text)[:MOST_LETTERS]
        if new == text:
            break
        text = new
    return text


def _part(match: re.Match[str], known: Mapping[str, str]) -> str:
    if match[1] not in known:
        return match[0]
    value = known[match[1]]
    start = int(match[2] or 0)
    length = int(match[3]) if match[3] else None
    cut = value[start:]
    return cut if length is None else cut[:length]


def counted(value: str, name: str) -> int | None:
    """How much a variable grows by; None where it is set to something else."""
    match = _COUNT.fullmatch(value.strip())
    if match is None or name not in (match[1], match[3], match[5]):
        return None
    return int(match[2] or match[4] or 1)


def condition(text: str) -> Condition | bool:
    """The condition of a GotoIf: a comparison of a variable, a constant, or unknown with the reason."""
    match = _COMPARISON.fullmatch(text.strip())
    if match is not None and not _DEVICE.search(match[1]):
        return Compare(name=match[1], op=match[2].replace("==", "="), value=match[3].strip())
    if _DEVICE.search(text):
        # A Dial is taken as answered wherever a person has a telephone (see reader.py); so is the telephone as free.
        return False
    constant = _CONSTANT.fullmatch(text.strip())
    if constant is not None:
        return (constant[1] == constant[3]) == (constant[2] == "=")
    if not unseen(text):
        return text.strip() not in ("", "0")  # "a condition is true unless it is empty or 0"
    return Unknown(reason=f"whether {text.strip()[:80]} holds is not known before the call")


def times(spec: str) -> tuple[InHours, Schedule | None]:
    """The condition of a GotoIfTime (``9:00-17:00,mon-fri,*,*``), with its hours where they are the same every week.

    Times that name days of the month are treated like holidays. Without a zone they are those of the server.
    """
    parts = [part.strip().lower() or "*" for part in re.split(r"[,|]", spec)]
    hours, days, dates, months, zone = [*parts, *"*****"][:5]
    name = " ".join(part for part in parts[:5] if part != "*") or "always"
    if dates != "*" or months != "*":
        return InHours(state=HOLIDAY, schedule=name), None
    clock = "00:00-24:00" if hours == "*" else hours
    try:
        written = clock if days == "*" else ", ".join(f"{day} {clock}" for day in days.split("&"))
        zone = next((part for part in spec.split(",")[4:5] if part.strip()), "UTC").strip()
        return InHours(state=OPEN, schedule=name), Schedule.of(written, zone=zone)
    except QuantityError:
        return InHours(state=OPEN, schedule=name), None
