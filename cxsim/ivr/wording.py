"""The wording of a prompt: which keys it announces and for what, what it promises, and phrases that annoy.

English, German and Persian. Only what the words say is read; a recording without a text announces nothing that could
be known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

_KEY_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "null": "0", "eins": "1", "zwei": "2", "drei": "3", "vier": "4",
    "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    "صفر": "0", "یک": "1", "دو": "2", "سه": "3", "چهار": "4",
    "پنج": "5", "شش": "6", "هفت": "7", "هشت": "8", "نه": "9",
    "star": "*", "asterisk": "*", "stern": "*", "sterntaste": "*", "ستاره": "*",
    "hash": "#", "pound": "#", "raute": "#", "rautetaste": "#", "مربع": "#",
}  # fmt: skip
_KEY = r"(?P<key>\d(?!\d)|[*#]|\b(?:" + "|".join(_KEY_WORDS) + r")\b)"
_NOUN = r"(?:the |die |den |das |key |button |number |digit |taste |ziffer |zahl |کلید |عدد |شماره |دکمه )*"
_VERB = r"(?:press|push|dial|hit|select|choose|touch|drücken(?: sie)?|drück|wählen(?: sie)?|tippen(?: sie)?)"
_PRESSED = re.compile(
    rf"\b{_VERB}\s+(?:(?:bitte|jetzt|jederzeit|einfach|now|just)\s+)*{_NOUN}{_KEY}(?P<after>.*)", re.IGNORECASE
)
_ENTERED = re.compile(rf"\b(?:enter|type)\s+{_NOUN}{_KEY}(?P<after>\s+(?:to|for|if)\b.*)", re.IGNORECASE)
_PRESSED_FA = re.compile(rf"{_NOUN}{_KEY}\s+را\s+(?:فشار|بزنید|وارد)", re.IGNORECASE)
_FOR_KEY = re.compile(rf"^(?P<label>.*?\S)\s*,?\s+{_NOUN}{_KEY}\s*$", re.IGNORECASE)
_KEY_FOR = re.compile(
    rf"^(?:and |or |und |oder |و |یا )?{_NOUN}{_KEY}\s+(?P<label>(?:for|to|für|um|zum|zur|bei|برای)\b.*)$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:and|or|und|oder|و|یا|please|bitte|now|for|to|if you|für|um|bei|zum|zur|برای)\s+", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[.;:!?,،؛]\s+|[.;:!?,،؛]$|\n|\s(?=(?:and|or|und|oder|و|یا)\s+(?:press|drücken|wählen|[\d*#]\s+(?:to|for|für|um)\b"
    r"|(?:for|to|für|um)\s[^.;:,]{1,80}?\s(?:press|dial|drücken|wählen)\b))",
    re.IGNORECASE,
)

_A_PERSON = re.compile(
    r"\b(?:person|human|agent|operator|representative|advisor|adviser|colleague|somebody|someone|staff|customer service"
    r"|mitarbeiter\w*|menschen?|berater\w*|kollegen?|kundendienst)\b|اپراتور|کارشناس|همکار",
    re.IGNORECASE,
)
_CONNECTING = re.compile(
    r"\b(?:transferring you|transfer you|connecting you|connect you|put(?:ting)? you through|passing you on"
    r"|be (?:connected|transferred|with you)|verbinde sie|verbinden sie|leite sie weiter"
    r"|werden (?:jetzt |nun |gleich )?(?:verbunden|weitergeleitet))\b|وصل می|متصل می|منتقل می",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s?(?:a\.?m|p\.?m|o'clock|uhr)\b|\bfrom \d{1,2} (?:to|until) \d{1,2}\b"
    r"|\b\d{1,2} (?:to|until|bis) \d{1,2}\b|\baround the clock\b|\b24 hours\b|ساعت\s*\d",
    re.IGNORECASE,
)
_PHRASES = (
    ("your call is important to us", r"your (?:call|time) is (?:very |really )?(?:important|valuable)|value your call"),
    ("our menu options have changed", r"menu(?: options)? (?:have|has) (?:recently )?changed|listen carefully"),
    ("we are busier than usual", r"(?:higher|greater) than (?:normal|usual|average) (?:call )?volume|unusually high"),
    ("the next available agent", r"(?:the|your) next available (?:agent|representative|operator)"),
    ("Ihr Anruf ist uns wichtig", r"ihr anruf ist uns (?:sehr )?wichtig|bitte legen sie nicht auf"),
    ("تماس شما برای ما مهم است", r"تماس شما برای ما (?:بسیار )?(?:مهم|ارزشمند)"),
)


_WAIT = re.compile(
    r"\b(?:estimated|expected|average|approximate|current) wait|\bwait(?:ing)? (?:time|is|will)\b|position in"
    r"|\b(?:minutes?|number) in (?:the )?(?:line|queue)|callers? (?:are )?(?:ahead|before)"
    r"|wartezeit|wartende|anrufer vor ihnen|platz in der|زمان انتظار|نفر در صف",
    re.IGNORECASE,
)
_CALLBACK = re.compile(
    r"\bcall(?:ing)? you back\b|\bbe called back\b|\bcall-?back\b|\breturn your call\b"
    r"|r[uü]ckruf|rufen sie zur[uü]ck|zur[uü]ckgerufen|با شما تماس می",
    re.IGNORECASE,
)
_ADVERTISING = re.compile(
    r"\bdid you know\b|\bspecial offers?\b|\bdiscounts?\b|\bvouchers?\b|\b\d+ ?(?:%|percent) off\b|\bfor only\b"
    r"|\b(?:our|new|latest|this week'?s) (?:offers?|deals?|products?|collection|catalog)"
    r"|\bnow available\b|\bdon'?t miss\b|\bupgrade (?:now|to)\b"
    r"|wussten sie schon|\bangebote?\b|\brabatte?\b|\bjetzt neu\b|\bnur (?:heute|noch)\b|تخفیف|پیشنهاد ویژه",
    re.IGNORECASE,
)
_WORD = re.compile(r"\d|[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH = "the a an of to and or for is are be you your we our us please press with this that will can not now"
_GERMAN = (
    "der die das den dem ein eine einen und oder für ist sind sie ihr ihre ihren wir uns bitte drücken mit im"
    " zu nicht werden wird kann können jetzt"
)
_COMMON = {"en": frozenset(_ENGLISH.split()), "de": frozenset(_GERMAN.split())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A key that a prompt announces, and what for ("" where it does not say)."""

    key: str
    label: str
    after: int = field(default=0, compare=False)  # words of the prompt until it is told

    @property
    def person(self) -> bool:
        """Whether it promises a human."""
        return bool(_A_PERSON.search(self.label))


