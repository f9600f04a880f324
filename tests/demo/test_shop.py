"""A visitor can buy: as a guest after the redesign, only with an account as the company is."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from cxsim.demo.version import AS_IS, REDESIGN, Version

Visit = Callable[[Version], httpx.Client]
LOYAL = {"email": "p.novak@example.com", "password": "house-blend-for-nine-years"}
ADDRESS = {"email": "a@example.com", "name": "A B", "street": "C 1", "postcode": "10115", "city": "Berlin"}


def test_a_guest_buys_a_lamp(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert "Order as a guest" not in client.post("/cart", data={"slug": "desk-lamp"}).text
    assert "Order as a guest" in client.get("/checkout").text
    assert "Where shall it go?" in client.post("/checkout/guest").text
    payment = client.post("/checkout", data=ADDRESS).text
    assert "€44.80" in payment
    assert "Thank you for your order" in client.post("/checkout/payment", data={"payment": "Card"}).text
    assert "Your cart is empty" in client.get("/cart").text


def test_a_guest_of_the_company_as_it_is_is_held_up(visit: Visit) -> None:
    client = visit(AS_IS)
    client.post("/cart", data={"slug": "desk-lamp"})
    assert "Create an account" in client.post("/checkout/guest").text


def test_a_registration_is_refused_on_its_faults(visit: Visit) -> None:
    page = visit(AS_IS).post("/register", data={"first_name": "Mia"})
    assert "Invalid input" in page.text


def test_a_known_customer_pays_more_than_the_cart_said_only_in_the_company_as_it_is(visit: Visit) -> None:
    for version, early, late in ((AS_IS, "€18.90", "€27.30"), (REDESIGN, "€23.80", "€23.80")):
        client = visit(version)
        client.post("/login", data=LOYAL)
        assert early in client.post("/cart", data={"slug": "coffee-beans"}).text
        assert late in client.post("/checkout", data=ADDRESS).text


def test_the_address_of_a_known_customer_is_filled_in(visit: Visit) -> None:
    client = visit(REDESIGN)
    client.post("/login", data=LOYAL)
    client.post("/cart", data={"slug": "coffee-beans"})
    assert "Lindenweg 4" in client.get("/checkout").text


def test_shipping_is_free_from_sixty_euros_and_heavy_goods_cost_freight(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert "free" in client.post("/cart", data={"slug": "hiking-boots"}).text
    assert "€29.00" in client.post("/cart", data={"slug": "dishwasher"}).text


def test_amounts_can_be_changed_down_to_nothing(visit: Visit) -> None:
    client = visit(REDESIGN)
    client.post("/cart", data={"slug": "kettle"})
    assert "€84.00" in client.post("/cart/change", data={"slug": "kettle", "change": "more"}).text
    client.post("/cart/change", data={"slug": "kettle", "change": "less"})
    assert "Your cart is empty" in client.post("/cart/change", data={"slug": "kettle", "change": "less"}).text


def test_nobody_can_pay_for_nothing(visit: Visit) -> None:
    client = visit(REDESIGN)
    for path in ("/checkout", "/checkout/payment"):
        assert "Your cart is empty" in client.get(path).text
    assert "Your cart is empty" in client.post("/checkout/payment").text


def test_what_is_not_sold_cannot_be_put_into_the_cart(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert "Your cart is empty" in client.post("/cart", data={"slug": "the-moon"}).text
    assert client.get("/products/the-moon").status_code == 404


def test_two_visitors_never_meet(visit: Visit) -> None:
    one, other = visit(REDESIGN), visit(REDESIGN)
    one.post("/cart", data={"slug": "kettle"})
    assert "Your cart is empty" in other.get("/cart").text
