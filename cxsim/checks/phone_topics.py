"""A topic check judges one topic of a phone line's inspection: any oddity fails it, the unknown alone cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment

CATEGORY = "phone"
Judge = Callable[[Experience, str], Answer]


def here(experience: Experience, touchpoint: str, kind: Kind) -> list[tuple[int, Moment]]:
    """The moments of a kind at a touchpoint, with their indexes."""
    return [
        (index, moment)
        for index, moment in enumerate(experience.moments)
        if moment.touchpoint == touchpoint and moment.kind is kind
    ]


def topic(what: str, headline: str, expected: str) -> Judge:
    """The judge of one topic of the inspection."""

    def judge(experience: Experience, touchpoint: str) -> Answer:
        found = [
            (index, moment.data)
            for index, moment in here(experience, touchpoint, Kind.INSPECTED)
            if moment.data.get("what") == what
        ]
        if not found:
            return inapplicable(f"no phone menu was inspected for this ({what})")
        index, data = found[0]
        odd, unknown = data.get("findings", []), data.get("unknown", [])
        if odd:
            return failed(_told(headline, odd), expected=expected, observed=f"{_count(odd)} found", moments=[index])
        if unknown:
            return cant_tell(f"at “{unknown[0]['node']}”: {unknown[0]['text']}", moments=[index])
        if not data.get("looked_at"):
            return inapplicable("the line has no such place")
        return passed(f"nothing found; looked at {data['looked_at']}", expected=expected, moments=[index])

    return judge


def _told(headline: str, odd: list[Mapping[str, Any]]) -> str:
    """The headline, the first oddity as it is lived through, and how many there are."""
    nodes = list(dict.fromkeys(str(entry["node"]) for entry in odd))
    more = f" (the same at {names(nodes[1:])})" if len(nodes) > 1 else ""
    return f"{headline}, at “{nodes[0]}”{more}: {odd[0]['text']}"


def names(several: list[str]) -> str:
    """Names in quotes, each once, joined as a sentence joins them."""
    once = [f"“{name}”" for name in dict.fromkeys(several)]
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}"


def _count(odd: list[Mapping[str, Any]]) -> str:
    return "one place" if len(odd) == 1 else f"{len(odd)} places"


def phone_check(
    id: str,
    title: str,
    failure_title: str,
    why: str,
    source: str,
    judge: Judge,
    *,
    attribute: Attribute = Attribute.RESPONSIVENESS,
    layer: Layer = Layer.SERVICE,
    impact: Impact = Impact.SERIOUS,
    tier: Tier = Tier.BASIC,
    needs: Kind = Kind.INSPECTED,
) -> Check:
    """A check of the phone's category."""
    return Check(
        id=id,
        title=title,
        failure_title=failure_title,
        why=why,
        source=source,
        category=CATEGORY,
        attribute=attribute,
        layer=layer,
        impact=impact,
        tier=tier,
        needs=needs,
        judge=judge,
    )
