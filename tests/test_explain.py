"""Explanations say which word was probably meant, and nothing in a programmer's terms."""

from typing import Annotated

import pytest
from pydantic import BeforeValidator

from cxsim.definition import Definition
from cxsim.explain import did_you_mean, known_keys, nearest
from cxsim.persona import Persona
from cxsim.scenario import Scenario
from cxsim.touchpoint import TouchpointMap


def test_the_nearest_word_is_the_one_that_was_probably_meant():
    assert nearest("Problm", ["problem", "goal"]) == "problem"
    assert nearest("xyz", ["problem", "goal"]) is None


def test_a_hint_names_the_nearest_word_or_all_that_are_known():
    assert did_you_mean("gaol", ["goal", "mood"]) == "did you mean 'goal'? Known are: goal, mood"
    assert did_you_mean("xyz", ["goal", "mood"]) == "known are: goal, mood"
    assert did_you_mean("xyz", []) == "none is defined yet"
    assert did_you_mean("xyz", ["goal"], limit=0) == ""


def test_many_known_words_are_cut_off():
    hint = did_you_mean("xyz", [f"word {n}" for n in range(50)])
    assert hint.endswith("word 11 …")


@pytest.mark.parametrize(
    ("model", "loc", "key"),
    [
        (Persona, ("patience",), "queue"),
        (Persona, ("patience", "queue"), "median"),
        (Persona, ("expects",), "wait"),
        (TouchpointMap, ("touchpoints", "web shop"), "owner"),
        (TouchpointMap, ("touchpoints", "web shop", "allow", "buy"), "at most"),
        (TouchpointMap, ("touchpoints", "web shop", "claims", 0), "says"),
        (Scenario, ("journey", 0), "wants"),
    ],
)
def test_the_keys_of_any_place_are_known(model, loc, key):
    assert key in known_keys(model, loc)


def test_what_the_reader_fills_in_is_no_known_key():
    assert "id" not in known_keys(Persona, ())
    assert "name" not in known_keys(TouchpointMap, ("touchpoints", "phone"))


def test_a_definition_within_a_short_form_is_explained_in_plain_words(faults_in):
    class Inner(Definition):
        size: int

    class Outer(Definition):
        inner: Annotated[Inner, BeforeValidator(lambda value: Inner.model_validate(dict(value)))]

    assert faults_in(Outer, "inner: {size: large}") == [
        "1: inner › size: 'large' is not a whole number | write a whole number, such as 6"
    ]
