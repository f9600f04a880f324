"""An audit is what can be read off a page by looking: its ways on, its forms, its prices, its questions and answers.

Pure functions from an observation to the data of INSPECTED moments (listed in :mod:`cxsim.channels.web.observe`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from cxsim.channels.web.device import Device
from cxsim.channels.web.observe import Control, Observation
from cxsim.channels.web.words import content_words, plain, says
from cxsim.labels import fact_of

LINKS = 150  # that are recorded of one page
_AMOUNT = re.compile(
    r"(?:(?:€|\$|£|eur|usd|gbp|chf)\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|£|eur\b|usd\b|gbp\b|chf\b)|"
    "[\u06f0-\u06f9\\d][\u06f0-\u06f9\\d.,٫٬]*\\s?(?:یورو|تومان|ریال))",
    re.IGNORECASE,
)
Relative = Callable[[str], str]


def audits(page: Observation, relative: Relative, vocabulary: str, device: Device) -> Iterator[dict[str, Any]]:
    """Everything that is recorded of a page at first sight; ``vocabulary`` are the customer's own words."""
    url = relative(page.url)
    yield {"what": "page", "url": url} | _page(page, relative)
    for form in _forms(page):
        yield {"what": "form", "url": url} | form
    if costs := _costs(page):
        yield {"what": "costs", "url": url} | costs
    if faq := _faq(page, vocabulary):
        yield {"what": "faq", "url": url} | faq
    findings = [{"element": element} for element in page.sticking] if page.wide > 1 else []
    screen = {"viewport": device.viewport, "touch": device.touch}
    yield {"what": "overflow", "url": url, "wide": page.wide, "findings": findings} | screen


def _page(page: Observation, relative: Relative) -> dict[str, Any]:
    links: dict[str, str] = {}
    for link in page.links:
        to = relative(link.href)
        if to.startswith("/") and len(links) < LINKS:
            links.setdefault(to, link.name)
    here = relative(page.url).partition("#")[0]
    elsewhere = [to for to in links if to.partition("#")[0] != here]
    buttons = [c for c in page.controls if c.role == "button" and c.shown and not c.disabled]
    return {
        "links": [{"name": name, "to": to} for to, name in links.items()],
        "ways_on": len(elsewhere) + len(buttons),
        "headings": list(page.headings[:8]),
        "status": page.status,
        "checkout": is_checkout(page),
        "guest": says(page.text, "guest"),
        "account_needed": any(field.type == "password" and field.shown for field in page.fields),
    }


def is_checkout(page: Observation) -> bool:
    """Whether she is in the middle of buying: by address, title and headings (a cart only links to it)."""
    path = re.sub(r"[/_-]+", " ", urlsplit(page.url).path)
    return any(says(text, "checkout") for text in (path, page.title, *page.headings[:2]))


def _forms(page: Observation) -> Iterator[dict[str, Any]]:
    for index, form in enumerate(page.forms):
        fields = list(_own_fields(page, index))
        if fields and not form.get("search") and not _is_search(fields):
            yield {
                "name": str(form.get("name") or (page.headings[0] if page.headings else "")),
                "checkout": is_checkout(page),
                "fields": [_field(field) for field in fields],
            }


def _own_fields(page: Observation, form: int) -> Iterator[Control]:
    groups: set[str] = set()
    for field in page.fields:
        if field.form != form or not field.shown or field.type in ("submit", "button", "reset", "image"):
            continue
        if field.type == "radio":  # one question, however many answers
            if field.field in groups:
                continue
            groups.add(field.field)
        yield field


def _is_search(fields: Iterable[Control]) -> bool:
    return all(field.type == "search" or field.role == "searchbox" for field in fields)


def _field(field: Control) -> dict[str, Any]:
    return {
        "label": field.label,
        "by": field.by,
        "type": field.type,
        "fact": fact_of(field.label),
        "autocomplete": field.autocomplete,
        "required": field.required,
    }


def _costs(page: Observation) -> dict[str, Any] | None:
    """Shipping and fees with an amount, each in one line or on two; only where the page names a price at all."""
    lines = [line.strip() for line in page.text.splitlines() if line.strip()]
    if not any(_AMOUNT.search(line) for line in lines):
        return None
    costs: list[dict[str, str]] = []
    total = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        amount = _AMOUNT.search(line) or _AMOUNT.match(following)
        if amount is None or len(line) > 200:
            continue
        if says(line, "fee"):
            costs.append({"what": "fee", "amount": amount.group()})
        elif says(line, "shipping"):
            costs.append({"what": "shipping", "amount": amount.group()})
        elif says(line, "total"):
            total = amount.group()
    return {"checkout": is_checkout(page), "costs": costs, "total": total}


def _faq(page: Observation, vocabulary: str) -> dict[str, Any] | None:
    """How far it is to the answer in a list of questions; None where the page is no such list."""
    named = any(says(text, "faq") for text in (page.title, *page.headings[:2]))
    if len(page.questions) < (1 if named else 3):
        return None
    mine = content_words(vocabulary)
    scanned = next(
        (n for n, item in enumerate(page.questions, 1) if item["answer"] and speaks_of(item["question"], mine)), None
    )
    return {
        "items": len(page.questions),
        "scanned": scanned or len(page.questions),
        "found": scanned is not None,
        "question": page.questions[scanned - 1]["question"] if scanned else "",
        "search": any(form.get("search") for form in page.forms),
    }


def speaks_of(question: str, mine: set[str]) -> bool:
    """Whether a question is about what somebody has in mind: two of her words, or half of its own."""
    words = content_words(question)
    shared = words & mine
    return len(shared) >= 2 or (bool(words) and len(shared) * 2 >= len(words))


def search_result(page: Observation, searched: str, relative: Relative) -> dict[str, Any] | None:
    """What a search in the site's help brought: recorded like a FAQ. None where the page does not show the search."""
    if plain(searched) not in plain(page.text) and plain(searched) not in plain(" ".join(f.value for f in page.fields)):
        return None
    mine = content_words(searched)
    titles = [item["question"] for item in page.questions]
    titles += [c.name for c in page.links if not c.frame]
    scanned = next((n for n, title in enumerate(titles, 1) if speaks_of(title, mine)), None)
    return {
        "what": "faq",
        "url": relative(page.url),
        "searched": searched,
        "items": len(page.questions),
        "scanned": scanned or len(page.questions),
        "found": scanned is not None,
        "question": titles[scanned - 1] if scanned else "",
        "search": True,
    }


def ways_to_a_human(page: Observation) -> list[str]:
    """The ways to speak with a person that this page itself offers: phone, e-mail, chat, callback."""
    ways = []
    for control in page.controls:
        if not control.shown:
            continue
        if control.href.startswith("tel:"):
            ways.append("phone")
        elif control.href.startswith("mailto:"):
            ways.append("e-mail")
        elif control.role in ("button", "link") and says(control.name, "chat"):
            ways.append("chat")
        elif control.role in ("button", "link") and says(control.name, "callback"):
            ways.append("callback")
    return list(dict.fromkeys(ways))
