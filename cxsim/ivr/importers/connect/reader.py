"""The reader follows the actions of an Amazon Connect flow, and of the flows and modules that it calls.

A module is read anew wherever it is invoked, for it returns to its caller; a flow that the call is transferred to is
read once. What the platform does is cited from its documentation, "Actions in the Flow language" (API reference) and
"Flow blocks" (administrator guide), beside the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cxsim.ivr.flow import HANG_UP, Flow, Jump, Node, Opaque, Prompt, Queue, Where, is_keys
from cxsim.ivr.importers.assembly import Assembly, spoken
from cxsim.ivr.importers.connect.shelf import CALLED, Exported, Shelf, last
from cxsim.ivr.importers.sources import items, mapping, string

QUEUE = "target queue"
"""The attribute that holds the queue that was chosen last."""
MOST_CALLS = 100
"""Invocations of modules that are read; a module may call modules, five levels deep."""
MOST_QUEUES = 200
"""Places in which somebody waits, for each of which the flow of waiting customers is read."""
_FLOW_ATTRIBUTE = "$.FlowAttributes."
LABELS = {
    "MessageParticipant": "play",
    "MessageParticipantIteratively": "play",
    "GetParticipantInput": "menu",
    "ConnectParticipantWithLexBot": "bot",
    "DisconnectParticipant": "disconnect",
    "EndFlowExecution": "end of the flow",
    "UpdateContactTargetQueue": "choose queue",
    "TransferContactToQueue": "queue",
    "TransferContactToAgent": "agent",
    "TransferParticipantToThirdParty": "dial",
    "TransferToFlow": "go to flow",
    "InvokeFlowModule": "module",
    "EndFlowModuleExecution": "end of module",
    "InvokeLambdaFunction": "function",
    "CheckHoursOfOperation": "opening hours",
    "CheckMetricData": "staffing",
    "Compare": "compare",
    "Loop": "loop",
    "CreateCallbackContact": "callback",
    "UpdateContactAttributes": "set",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One flow as it is read: with its prefix for names and where it returns to, if it is a module."""

    flow: Exported
    prefix: str = ""
    back: str = HANG_UP
    calls: tuple[str, ...] = ()
    waits: bool = False  # it is run in a queue, and whoever comes to its end goes on waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action with its place in the flow that is built."""

    frame: Frame
    action: dict[str, Any]
    id: str
    where: Where
    reader: Reader

    @property
    def type(self) -> str:
        """What kind of action it is."""
        return string(self.action.get("Type"))

    def parameter(self, name: str) -> str:
        """A parameter as text, with a flow attribute replaced by its value where only one was ever set."""
        return self.reader.resolved(string(mapping(self.action.get("Parameters")).get(name)), self.frame)

    @property
    def parameters(self) -> dict[str, Any]:
        """All parameters as they are written."""
        return mapping(self.action.get("Parameters"))

    @property
    def _transitions(self) -> dict[str, Any]:
        return mapping(self.action.get("Transitions"))

    @property
    def next(self) -> str:
        """Where it goes on if all is well. Where nothing follows, nothing is run any more and the contact ends."""
        if self.frame.waits and not self.follows:
            return self.frame.back
        return self.reader.at(self.frame, string(self._transitions.get("NextAction")))

    @property
    def follows(self) -> bool:
        """Whether something follows if all is well."""
        return bool(self._transitions.get("NextAction"))

    def error(self, *types: str) -> str:
        """Where it goes on after one of these errors, the first that has a transition; else the contact ends.

        NoMatchingError is taken "if no other Error matches".
        """
        found = {
            string(mapping(e).get("ErrorType")): string(mapping(e).get("NextAction"))
            for e in reversed(items(self._transitions.get("Errors")))
        }
        for type in (*types, "NoMatchingError"):
            if found.get(type):
                return self.reader.at(self.frame, found[type])
        return HANG_UP

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        """Its conditions as (operator, operand, target)."""
        for condition in map(mapping, items(self._transitions.get("Conditions"))):
            wanted, target = mapping(condition.get("Condition")), string(condition.get("NextAction"))
            for operand in items(wanted.get("Operands")):
                yield string(wanted.get("Operator")), string(operand), self.reader.at(self.frame, target)

    def prompts(self, source: dict[str, Any] | None = None) -> tuple[Prompt, ...]:
        """What it says. A text or prompt that is worked out during the call is a recording whose words are unknown."""
        parameters = self.parameters if source is None else source
        said = [parameters] if source is not None else [parameters, *map(mapping, items(parameters.get("Messages")))]
        return tuple(prompt for part in said if (prompt := self.reader.prompt(part, self.frame)))

    def node_id(self, what: str) -> str:
        """The id of a further node that this action needs."""
        return f"{self.id}: {what}"


