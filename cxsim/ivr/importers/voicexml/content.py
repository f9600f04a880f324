"""Executable content is what a block, a catch or a filled element does, step by step (VoiceXML 2.1, section 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from cxsim.ivr.flow import HANG_UP, Assign, Branch, Case, Opaque, Play, Where
from cxsim.ivr.importers.voicexml import prompts
from cxsim.ivr.importers.voicexml.expressions import UNDEFINED, added, condition, literal, variable
from cxsim.ivr.importers.voicexml.stages import Run, Visit, items
from cxsim.ivr.importers.xmltree import Element

if TYPE_CHECKING:
    from cxsim.ivr.importers.voicexml.reader import Reader

Then = Callable[[Run], str]
Pieces = Sequence[str | Element]
_QUIET = ("log", "script", "data", "meta", "metadata", "property", "grammar", "else", "elseif", "filled", "desc")


class Content:
    """Turns content into nodes. A continuation tells the node at which the call goes on after it."""

    def __init__(self, reader: Reader, visit: Visit) -> None:
        self.reader, self.visit = reader, visit

    def follow(self, pieces: Pieces, run: Run, then: Then) -> str:
        """The node at which these pieces begin."""
        for at, piece in enumerate(pieces):
            rest = pieces[at + 1 :]
            if _heard(piece):
                end = next((n for n, other in enumerate(rest) if not _heard(other)), len(rest))
                spoken = prompts.said(pieces[at : at + 1 + end])
                if not spoken:
                    continue
                return self._say(piece, spoken, run, self.follow(rest[end:], run, then))
            if not isinstance(piece, str) and piece.tag not in _QUIET:
                return self._element(piece, run, cache(lambda run, rest=rest: self.follow(rest, run, then)))
        return then(run)

    def _say(self, piece: str | Element, spoken: tuple, run: Run, then: str) -> str:  # type: ignore[type-arg]
        element = piece if isinstance(piece, Element) else self.visit.element
        node = Play(id=self._id("says", element.line, run), where=where(element), says=spoken, then=then)
        return self.reader.put(node)

    def _id(self, what: str, line: int, run: Run) -> str:
        """A name for a step: where it stands in the dialog, and for which key."""
        block = self.visit.element.tag == "block"
        base = self.visit.id.removesuffix(self.visit.name).rstrip() if block else self.visit.id
        key = f" [{run.key}]" if run.key else ""
        return self.reader.assembly.free(f"{base}, {what} line {line}{key}".replace(", says line", ", line"))

    def _element(self, element: Element, run: Run, then: Then) -> str:
        match element.tag:
            case "if":
                return self._if(element, run, then)
            case "assign" | "var":
                return self._assign(element, run, then)
            case "clear":
                names = element.get("namelist").split()
                kept = run.filled - set(names) if names else frozenset()
                values = tuple((name, value) for name, value in run.values if names and name not in names)
                return then(replace(run, filled=kept, values=values))
            case "reprompt":
                return then(replace(run, reprompts=True))
            case "goto" | "submit":
                return self._goes(element, run)
            case "throw":
                return self.throw(element.get("event"), element, run)
            case "return":
                return self.reader.returns(self.visit, element, run)
            case "exit" | "disconnect":
                return HANG_UP
            case tag:
                return self.opaque(f"what <{tag[:40]}> does to the call is not known here", element, run)

    def _if(self, element: Element, run: Run, then: Then) -> str:
        """The branch whose condition holds; a branch node for each that only the call decides."""
        parts: list[tuple[str, list[str | Element]]] = [(element.get("cond"), [])]
        for piece in element.pieces:
            if isinstance(piece, Element) and piece.tag in ("else", "elseif"):
                parts.append((piece.get("cond", "true") if piece.tag == "elseif" else "true", []))
            else:
                parts[-1][1].append(piece)
        cases: list[Case] = []
        for written, pieces in parts:
            asked = condition(written, run.known, self.visit.document.hidden)
            if asked is True:
                return self._cases(element, run, cases, self.follow(pieces, run, then))
            if asked is not False:
                cases.append(Case(condition=asked, then=self.follow(pieces, run, then)))
        return self._cases(element, run, cases, then(run))

    def _cases(self, element: Element, run: Run, cases: list[Case], otherwise: str) -> str:
        if not cases:
            return otherwise
        node = Branch(
            id=self._id("if", element.line, run),
            where=where(element),
            cases=tuple(cases),
            otherwise=otherwise,
        )
        return self.reader.put(node)

    def _assign(self, element: Element, run: Run, then: Then) -> str:
        name, expression = variable(element.get("name")), element.get("expr")
        if not name or expression in ("", UNDEFINED):
            return then(run.sets(name, None, undefined=True))
        add, value = added(expression, name), literal(expression)
        after = run.sets(name, value)
        if name not in dict(items(self.visit.dialog)):
            after = replace(after, filled=run.filled)
        if value is None or add is not None:
            after, value = _without(after, name), f"${{{expression[:60]}}}"
        node = Assign(
            id=self._id("sets", element.line, run),
            where=where(element),
            attribute=name,
            add=add,
            value=value if add is None else "",
            then=then(after),
        )
        return self.reader.put(node)

    def _goes(self, element: Element, run: Run) -> str:
        """``goto`` and ``submit``: to an item of the same form, a dialog, a document, or something that is not here."""
        item = element.get("nextitem") or literal(element.get("expritem")) or ""
        if item:
            return self.reader.item(self.visit, item, run) or self.throw("error.badfetch", element, run)
        url = element.get("next") or literal(element.get("expr")) or ""
        if not url:
            return self.opaque("where the call goes on is worked out during the call", element, run)
        return self.goto(url, element, run)

    def goto(self, url: str, element: Element, run: Run) -> str:
        """The node that a URL means. A dialog that is not in its document is the event error.badfetch (5.3.7)."""
        target = self.reader.dialog(url, self.visit)
        if target is None:
            reason = f"what {url[:80]} answers does not lie beside the document"
            return self.opaque(reason, element, run)
        return target or self.throw("error.badfetch", element, run)

    def throw(self, event: str, element: Element, run: Run) -> str:
        """Where an event leads."""
        if not event:
            return self.opaque("which event is thrown is worked out during the call", element, run)
        return self.reader.catches(self.visit, event, self.visit.stage.count(event) + 1, run)

    def opaque(self, reason: str, element: Element, run: Run, then: tuple[str, ...] = ()) -> str:
        """A node that says what cannot be seen."""
        node = Opaque(id=self._id(element.tag, element.line, run), where=where(element), reason=reason, then=then)
        return self.reader.put(node)


def where(element: Element) -> Where:
    """Where an element stands."""
    return Where(file=str(element.path), line=element.line)


def _heard(piece: str | Element) -> bool:
    return isinstance(piece, str) or piece.tag in prompts.SPOKEN


def _without(run: Run, name: str) -> Run:
    """A run in which a variable has a value that only the call knows: comparisons ask the call."""
    return replace(run, values=tuple((other, value) for other, value in run.values if other != name))


def only_speaks(pieces: Pieces) -> bool:
    """Whether content does nothing but speak, prompt again, or write to a log."""
    return all(
        isinstance(piece, str) or piece.tag in ("reprompt", "log", "property") or piece.tag in prompts.SPOKEN
        for piece in pieces
    )
