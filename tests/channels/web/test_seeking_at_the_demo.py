"""Customers find their own way at the demo company, in three languages; nobody has written steps for them."""

import pytest

from cxsim.demo.company import DemoCompany
from cxsim.experience import Kind
from cxsim.measures import lostness
from tests.channels.web.conftest import persona_with


@pytest.fixture(scope="module")
def redesign():
    with DemoCompany("redesign") as company:
        yield company


@pytest.fixture(scope="module")
def as_is():
    with DemoCompany("as-is") as company:
        yield company


def wants(goal, *, problem="", **more):
    return persona_with(goal=[goal], problem=problem or goal, **more)


def clicks(told):
    weighed = [m for m in told.of(Kind.ACTED, action="click") if "candidates" in m.data]
    assert all(m.data["why"] for m in weighed)
    return [m.data["target"] for m in weighed]


ANNA = {"order": "004712", "e-mail": "anna.weber@example.com"}
JUTTA = {"order": "004713", "e-mail": "j.hofmann@example.com"}
MARYAM = {"order": "۰۰۴۷۱۴", "e-mail": "m.rezaei@example.com"}


@pytest.mark.parametrize(
    ("persona", "sees", "way"),
    [
        (
            wants("find out where my order is", problem="My parcel has not come.", knows=ANNA, language="en-GB"),
            "It arrives on Friday before noon",
            ["Order status", "Show my order", "My parcel is lost"],
        ),
        (
            wants("return a damaged item", knows={"order": "004711"}),
            "Your return is registered",
            ["Returns", "Register the return"],
        ),
        (wants("speak to a person"), "Talk to us", ["Contact"]),
        (wants("opening hours"), "Talk to us", ["Contact"]),
        (
            wants("Die Stiefel zurückgeben", knows=JUTTA, language="de-DE", device="phone"),
            "Ihre Rückgabe ist angemeldet",
            ["Deutsch", "Rückgabe", "Rückgabe anmelden"],
        ),
        (
            wants("بدانم سفارشم کی می‌رسد", knows=MARYAM, language="fa-IR", needs=["zoom 200 %"]),
            "فردا پیش از ظهر می‌رسد",
            ["فارسی", "وضعیت سفارش", "نمایش سفارش"],
        ),
    ],
    ids=["order", "return", "person", "hours", "german", "persian"],
)
def test_in_the_redesign_each_goal_is_reached_without_detours(walk, redesign, persona, sees, way):
    told = walk(redesign.url, None, persona=persona, sees=sees)
    assert clicks(told) == way
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert not told.of(Kind.BLOCKED, Kind.GAVE_UP, Kind.REFUSED)


def test_with_the_keyboard_alone_she_gets_there_too(walk, redesign):
    persona = wants("return a damaged item", knows={"order": "004711"}, needs=["keyboard only"])
    told = walk(redesign.url, None, persona=persona, sees="Your return is registered")
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert all(m.data["presses"] > 0 for m in told.of(Kind.ACTED, target="Returns"))


def test_in_the_company_as_it_is_she_gets_to_a_person_after_a_search(walk, as_is):
    told = walk(as_is.url, None, persona=wants("speak to a person"), at_address="/contact")
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert clicks(told)[0] == "Help"
    assert clicks(told)[-1] == "Contact"
    pages = [m.data["url"].partition("?")[0] for m in told.of(Kind.SAW)]
    assert lostness(pages, 5) > 0.2, "the way is longer than it need be"


def test_a_goal_that_the_company_does_not_know_ends_by_patience(walk, as_is):
    persona = wants("a helicopter licence", patience={"queue": "1 min", "journey": "60 s"})
    told = walk(as_is.url, None, persona=persona, sees="You may fly")
    assert told.moments[-1].kind is Kind.GAVE_UP
    assert told.moments[-1].data["why"] == "patience"
    assert 60 <= told.moments[-1].at < 110
