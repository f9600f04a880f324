"""Calling is what the command line does with a phone line: it walks it or explores it, whether it is live or a file."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cxsim.cli.common import plain
from cxsim.cli.menus import flows, moment
from cxsim.errors import EXIT_NOT_LOOKED_AT, EXIT_OK, CxsimError, DefinitionError, Fault
from cxsim.hosts import is_loopback
from cxsim.ivr.explore import hours_at
from cxsim.ivr.flow import LINE, Collect, Flow, Input, Queue, Transfer
from cxsim.ivr.live import Line, Web, allowed_hosts, platform
from cxsim.ivr.live.shape import shape
from cxsim.ivr.live.survey import Bounds, Surveyor
from cxsim.ivr.live.walking import LiveWalk
from cxsim.ivr.machine import Machine
from cxsim.ivr.walk import Acted, Choice, Do, Ended, Heard, Step, walk

FORMAT = 1
POLITE = 5.0
"""Requests a second to a host that is not this machine, if nobody says otherwise."""
THINKS = 1.5
"""Seconds between the end of a menu and a key that was given on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A line as it is named on the command line."""

    source: str
    allow: tuple[str, ...] = ()
    humans: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """The menu that was found, and what somebody should know about it; ``whole`` if nothing was left out."""

    flow: Flow
    remarks: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A call as it is told: one line a thing that happened, and the same for programs."""

    lines: tuple[str, ...]
    document: dict[str, Any]
    exit_code: int

    def as_text(self) -> str:
        """For people."""
        return "\n".join(self.lines)

    def as_json(self) -> str:
        """For programs."""
        return json.dumps(
            {"format": FORMAT, **self.document, "exit_code": self.exit_code}, indent=2, ensure_ascii=False
        )


def is_address(source: str) -> bool:
    """Whether this is the address of a live line rather than a file."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None


@contextmanager
def live_line(target: Target, *, rate: float | None = None) -> Iterator[Line]:
    """A live line that may be called. Raises ChannelError where it may not."""
    hosts = allowed_hosts(target.source, target.allow)
    wished = rate if rate is not None else None if is_loopback(target.source) else POLITE
    pause = 1.0 / wished if wished else 0.0
    with Web(hosts, token=os.environ.get(platform.TOKEN_NAME, ""), pause=pause) as web:
        yield Line(url=target.source, web=web)


def bounds(*, calls: int, depth: int, seconds: float) -> Bounds:
    """How much is asked of a line at most."""
    return Bounds(calls=calls, depth=depth, seconds=seconds)


def explored(
    target: Target, within: Bounds | None = None, *, numbers: Sequence[str] = (), rate: float | None = None
) -> Explored:
    """The menu of a live line."""
    if not is_address(target.source):
        what = f"{target.source!r} is no address of a live line"
        raise CxsimError(what, hint="write it with http:// or https://; a file is read by cxsim ivr check")
    with live_line(target, rate=rate) as line, _progress() as tell:
        survey = Surveyor(line, within, numbers=numbers, tell=tell).survey()
    flow = shape(survey, name=_without_query(target.source), humans=target.humans)
    whole = not any(place.missing for place in survey.places)
    return Explored(flow=flow, remarks=survey.remarks, whole=whole)


def write(flow: Flow, path: Path) -> None:
    """Write a menu as cxsim's own YAML; it is there when it is whole. Raises CxsimError."""
    from cxsim.ivr.importers import writing

    text = writing.written(flow)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise CxsimError(f"{path} cannot be written: {error.strerror}", hint="choose another file or folder") from error
    finally:
        part.unlink(missing_ok=True)


def _without_query(address: str) -> str:
    """An address that can be shown: a query may hold what is nobody's business."""
    return re.split(r"[?#]", address)[0]


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """On a terminal, how far it has come."""
    if not sys.stderr.isatty():
        yield lambda calls, places: None
        return
    from rich.console import Console

    with Console(stderr=True).status("calling …") as status:
        yield lambda calls, places: status.update(f"{calls} calls, {places} places")


class Script:
    """A caller who does what was written on the command line, and hangs up when she is asked for more."""

    def __init__(self, written: str) -> None:
        self.left = [part.strip() for part in written.split(",")] if written.strip() else []

    def choose(self, node: Input, language: str) -> Choice:
        """The next thing that was written."""
        if not self.left:
            return Choice(do=Do.HANG_UP, why="nothing more to press")
        what = self.left.pop(0)
        if not what:
            return Choice(do=Do.LISTEN)
        if not re.fullmatch(r"[0-9*#]+", what):
            return Choice(do=Do.SAY, what=what, thinks=THINKS)
        number = isinstance(node, Collect) and len(what) > 1
        return Choice(do=Do.TYPE if number else Do.PRESS, what=what, thinks=THINKS)

    def waits(self, node: Queue, language: str) -> Choice:
        """The next key that was written, as soon as she waits; silence, or no more keys, is to wait for a human."""
        what = self.left.pop(0) if self.left else ""
        return Choice(do=Do.PRESS, what=what, thinks=THINKS) if what in node.keys else Choice(do=Do.LISTEN)


