"""A phone menu: where people answer, at which hours, and after how many seconds."""

from __future__ import annotations

from typing_extensions import TypedDict

from cxsim.reporting.contract.proof import Observation


class AnswerPart(TypedDict):
    """Whether 0 reaches a human from this menu at these hours: yes, after n, no, cannot tell."""

    hours: str
    answer: str
    presses: int | None
    seconds: float | None
    path: list[str]
    observation: Observation


class MenuPart(TypedDict):
    """One menu of a phone flow with its answers."""

    menu: str
    name: str
    kind: str
    answers: list[AnswerPart]


class ForecastPart(TypedDict):
    """One simulated hour of a queue; ``abandoned`` and ``service_level`` are shares of the callers."""

    hour: str
    queue: str
    wait_p50: float | None
    wait_p90: float | None
    abandoned: float | None
    service_level: float | None
    target: str
    observation: Observation


class WayPart(TypedDict):
    """One hour of one way to a human: seconds of menu, then with the wait what half and nine in ten do not exceed.

    ``caller`` is zero (she presses nothing but 0) or quickest. ``gone`` is by persona the share of such customers who
    hang up before; no persona stands there where the wait was not measured as a distribution.
    """

    hour: str
    caller: str
    queue: str
    keys: list[str]
    menu: float
    median: float | None
    ninth: float | None
    gone: dict[str, float]
    observation: Observation


class BranchPart(TypedDict):
    """A long branch of a phone menu, drawn apart: its first step, the answer there, its steps and how many are odd."""

    name: str
    answer: str
    steps: int
    odd: int
    picture: str


class PhonePart(TypedDict):
    """What the analysis of a phone line found; ``to_human`` is empty where no call center stands behind the line.

    ``live``: its menus stand in no file, but were found by calling the line. ``picture`` is the menu as SVG; the
    ``branches`` of a large one are drawn apart, numbered from 2 on, as the picture names them.
    """

    touchpoint: str
    hours: dict[str, str]
    menus: list[MenuPart]
    forecasts: list[ForecastPart]
    to_human: list[WayPart]
    live: bool
    picture: str
    branches: list[BranchPart]
