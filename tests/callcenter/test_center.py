from datetime import date, datetime
from pathlib import Path

import pytest

from cxsim.callcenter.borrowed import complete
from cxsim.callcenter.day import plan_day
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.reading import read
from cxsim.callcenter.theory import beside
from cxsim.callcenter.times import constant, exponential, lognormal, weibull
from cxsim.errors import DefinitionError
from cxsim.persona import Persona
from cxsim.quantities import weekly_hours

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
SCENARIOS = Path(__file__).parents[2] / "scenarios" / "callcenter"


@pytest.fixture
def write(tmp_path):
    def writer(text, name="center.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writer


def faults(path):
    with pytest.raises(DefinitionError) as caught:
        read(path)
    return {(fault.line, fault.what): fault.hint for fault in caught.value.faults}


EVERYTHING = """\
callcenter: Service line
hours: mon-fri 08:00-20:00, sat 09:00-14:00
target: 80 % in 20 s
calls:
  complaints:
    forecast: 120/h
    aht: {talk: 5 min, hold: 20 s, after call: 60 s}
    patience: {median: 3 min, shape: 1.2}
    redial: 40 % after 10 min
    prefers: [experts]
  orders: {forecast: {08:00: 60/h, 10:15: 120/h}, aht: 4 min, patience: 3 min}
groups:
  experts: {answers: {complaints: 1, orders: 2}, agents: 10}
  service: {answers: [complaints, orders], agents: {08:00: 6, 12:00: 12}}
shrinkage: 30 %
occupancy: {at most: 88 %}
what_if:
  campaign: {calls: +15 %}
  meeting: {agents: {service: -5}, from: 14:00, to: 15:00}
  slower: {aht: {orders: +50 %}}
"""


def test_five_lines_are_a_center():
    center = read(SCENARIOS / "small.yaml")
    day = plan_day(center, TUESDAY)
    assert day.types[0].rates == (120 / 3600,)
    assert day.groups[0].agents == (12,)
    assert (day.intervals[0], len(day.intervals)) == ((28800.0, 30600.0), 24)
    assert center.type("whatever the flow calls it").name == "calls"
    assert any("nobody who waits" in note for note in center.notes)


def test_everything_that_may_be_written(write):
    center = read(write(EVERYTHING))
    complaints, orders = center.types
    assert (complaints.talk.mean, complaints.after_call.mean, complaints.handle_time) == (320.0, 60.0, 380.0)
    assert (complaints.redial.share, complaints.redial.after) == (0.4, 600.0)
    assert orders.patience.mean == 180.0
    assert center.groups[0].answers == (("complaints", 1), ("orders", 2))
    day = plan_day(center, TUESDAY)
    assert day.edges == (28800.0, 36900.0, 43200.0, 72000.0)
    assert [type_.tiers for type_ in day.types] == [((0,), (1,)), ((0, 1),)]
    assert [group.tiers for group in day.groups] == [((0,), (1,)), ((0, 1),)]
    assert [group.agents for group in day.groups] == [(7, 7, 7), (4, 4, 8)]  # 30 % shrinkage, rounded down


def test_a_saturday_is_shorter(write):
    day = plan_day(read(write(EVERYTHING)), SATURDAY)
    assert (day.edges[0], day.edges[-1]) == (9 * 3600.0, 14 * 3600.0)


def test_what_ifs_change_the_plan(write):
    center = read(write(EVERYTHING))
    base = plan_day(center, TUESDAY)
    more = plan_day(center, TUESDAY, center.case("campaign"))
    assert more.types[0].rates[0] == pytest.approx(1.15 * base.types[0].rates[0])
    meeting = plan_day(center, TUESDAY, center.case("meeting"))
    assert meeting.agents(1, 14 * 3600, 15 * 3600) == 4  # 12 - 5 scheduled, 70 % of 7 on the phone
    assert meeting.agents(1, 15 * 3600, 16 * 3600) == 8
    slower = plan_day(center, TUESDAY, center.case("slower"))
    assert [t.talk.mean for t in slower.types] == [320.0, 360.0]
    with pytest.raises(CenterError, match="no what-if"):
        center.case("flood")


def test_a_days_total_is_spread_over_the_opening_hours(write):
    center = read(write("callcenter: x\nhours: 08:00-18:00\ncalls: 1200/day\naht: 5 min\nagents: 12\n"))
    day = plan_day(center, TUESDAY)
    assert day.rate(0, 8 * 3600, 18 * 3600) * 36000 == pytest.approx(1200)


def test_hours_over_midnight_belong_to_both_days(write):
    center = read(write("callcenter: x\nhours: mon 22:00-06:00\ncalls: 60/h\naht: 5 min\nagents: 12\n"))
    assert plan_day(center, TUESDAY).edges == (0.0, 6 * 3600.0)
    assert plan_day(center, date(2026, 11, 23)).edges == (22 * 3600.0, 24 * 3600.0)
    assert "midnight" in str(plan_day(center, TUESDAY).warnings[0])
    with pytest.raises(CenterError, match="closed on wednesday"):
        plan_day(center, date(2026, 11, 25))


def test_agents_stay_through_a_closed_lunch_until_the_queue_is_empty(write):
    text = "callcenter: x\nhours: 08:00-12:00, 13:00-17:00\ncalls: 60/h\naht: 5 min\nagents: 12\n"
    day = plan_day(read(write(text)), TUESDAY)
    assert day.open == (True, False, True)
    assert day.types[0].rates == (60 / 3600, 0.0, 60 / 3600)
    assert day.groups[0].agents == (12, 12, 12)
    assert len(day.intervals) == 16


def test_every_fault_is_found_with_its_line_and_a_hint(write):
    found = faults(
        write(
            "callcenter: x\n"
            "calls:\n"
            "  orders: {forecast: 120/h, aht: 5 min}\n"
            "  complaints: {forecast: 10/h, redial: 40 % after 10 min, prefers: [b]}\n"
            "groups:\n"
            "  a: {answers: [order], agents: nowhere.csv}\n"
            "what_if:\n"
            "  x: {agents: {q: -1}, calls: +5}\n"
            "  y: {from: 15:00, to: 14:00}\n"
        )
    )
    assert (3, "no agent has the skill for 'orders'") in found
    assert (4, "how long a call takes is missing") in found
    assert "did you mean 'orders'?" in found[6, "'order' is no call type of this center"]
    assert (6, "there is no file 'nowhere.csv'") in found
    assert (8, "this change needs a percentage") in found
    assert (9, "this runs over midnight or is over before it begins") in found


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("calls: -120/h", "negative rate"),
        ("calls: 120", "not a rate"),
        ("aht: 0 s", "takes no time"),
        ("aht: -5 min", "negative time"),
        ("agents: -3", "negative number of agents"),
        ("agents: 2.5", "not a number of agents"),
        ("patience: 0 s", "patience of 0 s"),
        ("redial: 140 % after 10 min", "not between 0 % and 100 %"),
        ("redial: 40 %", "not a redial"),
        ("shrinkage: 130 %", "not between"),
        ("hours: 08:00", "not opening hours"),
        ("calls: {08:00: 60/h, 25:00: 10/h}", "not a time of day"),
    ],
)
def test_a_wrong_value_is_named_on_its_line(write, line, what):
    key = line.split(":")[0]
    text = ["callcenter: x", "hours: 08:00-20:00", "calls: 120/h", "aht: 5 min", "agents: 12"]
    text = [line if old.split(":")[0] == key else old for old in text]
    if line not in text:
        text.append(line)
    found = faults(write("\n".join(text) + "\n"))
    assert [(number, what in text) for number, text in found] == [(text.index(line) + 1, True)]


