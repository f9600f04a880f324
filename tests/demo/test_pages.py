"""Every page of both versions is there, is sound HTML, speaks its language and loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urldefrag

import httpx
import pytest
from lxml import etree, html

from cxsim.demo.content import LANGUAGES
from cxsim.demo.site import IN_ENGLISH, IN_EVERY_LANGUAGE
from cxsim.demo.version import AS_IS, REDESIGN, Version

PATHS = [path.replace("{slug}", "desk-lamp") for method, path, _ in IN_EVERY_LANGUAGE if method == "GET"]
ENGLISH = [path.replace("{number:int}", "004715") for method, path, _ in IN_ENGLISH if method == "GET"]
PAGES = ENGLISH + [("/" + language if language != "en" else "") + path for language in LANGUAGES for path in PATHS]
VERSIONS = pytest.mark.parametrize("version", [AS_IS, REDESIGN], ids=lambda version: version.name)
Visit = Callable[[Version], httpx.Client]


def pages(client: httpx.Client) -> list[tuple[str, httpx.Response]]:
    return [(path, client.get(path.removesuffix("/") or "/")) for path in PAGES]


@VERSIONS
def test_every_page_answers(version: Version, visit: Visit) -> None:
    assert [(path, page.status_code) for path, page in pages(visit(version)) if page.status_code != 200] == []


@VERSIONS
def test_every_page_is_sound(version: Version, visit: Visit) -> None:
    for path, page in pages(visit(version)):
        parser = html.HTMLParser(recover=True)
        root = etree.fromstring(page.text, parser)
        unsound = [str(e) for e in parser.error_log if "Tag" not in e.message]  # libxml2 does not know HTML 5's tags
        assert unsound == [], path
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert set(root.xpath("//label/@for")) <= set(ids), path
        assert root.xpath("//h1"), path
        assert root.findtext(".//title"), path
        assert "{{" not in page.text, path


@VERSIONS
def test_nothing_is_loaded_from_elsewhere(version: Version, visit: Visit) -> None:
    for path, page in pages(visit(version)):
        root = html.fromstring(page.text)
        addresses = root.xpath("//@src | //link/@href | //form/@action | //a/@href")
        assert [a for a in addresses if not a.startswith(("/", "#", "tel:"))] == [], path


def test_every_link_of_the_redesign_leads_somewhere(visit: Visit) -> None:
    client = visit(REDESIGN)
    root_of = {path: html.fromstring(page.text) for path, page in pages(client)}
    links = {
        urldefrag(link).url for root in root_of.values() for link in root.xpath("//a/@href | //@src | //link/@href")
    }
    wanted = sorted(link for link in links if link.startswith("/"))
    assert [link for link in wanted if client.get(link).status_code != 200] == []


def test_every_page_of_the_redesign_keeps_its_language(visit: Visit) -> None:
    for path, page in pages(visit(REDESIGN)):
        root = html.fromstring(page.text)
        language = path.split("/")[1] if path.split("/")[1] in LANGUAGES else "en"
        assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "fa" else "ltr"), path
        if language != "en":
            inside = root.xpath("//header//a/@href | //main//a/@href | //main//form/@action")
            abroad = [link for link in inside if link.startswith("/") and not link.startswith(f"/{language}")]
            assert abroad == [], path


def test_every_field_of_the_redesign_has_its_label(visit: Visit) -> None:
    for path, page in pages(visit(REDESIGN)):
        root = html.fromstring(page.text)
        labeled = set(root.xpath("//label/@for"))
        fields = root.xpath("//input[not(@type='hidden')] | //select | //textarea")
        assert [field.get("name") for field in fields if field.get("id") not in labeled] == [], path


@VERSIONS
def test_an_address_that_leads_nowhere_is_404_with_a_page(version: Version, visit: Visit) -> None:
    page = visit(version).get("/nowhere")
    assert page.status_code == 404
    assert "This page does not exist" in page.text


def test_what_is_typed_cannot_become_markup(visit: Visit) -> None:
    client = visit(REDESIGN)
    evil = "<script>alert(1)</script>"
    assert evil not in client.get("/help/search", params={"q": evil}).text
    assert evil not in client.post("/contact", data={"name": evil, "email": "x"}).text
