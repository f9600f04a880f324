"""The scout looks where the customer did not go: how far is a person from the pages that she saw, which links are dead?

It looks as a stranger does, without her cookies, follows only links that promise help, sends nothing but GET and HEAD,
and remembers what it found for the next customer, in whichever process of the run she walks. What it learns costs her
neither time nor mood. On live sites it is as polite as she is: it opens a few pages, each when its turn has come, and
tries no links.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from cxsim.channels.known import Known
from cxsim.channels.web.audit import ways_to_a_human
from cxsim.channels.web.manners import Visitor
from cxsim.channels.web.observe import Observation, observe
from cxsim.channels.web.words import says

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PAGES = 12  # that are opened in search of a person
POLITE = 3  # that are opened of a live site
LINKS = 80  # that are tried
ANSWER = 3000  # milliseconds in which a link must answer to be judged
LOAD = 8.0  # seconds for a page
_BROKEN = (404, 410, 500, 501, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page as a point on the map: where its links lead (path -> name), and the ways to a person that it offers."""

    links: Mapping[str, str]
    ways: tuple[str, ...]


def place_of(page: Observation, origin: str) -> Place:
    """The point on the map that this page is."""
    links: dict[str, str] = {}
    for link in page.links:
        if link.href.startswith(origin + "/"):
            links.setdefault(path_of(link.href, origin), link.name)
    return Place(links=links, ways=tuple(ways_to_a_human(page)))


def path_of(url: str, origin: str) -> str:
    """The path with its query, without fragment."""
    return url.removeprefix(origin).partition("#")[0] or "/"


