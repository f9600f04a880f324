"""`cxsim run`, `shop`, `judge`, `report`, `checks` and `history` as a user types them, with every exit code."""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from cxsim.cli import main
from cxsim.errors import EXIT_DEFINITION, EXIT_GAPS, EXIT_INTERRUPTED, EXIT_NOT_LOOKED_AT, EXIT_OK
from cxsim.experience import Kind
from cxsim.record import load
from tests.sites.site import Answer, Site

COMMAND = [sys.executable, "-c", "from cxsim.cli import main; main()"]
MAP = """
    company: {name: Shop, zone: Europe/Berlin}
    touchpoints:
      phone:
        {channel: phone, owner: Service, hours: "08:00-20:00", flow: ivr/line.yaml, callcenter: callcenter/c.yaml}
      web shop: {channel: web, owner: Online, address: "http://127.0.0.1:9"}
"""
GOOD = """
    ivr: Line
    closed: goodbye
    flow:
      welcome:
        says: For orders press 1. For a person press 0.
        keys: {1: people, 0: people}
        silent: {after: 5 s, repeat: 1, then: people}
        wrong: {repeat: 1, then: people}
      people: {queue: calls}
      goodbye: {says: We are open from 8 to 20., then: hang up}
"""
BAD = GOOD.replace("{1: people, 0: people}", "{1: people}").replace(
    "repeat: 1, then: people}\n      people", "repeat: 1, then: goodbye}\n      people"
)
CENTER = """
    callcenter: Center
    calls: 6/h
    aht: 2 min
    agents: 12
"""
CALL = """
    scenario: Ask
    personas: [anna]
    starts: 2026-11-24 10:00
    journey: [phone]
    solved: {reaches: a human}
"""
VISIT = CALL.replace("journey: [phone]", "journey: [{web shop: [{click: Help}]}]")


def files_of(flow=GOOD, scenario=CALL, **files):
    return {
        "scenarios/touchpoints.yaml": MAP,
        "scenarios/complain.yaml": scenario,
        "scenarios/ivr/line.yaml": flow,
        "scenarios/callcenter/c.yaml": CENTER,
        **files,
    }


@pytest.fixture
def project(small_project):
    return lambda *words, **files: small_project(files_of(*words, **files))


@pytest.fixture(scope="module")
def fine(lasting_project):
    """A run without a gap: what the command said, and the run's folder."""
    table = "start,calls\n" + "\n".join(f"{hour:02}:00,6" for hour in range(8, 20))
    center = {"scenarios/callcenter/c.yaml": CENTER.replace("6/h", "plans/forecast.csv"), "plans/forecast.csv": table}
    root = lasting_project(files_of(**center))
    return apart(root, "run"), the_run(root)


@pytest.fixture(scope="module")
def failed(lasting_project):
    """A run with a gap, as a program reads it: what the command said, and the run's folder."""
    root = lasting_project(files_of(BAD))
    return cxsim(root, "run", "--fail-on", "critical", "--format", "json"), the_run(root)


