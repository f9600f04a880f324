"""A manner is how somebody listens and presses: she hears menus out, cuts in, takes her time, or wants a human at once.

It follows from her pace and from her mood at that moment, so that a customer whom the website has angered calls
otherwise than one who is calm. The factors are settings of ours.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from cxsim.ivr.flow import Prompt
from cxsim.ivr.wording import Option
from cxsim.persona import Pace, Persona

FURIOUS = -0.9
"""The mood (-1 to 1) from which on she presses 0 before she listens to what is offered."""
_THINKS = {"slow": 2.0, "fast": 0.5}
_NEIGHBORS = {
    "1": "24", "2": "135", "3": "26", "4": "157", "5": "2468",
    "6": "359", "7": "48", "8": "5790", "9": "68", "0": "8",
}  # fmt: skip
"""The keys beside each key of a telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How she is on the phone now: ``thinks`` is a factor on thinking and typing times."""

    cuts_in: bool = False
    thinks: float = 1.0
    human_first: bool = False


def manner_of(persona: Persona, mood: float) -> Manner:
    """The manner of this persona in this mood."""
    pace = persona.pace
    word = (pace.typing if isinstance(pace, Pace) else pace).strip().lower()
    return Manner(cuts_in=word == "fast", thinks=_THINKS.get(word, 1.0), human_first=mood <= FURIOUS)


def mistyped(number: str, chance: float, luck: random.Random) -> str:
    """A number as it is really typed: each digit may be the one beside it."""
    if chance <= 0:
        return number
    return "".join(luck.choice(_NEIGHBORS[d]) if d in _NEIGHBORS and luck.random() < chance else d for d in number)


def heard_by_then(prompts: tuple[Prompt, ...], wanted: Option, words_per_minute: float) -> float | None:
    """Seconds until the wanted option has been said with its key; None where that cannot be told from the words."""
    if not wanted.label:
        return None
    seconds = 0.0
    for prompt in prompts:
        length = prompt.seconds(words_per_minute)
        at = prompt.text.lower().find(wanted.label.lower())
        if at >= 0:
            end = next((n for n in range(at, len(prompt.text)) if prompt.text[n] in ".;!?"), len(prompt.text))
            return seconds + length * len(prompt.text[:end].split()) / max(1, len(prompt.text.split()))
        seconds += length
    return None
