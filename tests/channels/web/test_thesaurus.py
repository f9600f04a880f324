"""The thesaurus knows one thing by many names, in three languages, however they are inflected and put together."""

from cxsim.channels.web.thesaurus import concepts, language_of, stem, telling_words, units


def named(text, language="en"):
    return [unit.concepts for unit in units(text, language)]


def test_a_phrase_is_found_with_words_in_between():
    assert "return" in named("send the jacket back")[0]
    assert "return" in named("Ich gebe die Stiefel zurück", "de")[0]


def test_inflections_need_not_be_listed():
    assert named("cancelled") == named("cancel")
    assert named("Lieferungen", "de") == named("Lieferung", "de")
    assert named("سفارش‌هایم") == named("سفارش")


def test_a_german_compound_is_taken_apart_into_words_that_are_known():
    first, second = named("Versandpreise", "de")
    assert "delivery" in first
    assert "price" in second
    assert "shop" not in {unit.text for unit in units("Paketshops", "de")}, "a listed word stays whole"


def test_persian_is_compared_in_one_spelling():
    assert named("پیگیری سفارش") == named("پيگيري سفارش")
    assert named("می‌رسد؟ کی می‌رسد") == named("می‌رسد؟ کی میرسد")


def test_words_that_mean_nothing_are_left_out():
    assert units("what is it that you have") == ()
    assert units("") == ()


def test_words_of_one_language_are_not_taken_for_those_of_another():
    assert not any("waste" in unit.concepts for unit in units("Ich bin da", "de"))
    assert any("waste" in unit.concepts for unit in units("empty the bin", "en"))


def test_a_long_text_costs_no_more_than_a_short_one():
    assert len(units("parcel " * 10_000)) <= 60


def test_a_word_that_nobody_listed_keeps_its_stem():
    (unit,) = units("dishwashers")
    assert unit.concepts == frozenset()
    assert unit.stems == frozenset({stem("dishwasher", "en")})


def test_every_neighbor_is_a_concept_with_a_share_of_one():
    for concept in concepts().values():
        assert 0 < concept.weight <= 1
        assert set(concept.near) <= set(concepts())
        assert all(0 < share < 1 for share in concept.near.values())


def test_the_words_of_a_search_are_those_that_tell_something():
    assert telling_words("Find out where the train is", "en")[-1] == "train"
    assert telling_words("Die Stiefel zurückgeben", "de") == ["stiefel", "zurückgeben"]


def test_languages_without_words_are_read_as_english():
    assert [language_of(code) for code in ("de-AT", "fr_FR", "en", "fa-IR")] == ["de", "en", "en", "en"]
