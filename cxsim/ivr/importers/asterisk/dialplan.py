"""A dialplan is what Asterisk reads from extensions.conf: contexts of extensions, each a list of numbered priorities.

Comments, block comments, ``same``, ``n``, labels, templates and includes are worked out here; applications are not.
Included files are read only where they lie in the same folder, and ``#exec`` is never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cxsim.ivr.flow import Where
from cxsim.ivr.importers import sources

MOST_LINES = 200_000
MOST_INCLUDES = 50
LONGEST_LINE = 20_000
"""Letters of one line that are read; Asterisk itself reads 8,192."""
_SECTION = re.compile(r"\[([^\]]{1,80})\](?:\(([^)]*)\))?")
_ENTRY = re.compile(r"(?P<priority>[^,(]*)(?:\((?P<label>[^)]*)\))?\s*,(?P<call>.*)", re.DOTALL)
_CALL = re.compile(r"\s*([\w-]+)\s*(?:\((.*)\)\s*|,(.*)|)", re.DOTALL)
_SETS = {"X": "0123456789", "Z": "123456789", "N": "23456789"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One priority of one extension: an application with what stands between its brackets."""

    app: str
    data: str
    where: Where
    label: str = ""


@dataclass(slots=True)
class Context:
    """Extensions by name or pattern, each with its priorities, and the the contexts that it includes."""

    name: str
    extensions: dict[str, dict[int, Line]] = field(default_factory=dict)
    includes: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: str = ""  # why an extension that is not here may be somewhere else


@dataclass(slots=True)
class Dialplan:
    """Every context, the global variables, and why contexts may be missing."""

    contexts: dict[str, Context] = field(default_factory=dict)
    globals: dict[str, str] = field(default_factory=dict)
    missing: str = ""

    def find(self, context: str, dialed: str, priority: int) -> Line | None:
        """What runs at a priority of the extension that was dialed: here, else in the included contexts in order."""
        for pattern, home, _ in self.matches(context, dialed):
            line = self.contexts[home].extensions[pattern].get(priority)
            if line is not None:
                return line
        return None

    def label(self, context: str, dialed: str, label: str) -> int | None:
        """The number of a labelled priority."""
        for pattern, home, _ in self.matches(context, dialed):
            for number, line in self.contexts[home].extensions[pattern].items():
                if line.label == label:
                    return number
        return None

    def matches(self, context: str, dialed: str) -> Iterator[tuple[str, str, str]]:
        """Patterns that match, best first, as (pattern, context, the times in which it is included)."""
        for home, times in self.reaching(context):
            extensions = self.contexts[home].extensions
            if dialed in extensions:
                yield dialed, home, times
            fitting = [p for p in extensions if p.startswith("_") and p != dialed and fits(p, dialed)]
            yield from ((pattern, home, times) for pattern in sorted(fitting, key=_looseness))

    def reaching(self, context: str) -> Iterator[tuple[str, str]]:
        """A context and everything that it includes, depth first, each once, with the times of the include."""
        seen: set[str] = set()
        open_ = [(context, "")]
        while open_:
            name, times = open_.pop()
            found = self.contexts.get(name)
            if found is None or name in seen:
                continue
            seen.add(name)
            yield name, times
            open_ += [(inner, when or times) for inner, when in reversed(found.includes)]

    def unsure(self, context: str) -> str:
        """Why an extension that was not found may exist after all; nothing where it cannot."""
        if context not in self.contexts:
            return self.missing
        return next((c.elsewhere for name, _ in self.reaching(context) if (c := self.contexts[name]).elsewhere), "")


