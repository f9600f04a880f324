"""The VoiceXML importer reads documents of VoiceXML 2.0 and 2.1 that lead to each other, as an interpreter would.

Followed is the form interpretation algorithm (appendix C of the specification): items are visited in their order until
each has a value, and a call ends where none is left. Scripts are never run: what they decide cannot be told. A document
or grammar that does not lie beside the first one is not there to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources, xmltree
from cxsim.ivr.importers.voicexml.documents import Collection, recognizes
from cxsim.ivr.importers.voicexml.reader import Reader


def read(path: Path) -> Flow:
    """The call that begins with this document. Raises DefinitionError."""
    return _read(path, path.parent)


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """The calls that begin in a folder: with documents that no other one names. Raises DefinitionError."""
    collection = Collection(folder)
    leads = sources.each(paths, lambda path: (path, _named(collection, path)))
    return sources.each(sources.beginnings(dict(leads)), lambda path: _read(path, folder))


def _read(path: Path, home: Path) -> Flow:
    try:
        return Reader(Collection(home), path).flow()
    except RecursionError as error:
        raise sources.refuse("one dialog of this document holds too many steps to be followed", path) from error


def _named(collection: Collection, path: Path) -> set[Path]:
    """The other documents that a document leads to; a root document leads to none, and every one has it."""
    root = xmltree.read(path)
    urls = [root.get("application")]
    if root.first("form", "menu") is not None:
        for element in root.every("choice", "goto", "submit", "link", "subdialog"):
            urls += [element.get("next"), element.get("src")]
    return {target for url in urls if url and (target := collection.find(url, path)) is not None}


__all__ = ["read", "read_folder", "recognizes"]
