"""What is plainly before her is operated where it was seen; whatever is unusual is left to more careful hands."""

import json
import time
import zipfile

import pytest

from cxsim.channels.base import Keep, Recordings
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.observe import observe, watching
from cxsim.channels.web.reach import Reach
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site

BUTTON = "<button id=b style='width:200px;height:60px'>Send</button>"
LISTENS = """<ol id=log></ol><script>
for (const type of ['mousedown', 'mouseup', 'click', 'input', 'change'])
  addEventListener(type, e => { log.append(`${type} ${e.target.id} ${e.isTrusted};`) }, true);
</script>"""


@pytest.fixture
def open_at(browsers):
    """Opens a page with this body, and reads it: ``page, seen, reach = open_at("<button>…")``."""
    opened = []

    def go(body, *, limit=20.0, **context):
        site, stranger = Site({"/": body}), browsers({"127.0.0.1"}).new_context(**context)
        stranger.add_init_script(watching())
        opened.extend((site, stranger))
        site.__enter__()
        page = stranger.new_page()
        page.goto(site.url)
        seen = observe(page, limit=20.0, end=browsers.kill_pages)
        return page, seen, Reach(page, limit=limit, end=browsers.kill_pages)

    yield go
    for site, stranger in zip(opened[::2], opened[1::2], strict=True):
        stranger.close()
        site.__exit__(None, None, None)


def the(seen, name):
    return next(control for control in seen.controls if control.name == name)


def logged(page):
    return page.locator("#log").text_content().replace(";", "; ").split("; ")[:-1]


def test_a_press_is_a_real_one(open_at):
    page, seen, reach = open_at(BUTTON + LISTENS)
    assert reach.press(the(seen, "Send"))
    assert logged(page) == ["mousedown b true", "mouseup b true", "click b true"]


@pytest.mark.parametrize(
    "change",
    [
        "b.style.marginTop = '40px'",
        "b.style.width = '300px'",
        "b.disabled = true",
        "b.setAttribute('aria-disabled', 'true')",
        "b.parentElement.inert = true",
        "b.style.visibility = 'hidden'",
        "b.style.opacity = 0",
        "b.style.pointerEvents = 'none'",
        "b.textContent = 'Delete'",
        "b.replaceWith(b.cloneNode(true))",
        "b.remove()",
        "b.animate([{ opacity: 1 }, { opacity: 0.9 }], 60000)",
        "document.body.animate([{ opacity: 1 }, { opacity: 0.9 }], 60000)",
        "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\">Hello</div>')",
        "delete window.__cxsim.marked",
        "window.__cxsim.marked = new Map()",
    ],
)
def test_what_is_not_as_it_was_seen_is_left_alone(open_at, change):
    page, seen, reach = open_at(BUTTON + LISTENS)
    page.evaluate(change)
    assert not reach.press(the(seen, "Send"))
    assert logged(page) == []


def test_what_is_not_on_the_screen_is_left_alone(open_at):
    page, seen, reach = open_at(f"<div style='height:3000px'></div>{BUTTON}{LISTENS}")
    assert not reach.press(the(seen, "Send"))
    page.evaluate("scrollTo(0, 3000)")
    assert reach.press(the(seen, "Send"))
    assert logged(page)[-1] == "click b true"


def test_a_page_that_still_scrolls_is_not_read_before_it_rests(open_at, browsers):
    far = "<div style='height:9000px'></div>"
    page, _, reach = open_at(f"<style>html {{ scroll-behavior: smooth }}</style>{far}{BUTTON}{LISTENS}{far}")
    page.evaluate("void scrollTo(0, b.offsetTop - 100)")
    page.wait_for_function("scrollY > 0")
    seen = observe(page, limit=20.0, end=browsers.kill_pages)
    assert page.evaluate("b.getBoundingClientRect().top") == pytest.approx(100.0, abs=2.0)
    assert reach.press(the(seen, "Send"))
    assert logged(page)[-1] == "click b true"


def test_what_was_read_before_the_last_reading_is_left_alone(open_at, browsers):
    page, seen, reach = open_at(BUTTON + LISTENS)
    page.evaluate("document.body.append('something new')")
    again = observe(page, seen=seen.signature, limit=20.0, end=browsers.kill_pages)
    assert not reach.press(the(seen, "Send"))
    assert reach.press(the(again, "Send"))


