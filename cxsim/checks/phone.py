"""Phone checks ask what a caller lives through in a menu: the 0-rule and its neighbors, for every state and hour.

They read what the inspection of a line recorded; each failure tells the shortest call that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cxsim.checks.base import (
    Answer,
    Check,
    Impact,
    Layer,
    Tier,
    cant_tell,
    failed,
    inapplicable,
    passed,
)
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment

CATEGORY = "phone"


def _here(experience: Experience, touchpoint: str, kind: Kind) -> list[tuple[int, Moment]]:
    return [
        (index, moment)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint and moment.kind is kind
    ]


def judge_escape(experience: Experience, touchpoint: str) -> Answer:
    """Judge human-escape: over all menus that are heard while the line is staffed, the worst answer counts."""
    asked = [
        (index, moment.data)
        for index, moment in _here(experience, touchpoint, Kind.ANSWERED)
        if moment.data.get("staffed", True) and moment.data.get("heard", True)
    ]
    if not asked:
        return inapplicable("no menu is heard while the line is staffed")
    no = [(index, data) for index, data in asked if data["answer"] == "no"]
    unknown = [(index, data) for index, data in asked if data["answer"] == "cannot tell"]
    expected = "0 leads to a human from every menu, at every open hour"
    if no:
        names = _names([data["name"] for _, data in no])
        return failed(
            f"0 does not lead to a human from {names}. {no[0][1].get('why', '')}".strip(),
            expected=expected,
            observed=f"{len({data['menu'] for _, data in no})} of {len({data['menu'] for _, data in asked})} menus: no",
            moments=[index for index, _ in no],
        )
    if unknown:
        return cant_tell(str(unknown[0][1].get("why", "")), moments=[index for index, _ in unknown])
    several = [data for _, data in asked if str(data["answer"]).startswith("after")]
    most = max((data.get("presses") or 0 for data in several), default=1)
    return passed(
        f"0 leads to a human from all {len({data['menu'] for _, data in asked})} menus"
        + (f", after {most} presses at worst" if several else ""),
        expected=expected,
        moments=[index for index, _ in asked],
    )


def _names(names: list[str]) -> str:
    once = [f"“{name}”" for name in dict.fromkeys(names)]
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}"


def _topic(what: str, headline: str, expected: str) -> Callable[[Experience, str], Answer]:
    """The judge of one topic of the inspection: any oddity fails it, the unknown alone cannot tell."""

    def judge(experience: Experience, touchpoint: str) -> Answer:
        found = [
            (index, moment.data)
            for index, moment in _here(experience, touchpoint, Kind.INSPECTED)
            if moment.data.get("what") == what
        ]
        if not found:
            return inapplicable(f"no phone menu was inspected for this ({what})")
        index, data = found[0]
        odd, unknown = data.get("findings", []), data.get("unknown", [])
        if odd:
            return failed(_told(headline, odd), expected=expected, observed=f"{_count(odd)} found", moments=[index])
        if unknown:
            return cant_tell(f"at “{unknown[0]['node']}”: {unknown[0]['text']}", moments=[index])
        if not data.get("looked_at"):
            return inapplicable("the line has no such place")
        return passed(f"nothing found; looked at {data['looked_at']}", expected=expected, moments=[index])

    return judge


def _told(headline: str, odd: list[Mapping[str, Any]]) -> str:
    """The headline, the first oddity as it is lived through, and how many there are."""
    nodes = list(dict.fromkeys(str(entry["node"]) for entry in odd))
    more = f" (the same at {_names(nodes[1:])})" if len(nodes) > 1 else ""
    return f"{headline}, at “{nodes[0]}”{more}: {odd[0]['text']}"


def _count(odd: list[Mapping[str, Any]]) -> str:
    return "one place" if len(odd) == 1 else f"{len(odd)} places"


def _check(
    id: str,
    title: str,
    failure_title: str,
    why: str,
    source: str,
    judge: Callable[[Experience, str], Answer],
    *,
    attribute: Attribute = Attribute.RESPONSIVENESS,
    layer: Layer = Layer.SERVICE,
    impact: Impact = Impact.SERIOUS,
    tier: Tier = Tier.BASIC,
    needs: Kind = Kind.INSPECTED,
) -> Check:
    return Check(
        id=id,
        title=title,
        failure_title=failure_title,
        why=why,
        source=source,
        category=CATEGORY,
        attribute=attribute,
        layer=layer,
        impact=impact,
        tier=tier,
        needs=needs,
        judge=judge,
    )


CHECKS: tuple[Check, ...] = (
    _check(
        "human-escape",
        "0 leads to a human from every menu",
        "0 does not lead to a human from every menu",
        "Whoever the menu does not understand must be able to speak to somebody, and tries 0 first.",
        "R44; GetHuman standard GH-1; Brazil, Decreto 6.523/2008 §1 (since replaced)",
        judge_escape,
        impact=Impact.CRITICAL,
        needs=Kind.ANSWERED,
    ),
    _check(
        "silent-caller",
        "Somebody who presses nothing gets a human",
        "Somebody who presses nothing is dropped",
        "Callers who hesitate, cannot see the keys or do not understand the language must not lose the line.",
        "R44; GetHuman standard GH-8",
        _topic("silent caller", "A caller who presses nothing never gets a human", "a human after the last repetition"),
    ),
    _check(
        "wrong-key-caller",
        "Somebody who presses wrong keys gets a human",
        "Somebody who presses wrong keys is dropped",
        "Who mistypes needs more help than others, not less.",
        "R44; GetHuman standard GH-8",
        _topic("wrong-key caller", "A caller who mistypes never gets a human", "a human after the last repetition"),
    ),
    _check(
        "announced-keys",
        "What is announced works, and what works is announced",
        "The menu announces keys that are dead, or hides keys that work",
        "Who presses what she was told to press and is refused does not believe the next sentence either.",
        "R64; R94; GetHuman standard GH-1",
        _topic("announced keys", "Announcement and keys differ", "every announced key works, every key is announced"),
        attribute=Attribute.RELIABILITY,
        impact=Impact.MODERATE,
    ),
    _check(
        "false-promise",
        "Who is promised a human gets one",
        "A human is promised, and nobody comes",
        "A broken promise is worse than none: the caller has waited for it.",
        "R64; R101; GetHuman standard GH-8",
        _topic("promises", "A human is promised and does not come", "what is said is done"),
        attribute=Attribute.RELIABILITY,
    ),
    _check(
        "data-before-human",
        "Nobody has to type data before speaking to a human",
        "Data are demanded before a human can be reached",
        "Who does not have the number at hand is shut out, and who has it is asked for it again.",
        "R44; Brazil, Decreto 11.034/2022 (BR-11034); GetHuman standard GH-3",
        _topic(
            "data before a human", "A number has to be typed before a human can be reached", "a way past the number"
        ),
        attribute=Attribute.EASE,
    ),
    _check(
        "closed-notice",
        "Outside its hours the line says when somebody is there",
        "Outside its hours the line does not say when somebody is there",
        "“Please call again later” sends people into the next failed attempt.",
        "R70; R112",
        _topic("closed notice", "The line is closed and does not say until when", "the hours, or when it opens again"),
        attribute=Attribute.KNOWLEDGE,
        impact=Impact.MODERATE,
    ),
    _check(
        "waiting-phrases",
        "The line speaks without empty phrases",
        "The line uses phrases that callers resent",
        "“Your call is important to us” is disproved by every minute of waiting.",
        "R30; R110; phrases to avoid, after the GetHuman standard (GH-6: no long prompts)",
        _topic("phrases", "An empty phrase is spoken", "plain words, and how long it will take"),
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    _check(
        "menu-length",
        "No menu announces more than five choices",
        "A menu announces more choices than can be kept in mind",
        "Listeners forget the first choices while they hear the last. Counter-evidence: broad menus beat deep ones.",
        "Avaya IR guide (AV-1); ivrsworld (IW-1); against: Virzi & Huitema 1997 (VH-1), Commarford et al. (CL-1)",
        _topic("menu length", "A menu is long", "at most 5 choices"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    _check(
        "phone-dead-ends",
        "No step of the menu leads nowhere",
        "The menu has steps that lead nowhere",
        "A line that goes dead or round in circles has cost the caller everything that she pressed so far.",
        "R44; R94; GetHuman standard GH-8",
        _topic("dead ends", "The menu leads nowhere", "every step is reached, and goes on or says goodbye"),
        attribute=Attribute.EASE,
        impact=Impact.MODERATE,
    ),
)
