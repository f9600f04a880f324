"""What is worth mending: money as a range or the break-even, where to concentrate, and the trend."""

import dataclasses
import re

import pytest

from cxsim import reporting
from cxsim.reporting import charts, html
from cxsim.reporting.charts.scatter import _SIDE, _Scatter
from cxsim.reporting.parts.trend import Earlier, trend_parts
from cxsim.reporting.parts.worth import quadrant_parts
from cxsim.reporting.words import words
from cxsim.settings import Finance, Settings

FINANCE = Finance.model_validate(
    {"margin": 100, "retention": "80 %", "discount": "10 %", "customers": 10_000, "currency": "EUR"}
)


def lived_to_the_end(sample):
    """The literal customers, with what they did not get recorded where they did not get it."""
    lived = list(sample.experiences())
    moments = lived[2].moments
    lived[2] = dataclasses.replace(
        lived[2], moments=(*moments[:-1], dataclasses.replace(moments[-1], touchpoint="phone"))
    )
    return tuple(lived)


@pytest.fixture(scope="module")
def rich(sample):
    project = dataclasses.replace(sample.project(), settings=Settings(finance=FINANCE))
    return sample.document(lived=lived_to_the_end(sample), project=project)


def test_with_finances_figures_every_fix_has_a_range_that_holds_its_value(rich):
    finance = rich["finance"]
    phone = next(fix for fix in finance["fixes"] if fix["touchpoint"] == "phone")
    assert phone["worth"]["low"] <= phone["worth"]["value"] <= phone["worth"]["high"]
    assert phone["worth"]["value"] > 0
    assert finance["value_of_a_customer"] == pytest.approx(266.666667)
    assert finance["loss"]["value"] == pytest.approx(sum(finance["by_persona"].values()))


def test_money_stands_in_the_report_beside_its_table_and_each_gap(rich):
    text = html.render(rich)
    section = text.split('id="finance"')[1].split('id="trend"')[0]
    assert "10,000" in section
    assert section.count("<svg") == 2
    assert re.search(r"[\d,]+ EUR more \([\d,]+ to [\d,]+ EUR\)", text)
    assert "lost to the company with customers like this one" in text


def test_without_finances_figures_no_money_is_named(sample):
    document = sample.document(lived=lived_to_the_end(sample))
    assert document["finance"]["loss"] is None
    assert 0 < next(f for f in document["finance"]["fixes"] if f["touchpoint"] == "phone")["break_even"] < 1
    text = html.render(document)
    assert "Finance has given no figures" in text
    assert "1 customer in 100 more would stay" in text
    assert "EUR" not in text


def group(circumstance, score, *people):
    return {
        "circumstance": circumstance, "touchpoint": "phone", "attribute": "ease", "score": score, "measured": 1,
        "personas": list(people),
    }  # fmt: skip


def test_importance_is_that_of_the_customers_of_a_circumstance():
    people = [
        {"id": "a", "share": 0.25, "importance": {"ease": 0.6}},
        {"id": "b", "share": 0.75, "importance": {"ease": 0.0}},
    ]
    everybody, late = quadrant_parts([group("", 90.0, "a", "b"), group("late", 12.5, "a")], people)
    assert (everybody["importance"], everybody["quadrant"]) == (15.0, "overkill")
    assert (late["importance"], late["quadrant"]) == (60.0, "concentrate")


def test_what_was_not_measured_is_in_no_quadrant_and_no_marker_of_it_is_drawn(document):
    for part in document["quadrants"]:
        part["performance"], part["quadrant"] = None, ""
    assert 'id="priorities"' not in html.render(document)


def test_markers_never_cover_each_other():
    ground = charts.Ground(top=40.0, split=20.0, names=dict.fromkeys(charts.QUADRANTS, "x"), axes=("x", "y"))
    dots = [charts.Dot(number=n, performance=0.0, importance=0.0, quadrant="low") for n in range(1, 26)]
    scatter = _Scatter(dots, ground, words(), 270, 330)
    spots = [(scatter._pixels(row["x"], 0), scatter._pixels(row["y"], 1)) for row in scatter._placed()]
    apart = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for n, (a, b) in enumerate(spots) for c, d in spots[:n]]
    assert min(apart) >= _SIDE - 0.1
    assert all(0 <= x <= 270 and 0 <= y <= 330 for x, y in spots)


def test_the_knowledge_gap_has_its_rank_correlation(document):
    assert -1 <= document["knowledge"]["rho"] <= 1
    assert "Spearman’s ρ is" in html.render(document)


def test_targets_are_held_against_written_expectations_only(document):
    standards = [part for part in document["times"] if part["kind"] == "standard"]
    assert {part["persona"] for part in standards} == {"third-call-dishwasher", "lost-parcel-parent"}
    assert {(part["company"], part["difference"]) for part in standards} == {(20.0, -40.0), (20.0, -70.0)}


def earlier(day, *checks):
    gaps = {(check, "phone"): "critical" for check in checks}
    return Earlier(started=f"2026-11-{day:02}T08:00:00+00:00", gaps=gaps, goals_met=1, goals_told=3)


def test_a_run_is_set_beside_those_before_it_and_no_later_one(document):
    runs = [earlier(22, "x", "y"), earlier(20, "x"), earlier(30, "z")]
    gaps = [{"check": "x", "touchpoint": "phone", "impact": "serious"}]
    found = trend_parts(runs, "2026-11-24T08:12:00+00:00", gaps, document["totals"])
    assert [(run["gaps"], run["new"], run["gone"]) for run in found] == [(1, None, None), (2, 1, 0), (1, 0, 1)]
    document["trend"] = found
    assert "1 gaps, where the run before had 2. 0 are new, 1 are gone." in html.render(document)


def test_the_first_run_says_that_there_is_nothing_to_compare(document):
    assert document["trend"] == []
    assert "the first run of its label here" in html.render(document)


def test_a_report_of_an_earlier_version_can_still_be_drawn(document, tmp_path):
    new = ("finance", "knowledge", "times", "quadrants", "scorecard", "complaints", "trend")
    for key in new:
        del document[key]
    del document["run"]["language"]
    document["unknowns"] = [
        {key: value for key, value in unknown.items() if key not in ("about", "subject", "because")}
        for unknown in document["unknowns"]
    ]
    reporting.files.write_whole(tmp_path / "report.json", reporting.json.dumps(document))
    reporting.write(tmp_path, reporting.read(tmp_path))
    assert "2 of 3 customers left without" in (tmp_path / "report.html").read_text(encoding="utf-8")