def test_agents_are_written_once(write):
    text = "callcenter: x\ncalls: 1/h\naht: 5 min\nagents: 12\ngroups:\n  a: {answers: [calls], agents: 3}\n"
    assert (4, "agents are written twice: here and in `groups`") in faults(write(text))
    assert any("nobody answers" in what for _, what in faults(write("callcenter: x\ncalls: 1/h\naht: 5 min\n")))


def test_more_calls_and_agents_than_any_center_has_are_refused(write):
    text = "callcenter: x\nhours: 08:00-20:00\ncalls: 9000000/s\naht: 5 min\nagents: 12\n"
    with pytest.raises(CenterError, match="check the unit"):
        plan_day(read(write(text)), TUESDAY)
    assert any("more than 100000" in what for _, what in faults(write(text.replace("12\n", "99999999999\n"))))


def test_an_endless_queue_is_a_warning_with_its_line(write):
    text = "callcenter: x\nhours: 08:00-20:00\ncalls: 120/h\naht: 5 min\nagents: {08:00: 8, 12:00: 12}\n"
    (warning,) = plan_day(read(write(text)), TUESDAY).warnings
    assert warning.line == 3
    assert "the queue only grows (08:00-12:00)" in str(warning)


def test_an_hour_without_agents_is_a_warning(write):
    text = "callcenter: x\nhours: 08:00-20:00\ncalls: 1/h\naht: 5 min\nagents: {09:00: 8}\npatience: 3 min\n"
    (warning,) = plan_day(read(write(text)), TUESDAY).warnings
    assert "nobody answers calls: 08:00-09:00" in str(warning)


