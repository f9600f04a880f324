"""Ways to the queues of a line: hers who presses only 0, and the quickest."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxsim.ivr.explore import explore
from cxsim.ivr.importers import read
from cxsim.ivr.ways import QUICKEST, ZERO, Way, ways

LINE = """\
ivr: Line
closed: shut
hours: mon-fri 08:00-20:00
flow:
  hello: {says: {text: Hello., seconds: 4 s}, then: m}
  m:
    says: {text: For orders press 1., seconds: 6 s}
    keys: {1: number, 2: number}
    silent: {after: 5 s, repeat: 1, then: desk}
    wrong: {repeat: 1, then: desk}
  number: {says: {text: Type your order number., seconds: 3 s}, digits: 6, then: orders}
  desk: {says: {text: One moment., seconds: 2 s}, queue: general}
  orders: {queue: orders}
  shut: {says: We are open from 8 to 20., then: hang up}
"""


def found(folder: Path, text: str, hours: str = "open") -> dict[tuple[str, str], Way]:
    path = folder / "line.yaml"
    path.write_text(text, encoding="utf-8")
    return {(way.caller, way.queue): way for way in ways(explore(read(path)), hours)}


def test_who_presses_only_0_hears_every_prompt_to_its_end(tmp_path: Path) -> None:
    way = found(tmp_path, LINE)[ZERO, "general"]
    assert (way.seconds, way.keys) == (4 + 6 + 6 + 2, ("0", "0"))


def test_the_quickest_way_to_each_queue_is_found_over_all_keys(tmp_path: Path) -> None:
    led = found(tmp_path, LINE)
    assert (led[QUICKEST, "orders"].seconds, led[QUICKEST, "orders"].keys) == (4 + 6 + 3, ("1", "digits"))
    assert led[QUICKEST, "general"].seconds == pytest.approx(18.0)


def test_where_nobody_comes_there_is_no_way(tmp_path: Path) -> None:
    assert not found(tmp_path, LINE, "closed")
    assert {caller for caller, _ in found(tmp_path, LINE.replace("then: desk", "then: hang up"))} == {QUICKEST}


def test_what_cannot_be_seen_is_no_way(tmp_path: Path) -> None:
    text = """\
ivr: Line
flow:
  m: {says: Press 0., keys: {0: o}}
  o: {unknown: a script decides, then: [q, x]}
  q: {queue: s}
  x: {says: Goodbye., then: hang up}
"""
    assert not found(tmp_path, text, "always")
