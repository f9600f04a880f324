"""Whoever needs something gets it after the redesign, and is turned away as the company is."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from cxsim.demo.content import answers
from cxsim.demo.service import matching
from cxsim.demo.version import AS_IS, REDESIGN, Version

Visit = Callable[[Version], httpx.Client]
PARENT = {"order": "004712", "email": "anna.weber@example.com"}
LOYAL = {"email": "p.novak@example.com", "password": "house-blend-for-nine-years"}
COMPLAINT = {
    "order": "004711",
    "email": "k.brandt@example.com",
    "reason": "Defective",
    "details": "It leaks.",
    "terms": "yes",
}


def test_a_late_parcel_is_seen_and_sent_again(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert "Last seen in the Leipzig depot" in client.post("/orders", data=PARENT).text
    assert "It arrives on Friday before noon" in client.post("/orders/lost", data={"order": "004712"}).text


def test_a_parcel_that_arrived_cannot_be_reported_lost(visit: Visit) -> None:
    assert str(visit(REDESIGN).post("/orders/lost", data={"order": "004715"}).url).endswith("/orders")


def test_an_order_is_shown_only_with_its_own_e_mail(visit: Visit) -> None:
    page = visit(REDESIGN).post("/orders", data=PARENT | {"email": "someone@example.com"})
    assert "we have no order with this number and e-mail" in page.text


def test_persian_digits_find_the_order(visit: Visit) -> None:
    page = visit(REDESIGN).post("/fa/orders", data={"order": "۰۰۴۷۱۴", "email": "m.rezaei@example.com"})
    assert "فردا پیش از ظهر می‌رسد" in page.text


def test_a_known_customer_sees_her_orders_without_typing(visit: Visit) -> None:
    client = visit(REDESIGN)
    assert "Welcome back, Petra Novak" in client.post("/login", data=LOYAL).text
    assert "004715" in client.get("/orders").text
    assert "Put into your letterbox on Wednesday" in client.get("/orders/004715").text


def test_nobody_sees_somebody_elses_order(visit: Visit) -> None:
    client = visit(REDESIGN)
    client.post("/login", data=LOYAL)
    assert "Last seen" not in client.get("/orders/004712").text


def test_a_wrong_password_is_refused_and_not_shown_again(visit: Visit) -> None:
    page = visit(REDESIGN).post("/login", data=LOYAL | {"password": "wrong-password"})
    assert "wrong-password" not in page.text
    assert "p.novak@example.com" in page.text


def test_logging_out_forgets_the_customer(visit: Visit) -> None:
    client = visit(REDESIGN)
    client.post("/login", data=LOYAL)
    client.post("/logout")
    assert str(client.get("/account").url).endswith("/login")


@pytest.mark.parametrize(
    ("reason", "order", "promise"),
    [
        ("Defective", "004711", "Your technician comes on Thursday"),
        ("Damaged on arrival", "004716", "A new one leaves us today"),
        ("Something is missing", "004715", "What was missing leaves us today"),
    ],
)
def test_a_complaint_is_answered_with_a_deed(reason: str, order: str, promise: str, visit: Visit) -> None:
    page = visit(REDESIGN).post("/complaint", data=COMPLAINT | {"reason": reason, "order": order})
    assert "We have got your complaint" in page.text
    assert promise in page.text


def test_a_complaint_takes_a_photo(visit: Visit) -> None:
    files = {"photo": ("leak.jpg", b"\xff\xd8\xff", "image/jpeg")}
    assert "We have got your complaint" in visit(REDESIGN).post("/complaint", data=COMPLAINT, files=files).text


def test_a_known_customer_finds_her_order_filled_in_only_after_the_redesign(visit: Visit) -> None:
    for version, known in ((REDESIGN, True), (AS_IS, False)):
        client = visit(version)
        client.post("/login", data=LOYAL)
        page = client.get("/complaint").text
        assert ("It is about order 004715" in page) is known
        assert ('value="004715"' in page) is known


def test_a_mended_complaint_goes_through_only_where_the_rest_was_kept(visit: Visit) -> None:
    for version, kept in ((REDESIGN, True), (AS_IS, False)):
        page = visit(version).post("/complaint", data=COMPLAINT | {"order": "4711"})
        assert ("It leaks." in page.text) is kept


def test_a_return_of_any_six_digits_is_registered(visit: Visit) -> None:
    page = visit(REDESIGN).post("/returns", data={"order": "123456", "email": "jo@example.com"})
    assert "Your return is registered" in page.text
    assert "jo@example.com" in page.text


def test_a_return_is_registered_in_german(visit: Visit) -> None:
    page = visit(REDESIGN).post(
        "/de/returns", data={"order": "004713", "email": "j.hofmann@example.com", "reason": "small"}
    )
    assert "Ihre Rückgabe ist angemeldet" in page.text


def test_a_message_is_taken(visit: Visit) -> None:
    data = {"name": "Jo", "email": "jo@example.com", "message": "Hello"}
    assert "We answer within four hours" in visit(REDESIGN).post("/contact", data=data).text


@pytest.mark.parametrize(
    ("language", "query", "best"),
    [
        ("en", "lost parcel", "lost-parcel"),
        ("en", "money back", "refund"),
        ("de", "Paket verloren", "lost-parcel"),
        ("fa", "بسته گم", "lost-parcel"),
    ],
)
def test_the_search_finds_the_answer(language: str, query: str, best: str) -> None:
    assert matching(answers(language), query)[0].id == best


def test_the_search_of_the_company_as_it_is_finds_nothing_about_lost_parcels(visit: Visit) -> None:
    assert "We found no answer" in visit(AS_IS).get("/help/search", params={"q": "lost parcel"}).text
