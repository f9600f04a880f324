import pytest

from cxsim.callcenter.analytic import patient_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.intervalreport import is_interval_report, lines, read_report
from cxsim.callcenter.times import exponential


def written(folder, rows, headers="Intervall;Angebotene Anrufe;Angenommen;Verloren;AHT;Wartezeit"):
    path = folder / "report.csv"
    path.write_text("\n".join([headers, *rows]) + "\n", encoding="utf-8")
    return path


def of_erlang_a(calls, aht, agents, patience):
    """What half an hour of this queue would be reported as, in German numbers."""
    queue = patient_queue(calls / 1800, aht, agents, exponential(patience), within=20)
    lost = calls * queue.abandonment
    return f"{calls};{calls - lost:.4f};{lost:.4f};{aht};{queue.asa:.4f}".replace(".", ",")


def test_patience_is_what_erlang_a_needs_for_hang_ups_and_waits(tmp_path):
    rows = [
        f"08:{n}0;" + of_erlang_a(calls, 300, agents, 170) for n, (calls, agents) in enumerate([(150, 24), (90, 15)])
    ]
    path = written(tmp_path, rows)
    assert is_interval_report(path)
    report = read_report(path)
    assert report.patience == pytest.approx(170, rel=0.02)
    assert [one.agents for one in report.intervals] == pytest.approx([24, 15], abs=0.05)


def test_what_intervals_cannot_tell_is_said(tmp_path):
    path = written(tmp_path, ["08:00;" + of_erlang_a(150, 300, 24, 170)])
    text = "\n".join(lines(read_report(path)))
    assert "what an interval report cannot tell" in text
    assert "'Verloren' as abandoned" in text


def test_an_interval_with_few_hang_ups_says_nothing(tmp_path):
    report = read_report(written(tmp_path, ["08:00;10;10;0;300;1,5"]))
    assert report.patience is None
    assert "not measured" in "\n".join(lines(report))


def test_rows_that_contradict_themselves_are_dropped_with_their_line(tmp_path):
    good = "08:00;" + of_erlang_a(150, 300, 24, 170)
    report = read_report(written(tmp_path, [good, "08:30;10;2;90;300;5", "09:00;-5;2;1;300;5"]))
    assert len(report.intervals) == 1
    assert "line 3: more calls were lost or answered than offered" in report.dropped[0]
    assert "line 4" in report.dropped[1]


def test_a_report_without_waits_is_refused(tmp_path):
    path = written(tmp_path, ["08:00;10;9;1;300"], "Interval;Offered;Answered;Abandoned;AHT")
    with pytest.raises(CenterError, match="no column looks like asa"):
        read_report(path)
