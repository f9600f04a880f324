"""Who walks: screen, touch, language, time zone, needs and network reach the real page."""

import json

import pytest

from cxsim.channels.web.device import device_of
from cxsim.channels.web.walk import Budget
from cxsim.errors import ChannelError
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site

SHOWS = """<h1 id=t></h1><script>t.textContent = JSON.stringify({w: innerWidth, touch: 'ontouchstart' in window,
lang: navigator.language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, digits: (12).toLocaleString(),
dark: matchMedia('(prefers-color-scheme: dark)').matches, still: matchMedia('(prefers-reduced-motion: reduce)').matches,
ratio: devicePixelRatio, agent: navigator.userAgent})</script>"""


def device(persona=None, variant="", known=None):
    return device_of(persona or persona_with(), variant, zone="Europe/Berlin", version="156.0.1", known=known or {})


@pytest.fixture
def shown(walk):
    """What a page learns about its visitor."""

    def look(**more):
        variant = more.pop("variant", "")
        with Site({"/": SHOWS}) as site:
            told = walk(site.url, [], persona=persona_with(**more), variant=variant)
        return json.loads(told.one(Kind.SAW).data["text"])

    return look


def test_a_computer_has_a_mouse_and_a_wide_screen(shown):
    seen = shown(device="computer")
    assert (seen["w"], seen["touch"], seen["zone"], seen["lang"]) == (1280, False, "Europe/Berlin", "en-US")


def test_a_phone_is_narrow_and_touched_and_says_who_it_is(shown):
    seen = shown(device="phone", language="de-DE")
    assert (seen["w"], seen["touch"], seen["lang"]) == (390, True, "de-DE")
    assert "Mobile" in seen["agent"]
    assert "cxsim/" in seen["agent"]


def test_a_variant_replaces_the_persona_s_device(shown):
    assert shown(device="computer", variant="phone")["w"] == 390


def test_a_device_of_playwright_s_list_works(shown):
    assert shown(device="iPhone SE")["w"] == 320


def test_a_persian_visitor_counts_in_persian_digits(shown):
    assert shown(language="fa-IR")["digits"] == "۱۲"


def test_needs_reach_the_page(shown):
    seen = shown(needs=["dark mode", "reduced motion", "zoom 200 %"])
    assert (seen["dark"], seen["still"], seen["w"], seen["ratio"]) == (True, True, 640, 2)


def test_keyboard_only_is_a_need():
    assert device(persona_with(needs=["keyboard only"])).keyboard_only
    assert not device().keyboard_only


def test_an_unknown_device_is_told_with_what_is_meant():
    with pytest.raises(ChannelError) as caught:
        device(persona_with(device="iPhone 13x"), known={"iPhone 13": {}})
    assert caught.value.what == "nobody knows the device 'iPhone 13x'"
    assert "iPhone 13" in caught.value.hint


def test_an_unknown_network_is_told():
    with pytest.raises(ChannelError, match="nobody knows the network 'turbo'"):
        device(persona_with(network="turbo"))


def test_a_slow_network_bites(walk):
    big = "<h1>Home</h1><a href=/b>Next</a>" + "<!--" + "x" * 100_000 + "-->"
    times = {}
    for network in ("normal", "slow"):
        with Site({"/": big, "/b": big}) as site:
            told = walk(site.url, [step("click", "Next")], persona=persona_with(network=network))
        times[network] = min(m.measured["load"] for m in told.of(Kind.SAW))
    assert times["slow"] > times["normal"] + 0.5  # 400 ms of latency, and half a second for 100 kB at 1.6 Mbit/s


BUSY = """<h1>Home</h1><p id=t></p><script>
function work() { const began = performance.now(); for (let i = 0, x = 0; i < 2e7; i++) x += Math.sqrt(i);
return performance.now() - began; }
t.textContent = Array.from({length: 5}, work).map(took => took.toFixed(1)).join(" ");</script><a href=/b>Next</a>"""


def test_an_old_phone_computes_slowly_on_every_page(walk):
    """Six times, and surely one and a half: the machine may have something else to do, which only ever slows things
    down, so the fastest try counts of a phone, before and after. A page that was navigated to may compute for a moment
    before its new process is slowed down, so the middle of all tries counts of an old phone.
    """
    took = {"phone": [], "old phone": []}
    for device in ("phone", "old phone", "phone"):
        with Site({"/": BUSY, "/b": BUSY}) as site:
            told = walk(site.url, [step("click", "Next")], persona=persona_with(device=device), budget=Budget())
        took[device] += [sorted(map(float, m.data["text"].splitlines()[2].split())) for m in told.of(Kind.SAW)]
    assert len(took["old phone"]) == 2
    fastest = min(tries[0] for tries in took["phone"])
    assert all(tries[2] > 1.5 * fastest for tries in took["old phone"]), took


def test_a_new_tab_is_slowed_down_too_and_its_first_load_is_marked(walk):
    link = "<h1>Home</h1><a href=/b target=_blank>Next</a>"
    big = "<h1>Tab</h1><a href=/c>On</a>" + "<!--" + "x" * 100_000 + "-->"
    with Site({"/": link, "/b": big, "/c": big}) as site:
        told = walk(site.url, [step("click", "Next"), step("click", "On")], persona=persona_with(network="slow"))
    first, tab, after = told.of(Kind.SAW)
    assert [page.data.get("unthrottled") for page in (first, tab, after)] == [None, True, None]
    assert after.measured["load"] > 0.7


def test_nothing_is_marked_where_nothing_is_slowed_down(walk):
    with Site({"/": "<h1>Home</h1><a href=/b target=_blank>Next</a>", "/b": "<h1>Tab</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")])
    assert not [m for m in told.of(Kind.SAW) if "unthrottled" in m.data]


def test_a_zoomed_phone_has_half_a_screen_at_twice_the_size(shown):
    seen = shown(device="phone", needs=["zoom 200 %"])
    assert (seen["w"], seen["ratio"]) == (195, 4)


def test_what_she_holds_has_a_name_by_its_screen():
    named = {name: device(persona_with(device=name)).kind for name in ("phone", "old phone", "tablet", "computer")}
    assert named == {"phone": "phone", "old phone": "phone", "tablet": "tablet", "computer": "computer"}
