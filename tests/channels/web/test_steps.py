"""Every action of a script, done in a real browser on a real server."""

import pytest

from cxsim.errors import ChannelError
from cxsim.experience import Kind
from tests.channels.web.conftest import persona_with, step
from tests.sites.site import Site, redirect

FORM = """<h1>Tell us</h1><form method=post action=/sent enctype=multipart/form-data>
<label>Order number <input name=order></label>
<label for=m>E-mail</label><input id=m type=email name=mail>
<label>Reason <select name=reason><option>Late</option><option>Defective</option></select></label>
<label><input type=checkbox name=terms> I accept the terms</label>
<fieldset><legend>Contact me by</legend><label><input type=radio name=by value=p> Phone</label>
<label><input type=radio name=by value=m> Mail</label></fieldset>
<label>Photo <input type=file name=photo></label>
<button>Send</button></form>"""


def test_a_whole_form_is_filled_chosen_ticked_uploaded_and_sent(walk, tmp_path):
    (tmp_path / "scenarios" / "files").mkdir(parents=True)
    (tmp_path / "scenarios" / "files" / "leak.jpg").write_bytes(b"a picture")
    steps = [
        step("fill", "Order number", "<order>"),
        step("fill", "E-mail", "<email>"),
        step("choose", "Reason", "Defective"),
        step("choose", "Contact me by", "Mail"),
        step("tick", "I accept the terms"),
        step("upload", "Photo", "files/leak.jpg"),
        step("click", "Send"),
        step("see", "We have got it"),
    ]
    with Site({"/": FORM, "/sent": "<h1>We have got it</h1>"}) as site:
        told = walk(site.url, steps, persona=persona_with(knows={"order": "004711"}), sees="We have got it")
        sent = site.asked[-1].form["raw"]
    assert not told.of(Kind.BLOCKED)
    assert all(part in sent for part in ("004711", "@example.com", "Defective", "a picture", 'name="terms"'))
    assert sent.partition('name="by"')[2].strip().startswith("m")
    assert told.one(Kind.OUTCOME).data == {"goal": "A repair", "met": True, "reason": "sees We have got it"}
    assert [m.data["fact"] for m in told.of(Kind.TOLD)] == ["order number", "e-mail"]
    assert [(m.data["fact"], m.data["known"]) for m in told.of(Kind.ASKED)] == [
        ("order number", False),
        ("e-mail", False),
    ]


def test_a_link_is_followed_and_back_leads_back(walk):
    routes = {"/": "<h1>Home</h1><a href=/help>Help</a>", "/help": "<h1>How can we help?</h1>"}
    with Site(routes) as site:
        told = walk(site.url, [step("click", "Help"), step("go back"), step("see", "Home")])
    assert [m.data["url"] for m in told.of(Kind.SAW)] == ["/", "/help", "/"]
    assert not told.of(Kind.BLOCKED)


def test_where_there_is_nothing_to_go_back_to_she_is_blocked(walk):
    with Site({"/": "<h1>Home</h1>"}) as site:
        told = walk(site.url, [step("go back")])
    assert told.one(Kind.BLOCKED).data["reason"] == "there is no page to go back to"


def test_open_goes_to_a_page_of_the_site_at_once(walk):
    with Site({"/": "<h1>Home</h1>", "/help": "<h1>Help</h1>"}) as site:
        told = walk(site.url, [step("open", "/help")])
        assert site.paths() == ["/help"]
    assert told.one(Kind.SAW).data["url"] == "/help"


def test_open_refuses_what_is_no_web_address(walk):
    with Site({"/": "<h1>Home</h1>"}) as site, pytest.raises(ChannelError, match="is no web address"):
        walk(site.url, [step("open", "file:///etc/passwd")])


def test_a_key_is_pressed(walk):
    listening = (
        "<h1>Home</h1><script>onkeydown = e => { if (e.key == 'Enter') document.body.append('Enter came') }</script>"
    )
    with Site({"/": listening}) as site:
        told = walk(site.url, [step("key", "enter"), step("see", "Enter came")])
    assert not told.of(Kind.BLOCKED)


def test_wait_for_waits_longer_than_see(walk):
    late = "<h1>Home</h1><script>setTimeout(() => document.body.append('Here I am'), 1500)</script>"
    with Site({"/": late}) as site:
        assert walk(site.url, [step("see", "Here I am")]).one(Kind.BLOCKED).data["why"] == "missing"
        assert not walk(site.url, [step("wait for", "Here I am")]).of(Kind.BLOCKED)


