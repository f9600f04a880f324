"""The terminal summary: the verdict, the gaps that matter most, what nobody knows, and where the report is."""

from __future__ import annotations

from pathlib import Path

from cxsim.reporting.contract import Document
from cxsim.reporting.page import Page
from cxsim.reporting.safe import one_line
from cxsim.reporting.sections import front
from cxsim.reporting.words import words

TOP = 5


def render(document: Document, folder: Path | None = None, *, language: str | None = None) -> str:
    """Plain text without control characters, a line a fact; ``folder`` is where the report lies."""
    page = Page.of(document, words(language or document["run"]["language"]))
    say = page.words.say
    lines = [front.headline(page), one_line(front.belief(page).striptags())]
    if document["gaps"]:
        lines += ["", say("text.top")]
    for rank, gap in enumerate(document["gaps"][:TOP], 1):
        lines.append(
            "  "
            + say(
                "text.gap",
                rank=rank,
                title=one_line(page.words.translated(gap["title"]) or gap["title"], 120),
                touchpoint=one_line(gap["touchpoint"], 60),
                owner=page.owner(gap["touchpoint"]),
                impact=say(f"impact.{gap['impact']}"),
                tier=say(f"gaps.{gap['tier']}"),
            )
        )
        lines.append(f"     {one_line(gap['reason'], 300)}")
    if len(document["gaps"]) > TOP:
        lines.append("  " + say("page.more", n=len(document["gaps"]) - TOP))
    unknown = front.open_questions(page)
    if unknown:
        lines += ["", say("text.unknown"), *(f"  {text}" for text in unknown)]
    lines += [f"  {one_line(fault, 300)}" for fault in document["harness_faults"]]
    if folder is not None:
        lines += ["", say("text.where", path=one_line(folder / "report.html", 4096))]
    return "\n".join(lines) + "\n"
