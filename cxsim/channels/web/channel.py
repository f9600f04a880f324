"""The web channel sends a persona through a website in a real browser and yields what she lived through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from copy import copy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.channels.base import Visit
from cxsim.channels.known import Known
from cxsim.channels.pace import Pace
from cxsim.channels.quota import Ledger, Uses
from cxsim.channels.web.axe import Axe
from cxsim.channels.web.browser import Browsers
from cxsim.channels.web.device import DEVICES, OLD, Device, device_of
from cxsim.channels.web.following import follow, opens_itself
from cxsim.channels.web.guard import host_of
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.manners import Manners, UnwelcomeError, Visitor
from cxsim.channels.web.memory import keep, recalled, remind
from cxsim.channels.web.noticing import last_look
from cxsim.channels.web.permission import is_free, missing
from cxsim.channels.web.powers import powers_at
from cxsim.channels.web.recording import Recorder
from cxsim.channels.web.scent import Scorer
from cxsim.channels.web.scent import scorer as scorer_of
from cxsim.channels.web.scout import Scout
from cxsim.channels.web.secrets import Secrets
from cxsim.channels.web.seeking import seek, unseen
from cxsim.channels.web.steps import arrive, gave_up, unreachable
from cxsim.channels.web.surroundings import admission, proxy_login, surroundings_of
from cxsim.channels.web.walk import Budget, Looks, Walk
from cxsim.errors import ChannelError
from cxsim.experience import Kind, Moment
from cxsim.script import Action, Step

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

Driver = Callable[[Walk], Iterator[Moment]]
"""Acts for a customer in place of a script, and yields what she lives through."""

ANYTHING = Step(action=Action.FILL, target="anything")  # what a program may do that is not known beforehand
NOBODY = {"http_credentials": {"username": "", "password": ""}}
"""What is said to servers that want a login which nobody has: else a browser with windows asks for one, and waits."""
GRACE = 60.0  # seconds after the walk's budget at which a browser that does not answer is ended


class WebChannel:
    """A channel of :mod:`cxsim.channels.base`; keeps what axe and the scout found for the next customer.

    ``shared`` is the folder in which they keep it for the other processes of the run as well.

    ``hosts`` are further hosts from which the site may take parts of its pages.
    ``pictures``, ``accessibility`` and ``scouting`` can be switched off where only the walk itself matters.
    ``scorer`` tells customers who find their own way what a name promises; ``manners`` are how politely they explore
    (left out: politely on live sites, freely on loopback addresses and in environments that are there for tests).
    """

    def __init__(
        self,
        browsers: Browsers,
        *,
        budget: Budget | None = None,
        pictures: bool = True,
        accessibility: bool = True,
        scouting: bool = True,
        hosts: Iterable[str] = (),
        scorer: Scorer | None = None,
        manners: Manners | None = None,
        driver: Driver | None = None,
        shared: Path | None = None,
    ) -> None:
        self.browsers, known = browsers, Known(shared)
        self.driver = driver
        self.hosts = frozenset(hosts)
        self.budget = budget or Budget()
        self._scorer = scorer
        self.manners = manners
        self.looks = Looks(
            pictures=pictures, axe=Axe(known) if accessibility else None, scout=Scout(known) if scouting else None
        )

    def perform(self, visit: Visit) -> Iterator[Moment]:
        """Walk for this persona. Raises ChannelError where we could not look, BrowserMissingError without a browser."""
        from playwright.sync_api import Error

        if not visit.address:
            raise ChannelError(f"{visit.stop.touchpoint} has no address", hint="write address: https://… in the map")
        around = surroundings_of(visit)
        hosts = frozenset({host_of(visit.address), *_twin(host_of(visit.address)), *self.hosts, *around.hosts})
        if (reason := self._forbidden(visit)) is not None:
            data = {"what": visit.stop.touchpoint, "reason": reason, "harness": False}
            yield Moment(at=visit.at, touchpoint=visit.stop.touchpoint, kind=Kind.UNSEEN, data=data)
            return
        waits = visit.customer.patience_left if visit.real_time else 0.0
        watchdog = threading.Timer(self.budget.walk + GRACE + waits, self.browsers.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            browser = self.browsers(hosts, proxy=around.proxy or "", login=proxy_login(visit, Secrets()))
            device = self._device(visit, browser)
            with Recorder(visit.recordings) as recorder:
                with closing(_Opened(browser, device, recorder, recalled(visit))) as opened:
                    walk = Walk(
                        visit,
                        opened.context,
                        device,
                        budget=self.budget,
                        looks=replace(self.looks, slowly=self.browsers.slow_motion > 0 or "trace" in recorder.wanted),
                        hosts=hosts,
                        kill_pages=self.browsers.kill_pages,
                    )
                    admission(visit, walk.secrets)  # what opened the doors are secrets of this walk from now on
                    proxy_login(visit, walk.secrets)
                    remind(walk)
                    if visit.real_time:
                        _pace(walk)
                    yield from recorder.follow(self._let_through(self._visited(walk)))
                    keep(walk)
                    recorder.end(opened.context)
                yield from _recorded(walk, recorder)
        except Error as error:
            self.browsers.close()  # it, or what drives it, may be gone: the next customer gets new ones
            raise ChannelError(f"the browser failed: {str(error).splitlines()[0][:200]}") from error
        finally:
            watchdog.cancel()

    def driven_by(self, driver: Driver) -> WebChannel:
        """This channel, with its browsers and what it has found, for a visit in which a program acts for her."""
        driven = copy(self)
        driven.driver = driver
        return driven

    def _let_through(self, moments: Iterator[Moment]) -> Iterator[Moment]:
        """Whoever is not let through by a proxy has seen nothing of the company."""
        for moment in moments:
            if self.browsers.refused:
                raise ChannelError("the proxy does not take its login", hint="look at proxy-user and proxy-password")
            yield moment

    def _visited(self, walk: Walk) -> Iterator[Moment]:
        if self.driver is not None:
            yield from self.driver(walk)
            return
        yield from _walked(walk) if walk.visit.stop.steps is not None else self._found_her_way(walk)

    def _found_her_way(self, walk: Walk) -> Iterator[Moment]:
        """A visit without a script: ask what is allowed, come in, look for the goal; that she gave up comes last."""
        visit, today = walk.visit, datetime.now().astimezone().date()
        free = is_free(visit.touchpoint, visit.address, visit.environment)
        visitor = Visitor(self.manners or (None if free else Manners()), walk.context)
        powers = powers_at(
            visit.touchpoint, address=visit.address, environment=visit.environment, today=today, uses=_uses(visit)
        )
        try:
            visitor.read_rules(walk.stranger, walk.origin)
            visitor.greet(visit.address)
            visitor.wait_for_turn(walk.page)
            yield from arrive(walk, visit.address)
            ending = yield from seek(walk, self._scorer_for(visit), visitor, powers)
        except UnwelcomeError as unwelcome:
            yield unseen(walk, str(unwelcome))
            return
        except LostPageError as lost:
            yield from unreachable(walk, lost)
            return
        yield from last_look(walk, visitor)
        if (ending := gave_up(walk) or ending) is not None:
            yield ending

    def _scorer_for(self, visit: Visit) -> Scorer:
        """The scorer that was given, else the one of the project's settings; made once, for it remembers."""
        if self._scorer is None:
            self._scorer = scorer_of(encoder=visit.settings.scent == "encoder")
        return self._scorer

    def _forbidden(self, visit: Visit) -> str | None:
        steps = visit.stop.every_step if self.driver is None else (ANYTHING,)
        return missing(
            visit.touchpoint,
            steps,
            address=visit.address,
            environment=visit.environment,
            today=datetime.now().astimezone().date(),
            uses=_uses(visit),
        )

    def close(self) -> None:
        """Close the browsers; safe to call twice."""
        self.browsers.close()

    def _device(self, visit: Visit, browser: Browser) -> Device:
        name = visit.variant or visit.persona.device
        device = device_of(
            visit.persona,
            visit.variant,
            zone=visit.company.zone,
            version=browser.version,
            known={} if name.strip().lower() in (*DEVICES, *OLD) else self.browsers.devices(),
            profiles=visit.settings.networks,
        )
        silent = NOBODY if self.browsers.asks else {}
        return replace(device, context={**device.context, **silent, **admission(visit, Secrets())})


