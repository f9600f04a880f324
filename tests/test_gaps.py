"""Gaps: what failed, for whom, how urgent, whose; and that all gaps of a cell add up to what is missing there."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.checks import CATALOGUE
from cxsim.checks.base import Check, Impact, Layer, Outcome, Tier, Verdict, judge, passed
from cxsim.definition import Attribute
from cxsim.errors import DefinitionError
from cxsim.experience import Evidence, Kind
from cxsim.gaps import FailOn, find
from cxsim.scoring import Board, Cell, score
from cxsim.settings import Settings
from cxsim.testing import experiences, personas
from cxsim.touchpoint import Touchpoint

K = Attribute.KNOWLEDGE
SHOT = Evidence(type="image/webp", path="evidence/a.webp", sha256="0" * 64)
PHONE = Touchpoint(name="phone", channel="phone", owner="Customer service")


def check(id, impact=Impact.MODERATE, tier=Tier.PERFORMANCE, attribute=K):
    return Check(
        id=id,
        title="Fine",
        failure_title=f"{id} is not fine",
        why="It matters.",
        source="R1",
        category="test",
        attribute=attribute,
        layer=Layer.SERVICE,
        impact=impact,
        tier=tier,
        needs=Kind.SAW,
        judge=lambda lived, touchpoint: passed(),
    )


def verdict(check_id, outcome=Outcome.FAILED, *, persona="anna", touchpoint="phone", reason="It failed.", evidence=()):
    return Verdict(
        check=check_id,
        touchpoint=touchpoint,
        persona=persona,
        scenario="a-visit",
        experience=f"a-visit/{persona or '-'}/-/0",
        outcome=outcome,
        reason=reason,
        expected="",
        observed="",
        moments=(),
        evidence=tuple(evidence),
    )


def board(scores, attribute=K):
    """Customers with equal shares, to whom nothing else matters, and their score at the phone."""
    return Board(
        cells=tuple(
            Cell(persona=name, touchpoint="phone", attribute=attribute, score=s, runs=1, measured=int(s is not None))
            for name, s in scores.items()
        ),
        shares=dict.fromkeys(scores, 1 / len(scores)),
        weights={name: {a: float(a is attribute) for a in Attribute} for name in scores},
    )


def found(verdicts, checks, scores=None):
    return find(verdicts, checks, board(scores or {"anna": 0.0}), {"phone": PHONE})


def test_only_what_failed_is_a_gap():
    checks = [check("a")]
    outcomes = [Outcome.PASSED, Outcome.CANT_TELL, Outcome.INAPPLICABLE]
    assert found([verdict("a", outcome) for outcome in outcomes], checks) == ()
    assert len(found([verdict("a")], checks)) == 1


def test_a_gap_tells_whose_it_is_for_whom_and_shows_the_failure_that_has_proof():
    first, proved = verdict("a", reason="It failed."), verdict("a", persona="bernd", reason="See.", evidence=[SHOT])
    (gap,) = found([verdict("a", Outcome.PASSED), first, proved], [check("a")], {"anna": 0.0, "bernd": 50.0})
    assert (gap.owner, gap.personas, gap.title) == ("Customer service", ("anna", "bernd"), "a is not fine")
    assert (gap.reason, gap.evidence, gap.verdicts) == ("See.", (SHOT,), (1, 2))
    assert gap.priority == pytest.approx(0.5 * 3.0 + 0.5 * 1.0)


def test_a_touchpoint_that_is_not_on_the_map_has_no_owner():
    (gap,) = find([verdict("a", touchpoint="fax")], [check("a")], board({"anna": 0.0}), {"phone": PHONE})
    assert (gap.owner, gap.priority) == ("", None)


def test_checks_of_one_attribute_share_its_priority_by_weight():
    gaps = found([verdict("a"), verdict("b")], [check("a", Impact.MODERATE), check("b", Impact.SERIOUS)])
    assert {gap.check: gap.priority for gap in gaps} == pytest.approx({"a": 3.0 * 3 / 10, "b": 3.0 * 7 / 10})


def test_failing_twice_counts_once():
    (gap,) = found([verdict("a"), verdict("a")], [check("a")])
    assert gap.priority == pytest.approx(3.0)


def test_what_an_analysis_found_concerns_everyone_who_came():
    (gap,) = found([verdict("a", persona="")], [check("a")], {"anna": 0.0, "bernd": 100.0})
    assert gap.personas == ("anna", "bernd")
    assert gap.priority == pytest.approx(1.5)


def test_a_gap_of_what_could_not_be_measured_has_no_priority():
    (gap,) = found([verdict("a")], [check("a")], {"anna": None})
    assert gap.priority is None


def test_failed_basics_stand_on_top_and_wow_at_the_end():
    checks = [
        check("wow", Impact.CRITICAL, Tier.WOW),
        check("big", Impact.CRITICAL),
        check("basic", Impact.MINOR, Tier.BASIC),
    ]
    gaps = found([verdict(each.id) for each in checks], checks)
    assert [gap.check for gap in gaps] == ["basic", "big", "wow"]


def test_wow_takes_nothing_away_from_what_is_missing():
    gaps = found([verdict("wow"), verdict("a")], [check("wow", Impact.CRITICAL, Tier.WOW), check("a")])
    assert {gap.check: gap.priority for gap in gaps} == {"a": pytest.approx(3.0), "wow": None}


def test_among_equals_the_more_urgent_then_the_worse_stands_first():
    checks = [check("a", Impact.MINOR), check("b", Impact.CRITICAL), check("c", attribute=Attribute.EASE)]
    assert [gap.check for gap in found([verdict(each.id) for each in checks], checks)] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("threshold", "reached"),
    [("minor", 4), ("moderate", 3), ("SERIOUS ", 2), ("critical", 1), ("never", 0)],
)
def test_from_which_impact_on_a_gap_counts(threshold, reached):
    assert sum(FailOn.parse(threshold).reached_by(impact) for impact in Impact) == reached


def test_an_unknown_threshold_is_told():
    with pytest.raises(DefinitionError, match="--fail-on 'grave' is not known"):
        FailOn.parse("grave")


CHECKS = [check(f"{a}-{i}", impact, attribute=a) for a in (K, Attribute.EASE) for i, impact in enumerate(Impact)]
SCORES = st.fixed_dictionaries({name: st.none() | st.floats(0.0, 100.0) for name in ("anna", "bernd", "carla")})
FAILED = st.lists(
    st.builds(verdict, st.sampled_from([c.id for c in CHECKS]), persona=st.sampled_from(["anna", "bernd", ""]))
)


@given(SCORES, FAILED)
def test_the_gaps_of_one_cell_add_up_to_its_priority(scores, verdicts):
    world = board(scores)
    gaps = [gap for gap in find(verdicts, CHECKS, world, {}) if gap.attribute is K]
    concerned = {p for v in verdicts if v.check.startswith("know") for p in ([v.persona] if v.persona else scores)}
    missing = [world.priority(cell) or 0.0 for cell in world.cells if cell.persona in concerned]
    assert math.fsum(gap.priority or 0.0 for gap in gaps) == pytest.approx(math.fsum(missing))
    assert all(gap.priority is None or gap.priority >= 0.0 for gap in gaps)


@given(experiences(), personas())
def test_every_failure_is_in_exactly_one_gap(lived, persona):
    verdicts = list(judge(lived, CATALOGUE))
    world = score([lived], verdicts, CATALOGUE, {"anna": persona}, Settings())
    gaps = find(verdicts, CATALOGUE, world, {"phone": PHONE})
    failures = [index for index, each in enumerate(verdicts) if each.outcome is Outcome.FAILED]
    assert sorted(index for gap in gaps for index in gap.verdicts) == failures
    assert len({(gap.check, gap.touchpoint) for gap in gaps}) == len(gaps)


def test_where_nothing_failed_nothing_is_a_gap_however_low_the_score():
    assert find([], CHECKS, board({"anna": 0.0}), {"phone": PHONE}) == ()
