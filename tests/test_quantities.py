"""Quantities carry their unit, and what is not one says how to write it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.quantities import (
    DAYS,
    Opening,
    QuantityError,
    Zone,
    effort_zone_of_tolerance,
    quota,
    rate,
    score,
    seconds,
    share,
    share_zone_of_tolerance,
    start,
    target,
    time_zone_of_tolerance,
    weekly_hours,
)

TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 s", 20),
        ("20s", 20),
        ("300 ms", 0.3),
        ("4 min", 240),
        ("1.5 h", 5400),
        ("1,5 h", 5400),
        ("1 h 30 min", 5400),
        ("14 days", 1_209_600),
        ("1 week", 604_800),
        ("0 s", 0),
    ],
)
def test_a_time_is_read_with_its_unit(text, expected):
    assert seconds(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["20", "", "soon", "20 parsecs", "-5 s", "5 s and more", "9" * 400 + " s", "s", "4 m"])
def test_what_is_no_time_is_refused_with_a_hint(text):
    with pytest.raises(QuantityError) as caught:
        seconds(text)
    assert caught.value.hint


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 59))
def test_hours_and_minutes_add_up(hours, minutes):
    assert seconds(f"{hours} h {minutes} min") == hours * 3600 + minutes * 60


@settings(deadline=None)
@given(st.floats(0, 1e6), st.sampled_from(["s", "min", "h", "days"]))
def test_a_written_time_is_read_back(value, unit):
    factor = {"s": 1, "min": 60, "h": 3600, "days": 86400}[unit]
    assert seconds(f"{value:.6f} {unit}") == pytest.approx(value * factor, abs=1e-6 * factor)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_plain_refusal(text):
    for parse in (seconds, share, rate, weekly_hours, start, target, score, quota, time_zone_of_tolerance):
        hint = "fine"
        try:
            parse(text)
        except QuantityError as error:
            hint = error.hint
        assert hint


@pytest.mark.parametrize(
    ("text", "expected"), [("35 %", 0.35), ("35%", 0.35), ("0.35", 0.35), ("100 %", 1), ("0 %", 0)]
)
def test_a_share_is_a_part_of_one(text, expected):
    assert share(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["120 %", "-1 %", "35", "much", "%"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(QuantityError):
        share(text)


@pytest.mark.parametrize(
    ("text", "per_hour"), [("120/h", 120), ("48/min", 2880), ("1200/day", 50), ("120 per h", 120), ("10/30 min", 20)]
)
def test_a_rate_counts_events_per_second(text, per_hour):
    assert rate(text) * 3600 == pytest.approx(per_hour)


@pytest.mark.parametrize("text", ["120", "120/", "-1/h", "5/0 min", "x/h"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(QuantityError):
        rate(text)


def test_a_zone_of_tolerance_goes_from_desired_to_adequate():
    assert time_zone_of_tolerance("20 s to 1 min") == Zone(20, 60)
    assert share_zone_of_tolerance("90 % to 60 %") == Zone(0.9, 0.6)
    assert effort_zone_of_tolerance("10 to 40") == Zone(10, 40)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (time_zone_of_tolerance, "60 s to 20 s"),
        (time_zone_of_tolerance, "20 s"),
        (share_zone_of_tolerance, "60 % to 90 %"),
        (effort_zone_of_tolerance, "40 to 10"),
        (effort_zone_of_tolerance, "few to many"),
    ],
)
def test_a_zone_the_wrong_way_round_is_refused(parse, text):
    with pytest.raises(QuantityError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "openings"),
    [
        ("mon-tue 08:00-20:00", [(0, 480, 1200), (1, 480, 1200)]),
        ("mon - tue 8:00 to 20:00", [(0, 480, 1200), (1, 480, 1200)]),
        ("sat, sun 09:00-12:00", [(5, 540, 720), (6, 540, 720)]),
        ("mon 08:00-12:00, 13:00-17:00", [(0, 480, 720), (0, 780, 1020)]),
        ("mon 08:00-12:00; tue 09:00-10:00", [(0, 480, 720), (1, 540, 600)]),
        ("fri 22:00-02:00", [(4, 1320, 1440), (5, 0, 120)]),
        ("sun 22:00-00:00", [(6, 1320, 1440)]),
        ("sat-sun 00:00-24:00", [(5, 0, 1440), (6, 0, 1440)]),
        ("fri after 17:00", [(4, 1020, 1440)]),
        ("Monday 08:00-09:00", [(0, 480, 540)]),
        ("08:00-20:00", [(day, 480, 1200) for day in range(7)]),
        ("always", [(day, 0, 1440) for day in range(7)]),
    ],
)
def test_hours_of_a_week_are_read(text, openings):
    assert list(weekly_hours(text).openings) == [Opening(*opening) for opening in openings]


@pytest.mark.parametrize(
    "text", ["", "mon", "mon 8-9", "m 09:00-10:00", "mon 25:00-26:00", "noday 09:00-10:00", "8:61-9:00"]
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(QuantityError):
        weekly_hours(text)


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 10079))
def test_somewhere_is_open_exactly_within_its_hours(day, begin, length, minute):
    end = (begin + length) % 1440
    text = f"{DAYS[day]} {begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}"
    when = datetime(2026, 11, 23 + minute // 1440, minute % 1440 // 60, minute % 60)  # from a Monday on
    passed = (minute - (day * 1440 + begin)) % 10080
    assert weekly_hours(text).open_at(when) == (passed < length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tuesday 18:30", "2026-11-24T18:30"),
        ("tue 09:00", "2026-12-01T09:00"),
        ("18:30", "2026-11-24T18:30"),
        ("09:00", "2026-11-25T09:00"),
        ("next day 09:00", "2026-11-25T09:00"),
        ("2026-12-24 10:30", "2026-12-24T10:30"),
        ("now", "2026-11-24T12:00"),
    ],
)
def test_a_start_is_the_first_such_time_from_now_on(text, expected):
    assert start(text).resolve(TUESDAY_NOON).isoformat().startswith(expected)
    assert str(start(text)) == text


@pytest.mark.parametrize("text", ["tomorrow", "tuesday", "tuesday 24:00", "2026-02-30 10:00", "someday 10:00", ""])
def test_what_is_no_start_is_refused(text):
    with pytest.raises(QuantityError):
        start(text)


def test_a_target_is_a_share_and_a_time():
    assert (target("80 % in 20 s").share, target("80 % within 20 s").seconds) == (0.8, 20)
    assert str(target("80 % in 20 s")) == "80% in 20 s"
    with pytest.raises(QuantityError):
        target("fast")


@pytest.mark.parametrize(("text", "percent"), [("4.6 of 5", 90), ("7 of 0-10", 70), ("1 of 5", 0), ("9 out of 10", 90)])
def test_a_mark_is_put_on_a_hundred_from_the_lower_end_of_its_scale(text, percent):
    assert score(text).percent == pytest.approx(percent)


@pytest.mark.parametrize("text", ["4.6", "6 of 5", "0 of 5", "good"])
def test_a_mark_needs_its_scale(text):
    with pytest.raises(QuantityError):
        score(text)


def test_a_quota_is_so_many_within_a_time():
    assert (quota("2 a week").times, quota("2 a week").seconds) == (2, 604_800)
    assert quota("10/day").seconds == 86_400
    with pytest.raises(QuantityError):
        quota("often")
