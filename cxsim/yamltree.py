"""A YAML tree is the parsed text of one file: plain texts, lists and dicts, each of which knows its line.

It is grown from the parser's events, so that depth, number and aliases are bounded while reading, and what the parser
dislikes is told in the words of somebody who writes personas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from cxsim.written import Listing, Table, Text

MOST_VALUES = 20_000
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed on one line."""

    line: int
    what: str
    hint: str


class BrokenError(Exception):
    """The text cannot be read as YAML from this line on."""

    def __init__(self, line: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.line, self.what, self.hint = line, what, hint


@dataclass(slots=True)
class Tree:
    """What grew: the root, and what was noticed on the way."""

    root: Any = None
    faults: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


def grow(text: str) -> Tree:
    """The tree of one document. Raises BrokenError at the line where the text stops being YAML."""
    try:
        return _Gardener(text).grow()
    except MarkedYAMLError as error:
        raise _in_plain_words(error, text) from error
    except YAMLError as error:  # a character that no YAML may contain
        position = getattr(error, "position", 0)
        line = text[: position if isinstance(position, int) else 0].count("\n") + 1
        raise BrokenError(
            line, "there is a character here that cannot be seen", "delete the line and type it again"
        ) from error


class _Gardener:
    def __init__(self, text: str) -> None:
        self.text = text
        yaml = YAML(typ="safe", pure=True)
        self.events: Iterator[Event] = iter(yaml.parse(text))
        self.tree = Tree()
        self.anchors: dict[str, tuple[Any, int] | None] = {}  # None: still being read
        self.values = 0

    def grow(self) -> Tree:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if self.tree.root is not None:
                    raise BrokenError(
                        _line(event), "a second document begins here (---)", "keep one definition in one file"
                    )
                self.tree.root = self._node(next(self.events), 0)
        if self.tree.root is None or (isinstance(self.tree.root, Text) and not self.tree.root):
            raise BrokenError(1, "the file is empty", "write the definition, or delete the file")
        return self.tree

    def _node(self, event: Event, depth: int) -> Any:
        if depth > DEEPEST:
            raise BrokenError(_line(event), f"lists within lists go deeper than {DEEPEST} levels", "write it flatter")
        self._count(1, event)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        self._refuse_tag(event)
        before, name = self.values, event.anchor if isinstance(event, NodeEvent) else None
        if name:
            self.anchors[name] = None
        value = self._value(event, depth)
        if name:
            self.anchors[name] = (value, self.values - before + 1)
        return value

    def _value(self, event: Event, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._list(event, depth)
        if isinstance(event, MappingStartEvent):
            return self._table(event, depth)
        raise BrokenError(_line(event), "something is missing here")

    def _count(self, more: int, event: Event) -> None:
        self.values += more
        if self.values > MOST_VALUES:
            raise BrokenError(
                _line(event), f"there are more than {MOST_VALUES} values in it", "split it into several files"
            )

    def _alias(self, event: AliasEvent) -> Any:
        name = event.anchor
        if name not in self.anchors:
            hint = f'put text that begins with * into quotes: "*{name} …"'
            raise BrokenError(_line(event), f"'*{name}' repeats something named '&{name}' that is not there", hint)
        kept = self.anchors[name]
        if kept is None:
            raise BrokenError(_line(event), f"'*{name}' repeats itself for ever", "write the values out")
        self._count(kept[1], event)
        return kept[0]

    def _refuse_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "put text that begins with ! into quotes; types are never named in these files"
            raise BrokenError(_line(event), f"{str(tag)[:60]!r} is a YAML tag, which is not read", hint)

    def _scalar(self, event: ScalarEvent) -> Text:
        value = _place(Text(event.value), event)
        value.bare = event.style is None
        if value.bare and value:
            self._warn_of_cut(event)
        return value

    def _warn_of_cut(self, event: ScalarEvent) -> None:
        """``Order #4711 never came`` is read as ``Order``: a # behind a space begins a comment."""
        start = event.end_mark.index
        rest = self.text[start:].partition("\n")[0] if start < len(self.text) else ""
        if re.match(r"[ \t]+#[^\s#]| # ?\d", rest):
            cut = rest.strip()[:60]
            hint = "put the whole text into quotes; a comment has a space behind its #"
            self.tree.warnings.append(Note(_line(event), f"the text ends before {cut!r}: the rest was left out", hint))

    def _list(self, start: Event, depth: int) -> Listing:
        values = _place(Listing(), start)
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self._filled(self._node(event, depth + 1), "an item of the list"))
        return values

    def _table(self, start: MappingStartEvent, depth: int) -> Table | Text:
        table = _place(Table(), start)
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, depth)
            value = self._node(next(self.events), depth + 1)
            if start.flow_style and _is_empty(value):
                return self._braces(key, start)
            self._enter(table, key, value)
        return table

    def _key(self, event: Event, depth: int) -> Text:
        key = self._node(event, depth + 1) if isinstance(event, ScalarEvent) else None
        if not isinstance(key, Text):
            hint = "put text with braces into quotes; write particulars as <order>"
            raise BrokenError(_line(event), "the name before the colon is not a simple text", hint)
        if key == "<<":
            raise BrokenError(_line(event), "'<<' (merging) is not read", "write the keys out")
        return key

    def _enter(self, table: Table, key: Text, value: Any) -> None:
        if key in table:
            first = next(k.line for k in table if k == key and isinstance(k, Text))
            note = Note(key.line, f"{str(key)!r} is written twice, first in line {first}", "keep one of the two")
            self.tree.faults.append(note)
            return
        value = self._filled(value, repr(str(key)), key.line)
        if not self._is_shared(value):
            value.line = key.line  # people look for a value where its key stands
        table[key] = value

    def _filled(self, value: Any, name: str, line: int = 0) -> Any:
        if _is_empty(value):
            hint = "write a value behind it, or leave the line out"
            self.tree.faults.append(Note(line or value.line, f"{name} has no value", hint))
        return value

    def _is_shared(self, value: Any) -> bool:
        return any(kept is not None and kept[0] is value for kept in self.anchors.values())

    def _braces(self, key: Text, start: MappingStartEvent) -> Text:
        """``{email}`` is a mapping to YAML, but whoever writes it means a particular."""
        hint = f"write <{key}> for a particular of the persona, or put the text into quotes"
        self.tree.faults.append(Note(_line(start), f"{{{key}}} in braces is not read as text", hint))
        opened = 1
        while opened:
            event = next(self.events)
            opened += isinstance(event, MappingStartEvent | SequenceStartEvent)
            opened -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        text = _place(Text(f"<{key}>"), start)
        text.bare = False
        return text


