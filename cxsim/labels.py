"""A label names the fact that it asks for: ``Bestellnummer``, ``Type your order number.`` and ``<order>`` are one fact.

The vocabulary is closed, in English, German and Persian. It serves form fields, phone prompts and particulars alike, so
that what was typed on the website is recognized when the phone asks for it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# fact -> phrases that mean it anywhere in a label | words that mean it where they are the whole label
_PHRASES: Mapping[str, tuple[str, str]] = {
    "e-mail": (
        "e mail, email, e mail address, email address, mailadresse, ایمیل, پست الکترونیک, رایانامه",
        "mail, mail address",
    ),
    "user name": ("user name, username, login name, benutzername, anmeldename, نام کاربری", "user, login, benutzer"),
    "new password": ("new password, choose a password, repeat password, neues passwort, رمز عبور جدید", ""),
    "password": ("password, passwort, kennwort, رمز عبور, گذرواژه", "رمز"),
    "security code": (
        "security code, card verification, cvc, cvv, sicherheitscode, prüfnummer, prüfziffer, کد امنیتی",
        "",
    ),
    "card holder": ("name on card, cardholder, card holder, karteninhaber, name auf der karte, نام دارنده کارت", ""),
    "card expiry": ("expiry date, expiration date, card expiry, gültig bis, ablaufdatum, تاریخ انقضا", "expiry"),
    "card number": (
        "card number, credit card number, card no, kartennummer, kreditkartennummer, شماره کارت",
        "card, kreditkarte",
    ),
    "iban": ("iban, bank account number, شماره شبا, شبا", "kontonummer"),
    "social insurance number": (
        "social security number, social insurance number, national insurance number, sozialversicherungsnummer, "
        "rentenversicherungsnummer, ssn, شماره بیمه",
        "",
    ),
    "tracking number": (
        "tracking number, tracking code, parcel number, shipment number, sendungsnummer, paketnummer, "
        "trackingnummer, کد رهگیری, شماره پیگیری مرسوله",
        "tracking",
    ),
    "invoice number": (
        "invoice number, invoice no, bill number, rechnungsnummer, شماره فاکتور, شماره صورتحساب",
        "invoice",
    ),
    "order date": (
        "order date, date of order, date of purchase, purchase date, bestelldatum, kaufdatum, تاریخ سفارش, تاریخ خرید",
        "",
    ),
    "order number": (
        "order number, order no, order id, order code, number of your order, bestellnummer, bestellnr, bestell nr, "
        "bestell nummer, auftragsnummer, شماره سفارش, کد سفارش",
        "order, bestellung, auftrag, سفارش",
    ),
    "customer number": (
        "customer number, customer no, customer id, account number, client number, member number, membership number, "
        "kundennummer, kundennr, kunden nr, mitgliedsnummer, شماره مشتری, کد مشتری, شماره اشتراک",
        "customer, kunde",
    ),
    "case number": (
        "case number, case id, ticket number, reference number, complaint number, claim number, vorgangsnummer, "
        "ticketnummer, fallnummer, reklamationsnummer, aktenzeichen, شماره پرونده, شماره پیگیری, کد پیگیری",
        "case, ticket, reference",
    ),
    "phone number": (
        "phone number, telephone number, mobile number, callback number, number we can call, telefonnummer, "
        "rufnummer, handynummer, mobilnummer, rückrufnummer, شماره تلفن, شماره موبایل, شماره همراه, تلفن همراه",
        "phone, telephone, mobile, tel, telefon, handy, mobil, تلفن, موبایل",
    ),
    "date of birth": (
        "date of birth, birth date, birthdate, birthday, geburtsdatum, geburtstag, تاریخ تولد",
        "born, dob",
    ),
    "postcode": (
        "postcode, post code, postal code, zip code, zip, postleitzahl, plz, کد پستی, کدپستی",
        "",
    ),
    "house number": ("house number, building number, hausnummer, hausnr, پلاک", "no"),
    "street": (
        "street address, street and number, street, address line 1, delivery address, shipping address, straße, "
        "strasse, straße und hausnummer, lieferadresse, خیابان, نشانی پستی",
        "address, adresse, anschrift, نشانی, آدرس",
    ),
    "city": ("city, town, wohnort, stadt, شهر", "ort, place"),
    "country": ("country, کشور", "land, staat"),
    "company": ("company name, company, firma, firmenname, نام شرکت", "شرکت"),
    "first name": ("first name, given name, forename, vorname, نام کوچک", ""),
    "last name": ("last name, surname, family name, nachname, familienname, نام خانوادگی", ""),
    "name": (
        "full name, your name, name and surname, vor und nachname, vollständiger name, ihr name, نام و نام خانوادگی, "
        "نام کامل",
        "name, نام",
    ),
    "amount": ("amount, betrag, مبلغ", "sum, summe"),
    "subject": ("subject, betreff, موضوع", "summary, zusammenfassung, خلاصه"),
    "problem": (
        "your message, describe your problem, describe the problem, what happened, what went wrong, "
        "how can we help, description of the problem, ihre nachricht, ihr anliegen, beschreiben sie, "
        "fehlerbeschreibung, پیام شما, شرح مشکل, توضیح مشکل",
        "problem, message, description, comment, complaint, details, question, nachricht, anliegen, beschreibung, "
        "kommentar, frage, پیام, توضیحات, شرح, مشکل, سوال",
    ),
    "goal": ("what do you want, what would make you happy, ihr wunsch, درخواست شما", "goal, wish, wunsch, ziel"),
}

FACTS: tuple[str, ...] = tuple(_PHRASES)
"""Every fact that a company may ask a customer for."""


PLACEHOLDER = re.compile(r"<([^<>\n]{1,60})>")
"""A particular in a text: ``<order>``."""


def plain_letters(text: str) -> str:
    """Persian text with Persian yeh and kaf, however it was typed (R: found alike)."""
    return text.replace("\u064a", "\u06cc").replace("\u0649", "\u06cc").replace("\u0643", "\u06a9")


@lru_cache(maxsize=4096)
def fact_of(label: str) -> str | None:
    """The fact that a label or a prompt asks for, or None. The longest phrase that is found in it decides.

    >>> fact_of("Bestellnummer *"), fact_of("Type your order number."), fact_of("Press 1 for orders.")
    ('order number', 'order number', None)
    """
    text = _normal(label)
    if text in FACTS or text in _WHOLE:
        return _WHOLE.get(text, text)
    found = _ANYWHERE.findall(f" {text} ")
    return _FACT_OF_PHRASE[max(found, key=len)] if found else None


def _normal(label: str) -> str:
    """Small letters, one blank between words, no punctuation; Persian and Arabic letters alike."""
    text = plain_letters(unicodedata.normalize("NFKC", label[:2000])).casefold().replace("\u200c", " ")
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def _phrases(which: int) -> dict[str, str]:
    return {
        _normal(phrase): fact
        for fact, columns in _PHRASES.items()
        for phrase in columns[which].split(", ")
        if phrase.strip()
    }


_FACT_OF_PHRASE = _phrases(0)
_WHOLE = {**_phrases(1), **_FACT_OF_PHRASE, **{_normal(fact): fact for fact in FACTS}}
_LONGEST_FIRST = sorted(_FACT_OF_PHRASE, key=len, reverse=True)
_ANYWHERE = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, _LONGEST_FIRST)) + r")(?!\w)")
