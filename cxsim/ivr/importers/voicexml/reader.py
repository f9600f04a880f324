"""The reader follows the form interpretation algorithm through documents and keeps a node for all that it meets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from cxsim.ivr.flow import (
    HANG_UP,
    Branch,
    Case,
    Flow,
    HangUp,
    Jump,
    Node,
    Opaque,
    Play,
    Transfer,
    Voicemail,
)
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.assembly import Assembly
from cxsim.ivr.importers.voicexml import documents, prompts
from cxsim.ivr.importers.voicexml.content import Content, where
from cxsim.ivr.importers.voicexml.documents import Collection, Document
from cxsim.ivr.importers.voicexml.expressions import condition, literal
from cxsim.ivr.importers.voicexml.inputs import Input
from cxsim.ivr.importers.voicexml.stages import INPUTS, Run, Stage, Visit, empty, items
from cxsim.ivr.importers.xmltree import Element

MOST_NODES = 20_000
DEEPEST = 8
"""Dialogs that call each other."""
_EXECUTE = re.compile(r"execute:\s*hangup\b", re.IGNORECASE)
_LISTENS = ("noinput", "nomatch", "help")


class Reader:
    """Turns the documents that a call comes to into nodes, each stage once."""

    def __init__(self, collection: Collection, path: Path) -> None:
        self.collection, self.path = collection, path.resolve()
        self.assembly = Assembly(str(path))
        self.visits: dict[Stage, Visit] = {}
        self.begun: dict[Stage, str] = {}
        self.open: list[Callable[[], None]] = []
        self.recorded: list[str] = []

    def flow(self) -> Flow:
        """The whole flow."""
        document = self.collection.read(self.path)
        start = self._loaded(document)
        if start is None:
            raise sources.refuse("there is no dialog in this document", self.path, line=document.root.line)
        self._all()
        for other in list(self.collection.documents.values()):
            met = {(stage.path, stage.dialog) for stage in self.begun}
            for name in other.dialogs:
                if (other.path, name) not in met:  # no call comes to it, which is to be told
                    self.enter(other, name, None)
            self._all()
        start = self.assembly.shorten(start)
        return self.assembly.flow(self.path.stem, start, language=document.root.get("lang"))

    def _all(self) -> None:
        while self.open:
            self.open.pop()()
        for id in self.recorded:  # now it is known what follows
            node = self.assembly.nodes[id]
            if isinstance(node, Play) and _ends(self.assembly, node.then):
                self.assembly.nodes[id] = Voicemail(id=id, where=node.where, says=node.says)

    def put(self, node: Node) -> str:
        """Keep a node; its id. Raises DefinitionError where there are too many."""
        if len(self.assembly.nodes) >= MOST_NODES:
            raise sources.refuse(f"the dialogs of this document have more than {MOST_NODES} steps", self.path)
        return self.assembly.add(node)

    def _loaded(self, document: Document) -> str | None:
        """The first dialog of the first document, after the variables have got their values."""
        first = next(iter(document.dialogs), None)
        if first is None:
            return None
        return self._variables(document, [*reversed(document.roots)], self.enter(document, first, None), first)

    def _variables(self, document: Document, scopes: list[Element], then: str, name: str) -> str:
        stage = Stage(document.path, name)
        visit = Visit(stage, document, scopes[-1], scopes[-1], "", f"{self._prefix(document)}{name}: variables")
        pieces = [element for scope in scopes for element in scope.all("var", "assign")]
        return Content(self, visit).follow(pieces, Run(filled=frozenset()), lambda run: then) if pieces else then

    def enter(self, document: Document, name: str, back: Stage | None) -> str:
        """The node at which a dialog begins."""
        stage = Stage(document.path, name, back=back)
        if stage not in self.begun:
            dialog = document.dialogs[name]
            first = self.at(stage)
            self.begun[stage] = first
            self.begun[stage] = self._variables(document, [dialog], first, name) if dialog.tag == "form" else first
        return self.begun[stage]

    def dialog(self, url: str, visit: Visit) -> str | None:
        """The node that a URL means: "" where the document has no such dialog, None where it is not here."""
        name, _, fragment = url.partition("#")
        document = visit.document
        if name:
            path = self.collection.find(url, document.path)
            if path is None:
                return None
            document = self.collection.read(path)
            fragment = fragment or next(iter(document.dialogs), "")
        if fragment not in document.dialogs:
            return ""
        first = self.enter(document, fragment, visit.stage.back)
        return self._variables(document, [document.root], first, fragment) if document is not visit.document else first

    def at(self, stage: Stage) -> str:
        """The node of the item that a stage visits next; where all have a value, the call ends (2.1.6.2.1)."""
        known = self.visits.get(stage)
        if known is not None:
            return self.begun.get(stage, known.id) if known.element.get("cond") else known.id
        document = self.collection.read(stage.path)
        dialog = document.dialogs[stage.dialog]
        for name, element in items(dialog):
            if name in stage.filled or not empty(element):
                continue
            asked = condition(element.get("cond"), {}, document.hidden) if element.get("cond") else True
            if asked is False:
                continue
            visit = Visit(stage, document, dialog, element, name, self._free(document, stage, name))
            self.visits[stage] = visit
            # the node's place is taken now: others may need its name before it is read
            self.assembly.nodes[visit.id] = Jump(id=visit.id, where=where(visit.element))
            self.open.append(partial(self._read, visit))
            if asked is True:
                return visit.id
            self.begun[stage] = self._asked(visit, Case(condition=asked, then=visit.id))
            return self.begun[stage]
        return HANG_UP

    def _asked(self, visit: Visit, case: Case) -> str:
        id = self.assembly.free(f"{visit.id}?")
        self.assembly.nodes[id] = Jump(id=id)
        otherwise = self.at(replace(visit.stage, filled=visit.stage.filled | {visit.name}))
        self.assembly.nodes[id] = Branch(id=id, where=where(visit.element), cases=(case,), otherwise=otherwise)
        return id

    def _prefix(self, document: Document) -> str:
        return "" if document.path == self.path else f"{document.name}: "

    def _free(self, document: Document, stage: Stage, name: str) -> str:
        return self.assembly.free(f"{self._prefix(document)}{stage.dialog} {name}".strip())

    def item(self, visit: Visit, name: str, run: Run) -> str | None:
        """The item of this name in the same form (``goto nextitem``); None where there is none."""
        all_ = dict(items(visit.dialog))
        if name not in all_:
            return None
        # the algorithm visits it whatever stands before it: for that one visit the others count as filled
        before = list(all_)[: list(all_).index(name)]
        return self.at(replace(visit.stage, filled=(run.filled | set(before)) - {name}, quiet=False, counts=()))

    def _read(self, visit: Visit) -> None:
        """The node of one item, in the place that was kept for it."""
        match visit.element.tag:
            case "menu" | "field":
                node: Node = Input(self, visit).node()
            case "block":
                run = Run(filled=visit.stage.filled | {visit.name})
                then = Content(self, visit).follow(visit.element.pieces, run, partial(self._next, visit))
                node = Jump(id=visit.id, where=where(visit.element), then=then)
            case "transfer":
                node = self._transfer(visit)
            case "record":
                node = self._record(visit)
            case "subdialog":
                node = self._subdialog(visit)
            case tag:
                reason = f"what <{tag}> does is not in the document"
                node = Opaque(id=visit.id, where=where(visit.element), reason=reason, then=(self._done(visit),))
        self.assembly.nodes[visit.id] = node

    def _next(self, visit: Visit, run: Run) -> str:
        return self.at(replace(visit.stage, filled=run.filled, quiet=False, counts=()))

    def _done(self, visit: Visit) -> str:
        """What follows an item whose value only the call knows."""
        return self.filled(visit, Run(filled=visit.stage.filled | {visit.name}))

    def filled(self, visit: Visit, run: Run) -> str:
        """What an item's filled elements do, then those of the form that it completes, then the next item (2.4)."""
        pieces: list[str | Element] = []
        for element in visit.element.all("filled"):
            pieces += element.pieces
        inputs = [name for name, element in items(visit.dialog) if element.tag in INPUTS]
        for element in visit.dialog.all("filled") if visit.dialog is not visit.element else ():
            names = element.get("namelist").split() or inputs
            enough = any if element.get("mode") == "any" else all
            if visit.name in names and enough(name in run.filled for name in names):
                pieces += element.pieces
        return Content(self, visit).follow(pieces, run, partial(self._next, visit))

    def catches(self, visit: Visit, event: str, count: int, run: Run) -> str:
        """Where an event leads. The defaults prompt again, or end the call (section 5.2.5)."""
        caught = documents.handler(visit.scopes, event, count)
        last = documents.highest(visit.scopes, event)
        stage = visit.stage.counted(event, count if count < last else count - 1)

        def on(after: Run) -> str:
            return self.at(replace(stage, filled=after.filled, quiet=not after.reprompts))

        if caught is None:
            return on(replace(run, reprompts=True)) if event in _LISTENS else HANG_UP
        return Content(self, visit).follow(caught.pieces, run, on)

    def returns(self, visit: Visit, element: Element, run: Run) -> str:
        """Back to the dialog that called this one; a value that comes with it is not known."""
        back = visit.stage.back
        caller = self.visits.get(back) if back is not None else None
        if caller is None:
            return HANG_UP  # error.semantic: nothing called
        event = element.get("event")
        if event:
            return Content(self, caller).throw(event, caller.element, Run(filled=caller.stage.filled))
        return self._done(caller)

    def _subdialog(self, visit: Visit) -> Node:
        source = visit.element.get("src") or literal(visit.element.get("srcexpr")) or ""
        common = {"id": visit.id, "where": where(visit.element)}
        if visit.stage.level >= DEEPEST:
            return Opaque(reason="the dialogs call each other too deeply to be followed", **common)  # type: ignore[arg-type]
        inside = replace(visit, stage=replace(visit.stage, back=visit.stage))
        target = self._called(source, inside) if source else None
        if target is None:
            reason = f"the dialog {source[:80] or 'that is called'} does not lie beside the document"
            return Opaque(reason=reason, then=(self._done(visit),), **common)  # type: ignore[arg-type]
        then = target or self.catches(visit, "error.badfetch", 1, Run(filled=visit.stage.filled))
        return Jump(then=then, **common)  # type: ignore[arg-type]

    def _called(self, source: str, inside: Visit) -> str | None:
        name, _, fragment = source.partition("#")
        if not name:
            return self.dialog(source, inside)
        path = self.collection.find(source, inside.document.path)
        if path is None:
            return None
        document = self.collection.read(path)
        first = fragment or next(iter(document.dialogs), "")
        return self.enter(document, first, inside.stage.back) if first in document.dialogs else ""

    def _transfer(self, visit: Visit) -> Node:
        """A blind transfer ends the call here; after a bridged one that nobody took it goes on (section 2.3.7)."""
        element = visit.element
        dest = element.get("dest") or literal(element.get("destexpr")) or ""
        at, says = where(visit.element), prompts.of_item(element, 1)
        if _EXECUTE.match(dest):  # Voximal runs an application of Asterisk: this one hangs up
            return HangUp(id=visit.id, where=at, says=says)
        bridged = element.get("bridge") == "true" or element.get("type") in ("bridge", "consultation")
        number = dest.removeprefix("tel:").removeprefix("sip:") or "a number that is worked out during the call"
        return Transfer(id=visit.id, where=at, says=says, number=number, then=self._done(visit) if bridged else None)

    def _record(self, visit: Visit) -> Node:
        """A recording at the end of a call is a voicemail; before something else it is one more prompt."""
        self.recorded.append(visit.id)
        says = prompts.of_item(visit.element, 1)
        return Play(id=visit.id, where=where(visit.element), says=says, then=self._done(visit))


def _ends(assembly: Assembly, id: str) -> bool:
    """Whether nothing but words follows, or what a server does with the recording."""
    seen: set[str] = set()
    while id != HANG_UP and id not in seen:
        seen.add(id)
        node = assembly.nodes.get(id)
        if isinstance(node, Opaque) and not node.then:
            return True
        if not isinstance(node, Play):
            return False
        id = node.then
    return id == HANG_UP
