"""Workers are processes that walk side by side, each with its own browser; one that dies takes only its own walk along.

A process pool of the standard library would either hang (``Pool``) or give up altogether (``ProcessPoolExecutor``)
when one of its processes is killed, so this is the smallest one that does neither.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from cxsim import engine
from cxsim.channels import open_channels
from cxsim.engine import Plan, Walk
from cxsim.events import Event, Experienced, RunFinished, RunStarted, WalkStarted
from cxsim.experience import Experience, Kind, Moment
from cxsim.record import EvidenceFolder
from cxsim.runfolder import SHARED

_STOP = None
LEAVING = 5.0  # seconds in which a process closes its browser


def shop(plan: Plan, folder: Path, *, workers: int = 1) -> Generator[Event, None, None]:
    """Make every walk of the plan, on one process or on several; the order of events between walks is no contract."""
    if min(workers, len(plan.walks)) <= 1:
        with open_channels(plan.project, headed=plan.headed, slow_motion=plan.slow_motion) as channels:
            yield from engine.shop(plan, channels, EvidenceFolder(folder))
        return
    yield RunStarted(walks=len(plan.walks))
    crew = _Crew(plan, folder, min(workers, len(plan.walks)))
    try:
        yield from crew.work()
    finally:
        crew.dismiss()
    yield RunFinished()


class _Crew:
    """The processes, what each is walking at the moment, and what is still to be walked."""

    def __init__(self, plan: Plan, folder: Path, size: int) -> None:
        self.plan, self.folder = plan, folder
        self.waiting = deque(plan.walks)
        self.members = [_Member(plan, folder) for _ in range(size)]

    def work(self) -> Iterator[Event]:
        """Hand out walks until none is left, and yield what comes back."""
        for member in self.members:
            yield from self._give(member)
        while busy := [member for member in self.members if member.walk is not None]:
            ready = connection.wait([m.pipe for m in busy] + [m.process.sentinel for m in busy])
            for member in busy:
                if member.pipe in ready or member.process.sentinel in ready:
                    yield from self._take(member)

    def dismiss(self) -> None:
        """End every process: those that wait are asked, those that walk are stopped; browsers end with them."""
        for member in self.members:
            member.end(
                patience=LEAVING + (engine.given_to(self.plan, member.walk).longest_clean_up if member.walk else 0)
            )

    def _give(self, member: _Member) -> Iterator[Event]:
        if self.waiting:
            member.start(walk := self.waiting.popleft())
            yield WalkStarted(scenario=walk.scenario, persona=walk.persona, variant=walk.variant, trial=walk.trial)

    def _take(self, member: _Member) -> Iterator[Event]:
        walk = member.walk
        assert walk is not None
        try:
            experience = member.pipe.recv()
        except (EOFError, OSError):
            member.process.join(timeout=LEAVING)  # its pipe closes a moment before its exit code is known
            failed = engine.given_to(self.plan, walk).clean_up_all()
            experience = _lost(self.plan, walk, member.process.exitcode, failed)
            member.replace(self.plan, self.folder)
        member.walk = None
        yield Experienced(experience=experience)
        yield from self._give(member)


class _Member:
    """One process with the pipe to it."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.walk: Walk | None = None
        self.replace(plan, folder)

    def replace(self, plan: Plan, folder: Path) -> None:
        """Start a fresh process in place of one that died."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_worker, args=(theirs, plan, folder), daemon=False)
        self.process.start()
        theirs.close()

    def start(self, walk: Walk) -> None:
        """Hand this walk to the process."""
        self.walk = walk
        with suppress(OSError):  # it died just now: noticed when its answer is taken
            self.pipe.send(walk)

    def end(self, patience: float) -> None:
        """Ask it to stop when it waits, stop it when it walks; after ``patience`` seconds it is killed."""
        if self.walk is None:
            with suppress(OSError):
                self.pipe.send(_STOP)
        else:
            self.process.terminate()
        self.process.join(timeout=patience)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


def _lost(plan: Plan, walk: Walk, exit_code: int | None, failed: Sequence[str]) -> Experience:
    """What is recorded of a walk whose process died: nothing was seen, and that is the harness's fault.

    ``failed`` is what could not be cleaned up in its place.
    """
    reasons = [f"its process ended unexpectedly (exit code {exit_code})", *failed]
    first = plan.project.scenarios[walk.scenario].journey[0].touchpoint
    return Experience(
        scenario=walk.scenario,
        persona=walk.persona,
        variant=walk.variant,
        trial=walk.trial,
        seed=plan.info.seed,
        moments=tuple(
            Moment(
                at=0.0,
                touchpoint=first,
                kind=Kind.UNSEEN,
                data={"what": "the walk", "reason": reason, "harness": True},
            )
            for reason in reasons
        ),
    )


def _worker(pipe: connection.Connection, plan: Plan, folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends us in good order
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with open_channels(
        plan.project, headed=plan.headed, slow_motion=plan.slow_motion, shared=folder / SHARED
    ) as channels:
        while (walk := _next(pipe)) is not _STOP:
            with closing(engine.live(plan, walk, channels, EvidenceFolder(folder))) as events:
                for event in events:
                    if isinstance(event, Experienced):
                        pipe.send(event.experience)


def _next(pipe: connection.Connection) -> Any:
    try:
        return pipe.recv()
    except (EOFError, OSError):
        return _STOP


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)  # unwinds the channels, which closes the browser


def _end_with_parent() -> None:
    """A killed parent cannot end us: notice that it is gone, for a browser must not outlive the run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
