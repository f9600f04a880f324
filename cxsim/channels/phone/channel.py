"""The phone channel lets a persona call: she walks the menu, waits in the simulated queue, and speaks with an agent.

It records what she hears, presses and waits, on her own clock: prompts last as long as they are (stated, or estimated
from their words), thinking and typing take what the settings say, the queue what the call center's model offers at
that hour. Each moment stands at the time at which it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cxsim.callcenter.center import Center
from cxsim.callcenter.probe import offered_wait
from cxsim.channels.base import Visit
from cxsim.channels.phone.caller import PersonaCaller
from cxsim.channels.phone.live import hindrance, is_address, line_of
from cxsim.channels.quota import Ledger
from cxsim.errors import CxsimError
from cxsim.experience import Kind, Moment
from cxsim.facts import stated
from cxsim.ivr.flow import Callback, Collect, Flow, Queue, Voicemail
from cxsim.ivr.hours import OPEN, Schedule
from cxsim.ivr.live import Line
from cxsim.ivr.live.walking import LiveWalk
from cxsim.ivr.machine import Machine
from cxsim.ivr.walk import Acted, Do, Ended, Heard, Step, walk
from cxsim.ivr.wording import promises_connection
from cxsim.particulars import fact_of

ASKED_BY_AGENTS = ("order number", "customer number", "case number", "name")
"""What an agent needs to find a customer's story, in the order in which it is asked for."""


class PhoneChannel:
    """Calls a phone line that is known as a flow, or that answers live, with the call center behind it."""

    def __init__(self, flows: Mapping[str, Flow], centers: Mapping[str, Center]) -> None:
        self.flows, self.centers = flows, centers
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def perform(self, visit: Visit) -> Iterator[Moment]:
        """One call."""
        named = visit.touchpoint.flow or ""
        center = self.centers.get(visit.touchpoint.callcenter or "")
        flow = self.flows.get(named)
        if flow is not None:
            yield from _Call(visit, center, flow).moments()
        elif not is_address(named):
            reason = "no phone menu is written for this touchpoint in a form that can be walked"
            yield _unseen(visit, visit.at, reason)
        elif reason := hindrance(visit, self.now(), Ledger(visit.root, now=self.now).use):
            yield _unseen(visit, visit.at, reason)
        else:
            with line_of(visit.touchpoint) as line:
                yield from _LiveCall(visit, center, line).moments()

    def close(self) -> None:
        """Nothing is held open."""


