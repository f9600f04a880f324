from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import read


@pytest.fixture
def flow(tmp_path: Path) -> Callable[[str], Flow]:
    """Reads a phone menu from the text of its steps, or from the text of a whole file."""

    def written(text: str) -> Flow:
        whole = text if text.lstrip().startswith("ivr:") else f"ivr: Line\nflow:\n{text}"
        path = tmp_path / "line.yaml"
        path.write_text(whole, encoding="utf-8")
        return read(path)

    return written
