"""An environment of the settings reaches the real browser: a login at the door, certificates, hosts, a proxy."""

import base64
import http.client
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from cxsim.channels.web.browser import NAMES, Browsers, launch_arguments
from cxsim.channels.web.relay import Relay
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


@pytest.fixture
def proxy_login(monkeypatch):
    """The login of a proxy in the environment, and how it is said."""
    monkeypatch.setenv("PROXY_USER", "tester")
    monkeypatch.setenv("PROXY_PASSWORD", "open sesame 8")
    return "Basic " + base64.b64encode(b"tester:open sesame 8").decode()


WITH_LOGIN = {"proxy-user": "$PROXY_USER", "proxy-password": "$PROXY_PASSWORD"}


def test_a_proxy_is_asked_for_the_allowed_hosts_and_for_nothing_else(walk, elsewhere, proxy_login):
    """The names exist nowhere: whatever is answered, the proxy has answered, and it counts every request.

    It asks for a login, which the site must not get, though it asks for one, too.
    """
    if not any(map(shutil.which, NAMES)):
        pytest.skip("only the browser without windows is here, which cannot be kept inside behind a proxy")
    body = f"""<h1>Home</h1><img src=http://tracker.example.net/i.png><img src={elsewhere.url}/i.png><img src=/hop>
    <a href=http://partner.example.net/>Partner</a><img src=/door>
    <script>fetch('http://tracker.example.net/f').catch(() => 0); new WebSocket('ws://tracker.example.net/s');
    new WebSocket('ws://127.0.0.2:{elsewhere.port}/s');
    fetch('http://127.0.0.1:PORT/direct').catch(() => 0);</script>"""
    door = Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="Shop"'})
    routes = {
        "http://shop.example.com/hop": redirect("http://tracker.example.net/hopped", 302),
        "http://shop.example.com/door": door,
    }
    with Site(routes) as proxy:
        proxy.routes["http://shop.example.com/"] = body.replace("PORT", str(proxy.port))
        steps = [step("click", "Partner"), step("see", "Home")]
        told = walk("http://shop.example.com/", steps, **staging(proxy=proxy.url, **WITH_LOGIN))
        asked = {entry.target for entry in proxy.asked}
        assert {entry.proxy_authorization for entry in proxy.asked} == {proxy_login}
        assert {entry.authorization for entry in proxy.asked} == {"", "Basic Og=="}  # which says nobody's name
    assert told.of(Kind.SAW)
    assert told.one(Kind.LED_AWAY).data["host"] == "partner.example.net"
    assert {"http://shop.example.com/", "http://shop.example.com/hop"} <= asked
    assert not [target for target in asked if not target.startswith("http://shop.example.com/")]
    assert elsewhere.asked == []


@pytest.fixture
def relayed(proxy_login):
    """A proxy that lets nobody in without the login, and a relay before it."""

    def answer(asked):
        told = f"{asked.method} {asked.form.get('raw', '')}"
        return Answer(body=told if asked.proxy_authorization == proxy_login else "", status=200)

    with Site({"http://shop.example.com/": answer}) as proxy:
        relay = Relay(proxy.url, "tester", "open sesame 8")
        yield relay
        relay.close()


def test_a_relay_says_the_login_in_every_request_of_a_connection(relayed):
    line = http.client.HTTPConnection(relayed.url.removeprefix("http://"), timeout=10)
    for method, body in (("GET", None), ("POST", "x" * 200_000), ("GET", None)):
        line.request(method, "http://shop.example.com/", body, headers={"Proxy-Authorization": "Basic wrong"})
        told = line.getresponse().read().decode()
        assert f"<main>{method} {body or ''}</main>" in told
    line.close()
    assert not relayed.refused


def test_a_relay_opens_a_tunnel_with_the_login_and_passes_on_what_goes_through_it():
    heard = []

    def serve(ear):
        line, _ = ear.accept()
        with line, line.makefile("rwb") as both:
            heard.extend(iter(both.readline, b"\r\n"))
            both.write(b"HTTP/1.1 200 OK\r\n\r\n")
            both.flush()
            both.write(both.readline().upper())

    with socket.create_server(("127.0.0.1", 0)) as ear:
        server = threading.Thread(target=serve, args=(ear,))
        server.start()
        relay = Relay(f"http://127.0.0.1:{ear.getsockname()[1]}", "a", "b")
        with socket.create_connection(("127.0.0.1", int(relay.url.rpartition(":")[2])), timeout=10) as line:
            line.sendall(b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n")
            assert line.recv(100) == b"HTTP/1.1 200 OK\r\n\r\n"
            line.sendall(b"\x00 anything\n")
            assert line.recv(100) == b"\x00 ANYTHING\n"
        server.join(10)
        relay.close()
    assert heard[1] == b"Proxy-Authorization: Basic YTpi\r\n"


def test_a_login_that_the_proxy_does_not_take_is_no_finding(walk, browsers, monkeypatch):
    """The relay knows by the proxy's answer; no browser need be started for that."""
    with Site({"/": Answer(status=407)}) as proxy:
        relay = Relay(proxy.url, "a", "b")
        line = http.client.HTTPConnection(relay.url.removeprefix("http://"), timeout=10)
        line.request("GET", "/")
        assert line.getresponse().status == 407
        line.close()
        assert relay.refused
        monkeypatch.setitem(browsers._relays, ("", "", ""), relay)
        with Site({"/": "<h1>Home</h1>"}) as site, pytest.raises(ChannelError, match="does not take its login"):
            walk(site.url, [])
        relay.close()


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