def fits(pattern: str, dialed: str) -> bool:
    """Whether a pattern such as ``_1NXX`` matches a dialed number."""
    return _expression(pattern).fullmatch(dialed) is not None


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern; every letter of it is one set of letters, so matching is linear."""
    found, position, body = "", 0, pattern[1:]
    while position < len(body):
        letter = body[position]
        if letter == "[" and "]" in body[position:]:
            end = body.index("]", position)
            inside = re.sub(r"[^0-9A-Za-z*#-]", "", body[position + 1 : end]).replace("#", r"\#")
            found += f"[{inside}]" if re.fullmatch(r"(?:[^-](?:-[^-])?)+", inside) else "[^\\s\\S]"
            position = end
        elif letter.upper() in _SETS:
            found += f"[{_SETS[letter.upper()]}]"
        elif letter in ".!":
            found += r"[\s\S]+" if letter == "." else r"[\s\S]*"
            break
        elif letter != "-":
            found += re.escape(letter)
        position += 1
    try:
        return re.compile(found)
    except re.error:  # a range such as [9-0]
        return re.compile(r"[^\s\S]")


def _looseness(pattern: str) -> tuple[int, ...]:
    """Sorts patterns as Asterisk does: from the left, the smaller set of letters is the better match."""
    sizes = {"X": 10, "Z": 9, "N": 8, ".": 1000, "!": 1001, "[": 5}
    return tuple(sizes.get(letter.upper(), 1) for letter in pattern[1:])


def example(pattern: str) -> str:
    """A number that matches a pattern, the smallest."""
    body = re.sub(r"\[([0-9*#])[^\]]*\]", r"\1", pattern[1:])
    return "".join({"X": "0", "Z": "1", "N": "2", ".": "0", "!": "", "-": ""}.get(c.upper(), c) for c in body)


def read(path: Path) -> Dialplan:
    """The dialplan in a file and the files that it includes. Raises DefinitionError."""
    plan = Dialplan()
    templates: dict[str, list[tuple[str, str, Where]]] = {}
    reader = _Reader(plan, templates)
    for text, where in _lines(path, path.parent.resolve(), plan, 0, [0]):
        reader.take(text, where)
    return plan


def _lines(path: Path, home: Path, plan: Dialplan, level: int, count: list[int]) -> Iterator[tuple[str, Where]]:
    """The lines of a file without comments, those of included files in their place."""
    count[0] += 1
    for text, number in _uncommented(sources.text(path), path):
        where = Where(file=str(path), line=number)
        directive = re.match(r"#\s*(include|tryinclude|exec)\s+[\"<]?([^\">]+)", text, re.IGNORECASE)
        if directive is None:
            yield text, where
            continue
        kind, name = directive[1].lower(), directive[2].strip()
        target = (path.parent / name).resolve() if len(name) < 200 and "\0" not in name else home
        readable = kind != "exec" and target.is_relative_to(home) and target.is_file()
        if readable and level < 5 and count[0] < MOST_INCLUDES:
            yield from _lines(target, home, plan, level + 1, count)
        elif kind != "tryinclude":
            what = "is a program, which is not run" if kind == "exec" else "is not in this folder"
            plan.missing = f"it may be in {name}, which {where} names and which {what}"


def _uncommented(text: str, path: Path) -> Iterator[tuple[str, int]]:
    """The lines that say something, with their numbers; ``;`` begins a comment, ``;-- … --;`` is one of many lines."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if number > MOST_LINES:
            raise sources.refuse(f"more than {MOST_LINES} lines are not read", path, line=number)
        found, position = list[str](), 0
        while position < len(line):
            if inside:
                end = line.find("--;", position)
                inside, position = end < 0, len(line) if end < 0 else end + 3
            elif line.startswith(";--", position) and not line.startswith(";---", position):
                inside, position = True, position + 3
            elif line[position] == ";" and not (found and found[-1].endswith("\\")):
                break
            else:
                end = line.find(";", position + 1)
                found.append(line[position : end if end >= 0 else None])
                position += len(found[-1])
        if len(kept := "".join(found).strip()) > LONGEST_LINE:
            raise sources.refuse(f"a line of more than {LONGEST_LINE} letters is not read", path, line=number)
        if kept:
            yield kept.replace("\\;", ";"), number


class _Reader:
    """Takes one line after the other."""

    def __init__(self, plan: Dialplan, templates: dict[str, list[tuple[str, str, Where]]]) -> None:
        self.plan, self.templates = plan, templates
        self.section, self.kept = "", False
        self.context: Context | None = None
        self.extension, self.last = "", 0

    def take(self, text: str, where: Where) -> None:
        """One line that says something."""
        section = _SECTION.match(text)
        if section is not None:
            self._begin(section[1].strip(), section[2] or "")
            return
        name, sign, value = text.partition("=")
        value = value.removeprefix(">").strip()
        if not sign:
            return
        self.templates.setdefault(self.section, []).append((name.strip(), value, where))
        self._entry(name.strip(), value, where)

    def _begin(self, name: str, modifiers: str) -> None:
        """A section; ``(!)`` makes a template, ``(name)`` repeats one."""
        self.section, self.extension, self.last = name, "", 0
        words = [word.strip() for word in modifiers.split(",")]
        if name in ("general", "globals") or "!" in words:
            self.context = None
        else:
            self.context = self.plan.contexts.setdefault(name, Context(name))
        for word in words:
            for entry in list(self.templates.get(word, []))[:1000] if word not in ("!", "+", "", name) else []:
                self._entry(*entry)

    def _entry(self, name: str, value: str, where: Where) -> None:
        if self.section == "globals":
            self.plan.globals[name] = value
        elif self.context is None:
            return
        elif name == "include":
            target, _, times = value.partition(",")
            self.context.includes.append((target.strip(), times.strip()))
        elif name == "switch":
            self.context.elsewhere = f"extensions of {self.context.name} may come from {value}"
        elif name in ("exten", "same"):
            self._priority(name, value, where, self.context)

    def _priority(self, name: str, value: str, where: Where, context: Context) -> None:
        if name == "exten":
            dialed, _, value = value.partition(",")
            self.extension, before = dialed.split("/")[0].strip(), self.extension
            self.last = self.last if self.extension == before else 0
        match = _ENTRY.match(value)
        if match is None or not self.extension:
            return
        number = self._number(match["priority"].strip())
        call = _CALL.fullmatch(match["call"])
        if number is None or call is None:
            return
        data = next((part for part in (call[2], call[3]) if part is not None), "")
        line = Line(app=call[1].lower(), data=data.strip(), where=where, label=(match["label"] or "").strip())
        context.extensions.setdefault(self.extension, {}).setdefault(number, line)
        self.last = number

    def _number(self, written: str) -> int | None:
        """A priority: a number, ``n`` (the next), ``n+3`` or ``s``; None for a hint."""
        match = re.fullmatch(r"(?:(\d{1,6})|([ns])(?:\+(\d{1,4}))?)", written)
        if match is None:
            return None
        if match[1]:
            return int(match[1])
        return self.last + (0 if match[2] == "s" else 1) + int(match[3] or 1) - 1
