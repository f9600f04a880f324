"""A measure is a number derived from an experience; each is defined once, here or in the modules that this one folds.

:class:`Customer` lives through a journey moment by moment, so that channels know mood and patience while they are
walking; the emotion curve of a finished experience is the same fold over the same moments.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cxsim.effort import efforts
from cxsim.emotion import Feeling, appraise, figure, is_anxious, moved, remembered
from cxsim.experience import Experience, Kind, Moment
from cxsim.patience import mood_factor
from cxsim.persona import Persona
from cxsim.settings import Settings


def own_seconds(moment: Moment) -> float:
    """Seconds of her own that a moment cost a customer; waiting at home for a reply is not among them."""
    if moment.kind in (Kind.ACTED, Kind.SAW, Kind.HEARD, Kind.REACHED):
        return figure(moment.data, "seconds")
    if moment.kind is Kind.WAITED and moment.data.get("for") != "reply":
        return figure(moment.data, "seconds")
    return 0.0


class Customer:
    """One customer under way: mood, patience, and what she has already told the company."""

    def __init__(self, persona: Persona, settings: Settings, *, queue_patience: float) -> None:
        self.persona = persona
        self.settings = settings
        self.queue_patience = queue_patience  # seconds, drawn once for the journey
        self.mood = persona.mood
        self.anxious = is_anxious(persona, settings)
        self.spent = 0.0  # seconds of her own time
        self.told: dict[str, str] = {}  # fact -> the touchpoint that was told first
        self.cause = ""  # what changed the mood last
        self._outcomes: set[tuple[str, bool]] = set()

    def live(self, moment: Moment) -> float:
        """Live through one more moment; returns by how much it changed the mood."""
        self.spent += own_seconds(moment)
        if moment.kind is Kind.TOLD:
            self.told.setdefault(str(moment.data.get("fact", "")), moment.touchpoint)
        if self._heard_before(moment):
            return 0.0
        before = self.mood
        change, cause = appraise(moment, self.persona, self.settings)
        if change:
            self.mood, self.cause = moved(before, change, self.persona, self.settings), cause
        return self.mood - before

    def _heard_before(self, moment: Moment) -> bool:
        """The same goal cannot please or grieve twice, however often its outcome is recorded."""
        if moment.kind is not Kind.OUTCOME or not isinstance(moment.data.get("met"), bool):
            return False
        outcome = (str(moment.data.get("goal", "")), bool(moment.data["met"]))
        known = outcome in self._outcomes
        self._outcomes.add(outcome)
        return known

    @property
    def patience_left(self) -> float:
        """Seconds of her own time that she would still give to this journey."""
        return max(0.0, self.persona.patience.journey - self.spent)

    def hangs_up_after(self) -> float:
        """Seconds that she would wait in a queue now: a bad mood shortens it, and so does the time already spent."""
        return min(self.queue_patience * mood_factor(self.mood, self.settings), self.patience_left)


def emotion_curve(experience: Experience, persona: Persona, settings: Settings) -> tuple[Feeling, ...]:
    """The mood of this customer from the beginning to the end: one step at the start, then one for every change."""
    customer = Customer(persona, settings, queue_patience=math.inf)
    curve = [Feeling(moment=None, at=0.0, touchpoint="", cause="sets out", change=0.0, mood=customer.mood)]
    for index, moment in enumerate(experience.moments):
        customer.cause = ""
        change = customer.live(moment)
        if customer.cause and not math.isclose(change, 0.0, abs_tol=1e-12):
            curve.append(
                Feeling(
                    moment=index,
                    at=moment.at,
                    touchpoint=moment.touchpoint,
                    cause=customer.cause,
                    change=change,
                    mood=customer.mood,
                )
            )
    return tuple(curve)


def remembered_emotion(experience: Experience, persona: Persona, settings: Settings) -> float:
    """R: what this customer will remember of the journey, from -1 to 1."""
    return remembered([feeling.mood for feeling in emotion_curve(experience, persona, settings)])


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCost:
    """What a journey cost the customer: money, time, effort and nerves (R88)."""

    money: float | None  # None: no record tells what she paid
    seconds: float
    effort: float
    mood_before: float
    mood_after: float
    remembered: float

    @property
    def minutes(self) -> float:
        """Her own time in minutes."""
        return self.seconds / 60.0

    @property
    def mood_change(self) -> float:
        """By how much the mood went up or down from beginning to end."""
        return self.mood_after - self.mood_before


def customer_cost(experience: Experience, persona: Persona, settings: Settings) -> CustomerCost:
    """The cost card of a journey."""
    moods = [feeling.mood for feeling in emotion_curve(experience, persona, settings)]
    return CustomerCost(
        money=None,
        seconds=math.fsum(own_seconds(moment) for moment in experience.moments),
        effort=math.fsum(effort.points for effort in efforts(experience, settings)),
        mood_before=moods[0],
        mood_after=moods[-1],
        remembered=remembered(moods),
    )


def lostness(pages: Sequence[str], needed: int) -> float:
    """How lost somebody was who saw these pages where ``needed`` would do: 0 not at all, from about 0.4 visibly.

    Smith (1996): the distance from visiting only different pages, and only as many as were needed. Comparing goods
    on purpose looks the same, and raises false alarms. Raises ValueError where no page was seen or none is needed.
    """
    if not pages or needed < 1:
        raise ValueError("lostness needs at least one page seen and one needed")
    different = len(set(pages))
    return math.hypot(different / len(pages) - 1.0, needed / different - 1.0)
