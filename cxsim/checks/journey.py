"""Journey checks ask whether the customer got through: goal, patience, hours, and one story told by all touchpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment
from cxsim.facts import agree
from cxsim.phrases import policy_phrases
from cxsim.quantities import DAYS, Opening, WeeklyHours, weekly_hours

CATEGORY = "journey"


def _here(experience: Experience, touchpoint: str, *kinds: Kind) -> list[tuple[int, Moment]]:
    """The moments of these kinds at this touchpoint, each with its index in the experience."""
    return [
        (index, moment)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint and (not kinds or moment.kind in kinds)
    ]


def _not_looked_at(experience: Experience, touchpoint: str) -> Answer | None:
    unseen = _here(experience, touchpoint, Kind.UNSEEN)
    if not unseen:
        return None
    return cant_tell(f"not looked at: {unseen[0][1].data.get('reason', '')}", moments=[index for index, _ in unseen])


def judge_goal(experience: Experience, touchpoint: str) -> Answer:
    """Judge goal-reached."""
    outcomes = _here(experience, touchpoint, Kind.OUTCOME)
    missed = [(index, moment) for index, moment in outcomes if moment.data.get("met") is False]
    unknown = [(index, moment) for index, moment in outcomes if not isinstance(moment.data.get("met"), bool)]
    if missed:
        goals = " and ".join(f"“{moment.data.get('goal', '')}”" for _, moment in missed)
        return failed(
            f"The journey ended here, and the customer never got what they came for: {goals}.",
            expected=goals,
            observed="; ".join(str(moment.data.get("reason", "")) for _, moment in missed),
            moments=[index for index, _ in missed],
        )
    if unknown:
        return cant_tell(str(unknown[0][1].data.get("reason", "")), moments=[index for index, _ in unknown])
    return passed("every goal that came to its end here was reached", moments=[index for index, _ in outcomes])


def judge_patience(experience: Experience, touchpoint: str) -> Answer:
    """Judge patience-kept."""
    given_up = [
        (index, moment)
        for index, moment in _here(experience, touchpoint, Kind.GAVE_UP, Kind.WAITED)
        if moment.data.get("censored") is True or moment.data.get("why") == "patience"
    ]
    if given_up:
        told = next((str(m.data["text"]) for _, m in given_up if m.data.get("text")), "")
        hung_up = next((m for _, m in given_up if m.kind is Kind.WAITED), None)
        after = f" after waiting {hung_up.data.get('seconds', 0):.0f} s" if hung_up is not None else ""
        return failed(
            f"The customer ran out of patience here and gave up{after}.{f' {told}' if told else ''}",
            expected="done before the customer's patience is spent",
            observed=f"gave up{after}",
            moments=[index for index, _ in given_up],
        )
    return _not_looked_at(experience, touchpoint) or passed("the customer's patience lasted")


def judge_repeated(experience: Experience, touchpoint: str) -> Answer:
    """Judge repeated-question."""
    asked = _here(experience, touchpoint, Kind.ASKED)
    again = [(index, moment) for index, moment in asked if moment.data.get("known") is True]
    if not again:
        return passed(f"{len(asked)} asked, nothing twice", moments=[index for index, _ in asked])
    facts = ", ".join(dict.fromkeys(str(moment.data.get("fact", "something")) for _, moment in again))
    places = dict.fromkeys(str(moment.data["told_at"]) for _, moment in again if moment.data.get("told_at"))
    known_from = f" (already told at: {', '.join(places)})" if places else ""
    return failed(
        f"The customer is asked again for what the company already knows: {facts}{known_from}.",
        expected="told once",
        observed=f"asked again for {facts}",
        moments=[index for index, _ in again],
    )


def judge_hours(experience: Experience, touchpoint: str) -> Answer:
    """Judge hours-fit."""
    entered = _here(experience, touchpoint, Kind.ENTERED)
    known = [(index, moment) for index, moment in entered if isinstance(moment.data.get("open"), bool)]
    if not known:
        return inapplicable("no opening hours are written for this touchpoint")
    closed = [(index, moment) for index, moment in known if moment.data["open"] is False]
    hours = str(known[0][1].data.get("hours") or "")
    if closed:
        when = str(closed[0][1].data.get("local_time") or "")
        return failed(
            f"The customer came when it was closed{_on(when)}; it is open {hours or 'at other times'}.",
            expected="open when the customer comes",
            observed=f"closed{_on(when)}",
            moments=[index for index, _ in closed],
        )
    free = next((str(m.data["free"]) for m in experience.of(Kind.BEGAN) if m.data.get("free")), "")
    if free and hours and not _meet(weekly_hours(free), weekly_hours(hours)):
        return failed(
            f"It is open {hours}, and the customer is free only {free}: the two never meet.",
            expected=f"open at a time when the customer is free ({free})",
            observed=hours,
            moments=[index for index, _ in known],
        )
    return passed(f"open when the customer came ({hours})" if hours else "open when the customer came")


def _on(iso: str) -> str:
    """`` on tuesday at 18:30``; nothing where the time is not known."""
    from datetime import datetime

    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return f" on {DAYS[when.weekday()].capitalize()} at {when:%H:%M}"


def _meet(one: WeeklyHours, other: WeeklyHours) -> bool:
    return any(_overlap(a, b) for a in one.openings for b in other.openings)


def _overlap(a: Opening, b: Opening) -> bool:
    return a.day == b.day and max(a.start, b.start) < min(a.to, b.to)


class _Statement(NamedTuple):
    """What one place of the company says about one fact."""

    fact: str
    touchpoint: str
    where: str
    values: tuple[str, ...]
    moments: tuple[int, ...]


def judge_facts(experience: Experience, touchpoint: str) -> Answer:
    """Judge fact-consistency."""
    statements = list(_statements(experience))
    pairs = [
        (mine, other)
        for mine in statements
        if mine.touchpoint == touchpoint
        for other in statements
        if other is not mine and other.fact == mine.fact
    ]
    against = [(mine, other) for mine, other in pairs if not _compatible(mine, other)]
    if against:
        mine, other = against[0]
        return failed(
            f"The customer is told two different {mine.fact}{'' if mine.fact.endswith('hours') else 's'}: "
            f"{_quote(mine)}, but {_quote(other)}.",
            expected=f"the same {mine.fact} everywhere",
            observed=f"{' / '.join(mine.values)} against {' / '.join(other.values)}",
            moments=sorted({*mine.moments, *other.moments}),
        )
    if not pairs:
        return inapplicable("each fact was told only once on this journey")
    return passed("what was told more than once agrees", moments=sorted({i for mine, _ in pairs for i in mine.moments}))


def _statements(experience: Experience) -> Iterator[_Statement]:
    """What each place says; hours heard on a phone line without saying whose are the phone's."""
    phones = {m.touchpoint for m in experience.of(Kind.ENTERED) if m.data.get("channel") == "phone"}
    phones |= {m.touchpoint for m in experience.of(Kind.ANSWERED)}
    said: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for index, moment in enumerate(experience.moments):
        if moment.kind is not Kind.STATED:
            continue
        fact = str(moment.data.get("fact", ""))
        if fact == "opening hours" and moment.touchpoint in phones:
            fact = "phone hours"
        key = (fact, moment.touchpoint, str(moment.data.get("where", "")))
        said.setdefault(key, []).append((str(moment.data.get("value", "")), index))
    for (fact, touchpoint, where), entries in said.items():
        values, moments = zip(*entries, strict=True)
        yield _Statement(fact, touchpoint, where, tuple(dict.fromkeys(values)), moments)


