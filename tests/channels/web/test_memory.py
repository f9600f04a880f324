"""A customer who comes back to a website on the same journey is the one who she was; anybody else is a stranger."""

import pytest

from cxsim.channels.web import WebChannel
from cxsim.engine import Plan, live, walks_of
from cxsim.events import Experienced
from cxsim.experience import Kind
from cxsim.loading import Project
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.runfolder import RunInfo
from cxsim.scenario import Scenario
from cxsim.touchpoint import ChannelName, Company, Touchpoint
from tests.channels.web.conftest import SHORT
from tests.sites.site import Answer, Site, redirect

LOGIN = """<h1>Welcome</h1><form method=post action=/in><label>E-mail <input name=u type=email></label>
<label>Password <input name=p type=password></label><button>Log in</button></form>"""


@pytest.fixture
def shop(monkeypatch):
    """A shop that knows its customers by a cookie."""
    monkeypatch.setenv("SHOP_USER", "anna@example.com")
    monkeypatch.setenv("SHOP_PASSWORD", "very secret 1")

    def home(asked):
        if "session=anna" in asked.cookies:
            return "<h1>Hello anna@example.com</h1><script>localStorage.setItem('seen', 'yes')</script>"
        return "<h1>Home</h1><a href=/login>Log in</a><p id=p></p><script>p.textContent = localStorage.seen</script>"

    def come_in(asked):
        headers = {"Location": "/", "Set-Cookie": "session=anna; Path=/"}
        return Answer(status=303, headers=headers) if asked.form.get("p") == "very secret 1" else redirect("/login")

    with Site({"/": home, "/login": LOGIN, "/in": come_in}) as site:
        yield site


@pytest.fixture
def journey(browsers, tmp_path, shop):
    """Sends Anna on a journey; returns what each of her walks came to."""

    def go(*stops, trials=1, touchpoints=("web shop",)):
        anna = Persona.model_validate({"problem": "x", "goal": "y", "mood": "calm", "account": "loyal"})
        scenario = {"scenario": "x", "personas": ["anna"], "journey": list(stops), "solved": {"sees": "Never"}}
        accounts = {"loyal": {"user": "$SHOP_USER", "password": "$SHOP_PASSWORD"}}
        project = Project(
            root=tmp_path,
            company=Company(name="Shop"),
            touchpoints={
                name: Touchpoint.model_validate(
                    {"name": name, "channel": "web", "address": shop.url, "accounts": accounts}
                )
                for name in touchpoints
            },
            personas={"anna": anna.model_copy(update={"id": "anna"})},
            scenarios={"s": Scenario.model_validate(scenario).model_copy(update={"id": "s"})},
        )
        info = RunInfo(label="t", started="2026-11-22T03:00:00+00:00", seed=1)
        plan = Plan(project=project, info=info, walks=walks_of(project, trials=trials))
        channel = WebChannel(browsers, budget=SHORT, pictures=False, accessibility=False, scouting=False)
        events = [
            e for walk in plan.walks for e in live(plan, walk, {ChannelName.WEB: channel}, EvidenceFolder(tmp_path))
        ]
        return [event.experience for event in events if isinstance(event, Experienced)]

    return go


def stop(*steps, touchpoint="web shop", **more):
    return {touchpoint: {"steps": list(steps), "always": "yes", **more}}


def logins(shop):
    return shop.paths().count("/in")


def test_who_comes_back_is_known_and_logs_in_only_once(journey, shop):
    (lived,) = journey(stop("log in"), stop("log in", {"see": "Hello"}, after="next day 09:00"))
    assert not list(lived.of(Kind.BLOCKED))
    assert logins(shop) == 1
    assert [m.data.get("why") for m in lived.of(Kind.ACTED) if m.data["action"] == "log in"] == [
        None,
        "she is logged in already",
    ]


def test_her_login_stays_a_secret_when_she_comes_back(journey):
    (lived,) = journey(stop("log in"), stop({"see": "Hello"}))
    assert "anna@example.com" not in str(lived.moments)


def test_a_site_that_has_forgotten_her_is_logged_in_to_again(journey, shop):
    forget = Answer(status=303, headers={"Location": "/", "Set-Cookie": "session=; Path=/; Max-Age=0"})
    shop.routes["/out"] = forget
    (lived,) = journey(stop("log in"), stop({"open": "/out"}, "log in", {"see": "Hello"}))
    assert not list(lived.of(Kind.BLOCKED))
    assert logins(shop) == 2


def test_local_storage_is_kept_as_well(journey, shop):
    shop.routes["/out"] = "<h1>x</h1><p id=p></p><script>p.textContent = 'seen ' + localStorage.seen</script>"
    (lived,) = journey(stop("log in"), stop({"open": "/out"}, {"see": "seen yes"}))
    assert not list(lived.of(Kind.BLOCKED))


def test_nothing_goes_from_one_walk_to_the_next_or_from_one_touchpoint_to_another(journey, shop):
    journey(stop("log in"), stop({"see": "Hello"}), trials=2)
    assert logins(shop) == 2
    (lived,) = journey(
        stop("log in"), stop({"see": "Hello"}, touchpoint="help desk"), touchpoints=("web shop", "help desk")
    )
    assert [m.data["target"] for m in lived.of(Kind.BLOCKED)] == ["Hello"]
