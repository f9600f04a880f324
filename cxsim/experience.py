"""An experience is what one simulated customer lived through: an ordered tuple of moments.

It is the narrow waist of cxsim. Channels write it and judge nothing; checks, measures and reports read it and see
nothing else. It can be saved and judged again later, without a browser (:mod:`cxsim.record`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a moment is about. The list is closed: adding a kind is a deliberate act.

    The keys that ``Moment.data`` holds are named behind each kind; a key followed by ``?`` may be absent.
    Addresses inside the touchpoint are recorded relative to it (``/help``), so that a record does not depend on the
    host or port at which the same site was served.
    """

    # -- the journey
    BEGAN = "began"  # problem, goals, mood, device, language, needs, account?, starts (ISO), assumed (list of str)
    ENTERED = "entered"  # channel, address, open (bool or None), why (first / unsolved / always)
    OUTCOME = "outcome"  # goal, met (True, False or None: nobody can say), reason
    GAVE_UP = "gave up"  # why ("patience" or "no way on"), text
    PARKED = "parked"  # until, for
    # -- what she did
    ACTED = "acted"  # action, target, value?, why?, candidates? (list of [name, score]), seconds, step?, node?, group?
    # (of steps that it came from), when? (the condition under which it was done)
    TOLD = "told"  # fact ("order number"), value; she gave the company this piece of information
    # -- what she saw and heard
    SAW = "saw"  # url, title, words, language, direction, written (language of its words, or None), status, text,
    # seconds, unthrottled? (the first load of a new tab, faster than her device lets it); measured: load, ttfb, fcp,
    # lcp, inp, cls
    HEARD = "heard"  # text, seconds, node?, language?
    INTERRUPTED = "interrupted"  # what ("cookies", "newsletter", "update", "other"), text, url, handled, and as bools:
    # says_what_changes, says_effect, can_defer, says_consequence, mid_task; of cookies accept, reject (or None)
    ASKED = "asked"  # fact, known (bool: the company has it already), told_at? (touchpoint), where
    REFUSED = "refused"  # what ("zero", "key", "form", "login"), text, names_field?, says_how?, native_digits?,
    # lost_input?, lost? (list of str), node?
    BLOCKED = "blocked"  # action, target, reason, why (missing, keyboard, not operable, no entry, no answer,
    # no account), nearest (list of str), step, url, not_reached (list of str), group?, when?: a step that
    # she could not do
    WENT_WITHOUT = "went without"  # as BLOCKED: a step that she only tried; she went on, and nothing is held against it
    ERRED = "erred"  # what ("http", "link", "console", "network", "unreachable"), text, url, status?
    LED_AWAY = "led away"  # host, url
    # -- time
    WAITED = "waited"  # for ("page", "queue", "reply"), seconds, occupied, estimate, explained, fair,
    #                    censored (she hung up: at least that long), simulated (bools), queue?
    # -- people
    REACHED = "reached"  # who ("human", "voicemail", "callback"), how, queue?, clicks?
    DROPPED = "dropped"  # how ("hang up", "busy", "closed"), text, promised? (what was announced just before)
    # -- what an analysis finds and a walk cannot
    INSPECTED = "inspected"  # what ("accessibility", "targets", "overflow", "human", "form", "faq", ...), url,
    #                          viewport?, findings (list of dicts), further figures by name
    STATED = "stated"  # fact ("phone hours", "phone number", "return period"), value, where
    ANSWERED = "answered"  # menu, name, menu_kind, hours, means, staffed, heard (bools: somebody works at these hours;
    #                        a call comes to this menu), answer, presses?, seconds?, why, path, keys (lists), where
    FORECAST = (
        "forecast"  # hour ("10:00"), queue, wait_p50, wait_p90, offered, served, abandoned, service_level, within
    )
    #                        (its seconds), target?, target_share?, target_seconds?, waits (twenty of them, in order,
    #                        None: nobody answers), ways (caller -> seconds of the menu until this queue, keys)
    CHANGED = "changed"  # between (devices, customers, runs, trials), persona (of the later journey), measure, before,
    #                      after, better (bool or None: nobody can say), goal?, step?, same_steps? (True: both did
    #                      the same scripted steps, and only one got the goal), at_least? (list of "before", "after":
    #                      she hung up, so it would have been more)
    # -- what could not be looked at
    UNSEEN = "unseen"  # what, reason, harness (bool: our fault, exit code 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that proves a moment: its path inside the run's folder, and its checksum."""

    type: str  # MIME type
    path: str  # relative to the run's folder, with forward slashes
    sha256: str
    thumbnail: str | None = None  # a small picture of it, also relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened to a customer, at one time on the customer's clock.

    ``data`` is reproducible (the same seed gives the same data) and is what equality compares together with the time,
    the touchpoint and the kind. ``measured`` holds machine times and ``evidence`` files, which differ between runs.
    """

    at: float  # seconds since the journey began, on the customer's clock
    touchpoint: str
    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict, compare=False)
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Everything that one persona lived through in one scenario, or (``persona == ""``) what an analysis found."""

    scenario: str
    persona: str
    variant: str = ""
    trial: int = 0
    seed: int = 0
    moments: tuple[Moment, ...] = ()

    @property
    def id(self) -> str:
        """Unique within a run, stable between runs, e.g. ``lost-parcel/anxious-parent/phone/0``."""
        return "/".join([self.scenario, self.persona or "-", self.variant or "-", str(self.trial)])

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints that were entered or analysed, in the order of the journey."""
        return tuple(dict.fromkeys(m.touchpoint for m in self.moments if m.touchpoint))

    def of(self, *kinds: Kind, touchpoint: str | None = None) -> Iterator[Moment]:
        """The moments of these kinds (all if none is named), at this touchpoint or at any."""
        for moment in self.moments:
            if (not kinds or moment.kind in kinds) and (touchpoint is None or moment.touchpoint == touchpoint):
                yield moment
