"""What a customer notices: pages, waits, errors, alerts, being asked again, facts, and that the goal is reached."""

import pytest

from cxsim.channels.web import WebChannel
from cxsim.experience import Kind
from tests.channels.web.conftest import SHORT, persona_with, step, visit_of
from tests.sites.site import Answer, Site, page

ASKING = (
    "<h1>Form {}</h1><form method=post action={}><label>Order number <input name=o></label><button>Send</button></form>"
)


def test_a_page_is_seen_with_its_words_language_direction_and_evidence(walk):
    body = page("<h1>خوش آمدید</h1><p>این فروشگاه برای شما است و از شما سفارش می‌گیرد.</p>", title="خانه", language="fa")
    with Site({"/": body.replace("<html", "<html dir=rtl")}) as site:
        told = walk(site.url, [], pictures=True)
    saw = told.one(Kind.SAW)
    assert (saw.data["title"], saw.data["language"], saw.data["direction"]) == ("خانه", "fa", "rtl")
    assert saw.data["words"] == 12
    assert saw.evidence[0].path.endswith(".jpg")
    assert {"load", "ttfb", "cls"} <= set(saw.measured)


def test_the_clock_counts_loading_reading_and_acting_without_sleeping(walk):
    with Site({"/": "<h1>Home</h1>" + "<p>word</p>" * 238 + "<a href=/b>Next</a>", "/b": "<h1>B</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")], loading=2.0)
    wait, saw, act = told.of(Kind.WAITED)[0], told.of(Kind.SAW)[0], told.of(Kind.ACTED)[0]
    assert (wait.at, wait.data["seconds"]) == (2.0, 2.0)
    assert saw.data["seconds"] == pytest.approx(15.126)  # 240 words, a quarter of them at 238 a minute
    assert act.at == pytest.approx(2.0 + 15.126)
    assert act.data["seconds"] == pytest.approx(1.35 + 1.10 + 0.20)
    assert told.of(Kind.WAITED)[1].at == pytest.approx(act.at + act.data["seconds"] + 2.0)


def test_measured_loading_times_count_where_none_is_given(walk):
    with Site({"/": Answer(body="<h1>Slow</h1>", delay=1.2)}) as site:
        told = walk(site.url, [], loading=None)
    assert 1.2 <= told.one(Kind.WAITED).data["seconds"] < 15
    assert told.one(Kind.SAW).measured["ttfb"] >= 1.2


STANDS_STILL = """<button onclick="const end = Date.now() + 700; while (Date.now() < end); this.textContent = 'Added'">
Add</button> <button>Wait</button>"""


def test_a_page_that_stands_still_after_a_press_is_noticed_once(walk):
    with Site({"/": STANDS_STILL}) as site:
        told = walk(site.url, [step("click", "Wait"), step("click", "Add"), step("click", "Wait")], loading=None)
        fixed = walk(site.url, [step("click", "Add")], loading=0.5)
    assert told.one(Kind.SAW).measured["inp"] == 0.0
    assert 0.7 <= told.one(Kind.INSPECTED, what="response").measured["inp"] < 5.0
    assert not fixed.of(Kind.INSPECTED, what="response")
    assert "inp" not in fixed.one(Kind.SAW).measured, "not measured is neither good nor bad"


PUSHES = """<script>fetch('/ad').then(async answer => {
document.getElementById('ad').innerHTML = await answer.text() })</script>"""


def test_a_page_that_jumps_is_measured(walk):
    body = "<div id=ad></div>" + "<p>What she reads.</p>" * 30 + PUSHES
    late = Answer(body="<h1 style='height:500px'>Buy!</h1>", delay=0.5)  # when the page has long been painted
    with Site({"/": body, "/ad": late}) as site:
        told = walk(site.url, [])
    assert told.one(Kind.SAW).measured["cls"] > 0.25


def test_what_was_read_before_is_not_read_again(walk):
    frame = "<nav>" + "<p>the same words on every page</p>" * 20 + "</nav>"
    with Site({"/": frame + "<a href=/b>Next</a>", "/b": frame + "<h1>Only this is new</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")])
    first, second = (m.data["seconds"] for m in told.of(Kind.SAW))
    assert second < first