def test_patience_comes_from_the_personas_their_shares_and_their_moods(write):
    text = "callcenter: x\nhours: always\ncalls: 1/h\naht: 5 min\nagents: 3\npatience: from personas\n"
    center = read(write(text))
    with pytest.raises(DefinitionError, match=r"center.yaml:3: .* comes from personas"):
        plan_day(center, TUESDAY)
    people = [
        Persona(id="a", problem="p", goal="g", mood="calm", share="25 %", patience={"queue": "4 min"}),
        Persona(id="b", problem="p", goal="g", mood="-0.8", share="75 %", patience={"queue": "100 s"}),
    ]
    patience = complete(center, personas=people).types[0].patience
    assert patience.mean == pytest.approx(0.25 * 240 + 0.75 * 100 * (1 - 0.5 * 0.8))


def test_hours_come_from_the_touchpoint_only_where_the_center_has_none(write):
    own = read(write("callcenter: x\nhours: 08:00-20:00\ncalls: 1/h\naht: 5 min\nagents: 3\n"))
    none = read(write("callcenter: x\ncalls: 1/h\naht: 5 min\nagents: 3\n", "none.yaml"))
    hours = weekly_hours("mon 10:00-11:00")
    assert complete(own, hours=hours).hours == weekly_hours("08:00-20:00")
    assert complete(none, hours=hours).hours == hours


@pytest.mark.parametrize("name", ["small", "service", "service-redesign"])
def test_the_shipped_centers_can_be_read(name):
    center = complete(read(SCENARIOS / f"{name}.yaml"), hours=weekly_hours("08:00-20:00"))
    assert not plan_day(center, datetime(2026, 11, 24).date()).warnings


def waiting(write, patience):
    return write(
        "callcenter: Line\nhours: mon-fri 08:00-14:00\ncalls: 52/min\n"
        f"aht: {{mean: 1 min, distribution: exponential}}\npatience: {patience}\nagents: 50\n"
    )


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("2 min", exponential(120)),
        ("{mean: 2 min, distribution: exponential}", exponential(120)),
        ("{median: 2 min, shape: 1.2}", weibull(120, 1.2)),
        ("{mean: 2 min, distribution: lognormal, cv: 0.5}", lognormal(120, 0.5)),
        ("{mean: 2 min, distribution: constant}", constant(120)),
    ],
)
def test_patience_may_have_any_of_the_known_distributions(write, written, times):
    assert read(waiting(write, written)).types[0].patience == times


def test_the_reference_row_of_a_lognormal_patience_can_be_written_and_gets_its_formula(write):
    """n 50, 52 calls a minute of a minute each, patience lognormal with mean 2 min and sigma 1 (cv 1.3108)."""
    center = read(waiting(write, "{mean: 2 min, distribution: lognormal, cv: 1.3108}"))
    theory = beside(plan_day(center, TUESDAY), 10 * 3600.0, 10.5 * 3600.0)
    assert theory.queue.model == "M/M/n+G"
    assert theory.queue.abandonment == pytest.approx(0.057824, abs=2e-6)
    assert theory.queue.wait_probability == pytest.approx(0.809253, abs=1e-5)
    assert theory.queue.wait == pytest.approx(11.867, abs=1e-3)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("{mean: 2 min, distribution: gamma}", "'gamma' is not a word that is known here"),
        ("{mean: 2 min, distribution: lognormal}", "a lognormal patience has a cv, and no other has one"),
        ("{mean: 2 min, cv: 0.5}", "a lognormal patience has a cv, and no other has one"),
        ("{median: 2 min, distribution: constant}", "a median has a shape (Weibull), no distribution and no cv"),
        ("{mean: 2 min, distribution: constant, shape: 2}", "a shape belongs to a median"),
    ],
)
def test_a_patience_that_contradicts_itself_is_told_with_its_line(write, written, what):
    ((line, said),) = faults(waiting(write, written))
    assert (line, said.endswith(what)) == (5, True)