def test_what_was_never_read_is_left_alone(open_at):
    _, _, reach = open_at(BUTTON)
    assert not any((reach.press(None), reach.type(None, "x"), reach.choose(None, "x"), reach.tick(None)))


def test_a_link_that_goes_over_two_lines_is_pressed_on_its_first(open_at):
    body = f"<p style='width:12em'>Lorem ipsum dolor sit <a id=b href=#x>amet consectetur</a> et cetera</p>{LISTENS}"
    page, seen, reach = open_at(body)
    assert reach.press(the(seen, "amet consectetur"))
    assert logged(page)[-1] == "click b true"


def test_a_button_with_a_shadow_root_is_pressed(open_at):
    body = f"""<x-b id=b role=button aria-label=Send style='display:inline-block'></x-b><script>
    b.attachShadow({{mode: 'open'}}).innerHTML = '<span style="padding:20px">Send</span>'</script>{LISTENS}"""
    page, seen, reach = open_at(body)
    assert reach.press(the(seen, "Send"))
    assert logged(page)[-1] == "click b true"


def test_a_screen_with_twice_the_pixels_is_pressed_at_the_same_place(open_at):
    page, seen, reach = open_at(BUTTON + LISTENS, device_scale_factor=2, viewport={"width": 640, "height": 400})
    assert reach.press(the(seen, "Send"))
    assert logged(page)[-1] == "click b true"


def test_a_page_that_a_phone_shows_smaller_is_left_to_others(open_at):
    wide = f"<div style='width:2400px'>wide</div>{BUTTON}{LISTENS}"
    page, seen, reach = open_at(wide, is_mobile=True, has_touch=True, viewport={"width": 390, "height": 844})
    assert page.evaluate("visualViewport.scale") < 1.0
    assert not reach.press(the(seen, "Send"))


@pytest.mark.parametrize("type", ["text", "email", "tel", "url", "search", "password"])
def test_a_text_is_typed_in_place_of_the_old_one(open_at, type):
    page, seen, reach = open_at(f"<input id=b aria-label=Name type={type} value=old>{LISTENS}")
    assert reach.type(the(seen, "Name"), "anna@example.com")
    assert page.locator("#b").input_value() == "anna@example.com"
    assert logged(page) == ["input b true"]


def test_a_text_of_several_lines_is_typed(open_at):
    page, seen, reach = open_at("<textarea id=b aria-label=Name>old</textarea>")
    assert reach.type(the(seen, "Name"), "It leaks.\nStill.")
    assert page.locator("#b").input_value() == "It leaks.\nStill."


@pytest.mark.parametrize(
    "field",
    [
        "<input aria-label=Name type=number value=1>",
        "<input aria-label=Name type=date value=2026-11-24>",
        "<input aria-label=Name readonly value=old>",
        "<input aria-label=Name disabled value=old>",
        "<fieldset disabled><input aria-label=Name value=old></fieldset>",
        "<input aria-label=Name value=old onfocus='this.blur()'>",
    ],
)
def test_fields_that_take_more_than_typing_are_left_alone(open_at, field):
    page, seen, reach = open_at(field)
    before = page.locator("input").input_value()
    assert not reach.type(the(seen, "Name"), "2")
    assert page.locator("input").input_value() == before


def test_to_type_nothing_is_left_to_others(open_at):
    _, seen, reach = open_at("<input aria-label=Name value=old>")
    assert not reach.type(the(seen, "Name"), "")


LIST = "<select id=b aria-label=Why><option>Late</option><option>Lost</option><option disabled>Old</option></select>"


def test_an_entry_is_chosen_and_the_page_hears_of_it(open_at):
    page, seen, reach = open_at(LIST + LISTENS)
    assert reach.choose(the(seen, "Why"), "lost")
    assert page.locator("#b").input_value() == "Lost"
    assert logged(page) == ["input b false", "change b false"]  # as Playwright's select_option


def test_an_entry_that_is_not_there_is_told_at_once(open_at):
    _, seen, reach = open_at(LIST)
    with pytest.raises(LookupError, match="no entry “Stolen”; it has Late, Lost, Old"):
        reach.choose(the(seen, "Why"), "Stolen")


