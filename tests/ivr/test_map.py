from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Flow
from cxsim.ivr.layout import layout
from cxsim.ivr.map import picture, tree

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
