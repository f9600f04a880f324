"""A secret that is typed is in nothing that is kept: moments, addresses, messages, pictures."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from cxsim.channels.web.secrets import MASK, Secrets
from cxsim.errors import ChannelError
from cxsim.experience import Kind
from tests.channels.web.conftest import step
from tests.sites.site import Site

SECRET = "pässword/7 & more=1"


@pytest.fixture
def secrets():
    opened = Secrets({"PASSWORD": SECRET, "USER": "anna@example.com"})
    opened.reveal("$PASSWORD for ${USER}")
    return opened


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        SECRET.replace(" ", "+").replace("ä", "%C3%A4").replace("/", "%2F").replace("&", "%26").replace("=", "%3D"),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        "ANNA@example.com".lower(),
    ],
)
def test_every_form_of_a_secret_is_struck_out(secrets, form):
    assert secrets.mask(f"before {form} after") == f"before {MASK} after"


def test_a_variable_that_is_not_set_is_told_by_name():
    with pytest.raises(ChannelError, match=r"\$NOWHERE is not set"):
        Secrets({}).reveal("$NOWHERE")


def test_money_is_no_variable():
    assert Secrets({}).reveal("it costs $5 and 3 $") == "it costs $5 and 3 $"


def test_a_site_that_echoes_a_secret_everywhere_does_not_get_it_into_the_record(walk, monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_CODE", SECRET)
    echo = """<title>{0}</title><h1>Hello {0}</h1><a href='/next?code={1}'>Code {0}</a>
    <script>console.error('bad code: {1}'); alert(decodeURIComponent('{1}'))</script><p>{2}</p>"""

    def answer(asked):
        code = asked.query["code"]
        html = code.replace("&", "&amp;")
        return echo.format(html, quote(code, safe=""), base64.b64encode(code.encode()).decode())

    routes = {
        "/": "<h1>In</h1><form action=/in><label>Code <input name=code></label><button>Go</button></form>",
        "/in": answer,
    }
    with Site(routes) as site:
        told = walk(site.url, [step("fill", "Code", "$SHOP_CODE"), step("click", "Go")], pictures=True, scouting=True)
        assert site.asked[1].query["code"] == SECRET
    kept = json.dumps([[m.data, dict(m.measured)] for m in told.moments], ensure_ascii=False)
    for form in (SECRET, quote(SECRET), quote(SECRET, safe=""), base64.b64encode(SECRET.encode()).decode()):
        assert form not in kept
        assert all(form.encode() not in file.read_bytes() for file in Path(tmp_path).rglob("*") if file.is_file())
    assert told.of(Kind.ACTED)[0].data["value"] == MASK
    assert MASK in kept
    assert not told.of(Kind.TOLD, Kind.ASKED)
