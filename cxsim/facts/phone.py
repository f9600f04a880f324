"""Phone numbers in a text, as digits with their national prefix: ``+49 (0)30 23125-111`` is ``03023125111``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxsim.facts.text import line_around

_CANDIDATE = re.compile(r"(?<![\w.,:+])(?:\+|\()?\d[\d ()./-]{5,}\d(?![\w:])")
_NOT_A_NUMBER = re.compile(
    r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}"  # a date
    r"|\d{4}-\d{2}-\d{2}"  # an ISO date
    r"|\d{1,2}(?:\.\d{2})? ?- ?\d{1,2}(?:\.\d{2})?"  # hours
)
_NORTH_AMERICAN = re.compile(r"(?:1[ -])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}")
_CONTEXT = re.compile(r"phone|call|hotline|telefon|\btel\b|anruf|rufen|erreich|nummer|تلفن|تماس|زنگ")
_FAX = re.compile(r"(?:fax|فکس|نمابر)[^\d\n]{0,12}$")
_ONE_DIGIT_COUNTRIES = ("1", "7")
_THREE_DIGIT_COUNTRIES = re.compile(r"2[1-689]|3[578]|42|5[09]|6[7-9]|8[0578]|9[679]")  # by their first two digits


def read(text: str) -> Iterator[tuple[str, str]]:
    """The phone numbers in an even text; fax numbers, dates and order numbers are none."""
    for match in _CANDIDATE.finditer(text):
        number = match.group()
        if _is_number(text, match) and not _FAX.search(text[: match.start()]):
            yield "phone number", _national(number)


def _is_number(text: str, match: re.Match[str]) -> bool:
    number = match.group()
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15 or _NOT_A_NUMBER.fullmatch(number):
        return False
    spoken_of = bool(_CONTEXT.search(text, *line_around(text, match.start())))
    if _NORTH_AMERICAN.fullmatch(number):
        return spoken_of or len(digits) > 7
    has_prefix = number.startswith(("+", "0", "(0"))
    return has_prefix and (number.startswith("+") or digits != number or spoken_of)


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
