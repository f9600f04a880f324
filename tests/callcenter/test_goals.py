import pytest

from cxsim.callcenter.analytic import erlang_c_queue
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.goals import goal, of_target, service_target
from cxsim.quantities import Target


@pytest.mark.parametrize(
    ("text", "kind", "limit", "within"),
    [
        ("80 % in 20 s", "service_level", 0.8, 20.0),
        ("95 % within 3 minutes", "service_level", 0.95, 180.0),
        ("hang-ups at most 5 %", "abandonment", 0.05, None),
        ("abandonment 3,5 %", "abandonment", 0.035, None),
        ("ASA 20 s", "asa", 20.0, None),
        ("P90 1 min", "wait_p90", 60.0, None),
        ("occupancy below 88 %", "occupancy", 0.88, None),
    ],
)
def test_goals_are_read_as_people_write_them(text, kind, limit, within):
    found = goal(text)
    assert (found.kind, found.limit, found.within) == (kind, pytest.approx(limit), within)
    assert goal(str(found).replace("P90 of the wait", "P90")) == found


@pytest.mark.parametrize("text", ["", "much", "80 %", "hang-ups", "ASA 5 %", "occupancy 120 %"])
def test_what_is_not_a_goal_is_answered_with_examples(text):
    with pytest.raises(CenterError, match="is not a goal") as caught:
        goal(text)
    assert "80 % in 20 s" in caught.value.hint


def test_a_formula_meets_a_goal_or_misses_it_by_so_much():
    queue = erlang_c_queue(100 / 1800, 180, 14, within=20)
    assert goal("88 % in 20 s").missed_in_theory(queue) == 0
    assert goal("90 % in 20 s").missed_in_theory(queue) == pytest.approx(0.9 - 0.8883500192)
    assert goal("ASA 5 s").missed_in_theory(queue) == pytest.approx(2.836, abs=1e-3)


def test_an_interval_has_one_service_level():
    assert service_target([goal("hang-ups 5 %")], Target(0.8, 20)) == Target(0.8, 20)
    assert service_target([goal("95 % in 3 min"), of_target(Target(0.9, 180))], Target(0.8, 20)) == Target(0.95, 180)
    with pytest.raises(CenterError, match="different times"):
        service_target([goal("95 % in 3 min"), goal("80 % in 20 s")], Target(0.8, 20))