def _compatible(one: _Statement, other: _Statement) -> bool:
    """Two places agree where they share a value: a page may well list a second number."""
    return any(agree(one.fact, a, b) for a in one.values for b in other.values)


def _quote(statement: _Statement) -> str:
    where = f" ({statement.where})" if statement.where else ""
    return f"“{' / '.join(statement.values)}” at the touchpoint {statement.touchpoint}{where}"


def judge_phrases(experience: Experience, touchpoint: str) -> Answer:
    """Judge policy-phrases."""
    texts = [(index, str(m.data["text"])) for index, m in _here(experience, touchpoint) if m.data.get("text")]
    if not texts:
        return inapplicable("no text was seen or heard here")
    found = [(index, phrase) for index, text in texts for phrase in policy_phrases(text)]
    if not found:
        return passed(f"none in {len(texts)} texts")
    phrases = ", ".join(f"“{phrase}”" for phrase in dict.fromkeys(phrase for _, phrase in found))
    return failed(
        f"The company answers with its own rules instead of a solution: {phrases}.",
        expected="no sentence that hides behind the company's policy",
        observed=phrases,
        moments=sorted({index for index, _ in found}),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="goal-reached",
        title="The customer gets what they came for",
        failure_title="The customer leaves without what they came for",
        why="A visit that ends without a result costs the customer its time, and the company the next contact.",
        source="R11; ISO 9241-11 (effectiveness)",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.CRITICAL,
        tier=Tier.BASIC,
        needs=Kind.OUTCOME,
        judge=judge_goal,
    ),
    Check(
        id="patience-kept",
        title="The customer is done before its patience is spent",
        failure_title="The customer runs out of patience and gives up",
        why="Who gives up calls again, writes a complaint, or buys elsewhere; nobody at the company sees it happen.",
        source="R5; R88; Mandelbaum & Zeltyn 2013 (patience)",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.ENTERED,
        judge=judge_patience,
    ),
    Check(
        id="repeated-question",
        title="The customer tells its story once",
        failure_title="The customer is asked again for what the company already knows",
        why="Repeating a story tells the customer that nobody listened, and that the departments do not talk.",
        source="R45; R33; GetHuman standard GH-3; Dixon, Freeman & Toman 2010",
        category=CATEGORY,
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.ASKED,
        judge=judge_repeated,
    ),
    Check(
        id="hours-fit",
        title="It is open when the customer has time",
        failure_title="It is closed when the customer has time",
        why="Hours made for the company and not for its customers send working people away.",
        source="R70",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.ENTERED,
        judge=judge_hours,
    ),
    Check(
        id="fact-consistency",
        title="Every place tells the customer the same facts",
        failure_title="Two places tell the customer different facts",
        why="Somebody who was told the wrong hours, number or period does not believe the next sentence either.",
        source="R64",
        category=CATEGORY,
        attribute=Attribute.KNOWLEDGE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.STATED,
        judge=judge_facts,
    ),
    Check(
        id="policy-phrases",
        title="Nobody hides behind the company's policy",
        failure_title="The company quotes its policy instead of solving the problem",
        why="“It is our policy” says that the rule matters more than the person who asks.",
        source="R30; R72",
        category=CATEGORY,
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.ENTERED,
        judge=judge_phrases,
    ),
)
