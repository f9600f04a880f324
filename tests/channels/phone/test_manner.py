"""How somebody listens and presses follows from her pace and her mood, and slips of the finger from luck."""

from __future__ import annotations

import random

import pytest

from cxsim.channels.phone.manner import heard_by_then, manner_of, mistyped
from cxsim.ivr.flow import Prompt
from cxsim.ivr.wording import Option
from cxsim.persona import Persona


def anna(pace: object = "normal") -> Persona:
    return Persona.model_validate({"id": "anna", "problem": "x", "goal": "y", "mood": "calm", "pace": pace})


def test_people_in_a_hurry_cut_in_and_slow_ones_take_their_time() -> None:
    assert manner_of(anna("fast"), 0.0).cuts_in
    assert not manner_of(anna("slow"), 0.0).cuts_in
    assert manner_of(anna("slow"), 0.0).thinks > manner_of(anna(), 0.0).thinks > manner_of(anna("fast"), 0.0).thinks


def test_typing_tells_where_pace_is_written_in_full() -> None:
    assert manner_of(anna({"reading": "250 wpm", "typing": "slow"}), 0.0).thinks > 1.0


def test_whoever_is_furious_wants_a_human_first() -> None:
    assert manner_of(anna(), -0.95).human_first
    assert not manner_of(anna(), -0.5).human_first


def test_digits_are_mistyped_as_their_neighbors() -> None:
    assert mistyped("004711", 0.0, random.Random(1)) == "004711"
    wrong = mistyped("004711", 1.0, random.Random(1))
    assert len(wrong) == 6
    assert all(a != b for a, b in zip(wrong, "004711", strict=True))
    assert wrong.startswith("88")


@pytest.mark.parametrize(
    ("label", "seconds"), [("orders", 2.0), ("complaints", 4.0), ("opera tickets", None), ("", None)]
)
def test_how_long_one_must_listen_for_what_one_wants(label: str, seconds: float | None) -> None:
    said = (Prompt(text="For orders press 1. For complaints press 2. For anything press 3.", stated=6.0),)
    assert heard_by_then(said, Option(key="1", label=label), 150.0) == seconds
