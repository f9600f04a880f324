"""Journeys are retold in sentences that somebody who is no programmer can check."""

import pytest

from cxsim.loading import load_project
from cxsim.persona import Persona
from cxsim.retelling import assumed, retell

MAP = """
    company: {name: Shop}
    touchpoints:
      web shop: {channel: web, owner: x}
      phone: {channel: phone, owner: x}
      chat: {channel: chat, owner: x}
      complaints desk: {channel: e-mail, owner: x}
      the store: {channel: visit, owner: x}
"""


@pytest.fixture
def retold(small_project):
    def tell(scenario):
        files = {"scenarios/touchpoints.yaml": MAP, "scenarios/complain.yaml": f"scenario: Complain\n{scenario}"}
        return retell(load_project(small_project(files)))

    return tell


def test_a_journey_is_retold_with_its_conditions_and_times(retold):
    told, _ = retold(
        """
personas: [anna]
starts: tuesday 18:30
journey:
  - web shop: [{click: Send}]
  - phone: {after: next day 09:00, wants: complaints}
  - the store: {always: true}
solved: {sees: Thank you}
"""
    )
    assert told == (
        "Complain: “anna”. The customer tries the web shop on Tuesday at 18:30 and follows 1 written step; "
        "if unsolved, calls the phone the next day at 09:00 about complaints; in any case goes to the store. "
        "It is solved when the words “Thank you” are seen or heard."
    )


def test_what_was_left_open_is_told_as_assumed(retold):
    told, person = retold("personas: all\njourney: [chat, complaints desk]\n")
    assert "Assumed: it begins on the next working day at 10:00." in told
    assert "Nobody said how to see that it is solved" in told
    assert "opens the chat; if unsolved, writes to the complaints desk" in told
    assert person.startswith(
        "anna: “It leaks.” wants “A repair” and is calm. Assumed: waits 4 min on average in a queue;"
    )


def test_goals_variants_and_test_data_are_told(retold):
    told, _ = retold(
        "personas: [anna]\ngiven: order\nvariants: [phone, computer]\njourney: web shop\nstarts: now\n"
        "solved: {A repair: {asks: Was it repaired?}}\n"
    )
    assert "Before that, “order” must be there." in told
    assert "tries the web shop at once and looks for the way alone" in told
    assert "“A repair” is solved when a person or a transcript says yes to “Was it repaired?”." in told
    assert "The same is done with phone and computer." in told


def test_only_what_is_not_written_is_assumed():
    text = "; ".join(assumed(Persona(problem="x", goal=("y",), mood=0.2)))
    for part in ("gives up after 30 min", "wait, reply, quality and effort", "matters normally", "50%", "computer"):
        assert part in text
    assert "computer" not in "; ".join(assumed(Persona(problem="x", goal=("y",), mood=0.2, device="computer")))


def test_a_mood_between_the_words_is_told_as_a_number(small_project):
    files = {"personas/anna.yaml": "problem: x\ngoal: y\nmood: -0.55\n"}
    *_, person = retell(load_project(small_project(files)))
    assert "is in a mood of -0.55 (from -1 to 1)" in person


def test_people_who_are_not_sent_are_not_told(small_project):
    told = retell(load_project(small_project({"personas/bernd.yaml": "problem: x\ngoal: y\nmood: calm\n"})))
    assert not any("bernd" in paragraph for paragraph in told)