def test_log_in_finds_the_form_and_types_what_the_environment_holds(walk, monkeypatch):
    monkeypatch.setenv("SHOP_USER", "anna@example.com")
    monkeypatch.setenv("SHOP_PASSWORD", "very secret 1")
    login = """<h1>Welcome</h1><form method=post action=/login><label>E-mail <input name=u type=email></label>
    <label>Password <input name=p type=password></label><button>Log in</button></form>"""

    def come_in(asked):
        right = asked.form == {"u": "anna@example.com", "p": "very secret 1"}
        return redirect("/account") if right else login

    routes = {
        "/": "<h1>Home</h1><a href=/in>Log in</a>",
        "/in": login,
        "/login": come_in,
        "/account": "<h1>Hello Anna</h1>",
    }
    accounts = {"loyal": {"user": "$SHOP_USER", "password": "$SHOP_PASSWORD"}}
    with Site(routes) as site:
        told = walk(
            site.url,
            [step("log in"), step("see", "Hello Anna")],
            persona=persona_with(account="loyal"),
            accounts=accounts,
        )
    assert not told.of(Kind.BLOCKED)
    assert "very secret" not in str(told)
    assert "anna@example.com" not in str(told)


def test_a_login_that_is_refused_blocks(walk, monkeypatch):
    monkeypatch.setenv("SHOP_USER", "anna@example.com")
    monkeypatch.setenv("SHOP_PASSWORD", "wrong")
    form = """<h1>Welcome</h1>{}<form method=post action=/><label>E-mail <input name=u></label>
    <label>Password <input name=p type=password></label><button>Log in</button></form>"""
    complaint = "<p role=alert>E-mail: we do not know this e-mail with this password.</p>"
    with Site({"/": lambda asked: form.format(complaint if asked.method == "POST" else "")}) as site:
        accounts = {"loyal": {"user": "$SHOP_USER", "password": "$SHOP_PASSWORD"}}
        told = walk(site.url, [step("log in")], persona=persona_with(account="loyal"), accounts=accounts)
    assert told.one(Kind.REFUSED).data["what"] == "login"
    assert told.one(Kind.BLOCKED).data["reason"] == "the site did not let her in"


def test_a_secret_that_the_environment_lacks_is_our_fault(walk, monkeypatch):
    monkeypatch.delenv("NOWHERE", raising=False)
    with Site({"/": FORM}) as site, pytest.raises(ChannelError, match=r"\$NOWHERE is not set"):
        walk(site.url, [step("fill", "E-mail", "$NOWHERE")])


def test_what_is_not_there_blocks_with_the_nearest_names_and_ends_the_visit(walk):
    routes = {"/": "<h1>Home</h1><a href=/r>Send something back</a><button>Search</button>"}
    with Site(routes) as site:
        told = walk(site.url, [step("click", "Send back"), step("see", "Thanks")])
    blocked = told.one(Kind.BLOCKED).data
    assert blocked["nearest"][0] == "Send something back"
    assert (blocked["step"], blocked["why"], blocked["not_reached"]) == (1, "missing", ["see: Thanks"])


def test_a_button_that_is_switched_off_says_so(walk):
    with Site({"/": "<h1>Home</h1><button disabled>Pay</button>"}) as site:
        told = walk(site.url, [step("click", "Pay")])
    assert told.one(Kind.BLOCKED).data["reason"] == "“Pay” is there, but it is switched off"


def test_a_list_without_the_entry_says_which_it_has(walk):
    with Site({"/": FORM}) as site:
        told = walk(site.url, [step("choose", "Reason", "Broken")])
    assert told.one(Kind.BLOCKED).data["reason"] == "the list has no entry “Broken”; it has Late, Defective"


def test_a_file_outside_of_the_project_is_not_uploaded(walk):
    with Site({"/": FORM}) as site, pytest.raises(ChannelError, match="not in the project"):
        walk(site.url, [step("upload", "Photo", "../../../etc/hostname")])


def test_a_link_that_opens_a_tab_takes_her_along(walk):
    with Site({"/": "<h1>Home</h1><a href=/news target=_blank>News</a>", "/news": "<h1>What is new</h1>"}) as site:
        told = walk(site.url, [step("click", "News"), step("see", "What is new")])
    assert [m.data["url"] for m in told.of(Kind.SAW)] == ["/", "/news"]


def test_what_is_filled_in_already_is_not_typed_again(walk):
    with Site({"/": "<label>E-mail <input name=m value='anna@example.com'></label>"}) as site:
        told = walk(site.url, [step("fill", "E-mail", "anna@example.com")])
    assert told.one(Kind.ACTED).data["why"] == "it was filled in already"
    assert not told.of(Kind.ASKED)


def test_phone_actions_do_not_work_on_the_web(walk):
    with Site({"/": "<h1>Home</h1>"}) as site:
        assert walk(site.url, [step("press", "0")]).one(Kind.BLOCKED).data["why"] == "missing"


def test_what_looks_like_a_pattern_is_a_plain_text(walk):
    with Site({"/": "<h1>Home</h1><p>(a+)+$ costs 5.00</p>"}) as site:
        told = walk(site.url, [step("see", "(a+)+$"), step("see", "costs 5.00"), step("see", "costs 5x00")])
    assert told.one(Kind.BLOCKED).data["step"] == 3
