"""A persona gives the same particulars each time, in its own language, and nobody real is ever reached."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.errors import CxsimError
from cxsim.particulars import FACTS, Particulars, fact_of, persian_digits
from cxsim.persona import Persona

LANGUAGES = ["en-US", "en-GB", "de-DE", "fa-IR", "fr-FR", "xx-XX", "de", "en", "fa"]


def someone(language="en-US", seed=1, id="anna", **more):
    return Particulars(Persona(id=id, problem="It leaks.", goal="A repair", mood=0.2, language=language, **more), seed)


@settings(deadline=None, max_examples=25)
@given(st.permutations(FACTS), st.sampled_from(LANGUAGES), st.integers(0, 3))
def test_the_order_of_asking_changes_nothing(order, language, seed):
    expected = {fact: someone(language, seed).value(fact) for fact in FACTS}
    asked = someone(language, seed)
    assert {fact: asked.value(fact) for fact in order} == expected


def test_other_people_and_other_seeds_have_other_particulars():
    assert len({someone(id=name).value("name") for name in "abcdefgh"}) > 4
    assert len({someone(seed=seed).value("order") for seed in range(20)}) == 20


def test_somebody_elses_draws_change_nothing():
    before = someone().value("name")
    someone(id="bernd").value("city")
    random.random()
    assert someone().value("name") == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_can_be_told(language):
    assert all(someone(language).value(fact).strip() for fact in FACTS)


def test_what_she_knows_wins():
    told = someone(knows={"order": "004711", "E-Mail": "a@example.com", "policy": "P 7"})
    assert told.value("order number") == "004711"
    assert told.value("email") == "a@example.com"
    assert told.value("policy") == "P 7"


def test_who_knows_a_name_knows_its_parts():
    told = someone(knows={"name": "Anna Maria Berg"})
    assert (told.value("first name"), told.value("last name")) == ("Anna Maria", "Berg")
    assert told.value("e-mail").startswith("annamaria.berg")
    assert someone(knows={"first name": "Anna", "last name": "Berg"}).value("name") == "Anna Berg"


def test_particulars_are_put_into_texts():
    told = someone(knows={"order": "004711"})
    assert told.fill("Order <order> of <name>.") == f"Order 004711 of {told.value('name')}."
    assert told.fill("a <b> is no particular, 1 < 2 > 0") == "a <b> is no particular, 1 < 2 > 0"


def test_what_nobody_knows_is_an_error_with_the_nearest_fact():
    assert not someone().knows("polcy")
    with pytest.raises(CxsimError, match="nobody knows <postkode>") as caught:
        someone().value("postkode")
    assert "postcode" in caught.value.hint


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(20))
def test_nobody_real_is_ever_reached(language, seed):
    told = someone(language, seed)
    assert re.fullmatch(r"[a-z0-9.]+@example\.com", told.value("e-mail"))
    assert re.fullmatch(
        r"030 23125 \d{3}|020 7946 0\d{3}|202-555-01\d\d|\+1 202-555-01\d\d", told.value("phone number")
    )
    assert told.value("card number") == "4111 1111 1111 1111"


def test_a_german_insurance_number_is_german():
    assert re.fullmatch(r"\d{8}[A-Z]\d{3}", someone("de-DE").value("social insurance number"))


@pytest.mark.parametrize("seed", range(30))
def test_persian_names_have_persian_letters(seed):
    told = someone("fa-IR", seed)
    text = told.value("name") + told.value("city") + told.value("street")
    assert not set(text) & set("\u064a\u0643\u0649")


def test_whoever_writes_persian_types_persian_digits():
    told = someone("fa-IR", knows={"order": "004711"})
    assert told.typed("order") == "۰۰۴۷۱۱"
    assert told.value("order") == "004711"
    assert "@example.com" in told.typed("e-mail")
    assert someone("de-DE", knows={"order": "004711"}).typed("order") == "004711"
    assert persian_digits("a1b2") == "a۱b۲"


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        ("en-US", r"\d\d/\d\d/\d{4}"),
        ("en-GB", r"\d\d/\d\d/\d{4}"),
        ("de-DE", r"\d\d\.\d\d\.\d{4}"),
        ("fa-IR", r"\d{4}-\d\d-\d\d"),
    ],
)
def test_dates_are_written_as_in_the_region(language, pattern):
    assert re.fullmatch(pattern, someone(language).value("date of birth"))


def test_problem_and_goal_are_her_own():
    assert (someone().value("problem"), someone().value("goal")) == ("It leaks.", "A repair")


def test_labels_are_understood_here_as_well():
    assert fact_of("Bestellnummer") == "order number"
    assert someone().value("Bestellnummer") == someone().value("order")
