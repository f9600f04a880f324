"""The plugin as a QA team meets it: scenario files as tests, failures as sentences, one report for the session."""

import json
import textwrap

import pytest

from cxsim.channels.web.browser import find_browser
from cxsim.errors import BrowserMissingError
from tests.sites.site import Site

MAP = """
company: {name: Shop, zone: Europe/Berlin}
touchpoints:
  phone: {channel: phone, owner: Service, hours: "08:00-20:00", flow: ivr/line.yaml, callcenter: callcenter/c.yaml}
  web shop: {channel: web, owner: Online, address: "http://127.0.0.1:9"}
"""
STORE = MAP.replace("  web shop:", "  store: {channel: visit, owner: Manager}\n  web shop:")
LINE = """
ivr: Line
closed: goodbye
flow:
  welcome:
    says: For orders press 1. For a person press 0.
    keys: {1: people, 0: goodbye}
    silent: {after: 5 s, repeat: 1, then: people}
    wrong: {repeat: 1, then: people}
  people: {queue: calls}
  goodbye: {says: We are open from 8 to 20., then: hang up}
"""
CENTER = """
callcenter: Center
calls: 6/h
aht: 2 min
agents: 12
"""
ANNA = """
problem: It leaks.
goal: A repair
mood: calm
"""
CALL = """
scenario: Ask
personas: [anna]
starts: 2026-11-24 10:00
journey: [phone]
solved: {reaches: a human}
"""


@pytest.fixture
def project(pytester):
    """A project with one caller; files that are named replace its own."""

    def lay(**files):
        written = {
            "personas/anna.yaml": ANNA,
            "scenarios/touchpoints.yaml": MAP,
            "scenarios/ivr/line.yaml": LINE,
            "scenarios/callcenter/c.yaml": CENTER,
            "scenarios/ask.yaml": CALL,
            **files,
        }
        for name, text in written.items():
            path = pytester.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return pytester

    return lay


def run_of(pytester):
    (folder,) = (path for path in (pytester.path / "reports").iterdir() if path.is_dir())
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


MENDED = LINE.replace("0: goodbye}", "0: people}")


def test_scenarios_are_tests_and_failures_are_sentences_that_a_manager_can_read(project):
    pytester = project(
        **{
            "scenarios/touchpoints.yaml": STORE,
            "scenarios/visit.yaml": CALL.replace("[phone]", "[store]"),
            "other.yaml": "answers: 42\n",
        }
    )
    result = pytester.runpytest_subprocess("-v", "-rs", ".", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=2, skipped=1)
    lines = result.stdout
    lines.fnmatch_lines(["*ask.yaml::anna FAILED*", "*ask.yaml::phone: every menu, every hour FAILED*"])
    lines.fnmatch_lines(
        ["anna did not get: A repair", "*why it matters:*human-escape]*", "The report is in *report.html"]
    )
    lines.fnmatch_lines(["SKIPPED*not measured: the channel visit is not built yet"])
    assert "Traceback" not in lines.str()
    assert {gap["check"] for gap in run_of(pytester)["gaps"]} >= {"human-escape", "goal-reached"}

    pytester.runpytest_subprocess("scenarios", "--only-new").assert_outcomes(passed=2, skipped=1)


def test_a_broken_definition_is_an_error_of_collection_with_file_and_line(project):
    pytester = project(**{"scenarios/ask.yaml": CALL + "solvd: {sees: x}\n"})
    result = pytester.runpytest_subprocess("scenarios", "-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ask.yaml:7: 'solvd' is not a key*", "*did you mean 'solved'?*"])
    assert "loading.py" not in result.stdout.str()  # a broken file is no fault of a program


@pytest.mark.slow  # three further processes
def test_several_processes_write_one_report_and_what_is_mended_passes(project):
    pytester = project(**{"scenarios/ivr/line.yaml": MENDED})
    pytester.runpytest_subprocess("scenarios", "-n", "2").assert_outcomes(passed=2)
    assert {lived["persona"] for lived in run_of(pytester)["experiences"]} == {"anna", ""}


TWICE = """
def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol
    runtestprotocol(item, log=False, nextitem=nextitem)
    runtestprotocol(item, nextitem=nextitem)
    return True
"""


@pytest.mark.slow
def test_a_test_that_is_run_again_is_another_trial_and_both_are_kept(project):
    pytester = project(**{"conftest.py": TWICE, "scenarios/ivr/line.yaml": MENDED})
    pytester.runpytest_subprocess("scenarios").assert_outcomes(passed=2)
    ids = [lived["id"] for lived in run_of(pytester)["experiences"]]
    assert ids[0].startswith("ask/-/ask/anna/-/1 against ask/anna/-/0")
    assert [id for id in ids if "anna/-" in id and "against" not in id] == ["ask/anna/-/0", "ask/anna/-/1"]


