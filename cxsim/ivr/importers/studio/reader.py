"""The reader turns the widgets of a Studio flow into nodes; what Liquid decides is told where it can be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Case,
    Collect,
    Compare,
    Condition,
    Flow,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Queue,
    Retry,
    Transfer,
    Unknown,
    Voicemail,
    Where,
)
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.assembly import ANYTHING_SAID, Assembly, unseen
from cxsim.ivr.importers.sources import items, mapping, number, string
from cxsim.ivr.importers.studio.widget import Widget

WAITS = 5.0
"""Seconds without a key after which Gather Input On Call times out: its default."""
KEYS = "1234567890*"
_VARIABLE = re.compile(r"\{\{\s*((?:flow\.variables|widgets)\.[\w.-]+)\s*\}\}")
_TYPED = re.compile(r"widgets\.[\w-]{1,80}\.Digits")
_COUNT = re.compile(r"\{\{\s*flow\.variables\.(\w+)\s*\|\s*plus:\s*(\d{1,4})\s*\}\}")
_QUIET = ("send-message", "set-variables", "call-recording", "fork-stream", "capture-payments")


class Reader:
    """Turns the widgets into nodes."""

    def __init__(self, path: Path, definition: Mapping[str, Any], pointer: str) -> None:
        self.path, self.definition = path, definition
        self.assembly = Assembly(str(path))
        self.widgets: dict[str, Widget] = {}
        for position, state in enumerate(items(definition.get("states"))):
            where = Where(file=str(path), pointer=f"{pointer}/states/{position}")
            widget = Widget(state=mapping(state), where=where, at=self.at)
            if widget.id and widget.id != HANG_UP:
                self.widgets.setdefault(widget.id, widget)

    def at(self, name: str) -> str:
        """The node of a widget."""
        return name

    def flow(self) -> Flow:
        """The whole flow. Raises DefinitionError where it begins with nothing."""
        for widget in self.widgets.values():
            for node in self._nodes(widget):
                self.assembly.add(node)
        start = string(self.definition.get("initial_state"))
        if start not in self.widgets:
            raise sources.refuse(
                f"the flow begins with {start or 'nothing'}, which is not among its widgets", self.path
            )
        name = (
            string(self.definition.get("friendly_name")) or string(self.definition.get("description")) or self.path.stem
        )
        return self.assembly.flow(name, self.assembly.without_attributes(start))

    def _nodes(self, widget: Widget) -> list[Node]:
        match widget.type:
            case "trigger":
                return [Jump(then=widget.on("incomingCall"), **widget.common)]
            case "say-play":
                return [Play(says=widget.says(), then=widget.on("audioComplete"), **widget.common)]
            case "gather-input-on-call":
                return self._gather(widget)
            case "split-based-on":
                return [self._split(widget)]
            case "set-variables":
                return self._set(widget)
            case "connect-call-to":
                return [self._connect(widget)]
            case "enqueue-call" | "send-to-flex":
                return [self._queue(widget)]
            case "record-voicemail":
                return [Voicemail(**widget.common)]
            case _ if widget.type in _QUIET:
                return [Jump(then=widget.on("next", "success", "sent", "paymentSuccess"), **widget.common)]
            case _:
                return self._unseen(widget)

    def _unseen(self, widget: Widget) -> list[Node]:
        """A function or request succeeds or fails; a redirect may also end the call elsewhere."""
        ways = list(dict.fromkeys(widget.on(string(t.get("event"))) for t in widget.transitions))
        reason = f"what {widget.type or 'a widget without a type'} “{widget.id}” does is not in the flow"
        if widget.type in ("run-function", "make-http-request"):
            return [self._function(widget, tuple(ways))]
        elsewhere = f"{widget.id}: somewhere else"
        return [
            Opaque(reason=reason, then=(*ways, elsewhere), **widget.common),
            Opaque(id=elsewhere, where=widget.where, reason=reason),
        ]

    def _function(self, widget: Widget, ways: tuple[str, ...]) -> Node:
        """A function that looks up what was typed succeeds for those who have such a number: a caller's circumstance.

        What any other function answers, nobody can see.
        """
        if _TYPED.search(json.dumps(widget.state.get("properties"), default=str)):
            found = Compare(name=f"the number that “{widget.id}” looks up", op="=", value="known")
            return Branch(
                cases=(Case(condition=found, then=widget.on("success")),),
                otherwise=widget.on("fail", "failed"),
                **widget.common,
            )
        return Opaque(reason=f"whether “{widget.id}” succeeds cannot be seen in the flow", then=ways, **widget.common)

    def _connect(self, widget: Widget) -> Node:
        to = widget.setting("to")
        named = f"a number worked out during the call ({to})" if unseen(to) else to or "nobody"
        return Transfer(number=named, then=widget.on("callCompleted"), **widget.common)

    def _queue(self, widget: Widget) -> Node:
        name = widget.setting("queue_name") or widget.setting("workflow") or widget.setting("workflow_sid") or "Flex"
        full = widget.on("failedToEnqueue", "callFailure")
        return Queue(
            queue=name if not unseen(name) else f"a queue worked out during the call ({name})",
            full=full,
            **widget.common,
        )

    def _set(self, widget: Widget) -> list[Node]:
        """Sets variables one after the other; Liquid's ``plus`` counts."""
        wanted = [mapping(v) for v in items(mapping(widget.state.get("properties")).get("variables"))]
        nodes: list[Node] = []
        for position, variable in enumerate(wanted):
            name, value = string(variable.get("key")), string(variable.get("value"))
            count = _COUNT.fullmatch(value.strip())
            add = int(count[2]) if count and count[1] == name else None
            id = widget.id if position == 0 else f"{widget.id}: {position}"
            then = f"{widget.id}: {position + 1}" if position + 1 < len(wanted) else widget.on("next")
            nodes.append(
                Assign(id=id, where=widget.where, attribute=f"flow.variables.{name}", value=value, add=add, then=then)
            )
        return nodes or [Jump(then=widget.on("next"), **widget.common)]

    def _gather(self, widget: Widget) -> list[Node]:
        """Keys lead on by ``keypress``; where a split compares the one digit, its cases are the keys of the menu."""
        waits = number(widget.setting("timeout"), WAITS)
        silent = Retry(then=widget.on("timeout"), after=waits)
        spoken = widget.on("speech")
        # the widget listens to words beside keys; "User said something" without a next step ends the call (Studio's
        # widget library, "Gather Input On Call")
        heard = any(t.get("event") == "speech" for t in widget.transitions)
        words = {ANYTHING_SAID: spoken} if heard else {}
        pressed = widget.on("keypress")
        common = {"says": widget.says(), "silent": silent, "between": waits, **widget.common}
        most = int(number(widget.setting("number_of_digits"), 0))
        digits = f"widgets.{widget.id}.Digits"
        split = self.widgets.get(pressed)
        if split is not None and split.type == "split-based-on" and _compared(split) == digits and self._fixed(split):
            keys, wrong = self._keys(split, most)
            return [
                Menu(keys=keys, words=words, wrong=Retry(then=wrong), longest=max(map(len, keys), default=1), **common)
            ]
        if most == 1:
            return [Menu(words=words, wrong=Retry(then=pressed), **common)]
        end = widget.setting("finish_on_key")[:1]
        return [
            Collect(
                then=pressed,
                least=most or 1,
                most=most or None,
                end=end,
                into=digits,
                wrong=Retry(then=pressed),
                **common,
            )
        ]

    def _fixed(self, split: Widget) -> bool:
        """Whether all that a split compares with is known: fixed values, one condition for each transition."""
        return all(
            len(items(t.get("conditions"))) == 1
            and string(mapping(items(t["conditions"])[0]).get("type")) in ("equal_to", "matches_any_of")
            and not unseen(string(mapping(items(t["conditions"])[0]).get("value")))
            for t in split.transitions
            if t.get("event") == "match"
        )

    def _keys(self, split: Widget, most: int) -> tuple[dict[str, str], str]:
        keys: dict[str, str] = {}
        for transition in split.transitions:
            for condition in map(mapping, items(transition.get("conditions"))):
                several = string(condition.get("type")) == "matches_any_of"
                value = string(condition.get("value"))
                for key in value.split(",") if several else [value]:
                    fits = (
                        key.strip() and all(c in KEYS for c in key.strip()) and (not most or len(key.strip()) <= most)
                    )
                    if fits:
                        keys.setdefault(key.strip(), self.at(string(transition.get("next")) or HANG_UP))
        return keys, split.on("noMatch")

    def _split(self, widget: Widget) -> Node:
        cases: list[Case] = []
        for transition in widget.transitions:
            if transition.get("event") != "match":
                continue
            then = self.at(string(transition.get("next")) or HANG_UP)
            for condition in map(mapping, items(transition.get("conditions"))):
                cases += [Case(condition=found, then=then) for found in _conditions(widget, condition)]
        return Branch(cases=tuple(cases), otherwise=widget.on("noMatch"), **widget.common)


def _compared(widget: Widget) -> str:
    """The variable that a split compares; nothing where Liquid works on it first."""
    match = _VARIABLE.fullmatch(widget.setting("input").strip())
    return match[1] if match else ""


def _conditions(widget: Widget, condition: Mapping[str, Any]) -> list[Condition]:
    """The conditions that one of Studio's stands for, any of which may hold."""
    name, kind, value = _compared(widget), string(condition.get("type")), string(condition.get("value"))
    known = name.startswith("flow.variables.") or name.endswith(".Digits")
    if known and not unseen(value):
        ops = {"equal_to": "=", "not_equal_to": "!=", "less_than": "<", "greater_than": ">"}
        if kind in ops:
            return [Compare(name=name, op=ops[kind], value=value)]
        if kind == "matches_any_of":
            return [Compare(name=name, op="=", value=part.strip()) for part in value.split(",")[:50]]
    asked = widget.setting("input") or "what is compared"
    return [Unknown(reason=f"whether {asked[:60]} is {kind.replace('_', ' ')} {value[:40]} is only known in the call")]
