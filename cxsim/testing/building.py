"""A builder writes a literal moment or experience in one line, with everything that a test does not care about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxsim.experience import Evidence, Experience, Kind, Moment


def moment(
    kind: Kind,
    touchpoint: str = "web shop",
    *,
    at: float = 0.0,
    measured: Mapping[str, float] | None = None,
    evidence: Sequence[Evidence] = (),
    **data: Any,
) -> Moment:
    """One moment with this data; a key that Python reserves is written with an underscore behind it (``for_``).

    >>> moment(Kind.WAITED, "phone", for_="queue", seconds=70.0).data["for"]
    'queue'
    """
    plain = {name.removesuffix("_"): value for name, value in data.items()}
    return Moment(
        at=at, touchpoint=touchpoint, kind=kind, data=plain, measured=dict(measured or {}), evidence=tuple(evidence)
    )


def experience(
    *moments: Moment,
    persona: str = "anna",
    scenario: str = "a-visit",
    variant: str = "",
    trial: int = 0,
    seed: int = 1,
) -> Experience:
    """What one customer lived through; with ``persona=""``, what an analysis found."""
    return Experience(
        scenario=scenario, persona=persona, variant=variant, trial=trial, seed=seed, moments=tuple(moments)
    )
