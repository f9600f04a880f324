"""A walk is one visit of one persona to a website under way: the page before her, her clock, and what she has noticed.

It turns what the browser shows into moments; what she does is decided in :mod:`cxsim.channels.web.steps`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cxsim.channels.base import Visit
from cxsim.channels.web import interruptions, refusals
from cxsim.channels.web.audit import audits, search_result
from cxsim.channels.web.axe import Axe
from cxsim.channels.web.clock import Clock, speeds_of
from cxsim.channels.web.device import Device, throttle
from cxsim.channels.web.evidence import Camera
from cxsim.channels.web.guard import Guard
from cxsim.channels.web.hands import Hands, Keyboard, hands_of
from cxsim.channels.web.incidents import Incident, Incidents
from cxsim.channels.web.observe import Dialog, Observation, observe, watching
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.scout import Place, Scout, path_of, place_of
from cxsim.channels.web.secrets import Secrets
from cxsim.channels.web.words import language_of, plain
from cxsim.experience import Evidence, Kind, Moment
from cxsim.facts import stated
from cxsim.labels import PLACEHOLDER

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

MOST_ANSWERED = 6  # interruptions that she answers on one page before she lets them be
KEPT_TEXT = 8_000  # characters of a page's text that are recorded
NEW_WORDS = 4  # so many new words make a changed page worth another look


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long things may really take, in seconds, before we stop waiting for them."""

    step: float = 15.0  # a page that has not come by then is as good as down
    appear: float = 2.0  # something that is not there yet
    walk: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What is looked at besides the walk itself; each costs time."""

    pictures: bool = True
    axe: Axe | None = None
    scout: Scout | None = None


ACCOUNT_FACTS = frozenset(
    {
        "name",
        "first name",
        "last name",
        "e-mail",
        "phone number",
        "street",
        "house number",
        "postcode",
        "city",
        "country",
    }
    | {"date of birth", "customer number", "order number"}
)
"""What a company knows of somebody who is logged in."""


class LostPageError(Exception):
    """The page does not answer any more: a hanging server, an endless script, a crash. The visit ends here."""


class Walk:
    """The state of one visit, and the moments that it yields."""

    def __init__(
        self, visit: Visit, context: BrowserContext, device: Device, budget: Budget, looks: Looks, hosts: frozenset[str]
    ) -> None:
        self.visit, self.context, self.device, self.budget, self.looks = visit, context, device, budget, looks
        parts = urlsplit(visit.address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.started = time.monotonic()
        self.clock = Clock(visit.at, speeds_of(visit.persona), loading=visit.loading, touch=device.touch)
        self.secrets = Secrets()
        self.camera = Camera(visit.evidence) if looks.pictures else None
        self.incidents = Incidents(context, Guard(context, hosts))
        context.add_init_script(watching())
        self.page: Page = context.new_page()
        throttle(context, self.page, device.network)
        self.now = Observation()
        self.hands: Hands = self._hands()
        self.typed: list[Typed] = []  # in the form before her, not yet answered
        self.told_before: Mapping[str, str] = dict(visit.customer.told)
        self.refused_at = ""  # the path of the form that came back last
        self.logged_in = False
        self.places: dict[str, Place] = {}
        self._read: set[str] = set()
        self._recorded: set[str] = set()
        self._answered: list[str] = []
        self._solved: set[str] = set()

    # -- moments

    def moment(
        self,
        kind: Kind,
        data: Mapping[str, Any],
        *,
        measured: Mapping[str, float] | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> Moment:
        """A moment of now, without secrets."""
        touchpoint = self.visit.stop.touchpoint
        return Moment(
            at=self.clock.now,
            touchpoint=touchpoint,
            kind=kind,
            data=self._clean(dict(data)),
            measured=measured or {},
            evidence=evidence,
        )

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.secrets.mask(value)
        if isinstance(value, Mapping):
            return {key: self._clean(each) for key, each in value.items()}
        return [self._clean(each) for each in value] if isinstance(value, list | tuple) else value

    def relative(self, url: str) -> str:
        """An address as it is recorded: without the host of the touchpoint."""
        if url.startswith(self.origin):
            return unquote(url.removeprefix(self.origin)) or "/"
        return unquote(url)

    def without_host(self, text: str) -> str:
        """A message without the host of the touchpoint."""
        return text.replace(self.origin, "")

    @property
    def path(self) -> str:
        """The path of the page before her, as it is recorded."""
        return self.relative(self.now.url).partition("#")[0].partition("?")[0]

    def typed_text(self, text: str) -> str:
        """A text as she types it: with her particulars, in the digits of her keyboard."""
        known = self.visit.particulars
        return PLACEHOLDER.sub(lambda m: known.typed(m[1]) if known.knows(m[1]) else m[0], text)

    def asked(self, fact: str, label: str) -> dict[str, Any]:
        """What is recorded as the site asks her for a fact: does the company have it already?

        To correct what was refused is not to be asked again, and neither is to repeat it within one form.
        """
        at = self.told_before.get(fact)
        if at is None and self.logged_in and fact in ACCOUNT_FACTS:
            at = "her account"
        known = at is not None and self.refused_at != self.path
        return {"fact": fact, "known": known, "told_at": at if known else None, "where": label, "url": self.path}

    def sees(self, text: str) -> bool:
        """Whether this text is on the page before her."""
        return plain(text) in plain(self.now.text)

    # -- looking

    def look(self, *, action: str, target: str = "") -> Iterator[Moment]:
        """What she notices after she has done something.

        Raises LostPageError where the page does not answer any more.
        """
        self._follow_new_page()
        before = self.now
        seen = self._observe(before.signature, action, target)
        if self._is_away():
            yield from self._from_incidents()
            yield from self._come_back()
            return
        if seen is None:
            yield from self._from_incidents()
            return
        self.now = seen
        arrived = seen.origin != before.origin
        new_words = self._new_words(seen.text)
        if arrived or self._moved(before, seen) or new_words > NEW_WORDS:
            yield from self._arrive(before, seen, arrived=arrived, words=new_words, action=action)
        yield from self._from_incidents()
        yield from self._refused(before, seen, action)
        yield from self._goals()
        yield from self._interrupted(expected=action in ("click", "key") and not arrived)
        if arrived or self._moved(before, seen):
            yield from self._inspected()

    def _observe(self, signature: str, action: str, target: str) -> Observation | None:
        from playwright.sync_api import Error

        try:
            return observe(self.page, seen=signature, limit=self.budget.step)
        except Error as error:
            if self._is_away():
                return None
            raise LostPageError(_why_lost(error, self.budget.step)) from error

    def _follow_new_page(self) -> None:
        """A link that opens a tab takes her along; a tab that closed leaves her with the one before."""
        pages = [page for page in self.incidents.pages if not page.is_closed()]
        if not pages or pages[-1] is self.page:
            return
        self.page = pages[-1]
        self.hands = self._hands()
        with suppress(Exception):  # its first load is on its way already
            throttle(self.context, self.page, self.device.network)

    def _hands(self) -> Hands:
        return hands_of(keyboard_only=self.device.keyboard_only, page=self.page, clock=self.clock)

    def _is_away(self) -> bool:
        return self.page.url.startswith("chrome-error:") and any(i.what == "away" for i in self.incidents.waiting)

    def _come_back(self) -> Iterator[Moment]:
        from playwright.sync_api import Error

        try:
            self.page.go_back(timeout=self.budget.step * 1000.0)
        except Error as error:
            raise LostPageError("there was no way back") from error
        self.clock.pass_by(self.clock.point())
        seen = self._observe("", "go back", "")
        if seen is not None:
            self.now = seen
        yield from ()

    def _moved(self, before: Observation, after: Observation) -> bool:
        return before.url.partition("#")[0] != after.url.partition("#")[0]

    def _new_words(self, text: str) -> int:
        """Words in lines that she has not read on this visit."""
        lines = {line for line in text.splitlines() if line.strip()}
        fresh = lines - self._read
        self._read |= fresh
        return sum(len(line.split()) for line in fresh)

    def _arrive(
        self, before: Observation, seen: Observation, *, arrived: bool, words: int, action: str
    ) -> Iterator[Moment]:
        url = self.relative(seen.url)
        if arrived:
            self.told_before = dict(self.visit.customer.told)
            loading = self.clock.pass_by(self.clock.load(seen.measured.get("load", 0.0)))
            yield self.moment(Kind.WAITED, {"for": "page", "seconds": loading, "url": url} | _PAGE_WAIT)
        seconds = self.clock.read(words)
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
        yield self.moment(Kind.SAW, data, measured=seen.measured, evidence=self.shoot())
        self.clock.pass_by(seconds)
        if arrived and seen.status >= 400:
            yield self._error_page(seen, action)
        for fact, value in stated(seen.text):
            yield from self._once(Kind.STATED, {"fact": fact, "value": value, "where": self.path})

    def _error_page(self, seen: Observation, action: str) -> Moment:
        dead = action == "click" and seen.status in (404, 410)
        text = f"the page answers with the error {seen.status}"
        data = {"what": "link" if dead else "http", "text": text, "url": self.relative(seen.url), "status": seen.status}
        return self.moment(Kind.ERRED, data, evidence=self.shoot())

    def _once(self, kind: Kind, data: Mapping[str, Any], **more: Any) -> Iterator[Moment]:
        """A moment, unless just this was recorded on this visit already."""
        key = json.dumps([kind, data], sort_keys=True, default=str)
        if key not in self._recorded:
            self._recorded.add(key)
            yield self.moment(kind, data, **more)

    def shoot(self) -> tuple[Evidence, ...]:
        """A picture of the page before her, with every secret painted over."""
        if self.camera is None:
            return ()
        masked = []
        if self.secrets:
            masked = [self.page.locator("input[type=password]")]
            masked += [
                self.page.locator(f"[id='{t.field}'], [name='{t.field}']") for t in self.typed if t.secret and t.field
            ]
            masked += [self.page.get_by_text(value) for value in self.secrets.values]
        return self.camera.shoot(self.page, self.now.signature, masked)

    # -- what came up

    def _from_incidents(self) -> Iterator[Moment]:
        for incident in self.incidents.take():
            yield from self._incident(incident)

    def _incident(self, incident: Incident) -> Iterator[Moment]:
        url, text = self.relative(incident.url), self.without_host(incident.text)
        match incident.what:
            case "away":
                yield self.moment(Kind.LED_AWAY, {"host": incident.text, "url": incident.url})
            case "outside":
                yield from self._once(Kind.INSPECTED, {"what": "outside", "url": self.path, "host": incident.text})
            case "dialog":
                data = {"what": "other", "text": text, "url": url, "handled": "accepted", "mid_task": bool(self.typed)}
                self.clock.pass_by(self.clock.read_all(len(text.split())) + self.clock.point())
                yield self.moment(Kind.INTERRUPTED, data | {"dialog": incident.kind})
            case "network" if incident.url == self.now.url:
                return  # the page itself: recorded as an error page
            case "crash":
                raise LostPageError("the page crashed")
            case _:
                data = {"what": incident.what, "text": text, "url": url}
                yield self.moment(Kind.ERRED, data if incident.status is None else data | {"status": incident.status})

    def _refused(self, before: Observation, seen: Observation, action: str) -> Iterator[Moment]:
        if action not in ("click", "key", "log in") or not self.typed:
            return
        searched = next((typed for typed in self.typed if typed.search), None)
        data = refusals.refusal(before, seen, self.typed)
        if data is not None:
            self.refused_at = self.path
            yield self.moment(Kind.REFUSED, data | {"url": self.path}, evidence=self.shoot())
        elif seen.origin != before.origin and searched is not None:
            if result := search_result(seen, searched.text, self.relative):
                yield from self._once(Kind.INSPECTED, result, evidence=self.shoot())
        if data is not None or seen.origin != before.origin:
            self.typed = []

    def _goals(self) -> Iterator[Moment]:
        for solved in self.visit.goals:
            goal = solved.goal or solved.value
            if goal in self._solved:
                continue
            wanted = self.visit.particulars.fill(solved.value)
            seen = solved.by == "sees" and self.sees(wanted)
            seen = seen or (solved.by == "address" and self._at_address(wanted))
            if seen:
                self._solved.add(goal)
                reason = f"{solved.by} {solved.value}"
                yield self.moment(Kind.OUTCOME, {"goal": goal, "met": True, "reason": reason}, evidence=self.shoot())

    def _at_address(self, pattern: str) -> bool:
        url = self.relative(self.now.url)
        return any(fnmatchcase(text, pattern) for text in (url, url.partition("?")[0], url.partition("#")[0]))

    def _inspected(self) -> Iterator[Moment]:
        place = path_of(self.now.url, self.origin)
        self.places.setdefault(place, place_of(self.now, self.origin))
        for data in audits(self.now, self.relative, self.vocabulary(), self.device):
            yield from self._once(Kind.INSPECTED, data, evidence=self.shoot() if data.get("findings") else ())
        if self.looks.axe is not None:
            yield from self._axe(self.looks.axe)

    def _axe(self, axe: Axe) -> Iterator[Moment]:
        key = f"{self.origin}{self.path} {self.now.status}"
        try:
            inspected = axe.inspect(self.page, key, self.path, self.device.viewport)
        except Exception as error:  # a page that axe cannot read is not measured, and the walk goes on
            inspected = [{"what": "accessibility", "url": self.path, "failed": str(error).splitlines()[0][:200]}]
        for data in inspected:
            yield from self._once(Kind.INSPECTED, data, evidence=self.shoot() if data.get("findings") else ())

    def vocabulary(self) -> str:
        """Her own words: problem, goals, and what she is going to type and look for."""
        visit = self.visit
        steps = visit.stop.steps or ()
        own = [step.value or step.target for step in steps]
        return " ".join([visit.persona.problem, *visit.persona.goal, visit.stop.wants or "", *own])

    # -- interruptions

    def _interrupted(self, *, expected: bool) -> Iterator[Moment]:
        for _ in range(MOST_ANSWERED):
            found = next(self._interruptions(expected=expected), None)
            if found is None:
                return
            yield from self._answer(*found)

    def _interruptions(self, *, expected: bool) -> Iterator[tuple[str, Dialog]]:
        for dialog in self.now.dialogs:
            kind = interruptions.kind_of(dialog, expected=expected)
            if kind is not None and dialog.text not in self._answered:
                yield kind, dialog

    def _answer(self, kind: str, dialog: Dialog) -> Iterator[Moment]:
        self._answered.append(dialog.text)
        url = self.path
        data = interruptions.described(kind, dialog, mid_task=bool(self.typed)) | {"url": url}
        evidence = self.shoot()
        choice = interruptions.answer(kind, dialog)
        seconds = (
            self.clock.read_all(len(dialog.text.split()))
            if kind != "cookies"
            else self.clock.read(len(dialog.text.split()))
        )
        seconds += self._press(choice)
        seen = self._observe(self.now.signature, "click", "")
        moved = seen is not None and seen.origin != self.now.origin
        if seen is not None:
            self.now = seen
        gone = all(plain(dialog.text) != plain(other.text) for other in self.now.dialogs)
        if choice is not None and choice.means == "postponed" and not gone:
            data["can_defer"] = False
        handled = "left open" if not gone else choice.means if choice else "closed"
        data |= {"handled": handled, "button": choice.button if choice else "Escape", "reloaded": moved}
        moment = self.moment(Kind.INTERRUPTED, data, evidence=evidence)
        self.clock.pass_by(seconds)
        yield moment

    def _press(self, choice: interruptions.Choice | None) -> float:
        """Press the button that she chose, else the key that closes most things."""
        from playwright.sync_api import Error

        from cxsim.channels.web.hands import UnreachableError
        from cxsim.channels.web.locate import Found

        try:
            if choice is not None:
                link = choice.role == "link"
                locator = self.page.get_by_role("link" if link else "button", name=choice.button, exact=True).last
                return self.hands.click(Found(locator=locator, by="name"))
        except (Error, UnreachableError):
            pass
        with suppress(Error):
            self.page.keyboard.press("Escape")
        return self.clock.keys(1)

    # -- the end

    def last_look(self) -> Iterator[Moment]:
        """What the scout finds out about the site, once the walk is over."""
        if self.looks.scout is not None and self.places:
            for data in self.looks.scout.look(self.context, self.origin, self.places):
                yield from self._once(Kind.INSPECTED, data)

    @property
    def overdue(self) -> bool:
        """Whether the walk has really taken longer than it may."""
        return time.monotonic() - self.started > self.budget.walk

    @property
    def presses(self) -> int:
        """How often she pressed Tab for the last control."""
        return self.hands.presses if isinstance(self.hands, Keyboard) else 0


_PAGE_WAIT = {
    "occupied": False,
    "estimate": False,
    "explained": False,
    "fair": True,
    "censored": False,
    "simulated": False,
}


def _why_lost(error: Exception, limit: float) -> str:
    if "Timeout" in type(error).__name__:
        return f"the page did not answer within {limit:.0f} s"
    return "the page was closed or crashed"
