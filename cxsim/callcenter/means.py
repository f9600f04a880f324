"""Means are what a simulation is run by: which engine, and on how many processes or machines.

None of them changes a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EngineName(StrEnum):
    """Which engine simulates; auto is the compiled one for large runs, where its extra is installed."""

    AUTO = "auto"
    SIMPY = "simpy"
    COMPILED = "compiled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """``workers`` processes of this machine, or the Dask cluster whose scheduler has this address.

    Such an address is ``tcp://host:8786``.
    """

    engine: EngineName = EngineName.AUTO
    workers: int = 1
    cluster: str | None = None
