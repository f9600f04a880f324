"""Noticing is what a customer becomes aware of after she has done something: a page, an error, a refusal, success.

The moments come in the order in which they reach her: the wait, the page, what failed, what the form says, whether
this is what she came for, what lies over the page, and last what can only be found by inspecting the page.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from cxsim.channels.web import refusals
from cxsim.channels.web.answering import answer_interruptions
from cxsim.channels.web.audit import audits, search_result
from cxsim.channels.web.axe import Axe
from cxsim.channels.web.incidents import Incident
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.manners import Visitor
from cxsim.channels.web.observe import Observation
from cxsim.channels.web.scout import path_of, place_of
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import language_of
from cxsim.experience import Kind, Moment
from cxsim.facts import stated

KEPT_TEXT = 8_000  # characters of a page's text that are recorded
NEW_WORDS = 4  # more new words than these make a changed page worth another look
NOTICED = 0.2  # seconds: up to here Google calls the Interaction to Next Paint good
_SENT = ("click", "key", "log in")  # actions that may send a form


def look(walk: Walk, *, action: str) -> Iterator[Moment]:
    """What she notices after this action. Raises LostPageError where the page does not answer any more."""
    walk.follow_new_page()
    before = walk.now
    seen = see(walk, before.signature)
    if walk.page.url.startswith("chrome-error:"):
        yield from _nothing_there(walk)
        return
    if seen is None:
        yield from _incidents(walk)
        return
    walk.now = seen
    arrived = seen.origin != before.origin
    moved = arrived or before.url.partition("#")[0] != seen.url.partition("#")[0]
    refused = refusals.refusal(before, seen, walk.typed) if action in _SENT else None
    words = walk.new_words(seen.text)
    if moved or words > NEW_WORDS:
        yield from _page(walk, seen, words, arrived=arrived)
    if arrived and seen.status >= 400 and refused is None:
        yield _error_page(walk, seen, action)
    yield from _held_up(walk, before, arrived=arrived)
    yield from _incidents(walk)
    yield from _answer_of_form(walk, refused, arrived=arrived)
    yield from _goals(walk)
    yield from answer_interruptions(walk, expected=action in ("click", "key") and not arrived)
    if moved:
        yield from _inspected(walk)


def see(walk: Walk, signature: str) -> Observation | None:
    """The page as it is now; None where it still has this signature. Raises LostPageError where it does not answer."""
    from playwright.sync_api import Error

    try:
        return walk.observe(signature)
    except (Error, LostPageError):
        if walk.page.url.startswith("chrome-error:"):
            return None
        raise


def _nothing_there(walk: Walk) -> Iterator[Moment]:
    """Where a page should be there is nothing: the site led her away, or nothing answers."""
    waiting = walk.incidents.waiting
    if not any(incident.what == "away" for incident in waiting):
        gone = [incident for incident in waiting if incident.what == "gone"]
        raise LostPageError(gone[-1].text if gone else "nothing answers at this address")
    yield from _incidents(walk)
    _come_back(walk)


def _come_back(walk: Walk) -> None:
    """Close the tab or press Back."""
    from playwright.sync_api import Error

    try:
        if walk.page is not walk.incidents.pages[0]:
            walk.page.close()
            walk.follow_new_page()
        else:
            walk.page.go_back(timeout=walk.budget.step * 1000.0)
    except Error as error:
        raise LostPageError("there was no way back") from error
    walk.clock.pass_by(walk.clock.point())
    if not walk.page.url.startswith(walk.origin):
        raise LostPageError("the site led the customer away at once")
    walk.now = see(walk, "") or walk.now


def _page(walk: Walk, seen: Observation, words: int, *, arrived: bool) -> Iterator[Moment]:
    url = walk.relative(seen.url)
    if arrived:
        walk.told_before = dict(walk.visit.customer.told)
        loading = walk.clock.load(seen.measured.get("load", 0.0))
        walk.loads.append(loading)
        yield waited(walk, url, loading)
    seconds = walk.clock.read(words)
    data = {
        "url": url,
        "title": seen.title,
        "words": seen.words,
        "language": seen.language,
        "direction": seen.direction,
        "written": language_of(seen.text),
        "seconds": round(seconds, 3),
        "status": seen.status,
        "text": seen.text[:KEPT_TEXT],
    }
    if arrived and walk.unthrottled:
        data["unthrottled"], walk.unthrottled = True, False
    timed = walk.visit.loading is None  # else no answer to a press is told, so none counts as quick
    measured = {name: value for name, value in seen.measured.items() if timed or name != "inp"}
    yield walk.moment(Kind.SAW, data, measured=measured, evidence=walk.picture())
    walk.clock.pass_by(seconds)
    for fact, value in stated(seen.text):
        yield from walk.once(Kind.STATED, {"fact": fact, "value": value, "where": walk.path})


def waited(walk: Walk, url: str, seconds: float) -> Moment:
    """The wait for a page, which she has nothing to do in and of which nobody says how long it will take."""
    data = {"for": "page", "seconds": walk.clock.pass_by(seconds), "url": url, "fair": True}
    data |= dict.fromkeys(("occupied", "estimate", "explained", "censored", "simulated"), False)
    return walk.moment(Kind.WAITED, data)


def _error_page(walk: Walk, seen: Observation, action: str) -> Moment:
    dead = action == "click" and seen.status in (404, 410)
    text = f"the page answers with the error {seen.status}"
    data = {"what": "link" if dead else "http", "text": text, "url": walk.relative(seen.url), "status": seen.status}
    return walk.moment(Kind.ERRED, data, evidence=walk.picture())


def _held_up(walk: Walk, before: Observation, *, arrived: bool) -> Iterator[Moment]:
    """That the page stood still after what she pressed or typed (Interaction to Next Paint of Web Vitals).

    Where loading times are fixed, so that walks can be repeated, no measured time makes a moment.
    """
    latency, known = (seen.measured.get("inp", 0.0) for seen in (walk.now, before))
    if walk.visit.loading is None and latency >= NOTICED and (arrived or latency > known):
        data = {"what": "response", "url": walk.path}
        yield walk.moment(Kind.INSPECTED, data, measured={"inp": latency}, evidence=walk.picture())


def _incidents(walk: Walk) -> Iterator[Moment]:
    for incident in walk.incidents.take():
        yield from _incident(walk, incident)


def _incident(walk: Walk, incident: Incident) -> Iterator[Moment]:
    url = walk.relative(incident.url)
    match incident.what:
        case "away":
            yield walk.moment(Kind.LED_AWAY, {"host": incident.text, "url": incident.url})
        case "outside":
            yield from walk.once(Kind.INSPECTED, {"what": "outside", "url": walk.path, "host": incident.text})
        case "dialog":
            yield from _native_dialog(walk, incident, url)
        case "crash":
            raise LostPageError("the page crashed")
        case "console" | "network" if incident.url != walk.now.url or incident.status is None:
            data = {"what": incident.what, "text": incident.text, "url": url}
            yield walk.moment(Kind.ERRED, data if incident.status is None else data | {"status": incident.status})
        case _:
            pass  # the page itself, recorded as an error page, or a navigation that another one replaced


def _native_dialog(walk: Walk, incident: Incident, url: str) -> Iterator[Moment]:
    """An alert or a question of the browser's own, already answered with OK, for nothing else goes on before."""
    data = {"what": "other", "text": incident.text, "url": url, "dialog": incident.kind, "handled": "accepted"}
    yield walk.moment(Kind.INTERRUPTED, data | {"mid_task": bool(walk.typed)})
    seconds = walk.clock.read_all(len(incident.text.split())) + walk.clock.point()
    act = {"action": "click", "target": "OK", "seconds": round(seconds, 3), "url": url, "why": "to go on"}
    yield walk.moment(Kind.ACTED, act)
    walk.clock.pass_by(seconds)


