"""What was written is a text, a list or a mapping that still knows its place in the file.

They are plain ``str``, ``list`` and ``dict`` to everybody else; whoever finds a fault in one can say on which line.
"""

from __future__ import annotations

from typing import Any


class Text(str):
    """A scalar as it was written, and its place."""

    __slots__ = ("bare", "column", "line")
    line: int
    column: int
    bare: bool  # written without quotes


class Listing(list[Any]):
    """A list, and its place."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Table(dict[str, Any]):
    """A mapping, and its place."""

    __slots__ = ("column", "line")
    line: int
    column: int
