"""The content is complete in every language, and the people of the project are those whom the shop knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from cxsim.demo import content, project_root
from cxsim.demo.asking import FOLDER
from cxsim.facts import stated
from cxsim.loading import load_project

ABROAD = content.LANGUAGES[1:]


def keys(words: Mapping[str, Any], before: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in words.items():
        found |= keys(value, f"{before}{key}.") if isinstance(value, Mapping) else {before + key}
    return found


@pytest.mark.parametrize("language", ABROAD)
def test_every_sentence_exists_in_every_language(language: str) -> None:
    only_english = {"buttons.payment", "buttons.register"}  # the till speaks English only
    assert keys(content.words(language)) == keys(content.words("en")) - only_english


@pytest.mark.parametrize("language", ABROAD)
def test_placeholders_survive_translation(language: str) -> None:
    for section, sentences in content.words("en").items():
        if isinstance(sentences, Mapping):
            for key, text in sentences.items():
                other = content.words(language)[section].get(key, text)
                assert set(re.findall(r"\{\w+\}", str(text))) == set(re.findall(r"\{\w+\}", str(other)))


def test_every_product_has_a_picture_and_three_names() -> None:
    for product in content.products().values():
        assert (FOLDER / "static" / "img" / f"{product.slug}.svg").is_file()
        assert set(product.name) == set(product.text) == set(content.LANGUAGES)


def test_prices_are_written_as_people_write_them() -> None:
    assert content.price(3990, "en") == "€39.90"
    assert content.price(305, "de") == "3,05 €"
    assert content.price(3990, "fa") == "۳۹٫۹۰ یورو"


def test_the_help_center_answers_a_lost_parcel_only_after_the_redesign() -> None:
    assert content.answers("en")[0].id == "lost-parcel"
    assert len(content.hill()) == 40
    assert not any("lost" in f"{item.question} {item.answer}".lower() for item in content.hill())


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_the_new_opening_hours_are_those_of_the_phone_line(language: str) -> None:
    project = load_project(project_root())
    hours = content.words(language)["contact"]["hours"]
    values = [value for fact, value in stated(hours) if fact.endswith("hours")]
    assert values == [str(project.touchpoints["phone"].hours)]


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_the_return_period_is_thirty_days_wherever_it_is_told(language: str) -> None:
    words = content.words(language)
    told = {value for text in (words["returns"]["lead"], words["returns"]["policy"]) for value in stated(text)}
    assert {value for fact, value in told if fact == "return period"} <= {"30 days"}


def test_the_orders_that_personas_know_exist_under_their_e_mail() -> None:
    for persona in load_project(project_root()).personas.values():
        if "order" in persona.knows:
            from cxsim.demo.forms import western

            order = content.orders()[western(persona.knows["order"])]
            assert order.email == persona.knows["e-mail"]
