"""Which visits are told in full: a few of every walk, the unhappiest first, and no more than anybody would read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cxsim.reporting.contract import Document
from cxsim.reporting.contract.lived import ExperiencePart

MOST_TRIALS = 3  # visits of one customer for one scenario
MOST_VISITS = 60  # in all; report.json and the tables have every one

_Walk = tuple[str, str, str]  # persona, scenario, variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Places of experiences in the document: those that are told, and for each walk the one that stands for it."""

    visits: frozenset[int]
    instead: Mapping[_Walk, int]

    def place(self, document: Document, index: int) -> int | None:
        """Where this experience is told, or else one of the same walk; None where none of them is."""
        if index in self.visits:
            return index
        return self.instead.get(_walk(document["experiences"][index]))


def told_in_full(document: Document) -> Told:
    """One visit of each walk before the second of any; within that, those without what they came for come first."""
    walks: dict[_Walk, list[int]] = defaultdict(list)
    for index, lived in enumerate(document["experiences"]):
        if lived["persona"]:
            walks[_walk(lived)].append(index)
    happy = [False not in lived["goals"].values() for lived in document["experiences"]]
    turns = [
        (turn, happy[index], index)
        for walk in walks.values()
        for turn, index in enumerate(sorted(walk, key=lambda index: (happy[index], index))[:MOST_TRIALS])
    ]
    visits = frozenset(index for _, _, index in sorted(turns)[:MOST_VISITS])
    told = {walk: [index for index in indices if index in visits] for walk, indices in walks.items()}
    return Told(visits=visits, instead={walk: indices[0] for walk, indices in told.items() if indices})


def _walk(lived: ExperiencePart) -> _Walk:
    return lived["persona"], lived["scenario"], lived["variant"]
