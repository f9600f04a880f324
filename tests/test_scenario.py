"""A scenario can be written in short forms; they are brought into one long form, each step with its line."""

import pytest

from cxsim.scenario import Action, Scenario

HEAD = "scenario: x\npersonas: all\n"


def journey(defined, text):
    return defined(Scenario, HEAD + text).journey


def steps(defined, text):
    lines = "".join(f"      - {line}\n" for line in text.splitlines())
    (stop,) = journey(defined, f"journey:\n  - web shop:\n{lines}")
    return [(step.action, step.target, step.value) for step in stop.steps]


def test_a_journey_may_be_one_word(defined):
    (stop,) = journey(defined, "journey: web shop\n")
    assert (stop.touchpoint, stop.steps, stop.always) == ("web shop", None, False)


def test_stops_are_names_or_names_with_more(defined):
    first, second, third = journey(
        defined,
        "journey:\n  - web shop\n  - phone: {after: next day 09:00, wants: complaints}\n  - store: {always: yes}\n",
    )
    assert first.touchpoint == "web shop"
    assert (str(second.after), second.wants) == ("next day 09:00", "complaints")
    assert third.always


def test_steps_stand_under_the_name_or_under_steps(defined):
    (short,) = journey(defined, "journey:\n  - web shop: [log in, {click: Send}]\n")
    (long,) = journey(defined, "journey:\n  - web shop: {steps: [log in, {click: Send}]}\n")
    assert short == long
    assert [step.action for step in short.steps] == [Action.LOG_IN, Action.CLICK]


def test_no_steps_is_not_the_same_as_finding_the_way(defined):
    (stop,) = journey(defined, "journey:\n  - web shop: {steps: []}\n")
    assert stop.steps == ()


def test_fields_become_a_step_each(defined):
    assert steps(defined, "fill: {Order number: <order>, E-mail: <email>}\nchoose: {Reason: Defective}") == [
        (Action.FILL, "Order number", "<order>"),
        (Action.FILL, "E-mail", "<email>"),
        (Action.CHOOSE, "Reason", "Defective"),
    ]


def test_several_texts_become_a_step_each(defined):
    assert steps(defined, "tick: [Terms, Newsletter]\npress: 0") == [
        (Action.TICK, "Terms", None),
        (Action.TICK, "Newsletter", None),
        (Action.PRESS, "0", None),
    ]


def test_steps_know_their_line(defined):
    text = (
        "journey:\n  - web shop:\n      - log in\n      - fill:\n          A: b\n          C: d\n      - click: Send\n"
    )
    (stop,) = journey(defined, text)
    assert [step.line for step in stop.steps] == [5, 7, 8, 9]
    assert stop.line == 4


@pytest.mark.parametrize("action", [a for a in Action if a not in (Action.FILL, Action.CHOOSE, Action.UPLOAD)])
def test_every_action_can_be_written(defined, action):
    written = str(action) if action in (Action.GO_BACK, Action.LOG_IN) else f"{action}: x"
    assert steps(defined, written)[0][0] is action


def test_a_log_in_may_name_the_account(defined):
    assert steps(defined, "log in: loyal customer") == [(Action.LOG_IN, "loyal customer", None)]


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("clik: Send", "did you mean 'click'?"),
        ("click Send", "write `click: Send`"),
        ("fill: x", "write `fill: {Order number: <order>}`"),
        ("click: {a: b}", "write `click: Send`"),
        ("{click: a, see: b}", "several actions"),
        ("log on", "did you mean 'log in'?"),
        ("[click, see]", "is not a step"),
    ],
)
def test_what_is_no_step_is_refused_on_its_own_line(faults_in, step, what):
    (fault,) = faults_in(Scenario, HEAD + f"journey:\n  - web shop:\n      - log in\n      - {step}\n")
    assert fault.startswith("6: ")
    assert what in fault


@pytest.mark.parametrize(
    ("stop", "what"),
    [
        ("phone: soon", "`- phone: {after: next day 09:00}`"),
        ("phone: {aftr: 09:00}", "did you mean 'after'?"),
        ("phone: {after: maybe}", "is not a day and time"),
        ("{phone: {}, store: {}}", "not one touchpoint"),
        ("phone: {always: perhaps}", "yes or no"),
    ],
)
def test_what_is_no_stop_is_refused_on_its_own_line(faults_in, stop, what):
    (fault,) = faults_in(Scenario, HEAD + f"journey:\n  - web shop\n  - {stop}\n")
    assert fault.startswith("5: ")
    assert what in fault


def test_one_way_stands_for_every_goal(defined):
    (solved,) = defined(Scenario, HEAD + "journey: phone\nsolved: {reaches: a human}\n").solved
    assert (solved.by, solved.value, solved.goal) == ("reaches", "a human", None)


def test_each_goal_may_have_its_way(defined):
    text = "journey: phone\nsolved:\n  A date: {sees: Your date is}\n  An apology: {asks: Did they?}\n"
    assert [(s.goal, s.by, s.value) for s in defined(Scenario, HEAD + text).solved] == [
        ("A date", "sees", "Your date is"),
        ("An apology", "asks", "Did they?"),
    ]


@pytest.mark.parametrize(
    ("solved", "what"),
    [
        ("{see: x}", "did you mean 'sees'?"),
        ("{reaches: heaven}", "write `reaches: a human`"),
        ("{sees: x, address: /y}", "keep the one that decides"),
        ("{A date: {sees: x, asks: y}}", "keep the one that decides"),
        ("{A date: {sees: x}, asks: y}", "name each goal"),
        ("{A date: {seen: x}}", "did you mean 'sees'?"),
        ("x", "is not a list"),
        ("{sees: [a, b]}", "is not a text"),
    ],
)
def test_what_is_no_way_to_see_it_is_refused(faults_in, solved, what):
    (fault,) = faults_in(Scenario, HEAD + f"journey: phone\nsolved: {solved}\n")
    assert fault.startswith("4: ")
    assert what in fault


def test_start_given_and_variants_are_read(defined):
    text = "journey: phone\nstarts: now\ngiven: order\nvariants: [phone, computer]\nlabels: {team: blue}\n"
    scenario = defined(Scenario, HEAD + text)
    assert scenario.starts.now
    assert (scenario.given, scenario.variants) == (("order",), ("phone", "computer"))
    assert scenario.labels == {"team": "blue"}


def test_a_scenario_needs_people_and_a_journey(faults_in):
    faults = faults_in(Scenario, "scenario: x\npersonas: []\njourney: []\n")
    assert [fault.partition(" | ")[0] for fault in faults] == [
        "2: personas: nothing is written here",
        "3: journey: nothing is written here",
    ]
