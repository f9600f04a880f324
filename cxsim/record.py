"""A record is an experience on disk: one JSON line a moment, checksummed, with its evidence files beside it.

A run's folder holds ``experiences.ndjson`` and ``evidence/``. Each experience is written as one ``experience`` line,
its ``moment`` lines, and one ``end`` line with their count and checksum, so that a torn file is noticed and never
mistaken for a short visit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cxsim.errors import RecordError
from cxsim.experience import Evidence, Experience, Kind, Moment

FORMAT = 1
EXPERIENCES = "experiences.ndjson"
EVIDENCE = "evidence"


class EvidenceFolder:
    """Where a walk puts its proof; files are named by their content, so the same picture is stored once."""

    def __init__(self, run: Path) -> None:
        self.run = run

    def keep(self, content: bytes, *, type: str, suffix: str, thumbnail: bytes | None = None) -> Evidence:
        """Write one file (and its small picture) below the run's folder and return the reference to it."""
        small = self._write(thumbnail, suffix)[0] if thumbnail is not None else None
        path, digest = self._write(content, suffix)
        return Evidence(type=type, path=path, sha256=digest, thumbnail=small)

    def _write(self, content: bytes, suffix: str) -> tuple[str, str]:
        digest = hashlib.sha256(content).hexdigest()
        path = f"{EVIDENCE}/{digest[:24]}{suffix}"
        target = self.run / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            part.write_bytes(content)
            part.replace(target)
        return path, digest


def missing_evidence(run: Path, experiences: Iterable[Experience]) -> list[str]:
    """Evidence files of these experiences that are gone or were changed since they were written."""
    faults = []
    for evidence in {e.path: e for x in experiences for m in x.moments for e in m.evidence}.values():
        file = run / evidence.path
        if not file.is_file():
            faults.append(f"{evidence.path} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != evidence.sha256:
            faults.append(f"{evidence.path} was changed after it was recorded")
    return faults


def save(run: Path, experience: Experience) -> None:
    """Append one experience to the run's record."""
    lines = [_line({"experience": _header(experience), "format": FORMAT})]
    lines += [_line({"moment": _plain(moment)}) for moment in experience.moments]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    lines.append(_line({"end": {"moments": len(experience.moments), "sha256": digest}}))
    with (run / EXPERIENCES).open("ab", buffering=0) as file:  # one write: other processes may append as well
        file.write("".join(lines).encode())


def load(run: Path) -> Iterator[Experience]:
    """The experiences of a saved run.

    Raises RecordError where the file is missing, torn, changed or of another format.
    """
    path = run / EXPERIENCES
    if not path.is_file():
        raise RecordError(
            f"{run} holds no record of a run", hint=f"name a folder below reports/ that has {EXPERIENCES}"
        )
    seen: list[str] = []
    header: Mapping[str, Any] | None = None
    moments: list[Moment] = []
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, text in enumerate(file, 1):
            entry = _parse(path, number, text)
            if "experience" in entry:
                _check(
                    path, number, entry.get("format") == FORMAT, f"it has format {entry.get('format')!r}, not {FORMAT}"
                )
                header, moments, seen = entry["experience"], [], [text]
            elif "moment" in entry:
                moments.append(_moment(path, number, entry["moment"]))
                seen.append(text)
            elif header is not None and "end" in entry:
                digest = hashlib.sha256("".join(seen).encode()).hexdigest()
                _check(path, number, entry["end"].get("sha256") == digest, "the lines before it were changed or lost")
                yield Experience(**header, moments=tuple(moments))
                header = None
    _check(path, 0, header is None, "its last experience has no end: the run was cut off while writing")


def _header(experience: Experience) -> dict[str, Any]:
    return {key: getattr(experience, key) for key in ("scenario", "persona", "variant", "trial", "seed")}


def _plain(moment: Moment) -> dict[str, Any]:
    plain: dict[str, Any] = {"at": moment.at, "touchpoint": moment.touchpoint, "kind": str(moment.kind)}
    plain["data"] = dict(moment.data)
    if moment.measured:
        plain["measured"] = dict(moment.measured)
    if moment.evidence:
        plain["evidence"] = [
            {key: value for key in ("type", "path", "sha256", "thumbnail") if (value := getattr(e, key)) is not None}
            for e in moment.evidence
        ]
    return plain


def _moment(path: Path, number: int, plain: Mapping[str, Any]) -> Moment:
    try:
        return Moment(
            at=plain["at"],
            touchpoint=plain["touchpoint"],
            kind=Kind(plain["kind"]),
            data=plain["data"],
            measured=plain.get("measured", {}),
            evidence=tuple(Evidence(**e) for e in plain.get("evidence", ())),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RecordError(f"{path}:{number}: not a moment that this version knows: {error}") from error


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _parse(path: Path, number: int, text: str) -> dict[str, Any]:
    try:
        entry = json.loads(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"{path}:{number}: not a line of a record ({error.msg})") from error
    _check(path, number, isinstance(entry, dict), "not a line of a record")
    return dict(entry)


def _check(path: Path, number: int, fine: bool, what: str) -> None:
    if not fine:
        raise RecordError(f"{path}{f':{number}' if number else ''}: {what}", hint="run the scenario again")
