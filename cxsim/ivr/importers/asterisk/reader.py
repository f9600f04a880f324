"""The reader follows an Asterisk dialplan from where calls come in, one priority after the other.

What an application does is taken from "Dialplan Applications" in Asterisk's documentation; where that is silent, from
what the release in use does (``main/pbx_builtins.c`` for WaitExten).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    KEYS,
    Branch,
    Case,
    Collect,
    Compare,
    Flow,
    HangUp,
    InHours,
    Jump,
    Menu,
    Node,
    Opaque,
    Where,
    is_keys,
)
from cxsim.ivr.importers.assembly import Assembly, unseen
from cxsim.ivr.importers.asterisk import queues, values
from cxsim.ivr.importers.asterisk.dialplan import Dialplan, Line, example

MOST_STEPS = 20_000
"""Priorities that are followed; a dialplan whose extensions grow with every jump has no end."""
DEEPEST = 6
"""Subroutines in subroutines that are followed."""
LONGEST = 40
MOST_STARTS = 2_000
_SPECIAL = ("i", "t", "h", "o", "a", "e", "T", "fax", "failed")


@dataclass(frozen=True, slots=True)
class Place:
    """One priority of what was dialed in a context, and where subroutines return to."""

    context: str
    dialed: str
    priority: int
    back: tuple[Place, ...] = ()

    @property
    def after(self) -> Place:
        """The next priority."""
        return Place(self.context, self.dialed, self.priority + 1, self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One priority with its place in the flow that is built."""

    place: Place
    line: Line
    id: str
    reader: Reader

    @property
    def arguments(self) -> list[str]:
        """Its arguments, with what is known put in."""
        return values.arguments(self.reader.filled(self.line.data, self.place))

    def argument(self, number: int) -> str:
        """One argument; empty where it is left out."""
        found = self.arguments
        return found[number] if number < len(found) else ""

    @property
    def next(self) -> str:
        """The node of the next priority."""
        return self.reader.at(self.place.after)

    @property
    def common(self) -> dict[str, Any]:
        """What every node of it has: id and place."""
        return {"id": self.id, "where": self.line.where}

    def put(self, node: Node) -> None:
        """Keep a node of this step."""
        self.reader.assembly.nodes[node.id] = node


class Reader:
    """Turns a dialplan into nodes."""

    def __init__(self, plan: Dialplan, file: str) -> None:
        self.plan, self.assembly = plan, Assembly(file)
        self.queues = queues.beside(Path(file))
        self.ids: dict[Place, str] = {}
        self.open: list[Step] = []

    def filled(self, text: str, place: Place) -> str:
        """A text with global variables, EXTEN and CONTEXT put in."""
        return values.filled(text, {**self.plan.globals, "EXTEN": place.dialed, "CONTEXT": place.context})

    def at(self, place: Place) -> str:
        """The node of a priority; the first time, it is put on the list of what is still to be read."""
        if place in self.ids:
            return self.ids[place]
        line = self.plan.find(place.context, place.dialed, place.priority)
        if line is None:  # after the last priority of an extension the call ends (autofallthrough)
            return HANG_UP if place.priority > 1 else self._nowhere(place, Where(file=self.assembly.file))
        home = f"{place.context} {place.dialed} {place.priority}"
        self.ids[place] = id = self.assembly.free(home if not place.back else f"{home} in {place.back[-1].context}")
        self.assembly.add(Jump(id=id, where=line.where))
        if len(self.ids) > MOST_STEPS or len(place.dialed) > LONGEST:
            self.assembly.nodes[id] = Opaque(id=id, where=line.where, reason="the dialplan goes on without an end here")
        else:
            self.open.append(Step(place=place, line=line, id=id, reader=self))
        return id

    def _nowhere(self, place: Place, where: Where) -> str:
        """A jump that leads nowhere tries ``i`` of the context; without it the call ends (Goto)."""
        plan = self.plan
        invalid = Place(place.context, "i", 1, place.back)
        if place.dialed != "i" and plan.find(place.context, "i", 1) is not None:
            return self.at(invalid)
        id = self.assembly.free(f"{place.context} {place.dialed} {place.priority}")
        reason = plan.unsure(place.context)
        if reason:
            what = f"where {place.context},{place.dialed} leads is not known: {reason}"
            self.assembly.add(Opaque(id=id, where=where, reason=what))
        else:
            self.assembly.add(HangUp(id=id, name=f"{id}, which is not there", where=where))
        return id

    def go(self, step: Step, target: str) -> str:
        """The node that a Goto's target means: ``[[context,]extension,]priority``, where a priority may be a label."""
        place = step.place
        parts = [self.filled(part, place).strip() for part in values.arguments(target)]
        if not target.strip() or not parts:
            return step.next
        if any(unseen(part) for part in parts):
            return self._worked_out(step, parts)
        context, dialed = place.context, place.dialed
        if len(parts) >= 3:
            context, dialed = parts[0], parts[1]
        elif len(parts) == 2:
            dialed = parts[0]
        written = parts[min(len(parts), 3) - 1]
        priority = int(written) if written.isdigit() and len(written) < 7 else self.plan.label(context, dialed, written)
        there = Place(context, dialed, priority or 1, place.back)
        if priority is None or self.plan.find(context, dialed, priority) is None:
            return self._nowhere(there, step.line.where)
        return self.at(there)

    def _worked_out(self, step: Step, parts: list[str]) -> str:
        """A jump whose target is only known in the call: anywhere among what its fixed beginning fits."""
        id = f"{step.id}: somewhere"
        reason = f"where {','.join(parts)[:80]} leads is only known in the call"
        self.assembly.add(Opaque(id=id, where=step.line.where, reason=reason))
        return id

    def single_keys(self, context: str) -> dict[str, str]:
        """The single keys that are extensions of a context."""
        found: dict[str, str] = {}
        for digit in KEYS:
            match = next(iter(self.plan.matches(context, digit)), None)
            if match is not None and self.plan.find(context, digit, 1) is not None:
                found[digit] = self._dialed(context, digit, match[2])
        return found

    def keys(self, context: str) -> dict[str, str]:
        """What a caller can dial in a context: single keys, short extensions, and for patterns one number of each."""
        found = self.single_keys(context)
        for home, times in self.plan.reaching(context):
            for pattern in self.plan.contexts[home].extensions:
                number = example(pattern) if pattern.startswith("_") else pattern
                if 1 < len(number) <= 6 and is_keys(number) and number not in found:
                    found[number] = self._dialed(context, number, times)
        return found

    def _dialed(self, context: str, number: str, times: str) -> str:
        """The node at which a number leads on; where it is only included at times, a branch before it."""
        target = self.at(Place(context, number, 1))
        if not times:
            return target
        holds, schedule = values.times(times)
        if schedule is not None:
            self.assembly.schedules[holds.schedule] = schedule
        id = f"{context} {number} at times"
        cases = (Case(condition=InHours(state=holds.state, schedule=holds.schedule), then=target),)
        self.assembly.add(Branch(id=id, cases=cases, otherwise=self.special(context, "i") or HANG_UP))
        return id

    def special(self, context: str, name: str) -> str | None:
        """The node of a special extension, ``e`` in its place; None where neither is there."""
        for candidate in (name, "e"):
            if self.plan.find(context, candidate, 1) is not None:
                return self.at(Place(context, candidate, 1))
        return None

    def flow(self, start: str, name: str) -> Flow:
        """The whole flow."""
        return self.assembly.flow(name, start)


