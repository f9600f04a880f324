"""An audit lists what is odd in a phone menu, node by node: what an exploration can show and a single call cannot.

Each topic asks one question of the whole flow; an oddity names the node, where it was written and what a caller lives
through. What to think of it is not decided here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cxsim.ivr import wording
from cxsim.ivr.answer import Act, Answer, Reach, short, story
from cxsim.ivr.explore import Exploration, silent
from cxsim.ivr.flow import HANG_UP, Branch, Collect, Flow, HangUp, Jump, Menu, Node, Opaque, Play, Queue, Transfer
from cxsim.ivr.hours import HoursClass
from cxsim.ivr.machine import PRESS, SAY, TYPE
from cxsim.ivr.solution import Solution, solve
from cxsim.ivr.space import Space

MOST_OPTIONS = 5
"""Choices that a menu may announce before "menu length" mentions it (Avaya: 4 to 5; ivrsworld: 5, at most 7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One thing that a caller would stumble over, at one node."""

    node: str
    where: str
    text: str
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What was looked at for one question: how many places, what was odd, and what could not be known."""

    what: str
    looked_at: int
    odd: tuple[Oddity, ...] = ()
    unknown: tuple[Oddity, ...] = ()


def audit(exploration: Exploration) -> tuple[Topic, ...]:
    """Every topic, in the order in which a caller would meet them."""
    return (
        _callers("silent caller", exploration, lambda menu: menu.silent),
        _callers("wrong-key caller", exploration, lambda menu: menu.wrong),
        _announced(exploration),
        _promises(exploration),
        _data(exploration),
        _closed(exploration),
        _phrases(exploration.flow),
        _lengths(exploration.flow),
        _dead_ends(exploration),
    )


def _staffed(exploration: Exploration) -> list[HoursClass]:
    return [hours for hours in exploration.hours if hours.staffed]


def _odd(node: Node, text: str, hours: str = "") -> Oddity:
    return Oddity(node=node.id, where=str(node.where), text=text, hours=hours)


def _once(found: Iterator[Oddity]) -> tuple[Oddity, ...]:
    """Each oddity of a node once, although several hours and states show it."""
    return tuple({(oddity.node, oddity.text): oddity for oddity in reversed(list(found))}.values())[::-1]


def _callers(what: str, exploration: Exploration, ask: Callable[..., Mapping[str, Answer]]) -> Topic:
    """Whether this caller ends with a human, from each menu and while the line is staffed."""
    odd, unknown, looked = [], [], 0
    for menu in exploration.menus:
        for hours in _staffed(exploration):
            if hours.id not in menu.heard:
                continue
            looked += 1
            answer, node = ask(menu)[hours.id], exploration.flow.nodes[menu.id]
            if answer.reach is Reach.NO:
                odd.append(_odd(node, answer.story, hours.id))
            elif answer.reach is Reach.CANNOT_TELL:
                unknown.append(_odd(node, answer.why, hours.id))
    return Topic(what=what, looked_at=looked, odd=tuple(odd), unknown=tuple(unknown))


def announcement(flow: Flow, menu: Menu) -> str:
    """What is said before the caller presses: the menu's own words, else those of the steps that lead to it."""
    if menu.text:
        return menu.text
    before = [node for node in flow.nodes.values() if isinstance(node, Play) and node.then == menu.id]
    return " ".join(dict.fromkeys(node.text for node in before if node.text))


def _menus(exploration: Exploration) -> list[Menu]:
    visited = exploration.visited
    return [node for id, node in exploration.flow.nodes.items() if isinstance(node, Menu) and id in visited]


def _announced(exploration: Exploration) -> Topic:
    menus = _menus(exploration)
    flow = exploration.flow
    odd: list[Oddity] = []
    unknown: list[Oddity] = []
    for menu in menus:
        text, beyond = announcement(flow, menu), flow.nodes[menu.wrong.then]
        if not text:
            unknown.append(_odd(menu, "the words of its announcement are not known"))
            continue
        dead = list(_dead(menu, text))
        if isinstance(beyond, Opaque) and not menu.wrong.repeat:  # any key may be known there
            unknown += [_odd(menu, f"which keys it knows cannot be seen: {beyond.reason}")] if dead else []
        else:
            odd += dead
        odd += _hidden(menu, text)
    return Topic(what="announced keys", looked_at=len(menus), odd=tuple(odd), unknown=tuple(unknown))


def _dead(menu: Menu, text: str) -> Iterator[Oddity]:
    for option in wording.options(text):
        if option.key not in menu.keys:
            promised = f" for “{option.label}”" if option.label else ""
            yield _odd(menu, f"Key {option.key} is announced{promised}, but the line does not know it.")


def _hidden(menu: Menu, text: str) -> Iterator[Oddity]:
    announced = {option.key for option in wording.options(text)}
    for key, target in menu.keys.items():
        if key not in announced and not (key in "*#" and target == menu.id):
            yield _odd(menu, f"Key {key} leads to “{target}”, but nobody says so.")


def _promises(exploration: Exploration) -> Topic:
    """“I am transferring you”, and no way leads to a human any more; “for a person press 0”, and 0 does not."""
    odd: list[Oddity] = []
    looked: set[str] = set()
    for hours in _staffed(exploration):
        for space in exploration.spaces[hours.id]:
            kept = space.possible(even_unknown=True)
            looked |= {node.id for node in map(space.machine.node, space.states) if node.text}
            odd += _broken(space, kept, hours.id)
    return Topic(what="promises", looked_at=len(looked), odd=_once(iter(odd)))


def _broken(space: Space, kept: list[bool], hours: str) -> Iterator[Oddity]:
    flow, quiet = space.machine.flow, solve(space, silent)
    person = {
        node.id: {option.key: option.label for option in wording.options(announcement(flow, node)) if option.person}
        for node in flow.nodes.values()
        if isinstance(node, Menu)
    }
    connecting = {node.id for node in flow.nodes.values() if wording.promises_connection(node.text)}
    for number, state in enumerate(space.states):
        node = space.machine.node(state)
        if node.id in connecting and not kept[number]:
            ending = story(_ending(space, quiet, number))
            yield _odd(node, f"It says “{short(node.text)}”, and then no human comes. {ending}", hours)
        for label, target in space.moves(number) if node.id in person else ():
            promised = person.get(node.id, {}).get(label[1]) if label[0] == PRESS else None
            if promised and not kept[target]:
                acts = [Act(verb="press", text=label[1], node=node.id), *_ending(space, quiet, target)]
                yield _odd(node, f"Key {label[1]} is announced for “{promised}”. {story(acts)}", hours)


def _ending(space: Space, quiet: Solution, number: int) -> list[Act]:
    """What somebody hears who only listens, from arriving in this state on."""
    label = space.labels[space.came[number][1]]
    acts = [*space.acts([(label, number)]), *quiet.ending(number)]
    return [act for act in acts if act.verb != "given"]


def _data(exploration: Exploration) -> Topic:
    """Numbers that have to be typed: from where she is asked there is no other way to a human."""
    odd: list[Oddity] = []
    looked: set[str] = set()
    for hours in _staffed(exploration):
        for space in exploration.spaces[hours.id]:
            inputs = {id: found for id, found in space.inputs().items() if _collects(space, id)}
            looked |= set(inputs)
            odd += _demanded(space, inputs, hours.id)
    return Topic(what="data before a human", looked_at=len(looked), odd=_once(iter(odd)))


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
            yield _odd(node, told, hours)


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
            if isinstance(node, Menu | Collect):
                yield earlier
            else:
                open_.append(earlier)


def _closed(exploration: Exploration) -> Topic:
    """What is heard outside opening hours, where no human comes: does it say when one will?"""
    odd: list[Oddity] = []
    closed = [hours for hours in exploration.hours if not hours.staffed]
    for hours in closed:
        space = exploration.spaces[hours.id][0]
        solution = solve(space, silent)
        acts = [act for act in solution.proved(0).acts if act.verb == "hear"]
        if solution.certain[0] or any(wording.says_when_open(act.text) for act in acts):
            continue
        node = exploration.flow.nodes[acts[-1].node if acts else space.machine.node(space.states[0]).id]
        heard = " ".join(f"“{short(act.text)}”" for act in acts) or "nothing at all"
        odd.append(_odd(node, f"Outside opening hours a caller hears {heard}, and not when somebody will be there."))
    return Topic(what="closed notice", looked_at=len(closed), odd=_once(iter(odd)))


def spoken_texts(flow: Flow) -> Iterator[tuple[Node, str]]:
    """Everything that a flow says, with the node that says it; also while a caller waits or tries again."""
    for node in flow.nodes.values():
        prompts = list(node.says)
        if isinstance(node, Queue):
            prompts += node.waiting
        if isinstance(node, Menu | Collect):
            prompts += [*node.silent.says, *node.wrong.says]
        yield from ((node, prompt.text) for prompt in prompts if prompt.text)


def _phrases(flow: Flow) -> Topic:
    texts = list(spoken_texts(flow))
    odd = (
        _odd(node, f"It says “{phrase}”: “{short(text)}”") for node, text in texts for phrase in wording.annoying(text)
    )
    return Topic(what="phrases", looked_at=len(texts), odd=_once(odd))


def _lengths(flow: Flow) -> Topic:
    odd, menus = [], [node for node in flow.nodes.values() if isinstance(node, Menu)]
    for menu in menus:
        choices = [option for option in wording.options(announcement(flow, menu)) if option.key.isdigit()]
        if len(choices) > MOST_OPTIONS:
            seconds = flow.seconds(menu.says)
            odd.append(_odd(menu, f"It announces {len(choices)} choices, which takes {seconds:.0f} s to hear."))
    return Topic(what="menu length", looked_at=len(menus), odd=tuple(odd))


def _dead_ends(exploration: Exploration) -> Topic:
    odd: list[Oddity] = []
    for hours in exploration.hours:
        for space in exploration.spaces[hours.id]:
            odd += _cut(space, hours.id)
            odd += _loops(space, hours.id)
    if exploration.whole:
        odd += _never_reached(exploration)
    return Topic(what="dead ends", looked_at=len(exploration.flow.nodes), odd=_once(iter(odd)))


def _never_reached(exploration: Exploration) -> Iterator[Oddity]:
    nodes = exploration.flow.nodes
    # Where nobody answers a transfer the call goes on, although what is asked of a flow ends there.
    open_ = [id for id in exploration.visited if isinstance(nodes[id], Transfer)]
    visited = {*exploration.visited, HANG_UP}
    while open_:
        new = [target for _, target in nodes[open_.pop()].targets() if target not in visited]
        visited.update(new)
        open_ += new
    for id, node in nodes.items():
        if id not in visited and not isinstance(node, Jump | Branch):
            yield _odd(node, f"No call ever comes to “{node.title}”.")


def _cut(space: Space, hours: str) -> Iterator[Oddity]:
    """Keys that the line knows, and after which it is cut without a word."""
    silent_ends = [isinstance(node, HangUp) and not node.says for node in space.machine.nodes]
    cut = space.verbs(PRESS, TYPE, SAY) & np.array(silent_ends)[space.node[space.target]]
    for move in np.flatnonzero(cut).tolist():
        verb, what = space.labels[space.label[move]]
        node = space.machine.node(space.states[space.source[move]])
        done = f"press {what}" if verb == PRESS else f"say “{what}”" if verb == SAY else "type it"
        yield _odd(node, f"You {done}, and the line is cut without a word.", hours)


def _loops(space: Space, hours: str) -> Iterator[Oddity]:
    """Steps from which no call ever comes to an end, whatever is pressed."""
    ends = space.leading_to(space.ends)
    for state, ending in zip(space.states, ends, strict=True):
        if not ending:
            yield _odd(space.machine.node(state), "Whatever is pressed here, the call goes round in circles.", hours)
