"""An error is something that a user can cause: it says where, what is wrong, and what to do about it.

Every error that cxsim raises on purpose derives from :class:`CxsimError`, so that a face (command line or
pytest) can print it as one sentence and choose the exit code without knowing where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EXIT_OK = 0
EXIT_GAPS = 1
EXIT_DEFINITION = 2
EXIT_NOT_LOOKED_AT = 3
EXIT_INTERRUPTED = 130


class CxsimError(Exception):
    """One plain sentence about what went wrong, and a hint saying what to do."""

    exit_code = EXIT_NOT_LOOKED_AT

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\n  hint: {self.hint}" if self.hint else self.what


class WordingError(ValueError):
    """What somebody wrote does not fit; ``hint`` says what would, ``line`` where it stands if that is known.

    Raised while one value is read; whoever reads the file makes a :class:`Fault` of it.
    """

    def __init__(self, what: str, *, hint: str = "", line: int | None = None) -> None:
        super().__init__(what)
        self.hint = hint
        self.line = line


class QuantityError(WordingError):
    """Text that is not the quantity that was expected; ``hint`` says how to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong (or, as a warning, odd) at one place of one file."""

    what: str
    hint: str = ""
    file: Path | None = None
    line: int | None = None
    warning: bool = False

    def __str__(self) -> str:
        where = ""
        if self.file is not None:
            where = f"{self.file}:{self.line}: " if self.line is not None else f"{self.file}: "
        what = f"warning: {self.what}" if self.warning else self.what
        return f"{where}{what}" + (f"\n  hint: {self.hint}" if self.hint else "")


class DefinitionError(CxsimError):
    """What people wrote cannot be used; carries every fault that was found, not only the first."""

    exit_code = EXIT_DEFINITION

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ChannelError(CxsimError):
    """We could not look: the harness failed, which is never a finding about the customer's experience."""


class BrowserMissingError(ChannelError):
    """No browser could be found or started on this machine."""


class RecordError(CxsimError):
    """A saved run cannot be read: torn, of another version, or not there."""