def test_a_link_to_a_missing_page_is_a_dead_link(walk):
    with Site({"/": "<a href=/gone>Delivery times</a>"}) as site:
        told = walk(site.url, [step("click", "Delivery times")])
    assert told.one(Kind.ERRED).data == {
        "what": "link",
        "text": "the page answers with the error 404",
        "url": "/gone",
        "status": 404,
    }


def test_a_page_with_an_error_is_recorded(walk):
    with Site({"/": Answer(body="<h1>Oops</h1>", status=500)}) as site:
        assert walk(site.url, []).one(Kind.ERRED).data["status"] == 500


def test_errors_of_scripts_and_missing_parts_are_recorded_without_the_host(walk):
    body = "<h1>Home</h1><img src=/no.png alt=x><script>console.error('broken: ' + location.href); missing()</script>"
    with Site({"/": body}) as site:
        told = walk(site.url, [])
    errors = {(m.data["what"], m.data["text"], m.data["url"]) for m in told.of(Kind.ERRED)}
    assert ("console", "broken: /", "/") in errors
    assert ("console", "missing is not defined", "/") in errors
    assert ("network", "answered with 404", "/no.png") in errors


def test_alerts_and_questions_of_the_browser_are_answered_and_recorded(walk):
    body = (
        "<button onclick=\"alert('Mind the gap'); document.body.append(confirm('Sure?') ? 'Yes' : 'No')\">Go</button>"
    )
    with Site({"/": body}) as site:
        told = walk(site.url, [step("click", "Go"), step("see", "Yes")])
    assert [(m.data["text"], m.data["dialog"]) for m in told.of(Kind.INTERRUPTED)] == [
        ("Mind the gap", "alert"),
        ("Sure?", "confirm"),
    ]
    assert not told.of(Kind.BLOCKED)


def test_to_be_asked_again_on_a_later_page_is_known(walk):
    routes = {"/": ASKING.format(1, "/two"), "/two": ASKING.format(2, "/end"), "/end": "<h1>End</h1>"}
    steps = [step("fill", "Order number", "<order>"), step("click", "Send")] * 2
    with Site(routes) as site:
        told = walk(site.url, steps)
    assert [(m.data["known"], m.data["told_at"]) for m in told.of(Kind.ASKED)] == [(False, None), (True, "web shop")]


def test_what_was_told_at_another_touchpoint_is_known_here(walk):
    with Site({"/": ASKING.format(1, "/")}) as site:
        told = walk(site.url, [step("fill", "Order number", "4711")], told={"order number": "phone"})
    assert told.one(Kind.ASKED).data["told_at"] == "phone"


def test_facts_that_pages_state_are_recorded(walk):
    with Site({"/": "<p>Call us on 030 23125-111, Mon–Fri 8am–8pm.</p>"}) as site:
        told = walk(site.url, [])
    stated = [(m.data["fact"], m.data["value"], m.data["where"]) for m in told.of(Kind.STATED)]
    assert ("phone hours", "mon-fri 08:00-20:00", "/") in stated


def test_the_goal_is_reached_as_soon_as_its_text_is_seen(walk):
    with Site(
        {"/": "<a href=/b>Next</a>", "/b": "<h1>Your  return\n is Registered</h1><a href=/c>On</a>", "/c": "<p>c</p>"}
    ) as site:
        told = walk(site.url, [step("click", "Next"), step("click", "On")], sees="your return is registered")
    outcome = told.one(Kind.OUTCOME)
    assert outcome.data["met"] is True
    assert told.moments.index(outcome) < told.moments.index(told.of(Kind.SAW)[-1])


def test_the_goal_is_reached_at_an_address(walk):
    with Site({"/": "<a href='/done/17?x=1'>Next</a>", "/done/17": "<h1>x</h1>"}) as site:
        told = walk(site.url, [step("click", "Next")], at_address="/done/*")
    assert told.one(Kind.OUTCOME).data["reason"] == "address /done/*"


def test_a_goal_that_is_not_seen_is_left_to_the_engine(walk):
    with Site({"/": "<h1>Home</h1>"}) as site:
        assert not walk(site.url, [], sees="Thank you").of(Kind.OUTCOME)


def test_whose_patience_is_spent_gives_up(walk):
    persona = persona_with(patience={"journey": "20 s"})
    with Site({"/": "<h1>Home</h1><a href=/>Again</a>"}) as site:
        told = walk(site.url, [step("click", "Again")] * 20, persona=persona, loading=5.0)
    assert told.moments[-1].kind is Kind.GAVE_UP
    assert told.moments[-1].data["why"] == "patience"
    assert len(told.of(Kind.ACTED)) < 5


