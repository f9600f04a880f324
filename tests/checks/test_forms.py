"""Checks of forms: a literal experience in, an outcome out."""

import pytest

from cxsim.checks.base import Outcome
from cxsim.experience import Kind
from tests.checks.web_builders import answer, inspected, moment, saw

PASSED, FAILED, CANT_TELL, INAPPLICABLE = Outcome


def field(label="E-mail", **more):
    return {"label": label, "by": "label", "type": "text", "fact": None, "autocomplete": "", "required": True} | more


def form(*fields, url="/contact", **more):
    return inspected("form", url, name="Write", checkout=False, fields=list(fields), **more)


@pytest.mark.parametrize(
    ("by", "outcome"),
    [("label", PASSED), ("aria", PASSED), ("title", PASSED), ("placeholder", FAILED), ("none", FAILED)],
)
def test_a_field_needs_a_label_that_stays(by, outcome):
    assert answer("form-labels", form(field(by=by))).outcome is outcome


def test_fields_without_labels_are_named_with_their_page():
    said = answer("form-labels", form(field(by="placeholder"), field("Phone", by="none"), field("Name")))
    assert said.reason.startswith("Fields on /contact have no label that stays: “E-mail”, “Phone”.")
    assert said.moments == (1,)


@pytest.mark.parametrize("check", ["form-labels", "form-autocomplete", "form-length", "guest-checkout", "late-costs"])
def test_without_a_form_there_is_nothing_to_judge(check):
    assert answer(check, inspected("page", ways_on=1, links=[])).outcome is INAPPLICABLE


@pytest.mark.parametrize(
    ("fact", "token", "outcome"),
    [
        ("e-mail", "email", PASSED),
        ("e-mail", "shipping email", PASSED),
        ("e-mail", "", FAILED),
        ("e-mail", "off", FAILED),
        ("e-mail", "tel", FAILED),
        ("order number", "", INAPPLICABLE),
        (None, "", INAPPLICABLE),
    ],
)
def test_a_browser_may_fill_in_what_it_knows(fact, token, outcome):
    assert answer("form-autocomplete", form(field(fact=fact, autocomplete=token))).outcome is outcome


def refused(**data):
    return moment(Kind.REFUSED, **{"what": "form", "text": "Invalid input", "url": "/orders"} | data)


@pytest.mark.parametrize(
    ("names", "how", "outcome", "missing"),
    [
        (True, True, PASSED, ""),
        (False, True, FAILED, "which field is meant"),
        (True, False, FAILED, "how to mend it"),
        (False, False, FAILED, "which field is meant or how to mend it"),
    ],
)
def test_an_error_message_names_the_field_and_the_remedy(names, how, outcome, missing):
    said = answer("form-errors", refused(names_field=names, says_how=how))
    assert said.outcome is outcome
    assert missing in said.reason


def test_refusals_of_the_phone_are_not_forms():
    assert answer("form-errors", moment(Kind.REFUSED, what="zero", text="not possible")).outcome is INAPPLICABLE
    assert answer("input-kept", moment(Kind.REFUSED, what="key", text="not possible")).outcome is INAPPLICABLE


def test_input_that_was_lost_is_named():
    said = answer("input-kept", refused(lost_input=True, lost=["E-mail", "Reason"]))
    assert (said.outcome, said.observed) == (FAILED, "lost: “E-mail”, “Reason”")
    assert answer("input-kept", refused(lost_input=False, lost=[])).outcome is PASSED
    assert answer("input-kept", refused()).outcome is INAPPLICABLE


@pytest.mark.parametrize(("count", "outcome"), [(8, PASSED), (9, FAILED)])
def test_eight_fields_suffice(count, outcome):
    said = answer("form-length", form(*[field(str(n)) for n in range(count)]))
    assert said.outcome is outcome
    assert f"{count} fields" in said.observed


def page(**data):
    return inspected("page", "/checkout", **{"checkout": True, "account_needed": False, "guest": False} | data)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"account_needed": True}, FAILED),
        ({"account_needed": True, "guest": True}, PASSED),
        ({}, PASSED),
        ({"checkout": False, "account_needed": True}, INAPPLICABLE),
    ],
)
def test_an_account_is_not_forced_on_a_buyer(data, outcome):
    assert answer("guest-checkout", page(**data)).outcome is outcome


def costs(url, checkout, *named):
    listed = [{"what": what, "amount": amount} for what, amount in named]
    return inspected("costs", url, checkout=checkout, costs=listed, total="")


SHIPPING, FEE = ("shipping", "€4.90"), ("fee", "€3.50")


def test_costs_that_come_late_are_named():
    said = answer("late-costs", costs("/lamp", False), costs("/cart", False), costs("/pay", True, SHIPPING, FEE))
    assert (said.outcome, said.observed) == (FAILED, "shipping €4.90, fee €3.50")
    assert said.moments == (3,)


def test_costs_that_were_told_on_the_product_are_not_late():
    assert answer("late-costs", costs("/lamp", False, SHIPPING), costs("/pay", True, SHIPPING)).outcome is PASSED


def test_a_fee_is_late_even_if_shipping_was_told():
    said = answer("late-costs", costs("/lamp", False, SHIPPING), costs("/pay", True, SHIPPING, FEE))
    assert said.observed == "fee €3.50"


def test_whoever_begins_at_the_checkout_saw_nothing_before():
    assert answer("late-costs", costs("/pay", True, SHIPPING)).outcome is PASSED


def typed(value):
    return moment(Kind.ACTED, action="fill", target="Order", value=value, url="/fa/orders")


def test_digits_of_another_script_are_taken_or_refused():
    assert answer("native-digits", typed("۰۰۴۷۱۱"), saw()).outcome is PASSED
    assert answer("native-digits", typed("۰۰۴۷۱۱"), refused(native_digits=True)).outcome is FAILED
    assert answer("native-digits", typed("۰۰۴۷۱۱"), refused(native_digits=False)).outcome is PASSED
    assert answer("native-digits", typed("004711"), refused(native_digits=False)).outcome is INAPPLICABLE
