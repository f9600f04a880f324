"""Pictures: of every page change, small, with secrets painted over, and never the end of a walk."""

import io
import time

import pytest
from PIL import Image

from cxsim.channels.web import evidence
from cxsim.experience import Kind
from cxsim.record import EvidenceFolder
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site


def picture(folder, path):
    return Image.open(io.BytesIO((folder / path).read_bytes()))


def test_every_page_change_is_pictured_with_a_thumbnail(walk, tmp_path):
    with Site({"/": "<h1>Home</h1><a href=/b>Next</a>", "/b": "<h1>Next page</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")], pictures=True)
    shots = [moment.evidence[0] for moment in told.of(Kind.SAW)]
    assert len({shot.sha256 for shot in shots}) == 2
    for shot in shots:
        assert picture(tmp_path, shot.thumbnail).format == "WEBP"
        assert (shot.type, picture(tmp_path, shot.path).format) == ("image/jpeg", "JPEG")
        assert picture(tmp_path, shot.path).size == (1280, 800)
        assert picture(tmp_path, shot.thumbnail).width == 320


def test_a_phone_is_pictured_at_its_size(walk, tmp_path):
    with Site({"/": "<h1>Home</h1>"}) as site:
        told = walk(site.url, [], pictures=True, persona=persona_with(device="phone"))
    assert picture(tmp_path, told.one(Kind.SAW).evidence[0].path).size == (390, 844)


def test_what_stops_her_is_pictured(walk):
    with Site({"/": "<h1>Home</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")], pictures=True)
    assert told.one(Kind.BLOCKED).evidence


def test_a_picture_that_fails_does_not_fail_the_walk(walk, tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")
    with Site({"/": "<h1>Home</h1>"}) as site:
        told = walk(site.url, [step("see", "Home")], pictures=True)
    assert told.one(Kind.SAW).evidence == ()
    assert not told.of(Kind.BLOCKED)


def test_a_page_that_keeps_the_camera_waiting_is_not_pictured_and_the_walk_goes_on(walk, monkeypatch):
    monkeypatch.setattr(evidence, "LIMIT", 1e-9)
    with Site({"/": "<h1>Home</h1><a href=/b>Next</a>", "/b": "<h1>Next page</h1>"}) as site:
        told = walk(site.url, [step("click", "Next"), step("see", "Next page")], pictures=True)
    assert [moment.evidence for moment in told.of(Kind.SAW)] == [(), ()]
    assert not told.of(Kind.ERRED, Kind.BLOCKED)


def test_a_page_that_never_answers_the_camera_is_closed_at_the_limit(browsers, tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "LIMIT", 0.3)
    context = browsers({"127.0.0.1"}).new_context()
    page = context.new_page()
    page.evaluate("() => { setTimeout(() => { for (;;); }, 50) }")
    page.wait_for_timeout(100)
    began = time.monotonic()
    assert evidence.Camera(EvidenceFolder(tmp_path), limit=1.0).shoot(page, "") == ()
    assert 1.0 <= time.monotonic() - began < 20.0
    assert page.is_closed()
    browsers.kill_pages()  # what was closed goes on in its process
    context.close()


@pytest.mark.parametrize("secret", [True, False])
def test_a_typed_secret_is_painted_over(walk, tmp_path, monkeypatch, secret):
    monkeypatch.setenv("SHOP_CODE", "MMMMMMMMMM")
    body = """<body style='margin:0'><input aria-label=Code style='font:80px monospace;width:900px;border:0' name=c
    oninput='d.hidden = false'><div role=dialog aria-modal=true id=d hidden style='position:fixed;bottom:0'>
    A new version is here! <button onclick='d.remove()'>OK</button></div>"""
    typed = "$SHOP_CODE" if secret else "MMMMMMMMMM"
    with Site({"/": body}) as site:
        told = walk(site.url, [step("fill", "Code", typed)], pictures=True)
    shot = picture(tmp_path, told.one(Kind.INTERRUPTED).evidence[0].path).convert("RGB")
    colors = shot.crop((0, 0, 400, 90)).getcolors(maxcolors=100_000)
    pink = sum(count for count, (red, green, blue) in colors if red > 200 and green < 80 and blue > 200)
    assert (pink > 10_000) is secret
