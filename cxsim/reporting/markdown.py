"""The summary as Markdown: what a pull request, a chat or the page of a nightly job shows of a run."""

from __future__ import annotations

from datetime import date

from cxsim.reporting.contract import Document
from cxsim.reporting.contract.findings import GapPart
from cxsim.reporting.page import Page
from cxsim.reporting.safe import in_markdown
from cxsim.reporting.sections import front
from cxsim.reporting.sections.trend import lead
from cxsim.reporting.words import words

TOP = 20  # gaps; nobody reads on in a comment, and the report has all


def render(document: Document, *, language: str | None = None) -> str:
    """Verdict, change against the run before, the first gaps as a table, and what nobody knows.

    Text from pages and people steers nothing: it makes no table, link, picture or mention.
    """
    page = Page.of(document, words(language or document["run"]["language"]))
    parts = [f"## {in_markdown(front.headline(page))}", in_markdown(front.belief(page).striptags())]
    if changed := lead(page):
        parts.append(in_markdown(changed))
    parts += ["\n".join(_table(page))] if document["gaps"] else []
    unknown = [*front.open_questions(page), *document["harness_faults"]]
    if unknown:
        parts.append("\n".join([page.words.say("text.unknown"), "", *(f"- {in_markdown(text)}" for text in unknown)]))
    return "\n\n".join(parts) + "\n"


def _table(page: Page) -> list[str]:
    say, gaps = page.words.say, page.document["gaps"]
    heads = ("", say("section.gaps"), say("unknown.where"), say("gaps.owner"), say("gaps.due"))
    lines = [_row(*heads), "|" + " --- |" * len(heads)]
    lines += [_row(page.words.number(rank), *_cells(page, gap)) for rank, gap in enumerate(gaps[:TOP], 1)]
    if len(gaps) > TOP:
        lines += ["", say("page.more", n=len(gaps) - TOP)]
    return lines


def _cells(page: Page, gap: GapPart) -> tuple[str, ...]:
    grade = page.words.together([page.words.say("impact." + gap["impact"]), page.words.say("gaps." + gap["tier"])])
    title = page.words.translated(gap["title"]) or gap["title"]
    return (
        f"**{in_markdown(title, 120)}** ({grade})<br>{in_markdown(gap['reason'], 300)}",
        in_markdown(gap["touchpoint"], 60),
        in_markdown(page.owner(gap["touchpoint"])),
        in_markdown(page.words.day(date.fromisoformat(gap["due"]))),
    )


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
