from datetime import date

import numpy as np
import pytest
from openpyxl import Workbook

from cxsim.callcenter.calllog import read_log
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.layout import Layout, layout
from cxsim.errors import DefinitionError
from tests.callcenter.logs import BANK

ENGLISH = """arrival,queue,wait time,talk time,acw,status,agent
2026-03-02 08:00:10,orders,12.5,100,20,answered,ann
2026-03-02 08:01:00,orders,31,0,0,abandoned,
2026-03-03 09:30:00,claims,0,1:30,0:10,answered,bob
"""
GERMAN = """Datum;Uhrzeit;Anliegen;Wartezeit;Gesprächszeit;Nachbearbeitung;Anrufstatus
02.03.2026;08:00:10;Bestellung;12,5;100;20;angenommen
02.03.2026;08:01;Bestellung;0:31;;;aufgelegt
03.03.2026;09:30;Reklamation;0;1:30;0:10;angenommen
"""


def log_of(folder, text, name="log.csv", *, encoding="utf-8", named=None):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return read_log(path, named)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_german_and_english_logs_say_the_same(tmp_path, encoding):
    german = log_of(tmp_path, GERMAN, "deutsch.csv", encoding=encoding).calls
    english = log_of(tmp_path, ENGLISH).calls
    assert german.days == english.days == (date(2026, 3, 2), date(2026, 3, 3))
    assert german.types == ("Bestellung", "Reklamation")
    for name in ("day", "arrival", "wait", "answered", "talk"):
        np.testing.assert_array_equal(getattr(german, name), getattr(english, name), err_msg=name)
    assert english.wait.tolist() == [12.5, 31.0, 0.0]
    assert english.talk[[0, 2]].tolist() == [120.0, 100.0]
    assert english.agent.tolist() == ["ann", "", "bob"]


def test_the_guess_is_told(tmp_path):
    notes = " ".join(log_of(tmp_path, GERMAN).notes)
    assert "'Wartezeit' as wait" in notes
    assert "'Gesprächszeit' as talk" in notes
    assert "dates read as dd.mm.yyyy" in notes


def test_excels_dates_and_fractions_of_a_day(tmp_path):
    """Serial dates: 46083 is 2 March 2026, half of it is noon."""
    book = Workbook()
    book.active.append(["Start", "Wait", "Talk", "Outcome"])
    book.active.append([46083.5, 10, 60, "answered"])
    book.active.append([46084.25, 90, 0, "abandoned"])
    path = tmp_path / "log.xlsx"
    book.save(path)
    found = read_log(path)
    assert found.calls.days == (date(2026, 3, 2), date(2026, 3, 3))
    assert found.calls.arrival.tolist() == [43200.0, 21600.0]
    assert "dates read as excel" in " ".join(found.notes)


@pytest.mark.parametrize(
    ("first", "second", "expected", "told"),
    [
        ("03/02/2026", "03/14/2026", date(2026, 3, 2), "mm/dd/yyyy"),
        ("02/03/2026", "14/03/2026", date(2026, 3, 2), "dd/mm/yyyy"),
        ("02/03/2026", "02/04/2026", date(2026, 3, 2), "no day is above 12"),
    ],
)
def test_a_day_above_twelve_tells_which_comes_first(tmp_path, first, second, expected, told):
    text = f"date,time,wait,talk\n{first},8:00,5,60\n{second},9:00 PM,5,60\n"
    found = log_of(tmp_path, text)
    assert expected in found.calls.days
    assert told in " ".join(found.notes)
    assert found.calls.arrival.max() == 21 * 3600


def test_what_is_dropped_is_counted_with_its_reason(tmp_path):
    bad = (
        "2026-03-02 08:02:00,orders,-5,100,0,answered,ann\n"
        "2026-03-02 08:03:00,orders,5,0,0,answered,ann\n"
        "2026-03-02 08:04:00,orders,5,100,0,vanished,ann\n"
        "sometime,orders,5,100,0,answered,ann\n"
        "2026-03-02 08:05:00,orders,5,100,0,test,ann\n"
    )
    found = log_of(tmp_path, ENGLISH + bad, named=Layout.model_validate({"call log": "x", "dates": "yyyy-mm-dd"}))
    assert (found.rows, len(found.calls)) == (8, 3)
    assert found.dropped == {
        "a wait that is negative, missing or hours long": 1,
        "answered, but with no talk time": 1,
        "unknown outcome 'vanished'": 1,
        "no time or date": 1,
        "outcome 'test'": 1,
    }


