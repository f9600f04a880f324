import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.shifts import ShiftKind, cover, shift_kind, usual_kinds

HOUR = 3600.0
DAY = [(h * HOUR, (h + 1) * HOUR) for h in range(8, 20)]


def test_the_cheapest_cover_of_a_known_problem():
    """Two peaks of two hours: two half days, and nothing between them."""
    kind = ShiftKind(name="short", length=2 * HOUR, starts=(8 * HOUR, 18 * HOUR), cost=10.0)
    found = cover(DAY, [3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2], [kind], step=HOUR)
    assert (found.cost, found.proven) == (5 * 2 * 10.0, True)
    assert sum(shift.people for shift in found.shifts) == 5


def test_a_break_is_nobody_on_the_phone():
    kind = ShiftKind(name="day", length=9 * HOUR, starts=(8 * HOUR, 11 * HOUR), pause=HOUR)
    found = cover(DAY, [1] * 12, [kind], step=HOUR)
    assert all(heads >= 1 for heads in found.heads)
    assert all(shift.pause_from is not None for shift in found.shifts)
    assert found.cost == sum(shift.people for shift in found.shifts) * 8.0  # an unpaid hour each


@settings(max_examples=25, deadline=None)
@given(needed=st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_every_demand_is_covered_and_costs_at_least_its_hours(needed):
    found = cover(DAY, needed, usual_kinds(8 * HOUR, 20 * HOUR))
    assert all(heads >= need for heads, need in zip(found.heads, needed, strict=True))
    assert found.cost >= sum(needed) - 1e-9


def test_a_limit_on_people_is_kept():
    short = ShiftKind(name="short", length=2 * HOUR, starts=(8 * HOUR, 18 * HOUR), at_most=1)
    long = ShiftKind(name="long", length=4 * HOUR, starts=(8 * HOUR, 16 * HOUR))
    found = cover(DAY, [2, 2, *[0] * 10], [short, long], step=HOUR)
    assert sum(shift.people for shift in found.shifts if shift.kind == "short") <= 1


@pytest.mark.parametrize(
    ("kind", "needed", "what"),
    [
        (ShiftKind(name="late", length=8 * HOUR, starts=(18 * HOUR, 20 * HOUR)), [1] * 12, "runs over midnight"),
        (ShiftKind(name="early", length=4 * HOUR, starts=(8 * HOUR, 8 * HOUR)), [1] * 12, "no shift covers 12:00"),
        (ShiftKind(name="few", length=12 * HOUR, starts=(8 * HOUR, 8 * HOUR), at_most=1), [2] * 12, "no set of these"),
    ],
)
def test_what_cannot_be_covered_is_said(kind, needed, what):
    with pytest.raises(CenterError, match=what):
        cover(DAY, needed, [kind], step=HOUR)


def test_a_kind_of_shift_is_read_as_people_write_it():
    kind = shift_kind("early: 8 h 30 min from 06:00 to 09:00, paid break 30 min, 25/h, at most 4")
    assert kind == ShiftKind(
        name="early",
        length=8.5 * HOUR,
        starts=(6 * HOUR, 9 * HOUR),
        pause=1800.0,
        pause_paid=True,
        cost=25.0,
        at_most=4,
    )
    assert kind.price == 8.5 * 25


@pytest.mark.parametrize(
    "text", ["", "early", "early: 8 h", "early: 8 from 06:00", "x: 8 h from 09:00 to 06:00", "x: 4 h from 08:00, tea"]
)
def test_what_is_not_a_shift_is_answered_with_an_example(text):
    with pytest.raises(CenterError) as caught:
        shift_kind(text)
    assert caught.value.hint


def test_nobody_needed_is_no_shift():
    assert cover(DAY, [0] * 12, usual_kinds(8 * HOUR, 20 * HOUR)).shifts == ()
