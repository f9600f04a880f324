"""What a menu announces and what it knows: keys, how many there are, and how long they take to hear."""

from __future__ import annotations

from collections.abc import Iterator

from cxsim.ivr import wording
from cxsim.ivr.answer import short
from cxsim.ivr.audit.topics import Oddity, Topic, announcement, lead_ins, menus, odd, queues, staffed
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import Menu, Opaque, Queue
from cxsim.ivr.machine import PRESS
from cxsim.ivr.space import Space

MOST_OPTIONS = 5
"""Choices that a menu may announce before "menu length" mentions it (Avaya: 4 to 5; ivrsworld: 5, at most 7)."""
LONGEST_LISTENING = 60.0
"""Seconds from the beginning of a call after which a choice that is told is told late: a setting of ours."""
TALKS = 3.0
"""Seconds of talking that may not be interrupted without anybody minding (ivrsworld on silence: at most 3 s)."""


def announced(exploration: Exploration) -> Topic:
    """Keys that are announced and dead, and keys that work and are not announced."""
    looked, flow = menus(exploration), exploration.flow
    before = lead_ins(flow)
    found: list[Oddity] = []
    unknown: list[Oddity] = []
    for menu in looked:
        text, beyond = announcement(flow, menu, before), flow.nodes[menu.wrong.then]
        if not text:
            unknown.append(odd(menu, "the words of its announcement are not known"))
            continue
        dead = list(_dead(menu, text))
        if isinstance(beyond, Opaque) and not menu.wrong.repeat:  # any key may be known there
            unknown += [odd(menu, f"which keys it knows cannot be seen: {beyond.reason}")] if dead else []
        else:
            found += dead
        found += _hidden(menu, text)
    for queue in waiting_rooms(exploration):
        text = " ".join(prompt.text for prompt in (*queue.says, *queue.waiting))
        dead = list(_dead(queue, text))
        if dead and not queue.keys:  # most formats do not tell what a queue does with keys
            unknown.append(odd(queue, "keys are announced to whoever waits, and nobody said whether they are taken"))
        else:
            found += [*dead, *_hidden(queue, text)]
    count = len(looked) + len(waiting_rooms(exploration))
    return Topic(what="announced keys", looked_at=count, odd=tuple(found), unknown=tuple(unknown))


def waiting_rooms(exploration: Exploration) -> list[Queue]:
    """The queues that take keys, or say so."""
    return [
        queue
        for queue in queues(exploration)
        if queue.keys or any(wording.options(prompt.text) for prompt in (*queue.says, *queue.waiting))
    ]


def _dead(menu: Menu | Queue, text: str) -> Iterator[Oddity]:
    for option in wording.options(text):
        if option.key not in menu.keys:
            promised = f" for “{option.label}”" if option.label else ""
            yield odd(menu, f"Key {option.key} is announced{promised}, but the line does not know it.")


def _hidden(menu: Menu | Queue, text: str) -> Iterator[Oddity]:
    announced = {option.key for option in wording.options(text)}
    for key, target in menu.keys.items():
        if key not in announced and not (key in "*#" and target == menu.id):
            yield odd(menu, f"Key {key} leads to “{target}”, but nobody says so.")


def lengths(exploration: Exploration) -> Topic:
    """Menus that announce more choices than can be kept in mind."""
    flow = exploration.flow
    before, looked = lead_ins(flow), [node for node in flow.nodes.values() if isinstance(node, Menu)]
    found: list[Oddity] = []
    for menu in looked:
        choices = [option for option in wording.options(announcement(flow, menu, before)) if option.key.isdigit()]
        if len(choices) > MOST_OPTIONS:
            seconds = flow.seconds(menu.says)
            found.append(odd(menu, f"It announces {len(choices)} choices, which takes {seconds:.0f} s to hear."))
    return Topic(what="menu length", looked_at=len(looked), odd=tuple(found))


def listening(exploration: Exploration) -> Topic:
    """How long a caller listens from the beginning of the call until a choice is told, on the shortest way to it."""
    found: list[Oddity] = []
    looked: set[str] = set()
    for hours in staffed(exploration)[:1]:
        space = exploration.spaces[hours.id][0]
        for id, numbers in space.inputs().items():
            menu = space.machine.flow.nodes[id]
            told = _told(space, menu) if isinstance(menu, Menu) else {}
            if not told:
                continue
            looked.add(id)
            last = max(told, key=lambda key: told[key][1])
            seconds = _until(space, numbers[0]) + told[last][1]
            if seconds > LONGEST_LISTENING:
                what = f"Key {last} (“{short(told[last][0])}”)" if told[last][0] else f"Key {last}"
                found.append(
                    odd(
                        menu,
                        f"{what} is told {seconds:.0f} s after the call began.",
                        hours.id,
                    )
                )
    return Topic(what="listening", looked_at=len(looked), odd=tuple(found))


def _told(space: Space, menu: Menu) -> dict[str, tuple[str, float]]:
    """For each key that the menu itself announces: what for, and how many seconds after it begins to speak."""
    flow, text = space.machine.flow, menu.text
    whole, words = flow.seconds(menu.says), max(wording.count(text), 1)
    return {option.key: (option.label, whole * option.after / words) for option in wording.options(text)}


def _until(space: Space, number: int) -> float:
    """Seconds of a shortest call until a state is heard, in which callers press as soon as they are told to."""
    steps: list[int] = []
    while number > 0:
        steps.append(number)
        number = space.came[number][0]
    seconds, flow = 0.0, space.machine.flow
    for at in reversed(steps):
        before, label = space.came[at][0], space.labels[space.came[at][1]]
        node = space.machine.node(space.states[before])
        told = _told(space, node) if isinstance(node, Menu) and label[0] == PRESS else {}
        heard = told[label[1]][1] if label[1] in told else flow.seconds(node.says)
        seconds += heard + space.machine.pause(label, space.states[before])
    return seconds


def interruptions(exploration: Exploration) -> Topic:
    """Menus that take no key while they speak."""
    looked, flow = menus(exploration), exploration.flow
    found = [
        odd(menu, f"Keys are not taken during the {flow.seconds(menu.says):.0f} s in which it speaks.")
        for menu in looked
        if not menu.interrupt and flow.seconds(menu.says) > TALKS
    ]
    return Topic(what="interruptible prompts", looked_at=len(looked), odd=tuple(found))


def beside_speech(exploration: Exploration) -> Topic:
    """Menus that listen to words and know no key: whoever cannot speak, or is not understood, has no way."""
    looked = [menu for menu in menus(exploration) if menu.words]
    found = [odd(menu, "It listens to words and knows no key.") for menu in looked if not menu.keys]
    return Topic(what="keys beside speech", looked_at=len(looked), odd=tuple(found))
