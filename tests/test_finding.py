"""An errand becomes the smallest project that says the same, and its walk becomes an answer for programs."""

import pytest

from cxsim.errors import DefinitionError
from cxsim.experience import Evidence, Experience, Kind, Moment
from cxsim.finding import SITE, Errand, lay_out, reached, result

URL = "https://www.shop.example/start"


def plan_of(tmp_path, **more):
    return lay_out(
        Errand(**{"url": URL, "goal": "Return a lamp", **more}), tmp_path, started="2026-11-24T10:00:00+00:00"
    )


def faults_of(tmp_path, **more):
    with pytest.raises(DefinitionError) as caught:
        plan_of(tmp_path, **more)
    return [fault.what for fault in caught.value.faults]


def test_an_errand_is_a_project_with_one_walk_without_steps(tmp_path):
    plan = plan_of(tmp_path, reached="text=Your return is registered", seed=7, loading=0.5)
    (walk,) = plan.walks
    scenario = plan.project.scenarios[walk.scenario]
    assert scenario.journey[0].steps is None
    assert (scenario.solved[0].by, scenario.solved[0].value) == ("sees", "Your return is registered")
    assert plan.project.personas[walk.persona].goal == ("Return a lamp",)
    assert plan.project.touchpoints[SITE].address == URL
    assert (plan.info.seed, plan.info.loading) == (7, 0.5)
    assert plan.project.settings.scent == "words"


def test_whoever_wants_to_watch_may(tmp_path):
    plan = plan_of(tmp_path, headed=True, slow_motion=0.5, real_time=True)
    assert (plan.headed, plan.slow_motion, plan.real_time) == (True, 0.5, True)


def test_a_persona_keeps_her_ways_and_gets_the_goal(tmp_path):
    file = tmp_path / "jutta.yaml"
    text = "problem: Zu klein.\ngoal: Geld\nmood: angry\nlanguage: de-DE\naccount: loyal\nprefers: [store]\n"
    file.write_text(text, encoding="utf-8")
    plan = plan_of(tmp_path / "there", persona=file, goal="Die “Stiefel”: <order> # zurück")
    jutta = plan.project.personas["jutta"]
    assert (jutta.problem, jutta.language, jutta.mood) == ("Zu klein.", "de-DE", -0.7)
    assert jutta.goal == ("Die “Stiefel”: <order> # zurück",)
    assert (jutta.account, jutta.prefers) == (None, ())
    assert plan_of(tmp_path / "own", persona=file, goal=None).project.personas["jutta"].goal == ("Geld",)


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("url=/thanks*", "/thanks*"),
        ("url=https://www.shop.example/thanks", "/thanks"),
        ("url=https://www.shop.example", "/"),
    ],
)
def test_an_address_is_relative_to_the_site(tmp_path, written, pattern):
    assert plan_of(tmp_path, reached=written).project.scenarios["find"].solved[0].value == pattern


def test_permissions_on_the_command_line_hold_today(tmp_path):
    allow = plan_of(tmp_path, allow=("send forms",)).project.touchpoints[SITE].allow
    assert [(str(name), each.by) for name, each in allow.items()] == [("send forms", "the command line")]


def test_every_fault_is_told_at_once(tmp_path):
    faults = faults_of(tmp_path, url="file:///etc/passwd", goal=None, reached="somehow", allow=("steal",))
    assert len(faults) == 4
    assert "'file:///etc/passwd' is no web address" in faults[0]


def experience(*moments):
    begun = Moment(at=0.0, touchpoint="", kind=Kind.BEGAN, data={})
    return Experience(scenario="find", persona="somebody", moments=(begun, *moments))


def moment(kind, at=1.0, evidence=(), **data):
    return Moment(at=at, touchpoint=SITE, kind=kind, data=data, evidence=evidence)


def outcome(met):
    return moment(Kind.OUTCOME, at=9.0, goal="Return a lamp", met=met, reason="")


@pytest.mark.parametrize(
    ("met", "answer"),
    [([True], True), ([False], False), ([None], None), ([True, None], None), ([True, False], False), ([], None)],
)
def test_it_is_reached_when_every_goal_is(met, answer):
    assert reached(experience(*map(outcome, met))) is answer


def test_the_answer_tells_each_step_with_its_reason_and_its_picture(tmp_path):
    picture = Evidence(type="image/webp", path="evidence/a.webp", sha256="0")
    click = {
        "action": "click",
        "target": "Returns",
        "why": "it says “returns”",
        "candidates": [["Returns", 0.9]],
        "url": "/",
    }
    lived = experience(
        moment(Kind.INSPECTED, what="wayfinding", scorer="lexical", url="/", goals=["Return a lamp"]),
        moment(Kind.SAW, url="/", title="Home", evidence=(picture,)),
        moment(Kind.ACTED, at=3.0, seconds=2.0, **click),
        moment(Kind.SAW, at=5.0, url="/returns", title="Returns"),
        outcome(True),
    )
    found = result(plan_of(tmp_path), lived, tmp_path)
    (step,) = found["steps"]
    assert step["candidates"] == [{"name": "Returns", "score": 0.9}]
    assert (step["at"], step["why"], step["screenshot"]) == (3.0, click["why"], str(tmp_path / "evidence/a.webp"))
    assert (found["reached"], found["seconds"], found["lostness"], found["scorer"]) == (True, 9.0, 0.0, "lexical")
    assert found["mood"] > found["mood_before"]


def test_a_goal_that_was_not_reached_has_no_lostness(tmp_path):
    lived = experience(
        moment(Kind.SAW, url="/", title="Home"), moment(Kind.GAVE_UP, why="no way on", text="Nothing."), outcome(False)
    )
    found = result(plan_of(tmp_path), lived, None)
    assert (found["reached"], found["lostness"], found["gave_up"], found["folder"]) == (False, None, "Nothing.", None)
