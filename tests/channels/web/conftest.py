"""Customers for the tests of the web channel: real Chromium, real servers, one browser for all tests of a process."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cxsim.channels.base import Visit
from cxsim.channels.web import Browsers, WebChannel
from cxsim.channels.web.browser import find_browser
from cxsim.channels.web.walk import Budget
from cxsim.errors import BrowserMissingError
from cxsim.experience import Kind, Moment
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Action, Scenario, Solved, Step, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Company, Touchpoint

SHORT = Budget(step=3.0, act=2.5, appear=0.5, walk=60.0)


@pytest.fixture(scope="session")
def browsers(request: pytest.FixtureRequest) -> Iterator[Browsers]:
    """The browsers of this process; where there is none, the tests say why they are skipped.

    Playwright is the one of pytest's plugin, for two in one thread fail and other tests use it as well.
    """
    try:
        find_browser()
    except BrowserMissingError as error:
        pytest.skip(str(error))
    with Browsers(playwright=lambda: request.getfixturevalue("playwright")) as opened:
        yield opened


@dataclass
class Told:
    """What a walk came to."""

    moments: list[Moment] = field(default_factory=list)

    def of(self, *kinds: Kind, **data: Any) -> list[Moment]:
        return [m for m in self.moments if m.kind in kinds and all(m.data.get(k) == v for k, v in data.items())]

    def one(self, kind: Kind, **data: Any) -> Moment:
        found = self.of(kind, **data)
        assert len(found) == 1, f"{len(found)} {kind} {data} in:\n{self}"
        return found[0]

    def __str__(self) -> str:
        return "\n".join(f"{m.at} {m.kind} {dict(m.data)}" for m in self.moments)


def step(action: str, target: str = "", value: str | None = None) -> Step:
    return Step(action=Action(action), target=target, value=value)


def persona_with(**more: Any) -> Persona:
    return Persona(id="anna", **{"problem": "It leaks.", "goal": ["A repair"], "mood": "calm"} | more)


def visit_of(
    address: str,
    steps: Sequence[Step] | None,
    folder: Path,
    *,
    persona: Persona | None = None,
    sees: str | None = None,
    at_address: str | None = None,
    loading: float | None = 0.5,
    told: dict[str, str] | None = None,
    accounts: dict[str, Any] | None = None,
    allow: dict[str, Any] | None = None,
    variant: str = "",
    seed: int = 1,
    settings: Settings | None = None,
    environment: str | None = None,
    **more: Any,
) -> Visit:
    persona = persona or persona_with()
    stop = Stop(touchpoint="web shop", steps=None if steps is None else tuple(steps))
    goals = [Solved(by="sees", value=sees, goal=persona.goal[0])] if sees else []
    goals += [Solved(by="address", value=at_address, goal=persona.goal[0])] if at_address else []
    customer = Customer(persona, Settings(), queue_patience=60.0)
    customer.told.update(told or {})
    return Visit(
        scenario=Scenario(id="s", scenario="S", personas=("anna",), journey=(stop,)),
        stop=stop,
        touchpoint=Touchpoint(name="web shop", channel=ChannelName.WEB, accounts=accounts or {}, allow=allow or {}),
        company=Company(name="Shop", zone="Europe/Berlin"),
        persona=persona,
        variant=variant,
        customer=customer,
        particulars=Particulars(persona, seed),
        address=address,
        begins=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        at=0.0,
        goals=tuple(goals),
        random=random.Random(seed),
        evidence=EvidenceFolder(folder),
        settings=settings or Settings(),
        root=folder,
        loading=loading,
        environment=environment,
        **more,
    )


Walks = Callable[..., Told]


@pytest.fixture
def walk(browsers: Browsers, tmp_path: Path) -> Walks:
    """Sends a customer through a site: ``walk(site.url, [step("click", "Send")], persona=…)``."""

    def go(address: str, steps: Sequence[Step] | None, *, channel: WebChannel | None = None, **more: Any) -> Told:
        looks = {key: more.pop(key, False) for key in ("pictures", "accessibility", "scouting")}
        channel = channel or WebChannel(browsers, budget=more.pop("budget", SHORT), **looks)
        visit = visit_of(address, steps, tmp_path, **more)
        told = Told()
        for moment in channel.perform(visit):
            told.moments.append(moment)
            visit.customer.live(moment)
        return told

    return go
