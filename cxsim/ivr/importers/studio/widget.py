"""A widget is one state of a Studio flow: its settings, what it says, and where each of its events leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cxsim.ivr.flow import HANG_UP, Prompt, Where
from cxsim.ivr.importers.sources import items, mapping, number, string


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One state of the flow."""

    state: Mapping[str, Any]
    where: Where
    at: Callable[[str], str]  # the node of another widget

    @property
    def id(self) -> str:
        """Its name, by which transitions mean it."""
        return string(self.state.get("name"))

    @property
    def type(self) -> str:
        """What kind of widget it is."""
        return string(self.state.get("type"))

    @property
    def common(self) -> dict[str, Any]:
        """What every node of it has: id and place."""
        return {"id": self.id, "where": self.where}

    def setting(self, name: str) -> str:
        """One of its properties as text; empty where it is left out."""
        return string(mapping(self.state.get("properties")).get(name))

    @property
    def transitions(self) -> list[dict[str, Any]]:
        """Its transitions as they are written."""
        return [mapping(transition) for transition in items(self.state.get("transitions"))]

    def on(self, *events: str) -> str:
        """Where one of these events leads; a transition without ``next`` ends the call."""
        for event in events:
            for transition in self.transitions:
                if string(transition.get("event")) == event and string(transition.get("next")):
                    return self.at(string(transition.get("next")))
        return HANG_UP

    def says(self) -> tuple[Prompt, ...]:
        """What it says, as often as it is told to; a text that is all Liquid is a recording without known words."""
        text, play = " ".join(self.setting("say").split()), self.setting("play")
        times = max(1, min(int(number(self.setting("loop"), 1)), 10))
        if text and not re.fullmatch(r"\{\{[^}]*\}\}", text):
            return (Prompt(text=text),) * times
        audio = text or play.rsplit("/", 1)[-1]
        return (Prompt(audio=audio),) * times if audio else ()
