"""Call logs for tests: written ones, simulated ones, and the public one that is not ours to ship."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from cxsim.callcenter.calllog import Calls

BANK = Path(__file__).parents[3] / "shared" / "data" / "anonymous_bank_1999_02.txt"
"""The "Anonymous Bank" of February 1999, in its own layout, where somebody has laid it beside the project."""


def simulated(
    days: int = 14, *, rate: float = 60.0, talk: float = 200.0, patience: float = 150.0, agents: int = 4
) -> Calls:
    """A queue with exponential everything from 08:00 to 12:00, ``rate`` calls an hour, first come first served."""
    chance = np.random.default_rng(5)
    rows = []
    for day in range(days):
        free = [8 * 3600.0] * agents
        at = 8 * 3600.0
        while (at := at + chance.exponential(3600.0 / rate)) < 12 * 3600.0:
            service, patient = chance.exponential(talk), chance.exponential(patience)
            agent = int(np.argmin(free))
            wait = max(0.0, free[agent] - at)
            answered = wait <= patient
            if answered:
                free[agent] = at + wait + service
            rows.append((day, at, min(wait, patient), answered, service if answered else math.nan, agent))
    first = date(2026, 3, 2)
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Calls(
        days=tuple(first + timedelta(days=n) for n in range(days)),
        types=("calls",),
        day=columns[0].astype(np.int64),
        type=np.zeros(len(rows), dtype=np.int64),
        arrival=columns[1],
        wait=columns[2],
        answered=columns[3].astype(bool),
        talk=columns[4],
        menu=np.full(len(rows), math.nan),
        agent=columns[5].astype(str),
        customer=np.full(len(rows), "", dtype="U1"),
    )
