"""A definition is something that people write in a file; this is the ground that all of them stand on."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """Base of everything that people write: frozen, and nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class Attribute(StrEnum):
    """What a customer weighs at a touchpoint (R3; ease after the customer-effort literature)."""

    RESPONSIVENESS = "responsiveness"
    KNOWLEDGE = "knowledge"
    PERSONALIZATION = "personalization"
    RELIABILITY = "reliability"
    EASE = "ease"
