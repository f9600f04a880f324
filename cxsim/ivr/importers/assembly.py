"""An assembly puts the nodes of a foreign format together into a flow that can be explored.

It keeps what every importer has to: each name stands for one node, every way leads to a node (one that leads nowhere
becomes a node that says so), and what would multiply into too many circumstances is unknown instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from cxsim.definition import LANGUAGE
from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Case,
    Collect,
    Compare,
    Condition,
    Flow,
    HangUp,
    InHours,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Queue,
    Transfer,
    Unknown,
    Where,
)
from cxsim.ivr.hours import Schedule

ANYTHING_SAID = "agent, or anything else"
"""The word of a menu that listens and hands on whatever was said."""
MOST_CIRCUMSTANCES = 2_000
"""Combinations of attribute values that are looked at one by one; beyond it the richest attributes are unknown."""
MOST_SCHEDULES = 6
"""Schedules without known hours that are looked at open and closed; beyond it they are unknown."""
_TAGS = re.compile(r"<[^<>]*>")


class Assembly:
    """The nodes of a flow while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.nodes: dict[str, Node] = {}
        self.schedules: dict[str, Schedule] = {}

    def add(self, node: Node) -> str:
        """Keep a node; its id. The first of two nodes with one id stays."""
        self.nodes.setdefault(node.id, node)
        return node.id

    def free(self, id: str) -> str:
        """This id, or one like it that no node has yet."""
        candidate, count = id, 1
        while candidate in self.nodes or candidate == HANG_UP:
            count += 1
            candidate = f"{id} ({count})"
        return candidate

    def shorten(self, start: str) -> str:
        """Leave out steps that do nothing: mere jumps, and values that nothing compares. The start of what is left."""
        cases = [case for node in self.nodes.values() if isinstance(node, Branch) for case in node.cases]
        compared = {case.condition.name for case in cases if isinstance(case.condition, Compare)}
        idle = {
            id: node.then
            for id, node in self.nodes.items()
            if (isinstance(node, Jump) and not node.language)
            or (isinstance(node, Assign) and not node.says and node.attribute not in compared)
        }

        def after(id: str) -> str:
            seen: set[str] = set()
            while id in idle and id not in seen:
                seen.add(id)
                id = idle[id]
            return id

        left = {id: redirected(node, after) for id, node in self.nodes.items()}
        kept = {after(id) for id in left}  # a ring of jumps stays: it is a call that never ends
        self.nodes = {id: node for id, node in left.items() if id not in idle or id in kept}
        return after(start)

    def without_attributes(self, start: str) -> str:
        """The beginning of a call that has no attributes yet: those that the flow itself sets are empty then."""
        nodes = self.nodes.values()
        cases = [case for node in nodes if isinstance(node, Branch) for case in node.cases]
        compared = {case.condition.name for case in cases if isinstance(case.condition, Compare)}
        set_here = {n.attribute for n in nodes if isinstance(n, Assign) and n.add is None and not unseen(n.value)}
        counted = {n.attribute for n in nodes if isinstance(n, Assign) and n.add is not None}
        for name in sorted((compared & set_here) - counted, reverse=True):
            id = self.free(f"begin without {name}")
            self.add(Assign(id=id, attribute=name, where=Where(file=self.file), then=start))
            start = id
        return start

    def flow(self, name: str, start: str, *, language: str = "", missing: Callable[[str], Node] | None = None) -> Flow:
        """The whole flow; ``missing`` makes the node for a way that leads to nothing (default: nobody can know)."""
        nodes = dict(self.nodes)
        wanted = dict.fromkeys([start, *(target for node in self.nodes.values() for _, target in node.targets())])
        for target in wanted:
            if target in nodes:
                continue
            if target == HANG_UP:
                nodes[target] = HangUp(id=HANG_UP, where=Where(file=self.file))
            else:
                nodes[target] = missing(target) if missing else _nothing(target, self.file)
        nodes = _reached_first({id: _in_language(node) for id, node in nodes.items()}, start)
        return Flow(
            name=name,
            start=start,
            nodes=bounded(nodes, self.schedules),
            file=self.file,
            language=_language(language),
            schedules=self.schedules,
        )