def _twin(host: str) -> tuple[str, ...]:
    """The same company's host with or without ``www.``: many sites send everybody from one to the other."""
    if host.startswith("www."):
        return (host.removeprefix("www."),)
    is_name = "." in host and any(letter.isalpha() for letter in host.rpartition(".")[2])
    return (f"www.{host}",) if is_name and host.count(".") == 1 else ()


def _uses(visit: Visit) -> Uses:
    return Ledger(visit.root).use


def _pace(walk: Walk) -> None:
    """Let her time really pass; what is waited so is none of the time that the walk itself may take."""

    def sleep(seconds: float) -> None:
        try:
            walk.page.wait_for_timeout(seconds * 1000.0)  # what the page does meanwhile is still heard
        except Exception:  # the tab is gone
            time.sleep(seconds)

    pace = Pace(sleep, walk.clock.now)

    def keep_pace(now: float) -> None:
        walk.ends += pace.keep(now)

    walk.clock.keep_pace = keep_pace


class _Opened:
    """A fresh context, for no two customers share a cookie; closed whatever happens.

    ``memory`` is what this customer herself brings from a visit before.
    """

    def __init__(self, browser: Browser, device: Device, recorder: Recorder, memory: Mapping[str, Any]) -> None:
        self.context: BrowserContext = browser.new_context(**device.context, **recorder.options(), **memory)
        recorder.begin(self.context)

    def close(self) -> None:
        """Close it; a browser that is gone has closed it already."""
        with suppress(Exception):
            self.context.close()


def _recorded(walk: Walk, recorder: Recorder) -> Iterator[Moment]:
    """What was kept of the visit besides pictures; nothing is said where nothing was asked for."""
    if recorder.wanted:
        data, files = recorder.kept(walk.visit.evidence, secret=bool(walk.secrets))
        yield walk.moment(Kind.INSPECTED, data | {"url": walk.path or "/"}, evidence=files)


def _walked(walk: Walk) -> Iterator[Moment]:
    """A visit by script: come in, do the steps, look round once more; that she gave up comes last."""
    script = walk.visit.stop.steps or ()
    try:
        if not opens_itself(script):
            yield from arrive(walk, walk.visit.address)
    except LostPageError as lost:
        yield from unreachable(walk, lost)
        return
    yield from follow(walk, script)
    yield from last_look(walk, Visitor(None, walk.context))
    if (ending := gave_up(walk)) is not None:
        yield ending
