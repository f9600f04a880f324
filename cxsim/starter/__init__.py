"""A starter is the smallest whole project, laid out in somebody's own repository to be changed from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxsim import schemas
from cxsim.errors import CxsimError

FILES = Path(__file__).parent / "files"
SCHEMA_FOLDER = Path(".cxsim") / "schemas"
_ELSEWHERE: Mapping[str, str] = {
    "reports/gitignore": "reports/.gitignore",  # a name that no packaging tool acts upon
    "tests/test_definitions.txt": "tests/test_definitions.py",  # theirs: our own tools leave it alone
    "github/customer-experience.yml": ".github/workflows/customer-experience.yml",
}


@dataclass(slots=True)
class LaidOut:
    """What was written, and what was there already and stayed as it was."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


def lay_out(folder: Path) -> LaidOut:
    """Write the starter and the schemas into a folder. Raises CxsimError where that cannot be done.

    A file of somebody's own is never overwritten; only the schemas, which are cxsim's, are brought up to date.
    """
    laid = LaidOut()
    try:
        for target, content in _contents():
            path = folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            if _write(path, content, renew=target.is_relative_to(SCHEMA_FOLDER)):
                laid.written.append(path)
            else:
                laid.kept.append(path)
    except OSError as error:
        hint = "name a folder that you may write to"
        raise CxsimError(f"{error.filename}: cannot be written: {error.strerror}", hint=hint) from error
    return laid


def _contents() -> Iterator[tuple[Path, str]]:
    for file in sorted(path for path in FILES.rglob("*") if path.is_file()):
        name = file.relative_to(FILES).as_posix()
        yield Path(_ELSEWHERE.get(name, name)), file.read_text(encoding="utf-8")
    for name in schemas.NAMES:
        yield SCHEMA_FOLDER / f"{name}.json", schemas.text(name)


def _write(path: Path, content: str, *, renew: bool) -> bool:
    """Whether the file was written; the exclusive mode keeps also what appears in the meantime."""
    if renew and (not path.exists() or path.read_text(encoding="utf-8") != content):
        path.write_text(content, encoding="utf-8")
        return True
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
