"""Hands operate what was found, with a pointer or with nothing but a keyboard, and say how long a person takes for it.

Somebody who cannot use a pointer goes from control to control with Tab and presses Enter or Space; what Tab does not
reach does not exist for her. The tries are really made in the browser, key by key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cxsim.channels.web.clock import Clock
from cxsim.channels.web.locate import Found, option_named
from cxsim.channels.web.lost import may_close
from cxsim.channels.web.reach import Reach

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 250


class UnreachableError(Exception):
    """The keyboard does not get there."""


class Hands(Protocol):
    """What a customer does to a control. Each returns the seconds that she takes.

    Raises Playwright's errors where the control cannot be operated, UnreachableError where the keyboard cannot get
    to it, and LookupError where a list has no such entry.
    """

    def click(self, found: Found) -> float:
        """Press a button or follow a link."""
        ...

    def fill(self, found: Found, text: str) -> float:
        """Type a text into a field, in place of what it holds."""
        ...

    def choose(self, found: Found, option: str) -> float:
        """Choose an entry of a list."""
        ...

    def tick(self, found: Found) -> float:
        """Tick a box, unless it is ticked."""
        ...


def _options(locator: Locator, limit: float) -> list[str]:
    return [str(label) for label in locator.evaluate(_OPTIONS, timeout=limit)]


_OPTIONS = "e => [...(e.options || [])].map(o => o.label.trim())"


class Pointer:
    """Hands with a mouse, or with a finger: at once where a thing is in reach, else as Playwright does it."""

    def __init__(self, clock: Clock, limit: float, reach: Reach | None) -> None:
        self.clock, self.limit, self.reach = clock, limit, reach

    def click(self, found: Found) -> float:
        """Point and press."""
        with may_close(found.locator.page):
            if not (self.reach and self.reach.press(found.control)):
                found.locator.click(timeout=self.limit, no_wait_after=True)
        return self.clock.point()

    def fill(self, found: Found, text: str) -> float:
        """Point at the field and type."""
        if not (self.reach and self.reach.type(found.control, text)):
            found.locator.fill(text, timeout=self.limit)
        return self.clock.type(text)

    def choose(self, found: Found, option: str) -> float:
        """Open the list and pick the entry."""
        if not (self.reach and self.reach.choose(found.control, option)):
            label = option_named(_options(found.locator, self.limit), option)
            found.locator.select_option(label=label, timeout=self.limit)
        return 2 * self.clock.point()

    def tick(self, found: Found) -> float:
        """Point at the box; where a drawn one covers the real one, at that."""
        from playwright.sync_api import TimeoutError as TooLateError

        if self.reach and self.reach.tick(found.control):
            return self.clock.point()
        try:
            found.locator.check(timeout=self.limit)
        except TooLateError:
            found.locator.check(timeout=self.limit, force=True)
        return self.clock.point()


class Keyboard:
    """Hands that have no pointer."""

    def __init__(self, page: Page, clock: Clock, limit: float) -> None:
        self.page, self.clock, self.limit = page, clock, limit
        self.presses = 0

    def click(self, found: Found) -> float:
        """Tab to it and press Enter (a link, a button) or Space (a box)."""
        count = self._go_to(found)
        role = found.control.role if found.control else ""
        with may_close(self.page):
            self.page.keyboard.press("Space" if role in ("checkbox", "radio", "switch") else "Enter")
        return self.clock.keys(count + 1)

    def fill(self, found: Found, text: str) -> float:
        """Tab to the field, mark what it holds, and type."""
        count = self._go_to(found)
        self.page.keyboard.press("ControlOrMeta+a")
        if text:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.press("Delete")
        return self.clock.keys(count) + self.clock.type(text, by_keyboard=True)

    def choose(self, found: Found, option: str) -> float:
        """Tab to the list and press the arrow until the entry is chosen."""
        count = self._go_to(found)
        options = _options(found.locator, self.limit)
        label = option_named(options, option)
        self.page.keyboard.press("Home")
        for presses in range(len(options)):
            if found.locator.evaluate(_CHOSEN, timeout=self.limit) == label:
                return self.clock.keys(count + presses + 1)
            self.page.keyboard.press("ArrowDown")
        raise LookupError(f"the entry “{label}” cannot be chosen with the arrow keys")

    def tick(self, found: Found) -> float:
        """Tab to the box and press Space, unless it is ticked."""
        count = self._go_to(found)
        if not found.locator.is_checked(timeout=self.limit):
            self.page.keyboard.press("Space")
        return self.clock.keys(count + 1)

    def _go_to(self, found: Found) -> int:
        """Press Tab until the control has the focus; returns how often."""
        start = found.locator.evaluate(_WHERE, timeout=self.limit)
        if start == "here":
            return 0
        visited: set[str] = set()
        for presses in range(1, MOST_TABS + 1):
            self.page.keyboard.press("Tab")
            where = found.locator.evaluate(_WHERE, timeout=self.limit)
            if where == "here":
                self.presses = presses
                return presses
            if where in visited and where != "outside":
                break  # she has been all round the page
            visited.add(where)
        self.presses = presses
        raise UnreachableError("the Tab key does not get there")


_CHOSEN = "e => e.selectedOptions?.[0]?.label.trim() ?? ''"

_WHERE = """e => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return 'outside';
  if (at === e || e.contains(at) || (at.localName === 'label' && at.control === e)) return 'here';
  if (at.type === 'radio' && e.type === 'radio' && at.name === e.name && at.form === e.form) return 'here';
  const state = (window.__cxsim ??= {});
  const ids = (state.ids ??= new WeakMap());
  if (!ids.has(at)) ids.set(at, String((state.count = (state.count || 0) + 1)));
  return ids.get(at);
}"""


def hands_of(page: Page, clock: Clock, reach: Reach | None, *, keyboard_only: bool, limit: float) -> Hands:
    """The hands of this customer; ``limit`` is in seconds, until something that is there can be operated."""
    return Keyboard(page, clock, limit * 1000.0) if keyboard_only else Pointer(clock, limit * 1000.0, reach)
