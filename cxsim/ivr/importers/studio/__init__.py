"""The Twilio Studio importer reads a flow definition: widgets with transitions.

A transition without ``next`` ends the flow, and with it the call (Studio's "Widget library"). Liquid is not worked out:
what it decides is opaque, but for one digit that is compared with fixed values.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.sources import mapping
from cxsim.ivr.importers.studio.reader import Reader


def recognizes(path: Path) -> bool:
    """Whether a file holds a Studio flow."""
    start = sources.beginning(path, 200_000) if path.suffix.lower() == ".json" else ""
    if '"states"' not in start:
        return False
    try:
        return _definition(json.loads(path.read_text(encoding="utf-8-sig"))) is not None
    except (ValueError, OSError, RecursionError):
        return '"initial_state"' in start or '"transitions"' in start


def _definition(value: Any) -> tuple[dict[str, Any], str] | None:
    """The flow in an export, or in the answer of the service's API, with the pointer to it."""
    for found, pointer in ((mapping(value), ""), (mapping(mapping(value).get("definition")), "/definition")):
        if isinstance(found.get("states"), list) and "initial_state" in found:
            return found, pointer
    return None


def read(path: Path) -> Flow:
    """The flow in a file. Raises DefinitionError."""
    found = _definition(sources.parsed_json(sources.text(path), path))
    if found is None:
        raise sources.refuse("there is no Twilio Studio flow in this file", path)
    return Reader(path, *found).flow()


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """Every flow of a folder. Raises DefinitionError with the faults of all."""
    return sources.each(paths, read)


__all__ = ["read", "read_folder", "recognizes"]
