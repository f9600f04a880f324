"""Customers who find their own way, in a real browser: on small sites made for one question each."""

import itertools
import socket
import time

import pytest

from cxsim.channels.web import WebChannel
from cxsim.channels.web.manners import Manners
from cxsim.channels.web.walk import Budget
from cxsim.experience import Kind
from tests.channels.web.conftest import SHORT, persona_with
from tests.sites.site import Answer, Site, page, redirect

MENU = "<nav><a href=/shop>Products</a> <a href=/back>Returns</a> <a href=/help>Help</a></nav>"
SHOP = {
    "/": f"{MENU}<h1>Welcome</h1>",
    "/shop": f"{MENU}<h1>Lamps</h1>",
    "/back": f"{MENU}<h1>Returns</h1><p>Send it to the warehouse.</p>",
    "/help": f"{MENU}<h1>Help</h1><a href=/faq>Frequently asked questions</a>",
}


def wants(goal, **more):
    return persona_with(goal=[goal], problem=more.pop("problem", goal), **more)


def clicks(told):
    return [m.data["target"] for m in told.of(Kind.ACTED) if m.data["action"] == "click"]


def pages(told):
    return [m.data["url"] for m in told.of(Kind.SAW)]


def test_she_follows_the_name_that_smells_of_her_goal_and_says_why(walk):
    with Site(SHOP) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="Send it to the warehouse")
    click = told.one(Kind.ACTED).data
    assert (click["action"], click["target"], click["url"]) == ("click", "Returns", "/")
    assert click["why"] == "“returns” sounds like “return”"
    assert click["candidates"][0] == ["Returns", pytest.approx(0.86, abs=0.1)]
    assert {name for name, _ in click["candidates"]} == {"Products", "Returns", "Help"}
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert told.one(Kind.INSPECTED, what="wayfinding").data["scorer"] == "lexical"


def test_the_same_seed_makes_the_same_walk(walk):
    with Site(SHOP) as site:
        walks = [walk(site.url, None, persona=wants("my bill"), sees="nowhere", seed=3).moments for _ in range(2)]
    assert walks[0] == walks[1]


def test_she_goes_to_help_where_nothing_speaks_of_her_goal_and_gives_up_after_everything(walk):
    with Site(SHOP) as site:
        told = walk(site.url, None, persona=wants("a helicopter licence"), sees="You may fly")
    assert clicks(told)[0] == "Help"
    assert told.moments[-1].kind is Kind.GAVE_UP
    assert told.moments[-1].data["why"] == "no way on"
    assert not told.of(Kind.OUTCOME)


def test_she_goes_back_from_a_dead_end_and_tries_the_next_best(walk):
    routes = {
        "/": "<h1>Home</h1><a href=/a>Return an item</a><a href=/b>Refunds</a>",
        "/a": "<h1>Return an item</h1><p>Nothing to see here.</p>",
        "/b": "<h1>Refunds</h1><p>Here is your label.</p>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return an item"), sees="Here is your label")
    assert clicks(told) == ["Return an item", "Refunds"]
    assert [m.data["why"] for m in told.of(Kind.ACTED, action="go back")] == ["nothing here leads on"]
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_a_dead_link_is_an_error_and_she_turns_round(walk):
    routes = {"/": "<h1>Home</h1><a href=/gone>Returns</a><a href=/b>Send back by post</a>", "/b": "<h1>The label</h1>"}
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert told.one(Kind.ERRED).data["status"] == 404
    assert clicks(told) == ["Returns", "Send back by post"]


