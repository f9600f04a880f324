"""The FreeSWITCH importer reads menus of mod_dptools, with what they include and the dialplan around them.

Defaults are those of the ``ivr_menus`` configuration: a menu is left after ``max-failures`` wrong entries or
``max-timeouts`` silent ones, with the exit sound, and the call goes on in the dialplan where it led to the menu.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxsim.ivr.flow import Flow
from cxsim.ivr.importers import sources
from cxsim.ivr.importers.freeswitch.configuration import Configuration, includes
from cxsim.ivr.importers.freeswitch.reader import Reader


def recognizes(path: Path) -> bool:
    """Whether a file holds FreeSWITCH menus, or includes files that may."""
    start = sources.beginning(path, 100_000) if path.suffix.lower() == ".xml" else ""
    menus = "<menu" in start and "<entry" in start
    return (menus or ("<X-PRE-PROCESS" in start and "ivr" in start)) and "<vxml" not in start


def read(path: Path) -> Flow:
    """The menus of a file as one flow, with the dialplan beside them. Raises DefinitionError."""
    return _read(path, path.parent, sorted(path.parent.glob("*.xml"))[: sources.MOST_FILES])


def read_folder(folder: Path, paths: Sequence[Path]) -> list[Flow]:
    """One flow for each file that no other one includes, with the dialplan of the folder. Raises DefinitionError."""
    leads = sources.each(paths, lambda path: (path, includes(path, folder)))
    around = list(sources.files(folder, ".xml"))
    return sources.each(sources.beginnings(dict(leads)), lambda path: _read(path, folder, around))


def _read(path: Path, home: Path, around: Sequence[Path]) -> Flow:
    configuration = Configuration(home)
    configuration.read(path)
    if not configuration.menus:
        raise sources.refuse("there is no menu with a name in this file", path, line=1)
    own = list(configuration.menus)
    configuration.read_beside(other for other in around if "<context" in sources.beginning(other, 100_000))
    return Reader(path, configuration, own).flow()


__all__ = ["read", "read_folder", "recognizes"]
