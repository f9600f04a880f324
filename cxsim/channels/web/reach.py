"""What stands plainly before the customer is within her reach: it is operated where it was seen, at once.

Playwright's own way to operate a control waits, scrolls and tries again until it can be done, and knows why it cannot.
For that a large script moves in with every page that comes, which takes a fifth of what the whole page costs. So what
was read a moment ago, has not moved and is covered by nothing gets its mouse and keyboard events without that script;
anything else is left to Playwright. (Measured by ``python -m benchmarks.web``.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from cxsim.channels.web.deadline import deadline
from cxsim.channels.web.locate import option_named
from cxsim.channels.web.lost import unanswered

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cxsim.channels.web.observe import Control


@cache
def _reaching() -> str:
    return resources.files(__package__).joinpath("reach.js").read_text(encoding="utf-8")


class Reach:
    """Operates controls by what was read of them; where the answer is False, it did nothing.

    ``limit`` is in seconds. At it, ``end`` is called, which has to end the page's process: nothing else ends the wait
    for a script that never ends. Raises LostPageError then, and Playwright's Error where the page goes meanwhile.
    """

    def __init__(self, page: Page, *, limit: float, end: Callable[[], None]) -> None:
        self.page, self.limit, self.end = page, limit, end

    def press(self, control: Control | None) -> bool:
        """Press the mouse over it."""
        spot = self._ask(control, "press")
        if spot is None:
            return False
        with self._limited():
            self.page.mouse.click(spot[0], spot[1])
        return True

    def type(self, control: Control | None, text: str) -> bool:
        """Type a text in place of what the field holds."""
        if not text or self._ask(control, "type") is None:
            return False
        with self._limited():
            self.page.keyboard.insert_text(text)
        return True

    def choose(self, control: Control | None, option: str) -> bool:
        """Choose an entry of a list. Raises LookupError where it has no such entry."""
        labels = self._ask(control, "labels")
        if labels is None:
            return False
        label = option_named(labels, option)
        return self._ask(control, "choose", index=labels.index(label), label=label) is not None

    def tick(self, control: Control | None) -> bool:
        """Press on a box, unless it is ticked; whether it is ticked then."""
        ticked = self._ask(control, "ticked")
        if ticked is False and self.press(control):
            ticked = self._ask(control, "ticked")
        return bool(ticked)

    def _ask(self, control: Control | None, act: str, **more: Any) -> Any:
        """What the page's own side of this answers; None where the control is not in reach."""
        from playwright.sync_api import Error

        if control is None:
            return None
        with suppress(Error), self._limited():  # where the page is gone, whoever tries it next hears of that
            return self.page.evaluate(_reaching(), {"mark": control.mark, "act": act, **more})
        return None

    @contextmanager
    def _limited(self) -> Iterator[None]:
        from playwright.sync_api import Error

        ends = time.monotonic() + self.limit
        try:
            with deadline(self.limit, self.end):
                yield
        except Error as error:
            if time.monotonic() >= ends:
                raise unanswered(self.limit) from error
            raise
