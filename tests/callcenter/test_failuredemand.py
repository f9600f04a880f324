import hashlib
import json
import math
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cxsim import record
from cxsim.callcenter.day import plan_day
from cxsim.callcenter.failuredemand import NOWHERE, Range, demand, fixed
from cxsim.callcenter.planning import with_surroundings
from cxsim.callcenter.reading import read
from cxsim.cli import callcenter
from cxsim.experience import Experience, Kind, Moment
from cxsim.persona import Persona
from cxsim.runfolder import RunInfo, new_run, publish
from cxsim.touchpoint import Touchpoint

CENTERS = Path(__file__).parents[2] / "scenarios" / "callcenter"
TUESDAY = date(2026, 11, 24)
HALF = Range(low=0.5, high=1.0)
MAP = {
    "shop": Touchpoint.model_validate({"channel": "web", "customers": "1000/day"}),
    "line": Touchpoint.model_validate({"channel": "phone"}),
    "post": Touchpoint.model_validate({"channel": "e-mail"}),
}


def persona(name, **fields):
    written = {"problem": "Something", "goal": "Have it", "mood": "calm", **fields}
    return Persona.model_validate(written).model_copy(update={"id": name})


def moment(kind, touchpoint="shop", **data):
    return Moment(at=0.0, touchpoint=touchpoint, kind=kind, data=data)


def walk(who, *more, scenario="lost", trial=0):
    first = moment(Kind.ENTERED, channel="web", why="first")
    return Experience(scenario=scenario, persona=who, trial=trial, moments=(first, *more))


SAW = moment(Kind.SAW, url="/help?q=1")
BLOCKED = moment(Kind.BLOCKED, url="/form", step="Send")
CALLED = moment(Kind.ENTERED, "line", channel="phone", why="unsolved")
UNMET = moment(Kind.OUTCOME, goal="Have it", met=False, reason="")
MET = moment(Kind.OUTCOME, goal="Have it", met=True, reason="")
UNKNOWN = moment(Kind.OUTCOME, goal="Have it", met=None, reason="")


def found(*walks, people=None, turn=HALF, touchpoints=MAP):
    people = people or {"anna": persona("anna", prefers=["phone"])}
    return demand(walks, people, touchpoints, {"lost": "orders"}, turn=turn)


def test_who_fails_and_calls_stands_for_its_share_of_the_customers():
    people = {"anna": persona("anna", share="20 %", prefers=["phone"]), "bernd": persona("bernd", share="60 %")}
    got = found(walk("anna", SAW, CALLED), walk("bernd", MET), people=people)
    (one,) = got.walks
    assert got.calls == Range(low=pytest.approx(125), high=pytest.approx(250))  # a quarter of 1000, half to all of them
    assert (one.page, one.wants, one.why) == ("/help", "orders", "she tried elsewhere")


def test_the_page_is_that_of_the_step_that_could_not_be_done():
    assert found(walk("anna", BLOCKED, SAW, UNMET)).walks[0].page == "/form"
    assert found(walk("anna", UNMET)).walks[0].page == NOWHERE


def test_what_nobody_can_say_makes_a_range():
    assert found(walk("anna", UNKNOWN)).calls == Range(low=0.0, high=1000.0)
    assert found(walk("anna", UNKNOWN), turn=Range(low=1.0, high=1.0)).calls == Range(low=0.0, high=1000.0)


@pytest.mark.parametrize(
    ("prefers", "calls"),
    [
        (["phone"], (500, 1000)),
        (["post", "phone"], (0, 0)),
        (["web"], (0, 0)),
        ([], (0, 1000)),
        (["line"], (500, 1000)),
    ],
)
def test_where_she_turns_when_the_web_fails(prefers, calls):
    people = {"anna": persona("anna", prefers=prefers)}
    assert found(walk("anna", UNMET), people=people).calls == Range(low=calls[0], high=calls[1])


def test_trials_share_the_weight_of_their_persona():
    got = found(walk("anna", UNMET), walk("anna", MET, trial=1), turn=Range(low=1, high=1))
    assert got.calls == Range(low=500.0, high=500.0)


def test_a_walk_that_could_not_be_looked_at_counts_neither_way():
    unseen = walk("anna", moment(Kind.UNSEEN, what="shop", reason="no browser", harness=True), trial=1)
    assert found(walk("anna", UNMET), unseen, turn=Range(low=1, high=1)).calls == Range(low=1000.0, high=1000.0)


def test_without_the_customers_of_the_touchpoint_nothing_is_measured():
    bare = {**MAP, "shop": Touchpoint.model_validate({"channel": "web"})}
    got = found(walk("anna", UNMET), touchpoints=bare)
    assert got.walks == ()
    assert "not measured" in got.unmeasured[0]


def test_pages_are_ordered_by_the_calls_that_they_make():
    people = {name: persona(name, share=share, prefers=["phone"]) for name, share in (("a", "10 %"), ("b", "30 %"))}
    got = found(walk("a", SAW, UNMET), walk("b", BLOCKED, UNMET), people=people)
    assert list(got.pages()) == [("shop", "/form"), ("shop", "/help")]
    assert got.of_page(("shop", "/help")).calls.high == pytest.approx(250)


