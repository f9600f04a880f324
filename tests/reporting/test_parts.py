"""The small parts of the report: words, safe text, pictures, the story, intervals, due dates."""

import doctest
import importlib
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from cxsim.experience import Kind
from cxsim.reporting import charts, safe, svg
from cxsim.reporting.calendar import due
from cxsim.reporting.examining import examined
from cxsim.reporting.parts.findings import wilson
from cxsim.reporting.story import _TELLERS, tell
from cxsim.reporting.words import words

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'


@pytest.mark.parametrize("name", ["calendar", "parts.findings", "parts.worth", "safe", "tables", "words"])
def test_the_examples_in_the_documentation_hold(name):
    result = doctest.testmod(importlib.import_module(f"cxsim.reporting.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_twenty_working_days_leave_out_weekends_and_holidays():
    assert due(date(2026, 11, 24), None) == date(2026, 12, 22)
    assert due(date(2026, 12, 1), "DE-BY") == date(2026, 12, 30)
    assert due(date(2026, 11, 28), None, days=1) == date(2026, 11, 30)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_contains_its_share_and_stays_between_0_and_1(counts):
    yes, n = counts
    low, high = wilson(yes, n)
    assert 0 <= low <= yes / n <= high <= 1
    assert high - low > 0


def test_no_trials_have_no_interval():
    with pytest.raises(ValueError, match="no share"):
        wilson(0, 0)


@given(st.text())
def test_shown_text_has_no_control_characters_and_an_end(text):
    plain = safe.shown(text, 50)
    assert len(plain) <= 50
    assert not any(ord(c) < 32 and c not in "\t\n\r" for c in plain)
    plain.encode("utf-8")


@given(st.text())
def test_a_quotation_never_leaves_its_element(text):
    root = ElementTree.fromstring(str(safe.quoted(text, "de-DE")))
    assert root.tag == "q"
    assert len(root) == 0


@pytest.mark.parametrize("path", ["../a", "/a", "a/../b", "javascript:x", "//host/a", "a\\b", "a?b", "http://x/", ""])
def test_paths_that_lead_elsewhere_are_not_linked(path):
    assert safe.inside(path) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x</script>",
        "<style>*{}</style>",
        '<image href="http://x.example/"/>',
        '<use href="http://x.example/#a"/>',
        '<a href="javascript:x"><text>t</text></a>',
        '<path d="M0 0h1" stroke="red" onclick="x" style="x"/>',
        '<path d="M0 0h1" fill="url(http://x.example/)"/>',
        "<foreignObject/>",
        '<animate attributeName="href" values="javascript:x"/>',
        '<set attributeName="onload" to="x"/>',
    ],
)
def test_a_picture_loses_whatever_could_do_something(hostile):
    cleaned = str(svg.clean(SVG.format(hostile), prefix="p", label="a picture")).replace(
        'xmlns="http://www.w3.org/2000/svg"', ""
    )
    for word in (
        "script",
        "style",
        "http",
        "javascript",
        "onclick",
        "onload",
        "foreignObject",
        "animate",
        "<set",
        "<a",
    ):
        assert word not in cleaned.replace("<text", "")


def test_ids_are_numbered_anew_and_references_follow():
    source = SVG.format('<defs><clipPath id="clip17"/></defs><g id="x" clip-path="url(#clip17)"><rect width="1"/></g>')
    cleaned = svg.clean(source, prefix="p", label="x")
    assert 'id="p-1"' in cleaned
    assert 'clip-path="url(#p-1)"' in cleaned
    assert "clip17" not in cleaned


