"""Calls that the website makes, as a part of the document and on the page."""

import json
from dataclasses import replace

import pytest

from cxsim.callcenter.reading import read
from cxsim.experience import Experience, Kind, Moment
from cxsim.persona import Persona
from cxsim.reporting import html
from cxsim.reporting.page import Page
from cxsim.reporting.parts import failuredemand
from cxsim.reporting.sections.failuredemand import failure_demand
from cxsim.reporting.words import words
from cxsim.touchpoint import Touchpoint

CENTER = "callcenter: Line\nhours: 08:00-12:00\ncalls: 60/h\naht: 4 min\npatience: 3 min\nagents: 4\n"


@pytest.fixture(scope="module")
def lines(sample, run_folder, tmp_path_factory):
    """A function: the part of a run in which one customer fails on the website; customers and center may vary."""
    path = tmp_path_factory.mktemp("center") / "line.yaml"

    def part(*, customers="200/day", center=CENTER, met=False):
        path.write_text(center, encoding="utf-8")
        web = {"channel": "web", **({"customers": customers} if customers else {})}
        touchpoints = {
            "web shop": Touchpoint.model_validate(web),
            "phone": Touchpoint.model_validate({"channel": "phone", "callcenter": "line.yaml"}),
        }
        who = Persona.model_validate({"problem": "x", "goal": "y", "mood": "calm", "prefers": ["phone"]})
        project = replace(
            sample.project(),
            touchpoints=touchpoints,
            personas={"anna": who.model_copy(update={"id": "anna"})},
            centers={"line.yaml": read(path)},
        )
        return failuredemand.failure_demand_parts(project, [walk(met)], sample.INFO)

    return part


def walk(met):
    seen = {Kind.ENTERED: {"channel": "web"}, Kind.SAW: {"url": "/help"}, Kind.OUTCOME: {"goal": "y", "met": met}}
    moments = [Moment(at=0.0, touchpoint="web shop", kind=kind, data=data) for kind, data in seen.items()]
    return Experience(scenario="lost", persona="anna", moments=tuple(moments))


def told(document, language="en"):
    (line,) = failure_demand(Page.of(document, words(language)))
    return line


def test_mending_a_page_takes_calls_and_work_away_and_shortens_the_wait(lines):
    (part,) = lines()
    everything, page = part["repairs"]
    assert part["calls"] == {"low": 100.0, "high": 200.0}
    assert (everything["touchpoint"], page["page"], page["personas"]) == ("", "/help", ["anna"])
    assert page["calls"] == {"low": 100.0, "high": 200.0}
    assert page["hours"] == {"low": pytest.approx(100 / 15), "high": pytest.approx(200 / 15)}
    assert part["now"]["service_level"] < page["low"]["service_level"] < page["high"]["service_level"]
    assert part["now"]["offered"] - page["low"]["offered"] == pytest.approx(100, rel=0.15)
    assert page["experiences"] == [walk(False).id]


def test_without_customers_it_is_not_measured_and_never_none(lines):
    (part,) = lines(customers=None)
    assert (part["calls"], part["now"], part["repairs"]) == (None, None, [])
    assert "customers: 1200/day" in part["unmeasured"][0]


def test_where_nobody_failed_nothing_is_told(lines):
    assert lines(met=True) == []


def test_a_center_that_is_too_large_for_a_report_says_what_can_be_asked_instead(lines):
    (part,) = lines(center=CENTER.replace("60/h", "20000/h"))
    assert (part["calls"]["high"], part["now"]) == (200.0, None)
    assert "--from-run" in part["unmeasured"][0]


def test_the_page_tells_each_repair_and_who_failed_there(lines, document):
    document["failure_demand"] = json.loads(json.dumps(lines()))
    text = html.render(document)
    assert "100 to 200 calls a day would not be made" in text
    assert "web shop /help" in text
    assert "50 % to 100 % of those who failed" in text


def test_every_language_tells_it(lines, document):
    document["failure_demand"] = lines()
    leads = {language: told(document, language)["lead"] for language in ("en", "de", "fa")}
    assert len(set(leads.values())) == 3
    assert "۱۰۰ تا ۲۰۰" in leads["fa"]


def test_it_is_told_why_fewer_calls_are_taken_away(lines, document):
    document["failure_demand"] = lines(customers="2000/day")
    assert "No more calls are taken away than come" in told(document)["capped"]


def test_what_is_not_measured_is_said_so(lines, document):
    document["failure_demand"] = lines(customers=None)
    assert told(document)["lead"] == "not measured"
    assert "does not say how many come" in told(document)["unmeasured"][0]


HOSTILE = '/<script>window.pwned=1</script>" onclick="x/' + "a" * 60


@pytest.mark.parametrize("mode", ["light", pytest.param("narrow", marks=pytest.mark.slow)])
def test_the_section_is_accessible_and_fits_in_a_real_browser(lines, document, looked_at, tmp_path, mode):
    parts = lines(customers="2000/day") + lines(customers=None)
    parts[0]["repairs"][1]["page"] = HOSTILE
    document["failure_demand"] = parts
    (tmp_path / "report.html").write_text(html.render(document), encoding="utf-8")
    (seen,) = looked_at((tmp_path / "report.html", mode))
    assert (seen["axe"], seen["console"], seen["executed"]) == ([], [], 0)
    assert seen["sideways"] <= 0
    assert "No more calls are taken away than come" in seen["text"]
    assert HOSTILE[:40] in seen["text"]
