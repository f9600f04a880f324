"""Watching is what a person sees while customers are under way: a progress bar, and each story when it has ended.

Everything goes to stderr, so that stdout stays a document. Without a terminal there are plain lines and no bar.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from cxsim.cli.common import plain, say
from cxsim.events import Event, Experienced, RunStarted
from cxsim.experience import Experience, Kind, Moment

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from cxsim.engine import Plan

_WORTH_TELLING = {Kind.GAVE_UP, Kind.WAITED, Kind.REACHED, Kind.DROPPED, Kind.OUTCOME, Kind.BLOCKED, Kind.UNSEEN}


class Watcher:
    """Listens to the engine and prints; a context manager, so that the bar goes whatever happens."""

    def __init__(self, plan: Plan) -> None:
        self.project = plan.project
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Watcher:
        if self.bar is not None:
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, event: Event) -> None:
        """Hear one event."""
        if isinstance(event, RunStarted):
            if self.bar is not None:
                self.task = self.bar.add_task("customers under way", total=event.walks)
        elif isinstance(event, Experienced):
            for line in self._story(event.experience):
                self._print(line)
            if self.bar is not None and self.task is not None:
                self.bar.advance(self.task)

    def _story(self, experience: Experience) -> list[str]:
        from cxsim.reporting.words import words

        persona = self.project.personas[experience.persona]
        title = self.project.scenarios[experience.scenario].scenario
        variant = f" ({experience.variant})" if experience.variant else ""
        took = words().duration(experience.moments[-1].at) if experience.moments else ""
        lines = [f"{experience.persona}{variant} · {title} · {took}", f"    “{persona.problem}”"]
        told = [line for moment in experience.moments if (line := self._sentence(moment, persona.language))]
        return [*lines, *told]

    def _sentence(self, moment: Moment, language: str) -> str | None:
        from cxsim.reporting.contract.lived import MomentPart
        from cxsim.reporting.story import tell
        from cxsim.reporting.words import words

        touchpoint = self.project.touchpoints.get(moment.touchpoint)
        part = MomentPart(
            at=moment.at,
            touchpoint=moment.touchpoint,
            kind=str(moment.kind),
            data=dict(moment.data),
            measured=dict(moment.measured),
            evidence=[],
        )
        line = tell(part, words(), channel=str(touchpoint.channel) if touchpoint else "", language=language)
        if line is None or not (line.bad or moment.kind in _WORTH_TELLING):
            return None
        met = moment.kind is Kind.OUTCOME and moment.data["met"]
        mark = "✓" if met else "✗" if line.bad else "·"
        minutes, seconds = divmod(int(moment.at), 60)
        return f"  {mark} {minutes:3}:{seconds:02}  {line.text.striptags()}"

    def _print(self, line: str) -> None:
        if self.bar is None:
            say(line, to_stderr=True)
        else:
            self.bar.console.print(plain(line), markup=False, highlight=False, soft_wrap=True)
