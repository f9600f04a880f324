"""Exploring a flow asks of every state in which a caller can press a key: does 0 lead to a human from here?

States are searched exhaustively, for each hours class of the flow and for queues that take the call or are full; the
counters of silence and wrong keys are executed. Over the states of a menu, and over menus, the worst answer counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cxsim.ivr.answer import Answer, Reach, worst
from cxsim.ivr.flow import Branch, Collect, Flow, InHours, Menu, Node, Queue
from cxsim.ivr.hours import HoursClass, class_at, classes
from cxsim.ivr.machine import SAY, WAIT, WRONG, Label, Machine, zeros
from cxsim.ivr.solution import Solution, solve
from cxsim.ivr.space import Space

SOME_DAY = date(2026, 11, 23)
"""Where sample times are looked for if nobody names a day: a Monday, so that results do not depend on today."""

ASKS_FOR_A_HUMAN = ("agent", "operator", "representative", "human", "person", "mitarbeiter", "berater", "اپراتور")
"""Words by which callers ask a line that listens for a human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuAnswers:
    """What callers get who are in one menu (or asked for a number there), per hours class.

    ``zero`` answers the 0-rule; ``silent`` and ``wrong`` tell whether somebody who presses nothing, or only keys that
    mean nothing there, ends with a human; ``spoken`` whether somebody does who says "agent". ``heard`` holds the hours
    in which a call can come here.
    """

    id: str
    name: str
    kind: str  # menu, collect, or queue: one that takes keys while the caller waits
    where: str
    heard: frozenset[str]
    zero: Mapping[str, Answer]
    silent: Mapping[str, Answer]
    wrong: Mapping[str, Answer]
    spoken: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """Everything that was found out about a flow by going through all of its states."""

    flow: Flow
    hours: tuple[HoursClass, ...]
    menus: tuple[MenuAnswers, ...]
    first_menu: Mapping[str, Answer]
    every_menu: Mapping[str, Answer]
    every_menu_without_collects: Mapping[str, Answer]
    from_start: Mapping[str, Answer]  # what who presses 0 gets from ringing on, where queues take the call
    states: int
    whole: bool  # False where only one hours class was looked at
    spaces: Mapping[str, tuple[Space, ...]] = field(repr=False)

    @property
    def visited(self) -> frozenset[str]:
        """The nodes that some call comes to at some hour."""
        return frozenset(node for spaces in self.spaces.values() for space in spaces for node in space.visited())


def hours_classes(flow: Flow, since: date = SOME_DAY) -> tuple[HoursClass, ...]:
    """The hours classes that this flow itself tells apart."""
    asked: dict[str, set[str]] = {}
    for node in flow.nodes.values():
        for case in node.cases if isinstance(node, Branch) else ():
            if isinstance(case.condition, InHours):
                asked.setdefault(case.condition.schedule, set()).add(case.condition.state)
    return classes(asked, flow.schedules, since)


def hours_at(flow: Flow, when: datetime) -> HoursClass | None:
    """The hours class that holds at this time; None where nobody said the hours."""
    return class_at(hours_classes(flow, when.date()), flow.schedules, when)


def explore(flow: Flow, *, since: date = SOME_DAY, only: str | None = None) -> Exploration:
    """Go through every state of a flow; ``only`` names the one hours class to look at."""
    hours = tuple(c for c in hours_classes(flow, since) if only in (None, c.id))
    fulls = (False, True) if any(isinstance(n, Queue) and n.full is not None for n in flow.nodes.values()) else (False,)
    spaces = {c.id: tuple(Space(Machine(flow, c.states, full=full)) for full in fulls) for c in hours}
    asked = {id: _Asked(found) for id, found in spaces.items()}
    menus = tuple(_menu(flow, id, asked) for id, node in flow.nodes.items() if _takes_keys(node))
    return Exploration(
        flow=flow,
        hours=hours,
        menus=menus,
        first_menu={id: hour.over(hour.first) for id, hour in asked.items()},
        every_menu={id: hour.over(hour.menus) for id, hour in asked.items()},
        every_menu_without_collects={
            id: hour.over(m for m in hour.menus if not isinstance(flow.nodes[m], Collect)) for id, hour in asked.items()
        },
        from_start={id: hour.zero[0].proved(0) for id, hour in asked.items()},
        whole=only is None,
        states=sum(len(space.states) for found in spaces.values() for space in found),
        spaces=spaces,
    )


