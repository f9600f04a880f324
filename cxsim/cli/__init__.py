"""The command line: a thin face on the engine. Heavy imports happen inside the commands: help starts at once."""

from __future__ import annotations

import importlib

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Simulated customers shop, call and wait at your company, and report the experience gap.",
)

# Each module has `register(app)`, which adds its commands; the order here is the order in `cxsim --help`.
COMMANDS = ("demo", "define", "run", "ivr", "callcenter", "history")

for _name in COMMANDS:
    importlib.import_module(f"cxsim.cli.{_name}").register(app)


def main() -> None:
    """Entry point of the `cxsim` command."""
    app()
