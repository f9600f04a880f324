from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.flow import Flow, Opaque
from cxsim.ivr.importers import read

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ivr"


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture
def samples() -> Path:
    """Real files of other people, which are not part of this project."""
    if not SAMPLES.is_dir():
        pytest.skip("the folder of samples does not lie beside the repository")
    return SAMPLES


@pytest.fixture
def truth(samples: Path) -> list[dict[str, str]]:
    """What people found out about the samples by reading them."""
    with (samples / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture
def explored(tmp_path: Path) -> Callable[..., Exploration]:
    """Reads a file's text and explores it."""

    def of(text: str, name: str = "line.json") -> Exploration:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return explore(read(path))

    return of


def mutations(text: str) -> Iterator[str]:
    """Broken versions of a file: cut off, lines in another order, lines missing, names changed."""
    lines = text.splitlines()
    step = max(len(text) // 40, 1)
    yield from (text[:end] for end in range(0, len(text), step))
    yield "\n".join(reversed(lines))
    yield from ("\n".join([*lines[:at], *lines[at + 1 :]]) for at in range(0, len(lines), max(len(lines) // 40, 1)))
    for old in ("0", "1", "e", "menu", '"', "<", "(", ":", "=", ","):
        yield text.replace(old, "§")
        yield text.replace(old, "", 3)
        yield text.replace(old, old * 2)


def attempt(path: Path) -> tuple[Flow | None, tuple[Fault, ...]]:
    """The flow in a file, or what is wrong with it."""
    try:
        return read(path), ()
    except DefinitionError as error:
        return None, error.faults


@pytest.fixture
def survives(tmp_path: Path) -> Callable[[str, str], None]:
    """Asserts that every broken version of a text gives a flow that can be explored, or an error with its file."""

    def check(text: str, name: str) -> None:
        path = tmp_path / name
        for mutated in mutations(text):
            path.write_text(mutated, encoding="utf-8")
            flow, faults = attempt(path)
            assert all(fault.file is not None for fault in faults)
            if flow is not None:
                assert explore(flow).states > 0
                assert all(node.reason for node in flow.nodes.values() if isinstance(node, Opaque))

    return check