def silent(node: Node) -> Label:
    """The caller who presses nothing."""
    return (WAIT, "")


def wrong(node: Node) -> Label:
    """The caller who presses keys that mean nothing there; in a queue they change nothing."""
    return (WAIT, "") if isinstance(node, Queue) else (WRONG, "")


def spoken(node: Node) -> Label:
    """The caller who says "agent"; a line that does not listen hears nothing, one that does may not understand it."""
    words: Iterable[str] = getattr(node, "words", ())
    asked = next((word for word in words if any(ask in word.lower() for ask in ASKS_FOR_A_HUMAN)), None)
    if asked is not None:
        return (SAY, asked)
    return (WRONG, "") if words else (WAIT, "")


def _takes_keys(node: Node) -> bool:
    return isinstance(node, Menu | Collect) or (isinstance(node, Queue) and bool(node.keys))


class _Asked:
    """The answers of one hours class, over queues that take the call and that are full."""

    def __init__(self, spaces: tuple[Space, ...]) -> None:
        self.silent = [solve(space, silent) for space in spaces]
        self.zero = [solve(space, zeros) for space in spaces]
        for by_zero, by_silence in zip(self.zero, self.silent, strict=True):
            by_zero.or_waits(by_silence)
        self.wrong = [solve(space, wrong) for space in spaces]
        listens = any(getattr(node, "words", None) for space in spaces for node in space.machine.nodes)
        self.spoken = [solve(space, spoken) for space in spaces] if listens else self.silent
        self.first = list(dict.fromkeys(id for space in spaces for id in space.first_inputs()))
        self._number = spaces[0].machine.number
        self._worst = {
            id(solution): solution.worst() for solution in [*self.zero, *self.silent, *self.wrong, *self.spoken]
        }
        self.menus = [
            spaces[0].machine.nodes[n].id for n in dict.fromkeys(n for s in self.zero for n in self._worst[id(s)])
        ]
        self.zeros = {menu: self.at(self.zero, menu) for menu in self.menus}

    def at(self, solutions: list[Solution], menu: str) -> Answer:
        """The worst answer over the states of one menu, proved by a shortest call."""
        number = self._number[menu]
        places = [(solution, self._worst[id(solution)].get(number)) for solution in solutions]
        found = [solution.proved(place) for solution, place in places if place is not None]
        return worst(found) or self.from_the_start(solutions)

    def by_zero(self, menu: str) -> Answer:
        """The answer to the 0-rule in a menu; where no call comes there, what a call gets instead."""
        if menu in self.zeros:
            return self.zeros[menu]
        return replace(self.from_the_start(self.zero), note="no call comes here at this time: ")

    def over(self, menus: Iterable[str]) -> Answer:
        """The worst over these menus; where there is none, what a call gets from its start."""
        return worst(self.zeros[menu] for menu in menus) or self.from_the_start(self.zero)

    def from_the_start(self, solutions: list[Solution]) -> Answer:
        """What this caller gets from the beginning of the call."""
        answers = [solution.proved(0) for solution in solutions]
        return worst(answers) or Answer(reach=Reach.NO)


def _menu(flow: Flow, id: str, asked: Mapping[str, _Asked]) -> MenuAnswers:
    node = flow.nodes[id]

    def per_hours(ask: Callable[[_Asked], Answer]) -> dict[str, Answer]:
        return {hours: ask(found) for hours, found in asked.items()}

    return MenuAnswers(
        id=id,
        name=node.title,
        kind="collect" if isinstance(node, Collect) else "queue" if isinstance(node, Queue) else "menu",
        where=str(node.where),
        heard=frozenset(hours for hours, found in asked.items() if id in found.zeros),
        zero=per_hours(lambda found: found.by_zero(id)),
        silent=per_hours(lambda found: found.at(found.silent, id)),
        wrong=per_hours(lambda found: found.at(found.wrong, id)),
        spoken=per_hours(lambda found: found.at(found.spoken, id)),
    )


__all__ = ["Exploration", "MenuAnswers", "explore", "hours_at", "hours_classes", "silent", "spoken", "wrong"]
