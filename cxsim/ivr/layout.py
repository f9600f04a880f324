"""A layout places the steps of a flow in layers, so that calls run from top to bottom; the placing is a library's work.

``fast_sugiyama`` (Sugiyama's method) takes graphs without circles: ways back to an earlier step are left out of the
placing and drawn beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.ivr.flow import HANG_UP, Flow

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An arrow between two steps, with everything that leads along it."""

    source: str
    target: str
    labels: tuple[str, ...]
    back: bool
    points: tuple[Point, ...]  # centers of both steps, and of the gaps between others that it passes through


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Centers of the steps, the arrows, and the size of it all, in units of the spacing asked for."""

    places: dict[str, Point]
    ways: tuple[Way, ...]
    width: float
    height: float


def edges(flow: Flow) -> dict[tuple[str, str], list[str]]:
    """The arrows of a flow with their labels; ways to the mere cutting of the line are told inside the steps."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in flow.nodes.values():
        for label, target in node.targets():
            if target != HANG_UP and target in flow.nodes:
                labels = found.setdefault((node.id, target), [])
                if label and label not in labels:
                    labels.append(label)
    return found


def layout(flow: Flow, *, across: float, down: float) -> Layout:
    """Place every step but the mere cutting of the line; ``across`` and ``down`` are the distances of centers."""
    arrows = edges(flow)
    ids = [id for id in flow.nodes if id != HANG_UP]
    number = {id: n for n, id in enumerate(ids)}
    forward = _without_circles(flow.start, ids, list(arrows))
    centers, routes = _placed(len(ids), [(number[a], number[b]) for a, b in forward])
    places = {id: (x * across, y * down) for id, (x, y) in zip(ids, centers, strict=True)}
    ways = []
    for (source, target), labels in arrows.items():
        middle = routes.get((number[source], number[target]), ())
        points = (places[source], *((x * across, y * down) for x, y in middle), places[target])
        back = (source, target) not in forward
        ways.append(Way(source=source, target=target, labels=tuple(labels), back=back, points=points))
    width = max((x for way in ways for x, _ in way.points), default=0.0)
    return Layout(
        places=places,
        ways=tuple(ways),
        width=max([width, *(x for x, _ in places.values())]),
        height=max(y for _, y in places.values()),
    )


def _without_circles(start: str, ids: Sequence[str], arrows: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that do not lead back to a step on the way to them (depth first, without recursion)."""
    after: dict[str, list[str]] = {id: [] for id in ids}
    for source, target in arrows:
        after[source].append(target)
    kept: set[tuple[str, str]] = set()
    done: set[str] = set()
    for root in [start, *ids]:
        if root in done or root not in after:
            continue
        path, stack = {root}, [(root, iter(after[root]))]
        while stack:
            here, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                path.discard(here)
                done.add(here)
                stack.pop()
            elif following not in path:
                kept.add((here, following))
                if following not in done:
                    path.add(following)
                    stack.append((following, iter(after[following])))
    return kept


def _placed(
    count: int, arrows: Sequence[tuple[int, int]]
) -> tuple[list[Point], dict[tuple[int, int], tuple[Point, ...]]]:
    """Centers of the numbered steps from the top left on, one apart, and the gaps that long arrows pass through."""
    from fast_sugiyama import from_edges

    centers: list[Point] = [(0.0, 0.0)] * count
    routes: dict[tuple[int, int], tuple[Point, ...]] = {}
    left, placed = 0.0, set()
    drawn: Any = from_edges(sorted(arrows), vertex_spacing=1.0, dummy_size=0.5) if arrows else ()
    for positions, _, height, links in drawn:
        least = min(x for _, (x, _) in positions)
        at = {n: (x - least + left, height - y) for n, (x, y) in positions}
        for n, point in at.items():
            if n < count:
                centers[n] = point
                placed.add(n)
        routes |= _routes(count, at, links or ())
        left = max(x for x, _ in at.values()) + 1.0
    for alone in range(count):
        if alone not in placed:
            centers[alone] = (left, 0.0)
            left += 1.0
    return centers, routes


def _routes(
    count: int, at: dict[int, Point], links: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Point, ...]]:
    """For each long arrow the points between its ends; the library numbers them from the number of steps on."""
    onward = {source: target for source, target in links if source >= count}
    found: dict[tuple[int, int], tuple[Point, ...]] = {}
    for source, target in links:
        if source >= count or target < count:
            continue
        middle = [target]
        while (following := onward[middle[-1]]) >= count:
            middle.append(following)
        found[source, following] = tuple(at[n] for n in middle)
    return found
