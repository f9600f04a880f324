"""What a queue tells and knows: the expected wait, a callback, and what the caller typed on the way to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from cxsim.ivr import wording
from cxsim.ivr.audit.topics import Oddity, Topic, odd, queues
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import Callback, Collect, Flow, Queue


def estimates(exploration: Exploration) -> Topic:
    """Whether callers are told how long it will take."""
    return _told(
        "wait estimate", exploration, wording.tells_wait, lambda queue: queue.estimate, "how long it will take"
    )


def callbacks(exploration: Exploration) -> Topic:
    """Whether callers are offered to be called back; a callback elsewhere in the menu counts for every queue."""
    visited, nodes = exploration.visited, exploration.flow.nodes
    if any(isinstance(nodes[id], Callback) for id in visited):
        return Topic(what="callback offer", looked_at=len(queues(exploration)))
    return _told(
        "callback offer", exploration, wording.offers_callback, lambda queue: queue.callback, "to be called back"
    )


def _told(
    what: str, exploration: Exploration, says: Callable[[str], bool], known: Callable[[Queue], bool | None], of: str
) -> Topic:
    """Of each queue whether its words say it, or its owner does."""
    looked = queues(exploration)
    found: list[Oddity] = []
    unknown: list[Oddity] = []
    for queue in looked:
        heard = any(says(prompt.text) for prompt in (*queue.says, *queue.waiting))
        if heard or known(queue):
            continue
        if known(queue) is None:
            unknown.append(odd(queue, f"nobody said whether callers hear {of}"))
        else:
            found.append(odd(queue, f"Whoever waits for “{queue.title}” does not hear {of}."))
    return Topic(what=what, looked_at=len(looked), odd=tuple(found), unknown=tuple(unknown))


def handed_over(exploration: Exploration) -> Topic:
    """Whether a number that was typed reaches the human who answers, or is asked for again."""
    visited, flow = exploration.visited, exploration.flow
    asked = [node for id, node in flow.nodes.items() if isinstance(node, Collect) and id in visited]
    if not asked:
        return Topic(what="typed data", looked_at=0)
    lost = _leading_to(flow, (queue for queue in queues(exploration) if queue.hands_over is False))
    unsure = _leading_to(flow, (queue for queue in queues(exploration) if queue.hands_over is None))
    kept = _leading_to(flow, (queue for queue in queues(exploration) if queue.hands_over))
    leading = [node for node in asked if {node.then} & {*lost, *unsure, *kept}]
    return Topic(
        what="typed data",
        looked_at=len(leading),
        odd=tuple(
            odd(node, f"What is typed here does not reach whoever answers “{lost[node.then]}”, and is asked for again.")
            for node in leading
            if node.then in lost
        ),
        unknown=tuple(
            odd(node, f"nobody said whether what is typed here reaches whoever answers “{unsure[node.then]}”")
            for node in leading
            if node.then in unsure and node.then not in lost
        ),
    )


def _leading_to(flow: Flow, ends: Iterable[Queue]) -> dict[str, str]:
    """The nodes from which a call may come to one of these queues, with its name."""
    before: dict[str, list[str]] = {}
    for node in flow.nodes.values():
        for _, target in node.targets():
            before.setdefault(target, []).append(node.id)
    found = {queue.id: queue.title for queue in ends}
    open_ = deque(found)
    while open_:
        here = open_.popleft()
        for earlier in before.get(here, ()):
            if earlier not in found:
                found[earlier] = found[here]
                open_.append(earlier)
    return found
