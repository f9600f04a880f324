import csv
import io
import json
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner

from cxsim.cli import callcenter

CENTERS = Path(__file__).parents[2] / "scenarios" / "callcenter"
SERVICE, SMALL = CENTERS / "service.yaml", CENTERS / "small.yaml"
DATE = ("--date", "2026-11-24")

PLAN = """callcenter: Hotline
hours: 08:00-10:00
target: 80 % in 20 s
calls: {Anfragen: {forecast: plan.csv, aht: 3 min, patience: 3 min}}
groups: {Team: {answers: [Anfragen], agents: dienst.csv}}
shrinkage: 20 %
"""


@pytest.fixture
def hotline(tmp_path):
    (tmp_path / "plan.csv").write_text(
        "Intervall;Skill;Anrufe\n"
        + "".join(
            f"{at};Anfragen;{calls}\n" for at, calls in (("08:00", "20,5"), ("08:30", 40), ("09:00", 60), ("09:30", 30))
        ),
        encoding="utf-8",
    )
    (tmp_path / "dienst.csv").write_text("Intervall;Team;Agenten\n08:00;Team;6\n09:00;Team;9\n", encoding="utf-8")
    file = tmp_path / "hotline.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


def run(*arguments):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["callcenter", *map(str, arguments)])


def good(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_staffing_plan_keeps_to_the_layout_of_its_table(hotline, tmp_path):
    out = tmp_path / "out.xlsx"
    text = good("staff", hotline, *DATE, "--replications", 4, "--cost", 30, "--out", out, "--no-trade-off")
    assert "80 % in 20 s in every interval" in text
    assert "the cheapest there are" in text
    book = load_workbook(out)
    assert book.sheetnames == ["plan", "shifts", "about"]
    rows = list(book["plan"].values)
    assert rows[0][:2] == ("Intervall", "Anrufe forecast")
    assert [row[:2] for row in rows[1:]] == [
        ("08:00-08:30", 20.5),
        ("08:30-09:00", 40),
        ("09:00-09:30", 60),
        ("09:30-10:00", 30),
    ]
    plan = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    for row in plan:
        assert row["required heads"] * 0.8 >= row["required on the phone"]
        assert row["over"] - row["under"] == pytest.approx(row["scheduled heads"] - row["required heads"])
        assert row["covered by shifts"] >= row["required heads"]
        assert row["service level as required"] >= 0.8


def test_a_plan_as_csv_has_the_intervals(hotline, tmp_path):
    out = tmp_path / "out.csv"
    good("staff", hotline, *DATE, "--replications", 3, "--goal", "hang-ups 8 %", "--out", out, "--no-trade-off")
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [row["Intervall"] for row in rows] == ["08:00-08:30", "08:30-09:00", "09:00-09:30", "09:30-10:00"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dienst.csv", "hotline.yaml", "out.csv", "plan.csv"]


TWO_GROUPS = """callcenter: Two
hours: mon-fri 08:00-10:00
calls:
  orders: {forecast: 100/h, aht: 4 min, patience: 3 min}
  claims: {forecast: 40/h, aht: 5 min, patience: 3 min}
groups:
  first line: {answers: [orders], agents: 12}
  experts: {answers: {claims: 1, orders: 2}, agents: 8, keep: true}
shrinkage: 20 %
"""


def test_a_group_that_the_file_keeps_is_neither_changed_nor_given_shifts(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(TWO_GROUPS, encoding="utf-8")
    text = good("staff", file, *DATE, "--replications", 3, "--no-trade-off")
    assert "experts stays as the file schedules it" in text
    assert "shifts of first line" in text
    assert "shifts of experts" not in text
    above, headers = (
        next(line for line in text.splitlines() if word in line) for word in ("- first line -", "interval ")
    )
    assert above.index("- experts -") > headers.index("as is")
    whole = json.loads(good("staff", file, *DATE, "--replications", 3, "--no-trade-off", "--format", "json"))
    assert {(row["required on the phone experts"], row["required heads experts"]) for row in whole["plan"]} == {
        (6, 8.0)
    }
    assert {"what": "kept as scheduled", "value": "experts"} in whole["about"]


def test_a_group_can_be_kept_for_once(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(TWO_GROUPS.replace(", keep: true", ""), encoding="utf-8")
    asked = ("staff", file, *DATE, "--replications", 2, "--no-trade-off", "--keep")
    assert "first line stays as the file schedules it" in good(*asked, "first line")
    assert "no group is called 'first'" in run(*asked, "first").output


def test_cost_stands_beside_what_customers_make_of_it():
    whole = json.loads(good("staff", SERVICE, *DATE, "--replications", 2, "--cost", 28, "--format", "json"))
    points = whole["trade-off"]
    assert [point["cost"] for point in points] == sorted(point["cost"] for point in points)
    experience = [point["experience 0-100"] for point in points]
    assert experience[0] < experience[-1] <= 100
    assert (
        whole["totals"]["as_required"]["service_level"]["mean"]
        > whole["totals"]["as_scheduled"]["service_level"]["mean"]
    )


def test_more_calls_need_more_agents(hotline):
    def agents(*more):
        whole = json.loads(
            good("staff", hotline, *DATE, "--replications", 3, "--no-trade-off", "--format", "json", *more)
        )
        return sum(row["required on the phone"] for row in whole["plan"])

    assert agents("--set", "calls +50 %") > agents()


def test_a_sweep_is_paired_with_the_plan_as_it_is(tmp_path):
    out, pictures = tmp_path / "sweep.csv", tmp_path / "pictures"
    arguments = ("sweep", SERVICE, *DATE, "--over", "agents=0..2 step 2", "--over", "calls=0 %, +10 %")
    text = good(*arguments, "--replications", 3, "--out", out, "--pictures", pictures)
    assert "agents +2, calls +10 %" in text
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [(row["agents"], row["calls"]) for row in rows] == [
        ("0", "0.0"),
        ("0", "0.1"),
        ("2", "0.0"),
        ("2", "0.1"),
    ]
    assert float(rows[0]["offered difference"]) == 0.0
    assert float(rows[2]["service_level difference"]) > 0
    assert {path.name for path in pictures.iterdir()} == {
        "sweep-service_level.svg",
        "sweep-abandonment.svg",
        "sweep-asa.svg",
        "sweep-by-interval.svg",
    }
    assert all(path.read_text(encoding="utf-8").startswith("<svg") for path in pictures.iterdir())


def test_a_sweep_over_callers_changes_callers():
    text = good("sweep", SERVICE, *DATE, "--over", "patience=-50 %, 0 %", "--replications", 3, "--format", "json")
    impatient, same = json.loads(text)["points"]
    assert impatient["difference"]["abandonment"]["mean"] > 0
    assert same["difference"]["abandonment"]["mean"] == 0


def test_two_centers_are_compared_with_the_same_callers():
    text = good("compare", SERVICE, f"{SERVICE}:campaign", *DATE, "--replications", 3)
    assert "second - first" in text
    whole = json.loads(
        good("compare", SERVICE, CENTERS / "service-redesign.yaml", *DATE, "--replications", 3, "--format", "json")
    )
    assert whole["second"]["difference"]["abandonment"]["mean"] < 0


def test_a_change_in_words_is_compared_with_the_plan_as_it_is(tmp_path):
    text = good("simulate", SERVICE, *DATE, "--replications", 2, "--set", "agents +3", "--pictures", tmp_path)
    assert "what if: agents +3" in text
    assert (tmp_path / "service_level.svg").is_file()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("staff", SMALL, "--goal", "good"), "'good' is not a goal"),
        (("staff", SMALL, "--shift", "late: 8 h from 18:00"), "runs over midnight"),
        (("staff", SMALL, "--shift", "late"), "is not a shift"),
        (("staff", SMALL, "--set", "calls up"), "is not a change"),
        (("staff", SERVICE, "--set", "calls +5 %", "--what-if", "campaign"), "both --what-if and --set"),
        (("staff", SMALL, "--no-trade-off", "--out", "plan.pdf"), "written as .xlsx or .csv"),
        (("sweep", SMALL, "--over", "agents"), "is no range"),
        (("sweep", SMALL, "--over", "agents=0..50", "--over", "calls=-50 %..+50 % step 2 %"), "2,601 combinations"),
        (("compare", SERVICE, f"{SERVICE}:flood"), "no what-if is called 'flood'"),
        (("compare", "nowhere.yaml", SMALL), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(arguments, what):
    options = ("--replications", 2) if arguments[0] != "erlang" else ()
    result = run(*arguments, *DATE, *options)
    assert result.exit_code in (2, 3)
    assert what in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "name", "expected"),
    [
        ("a --arrivals 48/min --aht 1min --agents 50 --patience 2min --trunks 60", "blocking", 0.020883),
        (
            "mmng --arrivals 48/min --aht 1min --agents 50 --patience 1min --patience-is constant",
            "abandonment",
            0.004131,
        ),
        ("priority --arrivals 12/min,33/min --aht 1min --agents 50", "waits", [0.5745, 5.7452]),
        ("retrial --arrivals 0.6/min --aht 1min --retry 5min", "orbit", 5.4),
        ("mg1 --arrivals 0.8/s --aht 1s --cv 1.2", "wait", 4.88),
    ],
)
def test_every_formula_can_be_asked_alone(arguments, name, expected):
    whole = json.loads(good("erlang", "--model", *arguments.split(), "--format", "json"))
    assert whole[name] == pytest.approx(expected, abs=5e-5)
    assert good("erlang", "--model", *arguments.split())


def test_redials_can_be_asked_alone():
    redial = ("--redial", "50 % after 10 min")
    text = good(
        "erlang",
        "--model",
        "redial",
        "--arrivals",
        "20/min",
        "--aht",
        "1min",
        "--agents",
        20,
        "--patience",
        "36s",
        *redial,
    )
    assert "21.45289 calls a minute in all" in text


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ("b --arrivals 5/min --aht 1min --agents 10 --patience 1min", "model b knows no --patience"),
        ("a --arrivals 5/min --aht 1min --agents 10 --patience 1min --retry 1min", "model a knows no --retry"),
        ("redial --arrivals 5/min --aht 1min --agents 10 --patience 1min", "who calls again"),
        ("retrial --arrivals 5/min --aht 1min --agents 10", "calls again: when"),
        ("a --arrivals -5/min --aht 1min --agents 10 --patience 1min", "negative rate"),
        ("a --arrivals 5/min --aht 0s --agents 10 --patience 1min", "takes no time at all"),
    ],
)
def test_an_option_that_a_formula_does_not_know_is_refused(arguments, what):
    result = run("erlang", "--model", *arguments.split())
    assert result.exit_code == 2
    assert what in result.output


def test_kinds_of_shifts_may_stand_in_the_file(hotline):
    kinds = '\nshifts: {short: "1 h from 08:00 to 09:00, 20/h", long: "2 h from 08:00, 30/h"}\n'
    hotline.write_text(PLAN + kinds, encoding="utf-8")
    text = good("staff", hotline, *DATE, "--replications", 2, "--no-trade-off")
    assert " x short 08:00-09:00" in text
    assert "day" not in text.split("shifts of Team")[1]
    asked = good("staff", hotline, *DATE, "--replications", 2, "--no-trade-off", "--shift", "odd: 2 h from 08:00, 5/h")
    assert " x odd 08:00-10:00" in asked
    assert "short" not in asked


def test_a_kind_of_shift_that_cannot_be_read_is_a_fault_on_its_line(hotline):
    hotline.write_text(PLAN + "shifts:\n  good: 2 h from 08:00\n  bad: eight hours\n", encoding="utf-8")
    result = run("staff", hotline, *DATE)
    assert result.exit_code == 2
    assert "hotline.yaml:9: 'bad: eight hours' is not a shift" in result.output
