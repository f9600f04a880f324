"""A file of a report appears whole or not at all: it is written beside its place and then moved there."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cxsim.errors import CxsimError


def write_whole(file: Path, content: str) -> None:
    """Write this text as UTF-8 with plain line ends. Raises CxsimError where the folder cannot be written."""
    part = file.with_name(f".{file.name}.{os.getpid()}-{secrets.token_hex(3)}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(content, encoding="utf-8", newline="\n", errors="replace")
        part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise CxsimError(
            f"cannot write {file}: {error.strerror}", hint="make room or choose another folder with --out"
        ) from error
