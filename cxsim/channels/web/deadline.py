"""A deadline is for what Playwright waits for without a limit: when it comes, something is done that ends the wait.

That happens in the thread that waits, in a greenlet of its own, which is how Playwright itself calls whoever listens to
an event. Another thread could not do it: Playwright's objects belong to one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def deadline(seconds: float, act: Callable[[], object]) -> Iterator[None]:
    """Call ``act`` if what is inside still waits for Playwright after so many seconds.

    What ``act`` raises is let be: the page may be gone by then, and whoever waits for it hears of that.
    """
    from greenlet import greenlet

    def acted() -> None:
        with suppress(Exception):
            act()

    timer = asyncio.get_running_loop().call_later(seconds, lambda: greenlet(acted).switch())
    try:
        yield
    finally:
        timer.cancel()