class _Call:
    """One call under way, and its clock."""

    def __init__(self, visit: Visit, center: Center | None, flow: Flow | None) -> None:
        self.visit, self.center, self.at = visit, center, visit.at
        self.flow = flow.spoken_at(visit.settings.phone_words_per_minute) if flow is not None else None
        self.caller = PersonaCaller(visit, self.flow, offered=self._known_wait)
        self.last = ""  # what she heard last
        self.asked: set[str] = set()

    def steps(self) -> Iterator[Step]:
        """What happens on the line, one thing after the other."""
        return walk(self._machine(), self.caller, self.visit.persona.knows)

    def _machine(self) -> Machine:
        assert self.flow is not None
        return Machine(self.flow, {name: schedule.state(self.local) for name, schedule in self.flow.schedules.items()})

    @property
    def closed(self) -> bool:
        """Whether nobody works now, as far as the line knows."""
        return self._machine().closed

    @property
    def local(self) -> datetime:
        """What the clock on her wall shows."""
        return self.visit.begins + timedelta(seconds=self.at)

    def moments(self) -> Iterator[Moment]:
        """The call from ringing to its end."""
        for step in self.steps():
            if isinstance(step, Heard):
                yield from self._heard(step)
            elif isinstance(step, Acted):
                yield from self._acted(step)
            else:
                yield from self._ended(step)

    def _moment(self, kind: Kind, data: dict[str, Any], seconds: float = 0.0) -> Moment:
        self.at = round(self.at + seconds, 3)
        return Moment(at=self.at, touchpoint=self.visit.stop.touchpoint, kind=kind, data=data)

    def _heard(self, step: Heard, *, inside_a_wait: bool = False) -> Iterator[Moment]:
        text = step.prompt.text or f"({step.prompt.audio or 'a recording'})"
        seconds = 0.0 if inside_a_wait else round(step.seconds, 3)
        data = {"text": text, "seconds": seconds, "node": step.node.id, "language": step.language}
        yield self._moment(Kind.HEARD, data, seconds)
        self.last = text
        for named, value in stated(text):
            fact_named = "phone hours" if named == "opening hours" else named
            yield self._moment(Kind.STATED, {"fact": fact_named, "value": value, "where": step.node.id})
        for solved in self.visit.goals:
            if solved.by == "sees" and solved.value.casefold() in text.casefold():
                yield self._solved(solved.goal, f"heard “{solved.value}”")
        if isinstance(step.node, Collect) and (fact := fact_of(text)) and step.node.id not in self.asked:
            self.asked.add(step.node.id)
            yield self._asked(fact, step.node.id)

    def _asked(self, fact: str, where: str) -> Moment:
        told_at = self.visit.customer.told.get(fact)
        data: dict[str, Any] = {"fact": fact, "known": told_at is not None, "where": where}
        return self._moment(Kind.ASKED, data | ({"told_at": told_at} if told_at is not None else {}))

    def _acted(self, step: Acted) -> Iterator[Moment]:
        choice, seconds = step.choice, round(step.seconds, 3)
        if isinstance(step.node, Queue):
            yield from self._waits(step.node, seconds, left=True)
            seconds = 0.0
        action = {Do.TYPE: "press", Do.LISTEN: "wait"}.get(choice.do, str(choice.do)) if not step.late else "wait"
        data: dict[str, Any] = {"action": action, "target": choice.what, "why": choice.why, "seconds": seconds}
        data |= {"node": step.node.id}
        if self.caller.candidates:
            data["candidates"] = self.caller.candidates
        yield self._moment(Kind.ACTED, data, seconds)
        fact = fact_of(step.node.text) if choice.do is Do.TYPE and not step.late else None
        if fact is not None:
            yield self._moment(Kind.TOLD, {"fact": fact, "value": self.visit.particulars.value(fact)})
        if not step.known:
            yield self._refused(step)

    def _refused(self, step: Acted) -> Moment:
        key = step.choice.what
        zero = key == "0"
        text = f"0 is not taken at “{step.node.title}”" if zero else f"“{key}” is not taken at “{step.node.title}”"
        return self._moment(Kind.REFUSED, {"what": "zero" if zero else "key", "text": text, "node": step.node.id})

    def _ended(self, step: Ended) -> Iterator[Moment]:
        node = step.node
        if step.how == "human":
            yield from self._queue(node, step.language) if isinstance(node, Queue) else self._answered("transfer", None)
        elif step.how == "hung up" or step.how == "endless":
            why = "patience" if step.why == "patience" else "no way on"
            yield self._moment(Kind.GAVE_UP, {"why": why, "text": f"She hangs up at “{node.title}”."})
        elif step.how == "unknown":
            yield _unseen(self.visit, self.at, f"cannot tell what happens at “{node.title}”: {step.why}")
        elif isinstance(node, Voicemail | Callback):
            who = "voicemail" if isinstance(node, Voicemail) else "callback"
            yield self._moment(Kind.REACHED, {"who": who, "how": "menu"})
        else:
            yield self._dropped()

    def _dropped(self) -> Moment:
        data: dict[str, Any] = {"how": "closed" if self.closed else "hang up", "text": self.last}
        if promises_connection(self.last):
            data["promised"] = self.last
        return self._moment(Kind.DROPPED, data)

    def _queue(self, node: Queue, language: str) -> Iterator[Moment]:
        """The offered wait against her patience."""
        try:
            wait = self._offered(node)
        except CxsimError as error:
            yield _unseen(self.visit, self.at, f"the wait in the queue {node.queue} is not known: {error.what}")
            yield from self._answered("queue", node)
            return
        patience = self.visit.customer.hangs_up_after()
        hangs_up = wait > patience
        seconds = round(min(wait, patience), 3)
        yield from self._waits(node, seconds, left=hangs_up, language=language, words=wait > 0)
        if hangs_up:
            text = f"She hangs up after {seconds:.0f} s in the queue {node.queue}."
            yield self._moment(Kind.GAVE_UP, {"why": "patience", "text": text})
        else:
            yield from self._answered("queue", node)

    def _waits(
        self, node: Queue, seconds: float, *, left: bool, language: str = "", words: bool = True
    ) -> Iterator[Moment]:
        """The time in a queue with what is heard there; ``left``: before anybody answered."""
        for prompt in node.waiting if words else ():
            yield from self._heard(Heard(node=node, prompt=prompt, seconds=0.0, language=language), inside_a_wait=True)
        yield self._moment(Kind.WAITED, _waited(node, seconds, left), seconds)

    def _known_wait(self, node: Queue) -> float | None:
        try:
            return self._offered(node)
        except CxsimError:
            return None

    def _offered(self, node: Queue) -> float:
        if self.center is None:
            raise CxsimError("no call center is written for this touchpoint")
        local = self.local.replace(tzinfo=None)
        return offered_wait(self.center, node.queue, local, seed=self.visit.particulars.seed)

    def _answered(self, how: str, node: Queue | None) -> Iterator[Moment]:
        """A human at last: what she is asked for, and what that tells about her goals."""
        queue = {"queue": node.queue} if node is not None else {}
        yield self._moment(Kind.REACHED, {"who": "human", "how": how, **queue})
        for solved in self.visit.goals:
            if solved.by == "reaches":
                yield self._solved(solved.goal, "reached a human")
        told = self.visit.customer.told
        handed = node is not None and node.hands_over
        asked = [fact for fact in ASKED_BY_AGENTS if fact in told and not handed]
        if not any(fact in told for fact in ASKED_BY_AGENTS) and self.visit.particulars.knows(ASKED_BY_AGENTS[0]):
            asked = [ASKED_BY_AGENTS[0]]
        for fact in asked:
            yield self._asked(fact, "agent")
            seconds = self.visit.settings.phone_question
            said = {"action": "tell", "target": fact, "why": "asked by the agent", "seconds": seconds, "node": "agent"}
            yield self._moment(Kind.ACTED, said, seconds)
            yield self._moment(Kind.TOLD, {"fact": fact, "value": self.visit.particulars.value(fact)})

    def _solved(self, goal: str | None, reason: str) -> Moment:
        return self._moment(Kind.OUTCOME, {"goal": goal, "met": True, "reason": reason})