@pytest.mark.parametrize("body", [LIST, LIST.replace("<select", "<select multiple")])
def test_an_entry_that_cannot_be_chosen_is_left_alone(open_at, body):
    page, seen, reach = open_at(body + LISTENS)
    assert not reach.choose(the(seen, "Why"), "Old")
    assert logged(page) == []


def test_a_box_is_ticked_once(open_at):
    page, seen, reach = open_at(f"<label><input id=b type=checkbox> I agree</label>{LISTENS}")
    assert reach.tick(the(seen, "I agree"))
    assert logged(page) == ["mousedown b true", "mouseup b true", "click b true", "input b true", "change b true"]
    assert reach.tick(the(seen, "I agree"))
    assert page.locator("#b").is_checked()


def test_a_box_that_a_drawn_one_covers_is_ticked_at_that(open_at):
    body = """<label style='position:relative;display:block'><input id=b type=checkbox>
    <span style='position:absolute;inset:0;background:green'></span>I agree</label>"""
    page, seen, reach = open_at(body)
    assert reach.tick(next(control for control in seen.controls if control.role == "checkbox"))
    assert page.locator("#b").is_checked()


def test_a_box_that_does_not_stay_ticked_is_left_to_others(open_at):
    _, seen, reach = open_at("<label><input type=checkbox onclick='event.preventDefault()'> I agree</label>")
    assert not reach.tick(the(seen, "I agree"))


def test_a_page_that_is_slow_to_answer_a_press_is_waited_for(open_at):
    slow = "const ends = Date.now() + 600; while (Date.now() < ends); document.title = 'done'"
    page, seen, reach = open_at(f'<button onclick="{slow}">Send</button>')
    began = time.monotonic()
    assert reach.press(the(seen, "Send"))
    assert time.monotonic() - began > 0.5
    assert page.title() == "done"


def test_a_page_that_never_answers_a_press_is_lost(open_at):
    _, seen, reach = open_at("<button onclick='for (;;);'>Send</button>", limit=1.0)
    with pytest.raises(LostPageError, match="the page did not answer within 1 s") as lost:
        reach.press(the(seen, "Send"))
    assert lost.value.waited == 1.0


def test_a_page_that_crashed_is_no_longer_in_reach(open_at, browsers):
    page, seen, reach = open_at(BUTTON)
    browsers.kill_pages()
    assert not reach.press(the(seen, "Send"))
    assert page.url  # still there to ask


FORM = """<form action=/sent><label>Name <input name=n></label><label>Why <select name=w><option>Late</option>
<option>Lost</option></select></label><label><input type=checkbox name=t value=yes> I agree</label>
<button>Send</button></form>"""
FILLED = [
    step("fill", "Name", "Anna"),
    step("choose", "Why", "Lost"),
    step("tick", "I agree"),
    step("click", "Send"),
    step("see", "Thank you"),
]


@pytest.mark.parametrize(
    ("needs", "recordings"), [([], Recordings()), ([], Recordings(trace=Keep.ON)), (["keyboard only"], Recordings())]
)
def test_whoever_operates_it_the_same_form_is_sent_and_the_same_told(walk, needs, recordings):
    with Site({"/": FORM, "/sent": "<h1>Thank you</h1>"}) as site:
        told = walk(site.url, FILLED, persona=persona_with(needs=needs), recordings=recordings)
        assert site.asked[-1].query == {"n": "Anna", "w": "Lost", "t": "yes"}
    assert [moment.data["action"] for moment in told.of(Kind.ACTED)] == ["fill", "choose", "tick", "click", "see"]


def test_in_a_trace_every_control_has_its_name(walk, tmp_path):
    with Site({"/": FORM, "/sent": "<h1>Thank you</h1>"}) as site:
        told = walk(site.url, FILLED, recordings=Recordings(trace=Keep.ON))
    file = next(e.path for e in told.one(Kind.INSPECTED, what="recording").evidence)
    with zipfile.ZipFile(tmp_path / file) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".trace"))
        events = [json.loads(line) for line in archive.read(name).decode().splitlines()]
    clicked = [event["params"]["selector"] for event in events if event.get("method") == "click"]
    assert any("Send" in selector for selector in clicked)
