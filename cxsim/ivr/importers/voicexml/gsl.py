"""A grammar that is a text: Nuance's GSL (``[dtmf-1 dtmf-2]``), ABNF, or alternatives (``1 | 2``)."""

from __future__ import annotations

import re

from cxsim.ivr.importers.voicexml.language import NOTHING, Language, UnseenError, either, literal, sequence, valued
from cxsim.ivr.importers.voicexml.language import token as one

DEEPEST = 50
_NAMES = {"star": "*", "pound": "#", "hash": "#"}
_GSL_VALUE = re.compile(r"""<\s*[\w.]+\s+\$?(?:"([^"]*)"|([\w.]+))\s*>|return\s*\(\s*"?([^")]*)"?\s*\)""")
_GSL_TOKEN = re.compile(r"\{[^{}]*\}|[\[\]()?*+]|[^\s\[\](){}?*+]+|[{}]")


def plain(text: str, *, dtmf: bool) -> tuple[Language, bool]:
    """What a text allows, and whether it is meant for words. Raises UnseenError."""
    stripped = re.sub(r"/\*.*?\*/|//[^\n]*|^;[^\n]*", " ", text, flags=re.DOTALL | re.MULTILINE).strip()
    if not stripped:
        raise UnseenError("the grammar is empty")
    if stripped.startswith(("[", "(", ".")) or "dtmf-" in stripped:
        return _Gsl(stripped).read(), False
    body = stripped.rsplit("=", 1)[-1].rstrip("; ") if stripped.startswith("#") else stripped.rstrip("; ")
    if re.search(r"[<>$\[\](){}*+]", re.sub(r"\{[^{}]*\}|^\s*[*#]\s*$", "", body)):
        raise UnseenError("the grammar is written in a way that is not read here")
    entries = []
    for part in body.split("|"):
        value = re.search(r"\{([^{}]*)\}", part)
        words = re.sub(r"\{[^{}]*\}", "", part).split()
        found = sequence([one(word) for word in words]) if words else NOTHING
        entries.append(valued(found, literal(value[1])) if value else found)
    return either(entries), not dtmf and not any(c.isdigit() for c in body)


class _Gsl:
    """A grammar in Nuance's language: ``[]`` is one of, ``()`` is one after the other, ``{}`` gives a value."""

    def __init__(self, text: str) -> None:
        self.tokens = _GSL_TOKEN.findall(text)
        self.at = 0
        self.rules: dict[str, Language] = {}

    def read(self) -> Language:
        found: list[Language] = []
        while self.at < len(self.tokens):
            name = self.tokens[self.at]
            if name.startswith(".") or (name[:1].isupper() and self._next(1) in ("[", "(")):
                self.at += 1
                self.rules[name.lstrip(".").removesuffix(":public")] = rule = self._one(0)
                found += [rule] if name.startswith(".") else []
            else:
                found.append(self._one(0))
        if not found and not self.rules:
            raise UnseenError("the grammar is empty")
        return either(found or [list(self.rules.values())[-1]])

    def _next(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def _one(self, level: int) -> Language:
        """An atom or a bracket, with what follows it."""
        if level > DEEPEST:
            raise UnseenError("the grammar is nested too deeply")
        token = self._next()
        self.at += 1
        if token in ("?", "*", "+"):
            inside = self._one(level + 1)
            return either([NOTHING, inside]) if token == "?" else Language(None, 0, None, inside.digits)
        end = {"[": "]", "(": ")"}.get(token, "")
        inside = self._bracket(end, level) if end else self._atom(token)
        if self._next().startswith("{"):
            match = _GSL_VALUE.search(self._next())
            inside = valued(inside, next((g for g in match.groups() if g is not None), None) if match else None)
            self.at += 1
        return inside

    def _bracket(self, end: str, level: int) -> Language:
        parts: list[Language] = []
        while self._next() != end:
            if self.at >= len(self.tokens):
                raise UnseenError("the grammar is cut off")
            parts.append(self._one(level + 1))
        self.at += 1
        return either(parts) if end == "]" else sequence(parts or [NOTHING])

    def _atom(self, token: str) -> Language:
        if token.startswith("dtmf-"):
            key = token.removeprefix("dtmf-")
            return one(_NAMES.get(key, key))
        if token in self.rules:
            return self.rules[token]
        if not token or token[:1].isupper() or token in "[](){}":
            raise UnseenError(f"the grammar refers to {token[:40] or 'something'}, which is not in the document")
        return Language((((token,), None, False),), 1, 1, digits=False)
