"""A turn is what happens on a live line until the caller can do something: what is heard, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from cxsim.ivr.live.document import Said

GATHER_TIMEOUT = 5.0
"""Seconds of silence that Gather takes for the end of input ("Gather": ``timeout``, default)."""
QUEUE, DIAL, VOICEMAIL, HANG_UP, REJECT = "queue", "dial", "voicemail", "hang up", "reject"
ERROR, ENDLESS, UNKNOWN = "error", "endless", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The line listens (``Gather``). ``digits`` is how many it takes, None for any number; ``finish`` ends them."""

    action: str
    method: str
    keys: bool = True
    words: bool = False
    digits: int | None = None
    finish: str = "#"
    timeout: float = GATHER_TIMEOUT
    where: str = ""

    def pause(self, keys: str) -> float:
        """Seconds that the line waits after these keys for one more."""
        complete = self.digits is not None and len(keys) >= self.digits
        return 0.0 if complete or (self.finish and self.finish in keys) else self.timeout


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ends, as far as the menu goes; ``name`` is the queue or number.

    ``goes_on``: more may follow, for a queue may be full, a number may not answer, a recording may be thanked for.
    """

    how: str
    name: str = ""
    reason: str = ""
    waiting: tuple[Said, ...] = ()
    listens: bool = False  # who waits can press a key
    goes_on: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is heard, then either the line listens or the call ends. ``slow`` is how long the application took.

    ``remarks`` are things that callers do not hear but somebody should know: a verb that is skipped.
    """

    said: tuple[Said, ...]
    ask: Ask | None = None
    ending: Ending | None = None
    slow: float = 0.0
    remarks: tuple[str, ...] = ()
    follows: str = ""  # what stands after the Gather: what silence leads to