def redirected(node: Node, to: Callable[[str], str]) -> Node:
    """The same node with every way leading where ``to`` says."""
    match node:
        case Menu() | Collect():
            keys = {key: to(target) for key, target in node.keys.items()}
            silent = replace(node.silent, then=to(node.silent.then))
            wrong = replace(node.wrong, then=to(node.wrong.then))
            if isinstance(node, Collect):
                return replace(node, then=to(node.then), keys=keys, silent=silent, wrong=wrong)
            words = {word: to(target) for word, target in node.words.items()}
            return replace(node, words=words, keys=keys, silent=silent, wrong=wrong)
        case Branch():
            cases = tuple(replace(case, then=to(case.then)) for case in node.cases)
            return replace(node, cases=cases, otherwise=to(node.otherwise))
        case Play() | Assign():
            return replace(node, then=to(node.then))
        case Queue():
            return replace(node, full=None if node.full is None else to(node.full))
        case Transfer():
            return replace(node, then=None if node.then is None else to(node.then))
        case Opaque():
            return replace(node, then=tuple(map(to, node.then)))
        case _:
            return node


def _language(tag: str) -> str:
    """A language tag that can be read; nothing for anything else that platforms write there."""
    return tag if LANGUAGE.fullmatch(tag) else ""


def _in_language(node: Node) -> Node:
    kept = _language(node.language)
    return node if kept == node.language else replace(node, language=kept)


def _nothing(target: str, file: str) -> Opaque:
    return Opaque(id=target, where=Where(file=file), reason=f"the flow goes on at “{target}”, which is not there")


def _reached_first(nodes: Mapping[str, Node], start: str) -> dict[str, Node]:
    """The same nodes, those first that a call comes to, in the order in which it does."""
    order, open_ = dict.fromkeys([start]), [start]
    for id in open_:
        for _, target in nodes[id].targets():
            if target not in order:
                order[target] = None
                open_.append(target)
    return {id: nodes[id] for id in [*order, *(id for id in nodes if id not in order)]}


def bounded(nodes: Mapping[str, Node], schedules: Mapping[str, Schedule]) -> dict[str, Node]:
    """The nodes, with the comparisons that would multiply the circumstances of a call made unknown."""
    found = _without_changing(nodes)
    values: dict[str, set[str]] = {}
    asked: dict[str, None] = {}
    for node in found.values():
        for case in node.cases if isinstance(node, Branch) else ():
            if isinstance(case.condition, Compare):
                values.setdefault(case.condition.name, set()).add(case.condition.value)
            elif isinstance(case.condition, InHours) and case.condition.schedule not in schedules:
                asked[case.condition.schedule] = None
    poorest = sorted(values, key=lambda name: len(values[name]))
    while poorest and math.prod(len(values[name]) + 1 for name in poorest) > MOST_CIRCUMSTANCES:
        poorest.pop()
    many = set(values) - set(poorest)
    late = set(list(asked)[MOST_SCHEDULES:])

    def known(condition: Condition) -> Condition:
        if isinstance(condition, Compare) and condition.name in many:
            return Unknown(reason=f"{condition.name} has too many values to look at each")
        if isinstance(condition, InHours) and condition.schedule in late:
            return Unknown(reason=f"the hours of {condition.schedule or 'the line'} are not known")
        return condition

    return _with_conditions(found, known) if many or late else found


def _without_changing(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """Comparisons of attributes that get values which nobody can see here are unknown."""
    changing = {
        n.attribute: n.value for n in nodes.values() if isinstance(n, Assign) and n.add is None and unseen(n.value)
    }
    typed = {n.into for n in nodes.values() if isinstance(n, Collect)}

    def known(condition: Condition) -> Condition:
        if isinstance(condition, Compare) and condition.name in changing and condition.name not in typed:
            return Unknown(reason=f"{condition.name} gets its value ({changing[condition.name]}) during the call")
        return condition

    return _with_conditions(nodes, known) if changing else dict(nodes)


def _with_conditions(nodes: Mapping[str, Node], known: Callable[[Condition], Condition]) -> dict[str, Node]:
    return {
        id: replace(node, cases=tuple(Case(condition=known(c.condition), then=c.then) for c in node.cases))
        if isinstance(node, Branch)
        else node
        for id, node in nodes.items()
    }


def unseen(value: str) -> bool:
    """Whether a value is an expression of some platform, which is not worked out here."""
    return "${" in value or "{{" in value or value.startswith("$.") or "$[" in value or " $." in value


def spoken(marked: str) -> str:
    """The words of SSML or of a text with tags, on one line."""
    return " ".join(_TAGS.sub(" ", marked).split())
