"""A flow that is written as YAML reads back as the same flow: real files, our own, and whatever can be made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxsim.ivr import flow as f
from cxsim.ivr.explore import explore
from cxsim.ivr.hours import Schedule
from cxsim.ivr.importers import format_of, native, read, read_all, writing

HERE = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).parents[3]
WRITTEN = sorted(p for p in HERE.rglob("*") if p.is_file() and format_of(p) is not None and p.name != "root.vxml")
OWN = sorted((ROOT / "scenarios" / "ivr").glob("*.yaml"))


def again(flow: f.Flow) -> f.Flow:
    return native.parse(writing.written(flow), Path("again.yaml"))


@pytest.mark.parametrize("path", [*WRITTEN, *OWN], ids=lambda path: path.name)
def test_a_file_of_any_format_comes_back_as_the_same_flow(path: Path) -> None:
    flow = read(path)
    back = again(flow)
    assert writing.plain(back) == writing.plain(flow)
    first, second = explore(flow), explore(back)
    assert {k: str(v) for k, v in first.every_menu.items()} == {k: str(v) for k, v in second.every_menu.items()}
    assert {m.id: {h: a.seconds for h, a in m.zero.items()} for m in first.menus} == {
        m.id: {h: a.seconds for h, a in m.zero.items()} for m in second.menus
    }


def test_the_samples_come_back_as_the_same_flows(samples: Path) -> None:
    paths = [path for path in sorted(samples.rglob("*")) if path.is_file() and format_of(path) is not None]
    assert len(paths) == 15
    for path in paths:
        flow = read(path)
        assert writing.plain(again(flow)) == writing.plain(flow), path.name


def test_every_step_says_where_it_came_from(fixtures: Path) -> None:
    text = writing.written(read(fixtures / "connect" / "old-blocks.json").seen_from(fixtures / "connect"))
    assert "  # old-blocks.json#/" in text
    assert str(fixtures) not in text


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"]), max_size=20)
ODD = st.sampled_from(
    ["01234", "no", "12:30", "1e3", "~", "null", "a: b", "# x", "- x", "'", '"', "{a}", "*a", "&b", "%"]
)
TEXTS = st.one_of(WORDS, ODD)
SECONDS = st.one_of(st.none(), st.floats(0, 3600).map(lambda value: round(value, 3)))
UNSURE = st.sampled_from([None, True, False])
SECONDS_ = st.floats(0.5, 9)
PROMPTS = st.lists(st.builds(f.Prompt, text=TEXTS, stated=SECONDS, audio=TEXTS), max_size=2).map(tuple)
IDS = ["begin", "01", "no", "a: b", "# c", "{d}", "e f", "g\u200ch", "ok"]


@st.composite
def flows(draw: st.DrawFn) -> f.Flow:
    """Flows with every kind of node and oddly written texts."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True))
    to = st.sampled_from([*ids, f.HANG_UP])
    keys = st.dictionaries(st.sampled_from([*"0123456789*#", "12"]), to, max_size=4)
    retries = st.builds(
        f.Retry,
        repeat=st.integers(0, 3),
        then=to,
        after=st.floats(0, 60).map(lambda value: round(value, 2)),
        says=PROMPTS,
        further=st.lists(PROMPTS, max_size=2).map(tuple),
        instead=st.booleans(),
    )
    conditions = st.one_of(
        st.builds(
            f.InHours, state=st.sampled_from(["open", "closed", "holiday"]), schedule=st.sampled_from(["", "B x"])
        ),
        st.builds(f.Compare, name=TEXTS.filter(bool), op=st.sampled_from(["=", "!=", "<", ">="]), value=TEXTS),
        st.builds(f.Unknown, reason=TEXTS),
    )
    cases = st.lists(st.builds(f.Case, condition=conditions, then=to), max_size=3).map(tuple)
    nodes: dict[str, f.Node] = {}
    for id in ids:
        common = {"id": st.just(id), "name": TEXTS, "says": PROMPTS, "language": st.sampled_from(["", "de"])}
        inputs = {
            **common,
            "silent": retries,
            "wrong": retries,
            "interrupt": st.booleans(),
            "between": st.floats(0.5, 9),
        }
        words = st.dictionaries(TEXTS, to, max_size=2)
        numbers = st.dictionaries(st.sampled_from("*#"), to, max_size=2)
        kinds: list[st.SearchStrategy[f.Node]] = [
            st.builds(f.Play, then=to, **common),
            st.builds(f.Jump, then=to, **{**common, "says": st.just(())}),
            st.builds(f.Menu, keys=keys, words=words, longest=st.integers(1, 9), **inputs),
            st.builds(
                f.Collect, keys=numbers, then=to, least=st.integers(1, 4), most=st.sampled_from([None, 4, 12]),
                end=st.sampled_from(["", "#", "*"]), into=TEXTS, **inputs,
            ),
            st.builds(f.Branch, cases=cases, otherwise=to, **common),
            st.builds(f.Assign, attribute=TEXTS, value=TEXTS.filter(lambda t: "+" not in t), then=to, **common),
            st.builds(f.Assign, attribute=TEXTS, add=st.integers(-3, 3), then=to, **common),
            st.builds(
                f.Queue, queue=TEXTS, full=st.one_of(st.none(), to), waiting=PROMPTS, estimate=UNSURE, callback=UNSURE,
                hands_over=UNSURE, **common,
            ),
            st.builds(
                f.Transfer, number=TEXTS, human=st.sampled_from([None, True, False]), then=st.one_of(st.none(), to),
                **common,
            ),
            st.builds(f.Voicemail, **common), st.builds(f.Callback, **common), st.builds(f.HangUp, **common),
            st.builds(f.Opaque, reason=TEXTS, then=st.lists(to, max_size=2).map(tuple), **common),
        ]  # fmt: skip
        nodes[id] = draw(st.one_of(kinds))
    nodes[f.HANG_UP] = f.HangUp(id=f.HANG_UP)
    schedules = {
        "": Schedule.of("mon-fri 08:00-20:00", zone="Europe/Berlin", holidays="DE-BY"),
        "B x": Schedule.of("never"),
    }
    return f.Flow(
        name=draw(TEXTS),
        start=ids[0],
        nodes=nodes,
        language=draw(st.sampled_from(["", "fa-IR"])),
        schedules={name: found for name, found in schedules.items() if draw(st.booleans())},
        words_per_minute=draw(st.sampled_from([150.0, 132.5])),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(flows())
def test_whatever_a_flow_is_like_it_comes_back(flow: f.Flow) -> None:
    assert writing.plain(again(flow)) == writing.plain(flow)


def test_a_call_that_is_cut_at_once_is_written() -> None:
    flow = f.Flow(name="nobody", start=f.HANG_UP, nodes={f.HANG_UP: f.HangUp(id=f.HANG_UP)})
    assert explore(again(flow)).states == 2


def test_hours_without_a_text_are_written_from_their_minutes(fixtures: Path) -> None:
    (flow,) = read_all(fixtures / "connect" / "export")
    text = writing.written(flow)
    (hours,) = native.parse(text, Path("x.yaml")).schedules.values()
    assert hours.weekly.openings == next(iter(flow.schedules.values())).weekly.openings
    assert "hours: monday 09:00-17:00" in text
