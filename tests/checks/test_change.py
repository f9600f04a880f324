"""Two journeys side by side: is the second one worse for no good reason?"""

from cxsim.checks.change import CHECKS
from cxsim.comparison import CUSTOMERS, DEVICES, RUNS, TRIALS, compare
from cxsim.experience import Kind
from cxsim.testing import experience, moment

ASK = {check.id: check.judge for check in CHECKS}


def did(target):
    return moment(Kind.ACTED, "web shop", action="click", target=target, seconds=1.0, step=1)


def could_not(target):
    return moment(Kind.BLOCKED, "web shop", action="click", target=target, reason="missing", step=1)


def got(met):
    return moment(Kind.OUTCOME, "web shop", goal="A refund", met=met, reason="")


def waited(seconds):
    return moment(Kind.WAITED, "web shop", for_="page", seconds=seconds)


def told(total):
    return moment(Kind.INSPECTED, "web shop", what="costs", total=total, url="/")


def answer(check, between, before, after):
    return ASK[check](compare(experience(*before), experience(*after), between=between), "web shop")


def test_a_goal_that_only_one_device_reaches_is_a_gap_whichever_it_is():
    assert answer("device-parity", DEVICES, [did("Buy"), got(True)], [did("Buy"), got(False)]).outcome == "failed"
    assert answer("device-parity", DEVICES, [did("Buy"), got(False)], [did("Buy"), got(True)]).outcome == "failed"
    assert answer("device-parity", DEVICES, [did("Buy"), got(True)], [did("Buy"), got(True)]).outcome == "passed"


def test_a_device_may_take_a_little_longer_and_not_much_longer():
    assert answer("device-parity", DEVICES, [waited(60.0)], [waited(80.0)]).outcome == "passed"
    slow = answer("device-parity", DEVICES, [waited(60.0)], [waited(120.0)])
    assert (slow.outcome, slow.observed) == ("failed", "it takes 120 s instead of 60 s")
    assert answer("device-parity", DEVICES, [waited(5.0)], [waited(20.0)]).outcome == "passed"


def test_a_loyal_customer_who_pays_more_is_punished():
    dearer = answer("loyalty-parity", CUSTOMERS, [told("€10.00")], [told("€12.50")])
    assert (dearer.outcome, dearer.observed) == ("failed", "the price is 12.50 instead of 10.00")
    assert answer("loyalty-parity", CUSTOMERS, [told("€12.50")], [told("€10.00")]).outcome == "passed"


def test_a_step_that_worked_in_the_earlier_run_and_is_gone_breaks_the_learned_path():
    broken = answer("learned-path", RUNS, [did("Help")], [could_not("Help")])
    assert (broken.outcome, broken.observed) == ("failed", "“click: Help” cannot be done")
    assert answer("learned-path", RUNS, [could_not("Help")], [did("Help")]).outcome == "passed"


def test_what_works_now_and_then_is_unsteady_in_both_directions():
    for before, after in ([did("Send")], [could_not("Send")]), ([could_not("Send")], [did("Send")]):
        assert answer("steadiness", TRIALS, before, after).outcome == "failed"
    assert answer("steadiness", TRIALS, [did("Send")], [did("Send")]).outcome == "passed"


def test_a_goal_that_the_same_steps_reach_now_and_then_is_unsteady():
    for before, after in ([True, False], [False, True]):
        told = answer("steadiness", TRIALS, [did("Send"), got(before)], [did("Send"), got(after)])
        assert (told.outcome, told.observed) == ("failed", "“A refund” works in one try and fails in another")
    assert answer("steadiness", TRIALS, [did("Send"), got(True)], [did("Send"), got(None)]).outcome == "passed"


def test_a_goal_is_not_unsteady_where_the_customers_did_not_do_the_same():
    found_her_way = moment(Kind.ACTED, "web shop", action="click", target="Returns", seconds=1.0)
    for acts in ([found_her_way], [did("Send"), could_not("Pay")]):
        assert answer("steadiness", TRIALS, [*acts, got(True)], [*acts, got(False)]).outcome == "passed"


def test_a_question_about_another_pair_is_inapplicable():
    assert answer("device-parity", RUNS, [did("Help")], [could_not("Help")]).outcome == "inapplicable"
