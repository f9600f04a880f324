"""The pages for whoever needs something after buying: order status, help, contact, returns, complaints, account."""

from __future__ import annotations

import asyncio
import re

from starlette.responses import Response

from cxsim.demo import content
from cxsim.demo.asking import Asking
from cxsim.demo.content import HelpItem, Order
from cxsim.demo.forms import CONTACT, LOGIN, LOOKUP, RETURN, Filled, check, complaint

SLOW_PAGE = 4.6  # seconds: the order page of the company as it is waits for three old systems


async def login(ask: Asking) -> Response:
    """Ask who is there."""
    return ask.page("login.html", filled=Filled(form=LOGIN))


async def log_in(ask: Asking) -> Response:
    """Know a customer again by e-mail and password."""
    filled = check(LOGIN, ask.typed, ask.version)
    account = content.accounts().get(filled.values["email"])
    if filled.ok and (account is None or account.password != ask.typed.get("password", "")):
        filled = Filled(form=LOGIN, values={"email": filled.values["email"]}, errors={"email": "login"})
    if not filled.ok:
        return ask.form("login.html", filled)
    ask.session.account = account
    return ask.go("/account")


async def log_out(ask: Asking) -> Response:
    """Forget who is there."""
    ask.session.account = None
    return ask.go("/")


async def account(ask: Asking) -> Response:
    """What the shop knows of a customer, and her orders."""
    return ask.go("/login") if ask.session.account is None else ask.page("account.html")


async def lookup(ask: Asking) -> Response:
    """Ask for an order's number, or (after the redesign) show a known customer her orders."""
    return ask.page("orders.html", filled=Filled(form=LOOKUP))


async def look_up(ask: Asking) -> Response:
    """Find an order by its number and e-mail."""
    filled = check(LOOKUP, ask.typed, ask.version)
    order = content.orders().get(filled.values["order"])
    if filled.ok and (order is None or order.email != filled.values["email"].lower()):
        filled = Filled(form=LOOKUP, values=filled.values, errors={"order": "unknown_order"})
    if not filled.ok or order is None:
        return ask.form("orders.html", filled)
    return await _show(ask, order)


async def own_order(ask: Asking) -> Response:
    """One order of the customer who is logged in."""
    wanted = f"{ask.request.path_params['number']:06d}"
    for order in ask.session.own_orders():
        if order.number == wanted:
            return await _show(ask, order)
    return ask.go("/orders")


async def _show(ask: Asking, order: Order) -> Response:
    if ask.version.slow_order_page:
        await asyncio.sleep(SLOW_PAGE)
    return ask.page("order.html", order=order, late=order.state == "late" and not ask.version.no_lost_parcel_report)


async def report_lost(ask: Asking) -> Response:
    """Send a new parcel for one that is late."""
    order = content.orders().get(ask.typed.get("order", ""))
    if order is None or order.state != "late" or ask.version.no_lost_parcel_report:
        return ask.go("/orders")
    ask.session.reported_lost.add(order.number)
    return ask.page("order_lost.html", order=order)


def help_items(ask: Asking) -> tuple[HelpItem, ...]:
    """The questions of this version's help center in this language."""
    if ask.version.faq_hill and ask.language == "en":
        return content.hill()
    left_out = ["lost-parcel", "where"] if ask.version.faq_hill else []
    left_out += ["person"] if ask.version.hidden_contact else []
    return tuple(item for item in content.answers(ask.language) if item.id not in left_out)


async def help_center(ask: Asking) -> Response:
    """The entrance of the help center."""
    return ask.page("help.html", items=help_items(ask))


async def faq(ask: Asking) -> Response:
    """All questions on one page: the hill."""
    return ask.page("faq.html", items=help_items(ask)) if ask.version.faq_hill else ask.go("/help")


async def search(ask: Asking) -> Response:
    """Answers to what somebody typed into the help's search."""
    query = ask.request.query_params.get("q", "").strip()
    return ask.page("search.html", query=query, items=matching(help_items(ask), query))


def matching(items: tuple[HelpItem, ...], query: str) -> list[HelpItem]:
    """The items that share most words with the query, best first; those that share none are left out."""
    wanted = _words(query)
    hits = [(len(wanted & _words(f"{item.question} {item.about}")), item) for item in items]
    return [item for count, item in sorted(hits, key=lambda hit: -hit[0]) if count > 0][:3]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


async def contact(ask: Asking) -> Response:
    """How to reach a person."""
    return ask.page("contact.html", filled=Filled(form=CONTACT))


async def write(ask: Asking) -> Response:
    """Take a message."""
    filled = check(CONTACT, ask.typed, ask.version)
    return ask.page("contact_sent.html") if filled.ok else ask.form("contact.html", filled)


async def contact_options(ask: Asking) -> Response:
    """A page that stands between a customer and the contact page of the company as it is."""
    return ask.page("contact_options.html") if ask.version.hidden_contact else ask.go("/contact")


async def returns(ask: Asking) -> Response:
    """How to send something back; in German it may fall back to English (a fault)."""
    return ask.page("returns.html", language=_language_of_returns(ask), filled=Filled(form=RETURN, values=_known(ask)))


async def register_return(ask: Asking) -> Response:
    """Register a return."""
    filled = check(RETURN, ask.typed, ask.version)
    language = _language_of_returns(ask)
    if not filled.ok:
        return ask.form("returns.html", filled, language=language)
    return ask.page("returns_done.html", language=language, filled=filled)


def _language_of_returns(ask: Asking) -> str:
    return "en" if ask.language == "de" and ask.version.german_returns_in_english else ask.language


def _known(ask: Asking) -> dict[str, str]:
    """What a known customer need not type again."""
    if ask.session.account is None or ask.version.order_number_asked_again:
        return {}
    own = ask.session.own_orders()
    known = {"email": ask.session.account.email, "name": ask.session.account.name, "phone": ask.session.account.phone}
    return known | ({"order": own[0].number} if own else {})


async def complain(ask: Asking) -> Response:
    """Ask what is wrong."""
    return ask.page("complaint.html", filled=Filled(form=complaint(ask.version), values=_known(ask)))


async def take_complaint(ask: Asking) -> Response:
    """Take a complaint, and say what happens next."""
    filled = check(complaint(ask.version), ask.typed, ask.version)
    if not filled.ok:
        return ask.form("complaint.html", filled)
    return ask.page("complaint_done.html", filled=filled, order=content.orders().get(filled.values["order"]))
