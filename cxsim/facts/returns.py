"""Return periods in a text, in days or months: "14 Tage Rückgaberecht" and "two weeks to return" are ``14 days``."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "seven": 7, "ten": 10, "fourteen": 14, "twenty": 20, "thirty": 30,
    "sixty": 60, "ninety": 90, "hundred": 100,
    "ein": 1, "eine": 1, "einem": 1, "einen": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "sieben": 7, "zehn": 10,
    "vierzehn": 14, "zwanzig": 20, "dreißig": 30, "sechzig": 60, "neunzig": 90, "hundert": 100,
    "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "هفت": 7, "ده": 10, "چهارده": 14, "بیست": 20, "سی": 30, "شصت": 60, "نود": 90,
}  # fmt: skip
_UNITS = {
    "days?|tage?n?|روز": (1, "day"),
    "weeks?|wochen?|هفته": (7, "day"),
    "months?|monate?n?|ماه": (1, "month"),
}
_PERIOD = re.compile(
    rf"(?<![\w.,])(\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})[ -]"
    rf"(?:(?:calendar|kalender)[ -]?)?({'|'.join(_UNITS)})(?!\w)"
)
_RETURN = re.compile(
    r"\breturn(?!ed)|send (?:\w+ )?back|money[ -]back|rückgabe|zurückgeb|zurücksend|zurückschick|retoure"
    r"|widerruf|umtausch|مرجوع|بازگرداندن|برگرداندن|پس فرستادن|بازگشت کالا"
)
_OTHER = re.compile(
    r"refund|reimburs|credited|deliver|shipp|repl(?:y|ies)|answer|warrant|guarantee|erstatt|gutschr|liefer|versand"
    r"|antwort|garantie|gewährleist|بازپرداخت|واریز|ارسال|تحویل|ضمانت|گارانتی|پاسخ"
)
_SENTENCE = re.compile(r"[^.!?\n;؟]+")


def read(text: str) -> Iterator[tuple[str, str]]:
    """The return periods in an even text; times for refunds, deliveries and answers are none."""
    for sentence in _SENTENCE.finditer(text):
        part = sentence.group()
        for match in _PERIOD.finditer(part):
            if _is_about_returns(part, match):
                yield "return period", _normal(*match.groups())


def _is_about_returns(sentence: str, period: re.Match[str]) -> bool:
    """Whether the nearest word that says what the period is for speaks of sending back."""
    returns = [_distance(word, period) for word in _RETURN.finditer(sentence)]
    others = [_distance(word, period) for word in _OTHER.finditer(sentence)]
    return bool(returns) and (not others or min(returns) < min(others))


def _distance(word: re.Match[str], period: re.Match[str]) -> int:
    return max(word.start() - period.end(), period.start() - word.end())


def _normal(number: str, unit: str) -> str:
    count = int(number) if number.isdecimal() else _NUMBERS[number]
    factor, name = next(value for names, value in _UNITS.items() if re.fullmatch(names, unit))
    total = count * factor
    return f"{total} {name}" if total == 1 else f"{total} {name}s"
