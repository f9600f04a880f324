"""Manners are how a customer who explores a site on her own spares it: robots.txt, few pages a minute, Retry-After.

They hold on live sites. Loopback addresses and environments that are there for tests need none: their owners have
asked for the visit. What she waits out of politeness is really waited and is no time of hers. The rules of robots.txt
are those of RFC 9309 for the name ``cxsim``; its ``Crawl-delay`` counts as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Response

AGENT = "cxsim"
SLOWEST = 30.0  # seconds: a longer Crawl-delay is not worth a visit
_SIZE = 512_000  # characters of robots.txt that are read (RFC 9309: at least 500 KiB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How polite a walk is."""

    robots: bool = True
    pages_a_minute: float = 20.0
    patience: float = 60.0  # seconds that we really wait in all when we are asked to come back later


class UnwelcomeError(Exception):
    """The site does not want to be explored, or not now."""


class Visitor:
    """One polite visit: knows what robots.txt allows, and when the next page may be asked for."""

    def __init__(self, manners: Manners | None, context: BrowserContext) -> None:
        self.manners = manners
        self._slept = 0.0  # seconds that were really waited
        self._waited = 0.0  # of them those that the site has asked for
        self._rules: Any = None
        self._pause = 60.0 / manners.pages_a_minute if manners else 0.0
        self._next = 0.0
        self._later: str | None = None
        if manners is not None:
            context.on("response", self._answered)

    def read_rules(self, stranger: Callable[[], BrowserContext], origin: str) -> None:
        """Read robots.txt, as a stranger. Raises UnwelcomeError where it cannot be read or asks for great slowness."""
        if self.manners is None or not self.manners.robots:
            return
        from protego import Protego

        self._rules = Protego.parse(_robots(stranger, origin))
        delay = self._rules.crawl_delay(AGENT)
        if delay is not None and delay > SLOWEST:
            raise UnwelcomeError(f"robots.txt asks for {delay:.0f} s between pages")
        self._pause = max(self._pause, delay or 0.0)

    def greet(self, address: str) -> None:
        """Raises UnwelcomeError where robots.txt keeps everybody out of the first page."""
        if not self.may_see(address):
            raise UnwelcomeError(f"robots.txt asks not to visit {address}")

    def may_see(self, url: str) -> bool:
        """Whether robots.txt allows this address."""
        return self._rules is None or bool(self._rules.can_fetch(url, AGENT))

    def wait_for_turn(self, page: Page) -> None:
        """Really wait until the next page may be asked for."""
        if self.manners is not None:
            self._sleep(page, self._next - time.monotonic())
            self._next = time.monotonic() + self._pause

    def asked_to_wait(self, page: Page, status: int) -> bool:
        """Whether the page before her was refused because of too many requests; then the time asked for has passed.

        Raises UnwelcomeError where the site asks for more time than we have.
        """
        if self.manners is None or status not in (429, 503) or (status == 503 and self._later is None):
            return False
        seconds, self._later = _seconds(self._later, default=2.0 * self._pause), None
        if seconds + self._waited > self.manners.patience:
            raise UnwelcomeError(f"the site asks us to come back in {seconds:.0f} s")
        self._waited += seconds
        self._sleep(page, seconds)
        return True

    def take_slept(self) -> float:
        """The seconds that were really waited since the last time."""
        slept, self._slept = self._slept, 0.0
        return slept

    def _sleep(self, page: Page, seconds: float) -> None:
        if seconds > 0:
            page.wait_for_timeout(seconds * 1000.0)
            self._slept += seconds

    def _answered(self, response: Response) -> None:
        if response.status in (429, 503) and response.request.is_navigation_request():
            self._later = response.headers.get("retry-after")


def _robots(stranger: Callable[[], BrowserContext], origin: str) -> str:
    """The text of robots.txt; one that is not there allows everything, one that fails nothing (RFC 9309, 2.3.1)."""
    from playwright.sync_api import Error

    context = stranger()
    try:
        answer = context.new_page().goto(f"{origin}/robots.txt", timeout=8000.0)
        if answer is None or answer.status >= 500:
            raise UnwelcomeError("robots.txt cannot be read, so nothing is explored")
        return answer.text()[:_SIZE] if answer.ok else ""
    except Error as error:
        raise UnwelcomeError("robots.txt cannot be read, so nothing is explored") from error
    finally:
        context.close()


def _seconds(text: str | None, *, default: float) -> float:
    """Retry-After: seconds, or a date."""
    if text is None:
        return default
    if text.strip().isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return default
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
