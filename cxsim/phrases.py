"""A policy phrase is a sentence with which a company hides behind its own rules instead of helping (R30, R72).

The lists are data, per language, written down from what customers complain about; whoever misses one adds a line.
Matching is literal, on words, without regard to case, typographic marks, or the two ways to write Arabic yeh and kaf.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

POLICY: Mapping[str, tuple[str, ...]] = {
    "en": (
        "it is our policy",
        "it's our policy",
        "that is our policy",
        "that's our policy",
        "our policy does not allow",
        "our policy doesn't allow",
        "our policy is to",
        "against our policy",
        "due to our policy",
        "due to company policy",
        "as per our policy",
        "per company policy",
        "company policy states",
        "company policy requires",
        "company policy does not allow",
        "for policy reasons",
        "our rules do not allow",
        "those are the rules",
    ),
    "de": (
        "das sind unsere vorschriften",
        "das ist bei uns vorschrift",
        "so sind unsere vorschriften",
        "unsere vorschriften erlauben",
        "unsere richtlinien erlauben",
        "gemäß unseren richtlinien",
        "gemäß unserer richtlinie",
        "laut unseren richtlinien",
        "nach unseren richtlinien",
        "unsere richtlinien sehen vor",
        "das ist unsere richtlinie",
        "es entspricht unseren richtlinien",
        "aufgrund unserer richtlinien",
        "aus grundsätzlichen erwägungen",
        "das ist bei uns so üblich",
    ),
    "fa": (
        "طبق سیاست ما",
        "طبق سیاست شرکت",
        "طبق سیاست های شرکت",
        "بر اساس سیاست شرکت",
        "طبق قوانین شرکت",
        "طبق مقررات شرکت",
        "مقررات ما اجازه نمی دهد",
        "قوانین ما اجازه نمی دهد",
        "سیاست شرکت ما این است",
    ),
}

_MARKS = str.maketrans({"’": "'", "‘": "'", "ي": "ی", "ك": "ک", "\u200c": " ", "\u00ad": None})


def plain_words(text: str) -> str:
    """The words of a text with one space between them, so that two ways to write the same sentence compare equal."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    return " ".join(re.findall(r"[\w']+", folded))


def policy_phrases(text: str) -> list[str]:
    """The policy phrases of any language in this text, in the order in which they are said.

    >>> policy_phrases("I am sorry, but it’s our policy.")
    ["it's our policy"]
    """
    words = f" {plain_words(text)} "
    found = [(words.find(f" {known} "), phrase) for phrase, known in _KNOWN]
    return [phrase for place, phrase in sorted(found) if place >= 0]


_KNOWN = tuple((phrase, plain_words(phrase)) for phrases in POLICY.values() for phrase in phrases)
