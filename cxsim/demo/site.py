"""The site is the demo company's web address: which page answers where, in which languages, for one version."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from cxsim.demo import service, shop
from cxsim.demo.asking import FOLDER, Handler, Session, answer
from cxsim.demo.content import LANGUAGES
from cxsim.demo.version import Version
from cxsim.demo.voice import Voice

Page = tuple[str, str, Handler]

IN_EVERY_LANGUAGE: tuple[Page, ...] = (
    ("GET", "/", shop.home),
    ("GET", "/products", shop.products),
    ("GET", "/products/{slug}", shop.product),
    ("GET", "/help", service.help_center),
    ("GET", "/help/faq", service.faq),
    ("GET", "/help/search", service.search),
    ("GET", "/help/contact-options", service.contact_options),
    ("GET", "/contact", service.contact),
    ("POST", "/contact", service.write),
    ("GET", "/returns", service.returns),
    ("POST", "/returns", service.register_return),
    ("GET", "/orders", service.lookup),
    ("POST", "/orders", service.look_up),
    ("POST", "/orders/lost", service.report_lost),
    ("GET", "/privacy", shop.privacy),
)
IN_ENGLISH: tuple[Page, ...] = (
    ("GET", "/cart", shop.cart),
    ("POST", "/cart", shop.add),
    ("POST", "/cart/change", shop.change),
    ("GET", "/checkout", shop.checkout),
    ("POST", "/checkout", shop.deliver),
    ("POST", "/checkout/guest", shop.as_guest),
    ("GET", "/checkout/payment", shop.payment),
    ("POST", "/checkout/payment", shop.order),
    ("POST", "/register", shop.register),
    ("GET", "/login", service.login),
    ("POST", "/login", service.log_in),
    ("POST", "/logout", service.log_out),
    ("GET", "/account", service.account),
    ("GET", "/orders/{number:int}", service.own_order),
    ("GET", "/complaint", service.complain),
    ("POST", "/complaint", service.take_complaint),
)


def build_site(version: Version) -> Starlette:
    """The whole site of this version, with a memory of its own."""
    sessions: dict[str, Session] = {}
    lost = answer(shop.missing, version, sessions)

    async def not_found(request: Request, error: Exception) -> Response:
        return await lost(request)

    routes = [
        Route(path, answer(handler, version, sessions, language), methods=[method])
        for language, method, path, handler in _pages()
    ]
    return Starlette(
        routes=[*routes, *Voice(version).routes(), Mount("/static", StaticFiles(directory=FOLDER / "static"))],
        exception_handlers={404: not_found, 405: not_found},
    )


def _pages() -> Iterator[tuple[str, str, str, Handler]]:
    for language in LANGUAGES:
        for method, path, handler in IN_EVERY_LANGUAGE:
            yield language, method, _abroad(language, path), handler
    for method, path, handler in IN_ENGLISH:
        yield "en", method, path, handler


def _abroad(language: str, path: str) -> str:
    if language == "en":
        return path
    return f"/{language}" if path == "/" else f"/{language}{path}"
