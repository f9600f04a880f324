"""An input is a menu or field of a document: what can be pressed there, and what follows silence and wrong keys."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cxsim.ivr.flow import BETWEEN_DIGITS, SILENT_AFTER, Assign, Collect, Menu, Node, Opaque, Play, Prompt, Retry
from cxsim.ivr.importers.voicexml import documents, prompts
from cxsim.ivr.importers.voicexml.content import Content, only_speaks, where
from cxsim.ivr.importers.voicexml.documents import properties
from cxsim.ivr.importers.voicexml.expressions import literal
from cxsim.ivr.importers.voicexml.grammar import Grammar, grammars, of_type, read
from cxsim.ivr.importers.voicexml.stages import Run, Visit
from cxsim.ivr.importers.xmltree import Element

if TYPE_CHECKING:
    from cxsim.ivr.importers.voicexml.reader import Reader


class Input:
    """One visit of a menu or field."""

    def __init__(self, reader: Reader, visit: Visit) -> None:
        self.reader, self.visit, self.element = reader, visit, visit.element
        self.content = Content(reader, visit)
        self.begun = Run(filled=visit.stage.filled)
        self.choices = numbered(self.element) if self.element.tag == "menu" else {}
        self.keys: dict[str, str] = {}
        self.words: dict[str, str] = {}

    def node(self) -> Node:
        """The node of the input."""
        grammar = Grammar()
        if self.element.tag == "menu":
            self._menu()
        else:
            grammar = self._field()
        self._links()
        modes = properties(self.visit.scopes, "inputmodes").split() or ["dtmf", "voice"]
        keys = self.keys if "dtmf" in modes else {}
        common = self._common(grammar.unseen if "dtmf" in modes else "")
        if grammar.number is not None and "dtmf" in modes:
            least, most = grammar.number
            keys = {key: target for key, target in keys.items() if key in "*#" or len(key) < least}
            end = (properties(self.visit.scopes, "termchar") or "#")[:1]
            then = self._filled(None, "")
            return Collect(keys=keys, then=then, least=least, most=most, end=end, into=self.visit.name, **common)
        words = self.words if "voice" in modes else {}
        return Menu(keys=keys, words=words, longest=max(map(len, keys), default=1), **common)

    def _common(self, unseen: str) -> dict[str, Any]:
        visit, stage = self.visit, self.visit.stage
        written = list(self.element.all("prompt"))
        timeout = next((p.get("timeout") for p in reversed(written) if p.get("timeout")), "")
        waits = prompts.seconds(timeout or properties(visit.scopes, "timeout"), SILENT_AFTER)
        heard = [p.get("bargein") or properties(visit.scopes, "bargein") for p in written]
        lost = f"the application's root document {visit.document.lost} is not here" if visit.document.lost else ""
        return {
            "id": visit.id,
            "where": where(self.element),
            "says": () if stage.quiet else self._prompts(1),
            "silent": replace(self._retry("noinput"), after=waits),
            "wrong": self._unseen(unseen or lost, known=bool(unseen)) if unseen or lost else self._retry("nomatch"),
            "interrupt": not heard or any(bargein != "false" for bargein in heard),
            "between": prompts.seconds(properties(visit.scopes, "interdigittimeout"), BETWEEN_DIGITS),
        }

    def _prompts(self, time: int) -> tuple[Prompt, ...]:
        choices = self.choices or {option: option.get("dtmf") for option in self.element.all("option")}
        told = [(choice.text("grammar"), key) for choice, key in choices.items()]
        return prompts.of_item(self.element, time, told)

    def _unseen(self, reason: str, *, known: bool) -> Retry:
        """Of a grammar that cannot be read nobody knows whether a key fits it."""
        ways = (self._filled(None, "any"), self.visit.id) if known else ()
        id = self.reader.assembly.free(f"{self.visit.id} grammar")
        node = Opaque(id=id, where=where(self.element), reason=reason, then=ways)
        return Retry(then=self.reader.put(node))

    def _menu(self) -> None:
        """The choices. ``dtmf`` numbers those that name no key (section 2.2.1)."""
        for element, key in self.choices.items():
            grammar = Grammar()
            for inside in grammars(element):
                grammar.take(read(inside, self.visit.document.path, self.reader.collection.home))
            target = self._goes(element)
            for pressed in [*([key] if key else []), *grammar.keys]:
                self.keys.setdefault(pressed, target)
            spoken = prompts.said([p for p in element.pieces if isinstance(p, str) or p.tag in prompts.SPOKEN])
            for word in [*(prompt.text for prompt in spoken if prompt.text), *grammar.words]:
                self.words.setdefault(word, target)

    def _field(self) -> Grammar:
        """What fills the field, with what follows each value."""
        grammar = Grammar()
        for inside in grammars(self.element):
            grammar.take(read(inside, self.visit.document.path, self.reader.collection.home))
        if self.element.get("type"):
            grammar.take(of_type(self.element.get("type")))
        for option in self.element.all("option"):
            text = option.text()
            value = option.get("value") or text or option.get("dtmf")
            grammar.take(
                Grammar(
                    keys={option.get("dtmf").replace(" ", ""): value} if option.get("dtmf") else {},
                    words={text: value} if text else {},
                )
            )
        self.keys = {key: self._filled(value, key) for key, value in grammar.keys.items()}
        self.words = {word: self._filled(value, word) for word, value in grammar.words.items()}
        return grammar

    def _links(self) -> None:
        """Links of the surrounding scopes can be taken at any time, unless the field is modal (section 2.5)."""
        if self.element.get("modal") == "true":
            return
        for link in documents.links(self.visit.scopes):
            grammar = Grammar(keys={link.get("dtmf").replace(" ", ""): None} if link.get("dtmf") else {})
            for inside in grammars(link):
                grammar.take(read(inside, self.visit.document.path, self.reader.collection.home))
            if grammar.keys or grammar.words:
                target = self._goes(link)
                self.keys |= {key: target for key in grammar.keys if key not in self.keys}
                self.words |= {word: target for word in grammar.words if word not in self.words}

    def _goes(self, element: Element) -> str:
        """Where a choice or link leads: to a dialog, or to an event."""
        url = element.get("next") or literal(element.get("expr")) or ""
        event = element.get("event") or literal(element.get("eventexpr")) or ""
        if url:
            return self.content.goto(url, element, self.begun)
        if event:
            return self.content.throw(event, element, self.begun)
        return self.content.opaque("where this choice leads is worked out during the call", element, self.begun)

    def _filled(self, value: str | None, key: str) -> str:
        """What follows when the field has this value (None: one that only the call knows)."""
        name = self.visit.name
        run = self.begun.sets(name, value)
        if key and key != "any":
            run = replace(run, key=key, values=tuple(sorted({**run.known, f"{name}$.utterance": key}.items())))
        if value is None:
            run = replace(run, values=())
        then = self.reader.filled(self.visit, run)
        if value is None:
            return then
        id = self.reader.assembly.free(f"{self.visit.id} is {value}")
        return self.reader.put(Assign(id=id, where=where(self.element), attribute=name, value=value, then=then))

    def _retry(self, event: str) -> Retry:
        """Repetitions as long as the catch elements only speak, and then what the first does that does more.

        Where there is none, a caller is asked again for ever: the default catch elements prompt again and never give up
        (section 5.2.5). What a platform says of its own on a wrong key is not known.
        """
        visit = self.visit
        count, last = visit.stage.count(event) + 1, documents.highest(visit.scopes, event)
        words: list[tuple[tuple[Prompt, ...], bool]] = []
        again = partial(self._revisit, visit)
        while True:
            caught = documents.handler(visit.scopes, event, count)
            if caught is not None and not only_speaks(caught.pieces):
                then = self.reader.catches(visit, event, count, self.begun)
                break
            spoken = prompts.said([p for p in caught.pieces if not _reprompt(p)]) if caught is not None else ()
            prompts_again = caught is None or any(map(_reprompt, caught.pieces))
            if count >= last:
                then = self._says_and(event, spoken, again(prompts_again))
                break
            words.append((spoken, prompts_again))
            count += 1
        return self._repeated(words, then)

    def _repeated(self, words: list[tuple[tuple[Prompt, ...], bool]], then: str) -> Retry:
        if not words:
            return Retry(then=then)
        instead = prompts.tapered(self.element) or not all(prompts_again for _, prompts_again in words)
        said = [
            (*spoken, *(self._prompts(number + 2) if instead and prompts_again else ()))
            for number, (spoken, prompts_again) in enumerate(words)
        ]
        further = tuple(said[1:]) if any(other != said[0] for other in said) else ()
        return Retry(repeat=len(said), then=then, says=said[0], further=further, instead=instead)

    def _revisit(self, visit: Visit, prompts_again: bool) -> str:
        quiet = not prompts_again and bool(self._prompts(1))
        return self.reader.at(replace(visit.stage, quiet=quiet)) or visit.id

    def _says_and(self, event: str, spoken: tuple[Prompt, ...], then: str) -> str:
        if not spoken:
            return then
        id = self.reader.assembly.free(f"{self.visit.id} {event}")
        return self.reader.put(Play(id=id, where=where(self.element), says=spoken, then=then))


def _reprompt(piece: str | Element) -> bool:
    return isinstance(piece, Element) and piece.tag == "reprompt"


def numbered(menu: Element) -> dict[Element, str]:
    """The choices of a menu with their keys. ``dtmf="true"`` gives the first nine without a key 1 to 9."""
    found: dict[Element, str] = {}
    own = menu.get("dtmf") == "true"
    for choice in menu.all("choice"):
        key = choice.get("dtmf").replace(" ", "")
        if own and not key:
            count = sum(not other.get("dtmf") for other in found) + 1
            key = str(count) if count <= 9 else ""
        found[choice] = key
    return found
