from datetime import date
from pathlib import Path

import pytest

from cxsim.callcenter.clockchange import clock_change
from cxsim.callcenter.reading import read

CENTER = "callcenter: x\nhours: {hours}\ncalls: 10/h\naht: 5 min\nagents: 3\n"


@pytest.fixture
def project(tmp_path: Path):
    def write(hours, zone="Europe/Berlin"):
        (tmp_path / "touchpoints.yaml").write_text(
            f"company: {{name: x, zone: {zone}}}\ntouchpoints:\n  line: {{channel: phone, callcenter: center.yaml}}\n",
            encoding="utf-8",
        )
        file = tmp_path / "center.yaml"
        file.write_text(CENTER.format(hours=hours), encoding="utf-8")
        return read(file), file

    return write


@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2026, 10, 25), "go back: an hour comes twice"), (date(2026, 3, 29), "go forward: an hour of the plan does")],
)
def test_an_hour_that_is_missing_or_comes_twice_is_told(project, on, told):
    assert told in clock_change(*project("00:00-24:00"), on)


def test_other_days_closed_hours_and_unknown_zones_need_no_word(project, tmp_path):
    assert clock_change(*project("00:00-24:00"), date(2026, 10, 26)) == ""
    assert clock_change(*project("08:00-20:00"), date(2026, 10, 25)) == ""
    assert clock_change(*project("00:00-24:00", zone="UTC"), date(2026, 10, 25)) == ""
    center, file = project("00:00-24:00")
    (tmp_path / "touchpoints.yaml").unlink()
    assert clock_change(center, file, date(2026, 10, 25)) == ""
