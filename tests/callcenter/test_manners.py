"""What callers meet and do besides waiting, call by call; the other engine is held to the same in test_compiled."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cxsim.callcenter import reading
from cxsim.callcenter.day import GroupDay, plan_day
from cxsim.callcenter.manners import Announcement, Callback, Manners, Variation
from cxsim.callcenter.outcomes import CALLED_BACK, KNOWN, PASSED_ON
from cxsim.callcenter.plan import DrawnPlan, WrittenCall, WrittenPlan
from cxsim.callcenter.simulation import Simulation
from cxsim.callcenter.times import constant
from cxsim.errors import DefinitionError
from tests.callcenter.builders import luck, one_group, one_type, outcomes, simulated, steady, written

TUESDAY = date(2026, 11, 24)


def center(agents=1, *, types=1, **manners):
    kinds = [replace(one_type(0.0), name=str(index), manners=Manners(**manners)) for index in range(types)]
    groups = [replace(one_group(agents), tiers=(tuple(range(types)),))]
    return steady(kinds, groups, hours=1)


def rows(day, plan):
    return sorted(Simulation(day, plan).run())


def test_who_balks_hangs_up_at_once_only_where_nobody_is_free():
    plan = written({0: [(0.0, [luck(10, balks=1.0)]), (5.0, [luck(10, balks=1.0)])]})
    assert outcomes(center(), plan) == [(0.0, 0.0, 0, "served"), (5.0, 0.0, -1, "balked")]


def test_whoever_finds_all_lines_taken_hears_the_busy_tone_and_may_call_again():
    day = replace(center(), lines=2)
    again = [luck(5, redial=100.0), luck(5)]
    plan = written({0: [(0.0, [luck(20, after=30)]), (1.0, [luck(10)]), (2.0, again), (25.0, [luck(5)])]})
    assert outcomes(day, plan) == [
        (0.0, 0.0, 0, "served"),
        (1.0, 49.0, 0, "served"),
        (2.0, 0.0, -1, "blocked"),
        (25.0, 35.0, 0, "served"),  # the first caller's line is free after the talk, not after the work that follows
        (102.0, 0.0, 0, "served"),
    ]


def test_an_announced_wait_makes_the_impatient_hang_up_and_the_others_wait_longer():
    day = center(announcement=Announcement(patience=2.0))
    heeds = {"heeds": 1.0}
    calls = [(0.0, [luck(30)]), (10.0, [luck(100)]), (40.0, [luck(5, patience=19, **heeds)])]
    calls += [(41.0, [luck(5, patience=20, **heeds)]), (42.0, [luck(5, patience=19)])]
    assert outcomes(day, written({0: calls})) == [
        (0.0, 0.0, 0, "served"),
        (10.0, 20.0, 0, "served"),  # from now on 20 s are announced
        (40.0, 0.0, -1, "balked"),
        (41.0, 40.0, -1, "abandoned"),
        (42.0, 19.0, -1, "abandoned"),  # does not listen
    ]


def test_who_asks_to_be_called_back_keeps_her_place_and_no_line():
    day = replace(center(callback=Callback(accepted_by=0.5, after=10.0, rings=4.0)), lines=3)
    calls = [
        (0.0, [luck(60)]),
        (1.0, [luck(20, patience=30, callback=10.0)]),
        (2.0, [luck(5, callback=10.0, reached=0.0)]),
    ]
    calls += [(3.0, [luck(7)]), (20.0, [luck(7)])]
    found = rows(day, written({0: calls}))
    assert [(row.outcome, row.wait, row.talk, row.flags) for row in found] == [
        ("served", 0.0, 60.0, 0),
        ("served", 59.0, 24.0, CALLED_BACK),  # 60 s to 84 s: it rings for 4 s
        ("missed", 82.0, 4.0, CALLED_BACK),
        ("blocked", 0.0, 7.0, 0),
        ("served", 68.0, 7.0, 0),
    ]


def test_the_menu_takes_time_before_the_queue_and_helps_some():
    calls = [(0.0, [luck(10, menu=8.0)]), (1.0, [luck(10, menu=-5.0)]), (2.0, [luck(10, menu=1.0)])]
    found = rows(center(), written({0: calls}))
    assert [(row.outcome, row.queued, row.wait) for row in found] == [
        ("served", 8.0, 5.0),  # dialed first, asked for a person second
        ("contained", 6.0, 0.0),
        ("served", 3.0, 0.0),
    ]


def test_who_was_answered_may_call_again_about_the_same_matter():
    found = rows(center(), written({0: [(0.0, [luck(10, after=5, repeat=100.0), luck(7)])]}))
    assert [(row.attempt, row.client, row.arrival, row.flags) for row in found] == [
        (1, 0, 0.0, 0),
        (2, 0, 115.0, KNOWN),
    ]


def test_who_is_passed_on_waits_in_the_other_queue_while_the_first_agent_finishes():
    day = steady(
        [replace(one_type(0.0), name=str(i), tiers=((i,),)) for i in range(2)],
        [GroupDay(name=str(i), agents=(1,), tiers=((i,),)) for i in range(2)],
        hours=1,
    )
    passed = WrittenCall(at=0.0, attempts=[luck(10, after=50, transfer=1.0)], passed_on=[luck(30)])
    busy = WrittenCall(at=1.0, attempts=[luck(20)])
    found = rows(day, WrittenPlan([[passed], [busy]]))
    assert [(row.type, row.arrival, row.wait, row.agent, row.flags) for row in found] == [
        (0, 0.0, 0.0, 0, 0),
        (1, 1.0, 0.0, 0, 0),
        (1, 10.0, 11.0, 0, PASSED_ON | KNOWN),
    ]


def test_chats_beside_others_take_longer_and_go_to_whoever_has_fewest():
    day = steady([one_type(0.0)], [GroupDay(name="chat", agents=(2,), at_once=2, slower=0.5)], hours=1)
    plan = written({0: [(float(at), [luck(100)]) for at in range(5)]})
    found = rows(day, plan)
    assert [(row.agent, row.talk, row.wait) for row in found] == [
        (0, 100.0, 0.0),
        (1, 100.0, 0.0),
        (0, 150.0, 0.0),
        (1, 150.0, 0.0),
        (0, 150.0, 96.0),
    ]


def test_a_group_that_chats_is_occupied_by_the_places_that_it_has():
    day = steady([one_type(0.02, constant(100))], [GroupDay(name="chat", agents=(2,), at_once=2)], hours=20)
    assert simulated(day, replications=10).groups[0]["occupancy"].mean == pytest.approx(0.02 * 100 / 4, rel=0.05)


def test_arrivals_vary_more_than_by_chance_where_the_forecast_does():
    def spread(varies):
        day = replace(steady([one_type(0.1)], [one_group(1)], hours=2), varies=varies)
        counts = [sum(1 for _ in DrawnPlan(day, 5, number).calls(0)) for number in range(300)]
        return np.mean(counts), np.var(counts) / np.mean(counts)

    assert spread(Variation()) == pytest.approx((720, 1.0), rel=0.2)
    mean, dispersion = spread(Variation(day=0.2))
    assert mean == pytest.approx(720, rel=0.05)
    assert dispersion == pytest.approx(1 + 720 * 0.2**2, rel=0.25)  # variance of a mixed Poisson number


FORM = """\
callcenter: Service line
hours: 08:00-20:00
lines: 40
varies: {day: 10 %}
ivr: {takes: 40 s, contained: 20 %, zero out: 10 %}
aht: 4 min
patience: 2 min
calls:
  complaints:
    forecast: 60/h
    balks: 5 %
    announcement: {heeded by: 60 %, patience: 1.3}
    callback: 40 % after 2 min
    repeat: 15 % after 2 h
    transfer: 10 % to orders
  orders: {forecast: 80/h, ivr: 5 s}
