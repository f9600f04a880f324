"""A choice of queue happens long before the transfer: which queues a call can be in is followed through the flow."""

from __future__ import annotations

from dataclasses import replace

from cxsim.ivr.flow import Assign, Branch, Case, Compare, InHours, Jump, Node, Queue
from cxsim.ivr.importers.assembly import unseen
from cxsim.ivr.importers.connect.reader import QUEUE, Reader
from cxsim.ivr.importers.connect.shelf import CALLED

NONE = ""
BEFORE = "the queue that was chosen before this flow"


def settle(reader: Reader, start: str) -> None:
    """Give every transfer, and every check of hours, that means "the queue chosen last" the queues that it can mean."""
    chosen = _chosen(reader, start)
    for id, node in list(reader.assembly.nodes.items()):
        if node.name != QUEUE:
            if isinstance(node, Queue):
                reader.put(replace(node, waiting=reader.waiting or ()))
            continue
        queues = sorted(chosen.get(id) or {NONE})
        if len(queues) == 1:
            reader.put(_with(reader, node, queues[0], id))
            continue
        cases = []
        for queue in queues:
            part = _with(reader, node, queue, reader.assembly.free(f"{id} · {queue or 'none'}"))
            reader.put(part)
            cases.append(Case(condition=Compare(name=QUEUE, op="=", value=queue), then=part.id))
        reader.put(Branch(id=id, where=node.where, cases=tuple(cases[:-1]), otherwise=cases[-1].then))


def _chosen(reader: Reader, start: str) -> dict[str, set[str]]:
    """For every node the queues that may have been chosen when a call comes to it."""
    nodes = reader.assembly.nodes
    found: dict[str, set[str]] = {}
    open_ = [(start, NONE)]
    while open_:
        id, queue = open_.pop()
        node = nodes.get(id)
        if node is None or queue in found.setdefault(id, set()):
            continue
        found[id].add(queue)
        after = node.value if isinstance(node, Assign) and node.attribute == QUEUE else queue
        open_.extend((target, after) for _, target in node.targets())
    return found


def _with(reader: Reader, node: Node, queue: str, id: str) -> Node:
    """The transfer to this queue, or the check of its hours."""
    inside = reader.entry.kind in CALLED
    if isinstance(node, Queue):
        if queue == NONE and not inside:
            # "Transfer to queue" needs a queue set before it; without one the contact takes the error branch.
            return Jump(id=id, where=node.where, then=node.full or "")
        name = f"a queue worked out during the call ({queue})" if unseen(queue) else queue or BEFORE
        return replace(node, id=id, name="", queue=name, waiting=reader.waiting or ())
    if isinstance(node, Branch):
        hours = reader.shelf.hours_of(queue) or f"hours of {queue or BEFORE}"
        schedule = reader.shelf.hours.get(hours)
        if schedule is not None:
            reader.assembly.schedules[hours] = schedule
        case = Case(condition=InHours(state="open", schedule=hours), then=node.cases[0].then)
        return replace(node, id=id, name="", cases=(case,))
    return node


__all__ = ["settle"]
