"""`cxsim ivr`: does 0 lead to a human from every state of a phone menu, and what does the menu look like."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.common import friendly_errors, say
from cxsim.errors import CxsimError


class MenuFormat(StrEnum):
    """What `check` prints."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"


class PictureShape(StrEnum):
    """How `map` draws."""

    AUTO = "auto"
    GRAPH = "graph"
    OUTLINE = "outline"


def register(app: typer.Typer) -> None:
    """Add `cxsim ivr check`, `cxsim ivr map` and `cxsim ivr import`."""
    ivr = typer.Typer(no_args_is_help=True, help="Check a phone menu in every state, or draw it.")
    ivr.command()(check)
    ivr.command("map")(draw)
    ivr.command("import")(import_)
    app.add_typer(ivr, name="ivr")


def check(
    path: Annotated[Path, typer.Argument(help="A phone menu's file, or a folder of them.")],
    format: Annotated[MenuFormat, typer.Option(help="How to print the result.")] = MenuFormat.TEXT,
    at: Annotated[
        str, typer.Option(help="Only the hours that hold at this time: 'tuesday 18:30', '2026-11-24 10:30'.")
    ] = "",
) -> None:
    """Go through every state of a menu: does 0 lead to a human, and what else would a caller stumble over.

    Exit code 0: all fine; 1: something failed; 2: a definition is wrong; 3: something cannot be told, nothing failed.
    """
    with friendly_errors():
        from cxsim.cli import menus
        from cxsim.quantities import QuantityError

        try:
            checked = [menus.check(flow, at or None) for flow in menus.flows(path)]
        except QuantityError as error:
            raise typer.BadParameter(f"{error} ({error.hint})", param_hint="--at") from error
        shown = {
            MenuFormat.TEXT: menus.as_text,
            MenuFormat.JSON: menus.as_json,
            MenuFormat.JUNIT: menus.as_junit,
            MenuFormat.MARKDOWN: menus.as_markdown,
        }
        say(shown[format](checked))
        raise typer.Exit(menus.exit_code(checked))


def draw(
    file: Annotated[Path, typer.Argument(help="A phone menu's file.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the picture (SVG) to this file.")] = None,
    shape: Annotated[
        PictureShape, typer.Option(help="Boxes and arrows, or rows; auto: rows where boxes would be wider than a page.")
    ] = PictureShape.AUTO,
) -> None:
    """Draw a menu with what is wrong marked: a text tree on the terminal, with --out a picture."""
    with friendly_errors():
        from cxsim.cli import menus
        from cxsim.ivr import map as drawing
        from cxsim.ivr.explore import explore

        for flow in menus.flows(file):
            exploration = explore(flow)
            if out is None:
                say(drawing.tree(flow, exploration))
            else:
                _write(out, drawing.picture(flow, exploration, drawing.Shape(shape)))
                say(f"The picture of “{flow.name}” is in {out}.")


def import_(
    path: Annotated[Path, typer.Argument(help="A phone system's file, or a folder of them.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write to this file; several menus to this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
) -> None:
    """Write a menu of any format as cxsim's own YAML, which reads back as the same menu.

    Above every step a comment says where it was written. Nothing is written where a menu cannot be read.
    """
    with friendly_errors():
        from cxsim.ivr.importers import read_all, writing

        home = path if path.is_dir() else path.parent
        found = [(flow.name, writing.written(flow.seen_from(home))) for flow in read_all(path)]
        if not found:
            raise CxsimError(f"there is no phone menu in {path}", hint="name the export of a phone system")
        if out is None:
            say("\n".join(text for _, text in found).rstrip("\n"))
            return
        places = [out] if len(found) == 1 and out.suffix else _places([name for name, _ in found], out)
        there = [str(place) for place in places if place.exists()]
        if there and not force:
            raise CxsimError(f"{', '.join(there)} is there already", hint="name another place, or add --force")
        for place, (name, text) in zip(places, found, strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, text)
            say(f"The menu “{name}” is in {place}.")


def _places(names: list[str], folder: Path) -> list[Path]:
    """A file for each menu, none of them outside the folder and no two alike."""
    places: list[Path] = []
    taken: set[str] = set()
    for name in names:
        safe = re.sub(r"[^\w-]+", "-", name).strip("-")[:80] or "menu"
        stem, count = safe, 1
        while stem.lower() in taken:  # some file systems do not tell Main from main
            count += 1
            stem = f"{safe}-{count}"
        taken.add(stem.lower())
        places.append(folder / f"{stem}.yaml")
    return places


def _write(path: Path, text: str) -> None:
    """Beside the file first, and there when it is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise CxsimError(f"{path} cannot be written: {error.strerror}", hint="choose another file or folder") from error
    finally:
        part.unlink(missing_ok=True)
