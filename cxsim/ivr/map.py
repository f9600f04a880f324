"""A map is a phone menu as a picture, with what is wrong marked by color, shape and words.

The SVG holds no script and no style attribute: presentation attributes make it right on its own, on light and on dark
ground, and classes let a page color it anew. Text is never laid out by its direction, so right-to-left text is safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from cxsim.ivr.answer import Answer, Reach, short, worst
from cxsim.ivr.audit import audit
from cxsim.ivr.explore import Exploration
from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Callback,
    Collect,
    Flow,
    HangUp,
    Menu,
    Node,
    Opaque,
    Queue,
    Transfer,
    Voicemail,
)
from cxsim.ivr.layout import Layout, Point, Way, layout

WIDE, TALL = 190.0, 66.0
ACROSS, DOWN = 226.0, 128.0
MARGIN = 24.0
LEGEND = 46.0
TOLD = 160  # letters of an oddity that are told on the map
BAD, GOOD, UNSURE = "#d03238", "#1d8a50", "#8a6d1d"
_COLORS = {Reach.NO: BAD, Reach.CANNOT_TELL: UNSURE, Reach.AFTER: UNSURE, Reach.YES: GOOD}
_CLASSES = {Reach.NO: "bad", Reach.CANNOT_TELL: "unsure", Reach.AFTER: "after", Reach.YES: "good"}
_LOOK = 'color="#6e6e6e" fill="currentColor" font-family="system-ui, sans-serif" font-size="12"'
"""A gray that can be read on white and on black; on a page that sets a color of its own, that one is taken."""


def picture(flow: Flow, exploration: Exploration) -> str:
    """The flow as SVG. Menus carry the answer to the 0-rule while the line is staffed, other steps their oddities."""
    plan = layout(flow, across=ACROSS, down=DOWN)
    oddities = _oddities(exploration)
    answers = answers_when_staffed(exploration)
    width, height = plan.width + WIDE + 2 * MARGIN, plan.height + TALL + 2 * MARGIN + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ivr-map" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" {_LOOK} role="img">',
        f"<title>{_text(flow.name)}</title>",
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" class="way" fill="#808080"/></marker></defs>',
        *(_way(way, plan) for way in plan.ways),
        *(
            _step(flow.nodes[id], at, flow, answers.get(id), list(oddities.get(id, {}).values()))
            for id, at in plan.places.items()
        ),
        _legend(height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


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


def kind_of(node: Node) -> str:
    """What a step is, in a word or two."""
    match node:
        case Menu():
            return "menu"
        case Collect():
            return f"type {node.least} digits" if node.least == node.most else "type a number"
        case Queue():
            return f"queue {node.queue}"
        case Transfer():
            return f"dial {node.number}"
        case Branch():
            return "decides"
        case Assign():
            return f"sets {node.attribute}"
        case Opaque():
            return "cannot be seen"
        case HangUp():
            return "says goodbye" if node.says else "cuts the line"
        case Voicemail():
            return "voicemail"
        case Callback():
            return "callback"
        case _:
            return "says" if node.says else "goes on"


def _step(node: Node, center: Point, flow: Flow, answer: Answer | None, odd: list[str]) -> str:
    x, y = center[0] + MARGIN, center[1] + MARGIN
    reach = answer.reach if answer is not None else None
    color = _COLORS[reach] if reach is not None else BAD if odd else "#808080"
    state = _CLASSES[reach] if reach is not None else "bad" if odd else "plain"
    told = [node.text, *odd]
    middle = x + WIDE / 2
    lines = [
        f'<g class="step {state}"><title>{_text(chr(10).join(filter(None, [node.title, *told])))}</title>',
        _shape(node, x, y, color, thick=bool(odd) or reach is Reach.NO),
        _line(middle, y + 20, short(node.title, 24), size=13, bold=True),
        _line(middle, y + 37, short(_kind_and_cut(node), 31), size=11),
        _line(middle, y + 54, short(node.text, 28), size=11) if node.text else "",
    ]
    if answer is not None:
        lines.append(_badge(x + 8, y - 9, f"0: {answer}", color))
    if odd:
        lines.append(_warning(x + WIDE - 4, y - 2, len(odd)))
    return "".join(lines) + "</g>"


def _kind_and_cut(node: Node) -> str:
    """What it is, and what cuts the line here without another word."""
    cut = [label or "then" for label, target in node.targets() if target == HANG_UP]
    if not cut:
        return kind_of(node)
    return f"{kind_of(node)} · ✕ {', '.join(cut)}" if cut != ["then"] else f"{kind_of(node)}, then ✕"


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


def _line(x: float, y: float, text: str, *, size: int, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}"{weight}>{_text(text)}</text>'


def _badge(x: float, y: float, text: str, color: str) -> str:
    width = 12 + 6.6 * len(text)
    return (
        f'<rect class="badge" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="18" rx="9" fill="{color}"/>'
        f'<text class="badge-text" x="{x + width / 2:.1f}" y="{y + 13:.1f}" text-anchor="middle" font-size="11" '
        f'font-weight="600" fill="#ffffff">{_text(text)}</text>'
    )


def _warning(x: float, y: float, count: int) -> str:
    """A triangle with how many oddities there are."""
    points = f"{x - 14:.1f},{y + 10:.1f} {x + 10:.1f},{y + 10:.1f} {x - 2:.1f},{y - 12:.1f}"
    return (
        f'<polygon class="warning" points="{points}" fill="{BAD}" stroke="{BAD}" stroke-linejoin="round"/>'
        f'<text class="badge-text" x="{x - 2:.1f}" y="{y + 7:.1f}" text-anchor="middle" font-size="11" '
        f'font-weight="700" fill="#ffffff">{count}</text>'
    )


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
        f'<text class="way-label" x="{at[0] + 6:.1f}" y="{at[1]:.1f}" font-size="11">{_text(", ".join(labels))}</text>'
    )


def _legend(height: float) -> str:
    y = height - LEGEND + 8
    shown = [("0: yes", GOOD), ("0: after n", UNSURE), ("0: cannot tell", UNSURE), ("0: no", BAD)]
    x, parts = MARGIN, ['<g class="legend">']
    for text, color in shown:
        parts.append(_badge(x, y, text, color))
        x += 26 + 6.6 * len(text)
    parts += [_warning(x + 10, y + 8, 1)]
    words = "something is wrong here · ✕ the line is cut · round: a human · slanted: digits to type"
    parts += [f'<text x="{x + 26:.1f}" y="{y + 13:.1f}" font-size="11">{_text(words)}</text></g>']
    return "".join(parts)


def _text(text: str) -> str:
    """Text fit for XML: escaped, and without the control characters that XML forbids."""
    return escape("".join(c if c.isprintable() or c in "\n\u200c\u200d" else " " for c in text))


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


__all__ = ["answers_when_staffed", "kind_of", "picture", "tree"]
