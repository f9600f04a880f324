"""A dialplan decides what a number leads to: the first extension whose conditions hold, and its actions in order.

Source: FreeSWITCH's documentation of the XML dialplan. A pattern is run only where it is plain; a time of day becomes
hours of which nobody said when they are; every other condition is decided during the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cxsim.ivr.flow import (
    HANG_UP,
    Branch,
    Case,
    Condition,
    HangUp,
    InHours,
    Jump,
    Opaque,
    Play,
    Prompt,
    Queue,
    Transfer,
    Unknown,
    Voicemail,
    Where,
)
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element

if TYPE_CHECKING:
    from cxsim.ivr.importers.freeswitch.reader import Reader

TIMES = ("wday", "mday", "mon", "yday", "year", "week", "mweek", "hour", "minute", "minute-of-day", "time-of-day",
         "date-time")  # fmt: skip
_PLAIN = re.compile(r"\^?(?:[\d*#|()+?.{},-]|\\[d*+#]|\[[\d-]{1,20}\])*\$?")
_QUIET = ("answer", "set", "export", "unset", "log", "info", "pre_answer", "ring_ready", "hash", "limit", "db", "event",
          "start_dtmf", "bind_meta_app", "set_user", "system", "sched_hangup", "record_session")  # fmt: skip


class Dialplan:
    """Turns what numbers lead to into nodes, each number of each context once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.routes: dict[tuple[str, str], str] = {}

    def route(self, dialed: str, context: str) -> str | None:
        """The node at which a number begins; None where the context is not in the files."""
        if context not in self.reader.configuration.contexts:
            return None
        key = (context, dialed)
        if key not in self.routes:
            self.routes[key] = id = self.reader.assembly.free(f"{context} {dialed}")
            self.reader.assembly.nodes[id] = Jump(id=id)  # its place, should it lead back to itself
            self.reader.open.append(lambda: self._read(id, dialed, context))
        return self.routes[key]

    def _read(self, id: str, dialed: str, context: str) -> None:
        cases: list[Case] = []
        where, then = Where(file=str(self.reader.path)), HANG_UP  # no extension fits: NO_ROUTE_DESTINATION
        for extension in self.reader.configuration.contexts[context]:
            asked = list(_asked(extension, dialed))
            if False in asked:
                continue
            begin = self.actions(extension, id, context)
            where = Where(file=str(extension.path), line=extension.line)
            unsure = [condition for condition in asked if not isinstance(condition, bool)]
            if not unsure:
                then = begin
                break
            condition = unsure[0] if len(unsure) == 1 else Unknown(reason="several conditions decide during the call")
            cases.append(Case(condition=condition, then=begin))
        self.reader.assembly.nodes[id] = (
            Branch(id=id, where=where, cases=tuple(cases), otherwise=then)
            if cases
            else Jump(id=id, where=where, then=then)
        )

    def actions(self, extension: Element, base: str, context: str) -> str:
        """The node at which the actions of an extension begin."""
        then = HANG_UP
        for action in reversed(list(extension.every("action"))[:200]):
            app, data = action.get("application").lower(), action.get("data")
            if app not in _QUIET:
                id = self.reader.assembly.free(f"{base}: {app} {data[:40]}".strip())
                common = {"id": id, "where": Where(file=str(action.path), line=action.line)}
                then = self.application(app, data, then, context, common)
        return then

    def application(self, app: str, data: str, then: str, context: str, common: dict[str, Any]) -> str:
        """The node of one application."""
        put = self.reader.assembly.add
        match app:
            case "playback" | "say" | "phrase" | "speak" | "gentones" | "endless_playback":
                return put(Play(says=(Prompt(audio=data),), then=then, **common))
            case "sleep":
                return put(Play(says=(Prompt(stated=number(data, 0.0) / 1000, audio="silence"),), then=then, **common))
            case "ivr":
                return self.reader.enter(data.strip(), then, common)
            case "transfer" | "execute_extension":
                return self._transfer(data.split(), context, common)
            case "bridge":
                # a user is a telephone of this exchange, at which somebody sits; who answers elsewhere is not known
                own = data.strip().startswith(("user/", "group/")) and "," not in data
                return put(Transfer(number=data.strip() or "nobody", human=True if own else None, then=then, **common))
            case "callcenter" | "fifo":
                return put(Queue(queue=data.split(" ")[0] or "queue", **common))
            case "voicemail":
                return put(Voicemail(**common))
            case "hangup" | "respond":
                return put(HangUp(**common))
            case _:
                return put(Opaque(reason=f"what {app} {data[:60]} does is not in the dialplan", **common))

    def _transfer(self, words: Sequence[str], context: str, common: dict[str, Any]) -> str:
        """``transfer NUMBER [DIALPLAN [CONTEXT]]``; without a context the number is looked for in the same one."""
        dialed = next((word for word in words if not word.startswith("-")), "")
        rest = words[words.index(dialed) + 1 :] if dialed else []
        context = rest[1] if len(rest) > 1 else context
        target = self.route(dialed, context) if dialed and "$" not in dialed else None
        if target is not None:
            return self.reader.assembly.add(Jump(then=target, **common))
        reason = f"what transfer {' '.join(words)[:60]} leads to stands in the dialplan, which is not in these files"
        return self.reader.assembly.add(Opaque(reason=reason, **common))


def _asked(extension: Element, dialed: str) -> Iterator[bool | Condition]:
    """What the conditions of an extension ask, or their answer for this number."""
    for condition in extension.every("condition"):
        field, expression = condition.get("field"), condition.get("expression")
        times = {name: condition.get(name) for name in TIMES if condition.get(name)}
        if times:
            yield InHours(state="open", schedule=", ".join(f"{name} {value}" for name, value in times.items()))
        elif field == "destination_number":
            holds = matches(expression, dialed)
            yield Unknown(reason=f"whether {dialed} fits {expression[:60]}") if holds is None else holds
        elif field:
            yield Unknown(reason=f"whether {field[:40]} fits {expression[:60]}")
        else:
            yield True


def matches(expression: str, dialed: str) -> bool | None:
    """Whether a number fits a pattern; None where the pattern is not plain enough to be run."""
    if len(expression) > 200 or not _PLAIN.fullmatch(expression) or re.search(r"[+*}?)][+*{]", expression):
        return None  # what repeats a repetition could take for ever
    try:
        return re.search(expression, dialed[:20]) is not None
    except re.error:
        return None
