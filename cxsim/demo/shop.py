"""The shop's own pages: what is for sale, the cart, and the way to the till."""

from __future__ import annotations

from starlette.responses import Response

from cxsim.demo import content
from cxsim.demo.asking import Asking
from cxsim.demo.forms import DELIVERY, REGISTER, Filled, check

PAYMENTS = ("Invoice", "Card", "Bank transfer")


async def home(ask: Asking) -> Response:
    """The first page."""
    return ask.page("home.html", products=list(content.products().values()))


async def products(ask: Asking) -> Response:
    """All products."""
    return ask.page("products.html", products=list(content.products().values()))


async def product(ask: Asking) -> Response:
    """One product."""
    found = content.products().get(ask.request.path_params["slug"])
    return await missing(ask) if found is None else ask.page("product.html", product=found)


async def add(ask: Asking) -> Response:
    """Put one more of a product into the cart."""
    slug = ask.typed.get("slug", "")
    if slug in content.products():
        ask.session.cart[slug] = ask.session.cart.get(slug, 0) + 1
    return ask.go("/cart")


async def change(ask: Asking) -> Response:
    """Take one more or one less of a product."""
    slug, more = ask.typed.get("slug", ""), 1 if ask.typed.get("change") == "more" else -1
    if slug in ask.session.cart:
        ask.session.cart[slug] += more
        if ask.session.cart[slug] <= 0:
            del ask.session.cart[slug]
    return ask.go("/cart")


async def cart(ask: Asking) -> Response:
    """What lies in the cart, and (after the redesign) all that it will cost."""
    return ask.page("cart.html")


async def checkout(ask: Asking) -> Response:
    """Where the parcel goes; asked of guests only after they chose to be guests, or never (a fault)."""
    if not ask.session.cart:
        return ask.go("/cart")
    if ask.session.account is None and "guest" not in ask.session.delivery:
        return ask.page("checkout_who.html", filled=Filled(form=REGISTER))
    return ask.page("checkout_delivery.html", filled=Filled(form=DELIVERY, values=_known_delivery(ask)))


def _known_delivery(ask: Asking) -> dict[str, str]:
    account = ask.session.account
    if account is None or ask.session.delivery:
        return ask.session.delivery
    return {name: getattr(account, name) for name in ("email", "name", "street", "postcode", "city")}


async def as_guest(ask: Asking) -> Response:
    """Go on without an account."""
    if not ask.version.forced_account:
        ask.session.delivery["guest"] = "yes"
    return ask.go("/checkout")


async def register(ask: Asking) -> Response:
    """Try to open an account. The demo has one and opens no others: every attempt is refused on its faults."""
    filled = check(REGISTER, ask.typed, ask.version)
    if filled.ok:
        filled = Filled(form=REGISTER, values=filled.values, errors={"email": "login"})
    return ask.form("checkout_who.html", filled)


async def deliver(ask: Asking) -> Response:
    """Take the address, and go on to the payment."""
    filled = check(DELIVERY, ask.typed, ask.version)
    if not filled.ok:
        return ask.form("checkout_delivery.html", filled)
    ask.session.delivery |= filled.values
    return ask.go("/checkout/payment")


async def payment(ask: Asking) -> Response:
    """The last step: how to pay, and the sum."""
    if not ask.session.cart or "street" not in ask.session.delivery:
        return ask.go("/checkout")
    return ask.page("checkout_payment.html", payments=PAYMENTS, handling=_handling(ask))


def _handling(ask: Asking) -> int:
    return content.shipping()["handling"] if ask.version.late_shipping_costs else 0


async def order(ask: Asking) -> Response:
    """Buy what lies in the cart; this session forgets it, and nobody is sent anything."""
    if not ask.session.cart:
        return ask.go("/cart")
    ask.session.cart.clear()
    return ask.page("checkout_done.html", email=ask.session.delivery.get("email", ""))


async def privacy(ask: Asking) -> Response:
    """What happens to what is typed."""
    return ask.page("privacy.html")


async def missing(ask: Asking) -> Response:
    """An address that leads nowhere."""
    return ask.page("missing.html", status=404)
