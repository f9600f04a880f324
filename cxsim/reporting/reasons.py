"""A reason says in the customer's own words why she took this way and not another.

Channels record it as one English clause; those that are known are said in the language of the report. What is not
known is shown as it was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from cxsim.reporting.safe import one_line, quoted
from cxsim.reporting.words import Words

MOST_OTHERS = 3  # other ways that are named beside the one taken

_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.DOTALL))
    for key, pattern in (
        ("sounds", "“(?P<said>.*)” sounds like “(?P<wanted>.*)”"),
        ("says", "it says “(?P<said>.*)”"),
        ("form", "this form is where “(?P<said>.*)” leads"),
        ("wants", "wants “(?P<said>.*)”"),
        ("human", "a human: “(?P<said>.*)”"),
        ("own_language", "it is her language"),
        ("own_language", "her language: “.*”"),
        ("found", "the search found it"),
        ("search", "nothing here speaks of it, but the site can be searched"),
        ("leads_on", "it may lead on to help"),
        ("nothing_better", "nothing better was left"),
        ("nothing_leads_on", "nothing here leads on"),
        ("nothing_fits", "nothing fits, wants a human"),
        ("zero_failed", "0 did not help"),
        ("only_human", "wants a human, and nothing else"),
        ("no_number", "does not know what to type"),
        ("believes", "as far as she can tell, this is what she came for"),
        ("way_to_person", "here is a way to a person"),
        ("account_needed", "one needs an account here"),
        ("has_account", "she has an account"),
    )
)


def reason(data: Mapping[str, Any], words: Words) -> Markup:
    """Why she did this, and what else she thought of; empty where there was nothing to choose."""
    why = one_line(data.get("why") or "", 300)
    candidates = _names(data.get("candidates"))
    told = _clause(why, words)
    if told is None:
        if not candidates:
            return Markup()
        told = words.english(why)
    chosen = one_line(data.get("target", ""), 80)
    others = [name for name in candidates[1:] if name != chosen][:MOST_OTHERS]
    if not others:
        return told
    names = Markup(words.together(["{}"] * len(others))).format(*map(quoted, others))
    return Markup("{} {}").format(told, words.html("why.others", names=names))


def _clause(why: str, words: Words) -> Markup | None:
    for key, pattern in _CLAUSES:
        found = pattern.fullmatch(why)
        if found:
            return words.html(f"why.{key}", **{name: quoted(text) for name, text in found.groupdict().items()})
    return None


def _names(candidates: Any) -> list[str]:
    """The names of the candidates, the strongest first; nothing where the record holds something else."""
    if not isinstance(candidates, list):
        return []
    return [one_line(item[0], 80) for item in candidates if isinstance(item, list) and item]
