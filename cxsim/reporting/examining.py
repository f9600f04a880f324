"""To examine is to look closer than a customer does: these moments are told only where a finding rests on them.

What was read off a page, how far a human is, what differs between two journeys: in the voice of the customer who was
there, with the figures that were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cxsim.experience import Kind
from cxsim.reporting.contract.lived import MomentPart
from cxsim.reporting.safe import isolated, one_line, quoted
from cxsim.reporting.story import Line, fact_named
from cxsim.reporting.words import Words

MOST = 3  # things that one sentence names
PLAIN = ("faq", "form", "accessibility", "targets", "overflow", "human")
"""What is inspected and has a sentence of its own without figures."""
_SAW = "saw"


def examined(moment: MomentPart, words: Words) -> Line:
    """The line of a moment that was examined rather than lived."""
    data, kind = moment["data"], moment["kind"]
    if kind == Kind.STATED:
        fact, value = isolated(fact_named(data, words)), quoted(data.get("value", ""))
        return Line(_SAW, words.html("kind.stated", fact=fact, value=value))
    if kind == Kind.INSPECTED:
        return Line(_SAW, _inspected(data, words))
    if kind == Kind.CHANGED:
        return Line(_SAW, _changed(data, words))
    return Line(_SAW, words.html("kind.other", kind=kind))


def _inspected(data: Mapping[str, Any], words: Words) -> Markup:
    what = data.get("what")
    if what == "human" and "clicks" in data:
        return _human(data, words)
    if what == "costs" and (costs := _listed(data.get("costs"), words, "what", "amount")):
        return words.html("kind.inspected_costs", costs=costs)
    if what == "links" and (links := _listed(data.get("findings"), words, "name")):
        return words.html("kind.inspected_links", links=links)
    return words.html(f"kind.inspected_{what}" if what in PLAIN else "kind.inspected")


def _human(data: Mapping[str, Any], words: Words) -> Markup:
    url = data.get("url", "")
    place = isolated(words.say("kind.home_page") if url == "/" else one_line(url, 80))
    if not isinstance(data.get("clicks"), int):
        return words.html("kind.inspected_human_none", page=place)
    seconds = words.duration(float(data.get("seconds") or 0.0))
    return words.html("kind.inspected_human_far", page=place, n=data["clicks"], seconds=seconds)


def _listed(items: Any, words: Words, *keys: str) -> Markup | None:
    """The first of these things, each by the texts under these keys; None where there are none."""
    found = [item for item in items if isinstance(item, Mapping)][:MOST] if isinstance(items, list) else []
    told = [Markup(" ").join(_named(item, words, keys)) for item in found]
    return Markup(words.together(["{}"] * len(told))).format(*told) if told else None


def _named(item: Mapping[str, Any], words: Words, keys: Iterable[str]) -> Iterable[Markup]:
    for key in keys:
        text = one_line(item.get(key, ""), 80)
        term = words.term("cost", text) if key == "what" else None
        yield isolated(term) if term else quoted(text)


def _changed(data: Mapping[str, Any], words: Words) -> Markup:
    measure = str(data.get("measure", ""))
    if measure in ("goal", "step"):
        better = {True: "better", False: "worse"}.get(data.get("better"), "unknown")  # type: ignore[arg-type]  # JSON
        return words.html(f"kind.changed_{better}", what=quoted(one_line(data.get(measure, ""), 120)))
    named = isolated(words.term("measure", measure) or measure)
    before, after = (_figure(data.get(side), measure, words) for side in ("before", "after"))
    return words.html("kind.changed", measure=named, before=before, after=after)


def _figure(value: Any, measure: str, words: Words) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return words.say("page.not_measured")
    if measure == "seconds":
        return words.duration(float(value))
    return words.number(float(value), 2 if measure in ("mood", "price") else 0)