def beginnings(plan: Dialplan) -> list[tuple[str, str]]:
    """Where calls may come in: every extension that is not a special one, as (context, an example of it)."""
    places = [
        (context.name, dialed)
        for context in plan.contexts.values()
        for dialed in context.extensions
        if _ordinary(dialed)
    ]
    return [
        (context, example(dialed) if dialed.startswith("_") else dialed) for context, dialed in places[:MOST_STARTS]
    ]


def _ordinary(dialed: str) -> bool:
    return (dialed not in _SPECIAL and not dialed.isalpha()) or dialed == "s"


def not_led_to(reader: Reader, starts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those beginnings that lead to a menu and that no other one leads to; of a circle the first.

    Where nothing leads to a menu, those that no other one leads to.
    """
    nodes = reader.assembly.nodes
    kept: dict[str, tuple[str, str]] = {}
    led: set[str] = set()
    for start in starts:
        id = reader.at(Place(*start, 1))
        if id in led or id == HANG_UP:
            continue
        seen, open_ = {id}, [id]
        while open_:
            node = nodes.get(open_.pop())
            new = {target for _, target in node.targets()} - seen if node else set()
            seen |= new
            open_ += new - led
        led |= seen
        kept = {known: place for known, place in kept.items() if known not in seen}
        kept[id] = start
    asks = leading(nodes, {id for id, node in nodes.items() if isinstance(node, Menu | Collect)})
    return [place for id, place in kept.items() if id in asks] or list(kept.values())


def leading(nodes: Mapping[str, Node], wanted: set[str]) -> set[str]:
    """The nodes from which some way leads to one of these."""
    before: dict[str, list[str]] = {}
    for id, node in nodes.items():
        for _, target in node.targets():
            before.setdefault(target, []).append(id)
    found, open_ = set(wanted), list(wanted)
    while open_:
        new = [id for id in before.get(open_.pop(), []) if id not in found]
        found.update(new)
        open_ += new
    return found


def choice(reader: Reader, starts: list[tuple[str, str]]) -> str:
    """The beginning of the flow: which number was called decides, where there are several."""
    ids = list(dict.fromkeys(reader.at(Place(context, dialed, 1)) for context, dialed in starts))
    if len(ids) == 1:
        return ids[0]
    id = "which number is called"
    cases = tuple(Case(condition=Compare(name="what is called", op="=", value=target), then=target) for target in ids)
    reader.assembly.add(Branch(id=id, where=Where(file=reader.assembly.file), cases=cases[:-1], otherwise=ids[-1]))
    return id
