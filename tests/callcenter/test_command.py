import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cxsim.cli import callcenter

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SERVICE = SCENARIOS / "callcenter" / "service.yaml"
SMALL = SCENARIOS / "callcenter" / "small.yaml"


def run(*arguments):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["callcenter", *map(str, arguments)])


def simulated(*arguments):
    result = run("simulate", *arguments, "--replications", 3, "--date", "2026-11-24")
    assert result.exit_code == 0, result.output
    return result


def test_the_table_by_interval_stands_beside_a_formula():
    text = simulated(SMALL).stdout
    assert "08:00-08:30" in text
    assert "Erlang C" in text
    assert "±" in text
    assert "in time: answered within 20 s, of all calls offered; a hang-up counts as not answered" in text


def test_json_keeps_its_contract():
    whole = json.loads(simulated(SMALL, "--format", "json").stdout)
    assert {"intervals", "types", "groups", "totals"} <= set(whole)
    assert len(whole["intervals"]) == 24
    for row in (whole["intervals"][3], whole["types"][0], whole["groups"][0], whole["totals"]):
        values = [value for value in row.values() if isinstance(value, dict) and "mean" in value]
        assert len(values) >= 4
        assert all(set(value) == {"mean", "ci95"} for value in values)
    low, high = whole["totals"]["offered"]["ci95"]
    assert low < whole["totals"]["offered"]["mean"] < high
    assert whole["intervals"][0]["theory"]["model"] == "Erlang C"


def test_the_same_seed_prints_the_same_and_another_seed_something_else():
    first, second = (simulated(SMALL, "--format", "json", "--seed", 5).stdout for _ in range(2))
    assert first == second != simulated(SMALL, "--format", "json", "--seed", 6).stdout


def test_csv_has_a_line_for_each_interval():
    rows = list(csv.DictReader(io.StringIO(simulated(SMALL, "--format", "csv").stdout)))
    assert (len(rows), rows[0]["interval"]) == (24, "08:00-08:30")
    assert float(rows[0]["offered_low"]) <= float(rows[0]["offered"]) <= float(rows[0]["offered_high"])


def test_the_log_agrees_with_the_totals(tmp_path):
    log = tmp_path / "calls.csv"
    result = run("simulate", SMALL, "--replications", 1, "--format", "json", "--calls", log, "--date", "2026-11-24")
    totals = json.loads(result.stdout)["totals"]
    rows = list(csv.DictReader(io.StringIO(log.read_text())))
    assert list(rows[0]) == [
        "call",
        "attempt",
        "client",
        "type",
        "arrival",
        "wait",
        "service",
        "group",
        "outcome",
        "agent",
    ]
    assert len(rows) == totals["offered"]["mean"]
    waits = [float(row["wait"]) for row in rows if row["outcome"] == "served"]
    assert sum(waits) / len(waits) == pytest.approx(totals["asa"]["mean"], abs=1e-5)
    assert totals["asa"]["ci95"] is None
    assert [path.name for path in tmp_path.iterdir()] == ["calls.csv"]


def test_a_what_if_is_compared_with_the_plan_as_it_is():
    text = simulated(SERVICE, "--what-if", "campaign").stdout
    assert "what if: campaign" in text
    assert "difference" in text
    whole = json.loads(simulated(SERVICE, "--what-if", "campaign", "--format", "json").stdout)
    assert whole["difference"]["offered"]["mean"] > 0


def test_a_weekday_may_be_named():
    result = run("simulate", SMALL, "--replications", 1, "--date", "saturday", "--format", "json")
    assert json.loads(result.stdout)["totals"]["offered"]["mean"] > 0


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["simulate", SMALL, "--what-if", "flood"], "no what-if is called 'flood'"),
        (["simulate", SMALL, "--date", "someday"], "'someday' is no date"),
        (["simulate", "nowhere.yaml"], "nowhere.yaml"),
        (["erlang", "--model", "c", "--arrivals", "48/min", "--aht", "1min", "--agents", "40"], "grows without end"),
        (["erlang", "--model", "a", "--arrivals", "48/min", "--aht", "1min", "--agents", "40"], "needs a patience"),
        (["erlang", "--model", "c", "--arrivals", "48", "--aht", "1min", "--agents", "40"], "not a rate"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_and_exit_code_2(arguments, what):
    result = run(*arguments)
    assert result.exit_code == 2
    assert what in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "name", "expected"),
    [
        ("--model a --arrivals 48/min --aht 1min --agents 50 --patience 2min", "abandonment", 0.03091),
        ("--model c --arrivals 48/min --aht 1min --agents 50", "wait_probability", 0.69446),
        ("--model b --arrivals 5/min --aht 1min --agents 10", "blocking", 0.01838),
    ],
)
def test_erlangs_formulas_alone(arguments, name, expected):
    result = run("erlang", *arguments.split(), "--target", "20s", "--format", "json")
    assert json.loads(result.stdout)[name] == pytest.approx(expected, abs=5e-6)
    assert "service level" in run("erlang", *arguments.split()).stdout


def test_a_small_skill_net_stands_beside_its_markov_chain(tmp_path):
    file = tmp_path / "net.yaml"
    file.write_text(
        "callcenter: Net\nhours: 08:00-09:00\ncalls:\n"
        "  one: {forecast: 300/h, aht: 1 min, patience: 2 min}\n"
        "  two: {forecast: 240/h, aht: 1 min, patience: 2 min, prefers: [B]}\n"
        "groups:\n  A: {answers: {one: 1, two: 2}, agents: 5}\n  B: {answers: [two], agents: 3}\n",
        encoding="utf-8",
    )
    text = simulated(file).stdout
    assert "Markov chain" in text
    assert "nan" not in text
    theory = json.loads(simulated(file, "--format", "json").stdout)["intervals"][1]["theory"]
    assert theory["service_level"] is None
    assert [one["abandonment"] for one in theory["types"]] == pytest.approx([0.196001, 0.173610], abs=1e-6)
