"""A document is one answer of the application as the platform reads it: verbs in their order, or why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from cxsim.errors import DefinitionError
from cxsim.ivr.flow import Prompt
from cxsim.ivr.importers import xmltree
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element
from cxsim.ivr.live import platform
from cxsim.ivr.live.web import Reply

MOST_LOOPS = 10
"""Repetitions of one prompt that are told; nobody listens longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that the caller hears: words, a recording, or silence.

    ``seconds`` is its length where that is known (a pause); ``interrupt`` tells whether a key would cut it short.
    """

    text: str = ""
    audio: str = ""
    seconds: float | None = None
    language: str = ""
    interrupt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One answer; ``fault`` says why it cannot be carried out, and is empty where it can."""

    url: str
    verbs: tuple[Element, ...] = ()
    fault: str = ""

    @property
    def path(self) -> str:
        """Where it lies on its host, so that a record does not depend on the port."""
        return urlsplit(self.url).path or "/"


def read(reply: Reply) -> Document:
    """What an answer tells the platform to do."""
    if reply.kind == platform.AS_SPEECH:
        say = Element("Say", {}, 1, pieces=[reply.text])
        return Document(url=reply.url, verbs=(say,))
    if reply.kind.startswith("audio/"):
        play = Element("Play", {}, 1, pieces=[reply.url])
        return Document(url=reply.url, verbs=(play,))
    if reply.kind not in platform.AS_TWIML:
        fault = f"its answer is {reply.kind[:60] or 'of no content type'}, which is no TwiML (error 12300)"
        return Document(url=reply.url, fault=fault)
    return _twiml(reply)


def _twiml(reply: Reply) -> Document:
    """The verbs of a TwiML answer; anything before the first tag makes it no XML."""
    if not reply.text.lstrip().startswith("<"):
        return Document(url=reply.url, fault="its answer is no XML (error 12100)")
    try:
        root = xmltree.parsed(reply.text, Path("answer"))
    except DefinitionError as error:
        fault = error.faults[0]
        place = f", line {fault.line}" if fault.line else ""
        return Document(url=reply.url, fault=f"its answer is no XML that can be read{place} (error 12100)")
    if root.tag != "Response":
        return Document(
            url=reply.url, fault=f"its answer begins with <{root.tag[:40]}> and not <Response> (error 12100)"
        )
    return Document(url=reply.url, verbs=tuple(root.children))


def spoken(element: Element, *, interrupt: bool = False) -> Iterator[Said]:
    """What Say, Play and Pause let the caller hear, as often as they are told to."""
    times = max(1, min(int(number(element.get("loop"), 1)), MOST_LOOPS))
    text = element.text()
    if element.tag == "Say" and text:
        for _ in range(times):
            yield Said(text=text, language=element.get("language")[:20], interrupt=interrupt)
    elif element.tag == "Play":
        for _ in range(times):
            yield Said(audio=text.rsplit("/", 1)[-1][:80] or "tones", interrupt=interrupt)
    elif element.tag == "Pause":  # "If no length attribute is specified, <Pause> defaults to one second"
        yield Said(audio="silence", seconds=number(element.get("length"), 1.0), interrupt=interrupt)


def method_of(element: Element, name: str = "method") -> str:
    """How a verb asks the application: GET where it says so, else POST."""
    return "GET" if element.get(name).upper() == "GET" else "POST"


def joined(base: str, written: str) -> str:
    """An address as the platform understands it: relative to the document, which an empty one means."""
    try:
        return urljoin(base, written)
    except ValueError:
        return written  # no address at all: asking it fails, and the caller hears so


def endless(element: Element) -> bool:
    """Whether it is said for ever ("Specifying '0' causes the <Say> verb to loop until the call is hung up")."""
    return element.tag in ("Say", "Play") and element.get("loop") == "0"


def prompts(said: Iterable[Said]) -> tuple[Prompt, ...]:
    """What is heard, as a flow says it."""
    return tuple(Prompt(text=one.text, audio=one.audio, stated=one.seconds) for one in said)