@pytest.mark.parametrize(
    ("text", "error", "what"),
    [
        ("", DefinitionError, "empty"),
        ("arrival,wait,talk\n", DefinitionError, "empty"),
        ("arrival,foo,talk\n2026-03-02 8:00,1,2\n", CenterError, "no column looks like wait"),
        ("arrival,wait,talk,outcome\n2026-03-02 8:00,1,2,what\n", CenterError, "no call can be used"),
        ("arrival,wait,talk,outcome\n2026-03-02 8:00,1,0,hang\n", CenterError, "no call was answered"),
    ],
)
def test_a_log_that_cannot_be_used_is_refused_with_the_reason(tmp_path, text, error, what):
    with pytest.raises(error, match=what):
        log_of(tmp_path, text)


def test_swapped_columns_give_themselves_away(tmp_path):
    rows = "".join(
        f"2026-03-02 08:{n:02d}:00,{0 if n % 2 else 60},{30 if n % 2 else 5},{'hang' if n % 2 else 'answered'}\n"
        for n in range(60)
    )
    with pytest.raises(CenterError, match="seem to be swapped"):
        log_of(tmp_path, "arrival,wait,talk,outcome\n" + rows)


def test_a_layout_names_the_columns(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(
        "call log: Ours\ncolumns: {arrival: t0, wait: w, talk: s, outcome: o}\n"
        "outcomes: {answered: [ok], abandoned: [weg]}\n",
        encoding="utf-8",
    )
    text = "t0,w,s,o\n2026-03-02 8:00,3,60,OK\n2026-03-02 8:01,9,0,weg\n"
    found = log_of(tmp_path, text, named=layout(str(file)))
    assert found.calls.answered.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("call log: x\ncolumns: {waiting: w}\n", "'waiting' is no column"),
        ("call log: x\ncolums: {wait: w}\n", "colums"),
        ("call log: x\ndates: ymd\n", "dates"),
    ],
)
def test_a_layout_with_faults_is_refused(tmp_path, text, what):
    file = tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((CenterError, DefinitionError), match=what):
        layout(str(file))


def test_an_unknown_layout_or_header_is_said_with_those_that_are_known(tmp_path):
    with pytest.raises(CenterError, match="no layout 'nowhere'") as caught:
        layout("nowhere")
    assert "anonymous-bank" in caught.value.hint
    with pytest.raises(CenterError, match="no column is called 'waitt'") as caught:
        log_of(tmp_path, ENGLISH, named=Layout.model_validate({"call log": "x", "columns": {"wait": "waitt"}}))
    assert "wait time" in caught.value.hint


@pytest.mark.skipif(not BANK.is_file(), reason=f"{BANK.name} is not laid beside the project")
def test_the_anonymous_bank_is_read_with_its_traps():
    found = read_log(BANK, layout("anonymous-bank"))
    assert found.rows == 33_344
    assert found.dropped["outcome 'PHANTOM'"] == 278
    answered = found.calls.talk[found.calls.answered]
    assert answered.mean() == pytest.approx(176.9, abs=0.05)
    assert answered.std() == pytest.approx(217.3, abs=0.06)
    assert np.median(answered) == 107
    assert len(found.calls.days) == 28
    assert (found.calls.menu[np.isfinite(found.calls.menu)] >= 0).all()


def test_a_line_with_totals_and_names_in_other_capitals_spoil_nothing(tmp_path):
    rows = [f"{day:02d}.03.2026;08:{m:02d}:00;{kind};5;60" for day in (2, 3) for m, kind in enumerate(KINDS * 5)]
    text = "Datum;Uhrzeit;Anliegen;Wartezeit;Gesprächszeit\n" + "\n".join([*rows, ";;;;", "Summe;;;;"]) + "\n"
    path = tmp_path / "anrufe.csv"
    path.write_text(text, encoding="utf-8")
    log = read_log(path)
    assert [str(day) for day in log.calls.days] == ["2026-03-02", "2026-03-03"]
    assert log.calls.types == ("Bestellung", "Reklamation")
    assert sum(log.dropped.values()) == 1


KINDS = ["Bestellung", "bestellung ", "Reklamation", "BESTELLUNG"]


def test_dates_that_cannot_be_read_are_said_and_not_taken_for_one_day(tmp_path):
    path = tmp_path / "anrufe.csv"
    path.write_text("Datum;Uhrzeit;Wartezeit;Gesprächszeit\nMontag;08:00;5;60\nDienstag;08:00;5;60\n", encoding="utf-8")
    with pytest.raises(CenterError, match="the dates in 'Datum' cannot be read, such as 'Montag'"):
        read_log(path)
