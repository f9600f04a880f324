"""The form of a phone menu is what people write in YAML: one step a line, and each step is of one kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from cxsim.definition import Definition, Language, Several, WordingError
from cxsim.ivr.flow import SILENT_AFTER
from cxsim.quantities import Hours, Seconds

KEYS = {**{str(n): str(n) for n in range(10)}, "star": "*", "*": "*", "hash": "#", "#": "#", "pound": "#"}
"""How a key of the telephone may be written."""


def _spoken(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Spoken(Definition):
    """What the line says, with its length where it is known (otherwise estimated from the words)."""

    text: str = ""
    seconds: Seconds | None = None
    audio: str = ""


Says = Annotated[Spoken, BeforeValidator(_spoken)]


def _key(text: str) -> str:
    key = text.strip().lower()
    if key in KEYS:
        return KEYS[key]
    if re.fullmatch(r"[0-9*#]{2,12}", key):
        return key
    raise WordingError(f"{text!r} is not a key of a telephone", hint="write a digit, star or hash")


def _keys(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    for written, target in value.items():
        key = _key(written)
        if key in found:
            raise WordingError(f"the key {key} is there twice", hint="keep one of the two")
        found[key] = target
    return found


Keys = Annotated[Mapping[str, str], BeforeValidator(_keys)]


class RetryForm(Definition):
    """What follows silence or a wrong key."""

    after: Seconds = SILENT_AFTER
    repeat: int = Field(default=0, ge=0, le=99)
    then: str | None = None
    says: Says | None = None


def _digits(value: Any) -> Any:
    match = re.fullmatch(r"\s*(\d{1,3})\s*(?:(?:to|-|–)\s*(\d{1,3}))?\s*", str(value))
    if match is None or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        raise WordingError(f"{value!r} is not a number of digits", hint="write 6, or 4 to 10")
    return int(match[1]), int(match[2] or match[1])


Digits = Annotated[tuple[int, int], BeforeValidator(_digits)]
_LEADING = ("keys", "digits", "queue", "dial", "voicemail", "callback", "unknown", "when", "set")


class StepForm(Definition):
    """One step: it says something, and is a menu (keys), a number to type (digits), a queue, a way on (then) ..."""

    name: str = ""
    says: Says | None = None
    language: Language | None = None
    then: Several | None = None
    keys: Keys | None = None
    digits: Digits | None = None
    silent: RetryForm = RetryForm()
    wrong: RetryForm = RetryForm()
    interrupt: bool = True
    into: str = ""
    queue: str | None = None
    full: str | None = None
    waiting: Says | None = None
    estimate: bool = False
    hands_over: bool = Field(default=False, alias="hands over")
    dial: str | None = None
    human: bool | None = None
    voicemail: bool = False
    callback: bool = False
    when: Mapping[str, str] | None = None
    set: Mapping[str, str] | None = None
    unknown: str | None = None

    @property
    def kind(self) -> str:
        """The key that decides what this step is; ``says`` where it only speaks or goes on."""
        leading = [key for key in _LEADING if getattr(self, key) not in (None, False)]
        if leading[:2] == ["keys", "digits"]:
            return "digits"  # a number to type, with star or hash as ways out
        return leading[0] if leading else "says"

    @model_validator(mode="after")
    def _one_kind(self) -> StepForm:
        leading = [key for key in _LEADING if getattr(self, key) not in (None, False)]
        if len(leading) > 1 and frozenset(leading) != {"keys", "digits"}:
            raise WordingError(f"a step cannot be {leading[0]} and {leading[1]}", hint="make two steps of it")
        if self.kind == "digits" and any(key not in "*#" for key in self.keys or {}):
            raise WordingError("while digits are typed every digit belongs to the number", hint="use star or hash")
        return self

    @model_validator(mode="after")
    def _goes_on(self) -> StepForm:
        if self.kind in ("says", "digits", "set") and not self.then:
            raise WordingError("nothing follows this step", hint="add then: with the next step, or then: hang up")
        if len(self.then or ()) > 1 and self.kind != "unknown":
            raise WordingError("a step goes on in one way", hint="write one name after then:")
        return self

    @model_validator(mode="after")
    def _nothing_lost(self) -> StepForm:
        for key, kinds in _ONLY_FOR.items():
            if key in self.model_fields_set and self.kind not in kinds:
                written = (type(self).model_fields[key].alias or key) if key != "then" else key
                hint = f"it belongs to a step with {' or '.join(kinds)}"
                raise WordingError(f"{written!r} means nothing for a step of this kind ({self.kind})", hint=hint)
        return self


_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "then": ("says", "digits", "set", "dial", "unknown"),
    "silent": ("keys", "digits"),
    "wrong": ("keys", "digits"),
    "interrupt": ("keys", "digits"),
    "into": ("digits",),
    "full": ("queue",),
    "waiting": ("queue",),
    "estimate": ("queue",),
    "hands_over": ("queue",),
    "human": ("dial",),
}


class FlowForm(Definition):
    """A phone menu file; the first step of ``flow`` is where a call begins."""

    ivr: str
    closed: str | None = None
    hours: Hours | None = None
    zone: str | None = None
    holidays: str | None = None
    language: Language | None = None
    flow: Mapping[str, StepForm] = Field(min_length=1)
