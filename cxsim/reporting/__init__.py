"""Reporting draws every output of a run from one document: HTML, JUnit, tables, the terminal's summary, the index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from cxsim.errors import RecordError
from cxsim.reporting.contract import SCHEMA_VERSION, Document
from cxsim.reporting.document import build
from cxsim.reporting.files import write_whole
from cxsim.reporting.index import write_index
from cxsim.reporting.parts.trend import Earlier

__all__ = ["Document", "Earlier", "as_markdown", "build", "read", "schema_text", "summary", "write", "write_index"]

REPORT = "report.json"


def write(folder: Path, document: Document, *, language: str | None = None) -> None:
    """Write report.json, report.html, junit.xml and tables/ into a run's folder, each file whole or not at all.

    The page is drawn in the language of the run if no other is named; what programs read is in English always. The
    same document and language give the same bytes. Raises CxsimError where the folder cannot be written.
    """
    from cxsim.reporting import html, junit, tables

    write_whole(folder / REPORT, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    write_whole(folder / "report.html", html.render(document, folder, language=language))
    write_whole(folder / "junit.xml", junit.render(document))
    for name, text in tables.tables(document).items():
        write_whole(folder / "tables" / name, text)


def read(folder: Path) -> Document:
    """The document of a finished run. Raises RecordError where it is missing, torn or of another version."""
    file = folder / REPORT
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
        version = document["schema_version"]
    except FileNotFoundError as error:
        raise RecordError(f"{folder} holds no {REPORT}", hint="judge the run first: cxsim judge FOLDER") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{file} cannot be read: {error}", hint="judge the run again: cxsim judge FOLDER") from error
    if version != SCHEMA_VERSION:
        raise RecordError(f"{file} has schema version {version!r}, this version reads {SCHEMA_VERSION}")
    document["run"].setdefault("language", "en")
    for unknown in document.get("unknowns", ()):
        unknown |= {"about": "", "subject": "", "because": "", **unknown}
    return cast(Document, document | {key: value for key, value in _empty().items() if key not in document})


def _empty() -> dict[str, Any]:
    """What earlier versions did not write yet: nothing is known of it."""
    from cxsim.reporting.parts.worth import nothing_known

    return {
        "failure_demand": [],
        "finance": nothing_known(),
        "knowledge": None,
        "times": [],
        "quadrants": [],
        "scorecard": [],
        "complaints": [],
        "trend": [],
    }


def schema_text() -> str:
    """The shipped JSON Schema of report.json."""
    from importlib import resources

    return (resources.files("cxsim.reporting") / "report.schema.json").read_text(encoding="utf-8")


def summary(document: Mapping[str, Any], folder: Path | None = None, *, language: str | None = None) -> str:
    """The run in a few lines of plain text, for a terminal."""
    from cxsim.reporting import text

    return text.render(cast(Document, document), folder, language=language)


def as_markdown(document: Document, *, language: str | None = None) -> str:
    """The run as Markdown, for a pull request, a chat or the page of a nightly job."""
    from cxsim.reporting import markdown

    return markdown.render(document, language=language)
