"""What every command shares: how it prints, how it fails, and in which formats a program may read it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import typer

from cxsim.errors import CxsimError, DefinitionError


class Format(StrEnum):
    """What a command prints: a text for people, or JSON for programs."""

    TEXT = "text"
    JSON = "json"


_WELCOME = "\n\t\u200c\u200d"  # the two joiners are letters' business: Persian cannot be written without the first


def plain(text: str) -> str:
    """Text without control characters, so that a page's title cannot steer the terminal (escape sequences)."""
    return "".join(
        c if c in _WELCOME or (c.isprintable() and c not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068") else "�"
        for c in text
    )


def say(text: str = "", *, to_stderr: bool = False) -> None:
    """Print one line of text from anywhere (it may come from a page or a file) safely."""
    typer.echo(plain(text), err=to_stderr)


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Turn an error that a user can cause into its sentence on stderr and the right exit code."""
    try:
        yield
    except CxsimError as error:
        say(str(error), to_stderr=True)
        if isinstance(error, DefinitionError):
            count = sum(not fault.warning for fault in error.faults)
            say(f"{count} {'fault' if count == 1 else 'faults'} found.", to_stderr=True)
        sys.stdout.flush()
        raise typer.Exit(error.exit_code) from error
