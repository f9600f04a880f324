"""Filling in a form is saying who she is: each label that she understands gets her particular, the rest what fits.

What she cannot know and must not leave out ends the attempt; nothing is made up to please a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cxsim.channels.web.controls import Form, forms
from cxsim.channels.web.doing import tried
from cxsim.channels.web.locate import Found, address
from cxsim.channels.web.noticing import look
from cxsim.channels.web.observe import Control
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.registering import opens_account
from cxsim.channels.web.secrets import MASK
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import plain, says
from cxsim.experience import Kind, Moment
from cxsim.labels import fact_of
from cxsim.particulars import Particulars

Scores = Callable[[Iterable[str]], Mapping[str, float]]
"""The scent of several names for what she wants."""

ROUNDS = 3  # in which fields may come up that were not there before
_LATIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_AUTOCOMPLETE: Mapping[str, str] = {
    "name": "name",
    "given-name": "first name",
    "family-name": "last name",
    "email": "e-mail",
    "username": "user name",
    "tel": "phone number",
    "street-address": "street",
    "address-line1": "street",
    "postal-code": "postcode",
    "address-level2": "city",
    "country": "country",
    "country-name": "country",
    "bday": "date of birth",
    "organization": "company",
}
_TYPES: Mapping[str, str] = {"email": "e-mail", "tel": "phone number", "textarea": "problem"}
_DATES = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d\d)\.(\d\d)\.(\d{4})"), (3, 2, 1)),
)
_SLASHES = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What she is going to put into one field: ``how`` is fill, choose or tick."""

    field: Control
    how: str
    value: str
    fact: str | None = None
    secret: bool = False


class UnknownError(Exception):
    """A field that must be filled in, and she does not know with what."""


def plan(form: Form, particulars: Particulars, scores: Scores, *, latin: bool = False) -> list[Entry]:
    """What she would put where. Raises UnknownError where something is demanded that she does not have.

    ``latin``: in Latin digits, for a form that has refused others.
    """
    entries: list[Entry] = []
    groups: set[str] = set()
    for field in form.fields:
        if field.disabled or (field.type == "radio" and field.field in groups):
            continue
        if field.type == "radio":
            groups.add(field.field)
            entry = _answer([f for f in form.fields if f.type == "radio" and f.field == field.field], scores)
        elif field.type == "password" and opens_account(form):
            entry = None if field.filled else _password(field, particulars)
        else:
            entry = _entry(field, particulars, scores, latin=latin)
        if entry is not None:
            entries.append(entry)
        elif field.required and not field.filled:
            raise UnknownError(f"she does not know what to put into “{field.label}”")
    return entries


def _entry(field: Control, particulars: Particulars, scores: Scores, *, latin: bool) -> Entry | None:
    match field.type:
        case "checkbox":
            wanted = not field.filled and (field.required or _accepts(field))
            return Entry(field=field, how="tick", value="yes") if wanted else None
        case "select":
            return _chosen(field, particulars, scores)
        case "file" | "password" | "range" | "color":
            return None
    fact = fact_of(field.label) or _AUTOCOMPLETE.get(field.autocomplete.split(" ")[-1]) or _TYPES.get(field.type)
    if fact is None or not particulars.knows(fact) or (field.filled and not field.invalid):
        return None
    return Entry(field=field, how="fill", value=_written(field, particulars, fact, latin=latin), fact=fact)


def _password(field: Control, particulars: Particulars) -> Entry:
    return Entry(field=field, how="fill", value=particulars.value("password"), secret=True)


def _accepts(field: Control) -> bool:
    return says(field.label, "accept") and not says(field.label, "newsletter")


def _written(field: Control, particulars: Particulars, fact: str, *, latin: bool) -> str:
    """Her particular as this kind of field takes it."""
    if field.type == "date":
        return _iso(particulars.value(fact).translate(_LATIN_DIGITS), american=particulars.region == "us")
    if field.type == "number":
        return re.sub(r"[^\d.]", "", particulars.value(fact).translate(_LATIN_DIGITS))
    return particulars.typed(fact).translate(_LATIN_DIGITS) if latin else particulars.typed(fact)


def _iso(text: str, *, american: bool) -> str:
    for pattern, (year, month, day) in _DATES:
        if found := pattern.fullmatch(text):
            return f"{found[year]}-{found[month]}-{found[day]}"
    if found := _SLASHES.fullmatch(text):
        first, second, full = found.groups()
        return f"{full}-{first}-{second}" if american else f"{full}-{second}-{first}"
    return text


