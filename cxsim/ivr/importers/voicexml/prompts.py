"""The prompts of a place: its words, the names of its recordings, and how they change when they are said again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxsim.ivr.flow import Prompt
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.voicexml.expressions import literal
from cxsim.ivr.importers.xmltree import Element

SPOKEN = ("prompt", "audio", "value", "enumerate", "break", "emphasis", "prosody", "voice", "say-as", "sub", "phoneme",
          "p", "s", "paragraph", "sentence", "mark", "desc", "foreach")  # fmt: skip
"""Elements that are heard, or that stand between what is heard."""


Choices = Sequence[tuple[str, str]]
"""The choices of a menu: what is said of each, and its key."""


def said(pieces: Sequence[str | Element], choices: Choices = ()) -> tuple[Prompt, ...]:
    """What is heard of these pieces: words between recordings are one prompt. A recording keeps the words inside it."""
    found: list[Prompt] = []
    words: list[str] = []
    for piece in _flat(pieces, choices):
        if isinstance(piece, str):
            words.append(piece)
            continue
        found += _words(words)
        words = []
        text, source = "".join(_inner(piece, choices)), piece.get("src") or piece.get("expr")
        found.append(Prompt(text=" ".join(text.split()), audio=source.rsplit("/", 1)[-1][:100]))
    return (*found, *_words(words))


def _words(words: Sequence[str]) -> list[Prompt]:
    text = " ".join("".join(words).split())
    return [Prompt(text=text)] if text else []


def _flat(pieces: Sequence[str | Element], choices: Choices) -> Iterator[str | Element]:
    """Words and recordings in their order, whatever they are wrapped in."""
    open_ = list(reversed(pieces))
    while open_:
        piece = open_.pop()
        if isinstance(piece, str) or (piece.tag == "audio" and (piece.get("src") or piece.get("expr"))):
            yield piece
        elif piece.tag == "value":
            yield literal(piece.get("expr")) or " "
        elif piece.tag == "enumerate":
            yield from _enumerated(piece, choices)
        elif piece.tag in SPOKEN:
            open_.extend([" ", *reversed(piece.pieces), " "])


def _inner(element: Element, choices: Choices) -> list[str]:
    return [piece for piece in _flat(element.pieces, choices) if isinstance(piece, str)]


def _enumerated(element: Element, choices: Choices) -> Iterator[str]:
    """The choices one by one, in the words of the template if there is one (section 2.2.4)."""
    for text, key in choices:
        if not element.pieces:
            yield f"{text}. "
            continue
        for piece in element.pieces:
            if isinstance(piece, str):
                yield piece
            elif piece.tag == "value":
                yield {"_prompt": text, "_dtmf": key}.get(piece.get("expr"), " ")
        yield " "


def of_item(element: Element, time: int, choices: Choices = ()) -> tuple[Prompt, ...]:
    """What an item says when it is visited for the so-and-so-many-th time (tapered prompts, section 4.1.6)."""
    written = [prompt for prompt in element.all("prompt") if prompt.get("cond", "true") != "false"]
    counts = [int(number(prompt.get("count"), 1)) for prompt in written]
    reached = max((count for count in counts if count <= time), default=1)
    chosen = {id(prompt) for prompt, count in zip(written, counts, strict=True) if count == reached}
    pieces = [p for p in element.pieces if isinstance(p, str) or p.tag != "prompt" or id(p) in chosen]
    return said([piece for piece in pieces if isinstance(piece, str) or piece.tag in SPOKEN], choices)


def tapered(element: Element) -> bool:
    """Whether an item says something else when it is visited again."""
    return any(number(prompt.get("count"), 1) > 1 for prompt in element.all("prompt"))


def seconds(written: str, otherwise: float) -> float:
    """A time such as ``5s`` or ``500ms``."""
    text = written.strip().lower()
    factor = 0.001 if text.endswith("ms") else 1.0
    found = number(text.removesuffix("s").removesuffix("m"), -1.0) if text else -1.0
    return found * factor if found >= 0 else otherwise