@pytest.mark.slow
def test_fail_on_never_reports_and_passes(project):
    pytester = project()
    pytester.runpytest_subprocess("scenarios", "--fail-on", "never").assert_outcomes(passed=2)
    assert run_of(pytester)["gaps"]


# -- a customer driven from Python

TESTS = """
import pytest

@pytest.fixture(scope="session")
def cxsim_addresses():
    return {{"web shop": "{url}"}}

def test_a_repair_is_asked_for(customer):
    with customer("anna", at="web shop", solved={{"sees": "It is on its way"}}, starts="2026-11-24 10:00") as she:
        assert she.sees("Repairs")
        she.page.get_by_label("Order").fill(she.says("<order>"))
        she.page.get_by_role("button", name="Send").click()
        she.looks()
        assert she.solved
        assert she.seconds > 5

def test_with_a_fault_of_its_own(customer):
    with customer("anna", at="web shop", solved={{"sees": "It is on its way"}}) as she:
        she.page.get_by_role("button", name="Nothing here").click(timeout=500)

def test_in_steps(customer):
    with customer("anna", at="web shop", solved={{"sees": "It is on its way"}}) as she:
        she.does({{"fill": {{"Order": "<order>"}}}}, {{"click": "Send"}})
        assert she.solved

def test_that_gets_nowhere(customer):
    with customer("anna", at="web shop", solved={{"sees": "It is on its way"}}) as she:
        she.does({{"click": "Help"}})

def test_that_only_types(customer):
    with customer("anna", at="web shop", solved={{"sees": "Repairs"}}) as she:
        she.page.get_by_label("Order").press_sequentially("47")
        she.page.get_by_label("Order").press_sequentially("11")
        she.looks()
        she.page.get_by_role("heading").click()

def test_of_nobody(customer):
    with customer("bert", at="web shop") as she:
        pass

def test_of_a_touchpoint_without_a_channel(customer):
    with customer("anna", at="store") as she:
        pass
"""
FORM = "<h1>Repairs</h1><form method=post action=/><label>Order <input name=order></label><button>Send</button></form>"


def shop(asked):
    return "<h1>Thank you</h1><p>It is on its way.</p>" if asked.method == "POST" else FORM


def needs_a_browser():
    try:
        find_browser()
    except BrowserMissingError as error:
        pytest.skip(str(error))


def acts(lived):
    return [(m["data"]["action"], m["data"]["target"]) for m in lived["moments"] if m["kind"] == "acted"]


def test_a_test_drives_playwrights_own_page_and_what_it_does_lands_in_the_record(project):
    needs_a_browser()
    with Site({"/": shop}) as site:
        pytester = project(**{"test_shop.py": TESTS.format(url=site.url), "scenarios/touchpoints.yaml": STORE})
        result = pytester.runpytest_subprocess(
            "test_shop.py", "-v", "-rs", "--cxsim-loading", "0.5s", "--fail-on", "critical", "-p", "no:cacheprovider"
        )
    result.assert_outcomes(passed=3, failed=3, skipped=1)
    lines = result.stdout
    lines.fnmatch_lines(["*a_repair_is_asked_for PASSED*", "*fault_of_its_own FAILED*", "*in_steps PASSED*"])
    lines.fnmatch_lines(["anna did not get: A repair", "CRITICAL at web shop: *", "*why it matters: *"])
    lines.fnmatch_lines(["*there is no persona 'bert'; known are: anna*"])
    lines.fnmatch_lines(["SKIPPED*not measured: the channel visit is not built yet*"])
    lived = {lived["title"]: lived for lived in run_of(pytester)["experiences"]}
    titles = {"A repair is asked for", "In steps", "That gets nowhere", "That only types"}
    assert set(lived) == titles | {"Of a touchpoint without a channel"}
    driven = lived["A repair is asked for"]
    assert acts(driven) == [("fill", "Order"), ("click", "Send")]
    assert acts(lived["That only types"]) == [("fill", "Order")]
    assert driven["goals"] == {"A repair": True}


WATCHED = """
import time
import pytest

@pytest.fixture(scope="session")
def cxsim_addresses():
    return {{"web shop": "{url}"}}

def test_that_somebody_watches(customer):
    began = time.monotonic()
    with customer("anna", at="web shop") as she:
        before = time.monotonic()
        she.page.get_by_label("Order").fill("4711")
        assert time.monotonic() - before >= 0.5
        she.page.get_by_role("button", name="Send").click()
        she.looks()
        assert time.monotonic() - began >= she.seconds > 7
"""


@pytest.mark.slow  # waits as a person would
def test_whoever_watches_a_test_may_slow_the_browser_down_and_let_time_really_pass(project):
    needs_a_browser()
    with Site({"/": shop}) as site:
        pytester = project(**{"test_shop.py": WATCHED.format(url=site.url)})
        options = ["--slowmo", "500", "--cxsim-real-time", "--cxsim-loading", "0.5s", "--fail-on", "never"]
        pytester.runpytest_subprocess("test_shop.py", *options).assert_outcomes(passed=1)
