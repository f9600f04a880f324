"""A script may try steps, ask conditions and do groups of steps; each is read into one form, or refused on its line."""

import pytest

from cxsim.scenario import Scenario
from cxsim.script import Action, Do, Step, StepGroup, Try, When, leaves

HEAD = "scenario: x\npersonas: all\njourney:\n  - web shop:\n"


def script(defined, text):
    lines = "".join(f"      {line}\n" for line in text.splitlines())
    (stop,) = defined(Scenario, HEAD + lines).journey
    return stop.steps


def steps(parts):
    return [f"{step.action}: {step.target}" for step in leaves(parts)]


def test_what_is_only_tried_is_one_step_or_several(defined):
    one, several, short = script(
        defined, "- try: {click: Accept}\n- try: [{click: Accept}, {tick: Always}]\n- try: log in"
    )
    assert isinstance(one, Try)
    assert [steps([one]), steps([several]), steps([short])] == [
        ["click: Accept"],
        ["click: Accept", "tick: Always"],
        ["log in: "],
    ]


def test_a_condition_asks_one_thing_and_says_what_is_done_either_way(defined):
    (when,) = script(
        defined, "- when:\n    sees: Sold out\n    then:\n      - click: Tell me\n    else: {click: Add to basket}"
    )
    assert isinstance(when, When)
    assert (when.by, when.value, when.line) == ("sees", "Sold out", 5)
    assert steps(when.then) == ["click: Tell me"]
    assert steps(when.otherwise) == ["click: Add to basket"]
    assert when.told == "she sees “Sold out”"
    assert when.denied == "she does not see “Sold out”"


@pytest.mark.parametrize(
    ("asks", "told", "denied"),
    [
        ("address: /cart*", "she is at /cart*", "she is not at /cart*"),
        ("device: phone", "she has a phone", "she has no phone"),
    ],
)
def test_a_condition_may_ask_for_the_address_and_the_device(defined, asks, told, denied):
    (when,) = script(defined, f"- when: {{{asks}, else: {{click: Menu}}}}")
    assert (when.told, when.denied, when.then) == (told, denied, ())


def test_a_group_is_done_with_or_without_gaps_to_fill(defined):
    plain, filled, two, listed, also = script(
        defined,
        "- do: accept cookies\n- do: {add to basket: {product: Kettle, how many: 2}}\n"
        "- do: {a: {x: y}, b: {}}\n- do: [c, d]",
    )[:5]
    assert isinstance(plain, Do)
    assert (plain.group, plain.given, plain.line) == ("accept cookies", {}, 5)
    assert filled.given == {"product": "Kettle", "how many": "2"}
    assert [two.group, listed.group, also.group] == ["a", "b", "c"]


def test_parts_hold_parts(defined):
    (when,) = script(
        defined,
        "- when:\n    sees: a\n    then:\n      - try:\n          - do: b\n      - when: {sees: c, then: {click: d}}",
    )
    assert [type(part).__name__ for part in when.then] == ["Try", "When"]
    assert steps([when]) == ["click: d"]


def test_a_group_is_a_file_of_steps(defined):
    group = defined(StepGroup, "steps:\n  - click: <product>\n  - try: {click: Later}\n")
    assert group.steps[0] == Step(action=Action.CLICK, target="<product>", line=2)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("try: {clik: Send}", "did you mean 'click'?"),
        ("try: []", "nothing is written here"),
        ("tri: {click: Send}", "did you mean 'try'?"),
        ("wenn: {sees: x, then: {click: y}}", "did you mean 'when'?"),
        ("when: x", "write `when: {sees: Sold out, then: [{click: Tell me}]}`"),
        ("when: {see: x, then: {click: y}}", "did you mean 'sees'?"),
        ("when: {sees: x, address: /y, then: {click: y}}", "put a second `when` into `then`"),
        ("when: {then: {click: y}}", "a condition asks one thing"),
        ("when: {sees: x}", "nothing is done either way"),
        ("when: {sees: x, the: {click: y}}", "did you mean 'then'?"),
        ("when: {device: phne, then: {click: y}}", "did you mean 'phone'?"),
        ("when: {sees: x, then: {click: {a: b}}}", "write `click: Send`"),
        ("do: {add to basket: Kettle}", "{product: Kettle}}` where the steps have gaps"),
        ("do: [{a: b}]", "write `do: add to basket`"),
        ("do: {a: {x: [1, 2]}}", "is not a text"),
        ("{try: {click: a}, see: b}", "several actions"),
    ],
)
def test_what_is_no_part_of_a_script_is_refused_on_its_own_line(faults_in, part, what):
    (fault,) = faults_in(Scenario, HEAD + f"      - log in\n      - {part}\n")
    assert fault.startswith("6: ")
    assert what in fault


def test_every_fault_of_all_branches_is_told_at_once(faults_in):
    text = "      - when:\n          sees: x\n          then: [clik: a]\n          else:\n            - sea: b\n"
    found = faults_in(Scenario, HEAD + text + "      - try:\n          - fil: {a: b}\n")
    assert [fault.partition(":")[0] for fault in found] == ["7", "9", "11"]
