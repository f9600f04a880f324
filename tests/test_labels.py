"""Labels of forms and words of phone prompts name the same facts in English, German and Persian."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.labels import FACTS, fact_of, plain_letters


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("E-Mail-Adresse *", "e-mail"),
        ("Your e-mail", "e-mail"),
        ("email", "e-mail"),
        ("Order number", "order number"),
        ("order", "order number"),
        ("Type your order number.", "order number"),
        ("Please enter your six-digit order number, followed by hash.", "order number"),
        ("Bestellnummer", "order number"),
        ("Bestell-Nr.", "order number"),
        ("Bitte geben Sie Ihre Bestellnummer ein", "order number"),
        ("شماره سفارش خود را وارد کنید", "order number"),
        ("شمارهٔ سفارش", "order number"),
        ("Kundennummer", "customer number"),
        ("Account number", "customer number"),
        ("Vor- und Nachname", "name"),
        ("Vorname", "first name"),
        ("Nachname", "last name"),
        ("Name", "name"),
        ("نام", "name"),
        ("نام خانوادگی", "last name"),
        ("Name on card", "card holder"),
        ("User name", "user name"),
        ("Company name", "company"),
        ("PLZ", "postcode"),
        ("ZIP code", "postcode"),
        ("کدپستی", "postcode"),
        ("كد پستي", "postcode"),
        ("Telefon", "phone number"),
        ("Mobile number", "phone number"),
        ("Straße und Hausnummer", "street"),
        ("Street", "street"),
        ("Ort", "city"),
        ("Date of birth", "date of birth"),
        ("Order date", "order date"),
        ("Ihre Nachricht", "problem"),
        ("Message", "problem"),
        ("Betreff", "subject"),
        ("Password", "password"),
        ("Choose a password", "new password"),
    ],
)
def test_a_label_names_its_fact(label, fact):
    assert fact_of(label) == fact


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Press 1 for orders, 2 for complaints, 0 for a person.",
        "Customer service",
        "Search",
        "Your order is on its way.",
        "We will call you.",
        "Welcome to the Example Shop",
        "Reason",
        "Quantity",
    ],
)
def test_other_words_name_none(label):
    assert fact_of(label) is None


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_its_own_label(fact):
    assert fact_of(fact) == fact
    assert fact_of(fact.upper() + ":") == fact


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_label_is_a_fact_of_the_vocabulary_or_none(label):
    assert fact_of(label) in (*FACTS, None)


def test_arabic_letters_become_persian_ones():
    assert plain_letters("\u0643\u064a") == "\u06a9\u06cc"
