"""An outline is a phone menu as rows, one a step, each below the step that leads to it: never wider than a page.

A step stands where the shortest call comes to it; other ways to it only name it. Steps that follow each other without a
choice stand below each other, so that depth is the depth of menus; steps that only go on are left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from cxsim.ivr.answer import Answer, short
from cxsim.ivr.drawing import BAD, CLASSES, COLORS, LEGEND, MARGIN, badge, kind_and_cut, svg, text
from cxsim.ivr.flow import HANG_UP, Collect, Flow, HangUp, Jump, Menu, Node, Opaque, Queue, Transfer, Voicemail

NEVER = "never reached"
WIDE = 1000.0
INDENT, TALL, FLAT, LINE = 26.0, 30.0, 22.0, 15.0
DEEPEST = 340.0
"""Pixels that the deepest step stands to the right of the first; where there are many levels they are narrower."""
WORDS, ODD, NAME, LABELS = 105, 105, 44, 36  # letters that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to a step: ``labels`` lead to it from row ``below``; ``again`` where the step itself stands elsewhere."""

    depth: int
    labels: tuple[str, ...]
    node: Node
    again: bool
    below: int  # -1 where it stands below none
    folded: tuple[int, int, int] = (0, 0, 0)  # the part in which its branch is drawn, its steps, those with oddities


def rows(flow: Flow, marked: Collection[str] = ()) -> list[Row]:
    """Every way of a flow in the order in which a reader goes down the page; ``marked`` steps are never left out."""
    past = _past(flow, marked)
    parent = _parents(flow, past)
    found: list[Row] = []
    roots = [id for id, source in parent.items() if id == source]
    stack: list[tuple[int, tuple[str, ...], str, int, str]]
    stack = [(0, () if id == past(flow.start) else (NEVER,), id, -1, id) for id in reversed(roots)]
    told: set[str] = set()
    while stack:
        depth, labels, id, below, source = stack.pop()
        node = flow.nodes[id]
        again = id == HANG_UP or id in told or parent[id] != source
        found.append(Row(depth=depth, labels=labels, node=node, again=again, below=below))
        if again:
            continue
        told.add(id)
        ways, number = _ways(node, past), len(found) - 1
        deeper = depth + (len(ways) > 1 or isinstance(node, Menu | Collect))
        stack += [(deeper, tuple(names), target, number, id) for target, names in reversed(list(ways.items()))]
    return found


def _past(flow: Flow, marked: Collection[str]) -> Callable[[str], str]:
    """What a way to a step comes to, past steps that only go on."""

    def past(id: str) -> str:
        seen: set[str] = set()
        node = flow.nodes[id]
        while isinstance(node, Jump) and id not in marked and id not in seen:
            seen.add(id)
            id = node.then
            node = flow.nodes[id]
        return id

    return past


