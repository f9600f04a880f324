"""What the numbers and findings of the report rest on: moments, and files that show them."""

from __future__ import annotations

from typing_extensions import TypedDict


class Observation(TypedDict):
    """Where a number comes from: one moment of one experience."""

    experience: str
    moment: int


class EvidenceFile(TypedDict):
    """A file that proves a moment, relative to the run's folder."""

    type: str
    path: str
    sha256: str
    thumbnail: str | None
