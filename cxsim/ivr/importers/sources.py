"""A source is the text of a file that somebody exported, read within bounds before anything looks into it.

Files come from other systems and may be anything: too large, no text, cut off, nested a million levels deep. All of
that is told as a fault with its file and line; nothing here follows a link, resolves an entity or runs a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from cxsim.errors import DefinitionError, Fault

MOST_BYTES = 20_000_000
"""The largest export that is read: the largest flow that Amazon Connect takes has 1 MB, Twilio Studio's 1 MB."""
DEEPEST = 100
"""Levels of nesting; flows that people drew stay below 30."""
MOST_FILES = 500
"""Files of one folder that are read together."""


S = TypeVar("S")
T = TypeVar("T")


def each(those: Iterable[S], read: Callable[[S], T]) -> list[T]:
    """What is read from each of these (files, mostly). Raises DefinitionError with the faults of all of them."""
    found: list[T] = []
    faults: list[Fault] = []
    for one in those:
        try:
            found.append(read(one))
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(faults)
    return found


def refuse(what: str, path: Path, *, hint: str = "", line: int | None = None) -> DefinitionError:
    """The error that says why a file cannot be read."""
    return DefinitionError([Fault(what=what, hint=hint, file=path, line=line)])


def text(path: Path) -> str:
    """The text of a file with one kind of line end. Raises DefinitionError where it is too large or no UTF-8 text."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = f"the file has {size / 1e6:.0f} MB; more than {MOST_BYTES / 1e6:.0f} MB are not read"
            raise refuse(what, path, hint="export one phone menu a file")
        content = path.read_bytes()
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}", path, hint="check the name and the rights") from error
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = f"the letter here (byte {content[error.start]:#04x}) is not UTF-8"
        raise refuse(what, path, line=line, hint="save the file as UTF-8") from error
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def beginning(path: Path, letters: int = 4096) -> str:
    """The first letters of a file, by which its format is told; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(letters).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def parsed_json(written: str, path: Path) -> Any:
    """The value of a JSON text. Raises DefinitionError with the line where it stops being JSON, or nests too deeply."""
    try:
        value = json.loads(written)
    except json.JSONDecodeError as error:
        raise refuse(f"this is no JSON: {error.msg}", path, line=error.lineno, hint="export the flow again") from error
    except (RecursionError, ValueError) as error:  # a number of 5,000 digits is a ValueError
        raise refuse("this JSON is nested too deeply, or holds a number that is too long", path) from error
    if depth(value) > DEEPEST:
        raise refuse(f"this JSON is nested more than {DEEPEST} levels deep", path, hint="export the flow again")
    return value


def depth(value: Any) -> int:
    """The levels of lists and mappings in a value, found without recursion."""
    deepest, open_ = 0, [(value, 1)]
    while open_:
        current, level = open_.pop()
        if isinstance(current, dict | list):
            deepest = max(deepest, level)
            inner = current.values() if isinstance(current, dict) else current
            open_.extend((item, level + 1) for item in inner if isinstance(item, dict | list))
    return deepest


def files(folder: Path, *suffixes: str) -> Iterator[Path]:
    """The files below a folder with these endings, in a fixed order; links that lead out of it are left alone.

    Raises DefinitionError where there are too many of them.
    """
    home, found = folder.resolve(), 0
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in suffixes or not path.resolve().is_relative_to(home) or not path.is_file():
            continue
        found += 1
        if found > MOST_FILES:
            raise refuse(f"there are more than {MOST_FILES} files", folder, hint="name a smaller folder")
        yield path


def beside(url: str, near: Path, home: Path, *endings: str) -> Path | None:
    """The file below ``home`` that a URL in the file ``near`` means; None where it is none of them.

    A path is taken from ``near`` on; of a whole URL only the last part is looked at, in the folder of ``near``. Where
    no such file is there, the endings are tried.
    """
    try:
        parts = urlsplit(url)
        written = unquote(parts.path).replace("\\", "/")
    except ValueError:
        return None
    if not written or len(written) > 300 or "\0" in written:
        return None
    whole = bool(parts.scheme or parts.netloc or written.startswith("/"))
    names = [] if whole else [written]
    names.append(written.rsplit("/", 1)[-1])
    root = home.resolve()
    for name in [f"{name}{ending}" for name in names if name for ending in ("", *endings)]:
        path = near.parent / name
        if path.is_file() and path.resolve().is_relative_to(root):
            return path
    return None


FIRST = ("main", "index", "start", "welcome", "voice", "root", "default", "menu")
"""Names that people give the file with which a call begins."""


def beginnings(leads: Mapping[Path, Iterable[Path]]) -> list[Path]:
    """The files with which a call begins: those that no other one leads to.

    Of files that lead to each other in a circle, and that no other leads to, one begins: the one with the usual name,
    else the first.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    paths = list(leads)
    number = {path.resolve(): at for at, path in enumerate(paths)}
    ways = [(number[p.resolve()], number[t.resolve()]) for p in paths for t in leads[p] if t.resolve() in number]
    size = len(paths)
    graph = coo_array(([True] * len(ways), ([a for a, _ in ways], [b for _, b in ways])), shape=(size, size))
    _, circles = connected_components(graph, connection="strong")
    led_to = {circles[target] for source, target in ways if circles[source] != circles[target]}
    found: dict[int, list[Path]] = {}
    for path, circle in zip(paths, circles, strict=True):
        if circle not in led_to:
            found.setdefault(int(circle), []).append(path)
    return [min(circle, key=_usual) for circle in found.values()]


def _usual(path: Path) -> tuple[int, str]:
    stem = path.stem.lower()
    return (FIRST.index(stem) if stem in FIRST else len(FIRST)), str(path)


def mapping(value: Any) -> dict[str, Any]:
    """A value where it is a mapping, else an empty one: files from elsewhere may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    """A text or number as text; nothing for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def number(value: Any, otherwise: float) -> float:
    """A number from a number or a text; ``otherwise`` where it is none, negative or beyond a day in seconds."""
    try:
        found = float(string(value))
    except ValueError:
        return otherwise
    return found if 0 <= found <= 86_400 else otherwise
