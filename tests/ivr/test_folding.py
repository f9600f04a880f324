"""The outline of a large menu is folded into pictures of a size that a reader can follow, and nothing is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ivr import tree
from cxsim.ivr import map as drawing
from cxsim.ivr import outline
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import HANG_UP, Flow, HangUp, Menu, Node, Play, Prompt
from cxsim.ivr.folding import BRANCH, LONG, folded
from cxsim.testing import flows

TITLE = re.compile(r'<g class="step \w+"><title>([^<\n]+)')


def shown(picture: str) -> list[str]:
    return TITLE.findall(picture)


def forest(*sizes: int) -> Flow:
    """A menu with so many announcements behind each of its keys, one after the other."""
    nodes: dict[str, Node] = {}
    for key, size in enumerate(sizes):
        for at in range(size):
            then = f"{key}-{at + 1}" if at + 1 < size else HANG_UP
            nodes[f"{key}-{at}"] = Play(id=f"{key}-{at}", says=(Prompt(text="On and on."),), then=then)
    start = Menu(id="start", keys={str(key): f"{key}-0" for key in range(len(sizes))})
    return Flow(name="forest", start="start", nodes={"start": start, **nodes, HANG_UP: HangUp(id=HANG_UP)})


def test_a_menu_that_fits_is_one_picture() -> None:
    flow = forest(5, 5, 5)
    assert len(outline.rows(flow)) <= LONG
    (part,) = drawing.parts(flow, explore(flow))
    assert part.picture == drawing.picture(flow, explore(flow))


def test_long_branches_are_drawn_apart_and_a_row_says_what_is_in_them() -> None:
    flow = forest(BRANCH + 5, 3, BRANCH + 20, 40)
    top, *branches = folded(flow, {}, {"0-20": ["x"], "2-30": ["x"]})
    heads = [branch.node.id for branch in branches]
    assert len(heads) >= 3
    assert {"1-0", "1-1", "1-2", "start"} <= set(shown(top.picture))
    assert "further steps" in top.picture
    inside = {id for branch in branches if branch.number in (2, 3, 4) for id in shown(branch.picture)}
    assert inside
    assert sum(branch.odd for branch in branches) == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 70), min_size=1, max_size=10))
def test_every_step_is_drawn_and_none_twice_but_the_heads_of_branches(sizes: list[int]) -> None:
    flow = forest(*sizes)
    parts = folded(flow, {}, {})
    drawn = [id for part in parts for id in shown(part.picture)]
    heads = [part.node.id for part in parts[1:]]
    assert sorted(drawn) == sorted([*(row.node.id for row in outline.rows(flow) if not row.again), *heads])
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))


@settings(max_examples=30, deadline=None)
@given(flows(max_size=6))
def test_any_menu_can_be_folded(flow: Flow) -> None:
    assert drawing.parts(flow, explore(flow))


def test_no_picture_of_a_tree_of_menus_is_long() -> None:
    flow = tree(2_000)
    parts = folded(flow, {}, {})
    assert len(parts) > 5
    assert max(len(shown(part.picture)) for part in parts) < LONG * 2
