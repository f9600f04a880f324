import json

import pytest

from cxsim.errors import RecordError
from cxsim.history import baseline_for, difference, earlier, keep, kept, past_runs, read_run


def write_run(reports, name, *, label="nightly", started="2026-11-21T03:00:00+00:00", gaps=(), met=(True, False, None)):
    folder = reports / name
    folder.mkdir(parents=True)
    document = {
        "schema_version": 1,
        "run": {"label": label, "started": started},
        "experiences": [{"goals": {f"goal {n}": m for n, m in enumerate(met)}}],
        "gaps": [{"check": c, "touchpoint": t, "impact": i} for c, t, i in gaps],
    }
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


OLD = (("human-escape", "phone", "critical"), ("page-speed", "web shop", "moderate"))
NEW = (("human-escape", "phone", "critical"), ("input-kept", "web shop", "serious"))


def test_what_is_new_gone_and_stayed_is_told_apart(tmp_path):
    before = read_run(write_run(tmp_path, "a", gaps=OLD))
    after = read_run(write_run(tmp_path, "b", gaps=NEW))
    change = difference(before, after)
    assert change.new == (("input-kept", "web shop"),)
    assert change.gone == (("page-speed", "web shop"),)
    assert change.stayed == (("human-escape", "phone"),)


def test_unknown_goals_count_neither_for_nor_against(tmp_path):
    run = read_run(write_run(tmp_path, "a"))
    assert (run.goals_met, run.goals_told) == (1, 2)


def test_the_baseline_is_the_latest_earlier_run_of_the_same_label(tmp_path):
    write_run(tmp_path, "a", started="2026-11-19T03:00:00+00:00")
    write_run(tmp_path, "b", started="2026-11-20T03:00:00+00:00")
    write_run(tmp_path, "c", started="2026-11-20T09:00:00+00:00", label="demo")
    write_run(tmp_path, "d", started="2026-11-21T03:00:00+00:00")
    runs, faults = past_runs(tmp_path)
    assert faults == []
    found = baseline_for(runs[-1], runs)
    assert found is not None
    assert found.folder.name == "b"
    assert baseline_for(runs[0], runs) is None


@pytest.mark.parametrize(
    "content", ["", '{"schema_version": 1', "[]", '{"schema_version": 99}', '{"schema_version": 1}']
)
def test_a_torn_or_foreign_report_is_named_and_passed_over(tmp_path, content):
    write_run(tmp_path, "good")
    bad = tmp_path / "torn"
    bad.mkdir()
    (bad / "report.json").write_text(content, encoding="utf-8")
    runs, faults = past_runs(tmp_path)
    assert [run.folder.name for run in runs] == ["good"]
    assert len(faults) == 1
    assert "torn" in faults[0]
    with pytest.raises(RecordError):
        read_run(bad)


def test_earlier_runs_of_the_label_are_kept_as_they_were(tmp_path):
    write_run(tmp_path, "2026-11-19T03-00-00Z-nightly", started="2026-11-19T03:00:00+00:00", gaps=OLD)
    write_run(tmp_path, "2026-11-20T03-00-00Z-nightly", started="2026-11-20T03:00:00+00:00", gaps=NEW)
    write_run(tmp_path, "2026-11-20T04-00-00Z-nightly-2", label="nightly 2", started="2026-11-20T04:00:00+00:00")
    write_run(tmp_path, "2026-11-22T03-00-00Z-nightly", started="2026-11-22T03:00:00+00:00")
    torn = tmp_path / "2026-11-18T03-00-00Z-nightly"
    torn.mkdir()
    (torn / "report.json").write_text("{")
    runs = earlier(tmp_path, "nightly", "2026-11-21T03:00:00+00:00")
    assert [run.started[:10] for run in runs] == ["2026-11-19", "2026-11-20"]
    assert earlier(tmp_path, "nightly", "2026-11-21T03:00:00+00:00", most=1) == runs[1:]
    mine = tmp_path / "mine"
    mine.mkdir()
    keep(mine, runs)
    assert [(run.started, run.gaps, run.goals_met) for run in kept(mine)] == [
        (run.started, run.gaps, run.goals_met) for run in runs
    ]


def test_a_run_that_kept_nothing_has_no_earlier_ones_and_a_torn_list_is_told(tmp_path):
    assert kept(tmp_path) == []
    (tmp_path / "earlier.json").write_text('[{"folder": "x"}]')
    with pytest.raises(RecordError, match=r"earlier\.json cannot be read"):
        kept(tmp_path)
