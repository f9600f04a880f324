"""An audit lists what is odd in a phone menu, node by node: what an exploration can show and a single call cannot.

Each topic asks one question of the whole flow; an oddity names the node, where it was written and what a caller lives
through. What to think of it is not decided here.
"""

from __future__ import annotations

from cxsim.ivr.audit import ends, keys, people, waiting, words
from cxsim.ivr.audit.topics import Oddity, Topic, announcement, spoken_texts
from cxsim.ivr.explore import Exploration


def audit(exploration: Exploration) -> tuple[Topic, ...]:
    """Every topic, in the order in which a caller would meet them."""
    return (
        people.callers("silent caller", exploration, lambda menu: menu.silent),
        people.callers("wrong-key caller", exploration, lambda menu: menu.wrong),
        people.spoken(exploration),
        keys.announced(exploration),
        keys.beside_speech(exploration),
        keys.interruptions(exploration),
        people.promises(exploration),
        people.data(exploration),
        waiting.handed_over(exploration),
        words.language(exploration),
        words.closed(exploration),
        waiting.estimates(exploration),
        waiting.callbacks(exploration),
        words.advertising(exploration),
        words.phrases(exploration),
        keys.lengths(exploration),
        keys.listening(exploration),
        people.depth(exploration),
        ends.dead_ends(exploration),
    )


__all__ = ["Oddity", "Topic", "announcement", "audit", "spoken_texts"]
