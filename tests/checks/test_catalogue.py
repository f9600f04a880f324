"""The catalogue: every check explains itself, cites a source, and answers whatever a channel may have recorded."""

import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cxsim import checks
from cxsim.checks import CATALOGUE, catalogue, extended, manual
from cxsim.checks.base import Check, Impact, Layer, Outcome, Tier, judge, passed
from cxsim.definition import Attribute
from cxsim.errors import DefinitionError
from cxsim.experience import Kind
from cxsim.testing import experience, experiences, moment

ROOT = Path(__file__).parents[2]
PATIENTLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
REQUIREMENTS = range(1, 127)

each_check = pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.id)


def test_the_ids_are_unique_kebab_case_nouns():
    ids = [check.id for check in CATALOGUE]
    assert len(set(ids)) == len(ids) >= 15
    assert [id for id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", id)] == []


def test_a_category_is_one_block_of_the_catalogue():
    blocks = [check.category for i, check in enumerate(CATALOGUE) if check.category != CATALOGUE[i - 1].category]
    assert len(blocks) == len(set(blocks))


@each_check
def test_a_check_explains_itself(check):
    assert check.title[0].isupper() or check.title[0].isdecimal()
    assert not check.title.endswith(".")
    assert check.failure_title[0].isupper() or check.failure_title[0].isdecimal()
    assert not check.failure_title.endswith(".")
    assert check.title != check.failure_title
    assert check.why.endswith(".")
    assert len(check.why.split()) >= 5


@each_check
def test_a_check_cites_its_source(check):
    rows = [int(number) for number in re.findall(r"\bR(\d+)\b", check.source)]
    assert all(row in REQUIREMENTS for row in rows)
    assert rows or re.search(r"\d{4}|WCAG|Baymard|Web Vitals|Unicode|Avaya", check.source)


@given(lived=experiences())
@PATIENTLY
def test_no_check_ever_raises(lived):
    for touchpoint in lived.touchpoints:
        kinds = {m.kind for m in lived.of(touchpoint=touchpoint)}
        for check in CATALOGUE:
            if check.needs in kinds:
                assert check.judge(lived, touchpoint).outcome in Outcome, check.id


@given(lived=experiences())
@PATIENTLY
def test_every_verdict_points_at_moments_that_exist_and_every_failure_gives_its_reason(lived):
    for verdict in judge(lived, CATALOGUE):
        assert all(0 <= index < len(lived.moments) for index in verdict.moments)
        if verdict.outcome is Outcome.FAILED:
            assert verdict.reason.strip()
            assert verdict.moments, f"{verdict.check} failed without naming a moment"
        if verdict.outcome is Outcome.CANT_TELL:
            assert "the check itself failed" not in verdict.reason


@given(lived=experiences())
@PATIENTLY
def test_judging_again_gives_the_same_verdicts(lived):
    assert list(judge(lived, CATALOGUE)) == list(judge(lived, CATALOGUE))


def test_the_manual_is_current():
    written = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert written == manual.page(CATALOGUE), "run: python -m cxsim.checks > docs/checks.md"


def test_the_manual_is_what_the_module_prints():
    command = [sys.executable, "-X", "utf8", "-m", "cxsim.checks"]
    printed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    assert printed == manual.page(CATALOGUE)


def test_a_check_that_crashes_cannot_tell():
    def crash(lived, touchpoint):
        raise ZeroDivisionError("no moment")

    (verdict,) = judge(experience(moment(Kind.SAW)), [addition(judge=crash)])
    assert verdict.outcome is Outcome.CANT_TELL
    assert "ZeroDivisionError: no moment" in verdict.reason


def addition(**changes):
    """A check of somebody else."""
    given_ = {
        "id": "gift-wrap",
        "title": "Gifts are wrapped",
        "failure_title": "Gifts come unwrapped",
        "why": "A gift that looks like one pleases twice.",
        "source": "R113",
        "category": "gifts",
        "attribute": Attribute.PERSONALIZATION,
        "layer": Layer.EXPERIENCE,
        "impact": Impact.MINOR,
        "tier": Tier.WOW,
        "needs": Kind.SAW,
        "judge": lambda lived, touchpoint: passed(),
    }
    return Check(**{**given_, **changes})


ADDED = (addition(),)
TAKEN_ID = (addition(id="goal-reached"),)
TAKEN_CATEGORY = (addition(category="journey"),)
NO_CHECKS = ("gift-wrap",)


@pytest.fixture
def entry(monkeypatch):
    """An entry point of the group, as an installed distribution declares it, to something in this file."""
    monkeypatch.setitem(sys.modules, "somebodys_checks", sys.modules[__name__])
    return lambda value: EntryPoint(name="somebody", group=checks.GROUP, value=f"somebodys_checks:{value}")


def test_nothing_is_added_where_nothing_is_installed():
    assert extended([]) == CATALOGUE


def test_the_checks_of_others_stand_behind_the_catalogue(entry, monkeypatch):
    assert extended([entry("ADDED")]) == (*CATALOGUE, *ADDED)
    monkeypatch.setattr(checks, "entry_points", lambda group: [entry("ADDED")] if group == "cxsim.checks" else [])
    assert catalogue()[-1].id == "gift-wrap"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("TAKEN_ID", "the id 'goal-reached' from the checks 'somebody' (somebodys_checks:TAKEN_ID) is taken"),
        ("TAKEN_CATEGORY", "the category 'journey' of 'gift-wrap' from the checks 'somebody'"),
        ("NO_CHECKS", "hold something that is no Check"),
        ("nothing_of_that_name", "cannot be loaded: AttributeError"),
    ],
)
def test_what_others_add_wrongly_is_told_with_its_name(entry, value, said):
    with pytest.raises(DefinitionError) as caught:
        extended([entry(value)])
    (fault,) = caught.value.faults
    assert said in fault.what
    assert fault.hint


def test_every_fault_of_every_addition_is_told_at_once(entry):
    with pytest.raises(DefinitionError) as caught:
        extended([entry("TAKEN_ID"), entry("TAKEN_CATEGORY"), entry("ADDED")])
    assert len(caught.value.faults) == 2


def test_the_same_check_cannot_be_added_twice(entry):
    with pytest.raises(DefinitionError):
        extended([entry("ADDED"), entry("ADDED")])
