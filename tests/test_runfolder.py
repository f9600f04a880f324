import json
import os
import subprocess
import sys

import pytest

from cxsim.errors import CxsimError, RecordError
from cxsim.runfolder import MARKER, RunInfo, new_run, publish, read_info, slug, sweep

INFO = RunInfo(
    label="nightly", started="2026-11-22T03:00:00+00:00", seed=1, addresses={"web shop": "http://127.0.0.1:1"}
)


def test_a_run_appears_under_its_name_only_when_it_is_published(tmp_path):
    with new_run(tmp_path, INFO) as folder:
        (folder.path / "report.json").write_text("{}")
        assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == []
        path = publish(folder)
    assert path.name == "2026-11-22T03-00-00Z-nightly"
    assert (path / "report.json").exists()
    assert not (path / MARKER).exists()
    assert read_info(path) == INFO


def test_a_run_that_breaks_off_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), new_run(tmp_path, INFO):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_two_runs_of_the_same_second_do_not_meet(tmp_path):
    with new_run(tmp_path, INFO) as first, new_run(tmp_path, INFO) as second:
        assert {publish(first).name, publish(second).name} == {
            "2026-11-22T03-00-00Z-nightly",
            "2026-11-22T03-00-00Z-nightly-2",
        }


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path):
    script = (
        "import os, signal, pathlib, sys; from cxsim.runfolder import *;"
        "info = RunInfo(label='x', started='2026-11-22T03:00:00+00:00', seed=1);"
        "cm = new_run(pathlib.Path(sys.argv[1]), info); cm.__enter__(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    (killed,) = tmp_path.glob(".part-*")
    foreign = tmp_path / ".part-of-somebody-else"
    foreign.mkdir()
    with new_run(tmp_path, INFO) as living:
        assert not killed.exists()
        assert foreign.exists()
        sweep(tmp_path)
        assert living.path.exists()


def test_a_number_that_another_process_has_taken_over_does_not_protect_the_remains(tmp_path):
    part = tmp_path / ".part-1-aa"
    part.mkdir()
    (part / MARKER).write_text(json.dumps({"pid": os.getpid(), "born": "long ago"}))
    sweep(tmp_path)
    assert not part.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CxsimError, match="cannot write to"), new_run(blocked / "reports", INFO):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1, "label": "x"}'])
def test_a_broken_run_json_is_a_record_error(tmp_path, content):
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(RecordError):
        read_info(tmp_path)


def test_labels_become_safe_file_names():
    assert slug("../../Nächtlicher Lauf: 1") == "n-chtlicher-lauf-1"
    assert slug("\0/") == "run"
    assert len(slug("x" * 300)) == 60
