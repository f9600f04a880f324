"""A touchpoint is one place where customers meet the company, with its owner and what the owner believes about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from cxsim.definition import TEXT_SCHEMA, Attribute, Definition, Language, Secret, Several, WordingError
from cxsim.explain import did_you_mean
from cxsim.quantities import AtMost, Hours, Mark, PerSecond, Seconds, ServiceTarget


class ChannelName(StrEnum):
    """How a customer gets in touch there."""

    WEB = "web"
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "e-mail"
    VISIT = "visit"


class Permission(StrEnum):
    """What is never done at a touchpoint that is not for tests, unless its owner allows it in writing."""

    SEND_FORMS = "send forms"
    LOG_IN = "log in"
    REGISTER = "register"
    BUY = "buy"
    PAY = "pay"
    CANCEL = "cancel"
    DELETE = "delete"
    CALL = "call"


class Allowance(Definition):
    """One permission: where it holds, who gave it, until when and how often."""

    on: Several = Field(default=(), description="environments; left out: everywhere", examples=["live"])
    by: str = Field(min_length=1, description="who allows it", examples=["A. Meier"])
    until: date = Field(description="the last day on which it holds", examples=["2027-03-31"])
    at_most: AtMost | None = Field(default=None, alias="at most", examples=["2 a week"])


def _claim(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


class Claim(Definition):
    """A sentence that the owner believes, and the check or measure that can test it."""

    says: str = Field(min_length=1, description="the sentence", examples=["Help is two clicks away"])
    check: str | None = Field(default=None, description="the id of a check (see `cxsim checks`)")


class Account(Definition):
    """A login by name; both values come from the environment (``$NAME``), never from a file."""

    user: Secret
    password: Secret


class Standards(Definition):
    """The company's own targets for this touchpoint."""

    answered: ServiceTarget | None = None
    reply: Seconds | None = None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the latter two: something like a path
        raise WordingError(
            f"{value!r} is not a time zone", hint=did_you_mean(value, sorted(available_timezones()))
        ) from None
    return value


def _holidays(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
        raise WordingError(f"{value!r} is not a calendar of public holidays", hint="write DE-BY, GB-ENG or US")
    return value


class Company(Definition):
    """Who is being visited: name, time zone, language and calendar of public holidays."""

    name: str = Field(min_length=1, description="as customers know it", examples=["Example Shop"])
    zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description="time zone of its hours", examples=["Europe/Berlin"]
    )
    language: Language = "en-US"
    holidays: Annotated[str, AfterValidator(_holidays)] | None = Field(
        default=None, description="country, or country and region (ISO 3166)", examples=["DE-BY"]
    )
    importance: Mapping[Attribute, float] = Field(
        default_factory=dict, description="what the company believes that customers weigh"
    )


def _address(value: str) -> str:
    if not re.fullmatch(r"\+?[\d\s/()-]+", value) and (re.search(r"[\s<>\"\x00-\x1f]", value) or not value):
        raise WordingError(f"{value!r} is not an address", hint="write https://www.shop.example or a phone number")
    return value


Address = Annotated[str, AfterValidator(_address)]


class Touchpoint(Definition):
    """One row of the touchpoint map."""

    name: str = Field(default="", exclude=True)
    channel: ChannelName = Field(description="how a customer gets in touch there", examples=["web"])
    owner: str = Field(
        default="",
        description="gaps and alerts go there (R52)",
        examples=["Online team <online@shop.example>"],
    )
    address: Address | Mapping[str, Address] | None = Field(
        default=None,
        description="one address, or one for each environment",
        examples=["https://www.shop.example"],
    )
    test: Several = Field(
        default=(), description="environments in which forms may be sent freely", examples=[["staging"]]
    )
    allow: Mapping[Permission, Allowance] = Field(
        default_factory=dict, description="what the owner permits elsewhere, in writing"
    )
    accounts: Mapping[str, Account] = Field(default_factory=dict, description="logins by name")
    claims: tuple[Annotated[Claim, BeforeValidator(_claim)], ...] = Field(
        default=(), description="what the owner believes about this touchpoint"
    )
    promises: Mapping[str, Annotated[str, WithJsonSchema(TEXT_SCHEMA)]] = Field(
        default_factory=dict, description="what customers are told", examples=[{"refund": "14 days"}]
    )
    self_score: float | None = Field(default=None, ge=0, le=100, description="the owner's own mark", examples=[90])
    customers: PerSecond | None = Field(default=None, description="how many come here", examples=["1200/day"])
    survey: Mark | None = Field(default=None, examples=["4.6 of 5"])
    hours: Hours | None = Field(default=None, description="opening hours; the phone flow and the center inherit them")
    flow: str | None = Field(
        default=None, description="the phone flow: a file, or a webhook's address", examples=["ivr/main.yaml"]
    )
    callcenter: str | None = Field(
        default=None, description="the people who answer: a file", examples=["callcenter/service.yaml"]
    )
    standards: Standards = Field(default=Standards(), description="the company's own targets")
    form: str | None = Field(default=None, description="the sheet of a human visitor", examples=["forms/store.yaml"])

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments for which there is an address of its own."""
        return tuple(self.address) if isinstance(self.address, Mapping) else ()


class TouchpointMap(Definition):
    """scenarios/touchpoints.yaml: the company and all its touchpoints, by name."""

    company: Company
    touchpoints: Mapping[str, Touchpoint] = Field(min_length=1, description="by name, as customers would call them")
