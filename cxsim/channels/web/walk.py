"""A walk is one visit of one persona to a website under way: the page before her, her clock, and what she knows.

What she notices on a page is in :mod:`cxsim.channels.web.noticing`, what she does in :mod:`cxsim.channels.web.steps`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cxsim.channels.base import Visit
from cxsim.channels.web.axe import Axe
from cxsim.channels.web.clock import Clock, speeds_of
from cxsim.channels.web.device import Device, throttle
from cxsim.channels.web.evidence import Camera
from cxsim.channels.web.guard import Guard
from cxsim.channels.web.hands import Hands, Keyboard, hands_of
from cxsim.channels.web.incidents import Incidents
from cxsim.channels.web.lost import LostPageError, unanswered
from cxsim.channels.web.observe import Observation, observe, watching
from cxsim.channels.web.reach import Reach
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.scout import Place, Scout
from cxsim.channels.web.secrets import Secrets
from cxsim.channels.web.words import plain
from cxsim.experience import Evidence, Kind, Moment
from cxsim.labels import PLACEHOLDER

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ACCOUNT_FACTS = frozenset(
    {"name", "first name", "last name", "e-mail", "phone number", "street", "house number", "postcode", "city"}
    | {"country", "date of birth", "customer number", "order number"}
)
"""What a company knows of somebody who is logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long things may really take, in seconds, before we stop waiting for them."""

    step: float = 15.0  # a page that has not come by then is as good as down
    act: float = 4.0  # something that is there and cannot be operated yet
    appear: float = 3.0  # something that is not there yet
    walk: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What is looked at besides the walk itself; each costs time."""

    pictures: bool = True
    axe: Axe | None = None
    scout: Scout | None = None
    slowly: bool = False  # somebody watches what is done, now or in a trace: Playwright does it all, step by step


