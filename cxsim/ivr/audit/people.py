"""Who gets to a human: callers who press nothing, wrong keys or say "agent"; promises; numbers that are demanded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from cxsim.ivr import wording
from cxsim.ivr.answer import Act, Answer, Reach, short, story
from cxsim.ivr.audit.topics import Oddity, Topic, announcement, lead_ins, odd, once, staffed
from cxsim.ivr.explore import Exploration, MenuAnswers, silent
from cxsim.ivr.flow import Collect, Menu
from cxsim.ivr.machine import PRESS
from cxsim.ivr.solution import Solution, solve
from cxsim.ivr.space import Space

MOST_MENUS = 3
"""Menus after which a human should be there (Software Advice 2014: by the third)."""


def callers(
    what: str,
    exploration: Exploration,
    ask: Callable[[MenuAnswers], Mapping[str, Answer]],
    *,
    only: Callable[[MenuAnswers], bool] = lambda menu: True,
) -> Topic:
    """Whether this caller ends with a human, from each menu and while the line is staffed."""
    found: list[Oddity] = []
    unknown: list[Oddity] = []
    looked = 0
    for menu in filter(only, exploration.menus):
        for hours in staffed(exploration):
            if hours.id not in menu.heard:
                continue
            looked += 1
            answer, node = ask(menu)[hours.id], exploration.flow.nodes[menu.id]
            if answer.reach is Reach.NO:
                found.append(odd(node, answer.story, hours.id))
            elif answer.reach is Reach.CANNOT_TELL:
                unknown.append(odd(node, answer.why, hours.id))
    return Topic(what=what, looked_at=looked, odd=tuple(found), unknown=tuple(unknown))


def spoken(exploration: Exploration) -> Topic:
    """Whether saying "agent" leads to a human, wherever the line listens to words."""
    nodes = exploration.flow.nodes
    listens = lambda menu: bool(getattr(nodes[menu.id], "words", None))  # noqa: E731 (a question in passing)
    return callers("spoken agent", exploration, lambda menu: menu.spoken, only=listens)


def depth(exploration: Exploration) -> Topic:
    """How many menus a caller goes through at least until a human is there."""
    found: list[Oddity] = []
    looked = 0
    for hours in staffed(exploration):
        space = exploration.spaces[hours.id][0]
        count = _menus_until_a_human(space)
        if count is None:
            continue
        looked += 1
        if count > MOST_MENUS:
            first = space.machine.flow.nodes[next(iter(space.inputs()))]
            found.append(odd(first, f"A human is there after {count} menus at the earliest.", hours.id))
    return Topic(what="menu depth", looked_at=looked, odd=once(found))


def _menus_until_a_human(space: Space) -> int | None:
    """The fewest menus in which something has to be done before a human answers; None where none does or need be."""
    ends = [number for number in space.ends if space.machine.end(space.states[number])[0] == "human"]
    if not ends:
        return None
    far, _ = space.nearest(space.of_kind(Menu, Collect)[space.source].astype(np.float64))
    nearest = far[ends].min()
    return round(float(nearest)) if np.isfinite(nearest) else None


def promises(exploration: Exploration) -> Topic:
    """“I am transferring you”, and no way leads to a human any more; “for a person press 0”, and 0 does not."""
    found: list[Oddity] = []
    looked: set[str] = set()
    for hours in staffed(exploration):
        for space in exploration.spaces[hours.id]:
            kept = space.possible(even_unknown=True)
            looked |= {node.id for node in map(space.machine.node, space.states) if node.text}
            found += _broken(space, kept, hours.id)
    return Topic(what="promises", looked_at=len(looked), odd=once(found))


def _broken(space: Space, kept: list[bool], hours: str) -> Iterator[Oddity]:
    flow, quiet = space.machine.flow, solve(space, silent)
    before = lead_ins(flow)
    person = {
        node.id: {
            option.key: option.label for option in wording.options(announcement(flow, node, before)) if option.person
        }
        for node in flow.nodes.values()
        if isinstance(node, Menu)
    }
    connecting = {node.id for node in flow.nodes.values() if wording.promises_connection(node.text)}
    for number, state in enumerate(space.states):
        node = space.machine.node(state)
        if node.id in connecting and not kept[number]:
            ending = story(_ending(space, quiet, number))
            yield odd(node, f"It says “{short(node.text)}”, and then no human comes. {ending}", hours)
        for label, target in space.moves(number) if node.id in person else ():
            promised = person.get(node.id, {}).get(label[1]) if label[0] == PRESS else None
            if promised and not kept[target]:
                acts = [Act(verb="press", text=label[1], node=node.id), *_ending(space, quiet, target)]
                yield odd(node, f"Key {label[1]} is announced for “{promised}”. {story(acts)}", hours)


def _ending(space: Space, quiet: Solution, number: int) -> list[Act]:
    """What somebody hears who only listens, from arriving in this state on."""
    label = space.labels[space.came[number][1]]
    acts = [*space.acts([(label, number)]), *quiet.ending(number)]
    return [act for act in acts if act.verb != "given"]


def data(exploration: Exploration) -> Topic:
    """Numbers that have to be typed: from where she is asked there is no other way to a human."""
    found: list[Oddity] = []
    looked: set[str] = set()
    for hours in staffed(exploration):
        for space in exploration.spaces[hours.id]:
            inputs = {id: found for id, found in space.inputs().items() if _collects(space, id)}
            looked |= set(inputs)
            found += _demanded(space, inputs, hours.id)
    return Topic(what="data before a human", looked_at=len(looked), odd=once(found))


def _collects(space: Space, id: str) -> bool:
    return isinstance(space.machine.flow.nodes[id], Collect)


def _demanded(space: Space, inputs: Mapping[str, list[int]], hours: str) -> Iterator[Oddity]:
    possible, free = space.possible(), space.possible(without_data=True)
    for id, numbers in inputs.items():
        if not any(possible[number] for number in numbers):
            continue
        if not all(free[place] for place in _decided(space, id, numbers)):
            node = space.machine.flow.nodes[id]
            told = story(
                [*space.acts_to(numbers[0]), Act(verb="end", text="cannot get to a human without it", node=id)]
            )
            yield odd(node, told, hours)


def _decided(space: Space, id: str, numbers: list[int]) -> Iterator[int]:
    """The last states before this step in which the caller had a choice; the start of the call where she had none."""
    seen, open_ = set(numbers), deque(numbers)
    while open_:
        number = open_.popleft()
        if number == 0:
            yield number
        for earlier in space.before(number):
            node = space.machine.node(space.states[earlier])
            if earlier in seen or node.id == id:
                continue
            seen.add(earlier)
            if space.machine.listens(node):
                yield earlier
            else:
                open_.append(earlier)
