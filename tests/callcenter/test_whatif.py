from pathlib import Path

import pytest

from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.reading import read
from cxsim.callcenter.whatif import axis, changed, grid, setting

CENTERS = Path(__file__).parents[2] / "scenarios" / "callcenter"
SERVICE = read(CENTERS / "service.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("calls +15 %", "calls +15 %"),
        ("agents -3", "agents -3"),
        ("agents service -5 from 14:00 to 15:00", "agents service -5 from 14:00 to 15:00"),
        ("aht orders +10%", "aht orders +10 %"),
        ("patience -20 %", "patience -20 %"),
        ("shrinkage 25 %", "shrinkage 25 %"),
    ],
)
def test_changes_are_read_as_people_say_them(text, said):
    assert str(setting(text)) == said


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("calls", "is not a change"),
        ("agnts -3", "is not a change"),
        ("calls +3", "needs a percentage"),
        ("shrinkage +3 %", "is set, not added to"),
        ("shrinkage 300 %", "between 0 % and 100 %"),
        ("agents -3 from 15:00 to 14:00", "over midnight"),
        ("agents -3 from 25:00 to 26:00", "not a time of day"),
    ],
)
def test_what_is_not_a_change_is_said_with_a_hint(text, what):
    with pytest.raises(CenterError, match=what) as caught:
        setting(text)
    assert caught.value.hint


def test_a_change_of_the_plan_is_a_case_of_the_center():
    center, name = changed(SERVICE, [setting("calls +15 %"), setting("agents -3")])
    case = center.case(name)
    assert name == "calls +15 %, agents -3"
    assert [(who, change.by) for who, change in case.calls] == [("", 0.15)]
    assert [(who, change.by) for who, change in case.agents] == [("", -3.0)]


def test_callers_are_changed_in_the_center_itself():
    center, name = changed(
        SERVICE, [setting("patience orders -50 %"), setting("redial +50 %"), setting("shrinkage 0 %")]
    )
    assert name is None
    assert center.type("orders").patience.mean == SERVICE.type("orders").patience.mean / 2
    assert center.type("general").patience == SERVICE.type("general").patience
    assert center.type("complaints").redial.share == pytest.approx(0.9)
    assert center.shrinkage == 0.0


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["calls refunds +5 %"], "'refunds' is not known"),
        (["agents nobody -1"], "'nobody' is not known"),
        (["patience -100 %"], "patience of 0 s is none"),
        (["patience -10 % from 08:00 to 09:00"], "for the whole day"),
        (["calls +5 %", "agents -1 from 08:00 to 09:00"], "different times"),
    ],
)
def test_a_change_that_does_not_fit_the_center_is_said(texts, what):
    with pytest.raises(CenterError, match=what):
        changed(SERVICE, [setting(text) for text in texts])


def test_ranges_and_lists_of_values():
    assert [str(one) for one in axis("agents=-1..2")] == ["agents -1", "agents +0", "agents +1", "agents +2"]
    assert [str(one) for one in axis("calls=-10 %..+10 % step 10 %")] == ["calls -10 %", "calls +0 %", "calls +10 %"]
    assert [str(one) for one in axis("aht orders=0 %, +5 %")] == ["aht orders +0 %", "aht orders +5 %"]
    assert [str(one) for one in axis("shrinkage=10 %..30 % step 10 %")] == [f"shrinkage {n}0 %" for n in (1, 2, 3)]
    assert len(grid([axis("agents=-1..2"), axis("aht=0 %, +5 %")])) == 8


@pytest.mark.parametrize("text", ["agents", "agents=", "agents=3..1", "agents=a..b", "agents=0..1000"])
def test_what_is_no_range_is_said(text):
    with pytest.raises(CenterError):
        axis(text)