class Walk:
    """The state of one visit, and how it is put into moments."""

    def __init__(
        self,
        visit: Visit,
        context: BrowserContext,
        device: Device,
        *,
        budget: Budget,
        looks: Looks,
        hosts: frozenset[str],
        kill_pages: Callable[[], None] = lambda: None,
    ) -> None:
        self.kill_pages = kill_pages
        self.visit, self.context, self.device, self.budget, self.looks = visit, context, device, budget, looks
        parts = urlsplit(visit.address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.ends = time.monotonic() + budget.walk
        self.clock = Clock(visit.at, speeds_of(visit.persona), loading=visit.loading, touch=device.touch)
        self.secrets = Secrets()
        scaled = device.context.get("device_scale_factor", 1) != 1
        self.camera = Camera(visit.evidence, scaled=scaled, limit=budget.step) if looks.pictures else None
        self.hosts = hosts
        self.incidents = Incidents(context, Guard(context, hosts))
        context.add_init_script(watching())
        self.go_to(context.new_page())
        throttle(context, self.page, device)
        self.now = Observation()  # the page as she last looked at it
        self.typed: list[Typed] = []  # into the form before her, and not answered yet
        self.told_before: Mapping[str, str] = dict(visit.customer.told)  # before this page
        self.refused_at = ""  # the path of the form that came back last
        self.account = ""  # with which she is logged in; empty: she is not
        self.identity: tuple[str, str] | None = None  # name and password of the account that she has opened here
        self.let_in = False  # whether she has logged in with these
        self.unthrottled = False  # whether the page before her came faster than her device lets it
        self.lost = False  # the site does not answer any more
        self.places: dict[str, Place] = {}  # the pages that she saw, for the scout
        self.loads: list[float] = []  # seconds that each of them took to come
        self.answered: list[str] = []  # the texts of interruptions
        self.solved: set[str] = set()
        self._read: set[str] = set()
        self._recorded: set[str] = set()

    def stranger(self) -> BrowserContext:
        """A fresh context with the same device, for whoever looks at the site without her cookies."""
        assert self.context.browser is not None
        context = self.context.browser.new_context(**self.device.context)
        Guard(context, self.hosts)
        context.add_init_script(watching())
        return context

    @property
    def logged_in(self) -> bool:
        """Whether the company knows who she is."""
        return bool(self.account) or self.let_in

    @property
    def satisfied(self) -> bool:
        """Whether she has got everything that she came for and that can be seen."""
        goals = {solved.goal or solved.value for solved in self.visit.goals}
        return bool(goals) and goals <= self.solved

    # -- the page before her

    def go_to(self, page: Page) -> None:
        """Take this tab for the one before her."""
        self.page = page
        limit = self.budget.step
        reach = None if self.looks.slowly else Reach(page, limit=limit, end=self.kill_pages)
        self.hands: Hands = hands_of(
            page, self.clock, reach, keyboard_only=self.device.keyboard_only, limit=self.budget.act
        )

    def observe(self, seen: str) -> Observation | None:
        """Read the page before her; None where it still has the signature ``seen``.

        Raises LostPageError where it does not answer within the budget of a step.
        """
        from playwright.sync_api import Error
        from playwright.sync_api import TimeoutError as TooLateError

        limit = self.budget.step
        try:
            return observe(self.page, seen=seen, limit=limit, end=self.kill_pages)
        except TooLateError as error:
            raise unanswered(limit) from error
        except Error as error:
            if "crashed" in str(error):
                raise LostPageError("the page crashed") from error
            if self.page.is_closed() and self.follow_new_page():
                return self.observe(seen)
            raise

    def follow_new_page(self) -> bool:
        """Whether she goes along: with a link that opens a tab, or back from a tab that closed to the one before."""
        pages = [page for page in self.incidents.pages if not page.is_closed()]
        if not pages or pages[-1] is self.page:
            return False
        self.go_to(pages[-1])
        self.unthrottled = self.device.throttled  # its first load is on its way already
        with suppress(Exception):
            throttle(self.context, self.page, self.device)
        return True

    def await_new_tab(self, known: int) -> None:
        """Wait until there are more tabs than were known: one that a link opens comes when its page begins to."""
        from playwright.sync_api import Error

        with suppress(Error):
            while len(self.incidents.pages) <= known and not self.overdue:
                self.context.wait_for_event("page", timeout=self.budget.step * 1000.0)

    @property
    def path(self) -> str:
        """The path of the page before her, as it is recorded."""
        return self.relative(self.now.url).partition("#")[0].partition("?")[0]

    def relative(self, url: str) -> str:
        """An address as it is recorded: without the host of the touchpoint."""
        if url.startswith(self.origin):
            return unquote(url.removeprefix(self.origin)) or "/"
        return unquote(url)

    def sees(self, text: str) -> bool:
        """Whether this text is on the page before her."""
        return plain(text) in plain(self.now.text)

    def new_words(self, text: str) -> int:
        """Words in lines that she has not read on this visit; from now on she has."""
        fresh = [line for line in text.splitlines() if line not in self._read]
        self._read.update(fresh)
        return sum(len(line.split()) for line in fresh)

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
        return Moment(
            at=self.clock.now,
            touchpoint=self.visit.stop.touchpoint,
            kind=kind,
            data=self._clean(dict(data)),
            measured=measured or {},
            evidence=evidence,
        )

    def once(self, kind: Kind, data: Mapping[str, Any], *, evidence: tuple[Evidence, ...] = ()) -> Iterator[Moment]:
        """A moment, unless just this was recorded on this visit already."""
        key = json.dumps([kind, data], sort_keys=True, default=str)
        if key not in self._recorded:
            self._recorded.add(key)
            yield self.moment(kind, data, evidence=evidence)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.secrets.mask(value.replace(self.origin, ""))
        if isinstance(value, Mapping):
            return {key: self._clean(each) for key, each in value.items()}
        return [self._clean(each) for each in value] if isinstance(value, list | tuple) else value

    def picture(self) -> tuple[Evidence, ...]:
        """A picture of the page before her, with every secret painted over."""
        if self.camera is None or self.lost:
            return ()
        masked = []
        if self.secrets:
            fields = [typed.field for typed in self.typed if typed.secret and typed.field]
            masked = [self.page.locator("input[type=password]")]
            masked += [self.page.locator(f"[id='{field}'], [name='{field}']") for field in fields]
            masked += [self.page.get_by_text(value) for value in self.secrets.values]
        return self.camera.shoot(self.page, self.now.signature, masked)

    # -- what she says

    def typed_text(self, text: str) -> str:
        """A text as she types it: with her particulars, in the digits of her keyboard."""
        known = self.visit.particulars
        return PLACEHOLDER.sub(lambda match: known.typed(match[1]) if known.knows(match[1]) else match[0], text)

    def asked(self, fact: str, label: str) -> dict[str, Any]:
        """What is recorded as the site asks her for a fact: does the company have it already?

        To correct what was refused is not to be asked again, and neither is to repeat it within one form.
        """
        at = self.told_before.get(fact)
        if at is None and self.account and fact in ACCOUNT_FACTS:
            at = "customer account"
        known = at is not None and self.refused_at != self.path
        return {"fact": fact, "known": known, "told_at": at if known else None, "where": label, "url": self.path}

    def vocabulary(self) -> str:
        """Her own words: problem, goals, and what she is going to type and look for."""
        own = [step.value or step.target for step in self.visit.stop.every_step]
        persona = self.visit.persona
        return " ".join([persona.problem, *persona.goal, self.visit.stop.wants or "", *own])

    @property
    def presses(self) -> int:
        """How often she pressed Tab to get to the last control."""
        return self.hands.presses if isinstance(self.hands, Keyboard) else 0

    @property
    def overdue(self) -> bool:
        """Whether the walk has really taken longer than it may."""
        return time.monotonic() > self.ends
