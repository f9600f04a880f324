"""The command line: a thin face on the engine. Heavy imports happen inside the commands: help starts at once."""

from __future__ import annotations

import importlib
import importlib.util
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from types import FrameType

import typer

from cxsim.cli.common import say
from cxsim.errors import EXIT_INTERRUPTED, EXIT_NOT_LOOKED_AT

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Simulated customers shop, call and wait at your company, and report the experience gap.",
)

# Each module has `register(app)`, which adds its commands; the order here is the order in `cxsim --help`.
COMMANDS = ("demo", "define", "run", "web", "ivr", "live", "callcenter", "history", "checks", "browser")

for _name in COMMANDS:
    if importlib.util.find_spec(f"cxsim.cli.{_name}"):
        importlib.import_module(f"cxsim.cli.{_name}").register(app)


@app.callback()
def _options(version: bool = typer.Option(False, "--version", help="Print the version and leave.")) -> None:
    if version:
        from cxsim import __version__

        say(__version__)
        raise typer.Exit


def main() -> None:
    """Entry point of the `cxsim` command: every end has an exit code, and none a traceback."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        status = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        say("Interrupted; nothing half-written was left.", to_stderr=True)
        sys.exit(EXIT_INTERRUPTED)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except SystemExit:
        raise
    except Exception as error:
        sys.exit(_explain(error))
    sys.exit(status if isinstance(status, int) else 0)


def _explain(error: Exception) -> int:
    """One sentence for anything unforeseen: a usage error keeps its own words, all else goes to a log file."""
    show = getattr(error, "show", None)
    if callable(show):  # click's usage errors know how to print themselves
        show()
        return int(getattr(error, "exit_code", EXIT_NOT_LOOKED_AT))
    with tempfile.NamedTemporaryFile("w", prefix="cxsim-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(traceback.format_exc())
    sentence = (
        f"cxsim met something that it did not expect ({type(error).__name__}); the details are in {Path(log.name)}"
    )
    say(sentence, to_stderr=True)
    return EXIT_NOT_LOOKED_AT


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)  # unwinds, so that browsers close and the half-written run goes