@pytest.fixture(scope="module")
def service():
    file = CENTERS / "service.yaml"
    return with_surroundings(read(file), file)


def volume(day, number=0):
    return math.fsum(r * (b - a) for r, a, b in zip(day.types[number].rates, day.edges, day.edges[1:], strict=False))


def test_repairing_takes_the_calls_away_that_a_page_makes(service):
    day = plan_day(service, TUESDAY)
    failing = found(walk("anna", UNMET), turn=Range(low=0.01, high=0.02))  # 10 to 20 calls about orders
    less, gone = fixed(service, day, failing, high=False)
    assert gone == pytest.approx(10)
    assert volume(day) - volume(less) == pytest.approx(10)
    assert volume(less, 1) == volume(day, 1)


def test_calls_are_taken_from_the_hours_in_which_she_is_free(service):
    day = plan_day(service, TUESDAY)
    people = {"anna": persona("anna", prefers=["phone"], free="mon-fri after 17:00")}
    less, _ = fixed(service, day, found(walk("anna", UNMET), people=people, turn=Range(low=0.01, high=0.01)), high=True)
    for start, old, new in zip(day.edges, day.types[0].rates, less.types[0].rates, strict=False):
        assert (new < old) == (start >= 17 * 3600)


def test_never_more_calls_are_taken_than_come(service):
    day = plan_day(service, TUESDAY)
    less, gone = fixed(service, day, found(walk("anna", UNMET)), high=True)
    assert min(rate for call_type in less.types for rate in call_type.rates) >= 0
    assert gone == pytest.approx(volume(day))


def test_what_she_calls_about_is_all_types_where_nobody_said(service):
    day = plan_day(service, TUESDAY)
    failing = demand(
        [walk("anna", UNMET)], {"anna": persona("anna", prefers=["phone"])}, MAP, {}, turn=Range(low=0.01, high=0.01)
    )
    less, gone = fixed(service, day, failing, high=True)
    assert gone == pytest.approx(10)
    assert all(volume(less, number) < volume(day, number) for number in range(3))


# -- the command


@pytest.fixture
def run(tmp_path):
    project = tmp_path / "project"
    (project / "personas").mkdir(parents=True)
    (project / "scenarios").mkdir()
    (project / "personas" / "anna.yaml").write_text(
        "problem: It is lost.\ngoal: Have it\nmood: calm\nprefers: [phone]\n", encoding="utf-8"
    )
    (project / "scenarios" / "lost.yaml").write_text(
        "scenario: Lost\npersonas: [anna]\njourney: [shop, {line: {wants: orders}}]\n", encoding="utf-8"
    )
    (project / "scenarios" / "touchpoints.yaml").write_text(
        "company: {name: A shop}\ntouchpoints:\n"
        "  shop: {channel: web, address: http://127.0.0.1:1, customers: 40/day}\n"
        "  line: {channel: phone}\n",
        encoding="utf-8",
    )
    with new_run(tmp_path / "reports", RunInfo(label="x", started="2026-11-24T08:00:00+00:00", seed=1)) as folder:
        folder.keep_definitions(project, iter(sorted(project.rglob("*.yaml"))))
        record.save(folder.path, walk("anna", SAW, CALLED, UNMET))
        return publish(folder)


def asked(*arguments):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["callcenter", *map(str, arguments)])


def digest(folder):
    return {p.relative_to(folder): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_a_run_is_read_and_never_changed(run):
    before = digest(run)
    options = ("--from-run", run, "--replications", 4, "--date", TUESDAY, "--cost", 30)
    result = asked("simulate", CENTERS / "service.yaml", *options)
    assert result.exit_code == 0, result.output
    assert "failure demand: 20.0 to 40.0 calls a day" in result.output
    assert "shop /help" in result.output
    assert digest(run) == before
    whole = json.loads(asked("simulate", CENTERS / "service.yaml", *options, "--format", "json").stdout)
    everything = whole["repairs"][0]
    assert everything["calls"] == {"low": pytest.approx(20), "high": pytest.approx(40)}
    assert everything["hours"]["low"] == pytest.approx(20 * 270 / 3600)
    assert everything["cost"]["low"] == pytest.approx(20 * 270 / 3600 * 30)
    assert everything["most"]["abandonment"]["mean"] < everything["least"]["abandonment"]["mean"] < 0


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--turn", "much"), "--turn"),
        (("--turn", "90 % to 10 %"), "is no range"),
        (("--format", "csv"), "text or JSON"),
    ],
)
def test_what_cannot_be_answered_is_said(run, options, what):
    result = asked("simulate", CENTERS / "small.yaml", "--from-run", run, "--replications", 2, *options)
    assert result.exit_code == 2
    assert what in result.output


def test_a_folder_that_is_no_run_is_said(tmp_path):
    result = asked("simulate", CENTERS / "small.yaml", "--from-run", tmp_path, "--replications", 2)
    assert result.exit_code in (2, 3)
    assert "Traceback" not in result.output
