"""The FreeSWITCH importer reads menus of mod_dptools; the dialplan that they transfer to is not followed.

Defaults are those of the ``ivr_menus`` configuration: a menu is left after ``max-failures`` wrong entries or
``max-timeouts`` silent ones, with the exit sound, and the call ends where nothing follows in the dialplan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    Flow,
    HangUp,
    Jump,
    Menu,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.assembly import Assembly
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element

TIMEOUT, BETWEEN, TRIES = 10_000.0, 2_000.0, 3
"""Milliseconds for the first digit and for a further one, and how many failures and time-outs a menu bears."""
_PATTERN = re.compile(r"/(.*)/")
_SIMPLE = re.compile(r"\^?\(?((?:\d|\[[\d-]{1,20}\]|\\d)+)\)?\$?")


def recognizes(path: Path) -> bool:
    """Whether a file holds FreeSWITCH menus."""
    start = sources.beginning(path, 100_000) if path.suffix.lower() == ".xml" else ""
    return "<menu" in start and "<entry" in start and "<vxml" not in start


def read(path: Path) -> Flow:
    """The menus of a file as one flow, which begins with the first that no other one calls. Raises DefinitionError."""
    menus = {menu.get("name"): menu for menu in xmltree.read(path).every("menu") if menu.get("name")}
    if not menus:
        raise sources.refuse("there is no menu with a name in this file", path, line=1)
    called = {
        entry.get("param")
        for menu in menus.values()
        for entry in menu.all("entry")
        if entry.get("action") == "menu-sub"
    }
    start = next((name for name in menus if name not in called), next(iter(menus)))
    reader = _Reader(path, menus, start)
    for menu in menus.values():
        reader.menu(menu)
    return reader.assembly.flow(start, start)


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """One flow a file. Raises DefinitionError with the faults of all."""
    return sources.each(paths, read)


class _Reader:
    """Turns menus into nodes."""

    def __init__(self, path: Path, menus: dict[str, Element], top: str) -> None:
        self.path, self.menus, self.top = path, menus, top
        self.assembly = Assembly(str(path))

    def where(self, element: Element) -> Where:
        return Where(file=str(self.path), line=element.line)

    def menu(self, menu: Element) -> None:
        """One menu. A repetition says the short greeting where there is one, else the long one again.

        Source: ``greet-long`` and ``greet-short`` in FreeSWITCH's documentation of mod_dptools' IVR menu ("played on
        initial entry", "played when re-entering the menu").
        """
        name, where = menu.get("name"), self.where(menu)
        exit_id = f"{name}: left"
        self.assembly.add(HangUp(id=exit_id, where=where, says=_sound(menu.get("exit-sound"))))
        keys: dict[str, str] = {}
        for position, entry in enumerate(menu.all("entry")):
            for key in _keys(entry.get("digits")):
                keys.setdefault(key, self._entry(entry, f"{name} {position + 1}: {entry.get('action')}", menu))
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

    def _entry(self, entry: Element, id: str, menu: Element) -> str:
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
                self._application(param, common)
            case _:
                self.assembly.add(Opaque(reason=f"what {action} {param[:60]} does is not in this file", **common))
        return id

    def _application(self, param: str, common: dict[str, Any]) -> None:
        name, _, data = param.partition(" ")
        match name.lower():
            case "bridge":
                self.assembly.add(Transfer(number=data.strip() or "nobody", **common))
            case "callcenter" | "fifo":
                self.assembly.add(Queue(queue=data.strip() or "queue", **common))
            case "voicemail":
                self.assembly.add(Voicemail(**common))
            case "hangup":
                self.assembly.add(HangUp(**common))
            case _:
                reason = f"what {name} {data.strip()[:60]} leads to stands in the dialplan, not in this file"
                self.assembly.add(Opaque(reason=reason, **common))


def _subs(menu: Element) -> set[str]:
    return {entry.get("param") for entry in menu.all("entry") if entry.get("action") == "menu-sub"}


def _keys(digits: str) -> list[str]:
    """The key of an entry; for a regular expression, which is not run, one number that it plainly fits."""
    match = _PATTERN.fullmatch(digits)
    if match is None:
        return [digits] if digits and len(digits) < 20 and all(c in "0123456789*#" for c in digits) else []
    simple = _SIMPLE.fullmatch(match[1].replace(")", "").replace("(", ""))
    return [re.sub(r"\[(\d)[\d-]*\]|\\d", lambda m: m[1] or "0", simple[1])] if simple else []


def _sound(name: str) -> tuple[Prompt, ...]:
    """A recording or phrase, whose words are elsewhere; ``say:`` holds its words."""
    if name.startswith("say:"):
        return (Prompt(text=name.removeprefix("say:").strip()),)
    return (Prompt(audio=name),) if name else ()


__all__ = ["read", "read_folder", "recognizes"]
