"""Where the customer did not go: how far a person is, and which links are dead."""

import pytest

from cxsim.channels.web import WebChannel
from cxsim.channels.web.manners import Manners
from cxsim.channels.web.scout import Place, promises_help
from cxsim.experience import Kind
from tests.channels.web.conftest import SHORT, persona_with, step
from tests.sites.site import Answer, Site, redirect

HIDDEN = {
    "/": "<h1>Home</h1><a href=/help>Help</a><a href=/shoes>Shoes</a>",
    "/help": "<h1>Help</h1><a href=/faq>Questions and answers</a><a href=/>Home</a>",
    "/faq": "<h1>FAQ</h1><a href=/contact>Still no answer?</a>",
    "/contact": "<h1>Contact</h1><a href=tel:+4930>030 23125</a>",
    "/shoes": "<h1>Shoes</h1>",
}


def human(told):
    return told.one(Kind.INSPECTED, what="human").data


def test_the_way_to_a_person_is_counted_in_clicks_from_every_page_that_was_seen(walk):
    with Site(HIDDEN) as site:
        told = walk(site.url, [step("click", "Help")], scouting=True)
        assert "/shoes" not in [asked.path for asked in site.asked if asked.method == "GET"]
    data = human(told)
    assert (data["clicks"], data["way"], data["url"]) == (3, "phone", "/")
    assert data["path"] == ["Help", "Questions and answers", "Still no answer?"]
    assert [(row["page"], row["clicks"]) for row in data["findings"]] == [("/", 3), ("/help", 2)]
    assert data["complete"] is True
    one = 1.35 + 1.1 + 0.2 + 0.5  # to decide, point and click, and the page that comes (fixed at half a second)
    assert (data["seconds"], data["findings"][1]["seconds"]) == (pytest.approx(3 * one, abs=0.1), round(2 * one, 1))


def test_a_number_on_the_page_is_no_click_away(walk):
    with Site({"/": "<h1>Home</h1><footer><a href=tel:+4930>Call us</a></footer>"}) as site:
        assert human(walk(site.url, [], scouting=True))["clicks"] == 0


def test_where_there_is_nobody_nobody_is_found(walk):
    with Site({"/": "<h1>Home</h1><a href=/help>Help</a>", "/help": "<h1>Help yourself</h1>"}) as site:
        data = human(walk(site.url, [], scouting=True))
    assert (data["clicks"], data["searched"]) == (None, 2)


def test_on_a_live_site_the_way_to_a_person_is_looked_for_politely(browsers, walk):
    menu = "".join(f"<a href=/help/{number}>Help {number}</a>" for number in range(8))
    robots = Answer(body="User-agent: *\nDisallow: /help/0", headers={"Content-Type": "text/plain"})
    routes = {"/": f"<h1>Home</h1><a href=/sale>Lamps</a>{menu}", "/sale": "<h1>Lamps</h1>", "/robots.txt": robots}
    helps = {f"/help/{number}": "<h1>Help yourself</h1>" for number in range(8)}
    manners = Manners(pages_a_minute=600)
    channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False, manners=manners)
    with Site(routes | helps) as site:
        told = walk(site.url, None, channel=channel, persona=persona_with(goal=["Lamps"]), sees="Lamps")
        assert {asked.method for asked in site.asked} == {"GET"}
        assert len([path for path in site.paths() if path.startswith("/help")]) == 3
        assert "/help/0" not in site.paths()
    data = human(told)
    assert (data["clicks"], data["seconds"], data["complete"]) == (None, None, False)
    assert not told.of(Kind.INSPECTED, what="links")


def test_dead_links_are_found_without_being_followed_and_harmless_ones_only(walk):
    names = ("ok", "gone", "logout", "err", "moved")
    body = "<h1>Home</h1>" + "".join(f"<a href=/{name}>{name}</a>" for name in names)
    routes = {"/": body, "/ok": "x", "/err": Answer(body="x", status=500), "/moved": redirect("/ok", 302)}
    with Site(routes) as site:
        told = walk(site.url, [], scouting=True)
        tried = [(asked.method, asked.path) for asked in site.asked if asked.path != "/"]
        assert all(method == "HEAD" for method, _ in tried)
        assert "/logout" not in dict(tried).values()
        assert all(asked.cookies == "" for asked in site.asked)
    data = told.one(Kind.INSPECTED, what="links").data
    assert sorted((f["to"], f["status"]) for f in data["findings"]) == [("/err", 500), ("/gone", 404)]
    assert data["checked"] == 4


def test_what_was_found_is_remembered_for_the_next_customer(browsers, walk):
    channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False)
    with Site(HIDDEN) as site:
        first = walk(site.url, [], channel=channel)
        asked = len(site.asked)
        second = walk(site.url, [], channel=channel)
        assert site.paths()[asked:] == ["/"]
    assert human(first) == human(second)


def test_scouting_costs_the_customer_nothing(walk):
    with Site(HIDDEN) as site:
        told = walk(site.url, [], scouting=True)
    last_seen = told.of(Kind.SAW)[-1]
    assert told.one(Kind.INSPECTED, what="human").at == last_seen.at + last_seen.data["seconds"]


def test_links_that_promise_help_are_told_by_name_or_path():
    assert promises_help("Contact us", "/x")
    assert promises_help("تماس با ما", "/x")
    assert promises_help("Mehr", "/kontakt")
    assert not promises_help("Shoes", "/shoes")
    assert not promises_help("Delete my help account", "/help/delete")
    assert Place(links={}, ways=()).ways == ()