def cxsim(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, which spares starting one; ``apart`` does it as users do."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(root)
        patch.setattr(sys, "argv", ["cxsim", *words])
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            main()
    return subprocess.CompletedProcess(words, end.value.code, out.getvalue(), err.getvalue())


def apart(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run([*COMMAND, *words], cwd=root, capture_output=True, text=True, check=False, timeout=120)


def the_run(root: Path) -> Path:
    (folder,) = [f for f in (root / "reports").iterdir() if f.is_dir()]
    return folder


def test_a_run_keeps_every_file_that_it_was_read_from_and_can_be_judged_without_the_project(fine, tmp_path):
    alone = shutil.copytree(fine[1], tmp_path / "alone")
    assert (alone / "definitions" / "plans" / "forecast.csv").is_file()
    done = cxsim(tmp_path, "judge", "alone", "--fail-on", "never")
    assert done.returncode == EXIT_OK, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["alone"]


def test_a_table_outside_of_the_project_is_refused(project):
    root = project(**{"scenarios/callcenter/c.yaml": CENTER.replace("6/h", "far/forecast.csv")})
    (root.parent / "far").mkdir()
    (root.parent / "far" / "forecast.csv").write_text("start,calls\n08:00,6\n")
    done = cxsim(root, "validate")
    assert done.returncode == EXIT_DEFINITION
    assert "forecast.csv: it lies outside the project" in done.stderr


def test_without_a_gap_it_exits_with_0_and_says_where_the_report_is(fine):
    done, folder = fine
    assert done.returncode == EXIT_OK, done.stdout + done.stderr
    assert f"reports/{folder.name}/report.html" in done.stdout
    assert {"report.json", "report.html", "junit.xml", "tables"} <= {file.name for file in folder.iterdir()}


def test_a_gap_exits_with_1_from_the_impact_that_is_asked_for(failed, tmp_path):
    done, folder = failed
    assert done.returncode == EXIT_GAPS
    shutil.copytree(folder, tmp_path / "again")
    assert cxsim(tmp_path, "judge", "again", "--fail-on", "never").returncode == EXIT_OK


@pytest.mark.slow
def test_only_new_gaps_count_against_the_last_run_of_the_same_label(project):
    root = project(flow=BAD)
    assert cxsim(root, "run", "--label", "nightly").returncode == EXIT_GAPS
    time.sleep(1.1)  # runs are told apart by the second in which they began
    assert cxsim(root, "run", "--label", "nightly", "--only-new").returncode == EXIT_OK
    history = json.loads(cxsim(root, "history", "--format", "json").stdout)
    assert [run["new"] for run in history["runs"]] == [None, []]


def test_every_fault_of_every_file_is_told_at_once_with_exit_2(project):
    root = project(**{"personas/anna.yaml": "problem: It leaks.\nmod: calm\n", "personas/bob.yaml": "goal: x\n"})
    done = cxsim(root, "run")
    assert done.returncode == EXIT_DEFINITION
    assert "anna.yaml:2: " in done.stderr
    assert "did you mean" in done.stderr
    assert "bob.yaml" in done.stderr
    assert not (root / "reports").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["run", "complan"],
        ["run", "--persona", "ana"],
        ["run", "--fail-on", "sometimes"],
        ["run", "--base-url", "web shp=http://127.0.0.1:1"],
        ["run", "--loading", "half"],
        ["run", "--language", "xx"],
        ["run", "--now", "tomorrow"],
        ["checks", "human-escap"],
    ],
)
def test_a_slip_on_the_command_line_is_a_sentence_with_a_hint_and_exit_2(project, words):
    done = cxsim(project(), *words)
    assert done.returncode == EXIT_DEFINITION
    assert "hint:" in done.stderr


