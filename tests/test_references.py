"""A name in one file that means nothing in the others is told, with the one that was probably meant."""

import pytest

from cxsim.errors import DefinitionError
from cxsim.loading import load_project

PERSONA = "problem: It leaks.\ngoal: [A repair, An apology]\nmood: calm\n"
MAP = """
    company: {name: Shop}
    touchpoints:
      web shop:
        channel: web
        owner: Online
        address: {staging: "https://s.example", live: "https://a.example"}
        accounts: {loyal customer: {user: $A, password: $B}}
      phone: {channel: phone, owner: Service, flow: ivr/line.yaml, callcenter: callcenter/line.yaml}
"""
FLOW = "ivr: Line\nflow:\n  start: {queue: complaints}\n"
CENTER = """
    callcenter: Line
    calls:
      complaints: {forecast: 60/h, aht: 5 min}
      orders: {forecast: 60/h, aht: 5 min}
    groups: {service: {answers: [complaints, orders], agents: 20}}
"""


@pytest.fixture
def looked_at(small_project):
    """Every fault and warning of a project with these changes."""

    def look(files):
        whole = {
            "scenarios/touchpoints.yaml": MAP,
            "personas/anna.yaml": PERSONA,
            "scenarios/ivr/line.yaml": FLOW,
            "scenarios/callcenter/line.yaml": CENTER,
        }
        try:
            found = load_project(small_project({**whole, **files})).warnings
        except DefinitionError as error:
            found = error.faults
        return [f"{'warning ' * f.warning}{f.file.name}:{f.line}: {f.what} | {f.hint}" for f in found]

    return look


def scenario(text):
    return {"scenarios/complain.yaml": f"scenario: x\npersonas: [anna]\n{text}"}


def test_a_project_whose_names_all_mean_something_has_no_fault(looked_at):
    assert looked_at({}) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("account: loyal custommer", "there is no account 'loyal custommer' | did you mean 'loyal customer'?"),
        ("prefers: [phone, mail]", "there is no touchpoint or channel 'mail' | did you mean 'e-mail'?"),
        ("device: phne", "there is no device 'phne' | did you mean 'phone'?"),
        ("network: slo", "there is no network 'slo' | did you mean 'slow'?"),
    ],
)
def test_names_in_a_persona_are_followed(looked_at, line, what):
    (fault,) = looked_at({"personas/anna.yaml": PERSONA + line + "\n"})
    assert fault.startswith(f"anna.yaml:4: {what}")


@pytest.mark.parametrize(
    "line", ["prefers: [e-mail, web shop]", "device: iPhone 13", "network: Slow", "network: hotel"]
)
def test_channels_devices_of_playwright_and_networks_of_the_settings_are_known(looked_at, line):
    settings = '[networks.hotel]\ndown = 1.0\nup = 1.0\nlatency = "1 s"\n'
    assert looked_at({"personas/anna.yaml": PERSONA + line + "\n", "cxsim.toml": settings}) == []


def test_devices_networks_and_needs_are_those_that_the_web_channel_knows():
    from cxsim.channels.web import device
    from cxsim.references import DEVICES, NEEDS, NETWORKS

    assert set(DEVICES) == {*device.DEVICES, *device.OLD}
    assert set(NETWORKS) == set(device.NETWORKS)
    assert set(device._NEEDS) - {"dark"} <= set(NEEDS)


@pytest.mark.parametrize(
    "circumstances", ["[female, 35]", "[senior]", "[man, 18-25]", "[a young woman]", "[65 years old]"]
)
def test_age_and_gender_alone_are_a_warning(looked_at, circumstances):
    (warning,) = looked_at({"personas/anna.yaml": PERSONA + f"circumstances: {circumstances}\n"})
    assert warning.startswith("warning anna.yaml:4: age and gender alone")
    assert "R85" in warning


@pytest.mark.parametrize("circumstances", ["[female, deadline]", "[third contact]", "[manager]", "[on a mobile only]"])
def test_a_situation_is_none(looked_at, circumstances):
    assert looked_at({"personas/anna.yaml": PERSONA + f"circumstances: {circumstances}\n"}) == []


