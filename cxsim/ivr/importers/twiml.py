"""The TwiML importer reads static documents: what follows a key is known only where that is a file too.

Attributes and defaults are those of Twilio's "TwiML for Programmable Voice". A URL means the file of the same folder
that has its last part as name; any other is an application, and opaque.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.ivr import wording
from cxsim.ivr.flow import (
    HANG_UP,
    Collect,
    Flow,
    HangUp,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.assembly import ANYTHING_SAID, Assembly
from cxsim.ivr.importers.sources import number
from cxsim.ivr.importers.xmltree import Element

WAITS = 5.0
"""Seconds that Gather waits for the first and for every further key: the default of ``timeout``."""
_ANY_KEY = "1234567890*"
_MOST_DOCUMENTS = 10
"""Documents that lead to each other in a queue and are followed."""
_SILENT = ("start", "stop", "sms", "message", "pay", "siprec", "stream")


def recognizes(path: Path) -> bool:
    """Whether a file holds a TwiML document."""
    return path.suffix.lower() in (".xml", ".twiml") and "<Response" in sources.beginning(path)


def read(path: Path) -> Flow:
    """The call that begins with this document. Raises DefinitionError."""
    reader = _Reader(path)
    start = reader.document(path)
    return reader.assembly.flow(path.stem, start)


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """The documents with which a call begins: those that no other one names. Raises DefinitionError."""
    leads = sources.each(paths, lambda path: (path, _named(path)))
    return sources.each(sources.beginnings(dict(leads)), read)


def _named(path: Path) -> set[Path]:
    """The other documents that a document names."""
    found: set[Path] = set()
    for element in xmltree.read(path).every("Gather", "Redirect", "Dial", "Enqueue", "Record"):
        urls = [element.get("action"), element.get("waitUrl"), element.text() if element.tag == "Redirect" else ""]
        found |= {target for url in urls if (target := file_of(url, path)) is not None and target != path}
    return found


def file_of(url: str, near: Path) -> Path | None:
    """The document of the same folder that a URL means; None where it is none of them."""
    found = sources.beside(url, near, near.parent, ".xml", ".twiml")
    return found if found is not None and recognizes(found) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verb:
    """One verb with its place: what follows it is the node of the next one."""

    element: Element
    path: Path
    id: str
    next: str

    @property
    def common(self) -> dict[str, Any]:
        return {"id": self.id, "where": Where(file=str(self.path), line=self.element.line)}


class _Reader:
    """Turns documents into nodes, each document once."""

    def __init__(self, path: Path) -> None:
        self.assembly = Assembly(str(path))
        self.begins: dict[Path, str] = {}
        self.open: list[Path] = []

    def document(self, path: Path) -> str:
        """The node at which a document begins, with everything that it leads to."""
        start = self.at(path)
        while self.open:
            self._read(self.open.pop())
        return start

    def at(self, path: Path) -> str:
        """The node at which a document begins; it is read later."""
        if path not in self.begins:
            self.begins[path] = path.stem if path.stem != HANG_UP else f"{path.stem} document"
            self.assembly.add(Jump(id=self.begins[path], where=Where(file=str(path))))
            self.open.append(path)
        return self.begins[path]

    def _read(self, path: Path) -> None:
        root = xmltree.read(path)
        if root.tag != "Response":
            raise sources.refuse("this is no TwiML: it begins with another element than Response", path, line=root.line)
        verbs = list(root.all())
        ids: dict[str, None] = {}
        for at, verb in enumerate(verbs):  # two verbs may stand on one line
            id = f"{path.stem} {verb.tag} {verb.line}"
            ids[f"{id} ({at})" if id in ids else id] = None
        follow = [*list(ids)[1:], HANG_UP]  # "If there are no further verbs, the call is hung up."
        for verb, id, after in zip(verbs, ids, follow[: len(verbs)], strict=True):
            self._verb(_Verb(element=verb, path=path, id=id, next=after))
        first = next(iter(ids), HANG_UP)
        self._put(Jump(id=self.begins[path], where=Where(file=str(path), line=root.line), then=first))

    def _put(self, node: Node) -> None:
        self.assembly.nodes[node.id] = node

    def url(self, url: str, verb: _Verb) -> str:
        """The node that a URL leads to: a document of the folder, or an application, which nobody can see into."""
        target = file_of(url, verb.path)
        if target is not None:
            return self.at(target)
        id = f"{verb.id}: {url[:80]}"
        self._put(
            Opaque(
                id=id, where=verb.common["where"], reason=f"what the application at {url[:80]} answers is not in a file"
            )
        )
        return id

    def _verb(self, verb: _Verb) -> None:
        tag = verb.element.tag
        match tag:
            case "Say" | "Play" | "Pause":
                self._put(_speech(verb))
            case "Gather":
                self._gather(verb)
            case "Redirect":
                self._put(Jump(then=self.url(verb.element.text() or verb.path.name, verb), **verb.common))
            case "Dial":
                self._dial(verb)
            case "Enqueue":
                self._enqueue(verb)
            case "Record":
                self._put(Voicemail(**verb.common))
            case "Hangup" | "Reject" | "Leave":
                self._put(HangUp(**verb.common))
            case _ if tag.lower() in _SILENT:
                self._put(Jump(then=verb.next, **verb.common))
            case _:
                self._put(Opaque(reason=f"what <{tag[:40]}> does to the call is not known here", **verb.common))

    def _gather(self, verb: _Verb) -> None:
        """Keys go to the action, which is "the current document URL" if none is named; silence to the next verb."""
        element = verb.element
        action = self.url(element.get("action"), verb) if element.get("action") else self.at(verb.path)
        empty = action if element.get("actionOnEmptyResult").lower() == "true" else verb.next
        waits = number(element.get("timeout"), WAITS)
        says = tuple(prompt for child in element.all() for prompt in _prompts(child))
        listens = element.get("input", "dtmf").lower().split()
        common = {"says": says, "silent": Retry(then=empty, after=waits), "between": waits, **verb.common}
        words = {ANYTHING_SAID: action} if "speech" in listens else {}
        digits = int(number(element.get("numDigits"), 0))
        if "dtmf" not in listens:  # keys are not listened to: pressing one is like silence
            self._put(Menu(words=words, wrong=Retry(then=empty), **common))
        elif digits == 1 or (words and digits == 0):
            told = {option.key for option in wording.options(" ".join(prompt.text for prompt in says))}
            keys = {key: action for key in sorted(told) if len(key) == 1}
            self._put(Menu(keys=keys, words=words, wrong=Retry(then=action), **common))
        else:
            end = element.get("finishOnKey", "#")[:1]
            least = digits or 1
            self._put(
                Collect(then=action, least=least, most=digits or None, end=end, wrong=Retry(then=action), **common)
            )

    def _dial(self, verb: _Verb) -> None:
        """A number, client or address; who answers is not in the document. Then comes the action or the next verb."""
        element = verb.element
        after = self.url(element.get("action"), verb) if element.get("action") else verb.next
        inner = element.first()
        if inner is not None and inner.tag == "Conference":
            self._put(Opaque(reason=f"who is in the conference {inner.text()[:40]} is not known", **verb.common))
            return
        named = inner.text() or inner.tag if inner is not None else element.text()
        self._put(Transfer(number=named or "nobody", then=after, **verb.common))

    def _enqueue(self, verb: _Verb) -> None:
        element = verb.element
        after = self.url(element.get("action"), verb) if element.get("action") else verb.next
        waiting: tuple[Prompt, ...] = ()
        keys: dict[str, str] = {}
        target = file_of(element.get("waitUrl"), verb.path)
        if target is not None:
            document = xmltree.read(target)
            waiting = tuple(p for child in document.every("Say", "Play") for p in _prompts(child))
            for gather in document.every("Gather"):
                keys |= self._keys_while_waiting(gather, target, verb, after)
        name = element.text("Task") or (
            f"workflow {element.get('workflowSid')}" if element.get("workflowSid") else "queue"
        )
        self._put(Queue(queue=name, keys=keys, full=after, waiting=waiting, **verb.common))

    def _keys_while_waiting(self, gather: Element, document: Path, verb: _Verb, after: str) -> dict[str, str]:
        """The keys that a Gather in the ``waitUrl`` takes: those that it announces, where they lead out of the queue.

        "waitUrl supports … Gather … Leave" (Enqueue); where its document ends, it is asked for again and one waits on.
        """
        said = " ".join(prompt.text for child in gather.all() for prompt in _prompts(child))
        keys = [option.key for option in wording.options(said) if len(option.key) == 1] or list(_ANY_KEY)
        if "dtmf" not in gather.get("input", "dtmf").lower().split():
            return {}
        action = gather.get("action")
        if not action:
            return {}  # back to the words of the queue
        target = file_of(action, document)
        if target is None:
            return dict.fromkeys(keys, self.url(action, verb))
        led = self._out_of_the_queue(target, verb, after)
        return dict.fromkeys(keys, led) if led is not None else {}

    def _out_of_the_queue(self, document: Path, verb: _Verb, after: str) -> str | None:
        """Where a document that is run in the queue leads; None where one waits on when it has ended.

        With Leave "the call is removed from the queue and Twilio executes the next TwiML verb after the original
        <Enqueue>", or the action of the Enqueue, if it has one.
        """
        said: list[Prompt] = []
        where: Where = verb.common["where"]
        for _ in range(_MOST_DOCUMENTS):
            onward: Path | None = None
            for child in xmltree.read(document).all():
                said += _prompts(child)
                if child.tag in ("Leave", "Hangup"):
                    id = f"{verb.id}: {document.stem} {child.tag} {child.line}"
                    then = after if child.tag == "Leave" else HANG_UP
                    kind = Play if said else Jump
                    self._put(kind(id=id, where=where, says=tuple(said), then=then))
                    return id
                if child.tag == "Redirect":
                    onward = file_of(child.text(), document)
                    if onward is None:
                        return self.url(child.text(), verb)
                    break
                if child.tag == "Gather":
                    return None
            if onward is None:
                return None
            document = onward
        return None


def _speech(verb: _Verb) -> Node:
    element = verb.element
    if element.tag == "Play" and element.get("loop") == "0":  # "looped … until the call hangs up"
        return Opaque(reason="a recording is played for ever", then=(verb.id,), **verb.common)
    return Play(says=_prompts(element), then=verb.next, language=_language(element), **verb.common)


def _language(element: Element) -> str:
    return element.get("language")[:20]


def _prompts(element: Element) -> tuple[Prompt, ...]:
    """What an element says, as often as it is told to."""
    times = max(1, min(int(number(element.get("loop"), 1)), 10))
    if element.tag == "Say":
        return (Prompt(text=element.text()),) * times if element.text() else ()
    if element.tag == "Play":
        return (Prompt(audio=element.text().rsplit("/", 1)[-1] or "tones"),) * times
    if element.tag == "Pause":
        return (Prompt(stated=number(element.get("length"), 1.0), audio="silence"),)
    return ()


__all__ = ["file_of", "read", "read_folder", "recognizes"]