@lru_cache(maxsize=10_000)
def options(text: str) -> tuple[Option, ...]:
    """The keys that a prompt announces, in its order; each key once.

    >>> [(o.key, o.label) for o in options("For orders press 1, for complaints 2, for a person 0.")]
    [('1', 'orders'), ('2', 'complaints'), ('0', 'a person')]
    """
    found: dict[str, Option] = {}
    for option in _announced([clause.strip() for clause in _CLAUSE.split(ascii_digits(text)) if clause.strip()]):
        found.setdefault(option.key, option)
    return tuple(found.values())


def _announced(clauses: list[str]) -> Iterator[Option]:
    """Each key where it is told, with how many words were heard until then."""
    heard = 0
    for clause, options in _by_clause(clauses):
        heard += count(clause)
        yield from (replace(option, after=heard) for option in options)


def _by_clause(clauses: list[str]) -> Iterator[tuple[str, list[Option]]]:
    pressing, before = False, ""
    for clause in clauses:
        match = _PRESSED.search(clause) or _ENTERED.search(clause) or _PRESSED_FA.search(clause)
        if match is not None:
            pressing = True
            after = match.groupdict().get("after") or ""
            label = _label(clause[: match.start()]) or _label(after) or _label(before)
            yield clause, [Option(key=_key(match["key"]), label=label)]
            before = ""
            continue
        match = (_KEY_FOR.match(clause) or _FOR_KEY.match(clause)) if pressing else None
        yield clause, [Option(key=_key(match["key"]), label=_label(match["label"]))] if match is not None else []
        before = clause if match is None else ""


def count(text: str) -> int:
    """The words of a text; a digit counts as one."""
    return len(_WORD.findall(text))


def promises_connection(text: str) -> bool:
    """Whether a prompt says that the caller is being connected with somebody."""
    return bool(_CONNECTING.search(text))


def says_when_open(text: str) -> bool:
    """Whether a prompt tells a time of day at which somebody will be there."""
    return bool(_OPENING.search(ascii_digits(text)))


def tells_wait(text: str) -> bool:
    """Whether a prompt tells how long it will take, or how many wait."""
    return bool(_WAIT.search(text))


def offers_callback(text: str) -> bool:
    """Whether a prompt offers that the company calls back."""
    return bool(_CALLBACK.search(text))


def advertises(text: str) -> bool:
    """Whether a prompt advertises something."""
    return bool(_ADVERTISING.search(text))


def language(text: str) -> str:
    """The language of a text, by its commonest words and its script; nothing where that is not plain."""
    words = [word.lower() for word in _WORD.findall(text)]
    if any("\u0600" <= letter <= "\u06ff" for letter in text):
        return "fa" if len(words) >= 3 else ""
    hits = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    best, other = sorted(hits, key=lambda name: -hits[name])[:2]
    return best if hits[best] >= 4 and hits[best] >= 3 * hits[other] else ""


def annoying(text: str) -> tuple[str, ...]:
    """The phrases to avoid that a prompt uses, by their usual wording."""
    return tuple(name for name, pattern in _PHRASES if re.search(pattern, text, re.IGNORECASE))


def ascii_digits(text: str) -> str:
    """A text with the digits of any script written as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and _is_digit(c) else c for c in text)


def _is_digit(character: str) -> bool:
    return unicodedata.decimal(character, None) is not None


def _key(text: str) -> str:
    return _KEY_WORDS.get(text.lower(), text)


def _label(text: str) -> str:
    label = text.strip(" ,.-–—")
    if label.lower() in ("please", "bitte"):
        return ""
    while (shorter := _LEADING.sub("", label)) != label:
        label = shorter.strip(" ,")
    return re.sub(r"\s+(?:please|bitte|just|simply)$", "", label, flags=re.IGNORECASE)