def test_a_need_that_no_walk_acts_on_is_a_warning(looked_at):
    (warning,) = looked_at({"personas/anna.yaml": PERSONA + "needs: [Keyboard-only, guide dog]\n"})
    assert "no walk acts on the need 'guide dog'" in warning


def test_a_touchpoint_without_an_owner_is_a_warning(looked_at):
    (warning,) = looked_at({"scenarios/touchpoints.yaml": MAP.replace("owner: Online", "customers: 1/day")})
    assert warning.startswith("warning touchpoints.yaml:4: nobody owns 'web shop'")


@pytest.mark.parametrize("line", ["test: [stagin]", "allow: {buy: {on: stagin, by: x, until: 2030-01-01}}"])
def test_environments_are_those_that_have_an_address(looked_at, line):
    (fault,) = looked_at({"scenarios/touchpoints.yaml": MAP.replace("owner: Online", f"owner: x\n        {line}")})
    assert "there is no environment 'stagin' | did you mean 'staging'?" in fault


def test_queues_of_the_flow_are_call_types_of_the_center(looked_at):
    (fault,) = looked_at({"scenarios/ivr/line.yaml": FLOW.replace("complaints", "complaint")})
    assert fault.startswith("touchpoints.yaml:9: the flow's queue 'complaint' is no call type of callcenter/line.yaml")
    assert "did you mean 'complaints'?" in fault


def test_a_center_without_call_types_takes_every_queue(looked_at):
    center = "callcenter: Line\ncalls: 60/h\naht: 5 min\nagents: 10\n"
    assert looked_at({"scenarios/callcenter/line.yaml": center}) == []


def test_touchpoints_of_a_journey_are_on_the_map(looked_at):
    (fault,) = looked_at(scenario("journey:\n  - web shop\n  - fone\n"))
    assert fault.startswith("complain.yaml:5: there is no touchpoint 'fone' | did you mean 'phone'?")


def test_everybody_may_be_sent(looked_at):
    assert looked_at({"scenarios/complain.yaml": "scenario: x\npersonas: all\njourney: phone\n"}) == []


def test_goals_are_those_of_the_people_who_are_sent(looked_at):
    text = "journey: phone\nsolved:\n  A repare: {sees: x}\n  An apology: {sees: y}\n"
    (fault,) = looked_at(scenario(text))
    assert fault.startswith("complain.yaml:5: there is no goal 'A repare' | did you mean 'A repair'?")


def test_a_goal_that_nobody_can_see_met_is_a_warning(looked_at):
    (warning,) = looked_at(scenario("journey: phone\nsolved:\n  A repair: {sees: x}\n"))
    assert warning.startswith("warning complain.yaml:4: nothing says how to see that 'An apology' is met")


def test_what_she_calls_about_is_a_call_type(looked_at):
    (warning,) = looked_at(scenario("journey:\n  - phone: {wants: complains}\n"))
    assert warning.startswith("warning complain.yaml:4: 'complains' is no call type of 'phone'")
    assert looked_at(scenario("journey:\n  - phone: {wants: complaints}\n")) == []


def test_particulars_are_facts_or_known_to_everybody_who_is_sent(looked_at):
    text = "journey:\n  - web shop:\n      - fill: {A: <order>, B: <Postleitzahl>, C: <polcy>}\n"
    (fault,) = looked_at(scenario(text))
    assert fault.startswith("complain.yaml:5: nobody knows <polcy>")
    knows = {"personas/anna.yaml": PERSONA + "knows: {polcy: 12}\n"}
    assert looked_at({**scenario(text), **knows}) == []


def test_variants_are_devices(looked_at):
    (fault,) = looked_at(scenario("journey: phone\nvariants: [phone, tablett]\n"))
    assert fault.startswith("complain.yaml:4: there is no device 'tablett' | did you mean 'tablet'?")
