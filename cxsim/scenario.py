"""A scenario sends personas on a journey through touchpoints and says how to see whether their goals were met."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from cxsim.definition import Definition
from cxsim.quantities import When


class Action(StrEnum):
    """What a scripted step does, in the words of the file."""

    OPEN = "open"
    CLICK = "click"
    FILL = "fill"
    CHOOSE = "choose"
    TICK = "tick"
    KEY = "key"
    UPLOAD = "upload"
    SEE = "see"
    GO_BACK = "go back"
    WAIT_FOR = "wait for"
    LOG_IN = "log in"
    PRESS = "press"
    SAY = "say"


class Step(Definition):
    """One scripted step, normalised: ``fill`` with two fields becomes two steps."""

    action: Action
    target: str = ""
    value: str | None = None
    line: int | None = Field(default=None, exclude=True)


class Stop(Definition):
    """One touchpoint on the journey; by default it is visited only while something is unsolved."""

    touchpoint: str
    after: When | None = None
    wants: str | None = None
    always: bool = False
    steps: tuple[Step, ...] | None = None  # None: the persona finds its own way


class Solved(Definition):
    """How to see that a goal was met."""

    by: Literal["sees", "address", "reaches", "asks"]
    value: str
    goal: str | None = None  # None: stands for every goal of the persona


class Scenario(Definition):
    """One scenario file."""

    id: str = Field(default="", exclude=True)
    scenario: str
    personas: tuple[str, ...]  # ids, or ("all",)
    journey: tuple[Stop, ...] = Field(min_length=1)
    starts: When | None = None
    given: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    solved: tuple[Solved, ...] = ()
    labels: Mapping[str, str] = Field(default_factory=dict)
