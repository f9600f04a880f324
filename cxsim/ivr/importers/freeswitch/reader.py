"""The reader turns the menus of a FreeSWITCH configuration into nodes, with the numbers to which they lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cxsim.ivr.flow import HANG_UP, Flow, HangUp, Jump, Menu, Opaque, Play, Prompt, Retry, Where, is_keys
from cxsim.ivr.importers.assembly import Assembly
from cxsim.ivr.importers.freeswitch.configuration import Configuration
from cxsim.ivr.importers.freeswitch.dialplan import Dialplan
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element

TIMEOUT, BETWEEN, TRIES = 10_000.0, 2_000.0, 3
"""Milliseconds for the first digit and for a further one, and how many failures and time-outs a menu bears."""
_PATTERN = re.compile(r"/(.*)/")
_SIMPLE = re.compile(r"\^?\(?((?:\d|\[[\d-]{1,20}\]|\\d)+)\)?\$?")


class Reader:
    """Turns menus into nodes, and the numbers of the dialplan to which they lead."""

    def __init__(self, path: Path, configuration: Configuration, own: Sequence[str]) -> None:
        self.path, self.configuration, self.menus = path, configuration, configuration.menus
        self.assembly = Assembly(str(path))
        self.dialplan = Dialplan(self)
        self.open: list[Callable[[], None]] = []
        self.after: dict[str, str] = {}
        called = {sub for name in own for sub in _subs(self.menus[name])}
        self.top = next((name for name in own if name not in called), own[0])
        self.own = own

    def flow(self) -> Flow:
        """The whole flow. It begins where the dialplan leads to the first menu that no other one calls."""
        start = self._start() or self.top
        for name in self.own:
            self.menu(self.menus[name])
        while self.open:
            self.open.pop()()
        for name in [name for name in self.after if name not in self.own]:
            self.menu(self.menus[name])
            while self.open:
                self.open.pop()()
        return self.assembly.flow(self.top, self.assembly.shorten(start))

    def _start(self) -> str | None:
        """The actions of the extension that leads to the first menu."""
        for context, extensions in self.configuration.contexts.items():
            for extension in extensions:
                for action in extension.every("action"):
                    if action.get("application") == "ivr" and action.get("data").strip() == self.top:
                        return self.dialplan.actions(extension, extension.get("name") or "extension", context)
        return None

    def enter(self, name: str, then: str, common: dict[str, Any]) -> str:
        """A menu that the dialplan leads to; where it is left, the call goes on with the next action."""
        if name not in self.menus:
            return self.assembly.add(Opaque(reason=f"the menu {name[:60]} is not in these files", **common))
        self.after.setdefault(name, then)
        return name

    def where(self, element: Element) -> Where:
        """Where an element stands."""
        return Where(file=str(element.path), line=element.line)

    def menu(self, menu: Element) -> None:
        """One menu. A repetition says the short greeting where there is one, else the long one again.

        Source: ``greet-long`` and ``greet-short`` in FreeSWITCH's documentation of mod_dptools' IVR menu ("played on
        initial entry", "played when re-entering the menu").
        """
        name, where = menu.get("name"), self.where(menu)
        exit_id = f"{name}: left"
        then = self.after.get(name, HANG_UP)
        exit_sound = _sound(menu.get("exit-sound"))
        self.assembly.add(
            HangUp(id=exit_id, where=where, says=exit_sound)
            if then == HANG_UP
            else Play(id=exit_id, where=where, says=exit_sound, then=then)
        )
        keys: dict[str, str] = {}
        for position, entry in enumerate(menu.all("entry")):
            for key in _keys(entry.get("digits")):
                id = f"{name} {position + 1}: {entry.get('action')}"
                keys.setdefault(key, self._entry(entry, id, menu, key))
        short = _sound(menu.get("greet-short")) if menu.get("greet-long") else ()
        most = int(number(menu.get("digit-len"), 1))
        failures = max(int(number(menu.get("max-failures"), TRIES)), 1)
        timeouts = max(int(number(menu.get("max-timeouts"), TRIES)), 1)
        self.assembly.add(
            Menu(
                id=name,
                where=where,
                says=_sound(menu.get("greet-long") or menu.get("greet-short")),
                keys=keys,
                longest=max(most, max(map(len, keys), default=1)),
                between=number(menu.get("inter-digit-timeout"), BETWEEN) / 1000,
                silent=Retry(
                    repeat=min(timeouts - 1, 50),
                    then=exit_id,
                    after=number(menu.get("timeout"), TIMEOUT) / 1000,
                    says=short,
                    instead=bool(short),
                ),
                wrong=Retry(
                    repeat=min(failures - 1, 50),
                    then=exit_id,
                    says=(*_sound(menu.get("invalid-sound")), *short),
                    instead=bool(short),
                ),
            )
        )

    def _entry(self, entry: Element, id: str, menu: Element, key: str) -> str:
        """What an entry does; ``menu-top`` and ``menu-back`` are menus, ``menu-exec-app`` runs an application."""
        common: dict[str, Any] = {"id": id, "where": self.where(entry)}
        action, param = entry.get("action"), entry.get("param")
        match action:
            case "menu-top" | "menu-back":
                callers = [m.get("name") for m in self.menus.values() if menu.get("name") in _subs(m)]
                back = callers[0] if action == "menu-back" and callers else self.top
                self.assembly.add(Jump(then=back, **common))
            case "menu-sub" if param in self.menus:
                self.assembly.add(Jump(then=param, **common))
            case "menu-exit":
                self.assembly.add(Jump(then=HANG_UP, **common))
            case "menu-play-sound":
                self.assembly.add(Play(says=_sound(param), then=menu.get("name"), **common))
            case "menu-exec-app":
                app, _, data = param.replace("$1", key).partition(" ")
                return self.dialplan.application(app.lower(), data, HANG_UP, "default", common)
            case _:
                self.assembly.add(Opaque(reason=f"what {action} {param[:60]} does is not in this file", **common))
        return id


def _subs(menu: Element) -> set[str]:
    return {entry.get("param") for entry in menu.all("entry") if entry.get("action") == "menu-sub"}


def _keys(digits: str) -> list[str]:
    """The key of an entry; for a regular expression, which is not run, one number that it plainly fits."""
    match = _PATTERN.fullmatch(digits)
    if match is None:
        return [digits] if is_keys(digits) and len(digits) < 20 else []
    simple = _SIMPLE.fullmatch(match[1].replace(")", "").replace("(", ""))
    return [re.sub(r"\[(\d)[\d-]*\]|\\d", lambda m: m[1] or "0", simple[1])] if simple else []


def _sound(name: str) -> tuple[Prompt, ...]:
    """A recording or phrase, whose words are elsewhere; ``say:`` holds its words."""
    if name.startswith("say:"):
        return (Prompt(text=name.removeprefix("say:").strip()),)
    return (Prompt(audio=name),) if name else ()
