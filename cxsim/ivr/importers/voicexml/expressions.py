"""An expression is a piece of ECMAScript in a document; only what can be read without running it is read.

Literals, one more or less than a variable, and comparisons of a variable with a literal are understood. Everything
else decides during the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cxsim.ivr.flow import Compare, Condition, Unknown

_LITERAL = re.compile(r"""\s*(?:'([^'\\]*)'|"([^"\\]*)"|(-?\d{1,9}(?:\.\d{1,6})?|true|false))\s*""")
_ADD = re.compile(r"\s*(?:\w+\.)*(\w+)\s*([+-])\s*(\d{1,4})\s*|\s*(\d{1,4})\s*\+\s*(?:\w+\.)*(\w+)\s*")
_COMPARE = re.compile(
    r"""\s*([A-Za-z_$][\w.$]{0,80})\s*(===?|!==?|<=|>=|<|>)\s*('[^'\\]*'|"[^"\\]*"|-?\d{1,9}|\w+)\s*"""
)
_TURNED = re.compile(r"""\s*('[^'\\]*'|"[^"\\]*"|-?\d{1,9})\s*(===?|!==?|<=|>=|<|>)\s*([A-Za-z_$][\w.$]{0,80})\s*""")
_SCOPES = ("application.", "document.", "dialog.", "anonymous.")
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
UNDEFINED = "undefined"


def literal(expression: str) -> str | None:
    """The value of an expression that is a literal; None where it has to be worked out."""
    match = _LITERAL.fullmatch(expression)
    return next((group for group in match.groups() if group is not None), None) if match else None


def variable(name: str) -> str:
    """A variable's name without its scope."""
    scope = next((scope for scope in _SCOPES if name.startswith(scope)), "")
    return name.removeprefix(scope)


def added(expression: str, name: str) -> int | None:
    """How much an expression adds to the variable of this name; None where it does something else."""
    match = _ADD.fullmatch(expression)
    if match is None or (match[1] or match[5]) != variable(name):
        return None
    return -int(match[3]) if match[2] == "-" else int(match[3] or match[4])


def condition(expression: str, known: Mapping[str, str | None], hidden: Iterable[str]) -> bool | Condition:
    """What an expression asks, or its answer where the values of its variables are ``known``.

    ``hidden`` are variables that a script may change. A condition that is joined of several is answered if one of them
    answers it; otherwise it is not known.
    """
    text = expression.strip()
    while text.startswith("(") and text.endswith(")") and _encloses(text):
        text = text[1:-1].strip()
    for mark, decides in (("||", True), ("&&", False)):
        parts = _split(text, mark)
        if len(parts) > 1:
            return _joined([condition(part, known, hidden) for part in parts], decides, text)
    if text in ("true", "false"):
        return text == "true"
    if text.startswith("!") and not text.startswith("!="):
        inner = condition(text[1:], known, hidden)
        return not inner if isinstance(inner, bool) else Unknown(reason=_unknown(text))
    return _comparison(text, known, hidden)


def _comparison(text: str, known: Mapping[str, str | None], hidden: Iterable[str]) -> bool | Condition:
    match, turned = _COMPARE.fullmatch(text), _TURNED.fullmatch(text)
    if match is not None:
        name, sign, written = variable(match[1]), match[2], match[3]
    elif turned is not None:
        name, sign, written = variable(turned[3]), _FLIPPED.get(turned[2], turned[2]), turned[1]
    else:
        return Unknown(reason=_unknown(text))
    op = {"=": "=", "!": "!="}.get(sign[0], sign)
    value = literal(written)
    base = name.split("$")[0].split(".")[0]  # movie$.utterance is what was pressed
    if written == UNDEFINED and base in known:
        return op == "!="
    if value is None or base in hidden:
        return Unknown(reason=_unknown(text))
    if name in known or (base in known and "$" in name):
        found = known.get(name)
        return _holds(found, op, value) if found is not None else Unknown(reason=_unknown(text))
    return Compare(name=name, op=op, value=value)


def _holds(found: str, op: str, value: str) -> bool:
    try:
        left, right = float(found), float(value)
    except ValueError:
        return (found == value) is (op == "=") if op in ("=", "!=") else False
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def _joined(parts: list[bool | Condition], decides: bool, text: str) -> bool | Condition:
    """One part that decides decides; parts that do not are left out; several that are open are not known."""
    if decides in parts:
        return decides
    left = [part for part in parts if not isinstance(part, bool)]
    if not left:
        return not decides
    return left[0] if len(left) == 1 else Unknown(reason=_unknown(text))


def _unknown(text: str) -> str:
    return f"whether {' '.join(text.split())[:80]} holds is decided during the call"


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that stand in no brackets and no quotes."""
    parts, level, quote, begin, at = [], 0, "", 0, 0
    while at < len(text):
        letter = text[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            level += 1
        elif letter in ")]}":
            level -= 1
        elif level == 0 and text.startswith(mark, at):
            parts.append(text[begin:at])
            begin = at = at + len(mark)
            continue
        at += 1
    return [*parts, text[begin:]]


def _encloses(text: str) -> bool:
    """Whether the first bracket is closed by the last."""
    level = 0
    for at, letter in enumerate(text):
        level += {"(": 1, ")": -1}.get(letter, 0)
        if level == 0:
            return at == len(text) - 1
    return False
