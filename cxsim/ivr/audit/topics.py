"""A topic is one question that an audit asks of a whole phone menu, with every place where the answer is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import Collect, Flow, Menu, Node, Play, Prompt, Queue
from cxsim.ivr.hours import HoursClass


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


def staffed(exploration: Exploration) -> list[HoursClass]:
    """The hours in which somebody works."""
    return [hours for hours in exploration.hours if hours.staffed]


def odd(node: Node, text: str, hours: str = "") -> Oddity:
    """What is odd at a node."""
    return Oddity(node=node.id, where=str(node.where), text=text, hours=hours)


def once(found: Iterable[Oddity]) -> tuple[Oddity, ...]:
    """Each oddity of a node once, although several hours and states show it."""
    return tuple({(oddity.node, oddity.text): oddity for oddity in reversed(list(found))}.values())[::-1]


def menus(exploration: Exploration) -> list[Menu]:
    """The menus that some call comes to."""
    visited = exploration.visited
    return [node for id, node in exploration.flow.nodes.items() if isinstance(node, Menu) and id in visited]


def queues(exploration: Exploration) -> list[Queue]:
    """The queues that some call comes to."""
    visited = exploration.visited
    return [node for id, node in exploration.flow.nodes.items() if isinstance(node, Queue) and id in visited]


def lead_ins(flow: Flow) -> Mapping[str, list[Node]]:
    """For each node the announcements that lead straight to it."""
    found: dict[str, list[Node]] = {}
    for node in flow.nodes.values():
        if isinstance(node, Play) and node.text:
            found.setdefault(node.then, []).append(node)
    return found


def announcement(flow: Flow, menu: Menu, before: Mapping[str, list[Node]] | None = None) -> str:
    """What is said before the caller presses: the menu's own words, else those of the steps that lead to it.

    ``before`` are the lead-ins of the flow, where somebody has them already.
    """
    if menu.text:
        return menu.text
    leading = (lead_ins(flow) if before is None else before).get(menu.id, [])
    return " ".join(dict.fromkeys(node.text for node in leading))


def prompts(node: Node) -> Iterator[Prompt]:
    """Everything that a node says, also while a caller waits or tries again."""
    yield from node.says
    if isinstance(node, Queue):
        yield from node.waiting
    if isinstance(node, Menu | Collect):
        for retry in (node.silent, node.wrong):
            yield from retry.says
            for said in retry.further:
                yield from said


def spoken_texts(flow: Flow) -> Iterator[tuple[Node, str]]:
    """Everything that a flow says, with the node that says it; also while a caller waits or tries again."""
    for node in flow.nodes.values():
        yield from ((node, prompt.text) for prompt in prompts(node) if prompt.text)