def _ways(node: Node, past: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, target in node.targets():
        names = found.setdefault(past(target), [])
        if label and label not in names:
            names.append(label)
    return found


def _parents(flow: Flow, past: Callable[[str], str]) -> dict[str, str]:
    """For each step the one that leads to it on a shortest way; those that nothing leads to lead to themselves."""
    found: dict[str, str] = {}
    for root in [flow.start, *(id for id in flow.nodes if past(id) == id and id != HANG_UP)]:
        begin = past(root)
        if begin in found:
            continue
        found[begin] = begin
        open_ = deque([begin])
        while open_:
            here = open_.popleft()
            for target in _ways(flow.nodes[here], past):
                if target not in found:
                    found[target] = here
                    open_.append(target)
    return found


def picture(flow: Flow, answers: Mapping[str, Answer], oddities: Mapping[str, Sequence[str]]) -> str:
    """The outline as SVG."""
    return drawn(flow, rows(flow, oddities), answers, oddities)


def drawn(flow: Flow, told: Sequence[Row], answers: Mapping[str, Answer], oddities: Mapping[str, Sequence[str]]) -> str:
    """These rows as SVG."""
    tops = [MARGIN]
    for row in told:
        lines = 0 if row.again else len(oddities.get(row.node.id, ())) + bool(row.node.text) + bool(row.folded[0])
        tops.append(tops[-1] + (FLAT if row.again else TALL + LINE * lines))
    step = min(INDENT, DEEPEST / max(1, *(row.depth for row in told)))
    lines_of = [_rails(told, tops, step)]
    for row, top in zip(told, tops, strict=False):  # the last top is the end of the page
        lines_of.append(_row(row, top, step, answers.get(row.node.id), oddities.get(row.node.id, ())))
    return svg(flow, WIDE, tops[-1] + MARGIN + LEGEND, lines_of)


def _rails(told: Sequence[Row], tops: Sequence[float], step: float) -> str:
    """Thin lines from a step down to those below it."""
    drawn = []
    for row, top in zip(told, tops, strict=False):
        if row.below < 0:
            continue
        above = told[row.below]
        x, y = MARGIN + above.depth * step + 8, tops[row.below] + 20
        across = f"V{top + 11:.1f}h{step - 11:.1f}" if row.depth > above.depth else f"V{top + 3:.1f}"
        drawn.append(f"M{x:.1f} {y:.1f}{across}")
    return f'<path class="way" d="{"".join(drawn)}" fill="none" stroke="#808080" stroke-opacity="0.5"/>'


def _row(row: Row, top: float, step: float, answer: Answer | None, odd: Sequence[str]) -> str:
    x, node = MARGIN + row.depth * step, row.node
    labels = f"{short(', '.join(row.labels), LABELS)} → " if row.labels else ""
    if row.again:
        named = "✕ the line is cut" if node.id == HANG_UP else f"↗ {short(node.title, NAME)}"
        return f'<text class="way-label" x="{x:.1f}" y="{top + 15:.1f}" font-size="12">{text(labels + named)}</text>'
    reach = answer.reach if answer is not None else None
    color = COLORS[reach] if reach is not None else BAD if odd else "#808080"
    state = CLASSES[reach] if reach is not None else "bad" if odd else "plain"
    dash = ' stroke-dasharray="3 2"' if isinstance(node, Opaque) else ""
    kind = short(kind_and_cut(node), NAME)
    whole = "\n".join(filter(None, [node.title, node.text, *odd]))
    shown = f"0: {answer}" if answer is not None else ""
    right = x + 24 + (20 + 6.6 * len(shown) if shown else 0)
    parts = [
        f'<g class="step {state}"><title>{text(whole)}</title>',
        f'<path class="box" transform="translate({x:.1f} {top + 3:.1f})" d="{_icon(node)}" fill="{color}" '
        f'fill-opacity="0.15" stroke="{color}" stroke-width="1.5"{dash}/>',
        badge(x + 24, top + 2, shown, color) if shown else "",
        f'<text x="{right:.1f}" y="{top + 16:.1f}" font-size="13"><tspan font-weight="600">'
        f"{text(labels + short(node.title, NAME))}</tspan><tspan> · {text(kind)}</tspan></text>",
        _words(x + 24, top + 16, f"“{short(node.text, WORDS)}”" if node.text else "", odd, _rest(row)),
    ]
    return "".join(parts) + "</g>"


def _rest(row: Row) -> str:
    """What is drawn in a part of its own."""
    part, steps, odd = row.folded
    if not part:
        return ""
    wrong = f", {odd} of them with something wrong" if odd else ""
    return f"▸ {part}: {steps} further steps{wrong}"


def _words(x: float, y: float, said: str, odd: Sequence[str], rest: str = "") -> str:
    """What a step says, what is odd there, and where its branch is drawn, on lines of their own."""
    lines = [(said, "")] if said else []
    lines += [(f"▲ {short(told, ODD)}", f' class="odd" fill="{BAD}"') for told in odd]
    lines += [(rest, ' class="folded" font-weight="600"')] if rest else []
    return "".join(
        f'<text x="{x:.1f}" y="{y + LINE * number:.1f}" font-size="11"{look}>{text(line)}</text>'
        for number, (line, look) in enumerate(lines, 1)
    )


def _icon(node: Node) -> str:
    """The shape of a step: round where a human is, a square menu, slanted digits, cut corners at an end."""
    match node:
        case Queue() | Transfer():
            return "M8 0a8 8 0 1 1 0 16a8 8 0 1 1 0 -16z"
        case Collect():
            return "M4 1h13l-4 14h-13z"
        case HangUp() | Voicemail():
            return "M4 0h8l4 4v8l-4 4h-8l-4 -4v-8z"
        case Menu():
            return "M0 1h16v14h-16z"
        case Opaque():
            return "M8 0l8 8l-8 8l-8 -8z"
        case _:
            return "M3 4h10v8h-10z"
