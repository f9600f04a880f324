"""The form of a phone menu is what people write in YAML: one step a line, and each step is of one kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from cxsim.definition import Definition, Language, Several, WordingError, one_or_several
from cxsim.ivr.flow import SILENT_AFTER
from cxsim.quantities import Hours, Seconds

KEYS = {**{str(n): str(n) for n in range(10)}, "star": "*", "*": "*", "hash": "#", "#": "#", "pound": "#"}
"""How a key of the telephone may be written."""


def _spoken(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Spoken(Definition):
    """What the line says, with its length where it is known (otherwise estimated from the words)."""

    text: str = Field(default="", description="what is said")
    seconds: Seconds | None = Field(default=None, description="how long it takes; left out: from its words")
    audio: str = Field(default="", description="the recording, where there is one")


def _all_spoken(value: Any) -> Any:
    return [_spoken(one) for one in value] if isinstance(value, list) else [_spoken(value)]


Says = Annotated[
    tuple[Spoken, ...],
    BeforeValidator(_all_spoken, json_schema_input_type=str | Spoken | list[str | Spoken]),
]
"""What is said: a text, a text with its length or recording, or several of these one after the other."""
Further = Annotated[tuple[Says, ...], BeforeValidator(one_or_several)]


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

    after: Seconds = Field(default=SILENT_AFTER, description="how long it is silent before that")
    repeat: int = Field(default=0, ge=0, le=99, description="how often the step is said again")
    then: str | None = Field(default=None, description="the step that follows; left out: hang up")
    says: Says | None = Field(default=None, description="heard before each repetition")
    further: Further = Field(default=(), description="heard instead of it from the second repetition on, one each")
    instead: bool = Field(default=False, description="a repetition says only this, and not the step's own words")


def _digits(value: Any) -> Any:
    text = str(value).strip()
    match = re.fullmatch(r"(\d{1,4})\s*(?:(?:to|-|–)\s*(\d{1,4}))?", text)
    if (more := re.fullmatch(r"(\d{1,4})\s*(?:or more|\+)", text)) and int(more[1]) >= 1:
        return int(more[1]), None
    if match is None or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        raise WordingError(f"{value!r} is not a number of digits", hint="write 6, 4 to 10, or 1 or more")
    return int(match[1]), int(match[2] or match[1])


Digits = Annotated[tuple[int, int | None], BeforeValidator(_digits, json_schema_input_type=str | int)]


class CaseForm(Definition):
    """One case of a branch, where they stand in a list."""

    case: str = Field(description="closed, holiday, a comparison such as customer = gold, else")
    then: str = Field(description="the step that follows")


def _cases(value: Any) -> Any:
    return [{"case": case, "then": then} for case, then in value.items()] if isinstance(value, Mapping) else value


When = Annotated[
    tuple[CaseForm, ...], BeforeValidator(_cases, json_schema_input_type=Mapping[str, str] | list[CaseForm])
]
"""The cases of a branch in their order: a mapping, or a list where a case stands twice."""


def _end(value: Any) -> Any:
    if value == "none":
        return ""
    key = KEYS.get(str(value).strip().lower())
    if key is None:
        raise WordingError(f"{value!r} is not a key of a telephone", hint="write hash, star or none")
    return key


class HoursForm(Definition):
    """Opening hours that a flow asks for by name."""

    hours: Hours = Field(description="when it is open", examples=["mon-fri 08:00-20:00"])
    zone: str = Field(default="UTC", description="the time zone", examples=["Europe/Berlin"])
    holidays: str | None = Field(default=None, description="the calendar of public holidays", examples=["DE-BY"])


_LEADING = ("keys", "digits", "queue", "dial", "voicemail", "callback", "ends", "unknown", "when", "set", "add")


class StepForm(Definition):
    """One step: it says something, and is a menu (keys), a number to type (digits), a queue, a way on (then) ..."""

    name: str = Field(default="", description="for reports; left out: the key of the step")
    says: Says | None = Field(
        default=None, description="what the line says", examples=["For orders press 1, for a person 0."]
    )
    language: Language | None = Field(default=None, description="from here on")
    then: Several | None = Field(default=None, description="the step that follows, or hang up", examples=["hang up"])
    keys: Keys | None = Field(
        default=None,
        description="a menu, or what a queue takes while one waits: key (0-9, star, hash) to step",
        examples=[{"1": "orders", "0": "people"}],
    )
    words: Mapping[str, str] | None = Field(
        default=None, description="of a menu that listens: spoken word to step", examples=[{"agent": "people"}]
    )
    longest: int | None = Field(default=None, ge=1, le=99, description="digits that a menu is ready to wait for")
    digits: Digits | None = Field(
        default=None, description="a number to type: how many digits", examples=["6", "4 to 10", "1 or more"]
    )
    end: Annotated[str, BeforeValidator(_end)] | None = Field(
        default=None, description="the key that ends the number early: hash, star or none", examples=["hash"]
    )
    between: Seconds | None = Field(default=None, description="how long the line waits for a further digit")
    silent: RetryForm = RetryForm()
    wrong: RetryForm = RetryForm()
    interrupt: bool = Field(default=True, description="keys work while it speaks")
    into: str = Field(default="", description="the name under which the number is kept")
    queue: str | None = Field(default=None, description="a call type of the center: people answer here")
    full: str | None = Field(default=None, description="the step that follows where the queue takes nobody")
    waiting: Says | None = Field(default=None, description="heard while waiting")
    estimate: bool | None = Field(default=None, description="the expected wait is announced")
    offers: bool | None = Field(default=None, alias="offers callback", description="who waits can be called back")
    hands_over: bool | None = Field(default=None, alias="hands over", description="what was typed reaches the agent")
    dial: str | None = Field(default=None, description="a number that the call is transferred to")
    human: bool | None = Field(default=None, description="whether a person answers that number")
    voicemail: bool = Field(default=False, description="a recorder: nobody answers")
    callback: bool = Field(default=False, description="the company calls back")
    ends: bool = Field(default=False, description="the line is cut without a word")
    when: When | None = Field(
        default=None,
        description="the step for each case: closed, holiday, a comparison such as customer = gold, else",
        examples=[{"closed": "goodbye", "else": "welcome"}],
    )
    set: Mapping[str, str] | None = Field(default=None, description="names and the values that they are given")
    add: Mapping[str, int] | None = Field(
        default=None, description="a counter and what is added to it", examples=[{"tries": 1}]
    )
    unknown: str | None = Field(default=None, description="what nobody can tell from the file, and why")

    @property
    def kind(self) -> str:
        """The key that decides what this step is; ``says`` where it only speaks or goes on."""
        leading = [key for key in _LEADING if getattr(self, key) not in (None, False)]
        if leading[:2] in (["keys", "digits"], ["keys", "queue"]):
            return leading[1]  # a number to type, with star or hash as ways out; a queue that can be left by a key
        return leading[0] if leading else "says"

    @model_validator(mode="after")
    def _one_kind(self) -> StepForm:
        leading = [key for key in _LEADING if getattr(self, key) not in (None, False)]
        if len(leading) > 1 and leading not in (["keys", "digits"], ["keys", "queue"]):
            raise WordingError(f"a step cannot be {leading[0]} and {leading[1]}", hint="make two steps of it")
        digits = [key for key in self.keys or {} if key not in "*#"] if self.digits is not None else []
        if digits and (self.between is None or max(map(len, digits)) >= (self.digits or (0, None))[0]):
            hint = "use star or hash; a shorter key needs between:, for how long it is waited for a number"
            raise WordingError("while digits are typed every digit belongs to the number", hint=hint)
        for name in ("set", "add"):
            if len(getattr(self, name) or "x") != 1:
                raise WordingError(f"{name!r} names several attributes", hint="make a step of each")
        return self

    @model_validator(mode="after")
    def _goes_on(self) -> StepForm:
        if self.kind in ("says", "digits", "set", "add") and not self.then:
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
    "then": ("says", "digits", "set", "add", "dial", "unknown"),
    "words": ("keys",),
    "longest": ("keys",),
    "between": ("keys", "digits"),
    "end": ("digits",),
    "silent": ("keys", "digits"),
    "wrong": ("keys", "digits"),
    "interrupt": ("keys", "digits"),
    "into": ("digits",),
    "full": ("queue",),
    "waiting": ("queue",),
    "estimate": ("queue",),
    "offers": ("queue",),
    "hands_over": ("queue",),
    "human": ("dial",),
}


class FlowForm(Definition):
    """A phone menu file; the first step of ``flow`` is where a call begins."""

    ivr: str = Field(description="what the line is called")
    closed: str | None = Field(default=None, description="the step that is heard outside hours")
    hours: Hours | None = Field(default=None, description="left out: those of the touchpoint")
    zone: str | None = Field(default=None, description="left out: that of the company", examples=["Europe/Berlin"])
    holidays: str | None = Field(default=None, description="left out: those of the company", examples=["DE-BY"])
    language: Language | None = Field(default=None, description="left out: that of the company")
    schedules: Mapping[str, HoursForm] = Field(
        default_factory=dict, description="further opening hours by name, which steps ask for: when: {NAME open: …}"
    )
    rate: float | None = Field(
        default=None, gt=0, le=1000, alias="words per minute", description="how fast the line speaks; left out: 150"
    )
    flow: Mapping[str, StepForm] = Field(min_length=1, description="the steps by name; the first is the start")
