"""A touchpoint is one place where customers meet the company, with its owner and what the owner believes about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from cxsim.definition import Attribute, Definition
from cxsim.quantities import Hours, Mark, PerSecond, Seconds, ServiceTarget


class ChannelName(StrEnum):
    """How a customer gets in touch there."""

    WEB = "web"
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "e-mail"
    VISIT = "visit"


class Claim(Definition):
    """A sentence that the owner believes, and the check or measure that can test it."""

    says: str
    check: str | None = None


class Account(Definition):
    """A login by name; both values come from the environment (``$NAME``), never from a file."""

    user: str
    password: str


class Standards(Definition):
    """The company's own targets for this touchpoint."""

    answered: ServiceTarget | None = None
    reply: Seconds | None = None


class Company(Definition):
    """Who is being visited: name, time zone, language and calendar of public holidays."""

    name: str
    zone: str = "UTC"
    language: str = "en-US"
    holidays: str | None = None
    importance: Mapping[Attribute, float] = Field(default_factory=dict)  # what the company believes customers weigh


class Touchpoint(Definition):
    """One row of the touchpoint map."""

    name: str = ""
    channel: ChannelName
    owner: str = ""
    address: str | Mapping[str, str] | None = None
    test: tuple[str, ...] = ()
    allow: Mapping[str, Any] = Field(default_factory=dict)
    accounts: Mapping[str, Account] = Field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    promises: Mapping[str, str] = Field(default_factory=dict)
    self_score: float | None = Field(default=None, ge=0, le=100)
    customers: PerSecond | None = None
    survey: Mark | None = None
    hours: Hours | None = None
    flow: str | None = None
    callcenter: str | None = None
    standards: Standards = Standards()
    form: str | None = None


class TouchpointMap(Definition):
    """scenarios/touchpoints.yaml: the company and all its touchpoints, by name."""

    company: Company
    touchpoints: Mapping[str, Touchpoint]
