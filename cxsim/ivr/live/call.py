"""A call is one caller on a live line: the platform carries out what the application answers, turn by turn.

A turn is everything that happens until the caller can do something, or until the call is over. Nothing is waited for
but the application itself: prompts and silences are told with their seconds, not slept through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element
from cxsim.ivr.live import platform, waiting
from cxsim.ivr.live.document import Document, Said, endless, joined, method_of, read, spoken
from cxsim.ivr.live.turn import (
    DIAL,
    ENDLESS,
    ERROR,
    GATHER_TIMEOUT,
    HANG_UP,
    QUEUE,
    REJECT,
    UNKNOWN,
    VOICEMAIL,
    Ask,
    Ending,
    Turn,
)
from cxsim.ivr.live.waiting import WaitingRoom
from cxsim.ivr.live.web import Failure, Web

if TYPE_CHECKING:
    import httpx

_BEHIND_THE_SCENES = ("Start", "Stop", "Sms", "Message", "Siprec", "Stream", "Recording", "Transcription")
_ELSEWHERE = {
    "Connect": "a program takes the call over, and what it says is not TwiML",
    "Pay": "card data is asked for, which is not typed here",
    "Refer": "the call is handed to another telephone system",
    "Prompt": "a payment's prompt is spoken",
    "Echo": "the line says back what it hears",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A phone application at an address, asked by way of ``web``."""

    url: str
    web: Web
    method: str = "POST"

    def call(self) -> Call:
        """A new call, from a caller of whom nothing is known."""
        return Call(self)


@dataclass(slots=True)
class _Turning:
    """A turn while it is under way."""

    said: list[Said] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    slow: float = 0.0
    documents: int = 0


