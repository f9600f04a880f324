"""Whoever has no mouse really presses Tab, Enter, Space and the arrows, and what Tab does not reach is not there."""

import pytest

from cxsim.channels.base import Keep, Recordings
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site

KEYS = persona_with(needs=["keyboard only"])
FORM = """<h1>Tell us</h1><a href=#x>Skip</a><form action=/sent><label>Order number <input name=order value=old></label>
<label>Reason <select name=reason><option>Late</option><option>Lost</option><option>Defective</option></select></label>
<label><input type=checkbox name=terms value=yes> I accept the terms</label>
<fieldset><legend>By</legend><label><input type=radio name=by value=p checked> Phone</label></fieldset>
<button>Send</button></form>
<script>let mouse = 0; for (const n of ['mousedown', 'click', 'pointerdown'])
addEventListener(n, e => { if (e.detail > 0 || n != 'click') document.title = 'a mouse was used' })</script>"""


def test_a_form_is_filled_and_sent_without_a_mouse(walk):
    steps = [
        step("fill", "Order number", "4711"),
        step("choose", "Reason", "Defective"),
        step("tick", "I accept the terms"),
        step("click", "Send"),
        step("see", "Thank you"),
    ]
    with Site({"/": FORM, "/sent": "<h1>Thank you</h1>"}) as site:
        told = walk(site.url, steps, persona=KEYS)
        assert site.asked[-1].query == {"order": "4711", "reason": "Defective", "terms": "yes", "by": "p"}
    assert not told.of(Kind.BLOCKED)
    assert "a mouse was used" not in str(told)
    assert told.of(Kind.ACTED)[0].data["presses"] == 2


def test_with_a_pointer_the_same_page_notices_a_mouse(walk):
    with Site({"/": FORM, "/sent": "<h1>x</h1>"}) as site:
        told = walk(site.url, [step("click", "I accept the terms"), step("click", "Skip")])
    assert "a mouse was used" in str(told.of(Kind.SAW)) or not told.of(Kind.BLOCKED)


def test_a_button_that_is_none_cannot_be_reached(walk):
    fake = "<h1>Tell us</h1><a href=/a>A</a><a href=/b>B</a><div onclick='location=\"/sent\"'>Send</div>"
    with Site({"/": fake}) as site:
        told = walk(site.url, [step("click", "Send")], persona=KEYS)
        assert walk(site.url, [step("click", "Send")]).of(Kind.BLOCKED) == []
    blocked = told.one(Kind.BLOCKED).data
    assert (blocked["why"], blocked["reason"]) == ("keyboard", "“Send” is there, but the Tab key does not get there")


def test_a_trap_of_the_focus_is_noticed(walk):
    trap = """<button id=a>One</button><button id=b>Two</button><button>Three</button>
    <script>b.onkeydown = e => { if (e.key == 'Tab') { e.preventDefault(); a.focus() } }</script>"""
    with Site({"/": trap}) as site:
        told = walk(site.url, [step("click", "Three")], persona=KEYS)
    assert told.one(Kind.BLOCKED).data["why"] == "keyboard"


def test_pop_ups_are_answered_without_a_mouse(walk):
    go = "onclick='this.parentNode.remove()'"
    banner = f"""<h1>Home</h1><div role=dialog aria-label=Cookies style='position:fixed;bottom:0'>We use cookies.
    <button {go}>Accept all</button><button {go}>Reject all</button></div>"""
    with Site({"/": banner}) as site:
        assert walk(site.url, [], persona=KEYS).one(Kind.INTERRUPTED).data["handled"] == "rejected"


@pytest.mark.parametrize(
    ("closing", "needs", "recordings"),
    [
        (step("click", "Close"), [], Recordings()),
        (step("click", "Close"), [], Recordings(trace=Keep.ON)),
        (step("click", "Close"), ["keyboard only"], Recordings()),
        (step("key", "Escape"), [], Recordings()),
    ],
)
def test_a_press_that_closes_its_own_tab_brings_her_back(walk, needs, recordings, closing):
    second = """<h1>Second</h1><button onclick='window.close()'>Close</button><script>onkeydown = e => {
    if (e.key == 'Escape') window.close() }</script>"""
    steps = [step("click", "Open"), step("see", "Second"), closing, step("see", "Home")]
    with Site({"/": "<h1>Home</h1><a href=/b target=_blank rel=opener>Open</a>", "/b": second}) as site:
        told = walk(site.url, steps, persona=persona_with(needs=needs), recordings=recordings)
    assert not told.of(Kind.BLOCKED)


@pytest.mark.parametrize("needs", [[], ["keyboard only"]])
def test_the_clock_counts_keys_or_pointing(walk, needs):
    with Site({"/": "<h1>Home</h1><a href=#a>A</a><button>Go</button>"}) as site:
        told = walk(site.url, [step("click", "Go")], persona=persona_with(needs=needs))
    expected = 1.35 + 3 * 0.28 if needs else 1.35 + 1.10 + 0.20
    assert told.one(Kind.ACTED).data["seconds"] == pytest.approx(expected, abs=0.001)