@pytest.mark.parametrize("broken", ["", "<svg", "<html/>", '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;")])
def test_what_is_no_picture_becomes_nothing(broken):
    assert svg.clean(broken, prefix="p", label="x") == Markup("")


def test_a_picture_has_a_name_for_those_who_cannot_see_it():
    assert 'role="img" aria-label="5 &lt; 6"' in svg.clean(SVG.format(""), prefix="p", label="5 < 6")


def test_a_chart_has_the_same_bytes_whatever_was_drawn_before():
    def draw():
        rows = [charts.StripRow(touchpoint="shop", owner="A", self_score=90, survey=None, observed=None)]
        return charts.strip(rows, words(), prefix="s", label="l", not_measured="not measured").wide

    first = draw()
    charts.waits([charts.Hour(hour="10:00", p50=1, p90=2)], [60], words(), prefix="w", label="l")
    assert draw() == first
    assert "not measured" in first
    assert "url(#s-w-h)" in first


def test_an_hour_that_was_not_measured_is_hatched():
    hours = [charts.Hour(hour="10:00", p50=None, p90=None), charts.Hour(hour="11:00", p50=10, p90=20)]
    assert "url(#w-w-h)" in charts.waits(hours, [], words(), prefix="w", label="l").wide


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_moment_can_be_told_or_is_left_out_on_purpose(kind):
    moment = {"at": 0.0, "touchpoint": "phone", "kind": str(kind), "data": {}, "measured": {}, "evidence": []}
    line = tell(moment, words(), channel="phone")
    unnoticed = {Kind.INSPECTED, Kind.STATED, Kind.ANSWERED, Kind.FORECAST, Kind.CHANGED}
    assert (line is None) == (kind in unnoticed) == (kind not in _TELLERS)
    assert examined(moment, words()).text


def said(kind, **data):
    moment = {"at": 0.0, "touchpoint": "web shop", "kind": str(kind), "data": data, "measured": {}, "evidence": []}
    return " ".join(re.sub("<[^>]+>", "", str(examined(moment, words()).text)).split())


def test_what_was_examined_is_told_with_what_was_found():
    far = {"what": "human", "url": "/cart", "clicks": 3, "seconds": 9.5}
    assert said(Kind.INSPECTED, **far) == "From /cart a human is 3 clicks away, which takes about 9.5 s."
    assert said(Kind.INSPECTED, **far | {"clicks": None}) == "From /cart I find no way to a human."
    home = said(Kind.INSPECTED, **far | {"clicks": None, "url": "/"})
    assert home == "From the home page (/) I find no way to a human."
    costs = [{"what": "shipping", "amount": "€4.90"}, {"what": "fee", "amount": "€2"}]
    told = said(Kind.INSPECTED, what="costs", costs=costs)
    assert told == "Here I read what it costs besides: shipping €4.90, a fee €2."
    links = [{"name": name, "status": 404} for name in ("Terms", "<b>Help</b>", "Jobs", "Press")]
    told = said(Kind.INSPECTED, what="links", findings=links)
    assert told.startswith("Links that I might follow lead nowhere: Terms, &lt;b&gt;Help&lt;/b&gt;, Jobs")
    assert said(Kind.INSPECTED, what="costs", costs=[]) == "I look at this page closely."


def test_what_differs_between_two_journeys_is_a_sentence():
    told = said(Kind.CHANGED, measure="seconds", before=50.0, after=95.0, better=False)
    assert told == "Set side by side, time: first 50 s, then 1 min 35 s."
    told = said(Kind.CHANGED, measure="step", step="click: Send", before=True, after=False, better=False)
    assert told == "Set side by side, this works for the first and not for the second: click: Send."
    assert "nobody can tell" in said(
        Kind.CHANGED, measure="goal", goal="A repair", before=None, after=True, better=None
    )
    assert "not measured" in said(Kind.CHANGED, measure="mood", before=None, after=0.2)


def test_the_customer_tells_it_in_her_own_voice(sample):
    told = []
    for moment in sample.dishwasher(None).moments:
        part = {"touchpoint": moment.touchpoint, "kind": str(moment.kind), "data": dict(moment.data)}
        line = tell({"at": moment.at, "measured": {}, "evidence": [], **part}, words(), channel="phone")
        told += [(line.lane, line.text.striptags())] if line else []
    assert ("did", "I press 0.") in told
    assert (
        "heard",
        "I wait 8 min 41 s, then I hang up. There is silence. Nobody says how long. Nobody says why. (simulated)",
    ) in told
    assert ("heard", "They ask for my order number again. I gave it already (web shop).") in told
