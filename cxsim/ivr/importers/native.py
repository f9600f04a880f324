"""The native importer reads a phone menu that people wrote in YAML (first key ``ivr``).

Left out means: silence for 5 s, and then the line is cut; the same after a wrong key. Counters of silence and of wrong
keys begin anew each time that a step is entered from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxsim import yamlfile
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import Loc, did_you_mean
from cxsim.ivr.flow import (
    BETWEEN_DIGITS,
    HANG_UP,
    LINE,
    WORDS_PER_MINUTE,
    Assign,
    Branch,
    Callback,
    Case,
    Collect,
    Flow,
    HangUp,
    InHours,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.hours import Schedule
from cxsim.ivr.importers import conditions
from cxsim.ivr.importers.form import FlowForm, RetryForm, Spoken, StepForm

OPENING = "opening hours"
"""The name of the node that asks whether the line is open, made from the file's ``closed:``."""


def is_flow(path: Path) -> bool:
    """Whether the first key of a YAML file is ``ivr``; a file that cannot be read as YAML may be one."""
    try:
        return yamlfile.read(path).kind == "ivr"
    except DefinitionError:
        return True


def read(path: Path) -> Flow:
    """The flow in a YAML file. Raises DefinitionError with every fault at once."""
    return _flow(yamlfile.read(path))


def parse(text: str, path: Path) -> Flow:
    """The flow in a YAML text, with the path that faults name. Raises DefinitionError with every fault at once."""
    return _flow(yamlfile.parse(text, path))


def _flow(document: yamlfile.Document) -> Flow:
    faults = list(_wrong_names(document))
    try:
        form = yamlfile.build(document, FlowForm)
    except DefinitionError as error:
        raise DefinitionError(sorted([*error.faults, *faults], key=lambda fault: fault.line or 0)) from error
    if faults:
        raise DefinitionError(faults)
    return _Reader(document, form).flow()


def _wrong_names(document: yamlfile.Document) -> Iterator[Fault]:
    """Targets that are no step, and conditions that cannot be read; told beside every other fault of the file."""
    root = document.root
    steps = root.get("flow") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(steps, Mapping):
        return
    known = [*steps, HANG_UP]
    for loc, target in _named(root, steps):
        if isinstance(target, str) and target and target not in known:
            yield document.fault(f"{_place(loc)}: there is no step {target!r}", loc, hint=did_you_mean(target, known))
    for name, step in steps.items():
        for at, text, _ in _when(step):
            if text != "else" and conditions.read(text) is None:
                hint = f"write {', '.join(conditions.STATES)}, else, or a comparison such as customer = gold"
                what = f"{name} › when: {text!r} is no condition"
                yield document.fault(what, ("flow", name, "when", *at), hint=hint)
        if name == HANG_UP:
            yield document.fault(f"{HANG_UP!r} cannot be the name of a step", ("flow", name), hint="it cuts the line")


def _named(root: Mapping[str, Any], steps: Mapping[str, Any]) -> Iterator[tuple[Loc, Any]]:
    """Every place that names a step."""
    yield ("closed",), root.get("closed")
    for name, step in steps.items():
        at: Loc = ("flow", name)
        if not isinstance(step, Mapping):
            continue
        yield (*at, "full"), step.get("full")
        then = step.get("then")
        for number, target in enumerate(then if isinstance(then, list) else [then]):
            yield (*at, "then", number) if isinstance(then, list) else (*at, "then"), target
        for key in ("silent", "wrong"):
            yield (*at, key, "then"), _mapping(step, key).get("then")
        yield from (((*at, "when", *place, *(("then",) if len(place) > 1 else ())), to) for place, _, to in _when(step))
        for key in ("keys", "words"):
            yield from (((*at, key, label), target) for label, target in _mapping(step, key).items())


def _when(step: Any) -> Iterator[tuple[Loc, str, Any]]:
    """The cases of a branch as (place, case, target); those that are no cases are told elsewhere."""
    value = step.get("when") if isinstance(step, Mapping) else None
    if isinstance(value, Mapping):
        yield from (((case,), case, target) for case, target in value.items())
    for number, entry in enumerate(value if isinstance(value, list) else ()):
        case = entry.get("case") if isinstance(entry, Mapping) else None
        if isinstance(case, str):
            yield (number, "case"), case, entry.get("then")


