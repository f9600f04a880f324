"""Effort points count what a customer had to do because of the company, and not because of the problem.

The kinds of effort are those of the customer-effort literature (Dixon, Freeman & Toman 2010: repeat contacts,
transfers, channel switches, repeating information); how many points each costs is a setting of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxsim.experience import Experience, Kind, Moment
from cxsim.settings import Settings

_LOST = ("http", "link", "unreachable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Points that one moment cost a customer, and why."""

    moment: int  # index into the experience
    touchpoint: str
    points: float
    cause: str


class EffortCounter:
    """Counts effort while a journey goes on: what a moment costs depends on where the customer has been before."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._here = ""
        self._channel = ""
        self._entered: set[str] = set()
        self._menus: set[tuple[str, str]] = set()

    def count(self, moment: Moment) -> tuple[float, str]:
        """The points of the next moment, and why; ``(0, "")`` where it costs none."""
        settings = self.settings
        match moment.kind:
            case Kind.ENTERED:
                return self._enter(moment)
            case Kind.ACTED if moment.data.get("action") in ("press", "say"):
                return self._menu_level(moment)
            case Kind.ASKED if moment.data.get("known") is True:
                return settings.effort_repeated, "repeated information"
            case Kind.REACHED if moment.data.get("how") == "transfer":
                return settings.effort_transfer, "transfer"
            case Kind.INTERRUPTED | Kind.REFUSED | Kind.LED_AWAY:
                return settings.effort_surprise, "surprise"
            case _:
                return (settings.effort_dead_end, "dead end") if _is_dead_end(moment) else (0.0, "")

    def _enter(self, moment: Moment) -> tuple[float, str]:
        settings = self.settings
        before, here, channel = self._channel, moment.touchpoint, str(moment.data.get("channel", ""))
        again = here in self._entered
        self._entered.add(here)
        came_from, self._here, self._channel = self._here, here, channel
        if not before or moment.data.get("why") == "always":  # the first stop, or one that she makes in any case
            return 0.0, ""
        if again:
            return settings.effort_repeat_contact, "repeat contact"
        if channel != before:
            return settings.effort_channel_switch, "channel switch"
        return (settings.effort_transfer, "transfer") if came_from != here else (0.0, "")

    def _menu_level(self, moment: Moment) -> tuple[float, str]:
        menu = (moment.touchpoint, str(moment.data.get("node", "")))
        if menu in self._menus:
            return 0.0, ""
        self._menus.add(menu)
        return self.settings.effort_menu_level, "menu level"


def _is_dead_end(moment: Moment) -> bool:
    data = moment.data
    match moment.kind:
        case Kind.BLOCKED | Kind.DROPPED:
            return True
        case Kind.GAVE_UP:
            return data.get("why") == "no way on"
        case Kind.ERRED:
            return data.get("what") in _LOST
        case Kind.INSPECTED:
            return unanswered(moment)
        case _:
            return False


def unanswered(moment: Moment) -> bool:
    """Whether this is a FAQ that did not hold the answer (R89)."""
    return moment.kind is Kind.INSPECTED and moment.data.get("what") == "faq" and moment.data.get("found") is False


def efforts(experience: Experience, settings: Settings) -> Iterator[Effort]:
    """Everything that cost effort on this journey, in order."""
    counter = EffortCounter(settings)
    for index, moment in enumerate(experience.moments):
        points, cause = counter.count(moment)
        if points:
            yield Effort(moment=index, touchpoint=moment.touchpoint, points=points, cause=cause)


def ease(score: float) -> float:
    """Predicted ease on 1-7 from the zone score of the effort. It is a prediction: never call it a CES."""
    return 1.0 + 6.0 * score / 100.0
