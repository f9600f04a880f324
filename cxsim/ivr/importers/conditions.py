"""A condition in words: how people write what decides a branch, and how it is written back.

``closed`` · ``Hotline closed`` (a schedule by its name) · ``customer = gold`` · ``unknown: the reason``. Names and
values that could be taken for something else stand in double quotes.
"""

from __future__ import annotations

import json
import re

from cxsim.ivr.flow import LINE, Compare, Condition, InHours, Unknown

STATES = ("open", "closed", "holiday")
OPERATORS = ("!=", "<=", ">=", "=", "<", ">")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAME = rf'(?P<name>{_QUOTED}|[^"!=<>\s](?:[^"!=<>]*[^"!=<>\s])?)'
_COMPARISON = re.compile(rf"{_NAME}\s*(?P<op>!=|<=|>=|=|<|>)\s*(?P<value>{_QUOTED}|[^\s=].*)", re.DOTALL)
_SCHEDULE = re.compile(rf"{_NAME}\s+(?P<state>{'|'.join(STATES)})", re.IGNORECASE)
_PLAIN = re.compile(r'[^"!=<>\s](?:[^"!=<>\n\r\t]*[^"!=<>\s])?')


def read(text: str) -> Condition | None:
    """The condition that a text means; None where it is none."""
    stripped = text.strip()
    if stripped.lower() in STATES:
        return InHours(state=stripped.lower())
    if stripped.lower().startswith("unknown:"):
        return Unknown(reason=_unquoted(stripped.partition(":")[2].strip()))
    match = _COMPARISON.fullmatch(stripped)
    if match is not None:
        return Compare(name=_unquoted(match["name"]), op=match["op"], value=_unquoted(match["value"]))
    match = _SCHEDULE.fullmatch(stripped)
    return InHours(schedule=_unquoted(match["name"]), state=match["state"].lower()) if match else None


def written(condition: Condition) -> str:
    """A text that is read as this condition."""
    if isinstance(condition, Unknown):
        plain = condition.reason == " ".join(condition.reason.split()) and not condition.reason.startswith('"')
        return f"unknown: {condition.reason if plain and condition.reason else json.dumps(condition.reason)}"
    if isinstance(condition, Compare):
        return f"{_quoted(condition.name)} {condition.op} {_quoted(condition.value)}"
    return condition.state if condition.schedule == LINE else f"{_quoted(condition.schedule)} {condition.state}"


def _quoted(text: str) -> str:
    ends_oddly = text.split(" ")[-1].lower() in STATES or text.lower().startswith("unknown:")
    return text if _PLAIN.fullmatch(text) and not ends_oddly else json.dumps(text, ensure_ascii=False)


def _unquoted(text: str) -> str:
    if not (len(text) > 1 and text.startswith('"') and text.endswith('"')):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