def test_two_walks_with_the_same_seed_and_fixed_loading_are_equal(walk):
    banner = "We use cookies <button onclick='this.parentNode.remove()'>Reject all</button>"
    cookies = f"<div role=dialog aria-label=Cookies>{banner}</div>"
    routes = {"/": "<h1>Home</h1>" + cookies + ASKING.format(1, "/b"), "/b": "<h1>Thank you</h1>"}
    steps = [step("fill", "Order number", "<order>"), step("click", "Send"), step("see", "Thank you")]
    runs = []
    for _ in range(2):
        with Site(routes) as site:
            runs.append(walk(site.url, steps, pictures=True, accessibility=True, scouting=True).moments)
    assert runs[0] == runs[1]
    assert len(runs[0]) > 12


def test_two_at_once_share_neither_cookies_nor_storage(walk, browsers, tmp_path):
    told = "<h1>Home</h1><p id=p></p><script>p.textContent = `known: ${localStorage.who} ${document.cookie}`;"
    leave = "localStorage.who = 'her'; document.cookie = 'who=her'; indexedDB.open('x'); caches?.open('x')</script>"
    channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False, scouting=False)
    with Site({"/": told + leave}) as site:
        visits = [channel.perform(visit_of(site.url, [step("open", "/")] * 2, tmp_path)) for _ in range(2)]
        turns = [moment for pair in zip(*visits, strict=True) for moment in pair]  # one moment each, in turns
    first, second = ([m.data["text"] for m in turns[which::2] if m.kind is Kind.SAW] for which in (0, 1))
    assert first == second
    assert "known: undefined" in first[0]
    assert "known: her who=her" in first[-1]


def test_nobody_shares_a_cookie_with_anybody(walk):
    with Site({"/": Answer(body="<h1>Home</h1>", headers={"Set-Cookie": "who=anna"})}) as site:
        walk(site.url, [step("open", "/")])
        walk(site.url, [step("open", "/")])
        assert [asked.cookies for asked in site.asked] == ["", ""]


def test_persian_digits_are_typed_by_somebody_who_writes_persian(walk):
    with Site(
        {"/": "<form action=/b><label>شماره سفارش <input name=o></label><button>نمایش</button></form>", "/b": "x"}
    ) as site:
        told = walk(
            site.url,
            [step("fill", "شماره سفارش", "<order>"), step("click", "نمایش")],
            persona=persona_with(language="fa-IR", knows={"order": "004711"}),
        )
        assert site.asked[-1].query == {"o": "۰۰۴۷۱۱"}
    assert told.of(Kind.TOLD)[0].data == {"fact": "order number", "value": "۰۰۴۷۱۱"}


@pytest.mark.parametrize("sends", ["<form action=/b><button>Go</button></form>", "<a href=/b>Go</a>"])
def test_the_page_to_come_is_waited_for_however_slow(walk, sends):
    with Site({"/": f"<h1>Home</h1>{sends}", "/b": Answer(body="<h1>Slow page</h1>", delay=1.0)}) as site:
        told = walk(site.url, [step("click", "Go")])
    assert [m.data["url"].rstrip("?") for m in told.of(Kind.SAW)] == ["/", "/b"]


def test_what_a_script_loads_is_waited_for(walk):
    show = "document.querySelector('h1').textContent = 'Your parcel is in Leipzig'"
    load = f"fetch('/data').then(r => r.text()).then(() => {show})"
    routes = {"/": f'<h1>Home</h1><button onclick="{load}">Where?</button>', "/data": Answer(body="x", delay=0.6)}
    with Site(routes) as site:
        told = walk(site.url, [step("click", "Where?")], sees="Your parcel is in Leipzig")
    assert told.one(Kind.OUTCOME).data["met"] is True


def test_an_answer_without_a_page_leaves_her_where_she_is(walk):
    with Site({"/": "<h1>Home</h1><form action=/b><button>Go</button></form>", "/b": Answer(status=204)}) as site:
        told = walk(site.url, [step("click", "Go"), step("see", "Home")])
    assert not told.of(Kind.BLOCKED)