groups:
  service:
    answers: [complaints, orders]
    agents: [{from: 08:00, to: 16:00, heads: 9, break: 12:00-12:30}, {from: 12:00, to: 20:00, heads: 8}]
    at once: 2
    slower: 20 %
"""


def read(tmp_path, text):
    path = tmp_path / "center.yaml"
    path.write_text(text, encoding="utf-8")
    return reading.read(path)


def test_everything_can_be_written_in_the_form(tmp_path):
    day = plan_day(read(tmp_path, FORM), TUESDAY)
    complaints, orders = (call_type.manners for call_type in day.types)
    assert (day.lines, day.varies) == (40, Variation(day=0.1))
    assert complaints.menu.contained == 0.2
    assert orders.menu.takes.mean == 5.0
    assert complaints.callback == Callback(accepted_by=0.4, after=120.0)
    assert complaints.announcement == Announcement(heeded_by=0.6, patience=1.3)
    assert (complaints.balks, orders.balks) == (0.05, 0.0)
    assert complaints.repeat.share == 0.15
    assert day.types[0].transfers == ((1, 0.1),)
    assert (day.groups[0].at_once, day.groups[0].slower) == (2, 0.2)


def test_shifts_with_breaks_add_up(tmp_path):
    day = plan_day(read(tmp_path, FORM), TUESDAY)
    starts = [edge / 3600 for edge in day.edges[:-1]]
    assert dict(zip(starts, day.groups[0].agents, strict=True)) == {8.0: 9, 12.0: 8, 12.5: 17, 16.0: 8}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("transfer: 10 % to orders", "transfer: 10 % to nowhere", "'nowhere' is no call type"),
        ("transfer: 10 % to orders", "transfer: often", "'often' is not a transfer"),
        ("callback: 40 % after 2 min", "callback: sometimes", "is not a callback"),
        ("zero out: 10 %", "zero out: 90 %", "more than all callers"),
        ("break: 12:00-12:30", "break: 17:00-17:30", "a break lies outside of its shift"),
        ("to: 16:00", "to: 06:00", "runs over midnight"),
        ("heads: 9", "heads: -9", "is not a number of agents"),
        ("lines: 40", "lines: 0", "is too small"),
    ],
)
def test_what_cannot_be_is_told(tmp_path, old, new, what):
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, FORM.replace(old, new))
    assert what in "; ".join(fault.what for fault in caught.value.faults)
