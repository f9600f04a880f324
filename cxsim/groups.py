"""A step group is a few steps with a name; here the scripts that use groups get their steps, with the gaps filled.

A gap is a name in angle brackets: what a script gives for it goes in, and what it does not give stays a particular of
the persona. Groups may use groups, but never themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxsim.errors import Fault
from cxsim.explain import did_you_mean
from cxsim.labels import PLACEHOLDER
from cxsim.script import Do, Part, StepGroup, Try, When

FOLDER = "steps"
MOST_STEPS = 500
"""Steps that the scripts of one file may come to: groups of groups of groups grow fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The groups of a project by id, the files that they were read from, and the ids of those that cannot be read."""

    groups: Mapping[str, StepGroup] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    broken: Collection[str] = ()

    def named(self, written: str) -> str | None:
        """The id of a group as it was written: ``add to basket`` is ``add-to-basket``."""
        wanted = _plain(written)
        return next((name for name in (*self.groups, *self.broken) if _plain(name) == wanted), None)

    def faults(self) -> list[Fault]:
        """What is wrong in the groups themselves, whoever uses them."""
        found: list[Fault] = []
        for name, group in self.groups.items():
            filler = Filler(self, self.files[name], chain=(name,))
            filler.filled(group.steps)
            found += filler.faults
        return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


class Filler:
    """Puts groups into the scripts of one file, and collects what is wrong with how they are used."""

    def __init__(self, shelf: Shelf, file: Path, *, chain: tuple[str, ...] = ()) -> None:
        self.shelf, self.file = shelf, file
        self.faults: list[Fault] = []
        self._chain = chain
        self._steps = 0

    def filled(self, script: tuple[Part, ...]) -> tuple[Part, ...]:
        """The script with the steps of every group in their places."""
        return self._script(script, {}, self._chain, self.file)

    def _script(
        self, script: tuple[Part, ...], given: Mapping[str, str], chain: tuple[str, ...], file: Path
    ) -> tuple[Part, ...]:
        return tuple(self._part(part, given, chain, file) for part in script)

    def _part(self, part: Part, given: Mapping[str, str], chain: tuple[str, ...], file: Path) -> Part:
        match part:
            case Do():
                return self._group(part, given, chain, file)
            case Try():
                return part.model_copy(update={"steps": self._script(part.steps, given, chain, file)})
            case When():
                ways = {way: self._script(getattr(part, way), given, chain, file) for way in ("then", "otherwise")}
                return part.model_copy(update={"value": _put(part.value, given), **ways})
            case _:
                self._steps += 1
                value = None if part.value is None else _put(part.value, given)
                return part.model_copy(update={"target": _put(part.target, given), "value": value})

    def _group(self, part: Do, given: Mapping[str, str], chain: tuple[str, ...], file: Path) -> Do:
        name = self.shelf.named(part.group)
        if name is None or name in chain or name in self.shelf.broken or self._steps > MOST_STEPS:
            self._cannot(part, name, chain, file)
            return part
        group = self.shelf.groups[name]
        self._unused(part, group, file)
        handed = {_plain(gap): _put(text, given) for gap, text in part.given.items()}
        steps = self._script(group.steps, handed, (*chain, name), self.shelf.files[name])
        return part.model_copy(update={"group": _plain(name), "given": handed, "steps": steps})

    def _cannot(self, part: Do, name: str | None, chain: tuple[str, ...], file: Path) -> None:
        if name is None:
            known = [known.replace("-", " ") for known in (*self.shelf.groups, *self.shelf.broken)]
            hint = did_you_mean(part.group, known) if known else f"write them into scenarios/{FOLDER}/"
            self._fault(f"there are no steps called {part.group!r}", hint, part, file)
        elif name in chain:
            way = " → ".join(_plain(each) for each in (*chain[chain.index(name) :], name))
            self._fault(f"these steps would never end: {way}", "let no group do itself", part, file)
        elif self._steps > MOST_STEPS:
            hint = "use fewer groups within groups"
            self._fault(f"the groups come to more than {MOST_STEPS} steps", hint, part, file)

    def _unused(self, part: Do, group: StepGroup, file: Path) -> None:
        gaps = list(dict.fromkeys(gaps_of(group.steps)))
        for given in part.given:
            if _plain(given) not in gaps:
                hint = did_you_mean(given, gaps) if gaps else "they have no gap in <angle brackets>"
                self._fault(f"the steps of {part.group!r} have no gap <{given}>", hint, part, file)

    def _fault(self, what: str, hint: str, part: Do, file: Path) -> None:
        fault = Fault(what=what, hint=hint, file=file, line=part.line)
        if fault not in self.faults:
            self.faults.append(fault)


def gaps_of(script: tuple[Part, ...]) -> Iterator[str]:
    """The names in angle brackets in a script, as it is written (groups within it get theirs handed)."""
    for part in script:
        match part:
            case Do():
                yield from _gaps(*part.given.values())
                yield from gaps_of(part.steps)
            case Try():
                yield from gaps_of(part.steps)
            case When():
                yield from _gaps(part.value)
                yield from gaps_of((*part.then, *part.otherwise))
            case _:
                yield from _gaps(part.target, part.value or "")


def _gaps(*texts: str) -> list[str]:
    return [_plain(gap) for text in texts for gap in PLACEHOLDER.findall(text)]


def _put(text: str, given: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda gap: given.get(_plain(gap[1]), gap[0]), text)
