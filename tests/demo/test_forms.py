"""A form's rules take what people really type, and say which field must be mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.demo import content
from cxsim.demo.forms import (
    CONTACT,
    DELIVERY,
    LOGIN,
    LOOKUP,
    REGISTER,
    RETURN,
    Form,
    check,
    complaint,
    western,
)
from cxsim.demo.version import AS_IS, REDESIGN
from cxsim.particulars import persian_digits

FORMS = (LOGIN, LOOKUP, CONTACT, RETURN, DELIVERY, REGISTER, complaint(AS_IS))


@given(st.text(alphabet="0123456789 abc-", max_size=20))
def test_persian_digits_come_back_as_western_ones(text: str) -> None:
    assert western(persian_digits(text)) == text


@given(st.text(max_size=50))
def test_western_leaves_everything_but_digits_alone(text: str) -> None:
    same = [(one, other) for one, other in zip(text, western(text), strict=True) if not one.isdecimal()]
    assert all(one == other for one, other in same)


@given(st.dictionaries(st.sampled_from(["order", "email", "reason", "other"]), st.text(max_size=30)))
def test_whatever_is_typed_is_accepted_or_has_its_error(typed: dict[str, str]) -> None:
    filled = check(RETURN, typed, REDESIGN)
    assert filled.ok == (not filled.errors)
    assert set(filled.errors) <= {field.name for field in RETURN.fields}


def test_a_right_order_number_is_taken_with_spaces_around_it() -> None:
    filled = check(LOOKUP, {"order": " 004712 ", "email": "anna.weber@example.com"}, REDESIGN)
    assert filled.ok
    assert filled.values["order"] == "004712"


@pytest.mark.parametrize("number", ["4711", "0047110", "OO4711", "00-4711"])
def test_a_wrong_order_number_is_refused(number: str) -> None:
    assert check(LOOKUP, {"order": number, "email": "a@example.com"}, REDESIGN).errors == {"order": "order"}


@pytest.mark.parametrize("number", ["030 23125 014", "+49 (30) 23125-014", "0049/30/23125014"])
def test_a_phone_number_is_taken_as_people_write_it(number: str) -> None:
    form = complaint(REDESIGN)
    assert "phone" not in check(form, {"phone": number}, REDESIGN).errors


def test_an_empty_form_names_every_field_that_is_needed() -> None:
    errors = check(complaint(REDESIGN), {}, REDESIGN).errors
    assert errors == {
        "order": "required",
        "reason": "choose",
        "details": "required",
        "email": "required",
        "terms": "terms",
    }


def test_a_choice_that_the_list_does_not_have_is_refused() -> None:
    filled = check(RETURN, {"order": "004711", "email": "a@example.com", "reason": "boredom"}, REDESIGN)
    assert filled.errors == {"reason": "choose"}


def test_the_redesign_asks_for_less() -> None:
    assert len(complaint(REDESIGN).fields) == 7
    assert len(complaint(AS_IS).fields) == 18


@pytest.mark.parametrize("language", content.LANGUAGES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.action)
def test_every_field_has_a_label_and_every_error_its_sentence(form: Form, language: str) -> None:
    words = content.words(language)
    for field in form.fields:
        assert field.label or words["fields"][field.name]
        assert "{field}" in words["errors"][field.message]
