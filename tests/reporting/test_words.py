"""The report's own words: every language says everything, with its own digits, units and direction."""

import re
import string
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.checks import CATALOGUE
from cxsim.errors import CxsimError
from cxsim.reporting import html
from cxsim.reporting.words import LANGUAGES, words

OTHERS = [language for language in LANGUAGES if language != "en"]
ENGLISH, GERMAN, PERSIAN = (words(language) for language in LANGUAGES)


def sentences(language):
    file = resources.files("cxsim.reporting") / "languages" / f"{language}.toml"
    return dict(flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def flat(table, before=""):
    for key, value in table.items():
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def slots(entry):
    texts = entry.values() if isinstance(entry, dict) else [entry]
    found = [string.Formatter().parse(text) for text in texts if isinstance(text, str)]
    return {name for parts in found for _, name, _, _ in parts if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_with_the_same_values_in_it(language):
    english, other = sentences("en"), sentences(language)
    assert set(other) == set(english)
    assert {key: slots(other[key]) for key in english} == {key: slots(english[key]) for key in english}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language):
    english, other = sentences("en"), sentences(language)
    same = {key for key in english if isinstance(english[key], str) and english[key] == other[key]}
    said = {key for key in same if any(map(str.isalpha, plain(english[key])))}
    assert said <= {
        "language", "direction", "fact.name", "kind.other",
    }  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_our_checks_say_is_translated_and_nothing_else(language):
    said = {text for check in CATALOGUE for text in (check.title, check.failure_title, check.why)}
    translated = words(language).checks
    assert set(translated) == said
    assert not [text for text, own in translated.items() if own == text or not own.strip()]
    alphabet = "[A-Za-z0-9]" if language == "fa" else "\N{ARABIC LETTER ALEF}"
    assert not [own for own in translated.values() if re.search(alphabet, own)]


def plain(text):
    return string.Formatter().vformat(text, (), _Blank())


class _Blank(dict):
    def __missing__(self, key):
        return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_languages_are_the_known_ones(language):
    folder = resources.files("cxsim.reporting") / "languages"
    assert {file.name for file in folder.iterdir() if file.name.endswith(".toml")} == {f"{n}.toml" for n in LANGUAGES}
    assert words(language).language == language


@pytest.mark.parametrize(
    ("seconds", "english", "german", "persian"),
    [
        (521, "8 min 41 s", "8 Min. 41 Sek.", "۸ دقیقه و ۴۱ ثانیه"),
        (4.9, "4.9 s", "4,9 Sek.", "۴٫۹ ثانیه"),
        (7260, "2 h 1 min", "2 Std. 1 Min.", "۲ ساعت و ۱ دقیقه"),
        (40, "40 s", "40 Sek.", "۴۰ ثانیه"),
        (14 * 86400, "14 d", "14 T.", "۱۴ روز"),
    ],
)
def test_a_duration_has_two_units_at_most_in_the_words_of_the_language(seconds, english, german, persian):
    assert [w.duration(seconds) for w in (ENGLISH, GERMAN, PERSIAN)] == [english, german, persian]


def test_numbers_have_the_digits_and_signs_of_the_language():
    assert [w.number(1234.5, 1) for w in (ENGLISH, GERMAN, PERSIAN)] == ["1234.5", "1234,5", "۱۲۳۴٫۵"]
    assert [w.money(1234567.6, "EUR") for w in (ENGLISH, GERMAN)] == ["1,234,568 EUR", "1.234.568 EUR"]
    assert PERSIAN.money(1234567.6) == "۱٬۲۳۴٬۵۶۸"
    assert [w.percent(0.31) for w in (ENGLISH, GERMAN, PERSIAN)] == ["31 %", "31 %", "۳۱٪"]
    assert ENGLISH.signed(-0.35) == "−0.35"
    assert (ENGLISH.signed(3.0, 0), ENGLISH.signed(-0.001)) == ("+3", "0.00")
    assert PERSIAN.signed(-0.35).removeprefix("\u200e") == "−۰٫۳۵"
    assert [w.clock(3905) for w in (ENGLISH, PERSIAN)] == ["1:05:05", "۱:۰۵:۰۵"]


@given(st.floats(-1e9, 1e9))
def test_money_never_has_a_minus_before_nothing(value):
    assert ENGLISH.money(value) != "−0"


def test_counts_inside_sentences_are_written_in_the_digits_of_the_language():
    assert "۳" in PERSIAN.say("gaps.more", n=3)
    assert "3" not in PERSIAN.say("gaps.more", n=3)


def test_what_is_only_in_english_says_so_where_the_report_is_not():
    assert PERSIAN.english("It “سلام” fails") == '<span lang="en" dir="ltr">It “<bdi>سلام</bdi>” fails</span>'
    assert ENGLISH.english("<b>") == "&lt;b&gt;"
    assert PERSIAN.english("") == ""


def test_what_our_checks_say_is_told_in_the_language_of_the_report():
    title = "0 does not lead to a human from every menu"
    assert GERMAN.english(title) == "Die 0 führt nicht aus jedem Menü zu einem Menschen"
    assert GERMAN.translated(title) == GERMAN.english(title)
    assert ENGLISH.translated(title) == ENGLISH.english(title) == title
    assert GERMAN.translated("Somebody else's check failed") is None


def test_a_tag_names_its_language_and_an_unknown_one_is_refused():
    assert words("de-AT").language == "de"
    for unknown in ("xx", "../en", ""):
        with pytest.raises(CxsimError, match="not translated"):
            words(unknown)


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_is_drawn_in_the_language_of_its_run(document, language):
    document["run"]["language"] = language
    text = html.render(document)
    assert text == html.render(document, language=language) != html.render(document, language="en")
    direction = "rtl" if language == "fa" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert '<span lang="en" dir="ltr">Pressing 0 does not reach a human</span>' in text
