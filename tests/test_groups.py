"""Groups of steps are filled into the scripts that use them, and every use that cannot work is told on its line."""

import pytest

from cxsim.errors import DefinitionError
from cxsim.groups import MOST_STEPS
from cxsim.loading import load_project
from cxsim.retelling import retell
from cxsim.script import Do, leaves

BASKET = "steps:\n  - click: Products\n  - click: <product>\n  - fill: {E-mail: <email>}\n"


@pytest.fixture
def project(small_project):
    """A project whose scenario has this script, with these groups."""

    def load(script, **groups):
        files = {f"scenarios/steps/{name.replace('_', '-')}.yaml": text for name, text in groups.items()}
        head = "scenario: x\npersonas: [anna]\nsolved: {sees: y}\njourney:\n  - web shop:\n"
        return load_project(small_project(files | {"scenarios/complain.yaml": f"{head}      - {script}\n"}))

    return load


@pytest.fixture
def faults(project):
    """What is wrong with such a project, as ``file:line: what | hint``."""

    def find(script, **groups):
        with pytest.raises(DefinitionError) as caught:
            project(script, **groups)
        return [f"{f.file.name}:{f.line}: {f.what} | {f.hint}" for f in caught.value.faults]

    return find


def script_of(project):
    return project.scenarios["complain"].journey[0].steps


def test_gaps_are_filled_and_particulars_stay(project):
    (part,) = script_of(project("do: {add to basket: {Product: Kettle}}", add_to_basket=BASKET))
    assert isinstance(part, Do)
    assert part.group == "add to basket"
    assert [(step.target, step.value) for step in leaves([part])] == [
        ("Products", None),
        ("Kettle", None),
        ("E-mail", "<email>"),
    ]


def test_groups_hand_on_what_they_were_given(project):
    outer = (
        "steps:\n  - do: {add-to-basket: {product: <thing>}}\n  - when: {sees: <thing>, then: {see: <thing> is here}}\n"
    )
    (part,) = script_of(project("do: {buy: {thing: Lamp}}", buy=outer, add_to_basket=BASKET))
    assert [step.target for step in leaves([part])] == ["Products", "Lamp", "E-mail", "Lamp is here"]
    assert part.steps[1].value == "Lamp"


def test_one_group_may_be_done_twice_with_different_things(project):
    text = "do: {add to basket: {product: Kettle}}\n      - do: {add to basket: {product: Lamp}}"
    assert [s.target for s in leaves(script_of(project(text, add_to_basket=BASKET)))][1::3] == ["Kettle", "Lamp"]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (
            "do: add to baskt",
            "there are no steps called 'add to baskt' | did you mean 'add to basket'?",
        ),
        (
            "do: add to basket",
            "the steps of 'add to basket' need <product> | write `do: {add to basket",
        ),
        (
            "do: {add to basket: {product: x, produkt: y}}",
            "the steps of 'add to basket' have no gap <produkt> | did you mean 'product'?",
        ),
        ("try: {do: {add to basket: {}}}", "the steps of 'add to basket' need <product>"),
        ("when: {sees: <nonsense>, then: {click: y}}", "nobody knows <nonsense>"),
    ],
)
def test_a_use_that_cannot_work_is_told(faults, script, fault):
    (found,) = faults(script, add_to_basket=BASKET)
    assert found.startswith(f"complain.yaml:6: {fault}")


def test_groups_that_do_each_other_are_refused_once_and_where_they_stand(faults):
    found = faults("do: a", a="steps:\n  - do: b\n", b="steps:\n  - click: x\n  - do: a\n")
    assert found == [
        "b.yaml:3: these steps would never end: a → b → a | let no group do itself",
        "a.yaml:2: these steps would never end: b → a → b | let no group do itself",
    ]


def test_a_group_that_nobody_uses_is_checked_as_well(faults):
    (found,) = faults("click: x", alone="steps:\n  - do: nothing\n")
    assert found.startswith("alone.yaml:2: there are no steps called 'nothing'")


def test_a_group_that_cannot_be_read_is_told_once(faults):
    (found,) = faults("do: broken", broken="steps:\n  - clik: x\n")
    assert found.startswith("broken.yaml:2: ")


def test_groups_that_multiply_are_bounded(faults):
    doubling = {f"g{n}": f"steps:\n  - do: g{n + 1}\n  - do: g{n + 1}\n" for n in range(30)}
    found = faults("do: g0", **doubling, g30="steps:\n  - click: x\n")
    assert any(f"more than {MOST_STEPS} steps" in fault for fault in found)


def test_on_the_phone_there_is_nothing_to_try_and_nothing_to_see(small_project):
    text = "scenario: x\npersonas: [anna]\nsolved: {sees: y}\njourney:\n  - phone:\n      - try: {press: 0}\n"
    with pytest.raises(DefinitionError) as caught:
        load_project(small_project({"scenarios/complain.yaml": text}))
    (fault,) = caught.value.faults
    assert (fault.line, fault.what) == (6, "`try` is for websites, and 'phone' is none")


def test_the_retelling_says_what_comes_from_groups_what_is_tried_and_what_depends(project):
    text = (
        "do: {add to basket: {product: Kettle}}\n      - try: {click: Accept}\n"
        "      - when: {sees: Sold out, then: {click: Tell me}}"
    )
    told, _ = retell(project(text, add_to_basket=BASKET))
    assert (
        "follows 5 written steps (among them those of “add to basket” with product “Kettle”; "
        "“click: Accept” only if possible; some that depend on whether she sees “Sold out”)"
    ) in told
