"""The manners form is how people write what callers meet and do besides waiting, and agents' shifts with breaks.

Each has a short form in one line (``callback: 40 % after 2 min``) and a long one with all its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cxsim.callcenter.manners import ZERO_AFTER, Manners, Redial
from cxsim.callcenter.manners import Announcement as Told
from cxsim.callcenter.manners import Callback as Offer
from cxsim.callcenter.manners import Menu as Heard
from cxsim.callcenter.times import constant, lognormal
from cxsim.definition import Definition
from cxsim.persona import Patience
from cxsim.quantities import QuantityError, Seconds, Share, seconds, share

FROM_PERSONAS, FROM_FLOW = "from personas", "from flow"


def borrowed(word: str, read: Callable[[Any], float]) -> BeforeValidator:
    """None where these words say that somebody else knows the number."""
    return BeforeValidator(lambda value: None if str(value).strip().lower() == word else read(value))


def share_after(what: str, hint: str) -> BeforeValidator:
    """Reads ``40 % after 10 min``."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = re.split(r"\s+after\s+", value.strip())
        if len(parts) != 2:
            raise QuantityError(f"{value!r} is not {what}", hint=hint)
        known = parts[0].lower() == FROM_PERSONAS
        return {"share": parts[0] if known else share(parts[0]), "after": seconds(parts[1])}

    return BeforeValidator(read)


class Waiting(Patience):
    """How long callers wait before they hang up: an average (exponential, unless another distribution is named), or the
    median and the shape of a Weibull distribution; cv is a lognormal's standard deviation over its mean.
    """

    distribution: Literal["exponential", "lognormal", "constant"] | None = None
    cv: float | None = Field(default=None, gt=0, le=20)

    @model_validator(mode="after")
    def _spread_as_named(self) -> Waiting:
        example = "write {mean: 2 min, distribution: lognormal, cv: 0.5}"
        if self.median is not None and (self.distribution or self.cv):
            raise QuantityError("a median has a shape (Weibull), no distribution and no cv", hint=example)
        if (self.distribution == "lognormal") != (self.cv is not None):
            raise QuantityError("a lognormal patience has a cv, and no other has one", hint=example)
        return self


MenuSeconds = Annotated[
    float | None,
    borrowed(FROM_FLOW, seconds),
    WithJsonSchema({"type": "string", "description": "a time, or from flow", "examples": ["40 s", FROM_FLOW]}),
]


class MenuForm(Definition):
    """The phone menu before the queue: how long one hears it, and who never reaches the queue."""

    takes: MenuSeconds = Field(description="on average, of those who hear it out; or from flow")
    contained: Share = Field(default=0.0, description="find what they need in the menu")
    zero_out: Share = Field(default=0.0, alias="zero out", description="press 0 for a person")
    zero_after: Seconds | None = Field(
        default=None, alias="zero after", description="when they press it; left out: as the flow says, else 10 s"
    )
    cv: float = Field(default=0.5, ge=0, le=20)

    @model_validator(mode="after")
    def _possible(self) -> MenuForm:
        if self.takes == 0 or self.zero_after == 0:
            raise QuantityError("a menu takes some time", hint="write takes: 40 s")
        if self.contained + self.zero_out > 1:
            raise QuantityError("more than all callers are contained or press 0", hint="the two shares add up to 100 %")
        return self


class AnnouncementForm(Definition):
    """Callers who must wait are told how long the last answered caller of their type waited."""

    heeded_by: Share = Field(default=1.0, alias="heeded by", description="act on it: hang up at once, or wait longer")
    patience: float = Field(default=1.0, gt=0, le=10, description="times their patience, of those who stay")


class CallbackForm(Definition):
    """Whoever has waited this long may hang up, keep her place and be called back."""

    share: Share
    after: Seconds
    rings: Seconds = Field(default=20.0, description="how long the agent lets it ring")
    reached: Share = Field(default=1.0, description="of those who are called back pick up")


class RepeatForm(Definition):
    """The share of those who were answered that calls again about the same matter, after this time on average."""

    share: Share
    after: Seconds
    at_most: int = Field(default=3, ge=1, le=100, alias="at most", description="attempts of one client")


class VariesForm(Definition):
    """How much arrivals differ from the forecast beyond Poisson's chance: standard deviation over mean."""

    day: Share = Field(default=0.0, le=2, description="whole days, all call types together")
    interval: Share = Field(default=0.0, le=2, description="single intervals, each type alone")


def _alone(name: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {name: value} if isinstance(value, str | int | float) else value)


