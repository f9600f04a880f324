"""An emotion step is how one moment changes a customer's mood, which lies between -1 and 1.

Losses weigh more than gains (Tversky & Kahneman 1992), and what is remembered of a journey is its peak and its end
(Fredrickson & Kahneman 1993). The steps read facts that channels recorded, never what a check thinks of them.
A further bad moment or a longer wait never raises what is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.effort import unanswered
from cxsim.experience import Kind, Moment
from cxsim.persona import Persona
from cxsim.phrases import policy_phrases
from cxsim.settings import Settings
from cxsim.zones import ADEQUATE, lower_is_better, perceived_wait

_INFORMATION = ("says_what_changes", "says_effect", "says_consequence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """One step of the emotion curve: the mood after this moment, and what changed it."""

    moment: int | None  # index into the experience; None as the journey begins
    at: float
    touchpoint: str
    cause: str
    change: float
    mood: float


def figure(data: Mapping[str, Any], key: str) -> float:
    """A non-negative number of a moment's data; 0 where there is none, for a record may come from elsewhere."""
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0.0 < value < float("inf") else 0.0


def is_anxious(persona: Persona, settings: Settings) -> bool:
    """Whether waits feel longer to this customer because she set out anxious (or in a still worse mood)."""
    return persona.mood <= settings.anxious_from


def felt_seconds(moment: Moment, persona: Persona, settings: Settings) -> float:
    """How long the wait of a WAITED moment feels to this customer, in seconds."""
    return perceived_wait(
        figure(moment.data, "seconds"), moment.data, anxious=is_anxious(persona, settings), settings=settings
    )


def score_wait(felt: float, persona: Persona, *, reply: bool, censored: bool) -> float:
    """Zone score of a perceived wait (seconds); waits for a reply have a zone of their own.

    A wait that she ended by hanging up is *at least* that long, and not adequate by her own act: its score is at most
    50, and what is returned is the most that it can be.
    """
    expects = persona.expects
    score = lower_is_better(felt, expects.reply if reply else expects.wait)
    return min(score, ADEQUATE) if censored else score


def appraise(moment: Moment, persona: Persona, settings: Settings) -> tuple[float, str]:
    """The change (before importance and loss aversion) that a moment makes to the mood, and its cause."""
    data = moment.data
    match moment.kind:
        case Kind.WAITED:
            return _wait(moment, persona, settings)
        case Kind.INSPECTED if unanswered(moment):
            return settings.feel_no_answer, "no answer found"
        case Kind.INTERRUPTED if _tells_nothing(data):
            return settings.feel_popup, "pop-up without information"
        case Kind.REFUSED if data.get("what") == "zero":
            return settings.feel_zero_rejected, "0 rejected"
        case Kind.ASKED if data.get("known") is True:
            return settings.feel_story_again, "story told again"
        case Kind.HEARD | Kind.SAW if policy_phrases(str(data.get("text", ""))):
            return settings.feel_policy_phrase, "policy phrase"
        case Kind.OUTCOME:
            return _outcome(data, persona)
        case _:
            return 0.0, ""


def _wait(moment: Moment, persona: Persona, settings: Settings) -> tuple[float, str]:
    score = score_wait(
        felt_seconds(moment, persona, settings),
        persona,
        reply=moment.data.get("for") == "reply",
        censored=moment.data.get("censored") is True,
    )
    return settings.feel_wait * (100.0 - score) / 100.0, "wait"


def _tells_nothing(data: Mapping[str, Any]) -> bool:
    """A pop-up that says nothing about what it announces; a cookie choice announces nothing."""
    told = [data[key] for key in _INFORMATION if key in data]
    return data.get("what") != "cookies" and bool(told) and not any(told)


def _outcome(data: Mapping[str, Any], persona: Persona) -> tuple[float, str]:
    """Success pleases the more the less it was hoped for; several goals share the customer's one joy or grief."""
    part = 1.0 / len(persona.goal)
    if data.get("met") is True:
        return part * (1.0 - persona.hope), "solved"
    if data.get("met") is False:
        return -part * persona.hope, "failed"
    return 0.0, ""


def moved(mood: float, change: float, persona: Persona, settings: Settings) -> float:
    """The mood after a change: weighed by how much the goal matters, losses more than gains, kept within -1 and 1."""
    weight = settings.loss_weight if change < 0 else 1.0
    return max(-1.0, min(1.0, mood + persona.matters * change * weight))


def remembered(moods: Sequence[float]) -> float:
    """What stays: the mean of the peak (the mood farthest from 0, the worse of two as far) and the end.

    >>> remembered([0.2, -0.8, -0.4])
    -0.6000000000000001
    """
    peak = max(moods, key=lambda mood: (abs(mood), -mood))
    return (peak + moods[-1]) / 2.0
