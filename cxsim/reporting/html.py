"""The HTML report is one file that needs nothing else: no script, no server, no font, no network.

It carries its own content security policy, under which only its one style sheet (by its hash) and the pictures inside
it may be used, so that text from pages and files could not do anything even where escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cxsim.reporting.contract import Document
from cxsim.reporting.page import Page, filters
from cxsim.reporting.sections import (
    customers,
    details,
    failuredemand,
    finance,
    front,
    phone,
    priorities,
    scorecard,
    trend,
)
from cxsim.reporting.words import Words, words

if TYPE_CHECKING:
    from jinja2 import Environment

TABLES = ("moments", "verdicts", "gaps", "cells", "waits")


def render(document: Document, folder: Path | None = None, *, language: str | None = None) -> str:
    """The report as HTML, in the run's own language if no other is named; pictures are read below ``folder``.

    The same document, language and pictures give the same text.
    """
    run = document["run"]
    page = Page.of(document, words(language or run["language"]), folder)
    started = datetime.fromisoformat(run["started"])
    text: str = _template("report.html", page.words).render(
        **frame(page.words),
        page=page,
        document=document,
        run=run,
        started=f"{page.words.day(started.date())}, {page.words.localized(f'{started:%H:%M}')} UTC",
        verdict=front.verdict(page),
        strip=front.strip(page),
        gaps=front.gaps(page),
        full_gaps=front.FULL_GAPS,
        positives=front.positives(page),
        customers=customers.customers(page),
        rates=lambda rate: details.rate(page, rate),
        heat=details.heat(page),
        priorities=priorities.priorities(page),
        phones=phone.phones(page),
        demand=failuredemand.failure_demand(page),
        complaints=scorecard.complaints(page),
        scorecard=scorecard.scorecard(page),
        surveys=scorecard.surveys(page),
        finance=finance.finance(page),
        trend=trend.trend(page),
        unknowns=details.unknowns(page),
        method=details.method(page),
        tables=TABLES,
    )
    return with_nearest_anchors(text)


def with_nearest_anchors(text: str) -> str:
    """Links inside the page lead to the moment they mean or, where it is not told, to the visit or the customers."""
    ids = set(re.findall(r' id="([^"]+)"', text))

    def nearest(link: re.Match[str]) -> str:
        target = link.group(1)
        found = next((id for id in (target, target.partition("-")[0]) if id in ids), "customers")
        return f'href="#{found}"'

    return re.sub(r'href="#([^"]+)"', nearest, text)


def frame(words: Words) -> dict[str, Any]:
    """What every page of ours needs: its style sheet, the policy that allows only this one, and the words."""
    return {
        "css": Markup(_style()),
        "policy": policy(_style()),
        "words": words,
        "say": words.say,
        "english": _english(words),
    }


def _english(words: Words) -> Markup:
    """The attributes of a text that is written in English whatever the language of the report."""
    return Markup("" if words.language == "en" else 'lang="en" dir="ltr"')


def policy(style: str) -> str:
    """The content security policy of a page with this one style sheet."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def template(name: str, language: str = "en") -> Any:
    """Another page of ours, such as the list of runs."""
    return _template(name, words(language))


def _template(name: str, words: Words) -> Any:
    environment = _environment()
    environment.filters.update(filters(words))
    return environment.get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("cxsim.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _style() -> str:
    """The style sheet, with the widths of bars and maps written out, since no element may carry a style of its own."""
    css = (resources.files("cxsim.reporting") / "templates" / "report.css").read_text(encoding="utf-8")
    bars = "".join(f".w{n}{{inline-size:{n}%}}.at{n}{{margin-inline-start:{n}%}}" for n in range(0, 101, 5))
    maps = "".join(f".least{n} svg{{min-inline-size:{n}rem}}" for n in range(20, 101, 5))
    return css.replace("\r\n", "\n") + bars + maps + "\n"
