"""A waiting room is what the application says, and what it takes, while a call waits in its queue (``waitUrl``).

"waitUrl supports … Say, Play, Pause, Hangup, Redirect, Leave and Gather" ("Enqueue"). When its document has ended it is
asked for again, so whoever presses a key that does not lead out of the queue goes on waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxsim.ivr.importers.xmltree import Element
from cxsim.ivr.live import platform
from cxsim.ivr.live.document import Document, Said, joined, method_of, read, spoken
from cxsim.ivr.live.web import Failure, Web

if TYPE_CHECKING:
    import httpx

WAITS, LEFT, HUNG_UP, FAILED, OUTSIDE = "waits", "left", "hung up", "failed", "outside"
MOST_DOCUMENTS = 20
"""Documents of a queue that lead to each other and are followed for one key."""
_PLACE = {"QueuePosition": "1", "QueueTime": "0", "AvgQueueTime": "0", "CurrentQueueSize": "1"}


@dataclass(slots=True, kw_only=True)
class WaitingRoom:
    """What is said there, the Gather that takes keys, and how it ends: one waits, leaves, is cut off, or it fails."""

    said: list[Said] = field(default_factory=list)
    gather: Element | None = None
    document: Document | None = None
    how: str = WAITS
    reason: str = ""
    remarks: list[str] = field(default_factory=list)
    slow: float = 0.0

    def press(self, web: Web, key: str, call: Mapping[str, str], cookies: httpx.Cookies) -> WaitingRoom:
        """What a key leads to."""
        assert self.gather is not None
        assert self.document is not None
        found = WaitingRoom()
        url = joined(self.document.url, self.gather.get("action"))
        found._ask(web, method_of(self.gather), url, {**call, **_PLACE, "Digits": key}, cookies)
        return found

    def _ask(self, web: Web, method: str, url: str, told: Mapping[str, str], cookies: httpx.Cookies) -> None:
        """Fetch a document and carry it out; a Redirect leads to the next one."""
        for _ in range(MOST_DOCUMENTS):
            reply = web.fetch(method, url, told, cookies)
            self.slow += reply.seconds
            if isinstance(reply, Failure):
                self.how, self.reason = OUTSIDE if reply.outside else FAILED, reply.reason
                return
            document = read(reply)
            if document.fault:
                self.how, self.reason = FAILED, document.fault
                return
            onward = self._carry_out(document)
            if onward is None:
                return
            url = joined(document.url, onward.text())
            method = method_of(onward)

    def _carry_out(self, document: Document) -> Element | None:
        """The verbs of one document; the Redirect that goes on elsewhere, if one is come to."""
        for verb in document.verbs:
            if verb.tag in ("Leave", "Hangup"):
                self.how = LEFT if verb.tag == "Leave" else HUNG_UP
                return None
            if verb.tag == "Redirect":
                return verb
            if verb.tag == "Gather":
                if self.gather is None and "dtmf" in verb.get("input", "dtmf").lower().split():
                    self.gather, self.document = verb, document
                for child in verb.children:
                    self.said += spoken(child)
            self.said += spoken(verb)
        return None


def enter(web: Web, element: Element, base: str, call: Mapping[str, str], cookies: httpx.Cookies) -> WaitingRoom:
    """The waiting room of an Enqueue; music where it names none, silence where it names none on purpose."""
    if "waitUrl" not in element.attributes:
        return WaitingRoom(said=[Said(audio=platform.HOLD_MUSIC)])
    room = WaitingRoom()
    if element.get("waitUrl"):
        method = method_of(element, "waitUrlMethod")
        room._ask(web, method, joined(base, element.get("waitUrl")), {**call, **_PLACE}, cookies)
        if room.how in (FAILED, OUTSIDE):
            room.remarks.append(f"what is heard in the queue cannot be fetched: {room.reason}")
            return WaitingRoom(remarks=room.remarks)
    return room
