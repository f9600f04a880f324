"""Safe text is text from pages, files and people made fit to be shown: no control characters, no endless lengths.

Escaping for HTML, XML or CSV comes after this and belongs to whoever writes that format.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from markupsafe import Markup

LONGEST = 600
_BIDI = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}\ufeff\ufffe\uffff\ud800-\udfff]")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")


def shown(text: object, longest: int = LONGEST) -> str:
    """Text without control characters, escape sequences and direction overrides, cut where nobody would read on.

    >>> shown("\\x1b[31mred\\x1b[0m\\u202e")
    'red�'
    """
    plain = _UNSEEN.sub("�", _ANSI.sub("", str(text)[: 4 * longest]))
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def one_line(text: object, longest: int = LONGEST) -> str:
    """The same on one line."""
    return " ".join(shown(text, longest).split())


def in_markdown(text: object, longest: int = LONGEST) -> str:
    """The same where Markdown is read: it ends no table cell, draws nothing, leads nowhere and calls nobody.

    >>> in_markdown("a|b <img> @ann")
    'a\\\\|b \\\\<img\\\\> @\u2060ann'
    """
    flat = re.sub(r"([\\|<>\[\]`*_#~])", r"\\\1", one_line(text, longest))
    return flat.replace("@", "@\u2060").replace("://", ":\u2060//")


def quoted(text: object, language: str = "") -> Markup:
    """Somebody else's words as an HTML quotation that keeps its own direction and language."""
    lang = Markup(' lang="{}"').format(language) if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) else ""
    return Markup('<q dir="auto"{}>{}</q>').format(lang, one_line(text))


def isolated(text: object) -> Markup:
    """A name from outside inside a sentence of ours, with its own direction."""
    return Markup("<bdi>{}</bdi>").format(one_line(text))


def inside(path: str) -> str | None:
    """A path below the run's folder as it may be linked, or None where it leads elsewhere.

    >>> inside("evidence/a.png"), inside("../x"), inside("javascript:alert(1)"), inside("/etc/passwd")
    ('evidence/a.png', None, None, None)
    """
    parts = PurePosixPath(path).parts
    plain = re.fullmatch(r"[A-Za-z0-9._/ -]+", path) is not None
    return path if plain and parts and not path.startswith("/") and ".." not in parts else None
