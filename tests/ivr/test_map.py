from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cxsim.ivr import outline
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import HANG_UP, Flow
from cxsim.ivr.layout import layout
from cxsim.ivr.map import PAGE, Shape, picture, tree

Written = Callable[[str], Flow]
SVG = "{http://www.w3.org/2000/svg}"
LINE = """\
  welcome: {says: 'For orders press 1, for a person 0.', keys: {1: orders, 0: desk, star: welcome}}
  orders: {says: Press 2., keys: {2: bye, 9: welcome}}
  bye: {says: Goodbye., then: hang up}
  desk: {queue: all}
"""


def drawn(flow: Flow) -> ElementTree.Element:
    return ElementTree.fromstring(picture(flow, explore(flow)))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_every_step_is_drawn_with_its_answer(flow: Written) -> None:
    found = texts(drawn(flow(LINE)))
    assert {"welcome", "orders", "bye", "desk", "queue all", "0: yes", "0: no"} <= set(found)


def test_what_is_wrong_is_marked_by_color_and_by_shape(flow: Written) -> None:
    root = drawn(flow(LINE))
    bad = [g for g in root.iter(f"{SVG}g") if g.get("class") == "step bad"]
    assert any(g.find(f"{SVG}polygon[@class='warning']") is not None for g in bad)


def test_the_picture_has_no_script_and_no_style(flow: Written) -> None:
    source = picture(flow(LINE), explore(flow(LINE)))
    assert "<script" not in source
    assert "style=" not in source
    assert "<style" not in source


def test_text_of_a_flow_cannot_break_out_of_the_picture(flow: Written) -> None:
    evil = flow(
        "  m: {name: '<script>alert(1)</script>&', says: '\"]]> Press 1.', keys: {1: q}}\n  q: {queue: '<b>'}\n"
    )
    root = drawn(evil)
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in text for text in texts(root))


def test_the_same_flow_gives_the_same_picture(flow: Written) -> None:
    assert picture(flow(LINE), explore(flow(LINE))) == picture(flow(LINE), explore(flow(LINE)))


def test_no_two_steps_lie_on_each_other(flow: Written) -> None:
    steps = "".join(f"  m{n}: {{says: x, keys: {{1: m{n * 2 + 1}, 2: m{n * 2 + 2}, 0: m0}}}}\n" for n in range(60))
    steps += "".join(f"  m{n}: {{queue: all}}\n" for n in range(60, 121))
    plan = layout(flow(steps), across=10.0, down=10.0)
    places = sorted(plan.places.values(), key=lambda at: (at[1], at[0]))
    assert len(places) == 121
    for (x, y), (next_x, next_y) in pairwise(places):
        assert y != next_y or next_x - x > 8.0


def test_calls_run_from_top_to_bottom_but_for_ways_back(flow: Written) -> None:
    plan = layout(flow(LINE), across=1.0, down=1.0)
    assert {(way.source, way.target) for way in plan.ways if way.back} == {
        ("welcome", "welcome"),
        ("orders", "welcome"),
    }
    for way in plan.ways:
        if not way.back:
            assert plan.places[way.source][1] < plan.places[way.target][1]


def test_a_flow_of_one_step_is_drawn(flow: Written) -> None:
    assert "cuts the line" not in texts(drawn(flow("  only: {says: Goodbye., then: hang up}\n")))


def test_the_tree_names_each_step_once_with_its_answer(flow: Written) -> None:
    shown = tree(flow(LINE), explore(flow(LINE))).splitlines()
    assert shown[0] == "Line"
    assert shown[1] == "welcome (menu)  [0: yes]"
    assert sum("orders (menu)  [0: no]" in line for line in shown) == 1
    assert any("* → welcome ↑" in line for line in shown)


def large(flow: Written, menus: int) -> Flow:
    steps = "".join(
        f"  m{n}: {{says: For more press 1., keys: {{1: say{n + 1}, 0: q, star: m0}}}}\n"
        f"  say{n + 1}: {{says: One moment., then: m{n + 1}}}\n"
        for n in range(menus)
    )
    wide = "".join(f"  w{n}: {{says: Goodbye., then: hang up}}\n" for n in range(10))
    keys = ", ".join(f"{n}: w{n}" for n in range(1, 10))
    last = f"  m{menus}: {{says: Press 1., keys: {{{keys}}}, silent: {{then: w0}}}}\n"
    return flow(steps + last + wide + "  q: {queue: all}\n  lost: {queue: all}\n")


def test_a_wide_menu_is_drawn_as_rows_that_fit_on_a_page(flow: Written) -> None:
    menu = large(flow, 45)
    assert len(menu.nodes) > 100
    root = drawn(menu)
    assert float(root.get("width", "0")) <= PAGE
    rows = outline.rows(menu)
    told = [row.node.id for row in rows if not row.again]
    assert sorted(told) == sorted(id for id in menu.nodes if id != HANG_UP)
    tops = [float(text.get("y", "0")) for text in root.iter(f"{SVG}text")]
    assert max(tops) < float(root.get("height", "0"))


def test_rows_stand_below_the_step_that_leads_to_them(flow: Written) -> None:
    menu = flow("  m: {says: Press 1., keys: {1: a, 2: b}, silent: {then: q}}\n  a: {says: Hello., then: b}\n"
                "  b: {says: Yes., then: q}\n  q: {queue: all}\n")  # fmt: skip
    rows = outline.rows(menu)
    assert [(row.depth, row.labels, row.node.id, row.again) for row in rows] == [
        (0, (), "m", False),
        (1, ("1",), "a", False),
        (1, (), "b", True),
        (1, ("2",), "b", False),
        (1, (), "q", True),
        (1, ("silent",), "q", False),
        (1, ("wrong key",), "hang up", True),
    ]
    assert [rows[row.below].node.id for row in rows[1:]] == ["m", "a", "m", "b", "m", "m"]


def test_steps_that_only_go_on_are_left_out_of_the_rows_unless_something_is_odd_there(flow: Written) -> None:
    menu = flow(
        "  m: {says: Press 1., keys: {1: a}}\n  a: {then: q}\n  q: {queue: all}\n  r: {then: s}\n  s: {then: r}\n"
    )
    assert "a" not in {row.node.id for row in outline.rows(menu)}
    assert "a" in {row.node.id for row in outline.rows(menu, {"a"})}
    assert {row.node.id for row in outline.rows(menu)} >= {"m", "q"}  # and a ring of them has an end


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_is_safe_and_says_the_same(flow: Written, shape: Shape) -> None:
    menu = flow("  m: {name: '<script>\\x1b', says: 'a & b', keys: {0: q}}\n  q: {queue: '\"<x>'}\n")
    text = picture(menu, explore(menu), shape)
    assert "<script" not in text
    assert "style=" not in text
    assert "0: yes" in text
    ElementTree.fromstring(text)
