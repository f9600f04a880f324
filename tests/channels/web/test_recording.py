"""Recordings for machines: kept by policy, never with a secret in them, and never the end of a visit."""

import json
import zipfile

import pytest

from cxsim.channels.base import Keep, Recordings
from cxsim.channels.web.browser import downloads
from cxsim.channels.web.recording import NO_FFMPEG, SECRET
from cxsim.experience import Kind
from tests.channels.web.conftest import step
from tests.sites.site import Site

PAGE = "<h1>Home</h1><label>Code <input name=code></label>"
FINE = [step("fill", "Code", "plain words"), step("see", "Home")]
STUCK = [step("click", "Nothing here")]


@pytest.fixture
def recorded(walk):
    def go(steps, **wanted):
        with Site({"/": PAGE}) as site:
            return walk(site.url, steps, recordings=Recordings(**wanted))

    return go


def test_a_trace_and_the_traffic_are_kept_with_their_checksums(recorded, tmp_path):
    kept = recorded(FINE, trace=Keep.ON, har=Keep.ON).one(Kind.INSPECTED, what="recording")
    assert kept.data["kept"] == ["har", "trace"]
    files = {file.path.rpartition(".")[2]: tmp_path / file.path for file in kept.evidence}
    assert any(name.endswith(".trace") for name in zipfile.ZipFile(files["zip"]).namelist())
    entries = json.loads(files["har"].read_text(encoding="utf-8"))["log"]["entries"]
    assert entries[0]["response"]["status"] == 200


def test_on_gap_keeps_it_only_where_something_went_wrong(recorded):
    assert recorded(FINE, trace=Keep.ON_GAP).one(Kind.INSPECTED, what="recording").data["kept"] == []
    assert recorded(STUCK, trace=Keep.ON_GAP).one(Kind.INSPECTED, what="recording").data["kept"] == ["trace"]


def test_where_nothing_is_asked_for_nothing_is_recorded_or_said(recorded):
    assert not recorded(STUCK).of(Kind.INSPECTED, what="recording")


def test_a_visit_that_types_a_secret_keeps_nothing(recorded, tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_CODE", "MMMMMMMMMM")
    told = recorded([step("fill", "Code", "$SHOP_CODE"), *STUCK], trace=Keep.ON, har=Keep.ON)
    data = told.one(Kind.INSPECTED, what="recording").data
    assert (data["kept"], data["not_kept"]) == ([], {"har": SECRET, "trace": SECRET})
    assert not list(tmp_path.rglob("*.zip")) + list(tmp_path.rglob("*.har"))


def test_without_ffmpeg_a_video_is_one_sentence(recorded, monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    data = recorded(FINE, video=Keep.ON).one(Kind.INSPECTED, what="recording").data
    assert data["not_kept"] == {"video": NO_FFMPEG}


@pytest.mark.skipif(next(downloads("ffmpeg-*"), None) is None, reason="Playwright's ffmpeg is not installed")
def test_a_video_is_kept_where_there_is_ffmpeg(recorded, tmp_path):
    kept = recorded(FINE, video=Keep.ON).one(Kind.INSPECTED, what="recording")
    assert (tmp_path / kept.evidence[0].path).read_bytes()[:4] == b"\x1a\x45\xdf\xa3"  # EBML, as WebM begins


def test_a_recording_that_cannot_be_stored_does_not_fail_the_visit(recorded, tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")
    told = recorded(FINE, har=Keep.ON)
    assert "har" in told.one(Kind.INSPECTED, what="recording").data["not_kept"]
    assert not told.of(Kind.BLOCKED)