class _LiveCall(_Call):
    """A call to a line that answers itself."""

    def __init__(self, visit: Visit, center: Center | None, line: Line) -> None:
        super().__init__(visit, center, None)
        self.line = line

    def steps(self) -> Iterator[Step]:
        """What happens on the line, one thing after the other."""
        rate = self.visit.settings.phone_words_per_minute
        language = self.visit.company.language
        return LiveWalk(line=self.line, caller=self.caller, words_per_minute=rate, language=language).steps()

    @property
    def closed(self) -> bool:
        """Whether nobody works now, as the touchpoint's hours say."""
        hours, company = self.visit.touchpoint.hours, self.visit.company
        if hours is None:
            return False
        return Schedule.of(hours, zone=company.zone, holidays=company.holidays).state(self.local) != OPEN


def _waited(node: Queue, seconds: float, hangs_up: bool) -> dict[str, Any]:
    return {
        "for": "queue",
        "seconds": seconds,
        "occupied": bool(node.waiting),
        "estimate": bool(node.estimate),
        "explained": bool(node.waiting or node.says),
        "fair": True,  # first come, first served
        "censored": hangs_up,
        "simulated": True,
        "queue": node.queue,
    }


def _unseen(visit: Visit, at: float, reason: str) -> Moment:
    data = {"what": visit.stop.touchpoint, "reason": reason, "harness": False}
    return Moment(at=at, touchpoint=visit.stop.touchpoint, kind=Kind.UNSEEN, data=data)
