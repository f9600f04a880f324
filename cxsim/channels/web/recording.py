"""A recording is a visit as machines keep it (Playwright's trace, a HAR of the traffic, a video), by policy.

A trace holds what was typed, and nothing can be painted over in it: a visit that types a secret keeps none of them.
What fails while a recording is made or kept never fails a visit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.channels.base import Keep, Recordings
from cxsim.channels.web.browser import downloads
from cxsim.experience import Evidence, Kind, Moment
from cxsim.record import EvidenceFolder

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LARGEST = 200_000_000  # bytes of one recording
TROUBLE = frozenset(
    {Kind.BLOCKED, Kind.ERRED, Kind.REFUSED, Kind.LED_AWAY, Kind.GAVE_UP, Kind.DROPPED, Kind.INTERRUPTED}
)
"""Kinds of moments of which a gap may be made; a channel judges nothing, so it cannot know which will be."""

SECRET = "a secret was typed"
NO_FFMPEG = "it needs Playwright's own ffmpeg: run `python -m playwright install ffmpeg`"


_FILES = {"trace": ("application/zip", ".zip"), "har": ("application/json", ".har"), "video": ("video/webm", ".webm")}


class Recorder:
    """Records one visit into a folder of its own, which goes when the ``with`` block ends."""

    def __init__(self, wanted: Recordings) -> None:
        self.wanted = wanted.wanted
        self.failed: dict[str, str] = {}
        self.trouble = False
        if "video" in self.wanted and next(downloads("ffmpeg-*"), None) is None:
            self.failed["video"] = NO_FFMPEG

    def __enter__(self) -> Recorder:
        self._folder = tempfile.TemporaryDirectory(prefix="cxsim-recording-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        return self

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()

    def options(self) -> dict[str, Any]:
        """Arguments of ``browser.new_context``."""
        found: dict[str, Any] = {}
        if "har" in self.wanted:
            found |= {"record_har_path": self.folder / "visit.har", "record_har_content": "omit"}
        if self._films:
            found |= {"record_video_dir": self.folder / "video"}
        return found

    def begin(self, context: BrowserContext) -> None:
        """Start what is started in a context that is open already."""
        if "trace" in self.wanted:
            try:
                context.tracing.start(screenshots=True, snapshots=True)
            except Exception as error:
                self.failed["trace"] = _reason(error)

    def follow(self, moments: Iterator[Moment]) -> Iterator[Moment]:
        """Notice on the way whether anything goes wrong."""
        for moment in moments:
            self.trouble = self.trouble or moment.kind in TROUBLE or moment.data.get("met") is False
            yield moment

    def end(self, context: BrowserContext) -> None:
        """Stop what has to be stopped before the context is closed."""
        if "trace" in self.wanted and "trace" not in self.failed:
            try:
                context.tracing.stop(path=self.folder / "visit.zip")
            except Exception as error:
                self.failed["trace"] = _reason(error)

    def kept(self, evidence: EvidenceFolder, *, secret: bool) -> tuple[dict[str, Any], tuple[Evidence, ...]]:
        """After the context was closed: what was kept, what was not and why, and the files.

        Raises nothing: a file that cannot be kept is named with the reason.
        """
        kept: list[str] = []
        files: list[Evidence] = []
        not_kept = dict(self.failed)
        for name, keep in self.wanted.items():
            if name in not_kept or (keep is Keep.ON_GAP and not self.trouble):
                continue
            if secret:
                not_kept[name] = SECRET
                continue
            for file in self._made(name):
                try:
                    files.append(_stored(file, name, evidence))
                    kept.append(name)
                except Exception as error:
                    not_kept[name] = _reason(error)
        return {"what": "recording", "kept": sorted(set(kept)), "not_kept": not_kept}, tuple(files)

    @property
    def _films(self) -> bool:
        return "video" in self.wanted and "video" not in self.failed

    def _made(self, name: str) -> list[Path]:
        where = {"trace": "visit.zip", "har": "visit.har", "video": "video/*.webm"}[name]
        return sorted(file for file in self.folder.glob(where) if file.stat().st_size)


def _stored(file: Path, name: str, evidence: EvidenceFolder) -> Evidence:
    if file.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    type, suffix = _FILES[name]
    return evidence.keep(file.read_bytes(), type=type, suffix=suffix)


def _reason(error: Exception) -> str:
    with suppress(IndexError):
        return str(error).splitlines()[0][:200]
    return type(error).__name__
