"""The voice is the demo company's phone line as a live TwiML webhook: the same flow as its file, served over HTTP.

A call is stepped by :class:`cxsim.ivr.machine.Machine`, the one meaning of a flow, so what a caller hears here cannot
differ from what the file says. The server keeps nothing of a call: its state travels in the address that the caller's
carrier posts the next key to.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cxsim.demo.version import MAPS, Version

if TYPE_CHECKING:
    from cxsim.ivr.flow import Flow, Node
    from cxsim.ivr.machine import Label, Machine, State

_LONGEST_CHAIN = 50  # steps without a key; a flow that goes on longer never comes to an end


class Voice:
    """The phone line of one version. ``/voice`` begins a call, ``/voice/next`` goes on; ``?at=`` is the local time.

    ``/voice/wait`` is what is heard in a queue.
    """

    def __init__(self, version: Version) -> None:
        self._map = MAPS.get(version.name, MAPS["redesign"])

    def routes(self) -> list[Route]:
        """The addresses, by GET or POST, as TwiML allows both."""
        return [
            Route("/voice", self._begin, methods=["GET", "POST"]),
            Route("/voice/next", self._next, methods=["GET", "POST"]),
            Route("/voice/wait", self._wait, methods=["GET", "POST"]),
        ]

    @cached_property
    def _flow(self) -> Flow:
        from cxsim.demo import project_root
        from cxsim.loading import load_project

        project = load_project(project_root(), map=project_root() / self._map)
        phone = project.touchpoints["phone"]
        flow = project.flows[str(phone.flow)]
        company = project.company
        return flow.with_hours(phone.hours, zone=company.zone, holidays=company.holidays, language=company.language)

    def _machine(self, at: str) -> Machine:
        from cxsim.ivr.machine import Machine

        when = datetime.fromisoformat(at) if at else datetime.now(UTC)
        return Machine(self._flow, {name: schedule.state(when) for name, schedule in self._flow.schedules.items()})

    async def _begin(self, request: Request) -> Response:
        at = request.query_params.get("at", "")
        try:
            machine = self._machine(at)
        except ValueError:
            return _refused("at is no ISO time")
        return _twiml(machine, ("", ""), machine.start(), at)

    async def _next(self, request: Request) -> Response:
        at = request.query_params.get("at", "")
        async with request.form() as form:
            digits = str(form.get("Digits", request.query_params.get("Digits", "")))
        try:
            machine = self._machine(at)
            state = _state(request.query_params.get("state", ""), machine)
        except ValueError as error:
            return _refused(str(error))
        label = _label(machine, state, digits)
        moves = dict(machine.moves(state))
        return _twiml(machine, label, moves[label], at)

    async def _wait(self, request: Request) -> Response:
        from cxsim.ivr.flow import Queue

        node = self._flow.nodes.get(request.query_params.get("queue", ""))
        if not isinstance(node, Queue):
            return _refused("queue is not one of this line's")
        response = ElementTree.Element("Response")
        for prompt in node.waiting:
            language = request.query_params.get("language", "en-US")
            ElementTree.SubElement(response, "Say", language=language).text = prompt.text
        return _xml(response)


def _label(machine: Machine, state: State, digits: str) -> Label:
    """The move that these digits make; none at all are silence."""
    from cxsim.ivr.flow import Collect
    from cxsim.ivr.machine import TYPE, WAIT, WRONG

    node = machine.node(state)
    if not digits:
        return (WAIT, "")
    if isinstance(node, Collect) and digits not in node.keys:
        enough = digits.isdigit() and node.least <= len(digits) <= (node.most or len(digits))
        return (TYPE, _typed(machine, state, digits)) if enough else (WRONG, "")
    return machine.press(state, digits)


def _typed(machine: Machine, state: State, digits: str) -> str:
    from cxsim.ivr.machine import TYPE

    return digits if (TYPE, digits) in dict(machine.moves(state)) else "digits"


def _twiml(machine: Machine, label: Label, state: State, at: str) -> Response:
    """What is heard from here until the next key, as one TwiML document."""
    from cxsim.ivr.flow import Collect, Menu

    response = ElementTree.Element("Response")
    for _ in range(_LONGEST_CHAIN):
        node = machine.node(state)
        if isinstance(node, Menu | Collect):
            _gather(response, machine, label, state, at)
            return _xml(response)
        _say(response, machine, label, state)
        moves = machine.moves(state)
        if not moves:
            break
        label, state = moves[0]
    _end(response, machine.node(state), state[4])
    return _xml(response)


def _say(parent: ElementTree.Element, machine: Machine, label: Label, state: State) -> None:
    for prompt in machine.hears(label, state):
        if prompt.text:
            ElementTree.SubElement(parent, "Say", language=state[4] or "en-US").text = prompt.text


def _gather(response: ElementTree.Element, machine: Machine, label: Label, state: State, at: str) -> None:
    """Listen for a key: while it is spoken where that interrupts, else after it; silence posts no digits."""
    from cxsim.ivr.flow import Collect, Menu

    node = machine.node(state)
    assert isinstance(node, Menu | Collect)
    address = f"/voice/next?state={quote(json.dumps(state))}" + (f"&at={quote(at)}" if at else "")
    most = node.longest if isinstance(node, Menu) else node.most
    settings = {"input": "dtmf", "timeout": f"{node.silent.after:g}", "action": address, "method": "POST"}
    settings |= {"numDigits": str(most)} if most else {}
    settings |= {"finishOnKey": node.end if isinstance(node, Collect) else ""}
    if not node.interrupt:
        _say(response, machine, label, state)
    gather = ElementTree.SubElement(response, "Gather", settings)
    if node.interrupt:
        _say(gather, machine, label, state)
    ElementTree.SubElement(response, "Redirect", method="POST").text = address


def _end(response: ElementTree.Element, node: Node, language: str) -> None:
    from cxsim.ivr.flow import Queue, Transfer, Voicemail

    if isinstance(node, Queue):
        waits = f"/voice/wait?{urlencode({'queue': node.id, 'language': language or 'en-US'})}"
        ElementTree.SubElement(response, "Enqueue", waitUrl=waits).text = node.queue
    elif isinstance(node, Transfer):
        ElementTree.SubElement(response, "Dial").text = node.number
    elif isinstance(node, Voicemail):
        ElementTree.SubElement(response, "Record")
    else:
        ElementTree.SubElement(response, "Hangup")


def _state(text: str, machine: Machine) -> State:
    """The state in an address, which anybody could have written. Raises ValueError."""
    try:
        number, silences, wrongs, attributes, language = json.loads(text)
        told = tuple(None if value is None else str(value) for value in attributes)
        state = (int(number), int(silences), int(wrongs), told, str(language))
    except (TypeError, ValueError) as error:
        raise ValueError("state is not one of this line's") from error
    if not 0 <= state[0] < len(machine.nodes) or len(told) != len(machine.values) or not _waits(machine, state):
        raise ValueError("state is not one of this line's")
    return state


def _waits(machine: Machine, state: State) -> bool:
    from cxsim.ivr.flow import Collect, Menu

    return isinstance(machine.node(state), Menu | Collect)


def _xml(response: ElementTree.Element) -> Response:
    text = ElementTree.tostring(response, encoding="utf-8", xml_declaration=True)
    return Response(text, media_type="text/xml")


def _refused(why: str) -> Response:
    return Response(why, status_code=400, media_type="text/plain")
