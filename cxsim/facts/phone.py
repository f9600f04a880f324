"""Phone numbers in a text, as digits with their national prefix: ``+49 (0)30 23125-111`` is ``03023125111``.

A number counts where a word introduces it as one (``Phone``, ``Telefon``, ``تلفن``), or where nothing but a phone
number is written like it. Order, parcel and account numbers, postcodes, sizes and prices are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxsim.facts.text import line_around

_CANDIDATE = re.compile(r"(?:(?<=tel:)|(?<=:)(?=\+)|(?<![\w.,:+#]))(?:\+|\()?\d[\d ()./-]{5,}\d(?![\w:])")
_NOT_A_NUMBER = re.compile(
    r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}"  # a date
    r"|\d{4}-\d{2}-\d{2}"  # an ISO date
    r"|\d{1,2}(?:\.\d{2})? ?- ?\d{1,2}(?:\.\d{2})?"  # hours
)
_DECIMAL = re.compile(r"\d\.\d")
_NORTH_AMERICAN = re.compile(r"(?:1[ -])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}")
_UNMISTAKABLE = re.compile(
    r"\+[1-9]\d{0,2}[ ()./-][\d ()./-]+"  # +49 30 23125-111
    r"|\(0[1-9]\d{1,4}\)[\d ./-]+"  # (030) 23125-111
    r"|0[1-9]\d{1,3} ?[ /-] ?[1-9]\d{2,}(?:[ -]\d{1,8})*"  # 030 23125-111
    r"|0[1-9]\d?(?: \d{2}){4}"  # 01 42 68 53 00
    r"|(?:1[ -])?(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}"  # (212) 555-0123
)
_PHONE = re.compile(
    r"phone|\bcall(?:s|ing)?\b|hotline|helpline|\bmobile\b|\btel\b|telefon|anruf|rufen|rufnummer|\bnummer\b"
    r"|erreich|\bmobil\b|handy|whatsapp|تلفن|تماس|زنگ|موبایل|شماره ?همراه"
)
_OTHER = re.compile(
    r"\border|parcel|track|shipment|consignment|invoice|receipt|reference|article|\bitem|\bsku\b|\bsize|\biban\b|\bbic\b"
    r"|account|postcode|postal|\bzip\b|customer (?:number|no|id)|\bfax|\bvat\b|\bean\b|isbn|warehouse|price|total"
    r"|bestell|auftrag|paket|sendung|rechnung|beleg|artikel|größe|konto|\bplz\b|postleitzahl|kundennummer"
    r"|\bust-?id|steuernummer|handelsregister|preis|summe"
    r"|سفارش|مرسوله|بسته|رهگیری|پیگیری|فاکتور|صورتحساب|کد ?پستی|کدپستی|شبا|حساب|مشتری|فکس|نمابر|قیمت|سایز|اندازه"
)
_SHORTEST, _LONGEST = 7, 13  # digits of a number with its national prefix
_ONE_DIGIT_COUNTRIES = ("1", "7")
_THREE_DIGIT_COUNTRIES = re.compile(r"2[1-689]|3[578]|42|5[09]|6[7-9]|8[0578]|9[679]")  # by their first two digits


def read(text: str) -> Iterator[tuple[str, str]]:
    """The phone numbers in an even text; fax numbers, dates and order numbers are none."""
    for match in _CANDIDATE.finditer(text):
        if _is_number(text, match):
            number = _national(match.group())
            if _SHORTEST <= len(number) <= _LONGEST:
                yield "phone number", number


def _is_number(text: str, match: re.Match[str]) -> bool:
    number = match.group()
    digits = re.sub(r"\D", "", number)
    if not _SHORTEST <= len(digits) <= 15 or _NOT_A_NUMBER.fullmatch(number):
        return False
    if " " in number and _DECIMAL.search(number):  # a price beside something else
        return False
    introduced = _introduced(text, match)
    if introduced is None:
        return bool(_UNMISTAKABLE.fullmatch(number)) and len(digits) >= 9
    written_so = number.startswith(("+", "0", "(0")) or bool(_NORTH_AMERICAN.fullmatch(number))
    return introduced and written_so


def _introduced(text: str, match: re.Match[str]) -> bool | None:
    """Whether the nearest word calls it a phone number (True) or another number (False); None where none speaks.

    A word before it in the same line decides, else the line above (a label, or the heading of a table), else a word
    behind it.
    """
    start, end = line_around(text, match.start())
    above = line_around(text, start - 1)[0] if start else start
    for first, last in ((start, match.start()), (above, max(start - 1, above))):
        phone, other = _last(_PHONE, text, first, last), _last(_OTHER, text, first, last)
        if phone != other:
            return phone > other
    return True if _PHONE.search(text, match.end(), end) else None


def _last(words: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the last of these words ends in this part of a text; -1 where there is none."""
    return max((found.end() for found in words.finditer(text, start, end)), default=-1)


def _national(number: str) -> str:
    plain = number.replace("(0)", "")
    digits = re.sub(r"\D", "", plain)
    if plain.startswith("+"):
        return _without_country(digits)
    if digits.startswith("00"):
        return _without_country(digits[2:])
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _without_country(digits: str) -> str:
    if digits.startswith(_ONE_DIGIT_COUNTRIES):
        return digits[1:]
    rest = digits[3 if _THREE_DIGIT_COUNTRIES.match(digits) else 2 :]
    return rest if rest.startswith("0") else f"0{rest}"