class Scout:
    """Remembers places and links of all sites that were walked, by origin."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def look(
        self,
        stranger: Callable[[], BrowserContext],
        origin: str,
        device: str,
        seen: Mapping[str, Place],
        *,
        click: float,
        visitor: Visitor,
        end: Callable[[], None],
    ) -> list[dict[str, Any]]:
        """The data of the INSPECTED moments ``human`` and ``links`` for the pages that were seen (path -> place).

        ``stranger`` opens a fresh context when one is needed; ``device`` tells its kind from others. ``click`` are the
        seconds that she takes for one click and the page that it brings. Where ``visitor`` has manners, they hold, and
        no links are tried. ``end`` ends the process of a page that does not answer.
        """
        from playwright.sync_api import Error

        if not seen:
            return []
        tab = _Tab(stranger, visitor, end)
        found: list[dict[str, Any]] = []
        with suppress(Error):  # a tab that fails leaves these questions open
            found.append(self._human(tab, origin, device, dict(seen), click))
            if visitor.manners is None:
                found.append(self._links(tab, origin, seen))
        tab.close()
        return found

    def _human(self, tab: _Tab, origin: str, device: str, seen: dict[str, Place], click: float) -> dict[str, Any]:
        places, opened = dict(seen), 0
        most = PAGES if tab.visitor.manners is None else POLITE
        while (path := next(self._unexplored(origin, places, tab.visitor), None)) is not None and opened < most:
            opened += 1
            found = self._known.find(("place", origin, device, path), partial(_read, tab, origin, path))
            places[path] = Place(links=found["links"], ways=tuple(found["ways"]))
        rows = [{"page": page} | _nearest(page, places, click) for page in seen]
        worst = max(rows, key=lambda row: (row["clicks"] is None, row["clicks"] or 0))
        data = {"what": "human", "url": worst["page"], "searched": len(places), "complete": path is None}
        return data | {"findings": rows} | {key: worst[key] for key in ("clicks", "seconds", "way", "path")}

    def _unexplored(self, origin: str, places: Mapping[str, Place], visitor: Visitor) -> Iterator[str]:
        """Paths that promise help and were not looked at, nearest to what was seen first."""
        return (
            path
            for place in list(places.values())
            for path, name in place.links.items()
            if path not in places and promises_help(name, path) and visitor.may_see(origin + path)
        )

    def _links(self, tab: _Tab, origin: str, seen: Mapping[str, Place]) -> dict[str, Any]:
        links = {path: (name, page) for page, place in seen.items() for path, name in place.links.items()}
        harmless = [p for p, (name, _) in links.items() if p not in seen and not says(f"{name} {p}", "leave alone")]
        statuses = self._statuses(tab, origin, next(iter(seen)), harmless[:LINKS])
        broken = [
            {"name": links[path][0], "to": path, "status": status, "page": links[path][1]}
            for path, status in statuses.items()
            if status in _BROKEN
        ]
        checked = sum(1 for status in statuses.values() if status)
        return {"what": "links", "url": next(iter(seen)), "checked": checked, "findings": broken}

    def _statuses(self, tab: _Tab, origin: str, start: str, paths: list[str]) -> dict[str, int]:
        """The status with which each path answers, 0 where it does not; who came before has asked some already."""
        if self._untried(origin, paths):
            with self._known.claimed(("links", origin)):
                if fresh := self._untried(origin, paths):  # others may have tried some of them meanwhile
                    tab.ensure_at(origin, start)
                    for path, status in tab.heads(fresh).items():
                        self._known.keep(("link", origin, path), status)
        return {path: self._known.get(("link", origin, path), 0) for path in paths}

    def _untried(self, origin: str, paths: list[str]) -> list[str]:
        return [path for path in paths if self._known.get(("link", origin, path)) is None]


def _read(tab: _Tab, origin: str, path: str) -> dict[str, Any]:
    """The place behind this path as plain data; without links and ways where it does not answer in time."""
    return asdict(tab.read(origin, path) or Place(links={}, ways=()))


def promises_help(name: str, path: str) -> bool:
    """Whether a link looks as if a person might be behind it."""
    return (says(name, "contact") or says(unquote(path).replace("/", " "), "contact")) and not says(name, "leave alone")


def _nearest(start: str, places: Mapping[str, Place], click: float) -> dict[str, Any]:
    """The fewest clicks from this page to one that offers a person, on which links, and the seconds that they take."""
    queue: deque[tuple[str, list[str]]] = deque([(start, [])])
    reached = {start}
    while queue:
        path, clicks = queue.popleft()
        place = places[path]
        if place.ways:
            seconds = round(len(clicks) * click, 1)
            return {"clicks": len(clicks), "seconds": seconds, "way": place.ways[0], "path": clicks}
        for to, name in place.links.items():
            if to in places and to not in reached:
                reached.add(to)
                queue.append((to, [*clicks, name]))
    return {"clicks": None, "seconds": None, "way": None, "path": []}


class _Tab:
    """A stranger's tab, opened when it is needed."""

    def __init__(self, stranger: Callable[[], BrowserContext], visitor: Visitor, end: Callable[[], None]) -> None:
        self.stranger, self.visitor, self.end = stranger, visitor, end
        self.page: Page | None = None

    def read(self, origin: str, path: str) -> Place | None:
        """The place behind this path; None where it does not answer in time."""
        from playwright.sync_api import Error

        page = self._opened()
        try:
            self.visitor.wait_for_turn(page)
            page.goto(origin + path, timeout=LOAD * 1000.0)
            seen = observe(page, limit=LOAD, end=self.end)
        except Error:
            return None
        return place_of(seen, origin) if seen is not None and seen.url.startswith(origin) else None

    def ensure_at(self, origin: str, path: str) -> None:
        """Be on a page of the site, from where its links can be tried."""
        page = self._opened()
        if not page.url.startswith(origin):
            page.goto(origin + path, timeout=LOAD * 1000.0)

    def heads(self, paths: list[str]) -> dict[str, int]:
        """The status with which each path answers (0: not in time), asked without cookies."""
        found: dict[str, int] = self._opened().evaluate(_HEADS, {"paths": paths, "limit": ANSWER})
        return found

    def _opened(self) -> Page:
        if self.page is None:
            self.page = self.stranger().new_page()
        return self.page

    def close(self) -> None:
        """Close it, whatever state it is in."""
        if self.page is not None:
            with suppress(Exception):
                self.page.context.close()


_HEADS = """async ({ paths, limit }) => {
  const found = {};
  const next = async () => {
    for (let path; (path = paths.shift()) !== undefined; ) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), limit);
      try {
        const options = { method: "HEAD", credentials: "omit", redirect: "follow", signal: stop.signal };
        found[path] = (await fetch(path, options)).status;
      } catch { found[path] = 0; }
      clearTimeout(timer);
    }
  };
  await Promise.all([next(), next(), next(), next()]);
  return found;
}"""
