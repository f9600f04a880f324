"""Pop-ups are recognized, read for what they tell, and answered so that the walk goes on."""

import pytest

from cxsim.experience import Kind
from tests.channels.web.conftest import step
from tests.sites.site import Site

GO = "onclick=\"this.closest('[role=dialog]').remove()\""
OVER = "role=dialog style='position:fixed;inset:40px;background:#fff'"


def told_by(walk, popup, steps=(), body="<h1>Home</h1><a href=/b>Next</a>"):
    with Site({"/": body + popup, "/b": "<h1>Next page</h1>"}) as site:
        return walk(site.url, [*steps, step("click", "Next"), step("see", "Next page")])


@pytest.mark.parametrize(
    ("buttons", "handled", "refusable"),
    [
        (f"<button {GO}>Accept all</button><button {GO}>Reject all</button>", "rejected", True),
        (f"<button {GO}>Alle akzeptieren</button><a href=#s>Einstellungen</a>", "accepted", False),
        (f"<button {GO}>پذیرش همه</button><button {GO}>رد همه</button>", "rejected", True),
    ],
)
def test_a_cookie_banner_is_answered_at_the_least_cost(walk, buttons, handled, refusable):
    told = told_by(walk, f"<div {OVER}><h2>Cookies</h2>We use cookies. {buttons}</div>")
    data = told.one(Kind.INTERRUPTED).data
    assert (data["what"], data["handled"], bool(data["reject"])) == ("cookies", handled, refusable)
    assert data["accept"]["role"] == "button"
    assert not told.of(Kind.BLOCKED)


def test_a_banner_without_any_role_is_recognized_by_its_words(walk):
    button = "<button onclick='b.remove()'>OK</button>"
    banner = f"<div style='position:fixed;bottom:0' id=b>This site uses cookies.{button}</div>"
    assert told_by(walk, banner).one(Kind.INTERRUPTED).data["handled"] == "accepted"


def test_a_fixed_header_is_no_interruption(walk):
    told = told_by(
        walk, "<header style='position:fixed;top:0'>Example Shop and its menu <button>Menu</button></header>"
    )
    assert not told.of(Kind.INTERRUPTED)


def test_a_newsletter_is_closed(walk):
    form = f"<input aria-label=E-mail><button>Subscribe</button><button {GO}>No thanks</button>"
    popup = f"<div {OVER}>10 % off your first order! {form}</div>"
    data = told_by(walk, popup).one(Kind.INTERRUPTED).data
    assert (data["what"], data["handled"]) == ("newsletter", "closed")


def test_an_update_that_tells_everything_is_put_off(walk):
    text = """<h2>Orders are moving</h2><p>The order list now shows where your parcel is.</p><p>Your settings stay as
    they are.</p><p>If you do nothing, the page switches by itself on 1 April.</p>"""
    buttons = f"<button {GO}>Update now</button><button {GO}>Remind me later</button>"
    popup = f"<div {OVER} aria-modal=true aria-label='Update'>{text}{buttons}</div>"
    data = told_by(walk, popup).one(Kind.INTERRUPTED).data
    told = ("says_what_changes", "says_effect", "can_defer", "says_consequence")
    assert [data[key] for key in told] == [True] * 4
    assert (data["what"], data["handled"], data["mid_task"]) == ("update", "postponed", False)


def test_an_update_that_says_nothing_in_the_middle_of_typing_is_recorded_so(walk):
    body = "<h1>Home</h1><a href=/b>Next</a><form><label>Name <input name=n oninput='d.hidden = false'></label></form>"
    popup = (
        f"<div {OVER} aria-modal=true id=d hidden><h2>Update</h2>A new version is here!<button {GO}>OK</button></div>"
    )
    told = told_by(walk, popup, [step("fill", "Name", "Anna")], body)
    data = told.one(Kind.INTERRUPTED).data
    told_things = ("says_what_changes", "says_effect", "can_defer", "says_consequence")
    assert [data[key] for key in told_things] == [False] * 4
    assert (data["handled"], data["mid_task"]) == ("accepted", True)
    assert not told.of(Kind.BLOCKED)


def test_a_later_that_does_not_work_is_no_way_to_defer(walk):
    popup = f"<div {OVER} aria-modal=true><h2>Update</h2>The menu has changed.<button>Later</button></div>"
    data = told_by(walk, popup).of(Kind.INTERRUPTED)[0].data
    assert (data["can_defer"], data["handled"]) == (False, "left open")


def test_a_window_that_she_opened_herself_is_none(walk):
    sizes = "<dialog id=d>Small, medium, large. <button>Close</button></dialog>"
    body = f"<h1>Home</h1><button onclick='d.showModal()'>Sizes</button>{sizes}"
    with Site({"/": body}) as site:
        told = walk(site.url, [step("click", "Sizes"), step("see", "Small, medium, large")])
    assert not told.of(Kind.INTERRUPTED, Kind.BLOCKED)


def test_answering_takes_time_of_her_own(walk):
    told = told_by(walk, f"<div {OVER}>We use cookies. <button {GO}>Reject</button></div>")
    answer = told.one(Kind.ACTED, why="to go on").data
    assert answer["target"] == "Reject"
    assert answer["seconds"] > 2.65
