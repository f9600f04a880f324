"""The Amazon Connect importer reads exported flows: the flow language of 2019-10-30 and the older format of blocks.

The other JSON files of the folder are looked at for flows, modules, queues and hours that the flow refers to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.connect import actions, choice
from cxsim.ivr.importers.connect.reader import Reader
from cxsim.ivr.importers.connect.shelf import CALLED, Exported, Shelf, exported, gather, is_connect, last
from cxsim.ivr.importers.sources import mapping, string


def recognizes(path: Path) -> bool:
    """Whether a file holds an Amazon Connect flow."""
    if path.suffix.lower() != ".json":
        return False
    start = sources.beginning(path, 200_000)
    if not any(mark in start for mark in ('"Actions"', '\\"Actions\\"', '"modules"', '"StartAction"')):
        return False
    try:
        return is_connect(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, OSError, RecursionError):
        marks = ('"Actions"', '\\"Actions\\"', '"branches"')  # of both formats, whole or as a text
        return any(mark in start for mark in marks)


def read(path: Path) -> Flow:
    """The flow in one file, with what lies beside it. Raises DefinitionError."""
    flow = exported(sources.parsed_json(sources.text(path), path), path)
    if flow is None:
        raise sources.refuse("there is no Amazon Connect flow in this file", path)
    return _read(_shelf(path.parent, flow), flow)


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """The flows of a folder in which calls begin: inbound flows that no other flow transfers to.

    Raises DefinitionError with the faults of every one of these files that cannot be read.
    """
    sources.each(paths, lambda path: exported(sources.parsed_json(sources.text(path), path), path))
    shelf = gather(sources.files(folder, ".json"))
    called = {id(target) for flow in shelf.flows for target in _targets(shelf, flow) if target is not flow}
    inbound = [flow for flow in shelf.flows if flow.kind not in CALLED and not flow.module]
    begins = [flow for flow in inbound if id(flow) not in called] or inbound or shelf.flows
    return [_read(shelf, flow) for flow in begins]


def _read(shelf: Shelf, flow: Exported) -> Flow:
    if not flow.actions or not flow.start:
        raise sources.refuse("this flow has no actions, or does not say at which it starts", Path(flow.file))
    reader = Reader(shelf, flow)
    start = reader.follow(actions.read)
    choice.settle(reader, start)
    return reader.flow(start)


def _shelf(folder: Path, flow: Exported) -> Shelf:
    """What lies beside a flow. The flow itself is there once, and other objects of its name do not hide it."""
    beside = sorted(folder.glob("*.json"))[: sources.MOST_FILES]
    shelf = gather(beside) if _refers(flow) else Shelf()
    shelf.flows = [flow, *(other for other in shelf.flows if other.file != flow.file)]
    return shelf


def _refers(flow: Exported) -> bool:
    names = ("ContactFlowId", "FlowModuleId", "QueueId", "HoursOfOperationId", "EventHooks")
    parameters = [mapping(action.get("Parameters")) for action in flow.actions.values()]
    return any(name in found for found in parameters for name in names) or any(
        action.get("Type") == "CheckHoursOfOperation" for action in flow.actions.values()
    )


def _targets(shelf: Shelf, flow: Exported) -> list[Exported]:
    """The flows that a flow transfers to, invokes or hangs on events."""
    values = {
        f"$.FlowAttributes.{name}": string(mapping(value).get("Value"))
        for action in flow.actions.values()
        for name, value in mapping(mapping(action.get("Parameters")).get("FlowAttributes")).items()
    }
    found = []
    for action in flow.actions.values():
        parameters = mapping(action.get("Parameters"))
        written = [parameters.get("ContactFlowId"), parameters.get("FlowModuleId")]
        written += mapping(parameters.get("EventHooks")).values()
        for reference in map(string, written):
            target = shelf.flow(last(values.get(reference, reference)))
            found += [target] if target else []
    return found


__all__ = ["read", "read_folder", "recognizes"]
