"""The index is ``reports/index.html``: every run in the folder, the newest first, with its verdict in numbers.

A run that cannot be read is listed as such, and one that was only shopped as not yet judged; neither is touched. Nor is
an ``index.html`` that somebody else wrote: reports may be put into any folder, also into a website's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cxsim.errors import RecordError
from cxsim.reporting.files import write_whole
from cxsim.reporting.html import frame, template
from cxsim.reporting.safe import one_line
from cxsim.reporting.words import LANGUAGES, words

REPORT, RUN, INDEX = "report.json", "run.json", "index.html"
OURS = b'<meta name="generator" content="cxsim'
LARGEST = 400_000_000  # bytes of a report.json that is still read


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the index; ``note`` names the sentence that says why there are no numbers."""

    folder: str
    label: str
    started: str
    company: str = ""
    customers: int = 0
    reached: int = 0
    basics: int = 0
    gaps: int = 0
    note: str = ""
    reason: str = ""
    language: str = "en"

    @property
    def link(self) -> str:
        """The address of the report relative to the index."""
        return f"{quote(self.folder)}/report.html"


def write_index(reports: Path) -> Path | None:
    """Write the index of this folder anew, in the language of its newest report; None where the file is not ours.

    Raises CxsimError where it cannot be written.
    """
    file = reports / INDEX
    if not _ours(file):
        return None
    entries = sorted(runs(reports), key=lambda entry: (entry.started, entry.folder), reverse=True)
    language = next((entry.language for entry in entries if not entry.note), "en")
    write_whole(file, template("index.html", language).render(**frame(words(language)), entries=entries))
    return file


def _ours(file: Path) -> bool:
    """Whether there is no such file yet, or one that an earlier run wrote."""
    try:
        with file.open("rb") as content:
            return OURS in content.read(2000)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def runs(reports: Path) -> list[Entry]:
    """Every run below this folder; hidden folders are runs that are still being written."""
    found = []
    for folder in sorted(reports.glob("[!.]*")):
        if (folder / REPORT).is_file():
            found.append(_entry(folder))
        elif (folder / RUN).is_file():
            found.append(_without_numbers(folder, "unjudged"))
    return found


def _entry(folder: Path) -> Entry:
    try:
        document = _read(folder / REPORT)
        totals, run = document["totals"], document["run"]
        return Entry(
            folder=folder.name,
            label=one_line(run["label"], 80),
            started=one_line(run["started"], 40),
            company=one_line(run["company"]["name"], 80),
            customers=int(totals["customers"]),
            reached=int(totals["reached"]),
            basics=int(totals["failed_basics"]),
            gaps=int(totals["gaps"]),
            language=language if (language := run.get("language")) in LANGUAGES else "en",
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, RecordError) as error:
        return _without_numbers(folder, "unreadable", one_line(error, 120))


def _read(file: Path) -> Any:
    if file.stat().st_size > LARGEST:
        raise RecordError("the file is too large")
    return json.loads(file.read_text(encoding="utf-8"))


def _without_numbers(folder: Path, note: str, reason: str = "") -> Entry:
    """A run of which only the folder's name is sure; the name begins with the time."""
    started = folder.name[:20].replace("Z", "") if folder.name[:4].isdigit() else ""
    return Entry(folder=folder.name, label=one_line(folder.name, 80), started=started, note=note, reason=reason)
