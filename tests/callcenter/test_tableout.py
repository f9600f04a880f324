from datetime import date
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner

from cxsim.callcenter.day import plan_day
from cxsim.callcenter.reading import read
from cxsim.callcenter.tableout import write_tables
from cxsim.cli import callcenter
from cxsim.errors import DefinitionError

CENTERS = Path(__file__).parents[2] / "scenarios" / "callcenter"
TUESDAY = date(2026, 11, 24)
TWO_GROUPS = """callcenter: Two
hours: 08:00-10:00
calls:
  orders: {forecast: {08:00: 60/h, 09:00: 90/h}, aht: 4 min}
  claims: {forecast: 30/h, aht: 6 min}
groups:
  first: {answers: [orders], agents: {08:00: 5, 09:00: 7}}
  experts: {answers: {claims: 1, orders: 2}, agents: 4}
"""
FROM_TABLES = """callcenter: Two
hours: 08:00-10:00
calls:
  orders: {forecast: out/forecast.csv, aht: 4 min}
  claims: {forecast: out/forecast.csv, aht: 6 min}
groups:
  first: {answers: out/skills.csv, agents: out/shifts.csv}
  experts: {answers: out/skills.csv, agents: out/shifts.csv}
"""


def center_of(folder, text, name="center.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name)


def test_what_goes_out_as_tables_comes_in_as_the_same_day(tmp_path):
    center = center_of(tmp_path, TWO_GROUPS)
    day = plan_day(center, TUESDAY)
    write_tables(tmp_path / "out", center, day)
    again = plan_day(center_of(tmp_path, FROM_TABLES, "again.yaml"), TUESDAY)
    for old, new in zip(day.types, again.types, strict=True):
        assert [new.rates[s] for s in (0, len(new.rates) - 1)] == pytest.approx([old.rates[0], old.rates[-1]])
    assert [group.tiers for group in again.groups] == [group.tiers for group in day.groups]
    for number in range(2):
        for start, end in day.intervals:
            assert again.agents(number, start, end) == day.agents(number, start, end)


def test_one_workbook_has_three_sheets(tmp_path):
    app = typer.Typer()
    callcenter.register(app)
    app.command("other")(lambda: None)
    out = tmp_path / "service.xlsx"
    result = CliRunner().invoke(
        app, ["callcenter", "tables", str(CENTERS / "service.yaml"), "--out", str(out), "--date", "2026-11-24"]
    )
    assert result.exit_code == 0, result.output
    book = load_workbook(out)
    assert book.sheetnames == ["forecast", "shifts", "skills"]
    assert next(iter(book["skills"].values)) == ("group", "orders", "complaints", "general")


@pytest.mark.parametrize(
    ("skills", "what"),
    [
        ("group,orders,claims\nfirst,x,\nexperts,2,often\n", "skills.csv:3: 'often' is no rank"),
        ("group,orders,claims\nfirst,x,\n", "no row for the group 'experts'"),
        ("group,orders,refunds\nfirst,x,\nexperts,2,1\n", "'refunds' is no call type"),
    ],
)
def test_faults_of_a_table_of_skills_are_said(tmp_path, skills, what):
    center = center_of(tmp_path, TWO_GROUPS)
    write_tables(tmp_path / "out", center, plan_day(center, TUESDAY))
    (tmp_path / "out" / "skills.csv").write_text(skills, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        center_of(tmp_path, FROM_TABLES, "again.yaml")
    assert any(what in f"{fault.file.name}:{fault.line}: {fault.what}" for fault in caught.value.faults)
