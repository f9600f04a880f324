"""report.json, junit.xml, tables, the terminal's summary and the index, drawn from one document."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from cxsim import reporting
from cxsim.errors import CxsimError, RecordError
from cxsim.reporting import junit, tables, text
from cxsim.reporting.contract import schema
from cxsim.reporting.tables import harmless

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "timestamp", "time"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "skipped"},
}


def rows(document, name):
    return list(csv.DictReader(io.StringIO(tables.tables(document)[f"{name}.csv"])))


def test_write_makes_every_file_and_writes_the_same_bytes_again(document, run_folder):
    names = ["report.json", "report.html", "junit.xml", *(f"tables/{t}.csv" for t in tables._TABLES)]
    reporting.write(run_folder, document)
    first = {name: (run_folder / name).read_bytes() for name in names}
    reporting.write(run_folder, reporting.read(run_folder))
    assert {name: (run_folder / name).read_bytes() for name in names} == first
    assert not list(run_folder.rglob("*.part"))


def test_a_folder_that_cannot_be_written_is_one_sentence(document, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CxsimError, match=r"cannot write .*report\.json"):
        reporting.write(tmp_path / "file", document)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"schema_version": 99}', '"x"'])
def test_a_torn_report_is_refused_with_a_hint(tmp_path, content):
    if content is not None:
        (tmp_path / "report.json").write_text(content)
    with pytest.raises(RecordError):
        reporting.read(tmp_path)


def test_the_document_is_valid_against_the_shipped_schema(document):
    shipped = json.loads(reporting.schema_text())
    assert shipped == schema(), "the types and report.schema.json differ: write the file anew from contract.schema()"
    Draft202012Validator(shipped).validate(document)


def test_junit_has_a_case_for_each_verdict_that_had_a_subject(document):
    wanted = [verdict["outcome"] for verdict in document["verdicts"] if verdict["outcome"] != "inapplicable"]
    assert {"passed", "failed", "cantTell"} <= set(wanted) < {verdict["outcome"] for verdict in document["verdicts"]}
    root = ElementTree.fromstring(junit.render({**document, "harness_faults": []}))
    assert len(list(root.iter("testcase"))) == len(wanted)
    assert len(list(root.iter("failure"))) == wanted.count("failed")
    assert len(list(root.iter("skipped"))) == wanted.count("cantTell")


def test_junit_has_only_what_the_common_schema_knows(document):
    document["harness_faults"] = ["the browser is gone"]
    root = ElementTree.fromstring(junit.render(document))
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    for suite in root:
        for key, tag in (("tests", None), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            found = [case for case in suite if tag is None or case.find(tag) is not None]
            assert suite.get(key) == str(len(found))
    assert root.get("errors") == "1"


def test_a_failure_reads_like_a_sentence_to_a_manager(document):
    root = ElementTree.fromstring(junit.render(document))
    failure = next(f for f in root.iter("failure") if "waits longer" in f.get("message"))
    assert failure.get("message") == "The customer waits longer than it bears (phone)"
    assert "She waited 8 min 41 s and hung up" in failure.text
    assert "Owner: Customer service" in failure.text
    assert "simulated" in failure.text


def test_control_characters_do_not_break_the_xml(document):
    for verdict in document["verdicts"]:
        verdict["reason"] = "\x00\x1b[31m]]>\x0b<&\ud800\ufffe"
    document["run"]["label"] = "\x08"
    assert "]]>" in next(ElementTree.fromstring(junit.render(document)).iter("failure")).text


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_neutralized(document, text):
    document["verdicts"][0]["reason"] = text
    cell = rows(document, "verdicts")[0]["reason"]
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert harmless(-1.5) == -1.5


def test_every_moment_verdict_and_gap_has_its_row(document):
    assert len(rows(document, "moments")) == sum(len(lived["moments"]) for lived in document["experiences"])
    assert len(rows(document, "verdicts")) == len(document["verdicts"])
    assert [row["check"] for row in rows(document, "gaps")] == [gap["check"] for gap in document["gaps"]]
    assert [row["seconds"] for row in rows(document, "waits")] == ["521"]


def test_a_cell_that_was_not_measured_is_empty_in_the_table(document):
    unmeasured = [row for row in rows(document, "cells") if row["score"] == ""]
    assert len(unmeasured) == sum(cell["score"] is None for cell in document["cells"]) > 0


def test_the_summary_names_verdict_worst_gap_and_place(document, tmp_path):
    lines = text.render(document, tmp_path).splitlines()
    assert lines[0] == "2 of 3 customers left without what they came for."
    assert any(line.startswith("  1. ") and "basic" in line for line in lines)
    assert lines[-1] == f"The report is in {tmp_path / 'report.html'}"


def test_the_summary_cannot_steer_a_terminal(document):
    for gap in document["gaps"]:
        gap["reason"] = gap["title"] = "\x1b]0;owned\x07\x1b[2J\u202e"
    document["harness_faults"] = ["\x9b31m\x1b[31m"]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text.render(document))


def test_the_index_lists_runs_newest_first_and_names_what_it_cannot_read(document, tmp_path):
    for day in ("2026-11-23", "2026-11-24"):
        document["run"]["started"] = f"{day}T08:12:00+00:00"
        document["run"]["label"] = f"<b>{day}"
        folder = tmp_path / f"{day}T08-12-00Z-nightly"
        folder.mkdir()
        (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    for name, content in (("torn", '{"schema_version": 1, "run"'), ("other", "[1]"), ("empty", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.json").write_text(content)
    (tmp_path / "2026-11-22T08-12-00Z-shopped").mkdir()
    (tmp_path / "2026-11-22T08-12-00Z-shopped" / "run.json").write_text("{}")
    (tmp_path / ".part-1-x").mkdir()
    (tmp_path / ".part-1-x" / "report.json").write_text("{}")
    page = reporting.write_index(tmp_path).read_text(encoding="utf-8")
    assert page.index("&lt;b&gt;2026-11-24") < page.index("&lt;b&gt;2026-11-23") < page.index("not judged yet")
    assert page.count("cannot be read") == 3
    assert ".part-" not in page
    assert "1 / 3" in page


@pytest.mark.parametrize("content", [b"", b"<h1>My own website</h1>", b"<p>cxsim</p>", b"\xff\xfe"])
def test_an_index_that_somebody_else_wrote_is_left_alone(tmp_path, content):
    (tmp_path / "index.html").write_bytes(content)
    assert reporting.write_index(tmp_path) is None
    assert (tmp_path / "index.html").read_bytes() == content


def test_an_index_of_an_earlier_run_is_written_anew(document, tmp_path):
    empty = reporting.write_index(tmp_path).read_bytes()
    reporting.write(tmp_path / "run", document)
    assert reporting.write_index(tmp_path).read_bytes() != empty


def test_an_empty_folder_has_an_index_that_says_so(tmp_path):
    assert "There is no run here yet." in reporting.write_index(tmp_path).read_text(encoding="utf-8")


def test_the_index_is_as_harmless_as_the_report(document, tmp_path, looked_at):
    document["run"]["label"] = "<img src=x onerror=alert(1)>"
    (tmp_path / "a b#c").mkdir()
    (tmp_path / "a b#c" / "report.json").write_text(json.dumps(document), encoding="utf-8")
    seen = looked_at((reporting.write_index(tmp_path), "light"))[0]
    assert (seen["dialogs"], seen["console"], seen["axe"], len(seen["requests"])) == ([], [], [], 1)


def test_the_index_speaks_the_language_of_the_newest_report(document, tmp_path):
    for day, language in (("2026-11-23", "en"), ("2026-11-24", "fa"), ("2026-11-22", "../x")):
        document["run"] |= {"started": f"{day}T08:12:00+00:00", "language": language}
        (tmp_path / day).mkdir()
        (tmp_path / day / "report.json").write_text(json.dumps(document), encoding="utf-8")
    assert '<html lang="fa" dir="rtl">' in reporting.write_index(tmp_path).read_text(encoding="utf-8")


def test_what_a_page_is_drawn_in_changes_nothing_that_programs_read(document, run_folder):
    reporting.write(run_folder, document, language="de")
    assert '<html lang="de"' in (run_folder / "report.html").read_text(encoding="utf-8")
    assert reporting.read(run_folder)["run"]["language"] == "en"
    assert "2 von 3 Kunden" in reporting.summary(document, language="de")
