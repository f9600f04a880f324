"""A refusal is a form that comes back: does it name the field, does it say how to mend it, and what got lost?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cxsim.channels.web.observe import Control, Observation
from cxsim.channels.web.words import plain, says

TEXT = 600
_NATIVE = re.compile("[\u06f0-\u06f9\u0660-\u0669\u0966-\u096f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What she has put into one field and not yet sent, or just sent."""

    label: str
    text: str
    secret: bool = False
    search: bool = False
    field: str = ""


def refusal(before: Observation, after: Observation, typed: Sequence[Typed]) -> dict[str, Any] | None:
    """What is recorded where a form was refused after it had been sent; None where it was not.

    A form was refused if the page complains where it did not before, or marks a field as wrong, or answers with an
    error and a form.
    """
    if not typed or all(t.search for t in typed):
        return None
    new = [text for text in after.complaints if text not in before.complaints]
    wrong = [control for control in after.fields if control.invalid]
    was_wrong = {control.field for control in before.fields if control.invalid}
    fresh = [control for control in wrong if control.field not in was_wrong] if not new else wrong
    if not new and not fresh and not _answers_with_error(after):
        return None
    said = _said(new, fresh, after)
    data: dict[str, Any] = {
        "what": "login" if any(t.secret for t in typed) and _asks_password(after) else "form",
        "text": said,
        "names_field": _names_field(said, fresh, after),
        "says_how": _says_how(said),
        "native_digits": _native(typed, said, fresh),
    }
    lost = lost_input(typed, after)
    return data if lost is None else data | {"lost_input": bool(lost), "lost": lost}


def _answers_with_error(after: Observation) -> bool:
    return 400 <= after.status < 500 and after.status not in (404, 410) and bool(after.forms) and bool(after.fields)


def _asks_password(page: Observation) -> bool:
    return any(control.type == "password" for control in page.fields)


def _said(new: Iterable[str], wrong: Iterable[Control], after: Observation) -> str:
    texts = [*new, *(c.described for c in wrong if c.described), *(c.message for c in wrong if c.message)]
    if not texts:
        texts = [line for line in after.text.splitlines() if says(line, "wrong") or says(line, "vague")][:2]
    distinct: list[str] = []
    for text in texts:
        if not any(text in known for known in distinct):
            distinct.append(text)
    return " ".join(" ".join(distinct).split())[:TEXT]


def _names_field(said: str, wrong: Sequence[Control], after: Observation) -> bool:
    """Whether a reader learns which field it is about: it is marked and explained there, or named in the message."""
    if any(control.described or control.message for control in wrong):
        return True
    text = plain(said)
    labels = (plain(control.name).strip(" *:") for control in after.fields if control.type not in ("submit", "button"))
    return any(len(label) > 2 and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) for label in labels)


def _says_how(said: str) -> bool:
    """Whether the message says how to mend it; "please check your entries" says nothing."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", said) if not says(part, "vague")]
    return any(says(sentence, "mend") for sentence in sentences)


def _native(typed: Iterable[Typed], said: str, wrong: Sequence[Control]) -> bool:
    """Whether what was refused are digits of the customer's own script."""
    guilty = [t for t in typed if _NATIVE.search(t.text)]
    if not guilty:
        return False
    if wrong:
        return any(t.field and t.field == control.field for t in guilty for control in wrong)
    named = [t for t in typed if plain(t.label).strip(" *:") in plain(said)]
    return not named or any(t in guilty for t in named)


def lost_input(typed: Iterable[Typed], after: Observation) -> list[str] | None:
    """The labels of what she typed and now has to type again; None where the form is not there to tell.

    Passwords do not count: to empty them is good practice.
    """
    there, lost = False, []
    for each in typed:
        found = next((c for c in after.fields if _is(c, each)), None)
        if found is None or found.type in ("password", "file") or each.secret:
            continue
        there = True
        if not found.filled and each.text:
            lost.append(each.label)
    return lost if there else None


def _is(control: Control, typed: Typed) -> bool:
    return control.field == typed.field if typed.field else plain(control.label) == plain(typed.label)


def has_native_digits(text: str) -> bool:
    """Whether a text has digits of another script than the Latin one (Persian, Arabic, Devanagari)."""
    return _NATIVE.search(text) is not None