def pressing(target: Target, written: str) -> Told:
    """One call in which these keys are pressed."""
    script = Script(written)
    if not is_address(target.source):
        return _told(target.source, list(walk(_machine(target), script)), [])
    with live_line(target) as line:
        call = LiveWalk(line=line, caller=script, humans=frozenset(target.humans))
        steps = list(call.steps())
    return _told(_without_query(target.source), steps, call.remarks)


def as_persona(target: Target, persona: str) -> Told:
    """One call of a persona, who decides herself. Raises CxsimError."""
    from cxsim.cli import persona_call

    flow = None if is_address(target.source) else one_flow(target.source)
    if flow is None:
        allowed_hosts(target.source, target.allow)
    moments = persona_call.moments(target.source, flow, persona, call_time(target.at, flow))
    lines = [f"A call of {persona} to {_without_query(target.source)}", *persona_call.lines(moments)]
    data = [{"at": moment.at, "kind": str(moment.kind), **moment.data} for moment in moments]
    document = {"line": _without_query(target.source), "persona": persona, "moments": data}
    exit_code = EXIT_NOT_LOOKED_AT if persona_call.not_seen(moments) else EXIT_OK
    return Told(lines=tuple(plain(line) for line in lines), document=document, exit_code=exit_code)


def one_flow(source: str) -> Flow:
    """The one phone menu in a file. Raises DefinitionError."""
    found = flows(Path(source))
    if len(found) != 1:
        what = f"this holds {len(found)} phone menus, and one is called"
        raise DefinitionError([Fault(what=what, hint="name one file", file=Path(source))])
    return found[0]


def _machine(target: Target) -> Machine:
    """The menu of a file at the time of the call."""
    flow = one_flow(target.source)
    when = call_time(target.at, flow)
    hours = hours_at(flow, when)
    return Machine(flow, hours.states if hours is not None else {})


def call_time(at: str, flow: Flow | None) -> datetime:
    """When the call is made, in the zone of the line. Raises QuantityError."""
    zone = flow.schedules[LINE].zone if flow is not None and LINE in flow.schedules else "UTC"
    now = datetime.now(ZoneInfo(zone))
    return moment(at, now) if at else now


def _told(source: str, steps: Sequence[Step], remarks: Sequence[str]) -> Told:
    clock = 0.0
    lines: list[str] = [f"A call to {source}"]
    happened: list[dict[str, Any]] = []
    for step in steps:
        begins = clock
        if isinstance(step, Heard | Acted):
            clock += step.seconds
        lines.append(f"{_clock(begins)}  {_line(step)}")
        happened.append({"at": round(begins, 3), **_as_data(step)})
    lines += [f"       {remark}" for remark in remarks]
    unknown = isinstance(steps[-1], Ended) and steps[-1].how == "unknown"
    document = {"line": source, "seconds": round(clock, 3), "steps": happened, "remarks": list(remarks)}
    exit_code = EXIT_NOT_LOOKED_AT if unknown else EXIT_OK
    return Told(lines=tuple(plain(line) for line in lines), document=document, exit_code=exit_code)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:3d}:{int(seconds) % 60:02d}"


def _line(step: Step) -> str:
    """One step for a person at a terminal."""
    if isinstance(step, Heard):
        return f"hear   {_spoken(step)}" + ("" if step.whole else "  (cut short)")
    if isinstance(step, Acted):
        what = {Do.LISTEN: "nothing", Do.SAY: f"“{step.choice.what}”"}.get(step.choice.do, step.choice.what)
        verb = {Do.SAY: "say   ", Do.LISTEN: "press "}.get(step.choice.do, str(step.choice.do).ljust(6))
        notes = ["too late"] * step.late + ["the line does not know it"] * (not step.known)
        return f"{verb} {what}  ({', '.join([f'{step.seconds:.1f} s', *notes])})"
    return f"end    {_ending(step)}"


def _spoken(step: Heard) -> str:
    text = " ".join(step.prompt.text.split()) or f"({step.prompt.audio or 'a recording'})"
    return f"{text}  ({step.seconds:.1f} s)"


def _ending(step: Ended) -> str:
    if step.how == "human":
        where = f"the queue {step.node.queue}" if isinstance(step.node, Queue) else ""
        number = step.node.number if isinstance(step.node, Transfer) else ""
        return f"people answer here: {where or number}"
    if step.how == "hung up":
        return f"hangs up: {step.why}"
    reason = step.why or step.node.name or type(step.node).__name__
    words = {"unknown": "cannot tell", "endless": "it never ends", "not human": "no human"}
    known = {"HangUp": "the line is cut", "Voicemail": "a machine records a message"}.get(reason, reason)
    return f"{words[step.how]}: {known}"


def _as_data(step: Step) -> dict[str, Any]:
    if isinstance(step, Heard):
        text, audio = step.prompt.text, step.prompt.audio
        return {"what": "heard", "text": text, "audio": audio, "seconds": round(step.seconds, 3), "whole": step.whole}
    if isinstance(step, Acted):
        data = {"what": "acted", "action": str(step.choice.do), "target": step.choice.what, "why": step.choice.why}
        return {**data, "seconds": round(step.seconds, 3), "known": step.known, "late": step.late}
    return {"what": "ended", "how": step.how, "why": step.why, "node": step.node.id, "where": str(step.node.where)}
