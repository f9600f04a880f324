"""Folding parts the outline of a large menu into several pictures, none of which is longer than a reader can follow.

A branch that is long is drawn apart, and where it would have stood one row says what is in it. What is left of a branch
after its own branches were folded counts, so that pictures stay of a size however deep a menu is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxsim.ivr.answer import Answer
from cxsim.ivr.flow import Flow, Node
from cxsim.ivr.outline import Row, drawn, rows

LONG = 60
"""Rows of an outline from which on it is folded at all."""
BRANCH = 20
"""Rows from which on a branch is drawn apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One picture: everything below a step. ``odd`` counts its steps with something wrong."""

    number: int
    node: Node
    answer: Answer | None
    steps: int
    odd: int
    picture: str


def folded(flow: Flow, answers: Mapping[str, Answer], oddities: Mapping[str, Sequence[str]]) -> tuple[Part, ...]:
    """The pictures of an outline, the beginning of the call first; one alone where it is short enough."""
    told = rows(flow, oddities)
    homes = _homes(told) if len(told) > LONG else [0] * len(told)
    order = sorted({(homes[n] if n else 0) for n in range(len(told))} | {0})
    number = {home: at for at, home in enumerate(order, 1)}
    inside = {home: [n for n in range(len(told)) if homes[n] == home] for home in order}
    for home in order[1:]:
        inside[home].insert(0, home)  # it stands where it was, too: as the row that tells of the part
    parts = []
    for home in order:
        steps = [told[n].node.id for n in inside[home] if not told[n].again]
        below = {n: (number[n], *_counted(told, homes, n, oddities)) for n in inside[home] if n in number and n != home}
        parts.append(
            Part(
                number=number[home],
                node=told[home].node,
                answer=answers.get(told[home].node.id),
                steps=len(steps),
                odd=sum(bool(oddities.get(id)) for id in steps),
                picture=drawn(flow, _alone(told, inside[home], below), answers, oddities),
            )
        )
    return tuple(parts)


def _homes(told: Sequence[Row]) -> list[int]:
    """For each row the row that heads its picture; a row that heads one belongs to the picture above it."""
    left = [1] * len(told)  # rows of the branch that are not folded yet
    heads: set[int] = set()
    for n in range(len(told) - 1, 0, -1):  # a branch stands behind its head
        above = told[n].below
        if left[n] >= BRANCH:
            heads.add(n)
            left[n] = 1
        if above >= 0:
            left[above] += left[n]
    homes = [0] * len(told)
    for n in range(1, len(told)):
        above = told[n].below
        homes[n] = 0 if above < 0 else above if above in heads else homes[above]
    return homes


def _counted(
    told: Sequence[Row], homes: Sequence[int], head: int, oddities: Mapping[str, Sequence[str]]
) -> tuple[int, int]:
    """Steps below a head, and how many of them have something wrong, those of further pictures included."""
    inside = {head}
    for n in range(head + 1, len(told)):
        if told[n].below in inside:
            inside.add(n)
    steps = [told[n].node.id for n in inside - {head} if not told[n].again]
    return len(steps), sum(bool(oddities.get(id)) for id in steps)


def _alone(told: Sequence[Row], inside: Sequence[int], below: Mapping[int, tuple[int, int, int]]) -> list[Row]:
    """These rows as an outline of their own."""
    place = {n: at for at, n in enumerate(inside)}
    first = told[inside[0]].depth
    return [
        replace(
            told[n],
            depth=told[n].depth - first,
            below=place.get(told[n].below, -1) if at else -1,
            labels=told[n].labels if at or n == 0 else (),
            folded=below.get(n, (0, 0, 0)),
        )
        for at, n in enumerate(inside)
    ]


__all__ = ["Part", "folded"]
