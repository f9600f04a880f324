"""The host guard: a second server on another address is never asked for anything, whatever the site tries."""

import socket
import threading

import pytest

from cxsim.channels.web.guard import host_of
from cxsim.errors import ChannelError
from cxsim.experience import Kind
from tests.channels.web.conftest import step
from tests.sites.site import Site, redirect


@pytest.fixture
def elsewhere():
    """Another company's server: it must never hear of us."""
    with Site({"/": "<h1>Another company</h1>"}, host="127.0.0.2") as site:
        yield site


def test_a_link_to_another_company_leads_nowhere_and_is_told(walk, elsewhere):
    with Site({"/": f"<h1>Home</h1><a href={elsewhere.url}/>Partner</a>"}) as site:
        told = walk(site.url, [step("click", "Partner"), step("see", "Home")])
    assert told.one(Kind.LED_AWAY).data["host"] == "127.0.0.2"
    assert not told.of(Kind.BLOCKED)
    assert elsewhere.asked == []


def test_a_redirect_to_another_company_is_stopped(walk, elsewhere):
    with Site({"/": "<h1>Home</h1><a href=/go>Go</a>", "/go": redirect(elsewhere.url + "/", 302)}) as site:
        told = walk(site.url, [step("click", "Go"), step("see", "Home")])
    assert told.one(Kind.LED_AWAY)
    assert elsewhere.asked == []


def test_an_address_that_redirects_away_at_once_ends_the_visit(walk, elsewhere):
    with Site({"/": redirect(elsewhere.url + "/", 302)}) as site:
        told = walk(site.url, [step("see", "Home")])
    assert told.one(Kind.LED_AWAY)
    assert told.one(Kind.ERRED).data["what"] == "unreachable"
    assert elsewhere.asked == []


def test_a_new_tab_to_another_company_is_closed_again(walk, elsewhere):
    with Site({"/": f"<h1>Home</h1><a target=_blank href={elsewhere.url}/>Partner</a>"}) as site:
        told = walk(site.url, [step("click", "Partner"), step("see", "Home")])
    assert told.one(Kind.LED_AWAY)
    assert not told.of(Kind.BLOCKED)
    assert elsewhere.asked == []


def test_parts_frames_forms_sockets_and_scripts_do_not_reach_another_host(walk, elsewhere):
    url = elsewhere.url
    heard = []
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind(("127.0.0.2", 0))
    ear.settimeout(2.5)

    def listen():
        try:
            heard.append(ear.recv(2000))
        except OSError:
            return

    listener = threading.Thread(target=listen)
    listener.start()
    body = f"""<h1>Home</h1><img src={url}/i.png><iframe src={url}/f></iframe><img src=/hop>
    <link rel=preconnect href={url}><link rel=stylesheet href={url}/s.css>
    <form action={url}/post method=post><button>Send</button></form>
    <script>fetch('{url}/fetch').catch(() => 0); navigator.sendBeacon('{url}/beacon', 'x');
    new WebSocket('ws://127.0.0.2:{elsewhere.port}/socket'); new EventSource('{url}/events');
    const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.2:{ear.getsockname()[1]}'}}]}});
    peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
    </script>"""
    with Site({"/": body, "/hop": redirect(url + "/hopped", 302)}) as site:
        told = walk(site.url, [step("click", "Send"), step("see", "Home")])
        listener.join()
    ear.close()
    assert elsewhere.asked == []
    assert heard == []
    assert told.one(Kind.INSPECTED, what="outside").data["host"] == "127.0.0.2"
    assert told.one(Kind.LED_AWAY)


def test_a_service_worker_is_not_taken_in(walk):
    body = "<h1>Home</h1><script>navigator.serviceWorker.register('/w.js').catch(() => 0)</script>"
    with Site({"/": body, "/w.js": "x"}) as site:
        walk(site.url, [step("see", "Home")])
        assert "/w.js" not in site.paths()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://user:secret@shop.example/",
        "http://user@shop.example/",
        "http://169.254.169.254/latest/meta-data",
        "http://metadata.google.internal/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "ftp://shop.example/",
        "http://",
        "shop.example",
    ],
)
def test_dangerous_addresses_are_refused_before_a_browser_starts(address):
    with pytest.raises(ChannelError, match="is not visited"):
        host_of(address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Shop.example/de", "www.shop.example"),
        ("http://127.0.0.1:8765", "127.0.0.1"),
        ("http://[::1]:80/", "::1"),
    ],
)
def test_web_addresses_have_a_host(address, host):
    assert host_of(address) == host