def _answer_of_form(walk: Walk, refused: dict[str, Any] | None, *, arrived: bool) -> Iterator[Moment]:
    searched = next((typed for typed in walk.typed if typed.search), None)
    if refused is not None:
        walk.refused_at = walk.path
        yield walk.moment(Kind.REFUSED, refused | {"url": walk.path}, evidence=walk.picture())
    elif arrived and searched is not None and (result := search_result(walk.now, searched.text, walk.relative)):
        yield from walk.once(Kind.INSPECTED, result, evidence=walk.picture())
    if refused is not None or arrived:
        walk.typed = []


def _goals(walk: Walk) -> Iterator[Moment]:
    for solved in walk.visit.goals:
        goal = solved.goal or solved.value
        wanted = walk.visit.particulars.fill(solved.value)
        seen = (solved.by == "sees" and walk.sees(wanted)) or (solved.by == "address" and at_address(walk, wanted))
        if seen and goal not in walk.solved:
            walk.solved.add(goal)
            data = {"goal": goal, "met": True, "reason": f"{solved.by} {solved.value}"}
            yield walk.moment(Kind.OUTCOME, data, evidence=walk.picture())


def at_address(walk: Walk, pattern: str) -> bool:
    """Whether her address, with or without query, is this one; ``*`` stands for anything."""
    url = walk.relative(walk.now.url)
    return any(fnmatchcase(text, pattern) for text in (url, url.partition("?")[0], url.partition("#")[0]))


def _inspected(walk: Walk) -> Iterator[Moment]:
    walk.places.setdefault(path_of(walk.now.url, walk.origin), place_of(walk.now, walk.origin))
    for data in audits(walk.now, walk.relative, walk.vocabulary(), walk.device):
        yield from walk.once(Kind.INSPECTED, data, evidence=walk.picture() if data.get("findings") else ())
    if walk.looks.axe is not None:
        for data in _rules(walk, walk.looks.axe):
            yield from walk.once(Kind.INSPECTED, data, evidence=walk.picture() if data.get("findings") else ())


def _rules(walk: Walk, axe: Axe) -> list[dict[str, Any]]:
    key = f"{walk.origin} {walk.now.signature.partition('/')[2]}"
    try:
        return axe.inspect(walk.page, key, walk.path, walk.device.viewport)
    except Exception as error:  # a page that axe cannot read is not measured, and the walk goes on
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        return [{"what": "accessibility", "url": walk.path, "failed": reason}]


def last_look(walk: Walk, visitor: Visitor) -> Iterator[Moment]:
    """What the scout finds out about the site, once the walk is over; as politely as ``visitor`` is."""
    if walk.looks.scout is None or not walk.places or walk.lost or walk.overdue:
        return
    click = walk.clock.point() + (statistics.median(walk.loads) if walk.loads else 0.0)
    look_round = walk.looks.scout.look
    for data in look_round(
        walk.stranger, walk.origin, walk.device.key, walk.places, click=click, visitor=visitor, end=walk.kill_pages
    ):
        yield from walk.once(Kind.INSPECTED, data)
