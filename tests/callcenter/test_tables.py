from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from cxsim.callcenter import reading
from cxsim.callcenter.day import plan_day
from cxsim.callcenter.tables import read_table, slots
from cxsim.errors import DefinitionError

TUESDAY = date(2026, 11, 24)
CENTER = """\
callcenter: x
hours: 08:00-10:00
calls:
  orders: {forecast: forecast.csv, aht: 5 min, patience: 3 min}
  complaints: {forecast: forecast.csv, aht: 5 min, patience: 3 min}
groups:
  service: {answers: [orders, complaints], agents: shifts.csv}
"""
FORECAST = "start,type,calls\n08:00,orders,30\n08:00,complaints,10\n09:00,orders,60\n09:00,complaints,20\n"
SHIFTS = "start,group,agents\n08:00,service,5\n09:00,service,9\n"


def read(folder, *, center=CENTER, forecast=FORECAST, shifts=SHIFTS):
    (folder / "center.yaml").write_text(center, encoding="utf-8")
    (folder / "forecast.csv").write_bytes(forecast if isinstance(forecast, bytes) else forecast.encode())
    (folder / "shifts.csv").write_text(shifts, encoding="utf-8")
    return reading.read(folder / "center.yaml")


def faults(folder, **files):
    with pytest.raises(DefinitionError) as caught:
        read(folder, **files)
    return [f"{fault.file.name}:{fault.line}: {fault.what}" for fault in caught.value.faults]


def test_a_forecast_and_shifts_by_interval(tmp_path):
    center = read(tmp_path)
    day = plan_day(center, TUESDAY)
    assert [[rate * 3600 for rate in t.rates] for t in day.types] == [
        pytest.approx([30, 60]),
        pytest.approx([10, 20]),
    ]
    assert day.groups[0].agents == (5, 9)
    assert center.notes[0] == "forecast.csv: read 'start' as start, 'type' as type, 'calls' as calls"
    assert {path.name for path in center.files} == {"center.yaml", "forecast.csv", "shifts.csv"}


def test_german_headers_commas_semicolons_and_encoding(tmp_path):
    text = "Intervall;Wochentag;Anrufart;Prognose\n08:00-08:15;Dienstag;orders;1.012,5\n08:15-08:30;Di;orders;7,5\n"
    text += "08:00-08:15;Mittwoch;orders;99\n08:00-08:15;Dienstag;complaints;1\n"
    center = read(tmp_path, forecast=("\ufeff" + text).encode("utf-8"))
    orders = plan_day(center, TUESDAY).types[0]
    assert [rate * 900 for rate in orders.rates[:2]] == pytest.approx([1012.5, 7.5])
    assert center.interval == 15


def test_a_table_in_the_encoding_of_an_old_windows(tmp_path):
    text = FORECAST.replace("type", "Skill") + "09:30,größe,3\n"
    old, new = (read(tmp_path, forecast=text.encode(encoding)).types for encoding in ("cp1252", "utf-8"))
    assert old == new