def _transfers(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = {}
    for part in re.split(r"\s*,\s*", value.strip()):
        match = re.fullmatch(r"(\S.*?%)\s+to\s+(\S.*)", part)
        if match is None:
            raise QuantityError(f"{value!r} is not a transfer", hint="write a share and a type: 10 % to complaints")
        found[match.group(2)] = match.group(1)
    return found


@dataclass(frozen=True, slots=True)
class Shifts:
    """Heads that come and go: from a minute after midnight to another one, so many (negative: on a break)."""

    spans: tuple[tuple[int, int, float], ...]


def shifts(rows: list[Any], minute_of_day: Any) -> Shifts:
    """``[{from: 08:00, to: 16:30, heads: 5, break: 12:00-12:30}]``."""
    spans: list[tuple[int, int, float]] = []
    for row in rows:
        unknown = set(row) - {"from", "to", "heads", "break"} if isinstance(row, Mapping) else {"?"}
        if unknown or not {"from", "to", "heads"} <= set(row):
            raise QuantityError(f"{row!r} is not a shift", hint="write {from: 08:00, to: 16:30, heads: 5}")
        start, end = minute_of_day(row["from"]), minute_of_day(row["to"])
        if not re.fullmatch(r"\s*\d{1,5}\s*", str(row["heads"])):
            raise QuantityError(f"{row['heads']!r} is not a number of agents", hint="write a whole number, such as 5")
        heads = float(row["heads"])
        breaks = row.get("break", ())
        pauses = [_pause(text, minute_of_day) for text in ([breaks] if isinstance(breaks, str) else breaks)]
        if end <= start:
            raise QuantityError("this shift runs over midnight", hint="write two shifts: one to 24:00, one from 00:00")
        if any(not start <= a < b <= end for a, b in pauses):
            raise QuantityError("a break lies outside of its shift", hint="write such as break: 12:00-12:30")
        spans += [(start, end, heads), *((a, b, -heads) for a, b in pauses)]
    return Shifts(tuple(spans))


def _pause(text: Any, minute_of_day: Any) -> tuple[int, int]:
    parts = re.split(r"\s*[-–]\s*", str(text).strip())
    if len(parts) != 2:
        raise QuantityError(f"{text!r} is not a break", hint="write such as break: 12:00-12:30")
    return minute_of_day(parts[0]), minute_of_day(parts[1])


Menu = Annotated[MenuForm, _alone("takes")]
Announcement = Annotated[AnnouncementForm, _alone("heeded by")]
Callback = Annotated[CallbackForm, share_after("a callback", "write who accepts it and when: 40 % after 2 min")]
Repeat = Annotated[RepeatForm, share_after("a repeated call", "write a share and a time: 15 % after 2 h")]
Transfers = Annotated[
    Mapping[str, Share],
    BeforeValidator(_transfers),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}], "examples": ["10 % to complaints"]}),
]


class Besides(Definition):
    """What may be written of one call type, or of all of them at once."""

    ivr: Menu | None = Field(default=None, description="the phone menu before the queue")
    balks: Share | None = Field(default=None, description="hang up at once where nobody is free")
    announcement: Announcement | None = Field(default=None, description="the wait is announced")
    callback: Callback | None = Field(default=None, description="callers may ask to be called back")
    repeat: Repeat | None = Field(default=None, description="who was answered calls again")


def manners_of(own: Besides, common: Besides) -> Manners:
    """The manners of a call type: what is written of it, or else of all types."""
    menu, balks = own.ivr or common.ivr, common.balks if own.balks is None else own.balks
    announced, offer = own.announcement or common.announcement, own.callback or common.callback
    repeat, transfers = own.repeat or common.repeat, getattr(own, "transfer", {})
    return Manners(
        menu=_menu(menu) if menu else None,
        balks=balks or 0.0,
        announcement=Told(heeded_by=announced.heeded_by, patience=announced.patience) if announced else None,
        callback=_offer(offer) if offer else None,
        repeat=Redial(share=repeat.share, after=repeat.after, at_most=repeat.at_most) if repeat else None,
        transfers=tuple(transfers.items()),
    )


def _menu(form: MenuForm) -> Heard:
    """A menu whose time comes from the flow takes one second until that is known."""
    mean = 1.0 if form.takes is None else form.takes
    takes = lognormal(mean, form.cv) if form.cv > 0 else constant(mean)
    after = form.zero_after or (0.0 if form.takes is None else ZERO_AFTER)
    return Heard(takes=takes, contained=form.contained, zero_out=form.zero_out, zero_out_after=after)


def menu_from_flow(own: Besides, common: Besides) -> bool:
    """Whether the time in the menu of a call type comes from the phone flow."""
    menu = own.ivr or common.ivr
    return menu is not None and menu.takes is None


def _offer(form: CallbackForm) -> Offer:
    return Offer(accepted_by=form.share, after=form.after, rings=form.rings, reached=form.reached)
