"""Drawing parts that every picture of a phone menu shares: colors, badges, marks, and what a step is in words.

The SVG holds no script and no style attribute: presentation attributes make it right on its own, on light and on dark
ground, and classes let a page color it anew. Text is never laid out by its direction, so right-to-left text is safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from cxsim.ivr.answer import Reach
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

MARGIN = 24.0
LEGEND = 46.0
BAD, GOOD, UNSURE = "#d03238", "#1d8a50", "#8a6d1d"
COLORS = {Reach.NO: BAD, Reach.CANNOT_TELL: UNSURE, Reach.AFTER: UNSURE, Reach.YES: GOOD}
CLASSES = {Reach.NO: "bad", Reach.CANNOT_TELL: "unsure", Reach.AFTER: "after", Reach.YES: "good"}
LOOK = 'color="#6e6e6e" fill="currentColor" font-family="system-ui, sans-serif" font-size="12"'
"""A gray that can be read on white and on black; on a page that sets a color of its own, that one is taken."""


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


def kind_and_cut(node: Node) -> str:
    """What it is, and what cuts the line here without another word."""
    cut = [label or "then" for label, target in node.targets() if target == HANG_UP]
    if not cut:
        return kind_of(node)
    return f"{kind_of(node)} · ✕ {', '.join(cut)}" if cut != ["then"] else f"{kind_of(node)}, then ✕"


def badge(x: float, y: float, told: str, color: str) -> str:
    """An answer on its color."""
    width = 12 + 6.6 * len(told)
    return (
        f'<rect class="badge" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="18" rx="9" fill="{color}"/>'
        f'<text class="badge-text" x="{x + width / 2:.1f}" y="{y + 13:.1f}" text-anchor="middle" font-size="11" '
        f'font-weight="600" fill="#ffffff">{text(told)}</text>'
    )


def warning(x: float, y: float, count: int) -> str:
    """A triangle with how many oddities there are."""
    points = f"{x - 14:.1f},{y + 10:.1f} {x + 10:.1f},{y + 10:.1f} {x - 2:.1f},{y - 12:.1f}"
    return (
        f'<polygon class="warning" points="{points}" fill="{BAD}" stroke="{BAD}" stroke-linejoin="round"/>'
        f'<text class="badge-text" x="{x - 2:.1f}" y="{y + 7:.1f}" text-anchor="middle" font-size="11" '
        f'font-weight="700" fill="#ffffff">{count}</text>'
    )


def legend(height: float) -> str:
    """What the marks mean."""
    y = height - LEGEND + 8
    shown = [("0: yes", GOOD), ("0: after n", UNSURE), ("0: cannot tell", UNSURE), ("0: no", BAD)]
    x, parts = MARGIN, ['<g class="legend">']
    for told, color in shown:
        parts.append(badge(x, y, told, color))
        x += 26 + 6.6 * len(told)
    parts += [warning(x + 10, y + 8, 1)]
    words = "something is wrong here · ✕ the line is cut · round: a human · slanted: digits to type"
    parts += [f'<text x="{x + 26:.1f}" y="{y + 13:.1f}" font-size="11">{text(words)}</text></g>']
    return "".join(parts)


def text(told: str) -> str:
    """Text fit for XML: escaped, and without the control characters that XML forbids."""
    return escape("".join(c if c.isprintable() or c in "\n\u200c\u200d" else " " for c in told))


def svg(flow: Flow, width: float, height: float, drawn: Iterable[str]) -> str:
    """A whole picture, with its title and what its marks mean."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ivr-map" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" {LOOK} role="img">',
        f"<title>{text(flow.name)}</title>",
        *drawn,
        legend(height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
