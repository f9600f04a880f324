"""What is offered to people who write checks: literal experiences in one line, and random ones that could be real."""

import json

import pytest
from hypothesis import given, settings

from cxsim.checks import CATALOGUE
from cxsim.checks.base import Outcome, judge
from cxsim.experience import Evidence, Kind
from cxsim.measures import Customer
from cxsim.record import load, save
from cxsim.settings import Settings
from cxsim.testing import TOUCHPOINTS, experience, experiences, moment, moments, personas
from cxsim.testing.contracts import CONTRACTS


def test_a_moment_takes_its_data_as_keywords():
    shot = Evidence(type="image/webp", path="evidence/a.webp", sha256="0" * 64)
    built = moment(Kind.WAITED, "phone", at=3.0, measured={"load": 1.0}, evidence=[shot], for_="queue", seconds=70.0)
    assert built.data == {"for": "queue", "seconds": 70.0}
    assert (built.kind, built.touchpoint, built.at) == (Kind.WAITED, "phone", 3.0)
    assert (built.measured, built.evidence) == ({"load": 1.0}, (shot,))


def test_an_experience_keeps_the_order_of_its_moments():
    first, second = moment(Kind.SAW), moment(Kind.SAW, "phone")
    built = experience(first, second, persona="bernd", scenario="call", variant="mobile", trial=2, seed=3)
    assert (built.moments, built.id, built.seed) == ((first, second), "call/bernd/mobile/2", 3)


def test_every_kind_has_a_contract():
    assert set(CONTRACTS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_random_moments_are_of_the_kind_and_plain(kind):
    @settings(max_examples=20)
    @given(moments([kind]))
    def holds(drawn):
        assert drawn.kind is kind
        assert json.loads(json.dumps(dict(drawn.data))) == drawn.data
        assert drawn.touchpoint in ("", *TOUCHPOINTS)

    holds()


@given(experiences(kinds=[Kind.SAW], touchpoints=["kiosk"], personas=["carla"], max_size=3))
def test_random_experiences_hold_what_was_wished_in_the_order_of_the_clock(lived):
    assert [m.at for m in lived.moments] == sorted(m.at for m in lived.moments)
    assert lived.persona == "carla"
    assert len(lived.moments) <= 3
    assert set(lived.touchpoints) <= {"kiosk"}


@given(lived=experiences())
@settings(max_examples=25)
def test_random_experiences_are_saved_and_read_again(lived, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    save(folder, lived)
    assert list(load(folder)) == [lived]


@given(personas())
def test_random_personas_could_have_been_written(drawn):
    assert sum(drawn.weights().values()) == pytest.approx(1.0)
    assert not any(drawn.assumed(field) for field in ("wait", "reply", "quality", "effort"))
    assert drawn.expects.wait.desired < drawn.expects.wait.adequate
    assert drawn.expects.quality.adequate < drawn.expects.quality.desired
    assert Customer(drawn, Settings(), queue_patience=1.0).hangs_up_after() <= 1.0


def test_random_experiences_make_most_checks_fail():
    """Else the tests that draw them would show nothing."""
    failed = set()

    @settings(max_examples=200)
    @given(experiences(touchpoints=["phone"], min_size=20, max_size=30))
    def judged(lived):
        failed.update(v.check for v in judge(lived, CATALOGUE) if v.outcome is Outcome.FAILED)

    judged()
    assert len(failed) > len(CATALOGUE) / 2
