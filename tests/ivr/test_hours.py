from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cxsim.ivr.hours import Schedule, class_at, classes

BERLIN = ZoneInfo("Europe/Berlin")
LINE = {"": Schedule.of("mon-fri 08:00-20:00, sat 09:00-14:00", zone="Europe/Berlin", holidays="DE-BY")}
ASKED = {"": {"closed"}}
MONDAY = date(2026, 11, 23)


def test_a_flow_that_never_asks_for_the_time_has_one_class() -> None:
    found = classes({}, LINE, MONDAY)
    assert [c.id for c in found] == ["always"]
    assert found[0].staffed


def test_each_class_has_a_sample_time_at_which_it_holds() -> None:
    found = classes(ASKED, LINE, MONDAY)
    assert [c.id for c in found] == ["open", "closed", "holiday"]
    for hours in found:
        assert hours.sample is not None
        assert class_at(found, LINE, hours.sample) is hours
        assert hours.sample.tzinfo == BERLIN


def test_without_a_calendar_there_is_no_holiday() -> None:
    line = {"": Schedule.of("08:00-20:00", zone="UTC")}
    assert [c.id for c in classes(ASKED, line, MONDAY)] == ["open", "closed"]


def test_without_hours_the_classes_have_no_sample_and_no_time_can_be_asked() -> None:
    found = classes({"": {"holiday"}}, {}, MONDAY)
    assert [(c.id, c.sample) for c in found] == [("open", None), ("closed", None), ("holiday", None)]
    assert class_at(found, {}, datetime(2026, 11, 23, 10, tzinfo=BERLIN)) is None


def test_a_line_that_is_always_open_is_never_closed() -> None:
    line = {"": Schedule.of("always", zone="UTC")}
    assert [c.id for c in classes(ASKED, line, MONDAY)] == ["open"]


def test_two_schedules_make_classes_of_their_combinations() -> None:
    lines = {"sales": Schedule.of("mon-fri 09:00-17:00"), "support": Schedule.of("mon-fri 08:00-20:00")}
    found = classes({"sales": {"open"}, "support": {"open"}}, lines, MONDAY)
    assert {c.id for c in found} == {
        "sales open, support open",
        "sales closed, support open",
        "sales closed, support closed",
    }


def test_times_are_taken_in_the_zone_of_the_line() -> None:
    schedule = LINE[""]
    assert schedule.state(datetime(2026, 11, 23, 6, 59, tzinfo=ZoneInfo("UTC"))) == "closed"
    assert schedule.state(datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("UTC"))) == "open"  # winter: UTC+1
    assert schedule.state(datetime(2026, 7, 6, 6, 0, tzinfo=ZoneInfo("UTC"))) == "open"  # summer: UTC+2
    assert schedule.state(datetime(2026, 12, 25, 10, 0, tzinfo=BERLIN)) == "holiday"


def test_no_sample_lies_in_the_hour_that_summer_time_skips() -> None:
    line = {"": Schedule.of("sun 02:00-03:00", zone="Europe/Berlin")}
    found = classes(ASKED, line, date(2026, 3, 29))  # clocks jump from 2:00 to 3:00 on this Sunday
    samples = [c.sample for c in found if c.id == "open"]
    assert [sample.date() for sample in samples if sample] == [date(2026, 4, 5)]
