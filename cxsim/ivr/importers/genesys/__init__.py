"""The Genesys importer reads inbound call flows of Genesys Cloud Architect in YAML, as Archy exports them.

Placeholders of a deployment (``{{ivr_greeting}}``), which are no valid YAML, are taken for texts that are not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.genesys.reader import Reader
from cxsim.yamlfile import LONGEST_LINE, MOST_BYTES, Document
from cxsim.yamltree import BrokenError, grow

KINDS = ("inboundCall", "inCall")
_KIND = re.compile(rf"^({'|'.join(KINDS)})\s*:", re.MULTILINE)
_PLACEHOLDER = re.compile(r"^([ \t]*(?:- )?[^#\"'\n]{0,200}?:[ \t]+)(\{\{[^{}\n]{1,200}\}\}[^\n\"']*)$", re.MULTILINE)


def recognizes(path: Path) -> bool:
    """Whether a file holds an inbound call flow of Architect."""
    return path.suffix.lower() in (".yaml", ".yml") and bool(_KIND.search(sources.beginning(path)))


def read(path: Path) -> Flow:
    """The flow in a file. Raises DefinitionError."""
    document = _document(path)
    if document.kind not in KINDS or not isinstance(document.root[document.kind], dict):
        raise sources.refuse("there is no inbound call flow in this file", path, line=1)
    return Reader(document, document.kind).flow()


def _document(path: Path) -> Document:
    text = sources.text(path)
    if len(text) > MOST_BYTES or max(map(len, text.split("\n"))) > LONGEST_LINE:
        raise sources.refuse("this flow is too large to be read: more than 1 MB, or a line that is too long", path)
    try:
        tree = grow(_PLACEHOLDER.sub(lambda m: f'{m[1]}"{m[2].strip()}"', text))
    except BrokenError as broken:
        raise sources.refuse(broken.what, path, hint=broken.hint, line=broken.line) from broken
    return Document(path=path, root=tree.root)


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """Every flow of a folder. Raises DefinitionError with the faults of all."""
    return sources.each(paths, read)


__all__ = ["read", "read_folder", "recognizes"]
