"""Facts are read from what a company tells, in English, German and Persian; what is not certain is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.facts import agree, stated
from cxsim.facts.text import even

ANY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("0123456789 ()+./-:,\n\tmonfridaysuhr")), min_size=0, max_size=80
)


def told(fact, text):
    return [value for name, value in stated(text) if name == fact]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Call us on 030 23125-111.", "03023125111"),
        ("Phone\n03023125014", "03023125014"),
        ("Telefon: 030/23125-111 (Mo-Fr 8-20 Uhr)", "03023125111"),
        ("Tel.: +49 (0)30 23125-111", "03023125111"),
        ("Tel. 0049 30 23125111", "03023125111"),
        ("Die Hotline 030 23125 014 hat von 8 bis 20 Uhr geöffnet", "03023125014"),
        ("tel:+493023125111", "03023125111"),
        ("+49 30 23125-111", "03023125111"),
        ("030 23125 014", "03023125014"),
        ("(212) 555-0123", "2125550123"),
        ("call 555-0123", "5550123"),
        ("You reach us on 0800 123 4567.", "08001234567"),
        ("تلفن: ۰۲۱-۸۸۷۷۶۶۵۵", "02188776655"),
        ("شماره تماس: +98 21 8877 6655", "02188776655"),
        ("Where is order 004712? Call 030 23125 014", "03023125014"),
    ],
)
def test_a_phone_number_is_read_in_one_form(text, number):
    assert told("phone number", text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "Order 004712 1 x wooden train",
        "Order number 0047 121 22",
        "Call us with your order number 0047 121 22",
        "Parcel 00340434161094012345",
        "Parcel 212-555-0123",
        "total 0 59.97142004712",
        "004712 59.97 1",
        "Article\tSize\tPostcode\n004712 1\t44\t0121 44139",
        "Order\tWarehouse\tTracking\n004712\t0121\t05997 142004712",
        "Postcode 01219 44139",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Fax 030 23125-112",
        "Bestellnummer 0047 121 22",
        "Sendungsnummer 0034 0434 1610",
        "Konto 0532 0130 00",
        "PLZ 01219 44139",
        "Kundennummer: 0151 2312599",
        "سفارش ۰۰۴۷۱۲ ۱",
        "کد رهگیری مرسوله ۰۲۱ ۸۸۷۷۶۶۵۵",
        "فکس: ۰۲۱-۸۸۷۷۶۶۵۵",
        "since 01.02.2026 08:00-20:00",
        "on 2026-11-22",
    ],
)
def test_other_numbers_are_no_phone_numbers(text):
    assert told("phone number", text) == []


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Call us: Mon–Fri 8am–8pm, Sat 9-14:00", "phone hours", "mon-fri 08:00-20:00, sat 09:00-14:00"),
        ("Our stores are open daily from 10 to 19:00", "store hours", "mon-sun 10:00-19:00"),
        ("Unsere Hotline: Mo-Fr 8 bis 20 Uhr", "phone hours", "mon-fri 08:00-20:00"),
        ("Hotline rund um die Uhr", "phone hours", "always"),
        ("We are open from 8 to 8.", "opening hours", "08:00-20:00"),
        ("تلفن: شنبه ۸:۰۰ تا ۲۰:۰۰", "phone hours", "sat 08:00-20:00"),
        ("Return it within two weeks.", "return period", "14 days"),
        ("14 Tage Rückgaberecht", "return period", "14 days"),
        ("کالا را تا ۱۴ روز می‌توانید مرجوع کنید", "return period", "14 days"),
    ],
)
def test_hours_and_periods_are_read_in_one_form(text, fact, value):
    assert told(fact, text) == [value]


def test_a_time_for_a_refund_is_no_return_period():
    assert told("return period", "The refund comes within 14 days.") == []


def test_cells_of_a_table_stay_apart():
    assert even("Phone\t 030  23125") == "phone\t030 23125"


def test_hours_without_days_agree_with_the_same_hours_on_some_days():
    assert agree("phone hours", "08:00-20:00", "mon-fri 08:00-20:00")
    assert not agree("phone hours", "sat 08:00-20:00", "mon-fri 08:00-20:00")
    assert not agree("phone number", "03023125014", "03023125015")


@given(ANY_TEXT)
def test_any_text_can_be_read_and_every_fact_agrees_with_itself(text):
    for fact, value in stated(text):
        assert value
        assert agree(fact, value, value)
