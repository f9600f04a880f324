"""The reader turns the menus and tasks of an Architect flow into nodes; actions of a task follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    Branch,
    Callback,
    Case,
    Collect,
    Condition,
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
    Unknown,
    Voicemail,
    Where,
    is_keys,
)
from cxsim.ivr.importers.assembly import Assembly
from cxsim.ivr.importers.sources import items, mapping, number, string
from cxsim.yamlfile import Document

WAITS, REPEATS = 10.0, 3
"""Seconds of a menu's selection time-out, and how often it is repeated: Architect's defaults."""
FAILED = "event handling"
_KEYS = {"star": "*", "asterisk": "*", "pound": "#", "hash": "#"}
_TTS = re.compile(r"ToAudioTTS\(\s*\"((?:[^\"\\]|\\.){0,2000})\"")
_LAST = re.compile(r"\[([^\]]*)\]\s*$")
_HOURS = ("open", "closed", "holiday")
_QUIET = re.compile(
    r"(set|update|get|clear|create(?!Callback)|enable|disable|start|stop|find|add|remove|initial|detect|flush|tag|log)\w*"
)


class Reader:
    """Turns one flow into nodes."""

    def __init__(self, document: Document, kind: str) -> None:
        self.document, self.kind = document, kind
        self.root = mapping(document.root[kind])
        self.assembly = Assembly(str(document.path))
        self.settings = mapping(self.root.get("settingsMenu"))
        self.refs: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.everywhere: dict[str, str] = {}

    def flow(self) -> Flow:
        """The whole flow."""
        for group, one in (("menus", "menu"), ("tasks", "task")):
            for position, entry in enumerate(items(self.root.get(group))):
                self._name(mapping(mapping(entry).get(one)), one, position)
        self._failed()
        for position, entry in enumerate(items(self.root.get("menus"))):
            self._menu(mapping(mapping(entry).get("menu")), position)
        for position, entry in enumerate(items(self.root.get("tasks"))):
            task = mapping(mapping(entry).get("task"))
            first = self._actions(items(task.get("actions")), self.names[f"task {position}"], HANG_UP)
            self._put(Jump(id=self.names[f"task {position}"], where=self.where(task), then=first))
        start = self.at(self.root.get("startUpRef"), self.where(self.root))
        greeting = self.says(self.root.get("initialGreeting"))
        if greeting:
            id = self.assembly.free("initial greeting")
            start = self._put(Play(id=id, where=self.where(self.root), says=greeting, then=start))
        name = string(self.root.get("name")) or self.document.path.stem
        return self.assembly.flow(name, start, language=string(self.root.get("defaultLanguage")))

    def where(self, value: Any) -> Where:
        """The line of a part of the file."""
        return Where(file=str(self.document.path), line=getattr(value, "line", None))

    def _name(self, found: Mapping[str, Any], one: str, position: int) -> None:
        """The id of a menu or task, and the references by which others mean it."""
        id = self.assembly.free(string(found.get("name")) or f"{one} {position}")
        self.assembly.add(Jump(id=id, where=self.where(found)))
        self.names[f"{one} {position}"] = id
        for reference in (string(found.get("refId")), string(found.get("name"))):
            self.refs.setdefault(f"{one}[{reference}]", id)

    def at(self, reference: Any, where: Where) -> str:
        """The node that a reference such as ``/inboundCall/menus/menu[Main_10]`` means."""
        written = string(reference)
        found = self.refs.get(written.rsplit("/", 1)[-1])
        if found is not None:
            return found
        id = f"missing {written[:80]}"
        self.assembly.add(
            Opaque(id=id, where=where, reason=f"the flow goes on at {written or 'nothing'}, which is not there")
        )
        return id

    def _put(self, node: Node) -> str:
        self.assembly.nodes[node.id] = node
        return node.id

    def _failed(self) -> None:
        """What follows the last repetition of a menu: the event handling, which says something and disconnects."""
        handling = mapping(self.root.get("settingsErrorHandling"))
        ways = mapping(handling.get("errorHandling"))
        where = self.where(handling)
        says = self.says(handling.get("preHandlingAudio"))
        target = next(
            (mapping(way).get("targetMenuRef") or mapping(way).get("targetTaskRef") for way in ways.values()), None
        )
        if target is not None:
            self._put(Play(id=FAILED, where=where, says=says, then=self.at(target, where)))
        else:
            self._put(HangUp(id=FAILED, where=where, says=says))

    def says(self, audio: Any) -> tuple[Prompt, ...]:
        """The words of ``tts`` or of a text in an expression; what else an expression says is not known."""
        found = mapping(audio)
        if string(found.get("tts")):
            text = string(found["tts"])
            return (Prompt(audio=text),) if text.startswith("{{") else (Prompt(text=" ".join(text.split())),)
        expression = string(found.get("exp"))
        words = [" ".join(part.split()) for part in _TTS.findall(expression)]
        if words:
            return tuple(Prompt(audio=part) if part.startswith("{{") else Prompt(text=part) for part in words)
        prompt = mapping(found.get("prompt"))
        named = string(found.get("prompt")) or next(iter(prompt), "") or expression
        return (Prompt(audio=named),) if named else ()

    def _setting(self, menu: Mapping[str, Any], name: str, unit: str = "") -> float | None:
        """A setting of the menu, else of the flow."""
        for settings in (mapping(menu.get("settingsMenu")), self.settings):
            value = mapping(settings.get(name)).get("lit")
            written = string(mapping(value).get(unit)) if unit else string(value)
            if written:
                return number(written, 0.0)
        return None

    def _menu(self, menu: Mapping[str, Any], position: int) -> None:
        id = self.names[f"menu {position}"]
        keys: dict[str, str] = {}
        words: dict[str, str] = {}
        for choice in items(menu.get("choices")):
            for kind, found in mapping(choice).items():
                self._choice(string(kind), mapping(found), id, keys, words)
        waits, repeats = self._setting(menu, "menuSelectionTimeout", "seconds"), self._setting(menu, "repeatCount")
        repeat = REPEATS if repeats is None else min(int(repeats), 50)
        self._put(
            Menu(
                id=id,
                where=self.where(menu),
                says=self.says(menu.get("audio")),
                keys=keys,
                words=words,
                silent=Retry(repeat=repeat, then=FAILED, after=WAITS if waits is None else waits),
                wrong=Retry(repeat=repeat, then=FAILED),
            )
        )

    def _choice(
        self, kind: str, found: Mapping[str, Any], menu: str, keys: dict[str, str], words: dict[str, str]
    ) -> None:
        written = string(found.get("dtmf")).removeprefix("digit_")
        key = _KEYS.get(written, written)
        id = self.assembly.free(f"{menu} {key or 'choice'}: {string(found.get('name')) or kind}")
        self.assembly.add(Jump(id=id, where=self.where(found)))
        action = kind.removeprefix("menu")[:1].lower() + kind.removeprefix("menu")[1:]
        if action == "task":
            first = self._actions(items(mapping(found.get("task")).get("actions")), id, HANG_UP)
            self._put(Jump(id=id, where=self.where(found), then=first))
        elif action in ("repeat", "previousMenu"):
            self._put(Jump(id=id, where=self.where(found), then=menu))
        else:
            self._action(action, found, id, HANG_UP)
        if is_keys(key) and len(key) == 1:
            keys.setdefault(key, id)
        for terms in mapping(found.get("speechRecTerms")).values():
            words |= {string(term): id for term in items(mapping(terms).get("terms")) if string(term)}

    def _actions(self, actions: list[Any], prefix: str, after: str) -> str:
        """Actions that follow each other; the node of the first, and at the end ``after``."""
        for position, entry in reversed(list(enumerate(actions))):
            for kind, found in list(mapping(entry).items())[:1]:
                name = string(mapping(found).get("name")) or string(kind)
                id = self.assembly.free(f"{prefix} › {position + 1} {name}")
                self.assembly.add(Jump(id=id, where=self.where(mapping(found))))
                self._action(string(kind), mapping(found), id, after)
                after = id
        return after

    def _outputs(self, found: Mapping[str, Any], id: str, after: str) -> dict[str, str]:
        """The ways out of an action by name; each runs actions of its own and then goes on after it."""
        return {
            string(name): self._actions(items(mapping(output).get("actions")), f"{id} {name}", after)
            for name, output in mapping(found.get("outputs")).items()
        }

    def _action(self, kind: str, found: Mapping[str, Any], id: str, after: str) -> None:
        common: dict[str, Any] = {"id": id, "where": self.where(found)}
        if kind == "transferToVoicemail":  # its way out for a failure is not followed: the recorder is taken to work
            self._put(Voicemail(**common))
            return
        ways = self._outputs(found, id, after)
        match kind:
            case "playAudio" | "playAudioOnSilence":
                self._put(Play(says=self.says(found.get("audio")), then=after, **common))
            case "disconnect" | "endFlow":
                self._put(HangUp(**common))
            case "transferToAcd":
                self._queue(found, ways.get("failure", after), common)
            case "createCallback":
                self._put(Callback(**common))
            case "jumpToMenu" | "subMenu":
                self._put(Jump(then=self.at(found.get("targetMenuRef"), common["where"]), **common))
            case "jumpToTask":
                self._put(Jump(then=self.at(found.get("targetTaskRef"), common["where"]), **common))
            case "transferToNumber" | "transferToUser" | "transferToGroup" | "dialByExtension":
                self._put(Transfer(number=_named(found, kind), then=ways.get("failure", after), **common))
            case "collectInput":
                self._collect(found, ways, after, common)
            case "evaluateScheduleGroup" | "evaluateSchedule":
                self._hours(found, ways, after, common)
            case _ if _QUIET.fullmatch(kind) and not ways:
                self._put(Jump(then=after, **common))
            case _:
                self._unseen(kind, ways, after, common)

    def _queue(self, found: Mapping[str, Any], failed: str, common: dict[str, Any]) -> None:
        """Transfer to ACD: what is said before; on failure the audio for it and then that way out."""
        id, where = common["id"], common["where"]
        audio = self.says(found.get("failureTransferAudio"))
        if audio:
            failed = self._put(Play(id=f"{id}: failure", where=where, says=audio, then=failed))
        name = _named(found, "a queue", "targetQueue")
        self._put(Queue(queue=name, says=self.says(found.get("preTransferAudio")), full=failed, **common))

    def _collect(self, found: Mapping[str, Any], ways: Mapping[str, str], after: str, common: dict[str, Any]) -> None:
        waits = mapping(mapping(found.get("noEntryTimeout")).get("lit")).get("seconds")
        digits = mapping(mapping(found.get("digits")).get("exact")).get("lit")
        exact = int(number(string(digits), 0))
        failed = Retry(then=ways.get("failure", after), after=number(string(waits), 5.0))
        says = self.says(found.get("inputAudio"))
        common |= {"says": says, "silent": failed, "wrong": failed}
        self._put(Collect(then=ways.get("success", after), least=exact or 1, most=exact or None, end="#", **common))

    def _hours(self, found: Mapping[str, Any], ways: Mapping[str, str], after: str, common: dict[str, Any]) -> None:
        """Open, closed and holiday; nobody knows when the emergency group is switched on. What is not named goes on."""
        name = _named(found, "schedule", "scheduleGroup", "schedule")
        cases: list[Case] = []
        if "emergency" in ways:
            reason = "whether an emergency is declared is only known in the call"
            cases.append(Case(condition=Unknown(reason=reason), then=ways["emergency"]))
        if name == "schedule":  # the flow names no schedule, or one that is only known after the deployment
            states: Iterator[tuple[str, Condition]] = ((s, Unknown(reason="no schedule is named")) for s in _HOURS)
        else:
            states = ((s, InHours(state=s, schedule=name)) for s in _HOURS)
        known = {"open": "active", "closed": "inactive"}
        for state, condition in states:
            way = ways.get(state) or ways.get(known.get(state, ""))
            if way is not None:
                cases.append(Case(condition=condition, then=way))
        self._put(Branch(cases=tuple(reversed(cases)), otherwise=after, **common))

    def _unseen(self, kind: str, ways: Mapping[str, str], after: str, common: dict[str, Any]) -> None:
        """Decisions and look-ups choose among their ways out; a transfer to another flow may end anywhere."""
        reason = f"what {kind} decides is only known in the call"
        if kind.startswith(("transfer", "callTask", "callCommon")):
            self._put(Opaque(reason=f"where {kind} leads is not in this file", **common))
            return
        then = tuple(dict.fromkeys([*ways.values(), after]))
        self._put(Opaque(reason=reason, then=then, **common))


def _named(found: Mapping[str, Any], otherwise: str, *keys: str) -> str:
    """What an action names: a fixed value, or an expression."""
    for key in keys or ("targetNumber", "targetUser", "targetGroup", "number"):
        value = mapping(found.get(key))
        literal = value.get("lit")
        name = string(mapping(literal).get("name")) or string(literal)
        if name:
            return name
        expression = string(value.get("exp"))
        if expression and "NOT_SET" not in expression:
            return f"{expression[:80]} (worked out during the call)"
    return otherwise
