"""A cost says what remembered journeys are worth to the company: whoever remembers a bad one is less likely to stay.

This is step 7 of the measures. Retention falls with the remembered emotion R, to r₁ = r₀(1 - c_max·max(0, -R)), and
with it the customer's lifetime value m·r/(1 + i - r) (Gupta & Lehmann 2003). R above 0 earns nothing: pleased
customers do not buy more (de Matos, Henrique & Rossi 2007). How much a memory costs (c_max) is a setting of ours and
no finding, so money is always a range, and there is none without finance's own figures (:class:`Finance`).

:func:`estimate` gives money; :func:`break_even` says, without any money, how strongly a memory would have to drive
customers away for a fix to keep a given share of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cxsim.emotion import appraise
from cxsim.experience import Experience, Kind, Moment
from cxsim.measures import remembered_emotion
from cxsim.persona import Persona
from cxsim.settings import Finance, Settings

FACTORS = (0.5, 1.5)  # each setting, by itself, is taken at half and at one and a half of its value
_MATTERING = ("wait_", "anxious_", "loss_", "feel_", "churn_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A value, and the lowest and highest that it takes while single settings move by half of themselves."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What it would be worth if this touchpoint had been flawless: a counterfactual, so fixes never add up."""

    touchpoint: str
    worth: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What is lost, in finance's currency, over the lifetime of today's customers."""

    value_of_a_customer: float  # CLV at the retention that finance knows
    loss: Range
    by_persona: Mapping[str, float]
    fixes: tuple[Fix, ...]  # the most valuable first
    covered: float  # the share (0-1) of customers whose personas' journeys could be looked at


def lifetime_value(margin: float, retention: float, discount: float) -> float:
    """Lifetime value of a customer: ``margin`` a period, times r/(1 + i - r); the currency is that of the margin.

    >>> round(lifetime_value(100, 0.8, 0.1), 2)
    266.67
    """
    return margin * retention / (1.0 + discount - retention)


def retention_after(retention: float, remembered: float, churn_most: float) -> float:
    """The share of customers who stay after a journey that they remember so (R, from -1 to 1)."""
    return retention * (1.0 - min(1.0, churn_most) * max(0.0, -remembered))


def estimate(
    experiences: Sequence[Experience],
    personas: Mapping[str, Persona],
    shares: Mapping[str, float],
    settings: Settings,
) -> Cost | None:
    """What these journeys cost, and what each touchpoint's fix is worth; None without finance's figures.

    ``shares`` are those of the board: personas walked, summing to 1. A journey that could not be looked at counts
    neither as good nor as bad; where a persona has no other, its customers are left out, and ``covered`` tells so.
    An expectation that nobody wrote down never feeds money.
    """
    finance = settings.finance
    if finance is None:
        return None
    journeys = _journeys(experiences, personas)
    world = _World(journeys=journeys, personas=personas, shares=shares, finance=finance)
    touchpoints = dict.fromkeys(t for lived in journeys.values() for x in lived for t in x.touchpoints)
    fixes = [Fix(touchpoint=name, worth=_range(world, settings, name)) for name in touchpoints]
    return Cost(
        value_of_a_customer=lifetime_value(finance.margin, finance.retention, finance.discount),
        loss=_range(world, settings, None),
        by_persona=world.losses(settings),
        fixes=tuple(sorted(fixes, key=lambda fix: -fix.worth.value)),
        covered=math.fsum(shares.get(name, 0.0) for name in journeys),
    )


def break_even(
    experiences: Sequence[Experience],
    personas: Mapping[str, Persona],
    shares: Mapping[str, float],
    settings: Settings,
    touchpoint: str,
    *,
    kept: float = 0.01,
) -> float | None:
    """The c_max from which on a flawless touchpoint would keep this share (0-1) of those who else would stay.

    It needs no money. A fix that costs as much as losing one customer in a hundred pays if the worst memory drives
    away at least this share. None where not even losing everyone (c_max 1) would make it pay.
    """
    mended = [
        shares.get(name, 0.0)
        * _mean(
            max(0.0, -remembered_emotion(x, personas[name], settings))
            - max(0.0, -remembered_emotion(flawless(x, touchpoint, personas[name], settings), personas[name], settings))
            for x in lived
        )
        for name, lived in _journeys(experiences, personas).items()
    ]
    saved = math.fsum(mended)
    return kept / saved if saved > 0.0 and kept <= saved else None


def flawless(experience: Experience, touchpoint: str, persona: Persona, settings: Settings) -> Experience:
    """The same journey, had nothing spoiled her mood at this touchpoint, and had a goal that failed there been met."""
    return replace(experience, moments=tuple(_without_flaws(experience.moments, touchpoint, persona, settings)))


def _without_flaws(
    moments: Iterable[Moment], touchpoint: str, persona: Persona, settings: Settings
) -> Iterator[Moment]:
    met: set[str] = set()
    for moment in moments:
        goal = str(moment.data.get("goal", ""))
        if moment.kind is Kind.OUTCOME and goal in met:
            continue  # what was got before cannot fail any more
        if moment.touchpoint != touchpoint:
            yield moment
        elif moment.kind is Kind.OUTCOME and moment.data.get("met") is False:
            met.add(goal)
            yield replace(moment, data={**moment.data, "met": True})
        elif appraise(moment, persona, settings)[0] >= 0.0:
            yield moment


def _journeys(experiences: Iterable[Experience], personas: Mapping[str, Persona]) -> dict[str, list[Experience]]:
    """The journeys of each persona that could be looked at, without waits that only an assumption calls long."""
    found: dict[str, list[Experience]] = {}
    for experience in experiences:
        persona = personas.get(experience.persona)
        if persona is not None and not any(experience.of(Kind.UNSEEN)):
            found.setdefault(persona.id, []).append(_as_expected(experience, persona))
    return found


def _as_expected(experience: Experience, persona: Persona) -> Experience:
    assumed = {field: persona.assumed(field) for field in ("wait", "reply")}
    if not any(assumed.values()):
        return experience
    kept = [
        moment
        for moment in experience.moments
        if moment.kind is not Kind.WAITED or not assumed["reply" if moment.data.get("for") == "reply" else "wait"]
    ]
    return replace(experience, moments=tuple(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """Who was looked at, how many customers each stands for, and what they are worth."""

    journeys: Mapping[str, Sequence[Experience]]
    personas: Mapping[str, Persona]
    shares: Mapping[str, float]
    finance: Finance

    def losses(self, settings: Settings, mended: str | None = None) -> dict[str, float]:
        """The loss for each persona; with one touchpoint flawless, if it is named."""
        return {
            name: self.finance.customers
            * self.shares.get(name, 0.0)
            * _mean(self._loss(experience, self.personas[name], settings, mended) for experience in lived)
            for name, lived in self.journeys.items()
        }

    def total(self, settings: Settings, mended: str | None) -> float:
        """The loss (or, with a touchpoint named, what its fix is worth) over all personas."""
        loss = math.fsum(self.losses(settings).values())
        return loss if mended is None else loss - math.fsum(self.losses(settings, mended).values())

    def _loss(self, experience: Experience, persona: Persona, settings: Settings, mended: str | None) -> float:
        lived = experience if mended is None else flawless(experience, mended, persona, settings)
        finance = self.finance
        stays = retention_after(finance.retention, remembered_emotion(lived, persona, settings), settings.churn_most)
        full = lifetime_value(finance.margin, finance.retention, finance.discount)
        return full - lifetime_value(finance.margin, stays, finance.discount)


def _range(world: _World, settings: Settings, mended: str | None) -> Range:
    value = world.total(settings, mended)
    found = [value, *(world.total(varied, mended) for varied in _varied(settings))]
    return Range(low=min(found), value=value, high=max(found))


def _varied(settings: Settings) -> Iterator[Settings]:
    """The settings with each that moves money at half and at one and a half of its value, one at a time."""
    for name, value, _ in settings.assumptions():
        if name.startswith(_MATTERING):
            for factor in FACTORS:
                yield settings.model_copy(update={name: value * factor})


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return math.fsum(known) / len(known)