class Reader:
    """Turns one flow in which calls begin, with everything that it calls, into nodes."""

    def __init__(self, shelf: Shelf, entry: Exported) -> None:
        self.shelf, self.entry = shelf, entry
        self.assembly = Assembly(entry.file)
        self.ids: dict[tuple[Exported, tuple[str, ...], str], str] = {}
        self.open: list[Step] = []
        self.waiting: tuple[Prompt, ...] | None = None
        self.hooks: dict[int, Exported] = {}  # the flows that are run while customers wait
        self._static: dict[int, dict[str, set[str]]] = {}
        self._positions: dict[int, dict[str, int]] = {}
        self._called = 0

    def follow(self, read: Callable[[Step], None]) -> str:
        """Read every action with this function, those first that a call comes to; the node at which calls begin."""
        frame = Frame(flow=self.entry)
        start = self.at(frame, self.entry.start)
        self._read_all(read)
        for identifier in self.entry.actions:  # those that no call comes to
            self.at(frame, identifier)
        self._read_all(read)
        self._press_while_waiting()
        self._read_all(read)
        return start

    def _press_while_waiting(self) -> None:
        """Give each queue the keys that the flow for waiting customers takes; of several nobody knows which is run.

        It is read anew for every queue, for whoever comes to its end goes on waiting there ("End flow / Resume").
        """
        if len(self.hooks) != 1:
            return
        (hook,) = self.hooks.values()
        inputs = [name for name, action in hook.actions.items() if action.get("Type") == "GetParticipantInput"]
        queues = [node for node in self.assembly.nodes.values() if isinstance(node, Queue)] if inputs else []
        for queue in queues[:MOST_QUEUES]:
            frame = Frame(flow=hook, prefix=f"{queue.id} › ", back=queue.id, calls=(queue.id,), waits=True)
            keys: dict[str, str] = {}
            for name in inputs:
                transitions = mapping(hook.actions[name].get("Transitions"))
                for condition in map(mapping, items(transitions.get("Conditions"))):
                    for operand in map(string, items(mapping(condition.get("Condition")).get("Operands"))):
                        target = string(condition.get("NextAction"))
                        if is_keys(operand) and len(operand) == 1 and target:
                            keys.setdefault(operand, self.at(frame, target))
            self.put(replace(queue, keys=keys))

    def flow(self, start: str) -> Flow:
        """The whole flow."""
        if self.entry.kind not in CALLED:
            start = self.assembly.without_attributes(start)
        return self.assembly.flow(self.entry.name, start)

    def _read_all(self, read: Callable[[Step], None]) -> None:
        while self.open:
            read(self.open.pop())

    def at(self, frame: Frame, identifier: str) -> str:
        """The node at which an action begins; the first time, it is put on the list of what is still to be read."""
        if not identifier:
            return HANG_UP
        key = (frame.flow, frame.calls, identifier)
        if key in self.ids:
            return self.ids[key]
        action = frame.flow.actions.get(identifier)
        where = Where(file=frame.flow.file, pointer=frame.flow.pointers.get(identifier, ""))
        if action is None:
            self.ids[key] = id = self._free(f"{frame.prefix}missing {identifier}")
            self.assembly.add(
                Opaque(id=id, where=where, reason=f"the flow goes on at {identifier}, which is not there")
            )
            return id
        self.ids[key] = id = self._free(frame.prefix + self._label(identifier, string(action.get("Type")), frame.flow))
        self.assembly.add(Jump(id=id, where=where))  # holds the name until it is read
        self.open.append(Step(frame=frame, action=dict(action), id=id, where=where, reader=self))
        return id

    def _free(self, id: str) -> str:
        return self.assembly.free(id)

    def put(self, node: Node) -> None:
        """The node of an action, in the place that was held for it."""
        self.assembly.nodes[node.id] = node

    def enter(self, flow: Exported) -> str:
        """The beginning of a flow that the call is transferred to."""
        prefix = "" if flow is self.entry else f"{flow.name} › "
        return self.at(Frame(flow=flow, prefix=prefix), flow.start)

    def call(self, step: Step, module: Exported) -> str | None:
        """The beginning of a module, which returns to the step's next action; None where that cannot be read."""
        self._called += 1
        calls = (*step.frame.calls, step.id)
        if self._called > MOST_CALLS or len(calls) > 5:
            return None
        return self.at(Frame(flow=module, prefix=f"{step.id} › ", back=step.next, calls=calls), module.start)

    def resolved(self, value: str, frame: Frame) -> str:
        """A value; for ``$.FlowAttributes.x`` what the flow sets x to, if that is one thing."""
        if not value.startswith(_FLOW_ATTRIBUTE):
            return value
        found = self._values(frame.flow).get(value.removeprefix(_FLOW_ATTRIBUTE), set())
        return next(iter(found)) if len(found) == 1 else value

    def _values(self, flow: Exported) -> dict[str, set[str]]:
        """Everything that a flow sets its flow attributes to."""
        if id(flow) not in self._static:
            found: dict[str, set[str]] = {}
            for action in flow.actions.values():
                for name, value in mapping(mapping(action.get("Parameters")).get("FlowAttributes")).items():
                    found.setdefault(name, set()).add(string(mapping(value).get("Value")))
            self._static[id(flow)] = found
        return self._static[id(flow)]

    def prompt(self, part: dict[str, Any], frame: Frame) -> Prompt | None:
        """One prompt: a text, SSML, or a recording."""
        text = self.resolved(string(part.get("Text")), frame) or spoken(string(part.get("SSML")))
        if text and not text.startswith("$."):
            return Prompt(text=" ".join(text.split()))
        audio = text or string(part.get("PromptId")) or string(mapping(part.get("Media")).get("Uri"))
        return Prompt(audio=last(self.resolved(audio, frame))) if audio else None

    def hear_while_waiting(self, reference: str) -> None:
        """Keep what the flow for waiting customers says; where several are set, nobody can say which is heard."""
        flow = self.shelf.flow(reference)
        frame = Frame(flow=flow) if flow else None
        if flow:
            self.hooks[id(flow)] = flow
        said: list[Prompt] = []
        for action in flow.actions.values() if flow else ():
            parameters = mapping(action.get("Parameters"))
            for part in (parameters, *map(mapping, items(parameters.get("Messages")))):
                prompt = self.prompt(part, frame) if frame else None
                said += [prompt] if prompt else []
        self.waiting = tuple(said) if self.waiting in (None, tuple(said)) else ()

    def _label(self, identifier: str, type: str, flow: Exported) -> str:
        """A readable id: the identifier where somebody chose it, else the kind of action and its number."""
        if not (len(identifier) == 36 and identifier.count("-") == 4):
            return identifier
        if id(flow) not in self._positions:
            self._positions[id(flow)] = {known: number for number, known in enumerate(flow.actions)}
        return f"{LABELS.get(type, type or 'step')} {self._positions[id(flow)][identifier]}"