def _chosen(field: Control, particulars: Particulars, scores: Scores) -> Entry | None:
    """The entry of a list that says most of what she wants; her own where the list asks for one of her particulars."""
    real = [option for option in field.options if option and not _asks(option)]
    fact = fact_of(field.label)
    if fact is not None and particulars.knows(fact):
        own = plain(particulars.value(fact))
        mine = next((option for option in real if plain(option) == own), None)
        if mine is not None:
            return Entry(field=field, how="choose", value=mine, fact=fact)
    found = scores(real)
    best = max(real, key=lambda option: found[option], default=None)
    if best is None or (not found[best] and (field.filled or not field.required)):
        return None
    return Entry(field=field, how="choose", value=best)


def _asks(option: str) -> bool:
    """Whether a list's entry only asks to choose one."""
    text = plain(option).strip(" .…-–")
    return not text or text.startswith(("please", "choose", "select", "bitte", "wählen", "auswählen", "انتخاب"))


def _answer(radios: list[Control], scores: Scores) -> Entry | None:
    found = scores([radio.label for radio in radios])
    best = max(radios, key=lambda radio: found[radio.label])
    if any(radio.filled for radio in radios) and not found[best.label]:
        return None
    return Entry(field=best, how="tick", value="yes")


# -- doing it


def fill_in(walk: Walk, form: Form, scores: Scores, *, latin: bool = False) -> Iterator[Moment]:
    """Fill in every field of the form, also those that come up while she does. Raises StuckError, UnknownError."""
    done: set[str] = set()
    for _ in range(ROUNDS):
        entries = [e for e in plan(form, walk.visit.particulars, scores, latin=latin) if _key(e) not in done]
        if not entries:
            return
        for entry in entries:
            done.add(_key(entry))
            yield from _put(walk, entry)
        yield from look(walk, action="fill")
        form = _again(walk, form)


def _key(entry: Entry) -> str:
    return f"{entry.field.key}|{entry.field.label}"


def _again(walk: Walk, form: Form) -> Form:
    """The form as it is now."""
    return next((each for each in forms(walk.now) if each.index == form.index), form)


def _put(walk: Walk, entry: Entry) -> Iterator[Moment]:
    field = entry.field
    if entry.fact:
        yield walk.moment(Kind.ASKED, walk.asked(entry.fact, field.label))
    found = Found(locator=address(walk.page, walk.now, field), by="name", control=field)
    seconds = tried(field.label, lambda: _DO[entry.how](walk, found, entry.value))
    data: dict[str, Any] = {"action": entry.how, "target": field.label, "seconds": round(seconds, 3)}
    data |= {"url": walk.path, "why": "the form asks for it"}
    if entry.secret:
        walk.secrets.keep(entry.value)
    value = MASK if entry.secret else entry.value
    yield walk.moment(Kind.ACTED, data if entry.how == "tick" else data | {"value": value})
    walk.clock.pass_by(seconds)
    walk.typed.append(Typed(label=field.label, text=entry.value, secret=entry.secret, field=field.key))
    if entry.fact:
        yield walk.moment(Kind.TOLD, {"fact": entry.fact, "value": entry.value})


_DO: Mapping[str, Callable[[Walk, Found, str], float]] = {
    "fill": lambda walk, found, value: walk.hands.fill(found, value),
    "choose": lambda walk, found, value: walk.hands.choose(found, value),
    "tick": lambda walk, found, value: walk.hands.tick(found),
}


def send(walk: Walk, form: Form, why: Mapping[str, Any]) -> Generator[Moment, None, bool]:
    """Send the form; whether it was taken. ``why`` is recorded. Raises StuckError where its button does not react."""
    button = _again(walk, form).button
    if button is not None:
        found = Found(locator=address(walk.page, walk.now, button), by="name", control=button)
        seconds = tried(button.name, lambda: walk.hands.click(found))
    else:
        seconds = _enter(walk)
    data = {"action": "click" if button else "key", "target": button.name if button else "Enter", "url": walk.path}
    refused_before, walk.refused_at = walk.refused_at, ""
    yield walk.moment(Kind.ACTED, data | {"seconds": round(seconds, 3), **why})
    walk.clock.pass_by(seconds)
    yield from look(walk, action="click")
    taken = not (walk.refused_at and walk.refused_at == walk.path)
    walk.refused_at = walk.refused_at or refused_before
    return taken


def _enter(walk: Walk) -> float:
    walk.page.keyboard.press("Enter")
    return walk.clock.keys(1)
