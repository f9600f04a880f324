"""A script is followed in a real browser: what is tried, what depends on the page, and what comes from a group."""

from datetime import date

import pytest

from cxsim.channels.web.permission import missing
from cxsim.channels.web.walk import Budget
from cxsim.experience import Kind
from cxsim.scenario import Stop
from cxsim.script import Do, Try, When
from cxsim.touchpoint import Touchpoint
from tests.channels.web.conftest import step
from tests.sites.site import Site

SHOP = {
    "/": "<h1>Home</h1><a href=/kettle>Kettle</a><a href=/lamp>Lamp</a>",
    "/kettle": "<h1>Kettle</h1><p>Sold out</p><a href=/tell>Tell me</a>",
    "/lamp": "<h1>Lamp</h1><a href=/basket>Add to basket</a>",
    "/tell": "<h1>We will tell you</h1>",
    "/basket": "<h1>Your basket</h1>",
}


def trying(*steps):
    return Try(steps=steps)


def doing(name, *steps):
    return Do(group=name, steps=steps)


def sold_out(**ways):
    return When(by="sees", value="Sold out", **ways)


def test_what_cannot_be_done_of_what_is_tried_is_recorded_and_she_goes_on(walk):
    script = [trying(step("click", "Accept"), step("click", "Close")), step("click", "Lamp"), step("see", "Basket")]
    with Site(SHOP) as site:
        told = walk(site.url, script)
    without = told.one(Kind.WENT_WITHOUT).data
    assert (without["target"], without["step"], without["not_reached"]) == ("Accept", 1, ["click: Close"])
    assert [(m.data["target"], m.data["step"]) for m in told.of(Kind.ACTED)] == [("Lamp", 3), ("Basket", 4)]
    assert not told.of(Kind.BLOCKED)


def test_what_is_tried_and_possible_is_done(walk):
    with Site(SHOP) as site:
        told = walk(site.url, [trying(step("click", "Lamp")), step("see", "Add to basket")])
    assert not told.of(Kind.BLOCKED, Kind.WENT_WITHOUT)


@pytest.mark.parametrize(
    ("product", "done", "because"),
    [("Kettle", "Tell me", "she sees “Sold out”"), ("Lamp", "Add to basket", "she does not see “Sold out”")],
)
def test_a_condition_is_asked_of_the_page_before_her(walk, product, done, because):
    script = [
        step("click", product),
        sold_out(then=[step("click", "Tell me"), step("see", "tell you")], otherwise=[step("click", "Add to basket")]),
        step("see", ""),
    ]
    with Site(SHOP) as site:
        told = walk(site.url, script)
    acted = told.of(Kind.ACTED)
    assert (acted[1].data["target"], acted[1].data["when"]) == (done, because)
    assert "when" not in acted[0].data
    assert acted[-1].data["step"] == 5  # counted as they stand in the file, whichever way she went


def test_a_condition_sees_what_came_after_the_page(walk):
    late = (
        "<h1>Home</h1><script>setTimeout(() => document.body.append('Sold out'), 40)</script><a href=/tell>Tell me</a>"
    )
    with Site({**SHOP, "/": late}) as site:
        told = walk(site.url, [sold_out(then=[step("click", "Tell me")])])
    assert told.one(Kind.ACTED).data["target"] == "Tell me"


def test_conditions_ask_for_the_address_and_the_device(walk):
    script = [
        When(by="device", value="phone", then=[step("click", "Lamp")], otherwise=[step("click", "Kettle")]),
        When(by="address", value="/la*", then=[step("click", "Add to basket")]),
    ]
    with Site(SHOP) as site:
        by_phone = walk(site.url, script, variant="phone")
        by_mouse = walk(site.url, script)
    assert [m.data["target"] for m in by_phone.of(Kind.ACTED)] == ["Lamp", "Add to basket"]
    assert by_phone.of(Kind.ACTED)[0].data["when"] == "she has a phone"
    assert [m.data["target"] for m in by_mouse.of(Kind.ACTED)] == ["Kettle"]


def test_moments_say_which_group_a_step_came_from(walk):
    group = doing("look at a lamp", step("click", "Lamp"), trying(step("click", "Nothing")), step("click", "Gone"))
    with Site(SHOP) as site:
        told = walk(site.url, [group, step("see", "x"), sold_out(then=[step("click", "y")])])
    assert told.one(Kind.ACTED).data["group"] == "look at a lamp"
    assert told.one(Kind.WENT_WITHOUT).data["group"] == "look at a lamp"
    blocked = told.one(Kind.BLOCKED).data
    assert (blocked["group"], blocked["step"]) == ("look at a lamp", 3)
    assert blocked["not_reached"] == ["see: x", "something that depends on whether she sees “Sold out”"]


def test_a_group_may_begin_by_opening_an_address(walk):
    with Site(SHOP) as site:
        walk(site.url, [doing("come in by a link", step("open", "/lamp"))])
        assert "/" not in site.paths()


def test_a_lost_page_ends_the_visit_also_where_the_step_was_only_tried(walk):
    from tests.sites.site import Answer

    with Site({**SHOP, "/lamp": Answer(hangs=True)}) as site:
        hasty = Budget(step=1.0, walk=60.0)
        told = walk(site.url, [trying(step("click", "Lamp")), step("see", "Home")], budget=hasty)
    assert told.one(Kind.BLOCKED).data["why"] == "no answer"
    assert told.one(Kind.ERRED).data["what"] == "unreachable"


@pytest.mark.parametrize(
    "part",
    [
        trying(step("fill", "Name", "Anna")),
        doing("write", step("fill", "Name", "Anna")),
        sold_out(otherwise=[trying(step("fill", "Name", "Anna"))]),
    ],
)
def test_a_permission_is_needed_for_what_stands_in_any_branch_or_group(part):
    shop = Touchpoint(name="web shop", channel="web", address="https://www.shop.example")
    steps = Stop(touchpoint="web shop", steps=(step("click", "Help"), part)).every_step
    address, today = "https://www.shop.example", date(2026, 11, 22)
    why = missing(shop, steps, address=address, environment=None, today=today, uses=lambda *asked: True)
    assert "nobody has allowed to send forms" in why
