"""What a walk costs as a pytest item, against the same walk by cxsim's own functions.

``python -m benchmarks.pytest_item [--rounds 3] [--walks 6]``. In each round two processes make so many walks of the
shop of :mod:`benchmarks.web`, and two others twice as many: one of each pair by ``pytest scenarios``, the other by
:func:`cxsim.running.run`. What the second half costs is the price of walks without what comes once: imports, the
browser, axe (once per page and run), the collection. Both judge every walk and draw the same report. What counts is
processor time of the process and all its descendants, as the kernel adds it up when they end (Linux only). Goal: at
most 1.2.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.web import shop

GOAL = 1.2
BECOME_SUBREAPER = 36  # prctl: what outlives its parents becomes our child, and its time is ours to ask for
MAP = """\
company: {{name: Shop, zone: Europe/Berlin}}
touchpoints:
  shop: {{channel: web, owner: Online, address: "{url}"}}
"""
PERSONA = "problem: It is too small.\ngoal: Send it back\nmood: 0.2\n"
SCENARIO = """\
scenario: Send it back
personas: all
starts: 2026-11-24 10:00
journey:
  - shop:
      - click: Help
      - fill: {Search: lost parcel}
      - click: Search
      - click: Order status
      - fill: {Order number: "004711", E-mail: anna@example.com}
      - click: Show my order
      - see: Your order is on its way
      - click: Returns
      - fill: {Order number: "004711"}
      - choose: {Reason: Defective}
      - tick: I accept the terms
      - click: Register
      - see: Your return is registered
solved: {sees: Your return is registered}
"""
BY_FUNCTIONS = """
from pathlib import Path
from cxsim.engine import Plan, walks_of
from cxsim.loading import load_project
from cxsim.runfolder import RunInfo
from cxsim.running import run, utc_now

project = load_project(Path())
info = RunInfo(label="run", started=utc_now(), seed=1, loading=0.5)
run(Plan(project=project, info=info, walks=walks_of(project)), Path("reports"))
"""
CONTESTANTS: Mapping[str, list[str]] = {
    "by functions": ["-c", BY_FUNCTIONS],
    "pytest item": ["-m", "pytest", "-q", "scenarios", "--cxsim-loading", "0.5s", "--fail-on", "never"],
}


def project(folder: Path, url: str, walks: int) -> None:
    """So many customers with the same errand, and the map of the shop."""
    files = {f"personas/p{number}.yaml": PERSONA for number in range(walks)}
    files |= {"scenarios/touchpoints.yaml": MAP.format(url=url), "scenarios/return.yaml": SCENARIO}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def processor_seconds(command: list[str], url: str, walks: int) -> float:
    """Processor time of these walks by this command, with all that it starts. Raises where a walk missed its goal."""
    with tempfile.TemporaryDirectory() as folder:
        project(Path(folder), url, walks)
        before = _spent()
        done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
        seconds = _spent() - before
        recorded = "".join(file.read_text(encoding="utf-8") for file in Path(folder).rglob("experiences.ndjson"))
    if done.returncode or recorded.count('"met":true') != walks:
        raise RuntimeError(f"the walks did not reach their goals:\n{done.stdout}{done.stderr}")
    return seconds


def _spent() -> float:
    """Processor time of all processes below this one that have ended, in seconds."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def one_walk(command: list[str], url: str, walks: int) -> float:
    """Processor seconds of one walk more, from so many of them and twice as many."""
    few, many = (processor_seconds(command, url, number) for number in (walks, 2 * walks))
    return (many - few) / walks


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--walks", type=int, default=6)
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    with shop() as (url, _):
        for _ in range(options.rounds):
            for name, command in CONTESTANTS.items():
                seconds[name].append(one_walk(command, url, options.walks))
    print(f"CPU seconds of one walk more, {options.rounds} rounds of {options.walks} and {2 * options.walks} walks")
    for name, figures in seconds.items():
        print(f"{name:14} {statistics.median(figures):6.3f} s ({min(figures):.3f} to {max(figures):.3f})")
    base, items = (seconds[name] for name in CONTESTANTS)
    ratios = [item / walk for item, walk in zip(items, base, strict=True)]
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, goal {GOAL})")


if __name__ == "__main__":
    main()
