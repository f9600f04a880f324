"""Known is what was found out once in a run and need not be found out again, whichever of its processes did so.

Answers lie in a folder of the run, one file each, and are plain JSON. Who asks while another process is looking waits
for what it finds; for nothing that can go wrong with the folder is a walk worse off than alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE = 10.0  # seconds until an answer that another process is looking for is looked for here as well
AGAIN = 0.02  # seconds until it is asked for again
_NOBODY_KNOWS = object()

Question = tuple[str, ...]


class Known:
    """The answers that this process has, and those of all others that were given the same ``folder``."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._here: dict[Question, Any] = {}

    def get(self, question: Question, otherwise: Any = None) -> Any:
        """The answer to this question, or ``otherwise`` where nobody has it yet."""
        if question not in self._here and self._folder is not None:
            with suppress(OSError, ValueError):
                self._here[question] = json.loads(self._file(question).read_text(encoding="utf-8"))
        return self._here.get(question, otherwise)

    def keep(self, question: Question, answer: Any) -> None:
        """Tell everybody the answer, which is plain JSON."""
        self._here[question] = answer
        if self._folder is not None:
            file = self._file(question)
            part = file.with_suffix(f".{os.getpid()}")
            with suppress(OSError):
                self._folder.mkdir(exist_ok=True)
                part.write_text(json.dumps(answer), encoding="utf-8")
                part.replace(file)

    def find(self, question: Question, look: Callable[[], Any]) -> Any:
        """The answer; where nobody has it, ``look`` gives it. What ``look`` raises is passed on, and not kept."""
        if (answer := self.get(question, _NOBODY_KNOWS)) is not _NOBODY_KNOWS:
            return answer
        with self.claimed(question):
            answer = self.get(question, _NOBODY_KNOWS)  # it may have come while it was waited for
            if answer is _NOBODY_KNOWS:
                answer = look()
                self.keep(question, answer)
            return answer

    @contextmanager
    def claimed(self, question: Question) -> Iterator[None]:
        """Inside, nobody else looks for the answer; whoever has waited for long, or cannot tell, looks all the same."""
        claim = self._claim(question)
        try:
            yield
        finally:
            if claim is not None:
                claim.unlink(missing_ok=True)

    def _claim(self, question: Question) -> Path | None:
        """Wait until nobody else is looking; the file that says that we are, None where that cannot be said."""
        if self._folder is None:
            return None
        claim, limit = self._file(question).with_suffix(".claim"), time.monotonic() + PATIENCE
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
        while time.monotonic() < limit:
            try:
                claim.touch(exist_ok=False)
            except FileExistsError:
                time.sleep(AGAIN)
            except OSError:
                return None
            else:
                return claim
        return None  # whoever is looking hangs, or died

    def _file(self, question: Question) -> Path:
        assert self._folder is not None
        return self._folder / f"{hashlib.sha256(json.dumps(question).encode()).hexdigest()[:32]}.json"
