"""Phone checks ask what a caller lives through in a menu: the 0-rule and its neighbors, for every state and hour.

They read what the inspection of a line recorded; each failure tells the shortest call that shows it.
"""

from __future__ import annotations

from cxsim.checks import phone_manners
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
from cxsim.checks.phone_topics import here, names, phone_check, topic
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind


def judge_escape(experience: Experience, touchpoint: str) -> Answer:
    """Judge human-escape: over all menus that are heard while the line is staffed, the worst answer counts."""
    asked = [
        (index, moment.data)
        for index, moment in here(experience, touchpoint, Kind.ANSWERED)
        if moment.data.get("staffed", True) and moment.data.get("heard", True)
    ]
    if not asked:
        return inapplicable("no menu is heard while the line is staffed")
    no = [(index, data) for index, data in asked if data["answer"] == "no"]
    unknown = [(index, data) for index, data in asked if data["answer"] == "cannot tell"]
    expected = "0 leads to a human from every menu, at every open hour"
    if no:
        where = names([data["name"] for _, data in no])
        return failed(
            f"0 does not lead to a human from {where}. {no[0][1].get('why', '')}".strip(),
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


CHECKS: tuple[Check, ...] = (
    phone_check(
        "human-escape",
        "0 leads to a human from every menu",
        "0 does not lead to a human from every menu",
        "Whoever the menu does not understand must be able to speak to somebody, and tries 0 first.",
        "R44; GetHuman standard GH-1; Brazil, Decreto 6.523/2008 §1 (since replaced); US-TIM (a proposal, 2024)",
        judge_escape,
        impact=Impact.CRITICAL,
        needs=Kind.ANSWERED,
    ),
    phone_check(
        "silent-caller",
        "Somebody who presses nothing gets a human",
        "Somebody who presses nothing is dropped",
        "Callers who hesitate, cannot see the keys or do not understand the language must not lose the line.",
        "R44; GetHuman standard GH-8",
        topic("silent caller", "A caller who presses nothing never gets a human", "a human after the last repetition"),
    ),
    phone_check(
        "wrong-key-caller",
        "Somebody who presses wrong keys gets a human",
        "Somebody who presses wrong keys is dropped",
        "Who mistypes needs more help than others, not less.",
        "R44; GetHuman standard GH-8",
        topic("wrong-key caller", "A caller who mistypes never gets a human", "a human after the last repetition"),
    ),
    phone_check(
        "announced-keys",
        "What is announced works, and what works is announced",
        "The menu announces keys that are dead, or hides keys that work",
        "Who presses what she was told to press and is refused does not believe the next sentence either.",
        "R64; R94; GetHuman standard GH-1",
        topic("announced keys", "Announcement and keys differ", "every announced key works, every key is announced"),
        attribute=Attribute.RELIABILITY,
        impact=Impact.MODERATE,
    ),
    phone_check(
        "false-promise",
        "Who is promised a human gets one",
        "A human is promised, and nobody comes",
        "A broken promise is worse than none: the caller has waited for it.",
        "R64; R101; GetHuman standard GH-8",
        topic("promises", "A human is promised and does not come", "what is said is done"),
        attribute=Attribute.RELIABILITY,
    ),
    phone_check(
        "data-before-human",
        "Nobody has to type data before speaking to a human",
        "Data are demanded before a human can be reached",
        "Who does not have the number at hand is shut out, and who has it is asked for it again.",
        "R44; Brazil, Decreto 11.034/2022 (BR-11034); GetHuman standard GH-3",
        topic("data before a human", "A number has to be typed before a human can be reached", "a way past the number"),
        attribute=Attribute.EASE,
    ),
    phone_check(
        "closed-notice",
        "Outside its hours the line says when somebody is there",
        "Outside its hours the line does not say when somebody is there",
        "“Please call again later” sends people into the next failed attempt.",
        "R70; R112",
        topic("closed notice", "The line is closed and does not say until when", "the hours, or when it opens again"),
        attribute=Attribute.KNOWLEDGE,
        impact=Impact.MODERATE,
    ),
    phone_check(
        "waiting-phrases",
        "The line speaks without empty phrases",
        "The line uses phrases that callers resent",
        "“Your call is important to us” is disproved by every minute of waiting.",
        "R30; R110; phrases to avoid, after the GetHuman standard (GH-6: no long prompts)",
        topic("phrases", "An empty phrase is spoken", "plain words, and how long it will take"),
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "menu-length",
        "No menu announces more than five choices",
        "A menu announces more choices than can be kept in mind",
        "Listeners forget the first choices while they hear the last. Counter-evidence: broad menus beat deep ones.",
        "Avaya IR guide (AV-1); ivrsworld (IW-1); against: Virzi & Huitema 1997 (VH-1), Commarford et al. (CL-1)",
        topic("menu length", "A menu is long", "at most 5 choices"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "phone-dead-ends",
        "No step of the menu leads nowhere",
        "The menu has steps that lead nowhere",
        "A line that goes dead or round in circles has cost the caller everything that she pressed so far.",
        "R44; R94; GetHuman standard GH-8",
        topic("dead ends", "The menu leads nowhere", "every step is reached, and goes on or says goodbye"),
        attribute=Attribute.EASE,
        impact=Impact.MODERATE,
    ),
    *phone_manners.CHECKS,
)
