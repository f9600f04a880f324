"""Checks of a phone line's manners: how it treats callers on the way to a human, and while they wait for one.

Most of them name what a guideline asks for and others do without; on the command line they warn and set no exit code.
"""

from __future__ import annotations

from cxsim.checks.base import Check, Impact, Layer, Tier
from cxsim.checks.phone_topics import phone_check, topic
from cxsim.definition import Attribute

CHECKS: tuple[Check, ...] = (
    phone_check(
        "spoken-agent",
        "Saying “agent” leads to a human",
        "Saying “agent” does not lead to a human",
        "A line that listens to words will be asked for a human in words, and by those who cannot press a key.",
        "R44; GetHuman standard GH-1 (0 or “operator”, always)",
        topic("spoken agent", "Saying “agent” leads to nobody", "“agent” or “operator” leads to a human"),
    ),
    phone_check(
        "keys-beside-speech",
        "Whatever can be said can be pressed too",
        "A menu listens to words and takes no key",
        "An accent, a noisy street or a quiet office shuts callers out of a line that only listens.",
        "R44; GetHuman standard GH-5",
        topic("keys beside speech", "A menu takes words only", "a key for every word"),
        attribute=Attribute.EASE,
        impact=Impact.MODERATE,
    ),
    phone_check(
        "barge-in",
        "Keys are taken while the line speaks",
        "The line has to be heard to its end before it takes a key",
        "Who calls often knows the key, and has to sit through the text every time.",
        "R44; GetHuman standard GH-7; ivrsworld (IW-1: keys accepted during prompts)",
        topic("interruptible prompts", "The line does not let itself be interrupted", "keys work at any time"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "typed-data",
        "What was typed reaches whoever answers",
        "A number is typed, and asked for again",
        "Being asked twice tells callers that nobody listened the first time.",
        "R33; R45; GetHuman standard GH-3",
        topic("typed data", "What was typed is lost", "whoever answers has what was typed"),
        attribute=Attribute.EASE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "chosen-language",
        "The language that was chosen is kept",
        "The line leaves the language that was chosen",
        "Who was promised German and then hears English is lost at the very step that mattered.",
        "R44; GetHuman standard GH-9",
        topic("language", "The line changes its language", "everything after the choice is in that language"),
        attribute=Attribute.PERSONALIZATION,
        impact=Impact.MODERATE,
    ),
    phone_check(
        "wait-estimate",
        "Whoever waits is told how long it will take",
        "Nobody is told how long the wait will take",
        "A wait of unknown length feels longer than a known one.",
        "GetHuman standard GH-2; Maister 1985 (uncertain waits feel longer)",
        topic("wait estimate", "The wait is not told", "the expected wait, or the place in the queue"),
        attribute=Attribute.KNOWLEDGE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "callback-offer",
        "Whoever would have to wait can be called back",
        "Waiting on the line is the only way",
        "A callback gives the caller her time back, and costs the company the same call.",
        "R44; GetHuman standard GH-4",
        topic("callback offer", "No callback is offered", "a callback beside the wait"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.WOW,
    ),
    phone_check(
        "waiting-advertising",
        "Nobody has to listen to advertising while waiting",
        "Whoever waits has to listen to advertising",
        "Being sold something while one waits for help says whose time counts.",
        "Brazil, Decreto 11.034/2022 (BR-11034: no advertising while waiting without consent)",
        topic("advertising", "Advertising is played while callers wait", "music, silence, or what helps"),
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "listening-time",
        "Every choice is told within a minute of the call",
        "Some choices are told only after a minute of listening",
        "Listening for the wanted key is waiting too. Counter-evidence: a broad menu may still be the fastest way.",
        "R44; GetHuman standard GH-6 (no long prompts; the minute is ours); against: Commarford et al. (CL-1)",
        topic("listening", "A choice is told late", "at most 60 s from the beginning of the call"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
    phone_check(
        "menu-depth",
        "A human is there after three menus at most",
        "A human is there only behind more than three menus",
        "Every further menu loses callers. Counter-evidence: what counts is the whole way, and broad menus shorten it.",
        "Software Advice 2014 (SA-1); against: Virzi & Huitema 1997 (VH-1)",
        topic("menu depth", "The way to a human is deep", "an agent by the third menu"),
        attribute=Attribute.EASE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
    ),
)
