"""A run is one folder below ``reports/``: it is built under a hidden name and appears, whole, only when it is done.

Whatever stops a run half-way (Ctrl-C, SIGKILL, a full disk) therefore leaves earlier runs as they were. What a killed
run left behind is swept when the next one starts; a folder without our marker, or of a living process, stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from cxsim import __version__
from cxsim.errors import CxsimError, RecordError

FORMAT = 1
INFO = "run.json"
DEFINITIONS = "definitions"
MARKER = ".cxsim-part.json"
SHARED = ".shared"  # what the processes of the run tell each other while it goes on
PART = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """What has to be known about a run to judge and to repeat it."""

    label: str
    started: str  # UTC, ISO 8601; every age and due date counts from here
    seed: int
    now: str | None = None  # the time that the customers take for the present, if it is not the start
    trials: int = 1
    environment: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)  # touchpoint -> address that stood in for the map's
    map: str | None = None  # the touchpoint map, if another than scenarios/touchpoints.yaml, relative to the project
    loading: float | None = None  # seconds that every page load counted as, instead of the measured time
    language: str = "en"  # of its report
    scorer: str | None = None  # what chose the links on goal-directed walks
    version: str = __version__
    format: int = FORMAT

    @property
    def began(self) -> datetime:
        """The start as an aware datetime in UTC."""
        return datetime.fromisoformat(self.started)

    @property
    def present(self) -> datetime:
        """What "now" is for the customers; scenarios count "tuesday" from here."""
        return datetime.fromisoformat(self.now or self.started)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run's folder while it is being written."""

    path: Path
    info: RunInfo

    def keep_definitions(self, root: Path, files: Iterator[Path]) -> None:
        """Copy the definitions that this run used, so that it can be judged again after they have changed."""
        for file in files:
            target = self.path / DEFINITIONS / file.resolve().relative_to(root.resolve())
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{os.getpid()}-{target.name}")  # several processes may copy at once
            shutil.copyfile(file, part)
            part.replace(target)


@contextmanager
def new_run(reports: Path, info: RunInfo) -> Iterator[RunFolder]:
    """A new run's folder, hidden while the block runs; published it becomes ``<UTC time>-<label>``, else it goes.

    Call :func:`publish` inside the block to keep it. Raises CxsimError where the folder cannot be written.
    """
    part = open_part(hidden_path(reports), info)
    try:
        yield part
    finally:
        shutil.rmtree(part.path, ignore_errors=True)  # published runs have been moved away by now


def hidden_path(reports: Path) -> Path:
    """A name below ``reports`` for a run that is being written; nobody else has it."""
    return reports / f"{PART}{os.getpid()}-{secrets.token_hex(4)}"


def open_part(path: Path, info: RunInfo, *, owner: int | None = None) -> RunFolder:
    """Begin a run at this hidden path, or join it where another process of the same run has begun it.

    ``owner`` is the process (default: this one) with whose death the folder may be swept. Raises CxsimError where the
    folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        path.mkdir(exist_ok=True)
        pid = owner or os.getpid()
        if not (path / MARKER).exists():
            (path / MARKER).write_text(json.dumps({"pid": pid, "born": _born(pid)}), encoding="utf-8")
            write_info(path, info)
    except OSError as error:
        what = f"cannot write to {path.parent}: {error.strerror}"
        raise CxsimError(what, hint="choose another folder for the reports") from error
    return RunFolder(path, info)


def publish(folder: RunFolder) -> Path:
    """Give the finished run its name; two runs that began in the same second get a number behind it."""
    (folder.path / MARKER).unlink()
    shutil.rmtree(folder.path / SHARED, ignore_errors=True)
    stem = f"{folder.info.began:%Y-%m-%dT%H-%M-%SZ}-{slug(folder.info.label)}"
    for number in range(1, 1000):
        target = folder.path.with_name(stem if number == 1 else f"{stem}-{number}")
        if not target.exists():
            with contextlib.suppress(FileExistsError):  # the other run was quicker
                folder.path.rename(target)
                return target
    raise CxsimError(f"no free name for the run {stem}", hint="clear old runs out of the reports folder")


def write_info(folder: Path, info: RunInfo) -> None:
    """Write run.json."""
    (folder / INFO).write_text(json.dumps(asdict(info), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_info(folder: Path) -> RunInfo:
    """The run in this folder. Raises RecordError where there is none, or of another format."""
    try:
        plain: dict[str, Any] = json.loads((folder / INFO).read_text(encoding="utf-8"))
        if plain["format"] != FORMAT:
            raise RecordError(f"{folder / INFO} has format {plain['format']}, this version reads {FORMAT}")
        return RunInfo(**{f.name: plain[f.name] for f in fields(RunInfo) if f.name in plain})
    except FileNotFoundError as error:
        raise RecordError(f"{folder} is not a run", hint="name a folder below reports/ that holds run.json") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{folder / INFO} cannot be read: {error}", hint="run the scenarios again") from error


def sweep(reports: Path) -> None:
    """Remove what killed runs left behind: hidden folders with our marker whose process is gone."""
    for part in reports.glob(f"{PART}*"):
        try:
            marker = json.loads((part / MARKER).read_text(encoding="utf-8"))
            gone = _born(int(marker["pid"])) != marker["born"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if gone:
            shutil.rmtree(part, ignore_errors=True)


def slug(text: str) -> str:
    """Text made fit for a file name: letters, digits and dashes, at most 60 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "run"


def _born(pid: int) -> str | None:
    """When this process began, so that a reused process number is not taken for the old one; None if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[19]
    except OSError:
        return None if os.name == "posix" and not _answers(pid) else "alive"


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
