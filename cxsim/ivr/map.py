"""A map is a phone menu as a picture, with what is wrong marked by color, shape and words; or as a text tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from cxsim.ivr import folding, outline
from cxsim.ivr.answer import Answer, Reach, short, worst
from cxsim.ivr.audit import audit
from cxsim.ivr.drawing import BAD, CLASSES, COLORS, LEGEND, MARGIN, badge, kind_and_cut, kind_of, svg, text, warning
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Callback,
    Collect,
    Flow,
    HangUp,
    Node,
    Opaque,
    Queue,
    Transfer,
    Voicemail,
)
from cxsim.ivr.layout import Layout, Point, Way, layout

WIDE, TALL = 190.0, 66.0
ACROSS, DOWN = 226.0, 128.0
PAGE = 1100.0
"""Pixels that fit on a page beside its margins; a wider picture is drawn as an outline."""
MOST_BOXES = 400
"""Steps whose places are worked out at all."""
TOLD = 160  # letters of an oddity that are told on the map


class Shape(StrEnum):
    """How a menu is drawn: boxes and arrows, or rows; by itself rows where boxes would be wider than a page."""

    AUTO = "auto"
    GRAPH = "graph"
    OUTLINE = "outline"


def picture(flow: Flow, exploration: Exploration, shape: Shape = Shape.AUTO) -> str:
    """The flow as SVG. Menus carry the answer to the 0-rule while the line is staffed, other steps their oddities."""
    oddities = {id: list(told.values()) for id, told in _oddities(exploration).items()}
    answers = answers_when_staffed(exploration)
    if shape is Shape.OUTLINE or (shape is Shape.AUTO and len(flow.nodes) > MOST_BOXES):
        return outline.picture(flow, answers, oddities)
    plan = layout(flow, across=ACROSS, down=DOWN)
    width, height = plan.width + WIDE + 2 * MARGIN, plan.height + TALL + 2 * MARGIN + LEGEND
    if shape is Shape.AUTO and width > PAGE:
        return outline.picture(flow, answers, oddities)
    drawn = [
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" class="way" fill="#808080"/></marker></defs>',
        *(_way(way, plan) for way in plan.ways),
        *(_step(flow.nodes[id], at, flow, answers.get(id), oddities.get(id, [])) for id, at in plan.places.items()),
    ]
    return svg(flow, width, height, drawn)


def parts(flow: Flow, exploration: Exploration) -> tuple[folding.Part, ...]:
    """The flow for a page: one picture, or an outline whose long branches are pictures of their own."""
    oddities = {id: list(told.values()) for id, told in _oddities(exploration).items()}
    found = folding.folded(flow, answers_when_staffed(exploration), oddities)
    return found if len(found) > 1 else (replace(found[0], picture=picture(flow, exploration)),)


def answers_when_staffed(exploration: Exploration) -> dict[str, Answer]:
    """For each menu the worst answer over the hours in which it is heard and somebody works."""
    found: dict[str, Answer] = {}
    for menu in exploration.menus:
        staffed = [hours.id for hours in exploration.hours if hours.staffed and hours.id in menu.heard]
        answer = worst(menu.zero[hours] for hours in staffed)
        if answer is not None:
            found[menu.id] = answer
    return found


def _oddities(exploration: Exploration) -> dict[str, dict[str, str]]:
    """For each step what is odd there: topic and, where it is short, what was found."""
    found: dict[str, dict[str, str]] = {}
    for topic in audit(exploration):
        for oddity in topic.odd:
            told = f"{topic.what}: {oddity.text}" if len(oddity.text) <= TOLD else topic.what
            found.setdefault(oddity.node, {}).setdefault(topic.what, told)
    return found


def _step(node: Node, center: Point, flow: Flow, answer: Answer | None, odd: list[str]) -> str:
    x, y = center[0] + MARGIN, center[1] + MARGIN
    reach = answer.reach if answer is not None else None
    color = COLORS[reach] if reach is not None else BAD if odd else "#808080"
    state = CLASSES[reach] if reach is not None else "bad" if odd else "plain"
    told = [node.text, *odd]
    middle = x + WIDE / 2
    lines = [
        f'<g class="step {state}"><title>{text(chr(10).join(filter(None, [node.title, *told])))}</title>',
        _shape(node, x, y, color, thick=bool(odd) or reach is Reach.NO),
        _line(middle, y + 20, short(node.title, 24), size=13, bold=True),
        _line(middle, y + 37, short(kind_and_cut(node), 31), size=11),
        _line(middle, y + 54, short(node.text, 28), size=11) if node.text else "",
    ]
    if answer is not None:
        lines.append(badge(x + 8, y - 9, f"0: {answer}", color))
    if odd:
        lines.append(warning(x + WIDE - 4, y - 2, len(odd)))
    return "".join(lines) + "</g>"


def _shape(node: Node, x: float, y: float, color: str, *, thick: bool) -> str:
    """A shape for each kind: corners round where a human is, cut where it decides, slanted where digits are typed."""
    look = f'class="box" fill="{color}" fill-opacity="0.08" stroke="{color}" stroke-width="{2.5 if thick else 1.2}"'
    if isinstance(node, Queue | Transfer):
        return f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDE:.0f}" height="{TALL:.0f}" rx="{TALL / 2:.0f}" {look}/>'
    if isinstance(node, Opaque):
        look += ' stroke-dasharray="3 3"'
    slant, cut = 12.0, 14.0
    right, low = x + WIDE, y + TALL
    if isinstance(node, Collect):
        points = [(x + slant, y), (right, y), (right - slant, low), (x, low)]
    elif isinstance(node, Branch | Assign):
        half = y + TALL / 2
        points = [(x + cut, y), (right - cut, y), (right, half), (right - cut, low), (x + cut, low), (x, half)]
    elif isinstance(node, HangUp | Voicemail | Callback):
        points = [(x, y), (right - cut, y), (right, y + cut), (right, low - cut), (right - cut, low), (x, low)]
    else:
        return f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDE:.0f}" height="{TALL:.0f}" rx="5" {look}/>'
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" {look}/>'


def _line(x: float, y: float, told: str, *, size: int, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}"{weight}>{text(told)}</text>'


def _way(way: Way, plan: Layout) -> str:
    if way.source == way.target:
        return _loop(way)
    points = [(x + MARGIN + WIDE / 2, y + MARGIN + TALL / 2) for x, y in way.points]
    drawn, label = _back(points) if way.back else _down(points)
    dash = ' stroke-dasharray="5 4"' if way.back or all(name in ("silent", "wrong key") for name in way.labels) else ""
    line = f'<path class="way" d="{drawn}" fill="none" stroke="#808080"{dash} marker-end="url(#arrow)"/>'
    return line + _way_label(label, way.labels)


def _down(points: list[Point]) -> tuple[str, Point]:
    """A curve from the bottom of one step through the gaps to the top of the other, and where its label stands."""
    (x, y), *middle, (to_x, to_y) = points
    y, to_y = y + TALL / 2, to_y - TALL / 2 - 2
    # leave a little to the side that the way goes to, so that ways from one step do not hide each other
    x += max(-WIDE / 3, min(WIDE / 3, ((middle or [(to_x, to_y)])[0][0] - x) / 4))
    drawn, here = f"M{x:.1f} {y:.1f}", (x, y)
    for there in [*middle, (to_x, to_y)]:
        half = (here[1] + there[1]) / 2
        drawn += f"C{here[0]:.1f} {half:.1f} {there[0]:.1f} {half:.1f} {there[0]:.1f} {there[1]:.1f}"
        here = there
    first = (middle or [(to_x, to_y)])[0]
    return drawn, ((x + first[0]) / 2, (y + first[1]) / 2 + 3)


def _back(points: list[Point]) -> tuple[str, Point]:
    """A curve at the right side of both steps."""
    (x, y), (to_x, to_y) = points[0], points[-1]
    x, to_x = x + WIDE / 2, to_x + WIDE / 2 + 2
    out = max(x, to_x) + 34
    return f"M{x:.1f} {y:.1f}C{out:.1f} {y:.1f} {out:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}", (x + 18, y - 6)


def _loop(way: Way) -> str:
    x, y = way.points[0][0] + MARGIN + WIDE, way.points[0][1] + MARGIN + TALL / 2
    drawn = f"M{x:.1f} {y - 10:.1f}c22 -6 22 26 2 20"
    line = f'<path class="way" d="{drawn}" fill="none" stroke="#808080" marker-end="url(#arrow)"/>'
    return line + _way_label((x + 12, y - 16), way.labels)


def _way_label(at: Point, labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    return (
        f'<text class="way-label" x="{at[0] + 6:.1f}" y="{at[1]:.1f}" font-size="11">{text(", ".join(labels))}</text>'
    )


def tree(flow: Flow, exploration: Exploration) -> str:
    """The flow as an indented text: each step once, with its answer and what is wrong there."""
    answers, odd = answers_when_staffed(exploration), _oddities(exploration)
    return "\n".join([flow.name, *_branches(flow, answers, odd)])


def _branches(flow: Flow, answers: Mapping[str, Answer], odd: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Depth first without recursion; a step that was told before is only named."""
    told: set[str] = set()
    stack: list[tuple[str, str, str, str]] = [("", "", "", flow.start)]
    stack += [("", "", "never reached", id) for id in flow.nodes if id != flow.start]
    stack[1:] = stack[:0:-1]
    stack.reverse()
    while stack:
        before, fork, label, id = stack.pop()
        node = flow.nodes[id]
        if label == "never reached" and (id in told or id == HANG_UP):
            continue
        named = f"{before}{fork}{f'{label} → ' if label else ''}{node.title}"
        if id in told or id == HANG_UP:
            yield f"{named}{'' if id == HANG_UP else ' ↑'}"
            continue
        told.add(id)
        mark = f"  [0: {answers[id]}]" if id in answers else ""
        yield f"{named} ({kind_of(node)}){mark}"
        inner = before + {"": "", "├ ": "│ ", "└ ": "  "}[fork]
        ways: dict[str, list[str]] = {}
        for name, target in node.targets():
            ways.setdefault(target, []).append(name or "then")
        yield from (f"{inner}{'│' if ways else ' '}  ! {told}" for told in odd.get(id, {}).values())
        last = len(ways) - 1
        for number, (target, names) in reversed(list(enumerate(ways.items()))):
            stack.append((inner, "└ " if number == last else "├ ", ", ".join(names), target))


__all__ = ["Shape", "answers_when_staffed", "kind_of", "picture", "tree"]