def test_a_column_that_nobody_uses_is_told(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Intervall;Skill;Anrufe;AHT\n08:00;orders;20;240\n08:30;orders;30;240\n", encoding="utf-8")
    assert read_table(path, {}).guess.endswith("; not used: 'AHT'")


def test_columns_are_named_where_the_guess_is_wrong(tmp_path):
    named = CENTER + "columns: {forecast.csv: {start: wann, type: was, calls: wieviel}}\n"
    table = FORECAST.replace("start,type,calls", "wann,was,wieviel")
    assert plan_day(read(tmp_path, center=named, forecast=table), TUESDAY).types[0].rates[0] * 3600 == pytest.approx(30)
    assert any("no column looks like 'start'" in fault for fault in faults(tmp_path, forecast=table))
    wrong = CENTER + "columns: {forecast.csv: {start: when}, forecst.csv: {start: a}}\n"
    found = faults(tmp_path, center=wrong)
    assert "forecast.csv:1: no column is called 'when'" in found
    assert "center.yaml:8: no forecast and no agents come from 'forecst.csv'" in found


def test_each_type_may_have_a_column_of_its_own(tmp_path):
    wide = "start,orders,complaints\n08:00,30,10\n09:00,60,20\n"
    day = plan_day(read(tmp_path, forecast=wide), TUESDAY)
    assert day.types[1].rates[1] * 3600 == pytest.approx(20)


def test_dates_choose_the_rows_and_a_date_without_rows_is_said(tmp_path):
    dated = "start,type,calls\n24.11.2026 08:00,orders,30\n24.11.2026 08:00,complaints,1\n2026-11-25 08:00,orders,9\n"
    center = read(tmp_path, forecast=dated)
    assert plan_day(center, TUESDAY).types[0].rates[0] * 1800 == pytest.approx(30)
    with pytest.raises(DefinitionError, match=r"center.yaml:4: .* no row for thursday 2026-11-26"):
        plan_day(center, date(2026, 11, 26))


def test_a_spreadsheet_of_excel(tmp_path):
    book = Workbook()
    book.active.append(["Intervall", "Skill", "Anrufe"])
    book.active.append([time(8, 0), "orders", 30])
    book.active.append([datetime(2026, 11, 24, 9, 0), "orders", 60.0])
    book.active.append([time(8, 0), "complaints", 3])
    book.save(tmp_path / "forecast.xlsx")
    center = read(tmp_path, center=CENTER.replace("forecast.csv", "forecast.xlsx"))
    assert plan_day(center, TUESDAY).types[0].rates[0] * 1800 == pytest.approx(30)
    assert plan_day(center, TUESDAY).rate(0, 9 * 3600, 9.5 * 3600) * 1800 == pytest.approx(60)


def test_a_file_that_only_looks_like_a_spreadsheet(tmp_path):
    (tmp_path / "forecast.xlsx").write_text("start,calls")
    found = faults(tmp_path, center=CENTER.replace("forecast.csv", "forecast.xlsx"))
    assert "forecast.xlsx:None: this is not a spreadsheet that can be opened" in found


def test_rows_of_single_shifts_add_up(tmp_path):
    shifts = "from,to,group,agents\n08:00,09:30,service,3\n09:00,10:00,service,4\n"
    assert plan_day(read(tmp_path, shifts=shifts), TUESDAY).groups[0].agents == (3, 7, 4)


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"forecast": "start,type,calls\n"}, "forecast.csv:1: the table is empty"),
        ({"forecast": ""}, "forecast.csv:1: the table is empty"),
        ({"forecast": FORECAST + "10:00,orders,-4\n"}, "forecast.csv:6: '-4' is a negative number"),
        ({"forecast": FORECAST + "10:00,orders,many\n"}, "forecast.csv:6: 'many' is not a number"),
        ({"forecast": FORECAST + "noon,orders,4\n"}, "forecast.csv:6: 'noon' has no time of day"),
        ({"forecast": FORECAST + "10:75,orders,4\n"}, "forecast.csv:6: 10:75 is not a time of day"),
        ({"forecast": "start,type,calls\n08:00,orders,3\n"}, "center.yaml:5: forecast.csv has no row for 'complaints'"),
        (
            {"shifts": "start,group,agents\n08:00,service,2.5\n"},
            "center.yaml:7: shifts.csv: heads must be whole numbers up to 100000",
        ),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path, files, fault):
    assert fault in faults(tmp_path, **files)


def test_a_shift_over_midnight_says_to_write_two_rows(tmp_path):
    shifts = "from,to,group,agents\n22:00,06:00,service,3\n"
    (fault,) = faults(tmp_path, shifts=shifts)
    assert "shifts.csv:2: '22:00' runs over midnight: write two rows" in fault


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("start,calls\n08:00,0.667\n08:30,1.234\n", [0.667, 1.234]),
        ("start;calls\n08:00;1.234\n08:30;2.000\n", [1234.0, 2000.0]),
        ("start;calls\n08:00;1.234\n08:30;12.5\n", [1.234, 12.5]),
        ("start;calls\n08:00;1.234\n08:30;12,5\n", [1234.0, 12.5]),
    ],
)
def test_a_point_before_three_digits_is_what_the_rest_of_the_table_says(tmp_path, text, values):
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, {})
    faults = []
    assert [slot.value for slot in slots(table, "calls", table.rows, faults)] == values
    assert faults == []
    assert "1.234 as" in table.guess


def test_shifts_may_begin_within_an_interval_of_the_forecast(tmp_path):
    shifts = "start,end,group,agents\n08:00,08:40,service,5\n08:40,10:00,service,4\n"
    assert read(tmp_path, shifts=shifts).interval == 30
