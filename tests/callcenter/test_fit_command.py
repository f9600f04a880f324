import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cxsim.callcenter.reading import read
from cxsim.cli import callcenter
from tests.callcenter.logs import BANK, simulated


def run(*arguments):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["callcenter", *map(str, arguments)])


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Four weeks of a simulated hotline, as a German center would export them."""
    calls = simulated(28)
    lines = ["Datum;Uhrzeit;Anliegen;Wartezeit;Gesprächszeit;Anrufstatus;Mitarbeiter"]
    for n in range(len(calls)):
        day = f"{calls.days[calls.day[n]]:%d.%m.%Y}"
        at = calls.arrival[n]
        clock = f"{int(at // 3600):02d}:{int(at % 3600 // 60):02d}:{int(at % 60):02d}"
        talk = f"{calls.talk[n]:.1f}".replace(".", ",") if calls.answered[n] else ""
        status = "angenommen" if calls.answered[n] else "aufgelegt"
        wait = f"{calls.wait[n]:.1f}".replace(".", ",")
        lines.append(f"{day};{clock};<b>Bestellung</b>;{wait};{talk};{status};{calls.agent[n] if talk else ''}")
    path = tmp_path_factory.mktemp("log") / "anrufe.csv"
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    return path


def test_a_log_becomes_a_center_a_report_and_a_prediction(log, tmp_path):
    out = tmp_path / "fitted"
    result = run("fit", log, "--predict", "2026-03-23..2026-03-25", "--replications", 4, "--out", out)
    assert result.exit_code == 0, result.output
    assert "'Wartezeit' as wait" in result.stdout
    assert "learned from" in result.stdout
    assert "predicted, with the agents who were there" in result.stdout
    assert "predicted, agents as on earlier weekdays" in result.stdout
    assert sorted(path.name for path in out.iterdir()) == ["agents.csv", "center.yaml", "forecast.csv", "report.html"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3 + 2 * 2
    assert "<b>Bestellung</b>" not in page  # a log's text is never markup
    assert "<script" not in page
    assert read(out / "center.yaml").types[0].name == "<b>Bestellung</b>"


def test_a_real_day_is_replayed_and_told_as_json(log):
    result = run("fit", log, "--replay", "2026-03-24", "--replications", 3, "--format", "json")
    assert result.exit_code == 0, result.output
    whole = json.loads(result.stdout)
    (held,) = whole["held"]
    level = held["measures"]["service_level"]
    assert len(level["predicted"]) == len(level["actual"]) == len(whole["starts"])
    assert abs(level["whole"]["predicted"] - level["whole"]["actual"]) < 0.15
    assert whole["types"][0]["patience"]["exponential"] == pytest.approx(150, rel=0.15)


def test_predicted_days_are_not_learned_from(log):
    result = run("fit", log, "--predict", "2026-03-23..2026-03-29", "--replications", 2, "--format", "json")
    assert json.loads(result.stdout)["learned_from"][-1] == "2026-03-22"


def test_an_interval_report_is_known_by_its_headers(tmp_path):
    path = tmp_path / "report.csv"
    path.write_text("Interval,Offered,Answered,Abandoned,AHT,ASA\n08:00,150,138,12,300,25\n", encoding="utf-8")
    result = run("fit", path)
    assert result.exit_code == 0, result.output
    assert "by Erlang A from 1 intervals" in result.stdout
    assert json.loads(run("fit", path, "--format", "json").stdout)["patience"] > 60


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--predict", "soon"), "is no date and no range of dates"),
        (("--predict", "2027-01-01"), "the log has no such day"),
        (("--learn", "2026-03-02..2026-03-03", "--predict", "2026-03-06"), "no Friday is in the days"),
        (("--layout", "nowhere"), "no layout 'nowhere'"),
        (("--target", "soon"), "is not a target"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(log, options, what):
    result = run("fit", log, "--replications", 2, *options)
    assert result.exit_code == 2
    assert what in result.output
    assert "Traceback" not in result.output


def test_a_log_that_is_not_there_or_empty_is_said(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    for path, what in ((empty, "empty"), (Path("nowhere.csv"), "nowhere.csv")):
        result = run("fit", path)
        assert result.exit_code == 2
        assert what in result.output


@pytest.mark.slow
@pytest.mark.skipif(not BANK.is_file(), reason=f"{BANK.name} is not laid beside the project")
def test_the_banks_layout_is_shipped():
    result = run("fit", BANK, "--layout", "anonymous-bank", "--learn", "1999-02-01..1999-02-21", "--format", "json")
    whole = json.loads(result.stdout)
    assert whole["rows"] == 33_344
    assert {one["type"] for one in whole["types"]} == {"NE", "NW", "PS", "TT", "others"}
