"""A strategy draws random moments, experiences and personas such as channels record and people write."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from cxsim.definition import Attribute
from cxsim.experience import Evidence, Experience, Kind, Moment
from cxsim.persona import Expects, PatienceOf, Persona
from cxsim.quantities import Zone
from cxsim.testing.contracts import CONTRACTS, SECONDS, TOUCHPOINTS

_SHOT = Evidence(type="image/webp", path="evidence/shot.webp", sha256="0" * 64)


@st.composite
def moments(draw: st.DrawFn, kinds: Sequence[Kind] = tuple(Kind), touchpoints: Sequence[str] = TOUCHPOINTS) -> Moment:
    """One moment of one of these kinds, at one of these touchpoints."""
    kind = draw(st.sampled_from(kinds))
    measured = {"load": draw(st.floats(0.0, 30.0)), "lcp": draw(st.floats(0.0, 30.0))} if kind is Kind.SAW else {}
    return Moment(
        at=draw(SECONDS),
        touchpoint="" if kind is Kind.BEGAN else draw(st.sampled_from(touchpoints)),
        kind=kind,
        data=draw(CONTRACTS[kind]),
        measured=measured,
        evidence=(_SHOT,) if draw(st.booleans()) else (),
    )


@st.composite
def experiences(
    draw: st.DrawFn,
    kinds: Sequence[Kind] = tuple(Kind),
    touchpoints: Sequence[str] = TOUCHPOINTS,
    personas: Sequence[str] = ("anna",),
    min_size: int = 0,
    max_size: int = 12,
) -> Experience:
    """What one of these personas lived through, in the order of the customer's clock."""
    lived = draw(st.lists(moments(kinds, touchpoints), min_size=min_size, max_size=max_size))
    return Experience(
        scenario="a-visit",
        persona=draw(st.sampled_from(personas)),
        trial=draw(st.integers(0, 2)),
        seed=1,
        moments=tuple(sorted(lived, key=lambda moment: moment.at)),
    )


@st.composite
def _zones(draw: st.DrawFn, lowest: float, highest: float, *, falling: bool = False) -> Zone:
    """A zone of tolerance with some room between its ends."""
    step = (highest - lowest) / 100.0
    low = draw(st.integers(1, 98))
    high = draw(st.integers(low + 1, 99))
    ends = (lowest + step * high, lowest + step * low) if falling else (lowest + step * low, lowest + step * high)
    return Zone(*ends)


@st.composite
def personas(draw: st.DrawFn, id: str = "anna") -> Persona:
    """One customer: any mood, any hope, any zones of tolerance, any weights."""
    importance = draw(st.dictionaries(st.sampled_from(list(Attribute)), st.integers(1, 100)))
    return Persona(
        id=id,
        problem="It is broken.",
        goal=draw(st.sampled_from([("A refund",), ("A refund", "An apology")])),
        mood=draw(st.floats(-1.0, 1.0)),
        matters=draw(st.floats(0.0, 1.0)),
        hope=draw(st.floats(0.0, 1.0)),
        share=draw(st.none() | st.floats(0.01, 1.0)),
        importance={attribute: float(weight) for attribute, weight in importance.items()},
        expects=Expects(
            wait=draw(_zones(0.0, 600.0)),
            reply=draw(_zones(0.0, 86400.0)),
            quality=draw(_zones(0.0, 1.0, falling=True)),
            effort=draw(_zones(0.0, 100.0)),
        ),
        patience=PatienceOf(journey=draw(st.floats(1.0, 3600.0))),
    )
