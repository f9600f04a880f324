"""Even text is text in which digits, dashes and spaces are written in one way, so that patterns can be short."""

from __future__ import annotations

import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_OTHERS = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": " ", "\u00ad": None, "’": "'"})


def even(text: str) -> str:
    """Lower-case text with European digits, plain dashes and single spaces; lines and cells of tables stay apart.

    >>> even("Mo–Fr  ۸–۲۰")
    'mo-fr 8-20'
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_DASHES).translate(_OTHERS)
    if not folded.isascii():
        folded = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in folded)
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line.split("\t")) for line in folded.splitlines())


def line_around(text: str, place: int) -> tuple[int, int]:
    """Where the line begins and ends in which this place lies."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)