class Call:
    """One call. ``begin`` first; then, while the turn asks for something, ``press``, ``say`` or ``stay_silent``."""

    def __init__(self, line: Line) -> None:
        import httpx

        self.line, self.web = line, line.web
        self.parameters = platform.new_call()
        self.cookies: httpx.Cookies = httpx.Cookies()
        self.document = Document(url=line.url)
        self.rest: list[Element] = []
        self.answered = False
        self.turn: Turn | None = None
        self._gather: Element | None = None
        self._end: Element | None = None
        self._room: WaitingRoom | None = None

    def begin(self) -> Turn:
        """Ring, and hear what the line says first."""
        turning = _Turning()
        ending = self._ask(turning, self.line.url, self.line.method)
        self.parameters["CallStatus"] = "in-progress"
        return self._until_asked(turning, ending)

    def press(self, keys: str) -> Turn:
        """Press these keys, one soon after the other.

        What comes after the last digit that the line takes is lost. "If the caller enters the finishOnKey value before
        entering any other digits", or if keys are not listened to, it is as if nothing had been pressed. In a queue
        that takes keys the first one counts.
        """
        if self._room is not None and self.turn is not None and self.turn.ending is not None:
            return self._press_in_queue(self._room, keys)
        ask = self._asked()
        if not ask.keys:
            return self.stay_silent()
        typed = keys.partition(ask.finish)[0] if ask.finish else keys
        typed = typed[: ask.digits] if ask.digits is not None else typed
        return self._input({"Digits": typed}) if typed else self.stay_silent()

    def say(self, words: str) -> Turn:
        """Say something; a line that does not listen to words hears nothing."""
        if not self._asked().words:
            return self.stay_silent()
        return self._input({"SpeechResult": words, "Confidence": "0.9"})

    def stay_silent(self) -> Turn:
        """Do nothing until the line goes on: at the next verb, or at the action if it wants empty results too."""
        self._asked()
        gather, self._gather = self._gather, None
        assert gather is not None
        if gather.get("actionOnEmptyResult").lower() == "true":
            self._gather = gather
            return self._input({"Digits": ""})
        return self._until_asked(_Turning(), None)

    def go_on(self, result: str) -> Turn:
        """What happens where the end was none: ``queue-full``, ``no-answer``, ``busy``, ``completed``, ``recorded``."""
        assert self.turn is not None
        assert self.turn.ending is not None
        element, self._end, self._room = self._end, None, None
        if element is None:
            raise ValueError("this call is over")
        turning = _Turning()
        return self._until_asked(turning, self._after(turning, element, result))

    def hang_up(self) -> None:
        """Nothing is sent: an application hears of it only if it asked for status callbacks."""
        self.turn = None

    def _asked(self) -> Ask:
        if self.turn is None or self.turn.ask is None or self._gather is None:
            raise ValueError("the line does not listen now")
        return self.turn.ask

    def _input(self, parameters: Mapping[str, str]) -> Turn:
        ask, self._gather = self._asked(), None
        turning = _Turning()
        return self._until_asked(turning, self._ask(turning, ask.action, ask.method, parameters))

    def _ask(
        self, turning: _Turning, url: str, method: str, parameters: Mapping[str, str] | None = None
    ) -> Ending | None:
        """Fetch the next document; how the call ends where there is none."""
        turning.documents += 1
        if turning.documents > platform.MOST_DOCUMENTS:
            return Ending(how=ENDLESS, reason="one document leads to the next for ever", where=self.document.path)
        reply = self.web.fetch(method, url, {**self.parameters, **(parameters or {})}, self.cookies)
        turning.slow += reply.seconds
        if isinstance(reply, Failure):
            if reply.outside:
                return Ending(how=UNKNOWN, reason=reply.reason, where=self.document.path)
            return self._failed(turning, reply.reason)
        self.document = read(reply)
        self.rest = list(self.document.verbs)
        return self._failed(turning, self.document.fault) if self.document.fault else None

    def _failed(self, turning: _Turning, reason: str) -> Ending:
        turning.said.append(Said(text=platform.APPLICATION_ERROR))
        return Ending(how=ERROR, reason=reason, where=self.document.path)

    def _until_asked(self, turning: _Turning, ending: Ending | None) -> Turn:
        """Carry out verbs until the line listens or the call ends; after the last verb "the call is hung up"."""
        while ending is None and self.rest:
            element = self.rest.pop(0)
            if element.tag == "Gather":
                return self._listens(turning, element)
            ending = self._carry_out(turning, element)
            self.answered = True
        ending = ending or Ending(how=HANG_UP, where=self.document.path)
        said, remarks = tuple(turning.said), tuple(turning.remarks)
        self.turn = Turn(said=said, ending=ending, slow=turning.slow, remarks=remarks)
        return self.turn

    def _listens(self, turning: _Turning, gather: Element) -> Turn:
        """Nested words are interrupted by the first key ("Gather": "After the first digit is received …")."""
        inside = [child for child in gather.children if child.tag in ("Say", "Play", "Pause")]
        turning.remarks += [f"<{c.tag[:40]}> in Gather is skipped" for c in gather.children if c not in inside]
        said = [*turning.said, *(said for child in inside for said in spoken(child, interrupt=True))]
        listens = gather.get("input", "dtmf").lower().split()
        digits = int(number(gather.get("numDigits"), 0))
        ask = Ask(
            action=joined(self.document.url, gather.get("action")),
            method=method_of(gather),
            keys="dtmf" in listens,
            words="speech" in listens,
            digits=digits or None,
            finish=gather.get("finishOnKey", "#")[:1],
            timeout=_timeout(gather),
            where=self.document.path,
        )
        self._gather, self.answered = gather, True
        follows = gather.get("actionOnEmptyResult").lower() + "; ".join(map(_outline, self.rest))
        remarks = tuple(turning.remarks)
        self.turn = Turn(said=tuple(said), ask=ask, slow=turning.slow, remarks=remarks, follows=follows)
        return self.turn

    def _carry_out(self, turning: _Turning, element: Element) -> Ending | None:
        """One verb; how the call ends if it does there."""
        where = self.document.path
        match element.tag:
            case "Say" | "Play" | "Pause":
                turning.said += spoken(element)
                reason = "the same is said for ever"
                return Ending(how=ENDLESS, reason=reason, where=where) if endless(element) else None
            case "Redirect":
                return self._ask(turning, joined(self.document.url, element.text()), method_of(element))
            case "Hangup":
                return Ending(how=HANG_UP, where=where)
            case "Reject":  # only a first verb rejects; the line was answered otherwise
                busy = element.get("reason") == "busy"
                how, reason = (HANG_UP, "") if self.answered else (REJECT, "busy" if busy else "not in service")
                return Ending(how=how, reason=reason, where=where)
            case "Dial":
                self._end = element
                return Ending(how=DIAL, name=_dialed(element), goes_on=True, where=where)
            case "Record":
                self._end = element
                if element.get("playBeep").lower() != "false":
                    turning.said.append(Said(audio="beep"))
                # without an action "Twilio will re-request the current document's URL": the message is what it is about
                return Ending(how=VOICEMAIL, goes_on=bool(element.get("action")), where=where)
            case "Enqueue":
                return self._queue(turning, element)
            case tag if tag in _ELSEWHERE:
                return Ending(how=UNKNOWN, reason=f"{_ELSEWHERE[tag]} (<{tag}>)", where=where)
            case tag:
                if tag not in _BEHIND_THE_SCENES:  # error 12200 is a warning: the element is left out
                    turning.remarks.append(f"<{tag[:40]}> is no verb that the platform knows, and is skipped")
                return None

    def _queue(self, turning: _Turning, element: Element) -> Ending | None:
        """Wait: with the words of ``waitUrl``, whose <Leave> puts the caller out again."""
        room = waiting.enter(self.web, element, self.document.url, self.parameters, self.cookies)
        turning.remarks += room.remarks
        if room.how == waiting.LEFT:
            turning.said += room.said
            return self._after(turning, element, "leave")
        self._end, self._room = element, room if room.gather is not None else None
        return self._waits(element, room.said)

    def _waits(self, element: Element, said: Sequence[Said]) -> Ending:
        name = element.text("Task") or element.get("workflowSid") or "queue"
        listens, where = self._room is not None, self.document.path
        return Ending(how=QUEUE, name=name[:80], waiting=tuple(said), listens=listens, goes_on=True, where=where)

    def _press_in_queue(self, room: WaitingRoom, key: str) -> Turn:
        """A key while waiting: what it leads to, out of the queue or back to waiting."""
        element, turning = self._end, _Turning()
        assert element is not None
        after = room.press(self.web, key[:1], self.parameters, self.cookies)
        turning.remarks += after.remarks
        turning.slow += after.slow
        turning.said += after.said
        ending: Ending | None
        if after.how == waiting.WAITS:
            self._room = replace(room, gather=after.gather, document=after.document) if after.gather else room
            ending = self._waits(element, room.said)
        else:
            self._end, self._room = None, None
            ending = None
            if after.how == waiting.LEFT:
                ending = self._after(turning, element, "leave")
            elif after.how == waiting.FAILED:
                ending = self._failed(turning, after.reason)
            elif after.how == waiting.OUTSIDE:
                ending = Ending(how=UNKNOWN, reason=after.reason, where=self.document.path)
            else:
                ending = Ending(how=HANG_UP, where=self.document.path)
        return self._until_asked(turning, ending)

    def _after(self, turning: _Turning, element: Element, result: str) -> Ending | None:
        """What follows a queue, a dialed number or a recording: the action, or the next verb.

        "If no 'action' is provided, Twilio will fall through to the next verb" (Enqueue, Dial).
        """
        action = element.get("action")
        if element.tag == "Record":
            told = {"RecordingUrl": "https://recordings.invalid/RE0", "RecordingDuration": "4"}
            return self._ask(turning, joined(self.document.url, action), method_of(element), told)
        if not action:
            return None
        told = {"QueueResult": result, "QueueTime": "0"}
        if element.tag == "Dial":
            told = {"DialCallStatus": result, "DialCallDuration": "0", "DialCallSid": "CA" + "1" * 32}
        return self._ask(turning, joined(self.document.url, action), method_of(element), told)


def _timeout(gather: Element) -> float:
    written = gather.get("timeout")
    return GATHER_TIMEOUT if written in ("", "auto") else number(written, GATHER_TIMEOUT)


def _dialed(element: Element) -> str:
    """Who is dialed: a number, or the kind and name of another party."""
    noun = next((child for child in element.children if child.tag != "Number"), None)
    if noun is not None:
        return f"{noun.tag} {noun.text()}".strip()[:80]
    number = element.first("Number")
    return ((number.text() if number is not None else element.text()) or "nobody")[:80]


def _outline(element: Element) -> str:
    """A verb in short, to tell one continuation from another."""
    url = element.get("action") or (element.text() if element.tag == "Redirect" else "")
    return f"{element.tag} {url or element.text()}"
