"""History is what earlier runs found: which gaps are new since the baseline, which have gone, and how it goes on.

It reads the ``report.json`` of the runs below ``reports/`` and changes none of them; a run that cannot be read is
named and passed over.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.errors import RecordError
from cxsim.runfolder import slug

REPORT = "report.json"
KEPT = "earlier.json"
MOST = 30  # earlier runs that a trend shows
SCHEMA_VERSION = 1
GapKey = tuple[str, str]  # check, touchpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One finished run, as far as comparing needs it."""

    folder: Path
    label: str
    started: str
    gaps: Mapping[GapKey, str]  # -> impact
    goals_met: int
    goals_told: int  # goals that could be told at all

    @property
    def by_impact(self) -> Mapping[str, int]:
        """How many gaps there were of each impact."""
        return Counter(self.gaps.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one run to another."""

    new: tuple[GapKey, ...]
    gone: tuple[GapKey, ...]
    stayed: tuple[GapKey, ...]


def past_runs(reports: Path) -> tuple[list[PastRun], list[str]]:
    """All runs below this folder, oldest first, and a sentence for each that could not be read."""
    runs, faults = [], []
    for file in sorted(reports.glob(f"[!.]*/{REPORT}")):
        try:
            runs.append(read_run(file.parent))
        except RecordError as error:
            faults.append(error.what)
    return sorted(runs, key=lambda run: (run.started, run.folder.name)), faults


def read_run(folder: Path) -> PastRun:
    """One run. Raises RecordError where its report is missing, torn or of another version."""
    file = folder / REPORT
    try:
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if document["schema_version"] != SCHEMA_VERSION:
            raise RecordError(
                f"{file} has schema version {document['schema_version']}, this version reads {SCHEMA_VERSION}"
            )
        return from_document(folder, document)
    except FileNotFoundError as error:
        raise RecordError(f"{folder} holds no {REPORT}", hint="name the folder of a finished run") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(f"{file} cannot be read: {error}", hint="judge the run again: cxsim judge FOLDER") from error


def earlier(reports: Path, label: str, started: str, most: int = MOST) -> list[PastRun]:
    """The latest runs of this label that began before, the oldest first; what cannot be read is passed over."""
    found: list[PastRun] = []
    for file in sorted(reports.glob(f"[!.]*-{slug(label)}*/{REPORT}"), reverse=True):
        with contextlib.suppress(RecordError):
            run = read_run(file.parent)
            if run.label == label and run.started < started:
                found.append(run)
        if len(found) == most:
            break
    return sorted(found, key=lambda run: (run.started, run.folder.name))


def keep(folder: Path, runs: Sequence[PastRun]) -> None:
    """Keep earlier runs in a run's own folder, so that its report stays the same whatever becomes of them."""
    plain = [
        {
            "folder": run.folder.name,
            "label": run.label,
            "started": run.started,
            "gaps": [[check, touchpoint, impact] for (check, touchpoint), impact in sorted(run.gaps.items())],
            "goals_met": run.goals_met,
            "goals_told": run.goals_told,
        }
        for run in runs
    ]
    (folder / KEPT).write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(folder: Path) -> list[PastRun]:
    """The earlier runs that were kept; none where nothing was. Raises RecordError where the file is torn."""
    file = folder / KEPT
    if not file.is_file():
        return []
    try:
        return [
            PastRun(
                folder=folder.with_name(plain["folder"]),
                label=plain["label"],
                started=plain["started"],
                gaps={(check, touchpoint): impact for check, touchpoint, impact in plain["gaps"]},
                goals_met=int(plain["goals_met"]),
                goals_told=int(plain["goals_told"]),
            )
            for plain in json.loads(file.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "remove it: the report then shows no trend"
        raise RecordError(f"{file} cannot be read: {error}", hint=hint) from error


def from_document(folder: Path, document: Mapping[str, Any]) -> PastRun:
    """The part of a report document that later runs are compared with."""
    outcomes = [met for experience in document["experiences"] for met in experience["goals"].values()]
    return PastRun(
        folder=folder,
        label=document["run"]["label"],
        started=document["run"]["started"],
        gaps={(gap["check"], gap["touchpoint"]): gap["impact"] for gap in document["gaps"]},
        goals_met=sum(met is True for met in outcomes),
        goals_told=sum(met is not None for met in outcomes),
    )


def difference(before: PastRun, after: PastRun) -> Difference:
    """What is new in ``after``, what has gone since ``before``, and what stayed."""
    return Difference(
        new=_sorted(set(after.gaps) - set(before.gaps)),
        gone=_sorted(set(before.gaps) - set(after.gaps)),
        stayed=_sorted(set(before.gaps) & set(after.gaps)),
    )


def baseline_for(run: PastRun, runs: Sequence[PastRun]) -> PastRun | None:
    """The latest earlier run with the same label, which a run is compared with where none is named."""
    earlier = [r for r in runs if r.label == run.label and r.started < run.started and r.folder != run.folder]
    return earlier[-1] if earlier else None


def _sorted(keys: set[GapKey]) -> tuple[GapKey, ...]:
    return tuple(sorted(keys))