def _is_empty(value: Any) -> bool:
    return isinstance(value, Text) and not value and value.bare


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


W = TypeVar("W", Text, Listing, Table)


def _place(value: W, event: Any) -> W:
    value.line, value.column = _line(event), int(event.start_mark.column) + 1
    return value


_QUOTE_ALL = 'put the whole text into quotes: key: "…"; inside it write \\" for a quotation mark'


def _in_plain_words(error: MarkedYAMLError, text: str) -> BrokenError:
    mark = error.problem_mark or error.context_mark
    line = int(mark.line) + 1 if mark is not None else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    what, hint = _wording(f"{error.context or ''}: {error.problem or ''}", written)
    opened = int(error.context_mark.line) + 1 if error.context_mark is not None else line
    if "never closed" in what or "no colon" in what:
        line = opened
    if any(" #" in candidate for candidate in lines[opened - 1 : line]):
        hint += "; a # behind a space begins a comment and cuts the text"
    return BrokenError(line, what, hint)


def _wording(problem: str, written: str) -> tuple[str, str]:
    if "mapping values are not allowed" in problem:
        if len(re.findall(r":(?:\s|$)", written)) > 1:
            return "there is a colon inside the text", 'put text that has a colon into quotes: key: "one: two"'
        return "this line is indented, but nothing above opens a list", "move it to the left, under the line above"
    if "'\\t'" in problem or "tab" in problem:
        return "there is a tab here", "write spaces instead, at the beginning of a line and behind a colon"
    found = re.search(r"found character ['\"](.)['\"] that cannot start", problem)
    if found:
        return f"a text cannot begin with {found.group(1)!r} here", _QUOTE_ALL
    if "expected alphabetic or numeric" in problem:
        return "a text cannot begin with * or & here", _QUOTE_ALL
    if "quoted scalar" in problem:
        return "a quotation mark that is opened here is never closed", _QUOTE_ALL
    if "flow sequence" in problem:
        return "a list that is opened with [ is never closed with ]", "check brackets, commas and quotes"
    if "flow mapping" in problem:
        return "a list that is opened with { is never closed with }", "check braces, commas and quotes"
    if "could not find expected ':'" in problem:
        hint = "write `key: value`; a text that goes on is indented further than its key"
        return "this line has no colon", hint
    if "expected <block end>" in problem:
        if re.search(r"""[:-]\s+["']""", written):
            return "something stands behind the closing quotation mark", _QUOTE_ALL
        return "this line is indented differently from those above it", "let it begin under the line that it belongs to"
    return "this cannot be read here", "compare the indentation, quotes and brackets with the lines above"
