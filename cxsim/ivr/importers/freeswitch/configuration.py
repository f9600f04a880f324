"""A configuration is what FreeSWITCH reads as one: a file, what it includes, and the variables that it sets.

``X-PRE-PROCESS`` is obeyed where it names files below the folder that is read (``include``) or sets a variable
(``set``, put in for ``$${name}``); commands that would run something (``exec``, ``stun-set``) are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cxsim.errors import DefinitionError
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.xmltree import Element

_VARIABLE = re.compile(r"\$\$\{([\w-]+)\}")
DEEPEST = 10
"""Files that include each other."""


@dataclass(slots=True)
class Configuration:
    """Menus by name, extensions by context in their order, and the files that they stand in."""

    home: Path
    menus: dict[str, Element] = field(default_factory=dict)
    contexts: dict[str, list[Element]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    files: dict[Path, None] = field(default_factory=dict)

    def read(self, path: Path, level: int = 0) -> None:
        """Take in a file and what it includes. Raises DefinitionError."""
        if path.resolve() in self.files or level > DEEPEST or len(self.files) >= sources.MOST_FILES:
            return
        self.files[path.resolve()] = None
        root = xmltree.read(path)
        for element in root.every("X-PRE-PROCESS"):
            name, _, value = element.get("data").partition("=")
            if element.get("cmd") == "set" and value:
                self.variables.setdefault(name.strip(), value.strip())
            elif element.get("cmd") == "include":
                for included in named(element.get("data"), path, self.home):
                    self.read(included, level + 1)
        for menu in root.every("menu"):
            if menu.get("name"):
                self.menus.setdefault(menu.get("name"), self._filled(menu))
        for context in root.every("context"):
            found = self.contexts.setdefault(context.get("name") or "default", [])
            found += [self._filled(extension) for extension in context.every("extension")]

    def read_beside(self, paths: Iterable[Path]) -> None:
        """Take in what lies beside; a file that cannot be read says nothing."""
        for path in paths:
            try:
                self.read(path)
            except DefinitionError:
                continue

    def _filled(self, element: Element) -> Element:
        """The element with its variables put in."""
        for one in [element, *element.every(*{e.tag for e in _below(element)})]:
            one.attributes = {
                key: _VARIABLE.sub(lambda match: self.variables.get(match[1], match[0]), value)
                for key, value in one.attributes.items()
            }
        return element


def _below(element: Element) -> Iterator[Element]:
    open_ = list(element.children)
    while open_:
        found = open_.pop()
        yield found
        open_.extend(found.children)


def named(pattern: str, near: Path, home: Path) -> list[Path]:
    """The files that an include means, below the folder that is read; a pattern may hold ``*``."""
    if not pattern or len(pattern) > 300 or "\0" in pattern or ".." in Path(pattern).parts or pattern.startswith("/"):
        return []
    root = home.resolve()
    try:
        found = sorted(near.parent.glob(pattern))[: sources.MOST_FILES]
    except (ValueError, NotImplementedError):
        return []
    return [path for path in found if path.is_file() and path.resolve().is_relative_to(root)]


def includes(path: Path, home: Path) -> list[Path]:
    """The files that a file includes itself. Raises DefinitionError."""
    elements = xmltree.read(path).every("X-PRE-PROCESS")
    return [found for e in elements if e.get("cmd") == "include" for found in named(e.get("data"), path, home)]
