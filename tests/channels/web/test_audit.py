"""What is read off a page: its ways on, forms, costs, questions and answers, width, and rules of accessibility."""

from cxsim.channels.web import WebChannel
from cxsim.experience import Kind
from tests.channels.web.conftest import SHORT, persona_with, step
from tests.sites.site import Site


def inspected(walk, body, what, steps=(), **more):
    routes = body if isinstance(body, dict) else {"/": body}
    with Site(routes) as site:
        return walk(site.url, list(steps), **more).of(Kind.INSPECTED, what=what)


def test_a_page_s_links_and_ways_on_are_counted(walk):
    links = "<a href=/a>A</a><a href=#top>Top</a><a href=/>Here</a>"
    body = f"<h1>Home</h1>{links}<button>Go</button><button disabled>No</button>"
    data = inspected(walk, body, "page")[0].data
    assert [link["to"] for link in data["links"]] == ["/a", "/#top", "/"]
    assert data["ways_on"] == 2


def test_a_dead_end_has_no_way_on(walk):
    assert inspected(walk, "<h1>Thank you</h1><p>Bye.</p>", "page")[0].data["ways_on"] == 0


def test_a_form_s_fields_are_listed_with_labels_facts_and_tokens(walk):
    body = """<h1>Contact</h1><form role=search><input type=search aria-label=Search></form>
    <form aria-label='Write to us'>
    <label>E-mail <input name=m autocomplete=email required></label><input name=o placeholder='Order number'>
    <label><input type=radio name=r> A</label><label><input type=radio name=r> B</label>
    <input type=hidden name=h><div style='display:none'><input name=trap></div><button>Send</button></form>"""
    data = inspected(walk, body, "form")[0].data
    assert (data["name"], data["checkout"]) == ("Write to us", False)
    assert [(f["label"], f["by"], f["fact"], f["autocomplete"]) for f in data["fields"]] == [
        ("E-mail", "label", "e-mail", "email"),
        ("Order number", "placeholder", "order number", ""),
        ("A", "label", None, ""),
    ]


def test_a_checkout_that_forces_an_account_is_recognized(walk):
    body = "<h1>Checkout</h1><p>Please log in.</p><form><label>Password <input type=password></label></form>{}"
    data = inspected(walk, body.format(""), "page")[0].data
    assert (data["checkout"], data["account_needed"], data["guest"]) == (True, True, False)
    assert inspected(walk, body.format("<button>Order as a guest</button>"), "page")[0].data["guest"] is True


def test_a_cart_that_leads_to_the_checkout_is_none(walk):
    assert inspected(walk, "<h1>Cart</h1><a href=/checkout>Checkout</a>", "page")[0].data["checkout"] is False


def test_costs_are_read_in_one_line_or_two(walk):
    goods = "<dl><dt>Goods</dt><dd>€39.90</dd><dt>Shipping</dt><dd>€4.90</dd></dl>"
    body = f"<h1>Payment</h1>{goods}<p>Handling fee: 3,50 €</p><p>Total €48.30</p>"
    data = inspected(walk, body, "costs")[0].data
    assert data["costs"] == [{"what": "shipping", "amount": "€4.90"}, {"what": "fee", "amount": "3,50 €"}]
    assert (data["total"], data["checkout"]) == ("€48.30", True)


def test_free_shipping_is_no_cost(walk):
    data = inspected(walk, "<h1>Cart</h1><p>€39.90</p><p>Shipping: free</p>", "costs")[0].data
    assert data["costs"] == []


QUESTIONS = """<h1>Frequently asked questions</h1>
<details><summary>Do you ship to islands?</summary><p>See section 3.</p></details>
<details><summary>How do I pay?</summary><p>With a card.</p></details>
{}"""


def test_the_answer_is_looked_for_in_the_customer_s_own_words(walk):
    persona = persona_with(problem="My parcel never arrived.", goal=["Find the parcel"])
    answer = "<details><summary>My parcel is lost or late</summary><p>We send a new one.</p></details>"
    without = inspected(walk, QUESTIONS.format(""), "faq", persona=persona)[0].data
    assert (without["items"], without["scanned"], without["found"]) == (2, 2, False)
    data = inspected(walk, QUESTIONS.format(answer), "faq", [step("see", "parcel is lost")], persona=persona)[0].data
    assert (data["items"], data["scanned"], data["found"]) == (3, 3, True)
    assert data["question"] == "My parcel is lost or late"


def test_a_search_without_an_answer_is_a_hill_without_a_top(walk):
    form = "<form action=/search><label>Search <input type=search name=q></label><button>Go</button></form>"
    routes = {"/": form, "/search": "<h1>We found no answer to “lost parcel”.</h1>"}
    steps = [step("fill", "Search", "lost parcel"), step("click", "Go")]
    data = inspected(walk, routes, "faq", steps)[0].data
    assert (data["searched"], data["found"], data["items"]) == ("lost parcel", False, 0)


def test_what_sticks_out_of_a_phone_is_measured_and_named(walk):
    body = "<h1>Home</h1><table class=wide style='width:600px'><tr><td>x</td></tr></table>"
    data = inspected(walk, body, "overflow", persona=persona_with(device="phone"))[0].data
    assert data["wide"] > 200
    assert data["findings"][0] == {"element": "table.wide"}
    assert (data["viewport"], data["touch"]) == ("390x844", True)


def test_axe_finds_what_is_wrong_once_per_page_and_screen(walk, browsers):
    body = """<h1>Home</h1><img src=/x.svg><p style='color:#bbb;background:#fff'>faint</p>
    <a href=/a style='font-size:8px'>a</a><br><a href=/b style='font-size:8px'>b</a>"""
    channel = WebChannel(browsers, budget=SHORT, pictures=False, scouting=False)
    with Site({"/": body}) as site:
        first, again = (walk(site.url, [], channel=channel) for _ in range(2))
    rules = {finding["rule"] for finding in first.one(Kind.INSPECTED, what="accessibility").data["findings"]}
    assert {"image-alt", "color-contrast"} <= rules
    targets = first.one(Kind.INSPECTED, what="targets").data
    assert targets["count"] >= 1
    assert again.one(Kind.INSPECTED, what="targets").data == targets
