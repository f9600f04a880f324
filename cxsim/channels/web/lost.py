"""A lost page is one that she cannot go on with: a server that hangs, a script that never ends, a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


class LostPageError(Exception):
    """The page is lost, and with it the visit ends; ``waited`` are the seconds that she waited in vain."""

    def __init__(self, reason: str, *, waited: float = 0.0) -> None:
        super().__init__(reason)
        self.waited = waited


@contextmanager
def may_close(page: Page) -> Iterator[None]:
    """A press that closes its own tab was made all the same, and nothing is lost while there is another tab."""
    from playwright.sync_api import Error

    try:
        yield
    except Error:
        if not page.is_closed():
            raise


def unanswered(seconds: float) -> LostPageError:
    """The page did not answer for so many seconds."""
    return LostPageError(f"the page did not answer within {seconds:.0f} s", waited=seconds)