def _mapping(step: Any, key: str) -> Mapping[str, Any]:
    value = step.get(key) if isinstance(step, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _place(loc: Loc) -> str:
    return " › ".join(str(part) for part in loc if part != "flow" and not isinstance(part, int))


class _Reader:
    """Turns the form of one document into nodes that know their lines."""

    def __init__(self, document: yamlfile.Document, form: FlowForm) -> None:
        self.document, self.form = document, form

    def flow(self) -> Flow:
        form = self.form
        nodes: dict[str, Node] = {}
        start = next(iter(form.flow))
        if form.closed is not None:
            closed = Case(condition=InHours(state="closed"), then=form.closed)
            where = self._where(("closed",))
            nodes[OPENING] = Branch(id=OPENING, where=where, cases=(closed,), otherwise=start)
            start = OPENING
        nodes |= {name: self._node(name, step) for name, step in form.flow.items()}
        if any(target == HANG_UP for node in nodes.values() for _, target in node.targets()):
            nodes[HANG_UP] = HangUp(id=HANG_UP, where=Where(file=str(self.document.path)))
        return Flow(
            name=form.ivr,
            start=start,
            nodes=nodes,
            file=str(self.document.path),
            language=form.language or "",
            schedules=self._schedules(),
            words_per_minute=form.rate or WORDS_PER_MINUTE,
        )

    def _schedules(self) -> dict[str, Schedule]:
        form = self.form
        found = {
            name: Schedule.of(one.hours, zone=one.zone, holidays=one.holidays) for name, one in form.schedules.items()
        }
        if form.hours is not None:
            found[LINE] = Schedule.of(form.hours, zone=form.zone or "UTC", holidays=form.holidays)
        return found

    def _where(self, loc: Loc) -> Where:
        return Where(file=str(self.document.path), line=self.document.line(loc))

    def _node(self, name: str, step: StepForm) -> Node:
        common: dict[str, Any] = {
            "id": name,
            "name": step.name,
            "where": self._where(("flow", name)),
            "says": _prompts(step.says),
            "language": step.language or "",
        }
        then = (step.then or (HANG_UP,))[0]
        match step.kind:
            case "keys" | "digits":
                return _input(step, then, common)
            case "queue":
                return _queue(step, common)
            case "dial":
                after = step.then[0] if step.then else None
                return Transfer(number=step.dial or "", human=step.human, then=after, **common)
            case "when":
                return _branch(step, common)
            case "set":
                ((attribute, value),) = (step.set or {}).items()
                return _assign(attribute, value.strip(), then, common)
            case "add":
                ((attribute, more),) = (step.add or {}).items()
                return Assign(attribute=attribute, add=more, then=then, **common)
            case "ends":
                return HangUp(**common)
            case "unknown":
                return Opaque(reason=step.unknown or "", then=step.then or (), **common)
            case "voicemail":
                return Voicemail(**common)
            case "callback":
                return Callback(**common)
            case _:
                return _speech(then, common)


def _prompts(said: Sequence[Spoken] | None) -> tuple[Prompt, ...]:
    return tuple(
        Prompt(text=" ".join(spoken.text.split()), stated=spoken.seconds, audio=spoken.audio) for spoken in said or ()
    )


def _retry(form: RetryForm) -> Retry:
    return Retry(
        repeat=form.repeat,
        then=form.then or HANG_UP,
        after=form.after,
        says=_prompts(form.says),
        further=tuple(_prompts(said) for said in form.further),
        instead=form.instead,
    )


def _input(step: StepForm, then: str, common: Mapping[str, Any]) -> Node:
    waiting: dict[str, Any] = {"silent": _retry(step.silent), "wrong": _retry(step.wrong), "interrupt": step.interrupt}
    waiting["between"] = BETWEEN_DIGITS if step.between is None else step.between
    keys = dict(step.keys or {})
    if step.digits is None:
        longest = step.longest or max(map(len, keys), default=1)
        return Menu(keys=keys, words=dict(step.words or {}), longest=longest, **waiting, **common)
    least, most = step.digits
    end = step.end if step.end is not None else "#" if least != most and "#" not in keys else ""
    return Collect(keys=keys, then=then, least=least, most=most, end=end, into=step.into, **waiting, **common)


def _queue(step: StepForm, common: Mapping[str, Any]) -> Node:
    return Queue(
        queue=step.queue or "",
        keys=dict(step.keys or {}),
        full=step.full,
        waiting=_prompts(step.waiting),
        estimate=step.estimate,
        callback=step.offers,
        hands_over=step.hands_over,
        **common,
    )


def _branch(step: StepForm, common: Mapping[str, Any]) -> Node:
    otherwise = next((one.then for one in step.when or () if one.case == "else"), None)
    read = [(conditions.read(one.case), one.then) for one in step.when or ()]
    cases = [Case(condition=condition, then=then) for condition, then in read if condition is not None]
    if otherwise is None:  # open and closed leave nothing over; else whatever is not named cuts the line
        asked = [case.condition for case in cases if isinstance(case.condition, InHours)]
        states = {condition.state for condition in asked if condition.schedule == LINE}
        otherwise = cases[-1].then if {"open", "closed"} <= states else HANG_UP
    return Branch(cases=tuple(cases), otherwise=otherwise, **common)


def _assign(attribute: str, value: str, then: str, common: Mapping[str, Any]) -> Node:
    add = re.fullmatch(r"\+\s*(\d+)", value)
    return Assign(attribute=attribute, value=value, add=int(add[1]) if add else None, then=then, **common)


def _speech(then: str, common: Mapping[str, Any]) -> Node:
    if then == HANG_UP and common["says"]:
        return HangUp(**common)
    return Play(then=then, **common) if common["says"] else Jump(then=then, **common)
