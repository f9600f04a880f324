"""The words by which things are recognized, in three languages."""

import pytest

from cxsim.channels.web.words import content_words, language_of, plain, says


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("We use COOKIES", "cookies"),
        ("Alle ablehnen", "reject"),
        ("رد همه", "reject"),
        ("Don’t update now – remind me later", "later"),
        ("E-mail: please type an address such as anna@example.com.", "mend"),
        ("Erinnern Sie mich", "later"),
        ("به عنوان مهمان", "guest"),
        ("×", "close"),
    ],
)
def test_things_are_recognized(text, topic):
    assert says(text, topic)


@pytest.mark.parametrize(
    ("text", "topic"),
    [("Nordic shoes", "reject"), ("Okra soup", "accept"), ("Invalid input", "mend"), ("Closet", "close")],
)
def test_parts_of_words_do_not_count(text, topic):
    assert not says(text, topic)


def test_the_two_ways_to_write_yeh_and_kaf_are_one():
    assert plain("كتاب هاي من") == plain("کتاب های من")


ENGLISH = "You have 30 days and it helps us to choose. The label is on its way to you and your money is with you."
GERMAN = "Sie haben 30 Tage Zeit und die Rückgabe ist für Sie kostenlos. Das Geld ist in 14 Tagen auf dem Weg zu Ihnen."
PERSIAN = (
    "این فروشگاه برای شما است و از شما سفارش می‌گیرد. هر سفارش با پست به شما می‌رسد و شما آن را در خانه از پست می‌گیرید."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (GERMAN, "de"), (PERSIAN, "fa"), ("Lamp 39.90", None), ("4711 " * 40, None)],
)
def test_the_language_of_a_page_is_told_by_its_small_words(text, language):
    assert language_of(text) == language


def test_words_that_carry_meaning_are_compared_by_their_stems():
    assert content_words("How do I return the returned parcels?") == {"return", "parcel"}
