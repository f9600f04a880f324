"""An environment of the settings reaches the real browser: a login at the door, certificates, hosts, a proxy."""

import base64
import shutil
import ssl
import subprocess

import pytest

from cxsim.channels.web.browser import NAMES, Browsers, launch_arguments
from cxsim.errors import BrowserMissingError, ChannelError
from cxsim.experience import Kind
from cxsim.settings import Settings
from tests.channels.web.conftest import step
from tests.sites.site import Answer, Site, redirect


def staging(**more):
    return {"settings": Settings.model_validate({"environments": {"staging": more}}), "environment": "staging"}


LOGIN = {"user": "$STAGING_USER", "password": "$STAGING_PASSWORD"}


@pytest.fixture
def behind_a_login(monkeypatch):
    """A site whose server asks for a login, and what it was sent."""
    monkeypatch.setenv("STAGING_USER", "tester")
    monkeypatch.setenv("STAGING_PASSWORD", "open sesame 7")
    right = "Basic " + base64.b64encode(b"tester:open sesame 7").decode()
    refused = Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="Staging"'}, body="<h1>Who are you?</h1>")

    def door(body):
        return lambda asked: body if asked.authorization == right else refused

    with Site(
        {"/": door("<h1>Home</h1><a href=/next>Next</a>"), "/next": door("<h1>Welcome</h1>open sesame 7")}
    ) as site:
        yield site


def test_the_login_at_the_door_comes_from_the_environment_and_is_recorded_nowhere(walk, behind_a_login):
    told = walk(behind_a_login.url, [step("click", "Next"), step("see", "Welcome")], **staging(**LOGIN))
    assert not told.of(Kind.BLOCKED)
    assert "sesame" not in str(told)
    assert "tester" not in str(told)


def test_without_it_she_stands_before_a_closed_door(walk, behind_a_login):
    told = walk(behind_a_login.url, [step("see", "Home")])
    assert told.of(Kind.ERRED, status=401)


def test_a_login_that_is_not_set_is_no_finding(walk, behind_a_login, monkeypatch):
    monkeypatch.delenv("STAGING_PASSWORD")
    with pytest.raises(ChannelError, match=r"\$STAGING_PASSWORD is not set"):
        walk(behind_a_login.url, [step("see", "Home")], **staging(**LOGIN))


OPTIONS = [
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
    *("-days", "2", "-subj", "/CN=localhost"),
]


@pytest.fixture
def self_signed(tmp_path):
    """A site whose certificate nobody has signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", *OPTIONS, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Site({"/": "<h1>Home</h1>"}, tls=context) as site:
        yield site


def test_a_certificate_of_its_own_making_is_taken_only_where_that_is_stated(walk, self_signed):
    strict = walk(self_signed.url, [step("see", "Home")])
    assert "certificate of this address is not valid" in strict.one(Kind.ERRED).data["text"]
    told = walk(self_signed.url, [step("see", "Home")], **staging(**{"self-signed": True}))
    assert not told.of(Kind.ERRED, Kind.BLOCKED)


def test_further_hosts_belong_to_the_site_where_that_is_stated(walk):
    script = {"/x.js": Answer(body="document.title = 'Painted'")}
    with Site(script, host="127.0.0.2") as other, Site({}) as site:
        site.routes["/"] = f"<h1>Home</h1><script src={other.url}/x.js></script>"
        walk(site.url, [step("see", "Home")])
        assert other.asked == []
        walk(site.url, [step("see", "Home")], **staging(hosts=["127.0.0.2"]))
        assert other.paths() == ["/x.js"]


@pytest.fixture
def elsewhere():
    """Another company's server: it must never hear of us."""
    with Site({"/": "<h1>Another company</h1>"}, host="127.0.0.2") as site:
        yield site


def test_a_proxy_is_asked_for_the_allowed_hosts_and_for_nothing_else(walk, elsewhere):
    """The names exist nowhere: whatever is answered, the proxy has answered, and it counts every request."""
    if not any(map(shutil.which, NAMES)):
        pytest.skip("only the browser without windows is here, which cannot be kept inside behind a proxy")
    body = f"""<h1>Home</h1><img src=http://tracker.example.net/i.png><img src={elsewhere.url}/i.png><img src=/hop>
    <a href=http://partner.example.net/>Partner</a>
    <script>fetch('http://tracker.example.net/f').catch(() => 0); new WebSocket('ws://tracker.example.net/s');
    new WebSocket('ws://127.0.0.2:{elsewhere.port}/s');
    fetch('http://127.0.0.1:PORT/direct').catch(() => 0);</script>"""
    routes = {"http://shop.example.com/hop": redirect("http://tracker.example.net/hopped", 302)}
    with Site(routes) as proxy:
        proxy.routes["http://shop.example.com/"] = body.replace("PORT", str(proxy.port))
        told = walk(
            "http://shop.example.com/", [step("click", "Partner"), step("see", "Home")], **staging(proxy=proxy.url)
        )
        asked = {entry.target for entry in proxy.asked}
    assert told.of(Kind.SAW)
    assert told.one(Kind.LED_AWAY).data["host"] == "partner.example.net"
    assert {"http://shop.example.com/", "http://shop.example.com/hop"} <= asked
    assert not [target for target in asked if not target.startswith("http://shop.example.com/")]
    assert elsewhere.asked == []


def test_a_page_does_not_learn_by_which_name_the_proxy_is_found():
    first, second = (launch_arguments(["shop.example"], "http://10.0.0.1:3128") for _ in range(2))
    assert first[0] != second[0]
    assert " 10.0.0.1, MAP * ~NOTFOUND, EXCLUDE shop.example" in first[0]
    assert "10.0.0.1" not in base64.b64decode(first[1].partition("base64,")[2]).decode()


def test_a_browser_without_windows_is_not_sent_through_a_proxy(tmp_path):
    shell = tmp_path / "chrome-headless-shell"
    shell.write_text("#!/bin/sh\n", encoding="utf-8")
    shell.chmod(0o755)
    with Browsers(program=str(shell)) as browsers, pytest.raises(BrowserMissingError, match="behind a proxy"):
        browsers(["shop.example"], proxy="http://127.0.0.1:1")
