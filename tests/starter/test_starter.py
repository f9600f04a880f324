"""A starter is a whole small project: it validates, and it never overwrites what is there."""

import pytest

from cxsim import schemas
from cxsim.errors import CxsimError
from cxsim.starter import lay_out
from cxsim.validation import validate


def test_what_was_laid_out_holds_together(tmp_path):
    lay_out(tmp_path / "new")
    findings = validate([tmp_path / "new"])
    assert (findings.faults, findings.warnings) == ([], [])
    assert list(findings.projects[0].scenarios) == ["return-a-jacket"]


def test_everything_that_somebody_needs_is_there(tmp_path):
    written = {path.relative_to(tmp_path).as_posix() for path in lay_out(tmp_path).written}
    assert {
        "README.md",
        ".github/workflows/customer-experience.yml",
        "personas/jacket-too-small.yaml",
        "scenarios/touchpoints.yaml",
        "scenarios/return-a-jacket.yaml",
        "scenarios/ivr/service-line.yaml",
        "scenarios/callcenter/small.yaml",
        "reports/README.md",
        "reports/.gitignore",
        "tests/test_definitions.py",
        ".cxsim/schemas/persona.json",
    } <= written


def test_what_is_there_already_stays_as_it_is(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    laid = lay_out(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"
    assert [path.name for path in laid.kept] == ["README.md"]
    again = lay_out(tmp_path)
    assert again.written == []


def test_only_schemas_are_brought_up_to_date(tmp_path):
    lay_out(tmp_path)
    old = tmp_path / ".cxsim" / "schemas" / "persona.json"
    old.write_text("{}")
    assert lay_out(tmp_path).written == [old]
    assert old.read_text(encoding="utf-8") == schemas.text("persona")


def test_pointers_to_the_schemas_lead_to_files(tmp_path):
    lay_out(tmp_path)
    files = [path for path in tmp_path.rglob("*.yaml") if ".cxsim" not in path.parts]
    assert len(files) == 5
    for path in files:
        pointer = path.read_text(encoding="utf-8").partition("\n")[0].partition("$schema=")[2]
        assert (path.parent / pointer).is_file()


def test_a_folder_that_cannot_be_written_to_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CxsimError, match="cannot be written"):
        lay_out(tmp_path / "file")
