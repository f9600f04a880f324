"""The demo from end to end: every planted fault is found, the redesign is clean, and the answer is always the same."""

import hashlib
import json
import shutil
import subprocess
import sys

import pytest

from cxsim.demo.faults import FAULTS
from cxsim.experience import Kind
from cxsim.history import past_runs
from cxsim.record import load

pytestmark = pytest.mark.slow
CXSIM = [sys.executable, "-c", "from cxsim.cli import main; main()"]
FIXED = ("--loading", "0.5s")


def test_every_planted_fault_is_a_gap_of_the_company_as_it_is(demo):
    run = demo(*FIXED)
    assert run.done.returncode == 0, run.done.stderr
    found = {(gap["check"], gap["touchpoint"]) for gap in run.document["gaps"]}
    slow_page = {("page-speed", "web shop")}  # --loading fixes what this one measures; the next test finds it
    assert {(fault.check, fault.touchpoint) for fault in FAULTS} - found <= slow_page


def test_its_customers_show_both_ends_of_the_queue(demo):
    moments = [moment for lived in demo(*FIXED).document["experiences"] for moment in lived["moments"]]
    waits = [moment["data"] for moment in moments if moment["kind"] == "waited"]
    hung_up = {wait["censored"] for wait in waits if wait["for"] == "queue"}
    assert hung_up == {True, False}, "one hangs up, another one is answered"


def test_measured_loading_finds_the_slow_page_too_and_every_gap_has_an_owner_a_priority_and_proof(demo):
    document = demo().document
    planted = {(fault.check, fault.touchpoint) for fault in FAULTS}
    gaps = {(gap["check"], gap["touchpoint"]): gap for gap in document["gaps"]}
    assert planted <= set(gaps)
    for gap in gaps.values():
        assert gap["owner"]
        assert gap["reason"]
        assert gap["verdicts"]
    assert sum(gap["priority"] is not None for gap in gaps.values()) >= 0.9 * len(gaps)
    web = [gap for gap in gaps.values() if gap["touchpoint"] == "web shop"]
    assert sum(bool(gap["evidence"]) for gap in web) >= 0.75 * len(web)


def test_no_check_fails_after_the_redesign_and_every_goal_is_reached(demo):
    document = demo("--version", "redesign").document
    assert [(gap["check"], gap["touchpoint"], gap["reason"]) for gap in document["gaps"]] == []
    assert {met for lived in document["experiences"] for met in lived["goals"].values()} == {True}
    assert document["harness_faults"] == []


def test_the_same_seed_with_fixed_loading_gives_equal_experiences_whatever_port_and_number_of_workers(demo):
    two, one = demo(*FIXED), demo(*FIXED, "--workers", "1")
    assert lived(two) == lived(one)


def test_without_fixed_loading_only_times_differ(demo):
    """The same steps, choices and simulated parts; a measured time may cross a limit of patience, none does here."""
    fixed, measured = lived(demo(*FIXED)), lived(demo())
    assert fixed.keys() == measured.keys()
    for name, experience in fixed.items():
        assert done_by(experience) == done_by(measured[name]), name


def test_judging_the_same_evidence_again_gives_the_same_bytes_without_a_browser(demo, tmp_path):
    folder = tmp_path / "again"
    shutil.copytree(demo(*FIXED).folder, folder)
    before = checksums(folder)
    done = subprocess.run(
        [*CXSIM, "judge", str(folder), "--fail-on", "never"],
        env={"PATH": "", "CXSIM_BROWSER": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert checksums(folder) == before


def test_the_list_of_runs_and_the_history_know_the_run(demo):
    run = demo(*FIXED)
    index = (run.folder.parent / "index.html").read_text(encoding="utf-8")
    assert run.folder.name in index
    runs, faults = past_runs(run.folder.parent)
    assert ([found.folder.name for found in runs], faults) == ([run.folder.name], [])


def test_the_report_is_what_the_contract_says(demo):
    from importlib import resources

    import jsonschema

    schema = json.loads((resources.files("cxsim.reporting") / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(demo(*FIXED).document, schema)


def lived(run):
    return {experience.id: experience for experience in load(run.folder)}


def done_by(experience):
    kinds = (Kind.ACTED, Kind.REACHED, Kind.DROPPED, Kind.OUTCOME, Kind.ASKED, Kind.BLOCKED, Kind.ANSWERED)
    return [
        (m.kind, m.touchpoint, m.data.get("action"), m.data.get("target"), m.data.get("met"))
        for m in experience.of(*kinds)
    ]


def checksums(folder):
    names = ["report.json", "report.html", "junit.xml"]
    files = [folder / name for name in names] + sorted((folder / "tables").iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