def test_a_missing_browser_is_one_sentence_and_exit_3(project):
    root = project(scenario=VISIT)
    done = cxsim(root, "run", CXSIM_BROWSER="/nowhere/chrome")
    assert done.returncode == EXIT_NOT_LOOKED_AT, done.stdout
    assert "/nowhere/chrome" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_shop_and_judge_are_the_halves_of_run(project):
    root = project(flow=BAD)
    assert cxsim(root, "shop").returncode == EXIT_OK
    folder = the_run(root)
    assert not (folder / "report.json").exists()
    assert cxsim(root, "judge", str(folder), CXSIM_BROWSER="/nowhere").returncode == EXIT_GAPS
    html = (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    assert cxsim(root, "report", str(folder)).returncode == EXIT_OK
    assert (folder / "report.html").read_bytes() == html


def test_a_report_is_printed_for_a_pull_request_or_a_program_also_of_the_newest_run(failed):
    def printed(folder, format):
        done = cxsim(folder, "report", ".", "--format", format)
        assert done.returncode == EXIT_OK
        return done.stdout

    folder = failed[1]
    before = sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*"))
    text = printed(folder, "markdown")
    assert text.startswith("## ")
    assert "| **0 does not lead to a human from every menu**" in text
    assert printed(folder.parent, "markdown") == text
    assert json.loads(printed(folder, "json"))["gaps"]
    assert sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*")) == before


@pytest.mark.slow
def test_a_report_keeps_the_language_that_its_run_was_asked_for(project):
    root = project(flow=BAD)
    cxsim(root, "run", "--language", "de")
    folder = the_run(root)
    html = (folder / "report.html").read_bytes()
    assert b'<html lang="de"' in html
    persian = cxsim(root, "judge", str(folder), "--language", "fa")
    assert b'<html lang="fa" dir="rtl"' in (folder / "report.html").read_bytes()
    assert "مشتری" in persian.stdout
    cxsim(root, "judge", str(folder))
    assert (folder / "report.html").read_bytes() == html


@pytest.mark.slow
def test_the_second_run_of_a_label_is_set_beside_the_first_and_stays_so_when_that_is_gone(project):
    root = project(flow=BAD)
    cxsim(root, "run")
    first = the_run(root)
    time.sleep(1.1)  # runs are ordered by the second in which they began
    cxsim(root, "run")
    second = next(folder for folder in (root / "reports").glob("2*") if folder != first)
    html = (second / "report.html").read_bytes()
    assert len(json.loads((second / "report.json").read_text(encoding="utf-8"))["trend"]) == 2
    shutil.rmtree(first)
    cxsim(root, "judge", str(second))
    assert (second / "report.html").read_bytes() == html


def test_a_torn_record_is_refused_with_exit_3_and_left_as_it_was(fine, tmp_path):
    record = shutil.copytree(fine[1], tmp_path / "torn") / "experiences.ndjson"
    torn = record.read_bytes()[:-100]
    record.write_bytes(torn)
    done = cxsim(tmp_path, "judge", "torn")
    assert done.returncode == EXIT_NOT_LOOKED_AT
    assert "hint:" in done.stderr
    assert record.read_bytes() == torn


def test_json_is_the_whole_document_and_nothing_else(failed):
    document = json.loads(failed[0].stdout)
    assert document["schema_version"] == 1
    parts = {"run", "personas", "touchpoints", "experiences", "verdicts", "gaps", "unknowns", "settings"}
    assert parts <= set(document)


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, EXIT_INTERRUPTED), (signal.SIGTERM, 143)])
def test_a_run_that_is_broken_off_leaves_no_half_written_file(project, ending, code):
    root = project(scenario=CALL.replace("personas: [anna]", "personas: all"), **many_personas(400))
    process = subprocess.Popen(
        [*COMMAND, "run"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,
    )
    wait_for(lambda: list((root / "reports").glob(".part-*/experiences.ndjson")))
    process.send_signal(ending)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    assert list((root / "reports").iterdir()) == []


GIVEN = CALL.replace("journey:", "given: [order]\n    journey:")


def commands(set_up: str, clean_up: str = "undo") -> dict[str, str]:
    """Test data by a script: it notes for whom it is, and ``wait`` takes its time, ``fail`` fails."""
    tool = """
        import os, sys, time
        with open("log", "a") as log:
            log.write(f"{sys.argv[1]} {os.environ['CXSIM_PERSONA']} {os.environ['CXSIM_TRIAL']}\\n")
        time.sleep(60 if sys.argv[1] == "wait" else 0)
        sys.exit("nothing in stock" if sys.argv[1] == "fail" else 0)
    """
    python = f"{sys.executable} order.py"
    settings = f"[commands.order]\n'set up' = '{python} {set_up}'\n'clean up' = '{python} {clean_up}'\n"
    return {"order.py": tool, "cxsim.toml": settings}


def noted(root: Path) -> list[str]:
    log = root / "log"
    return log.read_text().splitlines() if log.exists() else []


def test_a_failed_set_up_exits_with_3_and_says_why(project):
    root = project(scenario=GIVEN, **commands("fail"))
    done = cxsim(root, "run", "--fail-on", "serious")
    assert done.returncode == EXIT_NOT_LOOKED_AT, done.stderr
    assert "nothing in stock" in done.stderr
    assert noted(root) == ["fail anna 0", "undo anna 0"]


@pytest.mark.slow
def test_with_several_workers_each_walk_has_test_data_of_its_own(project):
    root = project(scenario=GIVEN, **commands("make"))
    assert apart(root, "run", "--trials", "3", "--workers", "2").returncode == EXIT_OK
    assert sorted(noted(root)) == sorted(f"{what} anna {trial}" for what in ("make", "undo") for trial in range(3))


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_cleans_up_what_was_begun(project, workers):
    root = project(scenario=GIVEN, **commands("wait"))
    process = subprocess.Popen(
        [*COMMAND, "run", "--trials", str(workers), "--workers", str(workers)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,
    )
    wait_for(lambda: len(noted(root)) == workers)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == EXIT_INTERRUPTED, errors
    assert sorted(noted(root)) == sorted(f"{what} anna {n}" for what in ("wait", "undo") for n in range(workers))


@pytest.mark.slow  # a process and a browser of its own
def test_what_fails_in_the_first_try_and_works_in_the_second_is_kept_twice_and_told_as_unsteady(project):
    tries = itertools.count()

    def callback(asked):
        works = asked.method == "HEAD" or next(tries) > 0
        return "<h1>Thank you</h1><p>We call you.</p>" if works else Answer(status=500, body="<h1>Sorry</h1>")

    visit = VISIT.replace("reaches: a human", "sees: We call you")
    with Site({"/": "<h1>Home</h1><a href=/help>Help</a>", "/help": callback}) as site:
        root = project(scenario=visit, **{"scenarios/touchpoints.yaml": MAP.replace("http://127.0.0.1:9", site.url)})
        done = apart(root, "run", "--trials", "2")
    assert done.returncode == EXIT_GAPS, done.stderr
    run = the_run(root)
    document = json.loads((run / "report.json").read_text(encoding="utf-8"))
    tried = [lived for lived in document["experiences"] if lived["persona"]]
    assert [(lived["trial"], *lived["goals"].values()) for lived in tried] == [(0, False), (1, True)]
    assert all(any(moment["evidence"] for moment in lived["moments"]) for lived in tried)
    (gap,) = [gap for gap in document["gaps"] if gap["check"] == "steadiness"]
    assert gap["observed"] == "“A repair” works in one try and fails in another"
    assert len({picture["sha256"] for picture in gap["evidence"]}) == 2  # how each of the two ended
    assert all((run / picture["path"]).is_file() for picture in gap["evidence"])
    assert "The same steps work now and then" in (run / "report.html").read_text(encoding="utf-8")


TELLS_OF_AXE = """
    <h1>Help</h1><img src=/x.svg><a href=/gone>Read more</a><script>
    let axe;
    Object.defineProperty(window, "axe", { get: () => axe, set: (found) => { axe = found; fetch("/axe"); } });
    </script>
"""


@pytest.mark.slow  # two processes and two browsers of their own
def test_what_one_worker_found_out_about_a_page_the_others_need_not_find_out_again(project):
    seen = VISIT.replace("[anna]", "[all]").replace("[{click: Help}]", "[]").replace("reaches: a human", "sees: Help")
    with Site({"/": TELLS_OF_AXE, "/x.svg": "", "/axe": ""}) as site:
        root = project(scenario=seen, **{"scenarios/touchpoints.yaml": MAP.replace("http://127.0.0.1:9", site.url)})
        for name, text in many_personas(1).items():
            (root / name).write_text(text)
        done = apart(root, "run", "--workers", "2", "--fail-on", "never")
        assert done.returncode == EXIT_OK, done.stderr
        asked = [asked.path for asked in site.asked if asked.method != "HEAD"]
        tried = [asked.path for asked in site.asked if asked.method == "HEAD"]
        assert asked.count("/") >= 2
        assert asked.count("/axe") == 1
        assert tried == ["/gone"]
    run = the_run(root)
    rules = [m.data["findings"] for x in load(run) for m in x.of(Kind.INSPECTED) if m.data["what"] == "accessibility"]
    assert "image-alt" in {finding["rule"] for finding in rules[0]}
    assert rules == [rules[0]] * 2
    assert not [path for path in run.iterdir() if path.name.startswith(".")]


@pytest.mark.skipif(os.name != "posix", reason="processes as on POSIX")
@pytest.mark.slow
def test_a_worker_that_is_killed_is_cleaned_up_after(project):
    kill = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"
    files = commands("make") | {"kill.py": kill}
    files["cxsim.toml"] = files["cxsim.toml"].replace("order.py make", "kill.py")
    root = project(scenario=GIVEN, **files)
    done = apart(root, "run", "--trials", "2", "--workers", "2", "--fail-on", "never")
    assert done.returncode == EXIT_NOT_LOOKED_AT, done.stderr
    assert sorted(noted(root)) == ["undo anna 0", "undo anna 1"]


@pytest.mark.slow
def test_pytest_takes_fixtures_for_test_data_and_else_the_commands(project):
    root = project(scenario=GIVEN.replace("[order]", "[order, in stock]"), **commands("make"))
    fixture = "import pytest\n@pytest.fixture\ndef in_stock():\n    open('log', 'a').write('a fixture\\n')\n"
    (root / "conftest.py").write_text(fixture)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "scenarios", "--fail-on", "serious"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert "2 passed" in done.stdout, done.stdout
    assert noted(root) == ["a fixture", "make anna 0", "undo anna 0"]


def test_an_environment_that_nobody_knows_is_told(project):
    done = cxsim(project(**{"cxsim.toml": "[environments.staging]\nself-signed = true\n"}), "run", "--env", "stagin")
    assert done.returncode == EXIT_DEFINITION
    assert "--env stagin: there is no such environment" in done.stderr
    assert "did you mean staging?" in done.stderr


def test_whoever_watches_may_slow_the_browser_down_and_let_time_really_pass(project):
    from cxsim.channels import open_channels
    from cxsim.cli.planning import Wanted, make_plan
    from cxsim.errors import DefinitionError
    from cxsim.touchpoint import ChannelName

    root = project()
    plan = make_plan(Wanted(project=root, headed=True, slow_mo="0.5 s", real_time=True))
    assert (plan.headed, plan.slow_motion, plan.real_time) == (True, 0.5, True)
    with open_channels(plan.project, headed=plan.headed, slow_motion=plan.slow_motion) as channels:
        assert channels[ChannelName.WEB].browsers.slow_motion == 0.5
    with pytest.raises(DefinitionError, match="--slow-mo 'slowly'"):
        make_plan(Wanted(project=root, slow_mo="slowly"))


def test_whatever_folder_reports_go_to_nothing_in_it_is_changed_or_removed(project):
    """Also where it is a website's, a git tree's, or holds hidden folders that only look like ours."""
    root = project()
    theirs = {
        root / "index.html": "<h1>Our website</h1>",
        root / ".git" / "HEAD": "ref: refs/heads/main",
        root / ".part-old" / "run.json": "{}",
        root / "2026-01-01T00-00-00Z-run" / "report.json": "{}",
    }
    for file, text in theirs.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    done = cxsim(root, "run", "--out", ".")
    assert done.returncode == EXIT_OK, done.stderr
    assert {file: file.read_bytes() for file in before} == before
    assert len(list(root.glob("2*/report.html"))) == 1


def test_two_runs_at_once_do_not_meet(project):
    root = project()
    command = [*COMMAND, "run"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    both = [subprocess.Popen(command, cwd=root, **quiet) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [EXIT_OK, EXIT_OK]
    folders = [f for f in (root / "reports").iterdir() if f.is_dir()]
    assert len(folders) == 2
    assert all((folder / "report.json").exists() for folder in folders)
    index = (root / "reports/index.html").read_text(encoding="utf-8")
    assert sum(folder.name in index for folder in folders) >= 1


def hears_ctrl_c() -> None:
    """What a shell starts in the background is deaf to Ctrl-C, and so would be everything that we start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def many_personas(count: int) -> dict[str, str]:
    return {f"personas/p{n}.yaml": "problem: It leaks.\ngoal: A repair\nmood: calm\n" for n in range(count)}


def wait_for(condition, seconds=60.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)
