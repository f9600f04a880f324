"""An asking is one request of a customer, with all that an answer needs: version, session, language and what was typed.

Sessions live in the memory of one server and know nothing of each other, so that walks at the same time cannot meet.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cxsim.demo import content
from cxsim.demo.content import LANGUAGES, Account, Order, Product
from cxsim.demo.forms import Filled
from cxsim.demo.version import Version

if TYPE_CHECKING:
    import jinja2

FOLDER = Path(__file__).parent
_COOKIE = "session"


@dataclass(slots=True, kw_only=True)
class Session:
    """What the shop remembers of one visitor, from the first page to the end of the server."""

    account: Account | None = None
    cart: dict[str, int] = field(default_factory=dict)
    delivery: dict[str, str] = field(default_factory=dict)
    reported_lost: set[str] = field(default_factory=set)

    def cart_items(self) -> list[tuple[Product, int]]:
        """What lies in the cart, in the order in which it was put there."""
        return [(content.products()[slug], amount) for slug, amount in self.cart.items()]

    def goods(self) -> int:
        """The price of the cart without delivery, in euro cents."""
        return sum(product.cents * amount for product, amount in self.cart_items())

    def shipping(self) -> int:
        """What delivery of the cart costs, in euro cents."""
        costs = content.shipping()
        if any(product.freight for product, _ in self.cart_items()):
            return costs["freight"]
        return 0 if self.goods() >= costs["free_from"] else costs["parcel"]

    def own_orders(self) -> list[Order]:
        """The orders of whoever is logged in."""
        if self.account is None:
            return []
        return [order for order in content.orders().values() if order.email == self.account.email]


@dataclass(slots=True, kw_only=True)
class Asking:
    """One request, understood."""

    request: Request
    version: Version
    session: Session
    language: str
    typed: Mapping[str, str]

    def address(self, path: str, language: str | None = None) -> str:
        """The address of this page in this language, or in the one that is spoken."""
        wanted = language or self.language
        if wanted == "en":
            return path
        return f"/{wanted}" if path == "/" else f"/{wanted}{path}"

    def page(self, template: str, *, status: int = 200, language: str | None = None, **more: Any) -> Response:
        """The page drawn from this template."""
        spoken = language or self.language
        values = {"ask": self, "version": self.version, "session": self.session, "language": spoken} | more
        values |= {"w": content.words(spoken), "path": self.path, "price": lambda cents: content.price(cents, spoken)}
        return HTMLResponse(templates().get_template(template).render(values), status_code=status)

    def form(self, template: str, filled: Filled, **more: Any) -> Response:
        """The page with this form as it was typed, or (a fault) emptied where it could not be used."""
        shown = filled
        if not filled.ok and self.version.form_forgets_input:
            shown = Filled(form=filled.form, errors=filled.errors)
        return self.page(template, filled=shown, **more)

    def go(self, path: str) -> Response:
        """Send the browser on, with GET."""
        return RedirectResponse(self.address(path), status_code=303)

    @property
    def path(self) -> str:
        """The path without the language."""
        path = self.request.url.path
        for language in LANGUAGES[1:]:
            if path == f"/{language}" or path.startswith(f"/{language}/"):
                return path.removeprefix(f"/{language}") or "/"
        return path


Handler = Callable[[Asking], Awaitable[Response]]


def answer(
    handler: Handler, version: Version, sessions: dict[str, Session], language: str = "en"
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that turns a request into an asking, has it answered, and keeps the session's cookie."""

    async def endpoint(request: Request) -> Response:
        key = request.cookies.get(_COOKIE, "")
        known = key in sessions
        if not known:
            key = secrets.token_urlsafe(16)
            sessions[key] = Session()
        asking = Asking(
            request=request,
            version=version,
            session=sessions[key],
            language=language,
            typed=await _typed(request),
        )
        response = await handler(asking)
        if not known:
            response.set_cookie(_COOKIE, key, httponly=True, samesite="lax")
        return response

    return endpoint


async def _typed(request: Request) -> dict[str, str]:
    """What was typed into a form; of a file only the name, for nobody looks at it."""
    if request.method != "POST":
        return {}
    async with request.form() as form:
        return {
            name: (value.filename or "") if isinstance(value, UploadFile) else value for name, value in form.items()
        }


@cache
def templates() -> jinja2.Environment:
    """The shop's templates, autoescaped; an unknown name is an error and not an empty string."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "LANGUAGES": LANGUAGES,
        "PHONE": content.PHONE,
        "PHONE_ADDRESS": content.PHONE_ADDRESS,
        "words": content.words,
        "shipping": content.shipping(),
    }
    environment.filters["digits"] = content.in_digits_of
    return environment