def test_weak_links_are_tried_before_she_goes_up(walk):
    routes = {
        "/": "<h1>Home</h1><a href=/orders>My orders and returns</a><a href=/x>Refunds</a>",
        "/orders": "<h1>Orders</h1><a href=/list>Your account</a>",
        "/list": "<h1>Your account</h1><p>Label for your return</p>",
        "/x": "<h1>Refunds</h1>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="Label for your return")
    assert clicks(told) == ["My orders and returns", "Your account"]
    assert not told.of(Kind.ACTED, action="go back")


def test_the_sites_own_search_is_used_where_no_name_helps(walk):
    def results(asked):
        found = "<a href=/answer>How long a helicopter may hover</a>" if "helicopter" in asked.query["q"] else ""
        return f"<h1>Results for {asked.query['q']}</h1>{found}"

    routes = {
        "/": "<h1>Home</h1><form action=/search role=search><input type=search name=q aria-label=Search></form>",
        "/search": results,
        "/answer": "<h1>Ten minutes</h1>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("fly a helicopter"), sees="Ten minutes")
    typed = told.one(Kind.ACTED, action="fill").data
    assert typed["value"] == "fly helicopter"
    assert told.one(Kind.INSPECTED, what="faq").data["searched"] == "fly helicopter"
    assert told.of(Kind.ACTED)[-1].data["target"] == "How long a helicopter may hover"
    assert told.one(Kind.OUTCOME).data["met"] is True


FORM = """<h1>Register a return</h1><form method=post action=/sent>
<label>Order number <input name=order required></label><label>E-mail <input type=email name=mail required></label>
<label>Reason <select name=why required><option value="">Please choose</option><option>Too big</option>
<option>Damaged</option></select></label><label>When did you buy it? <input type=date name=when></label>
<label>Date of purchase <input type=date name=bought></label><label>Favorite color <input name=color></label>
<label><input type=checkbox name=ok required> I accept the terms</label>
<label><input type=checkbox name=news> Send me the newsletter</label><button>Register</button></form>"""


def test_a_form_is_filled_in_from_her_identity_and_sent(walk):
    with Site({"/": FORM, "/sent": "<h1>Your return is registered</h1>"}) as site:
        persona = wants("return a damaged lamp", knows={"order": "004711", "order date": "2026-11-02"})
        told = walk(site.url, None, persona=persona, sees="Your return is registered")
        form = site.asked[-1].form
    assert (form["order"], form["why"], form["ok"], form["bought"]) == ("004711", "Damaged", "on", "2026-11-02")
    assert form["mail"].endswith("@example.com")
    assert form["color"] == ""
    assert "news" not in form
    assert [m.data["fact"] for m in told.of(Kind.TOLD)] == ["order number", "e-mail", "order date"]
    assert told.of(Kind.ACTED)[-1].data["why"].startswith("this form is where")
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_what_she_does_not_know_is_never_made_up(walk):
    form = "<h1>Returns</h1><form method=post><label>Blood type <input name=b required></label><button>Return</button>"
    with Site({"/": form}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="Thanks")
        assert {asked.method for asked in site.asked} == {"GET"}
    assert told.one(Kind.BLOCKED).data["reason"] == "she does not know what to put into “Blood type”"


def test_persian_digits_that_are_refused_are_typed_once_more_in_latin_ones(walk):
    head = "<h1>وضعیت سفارش</h1>{}<form method=post><label>شماره سفارش <input name=o></label>"
    head += "<button>نمایش سفارش</button></form>"

    def orders(asked):
        if asked.method == "GET":
            return page(head.format(""), language="fa")
        if asked.form["o"] == "4711":
            return page("<h1>فردا می‌رسد</h1>", language="fa")
        return page(head.format("<p role=alert>شماره سفارش نامعتبر است</p>"), language="fa")

    with Site({"/": orders}) as site:
        persona = wants("سفارشم کجاست", language="fa-IR", knows={"order": "4711"})
        told = walk(site.url, None, persona=persona, sees="فردا می‌رسد")
    assert [m.data["value"] for m in told.of(Kind.ACTED, action="fill")] == ["۴۷۱۱", "4711"]
    assert told.one(Kind.REFUSED).data["native_digits"] is True
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_her_own_language_comes_first(walk):
    routes = {
        "/": "<h1>Home</h1><a href=/returns>Returns</a><a href=/de lang=de>Deutsch</a>",
        "/de": page("<h1>Start</h1><a href=/de/r>Rückgabe</a>", language="de"),
        "/de/r": page("<h1>Das Etikett liegt bereit</h1>", language="de"),
    }
    with Site(routes) as site:
        persona = wants("die Lampe zurückgeben", language="de-DE")
        told = walk(site.url, None, persona=persona, sees="Das Etikett liegt bereit")
    assert clicks(told) == ["Deutsch", "Rückgabe"]
    assert told.of(Kind.ACTED)[0].data["why"] == "it is her language"


def test_an_interruption_is_answered_on_the_way(walk):
    banner = "<div role=dialog aria-modal=true>We use cookies <button onclick='this.parentElement.remove()'>Reject all"
    with Site({**SHOP, "/": f"{MENU}<h1>Hi</h1>{banner}</button></div>"}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="Send it to the warehouse")
    assert told.one(Kind.INTERRUPTED).data["handled"] == "rejected"
    assert clicks(told) == ["Reject all", "Returns"]


def test_a_question_that_unfolds_is_opened(walk):
    faq = "<h1>FAQ</h1><details><summary>How do I return something?</summary>With the label in the box.</details>"
    with Site({"/": faq}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="With the label in the box")
    assert clicks(told) == ["How do I return something?"]
    assert not told.of(Kind.BLOCKED)


def test_a_link_named_more_is_read_with_the_heading_above_it(walk):
    cards = "<section><h2>Press</h2><a href=/p>Read more</a></section>"
    cards += "<section><h2>Returns</h2><a href=/r>Read more</a></section>"
    with Site({"/": f"<h1>Home</h1>{cards}", "/r": "<h1>The label</h1>"}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert clicks(told) == ["Returns: Read more"]
    assert pages(told) == ["/", "/r"]


def test_a_tab_that_opens_is_closed_again_where_it_leads_nowhere(walk):
    routes = {
        "/": "<h1>Home</h1><a href=/new target=_blank>Returns</a><a href=/b>Send back by post</a>",
        "/new": "<h1>Nothing</h1>",
        "/b": "<h1>The label</h1>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert pages(told)[:2] == ["/", "/new"]
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_without_a_way_to_see_it_she_stops_where_she_thinks_that_she_is_right(walk):
    with Site(SHOP) as site:
        told = walk(site.url, None, persona=wants("returns"))
    stop = told.of(Kind.ACTED)[-1].data
    assert (stop["action"], stop["target"]) == ("see", "Returns")
    assert not told.of(Kind.GAVE_UP)


def test_a_style_that_writes_names_in_capitals_does_not_hide_them(walk):
    home = "<style>a { text-transform: uppercase }</style><h1>Home</h1><a href=/r>Returns</a>"
    with Site({"/": home, "/r": "<h1>The label</h1>"}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert clicks(told) == ["Returns"]


def test_of_several_buttons_she_presses_the_one_that_sends(walk):
    buttons = "<button name=do value=cancel>Cancel</button><button name=do value=preview>Preview</button>"
    form = f"<h1>Return</h1><form method=post>{buttons}<label>Order number <input name=o></label>"
    form += "<button name=do value=send>Register the return</button></form>"
    with Site({"/": lambda asked: "<h1>The label</h1>" if asked.form.get("do") == "send" else form}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert clicks(told) == ["Register the return"]


def test_what_cannot_be_operated_is_tried_once_on_all_pages(walk):
    stuck = "<div style='position:relative'><button>Return something</button>"
    stuck += "<div style='position:absolute;inset:0;background:#ccc;opacity:.5'></div></div>"
    with Site({"/": f"<h1>Home</h1>{stuck}<a href=/help>Help</a>", "/help": f"<h1>Help</h1>{stuck}"}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label", budget=Budget(act=0.5))
    blocked = told.one(Kind.BLOCKED).data
    assert (blocked["target"], blocked["why"]) == ("Return something", "not operable")
    assert pages(told)[:2] == ["/", "/help"]


def test_a_search_that_finds_nothing_is_not_trusted(walk):
    search = "<form action=/search role=search><input type=search name=q aria-label=Search></form>"
    nothing = "<h1>No results</h1><a href=/tips>How this works</a>"
    with Site({"/": f"<h1>Home</h1>{search}", "/search": nothing, "/tips": "<h1>Tips</h1>"}) as site:
        told = walk(site.url, None, persona=wants("fly a helicopter"), sees="Ten minutes")
    assert "How this works" not in clicks(told)


# -- what has no end


def endless(asked):
    number = int(asked.path.strip("/") or 0)
    links = "".join(f"<a href=/{number * 7 + step}>Returns of day {number * 7 + step}</a> " for step in range(1, 8))
    return f"<h1>Day {number}</h1>{links}"


class Everywhere(dict):
    """Routes of a site that has a page at every address."""

    def get(self, path, default=None):
        return endless


def test_a_site_of_endless_links_never_makes_her_loop_and_patience_ends_it(walk):
    site = Site({})
    site.routes = Everywhere()
    with site:
        persona = wants("return a lamp", patience={"queue": "1 min", "journey": "90 s"})
        told = walk(site.url, None, persona=persona, sees="The label")
    asked = [path for path in site.paths() if path != "/favicon.ico"]
    went = [m.data["url"] for m in told.of(Kind.SAW)]
    backs = len(told.of(Kind.ACTED, action="go back"))
    assert told.moments[-1].data["why"] == "patience"
    assert len(went) == len(set(went)) + backs, "a page is seen again only by going back"
    assert len(asked) < 60


def test_the_same_pages_under_ever_new_addresses_end_with_her_patience(walk):
    """As sites have them that write a session's id into every link."""
    visits = itertools.count()

    def page_of(number):
        menu = [(1, "Returns"), (2, "Return policy"), (3, "Send a return")]
        return lambda asked: (
            f"<h1>Page {number}</h1>"
            + "".join(f"<a href='/{to}?session={next(visits)}'>{name}</a> " for to, name in menu)
        )

    with Site({"/": page_of(0), "/1": page_of(1), "/2": page_of(2), "/3": page_of(3)}) as site:
        persona = wants("return a lamp", patience={"queue": "1 min", "journey": "90 s"})
        told = walk(site.url, None, persona=persona, sees="The label")
        assert len(site.asked) < 60
    assert told.moments[-1].data["why"] == "patience"


def test_two_pages_that_lead_to_each_other_are_each_seen_once(walk):
    routes = {"/": "<h1>A</h1><a href=/b>Returns</a>", "/b": "<h1>B</h1><a href=/>Returns</a>"}
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert clicks(told) == ["Returns"]
    assert told.moments[-1].data["why"] == "no way on"


def test_a_button_that_does_nothing_is_pressed_once(walk):
    with Site({"/": "<h1>A</h1><button>Return something</button>"}) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert clicks(told) == ["Return something"]


def test_a_page_that_hangs_costs_her_patience_and_she_goes_back(walk):
    routes = {
        "/": "<h1>Home</h1><a href=/slow>Returns</a><a href=/b>Send back by post</a>",
        "/slow": Answer(hangs=True),
        "/b": "<h1>The label</h1>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label", budget=Budget(step=1.0, act=1.0))
    assert told.one(Kind.ERRED, what="unreachable")
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_she_never_leaves_the_company(walk):
    with Site({"/": "<h1>Other</h1>"}, host="127.0.0.2") as other:
        away = f"<a href='{other.url}/'>Returns</a><a href='{other.url}/b'>Returns at our partner's</a>"
        home = f"<h1>Home</h1>{away}<a href=/b>Send back by post</a>"
        with Site({"/": home, "/b": "<h1>The label</h1>"}) as site:
            told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
        assert other.asked == []
    assert told.one(Kind.LED_AWAY).data["host"] == "127.0.0.2"
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_log_out_is_never_pressed(walk):
    home = "<h1>Home</h1><a href=/logout>Log out of returns</a><a href=/b>Returns</a>"
    with Site({"/": home, "/b": "<h1>B</h1>"}) as site:
        walk(site.url, None, persona=wants("log out and return"), sees="The label")
        assert "/logout" not in site.paths()


# -- politeness


@pytest.fixture
def polite(browsers):
    """A channel with manners; loopback addresses would need none."""

    def channel(**more):
        manners = Manners(**{"pages_a_minute": 6000, **more})
        looks = dict.fromkeys(("pictures", "accessibility", "scouting"), False)
        return WebChannel(browsers, budget=SHORT, manners=manners, **looks)

    return channel


def test_what_robots_txt_forbids_is_not_asked_for(walk, polite):
    robots = Answer(body="User-agent: *\nDisallow: /*ret", headers={"Content-Type": "text/plain"})
    routes = {
        "/": "<h1>Home</h1><a href=/ret>Returns</a><a href=/b>Help</a>",
        "/b": "<h1>B</h1>",
        "/robots.txt": robots,
    }
    with Site(routes) as site:
        told = walk(site.url, None, channel=polite(), persona=wants("return a lamp"), sees="The label")
        assert "/ret" not in site.paths()
        assert "cxsim/" in site.asked[0].agent
    assert told.one(Kind.UNSEEN).data["reason"] == "robots.txt asks not to be led to Returns"


def test_a_site_that_wants_no_visitors_gets_none(walk, polite):
    robots = Answer(body="User-agent: cxsim\nDisallow: /", headers={"Content-Type": "text/plain"})
    with Site({"/": "<h1>Home</h1>", "/robots.txt": robots}) as site:
        told = walk(site.url, None, channel=polite(), persona=wants("return a lamp"), sees="The label")
        assert site.paths() == ["/robots.txt"]
    assert "robots.txt asks not to visit" in told.one(Kind.UNSEEN).data["reason"]


def test_too_many_requests_are_waited_for_as_long_as_the_site_asks(walk, polite):
    times = []

    def busy(asked):
        times.append(time.monotonic())
        if len(times) == 1:
            return Answer(status=429, body=page("<h1>Slow down</h1>"), headers={"Retry-After": "1"})
        return "<h1>The label</h1>"

    with Site({"/": "<h1>Home</h1><a href=/r>Returns</a>", "/r": busy}) as site:
        told = walk(site.url, None, channel=polite(patience=3), persona=wants("return a lamp"), sees="The label")
    assert times[1] - times[0] >= 1.0
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_a_site_that_asks_to_come_back_in_an_hour_is_left_alone(walk, polite):
    busy = Answer(status=429, body=page("<h1>Slow down</h1>"), headers={"Retry-After": "3600"})
    with Site({"/": busy}) as site:
        told = walk(site.url, None, channel=polite(), persona=wants("return a lamp"), sees="The label")
    assert told.one(Kind.UNSEEN).data["reason"] == "the site asks us to come back in 3600 s"


def test_loopback_sites_are_explored_without_asking(walk):
    with Site(SHOP) as site:
        walk(site.url, None, persona=wants("return a lamp"), sees="Send it to the warehouse")
        assert "/robots.txt" not in site.paths()


def test_a_redirect_to_a_page_that_she_knows_makes_the_name_less_attractive(walk):
    routes = {
        "/": "<h1>A</h1><a href=/r>Returns</a><a href=/s>Return slip</a>",
        "/r": redirect("/"),
        "/s": "<h1>The label</h1>",
    }
    with Site(routes) as site:
        told = walk(site.url, None, persona=wants("return a lamp"), sees="The label")
    assert told.one(Kind.OUTCOME).data["met"] is True
    assert site.paths().count("/r") == 1


def test_pages_a_minute_are_kept(walk, polite):
    times = []

    def timed(text):
        return lambda asked: times.append(time.monotonic()) or text

    with Site({"/": timed("<h1>Home</h1><a href=/r>Returns</a>"), "/r": timed("<h1>The label</h1>")}) as site:
        told = walk(site.url, None, channel=polite(pages_a_minute=60), persona=wants("return a lamp"), sees="The label")
    assert times[1] - times[0] >= 0.9
    assert told.moments[-1].at < 20, "what is waited out of politeness is no time of hers"


# -- a live site: an address of this machine that is not a loopback one


@pytest.fixture
def live_host():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks which address would be used
            host = probe.getsockname()[0]
        except OSError:
            host = "127.0.0.1"
    if host.startswith("127."):
        pytest.skip("this machine has no address but loopback ones")
    return host


LIVE = {
    "/": "<h1>Shop</h1><button onclick='fetch(`/pressed`)'>Return something</button><a href=/do?delete=1>Return all</a>"
    "<form action=/search><input type=search name=q aria-label=Search></form><a href=/r>Returns</a>",
    "/r": "<h1>Returns</h1><form method=post action=/sent><label>E-mail <input name=e></label>"
    "<button>Return</button></form>",
}


def test_on_a_live_site_she_reads_and_follows_links_and_does_nothing_else(walk, polite, live_host):
    with Site(LIVE, host=live_host) as site:
        told = walk(site.url, None, channel=polite(), persona=wants("return a lamp"), sees="The label")
        assert {asked.method for asked in site.asked} == {"GET"}
        assert set(site.paths()) - {"/favicon.ico"} == {"/robots.txt", "/", "/r"}
    assert {m.data["action"] for m in told.of(Kind.ACTED)} == {"click", "go back"}


def test_with_a_permission_in_writing_she_sends_forms_on_a_live_site(walk, polite, live_host):
    allow = {"send forms": {"by": "A. Meier", "until": "2999-12-31"}}
    with Site({**LIVE, "/sent": "<h1>The label</h1>"}, host=live_host) as site:
        told = walk(site.url, None, channel=polite(), persona=wants("return a lamp"), sees="The label", allow=allow)
        assert any(asked.method == "POST" for asked in site.asked) or "/pressed" in site.paths()
    assert told.of(Kind.ACTED)
