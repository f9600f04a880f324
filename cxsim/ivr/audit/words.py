"""What a line says: empty phrases, advertising, when it opens, and in which language."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from cxsim.ivr import wording
from cxsim.ivr.answer import short
from cxsim.ivr.audit.topics import Oddity, Topic, odd, once, prompts, queues, spoken_texts
from cxsim.ivr.explore import Exploration, silent
from cxsim.ivr.machine import PRESS, SAY
from cxsim.ivr.solution import solve
from cxsim.ivr.space import Space


def closed(exploration: Exploration) -> Topic:
    """What is heard outside opening hours, where no human comes: does it say when one will?"""
    found: list[Oddity] = []
    shut = [hours for hours in exploration.hours if not hours.staffed]
    for hours in shut:
        space = exploration.spaces[hours.id][0]
        solution = solve(space, silent)
        acts = [act for act in solution.proved(0).acts if act.verb == "hear"]
        if solution.certain[0] or any(wording.says_when_open(act.text) for act in acts):
            continue
        node = exploration.flow.nodes[acts[-1].node if acts else space.machine.node(space.states[0]).id]
        heard = " ".join(f"“{short(act.text)}”" for act in acts) or "nothing at all"
        found.append(odd(node, f"Outside opening hours a caller hears {heard}, and not when somebody will be there."))
    return Topic(what="closed notice", looked_at=len(shut), odd=once(found))


def phrases(exploration: Exploration) -> Topic:
    """Empty phrases, wherever they are spoken."""
    texts = list(spoken_texts(exploration.flow))
    found = (
        odd(node, f"It says “{phrase}”: “{short(text)}”") for node, text in texts for phrase in wording.annoying(text)
    )
    return Topic(what="phrases", looked_at=len(texts), odd=once(found))


def advertising(exploration: Exploration) -> Topic:
    """Advertising while somebody waits."""
    texts = [(node, prompt.text) for node in queues(exploration) for prompt in node.waiting if prompt.text]
    found = [odd(node, f"Whoever waits hears “{short(text)}”.") for node, text in texts if wording.advertises(text)]
    return Topic(what="advertising", looked_at=len(texts), odd=once(found))


def language(exploration: Exploration) -> Topic:
    """Where a caller chooses a language: whether all that follows is in it, also what is said while she waits.

    Who presses another key of the menu that offers a language has chosen the one that is spoken there.
    """
    found: list[Oddity] = []
    looked: set[str] = set()
    for hours in exploration.hours:
        for space in exploration.spaces[hours.id]:
            offering = _offering(space)
            chosen = _chosen(space, offering)
            looked |= {space.states[number][4] for number in np.flatnonzero(chosen).tolist()}
            found += _left(space, chosen, offering, hours.id)
    return Topic(what="language", looked_at=len(looked), odd=once(found))


def _offering(space: Space) -> set[int]:
    """The numbers of the nodes at which a key or a word changes the language."""
    spoken_there = {name: n for n, name in enumerate(dict.fromkeys(state[4] for state in space.states))}
    if len(spoken_there) == 1:
        return set()
    of = np.array([spoken_there[state[4]] for state in space.states])
    changes = space.verbs(PRESS, SAY) & (of[space.source] != of[space.target])
    return set(np.unique(space.node[space.source[changes]]).tolist())


def _chosen(space: Space, offering: set[int]) -> list[bool]:
    """Of each state whether the caller chose the language that is spoken there."""
    chosen = [False] * len(space.states)
    if not offering:
        return chosen
    picked = space.verbs(PRESS, SAY) & np.isin(space.node[space.source], list(offering))
    open_ = deque(np.unique(space.target[picked]).tolist())
    while open_:
        number = open_.popleft()
        if chosen[number]:
            continue
        chosen[number] = True
        for (verb, _), target in space.moves(number):
            if verb not in (PRESS, SAY) or space.states[target][4] == space.states[number][4]:
                open_.append(target)
    return chosen


def _left(space: Space, chosen: list[bool], offering: set[int], hours: str) -> Iterator[Oddity]:
    for number, state in enumerate(space.states):
        if not chosen[number] or state[0] in offering:  # who offers languages speaks several
            continue
        node = space.machine.node(state)
        before = space.states[space.came[number][0]][4]
        verb = space.labels[space.came[number][1]][0]
        if verb not in (PRESS, SAY) and before[:2] != state[4][:2]:
            yield odd(
                node, f"The call goes on in {state[4] or 'another language'}, although {before} was chosen.", hours
            )
            continue
        for prompt in prompts(node):
            heard = wording.language(prompt.text)
            if heard and state[4] and heard != state[4][:2].lower():
                yield odd(node, f"After {state[4]} was chosen, this is said: “{short(prompt.text)}”", hours)
