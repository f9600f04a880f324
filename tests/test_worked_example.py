"""The worked example of the measures: two customers, three touchpoints, every number from the wait to the money.

It is written once as files (tests/golden/worked-example) and goes the whole way that a run goes: definitions are
loaded, the record is saved and read again, checks judge it, and scores, gaps and cost are drawn from the verdicts.
What is exact is held to 1e-6; what the example prints rounded, to half of its last digit.
"""

import math
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cxsim import beliefs, cost, gaps
from cxsim.checks.base import Check, Impact, Layer, Tier, failed, judge, passed
from cxsim.definition import Attribute
from cxsim.effort import ease, efforts
from cxsim.emotion import felt_seconds
from cxsim.experience import Experience, Kind, Moment
from cxsim.loading import load_project
from cxsim.measures import customer_cost, emotion_curve, remembered_emotion
from cxsim.record import load, save
from cxsim.scoring import score
from cxsim.zones import lower_is_better

FOLDER = Path(__file__).parent / "golden" / "worked-example"
R, K, P = Attribute.RESPONSIVENESS, Attribute.KNOWLEDGE, Attribute.PERSONALIZATION


def exactly(value):
    return pytest.approx(value, abs=1e-6, rel=0)


def rounded(value, digits=2):
    return pytest.approx(value, abs=0.501 * 10**-digits, rel=0)


def question(attribute, number):
    """One of four equally heavy questions of the visit form about this attribute."""

    def answer(experience, touchpoint):
        forms = experience.of(Kind.INSPECTED, touchpoint=touchpoint)
        yes = next(m.data["answers"][str(attribute)] for m in forms if m.data["what"] == "visit form")
        return passed() if number <= yes else failed(f"Question {number} about {attribute} was answered with no.")

    return Check(
        id=f"{attribute}-{number}",
        title="Yes",
        failure_title="No",
        why="The form asks.",
        source="the worked example",
        category="visit form",
        attribute=attribute,
        layer=Layer.SERVICE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
        needs=Kind.INSPECTED,
        judge=answer,
    )


CHECKS = tuple(question(attribute, number) for attribute in (K, P) for number in (1, 2, 3, 4))


class Example:
    """Everything that a run makes of the files."""

    def __init__(self, folder):
        self.project = load_project(FOLDER)
        written = YAML(typ="safe").load((FOLDER / "record.yaml").read_text(encoding="utf-8"))
        for persona, lines in written.items():
            moments = (Moment(at=at, touchpoint=where, kind=Kind(kind), data=data) for at, where, kind, data in lines)
            save(folder, Experience(scenario="ask-for-help", persona=persona, moments=tuple(moments)))
        self.experiences = tuple(load(folder))
        self.anna, self.bernd = self.experiences
        self.verdicts = tuple(verdict for experience in self.experiences for verdict in judge(experience, CHECKS))
        self.settings, self.personas = self.project.settings, self.project.personas
        self.board = score(self.experiences, self.verdicts, CHECKS, self.personas, self.settings)

    def of(self, name):
        return (self.anna if name == "anna" else self.bernd), self.personas[name], self.settings


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return Example(tmp_path_factory.mktemp("worked-example"))


TABLE = [
    ("anna", "web", 40, 75, 20.83, 0, 49.17),
    ("anna", "IVR", 105, 12.5, 41.67, 20.83, 20.00),
    ("anna", "agent", 12, 100, 75, 41.67, 83.33),
    ("bernd", "web", 90, 87.5, 25, 50, 56.25),
    ("bernd", "IVR", 150, 62.5, 50, 25, 48.75),
    ("bernd", "agent", 20, 100, 50, 50, 70.00),
]


@pytest.mark.parametrize(
    ("name", "touchpoint", "wait", "responsiveness", "knowledge", "personalization", "total"), TABLE
)
def test_every_cell_of_the_table(example, name, touchpoint, wait, responsiveness, knowledge, personalization, total):
    experience, persona, settings = example.of(name)
    felt = [felt_seconds(m, persona, settings) for m in experience.of(Kind.WAITED, touchpoint=touchpoint)]
    assert felt == [exactly(wait)]
    scores = [example.board.cell(name, touchpoint, attribute).score for attribute in (R, K, P)]
    assert scores == [exactly(responsiveness), rounded(knowledge), rounded(personalization)]
    assert example.board.observed(touchpoint, name) == rounded(total)


CURVES = [
    ("anna", [-0.2, -0.25, -0.45, -0.625, -0.725, -0.825, -0.325], -0.575),
    ("bernd", [0.2, 0.1875, 0.1375, 0.0375, 0.0, -0.05, -0.1, -0.6], -0.6),
]


@pytest.mark.parametrize(("name", "moods", "remembered"), CURVES)
def test_the_emotion_curve_and_what_is_remembered(example, name, moods, remembered):
    assert [feeling.mood for feeling in emotion_curve(*example.of(name))] == [exactly(mood) for mood in moods]
    assert remembered_emotion(*example.of(name)) == exactly(remembered)


@pytest.mark.parametrize(("name", "points", "zone", "easy"), [("anna", 85, 0, 1.0), ("bernd", 80, 33.33, 3.0)])
def test_effort_and_the_predicted_ease(example, name, points, zone, easy):
    experience, persona, settings = example.of(name)
    assert customer_cost(experience, persona, settings).effort == exactly(points)
    assert math.fsum(effort.points for effort in efforts(experience, settings)) == exactly(points)
    found = lower_is_better(points, persona.expects.effort)
    assert found == rounded(zone)
    assert ease(found) == exactly(easy)


@pytest.mark.parametrize(
    ("touchpoint", "observed", "reality"), [("web", 54.48, 35.52), ("IVR", 41.56, 43.44), ("agent", 73.33, 21.67)]
)
def test_what_is_observed_beside_what_owners_believe(example, touchpoint, observed, reality):
    seen = example.board.observed(touchpoint)
    assert seen == rounded(observed)
    assert beliefs.reality_gap(example.project.touchpoints[touchpoint], seen).reality == rounded(reality)


def test_the_survey_flatters_by_the_mean_of_all_touchpoints(example):
    points = example.project.touchpoints.values()
    found = [beliefs.reality_gap(t, example.board.observed(t.name)).survey_inflation for t in points]
    assert math.fsum(found) / len(found) == rounded(33.54)
    assert example.board.overall() == rounded(90 - 33.54)


def test_the_company_guesses_another_first_attribute_than_its_customers_name(example):
    customers = {attribute: example.board.importance(attribute) for attribute in Attribute}
    assert [customers[a] for a in (R, K, P)] == [exactly(0.45), exactly(0.3125), exactly(0.2375)]
    found = beliefs.knowledge_gap(example.project.company.importance, customers)
    assert found is not None
    assert not found.same_first
    assert found.rho == exactly(0.5)
    assert found.differences[K] == exactly(0.55 - 0.3125)


PRIORITIES = {
    ("web", K): 0.6333, ("IVR", R): 0.6, ("IVR", P): 0.4833, ("web", P): 0.3375, ("IVR", K): 0.3292,
    ("agent", K): 0.2875, ("agent", P): 0.2542, ("web", R): 0.15, ("agent", R): 0.0,
}  # fmt: skip


def priority(board, touchpoint, attribute):
    cells = [board.cell(name, touchpoint, attribute) for name in ("anna", "bernd")]
    return math.fsum(board.priority(cell) for cell in cells)


def test_priorities(example):
    found = {(touchpoint, a): priority(example.board, touchpoint, a) for touchpoint, a in PRIORITIES}
    assert found == {key: rounded(value, 4) for key, value in PRIORITIES.items()}
    assert sorted(found, key=found.__getitem__, reverse=True) == list(PRIORITIES)
    assert math.fsum(found.values()) == rounded(3.075, 4)


def test_the_mean_of_all_customers_hides_the_worst(example):
    cells = [example.board.cell(name, "IVR", R) for name in ("anna", "bernd")]
    pooled = math.fsum(example.board.shares[cell.persona] * cell.score for cell in cells)
    assert pooled == exactly(50.0)
    assert min(cell.score for cell in cells) == exactly(12.5)


def test_the_gaps_of_an_attribute_add_up_to_its_priority(example):
    found = gaps.find(example.verdicts, CHECKS, example.board, example.project.touchpoints)
    for (touchpoint, attribute), expected in PRIORITIES.items():
        parts = [gap.priority for gap in found if (gap.touchpoint, gap.attribute) == (touchpoint, attribute)]
        if attribute is not R:  # no check of the form asks about waiting: a shortfall, but no gap
            assert math.fsum(parts) == rounded(expected, 4)
        else:
            assert parts == []


def test_the_gap_of_one_question_takes_its_part_of_each_customer_who_met_it(example):
    found = {
        (g.check, g.touchpoint): g
        for g in gaps.find(example.verdicts, CHECKS, example.board, example.project.touchpoints)
    }
    mild = found["personalization-1", "web"]  # only Anna met no "yes" there: one of her four
    assert mild.personas == ("anna",)
    assert mild.priority == exactly(0.25 * 0.2 * 3.0 / 4)
    assert mild.owner == "Online team"


def money(example):
    found = cost.estimate(example.experiences, example.personas, example.board.shares, example.settings)
    assert found is not None
    return found


def test_what_bad_memories_cost(example):
    found = money(example)
    assert found.value_of_a_customer == rounded(266.67)
    assert found.loss.value == rounded(881_803, 0)
    assert found.by_persona == {"anna": rounded(215_136, 0), "bernd": rounded(666_667, 0)}


def test_what_a_flawless_touchpoint_is_worth(example):
    worth = {fix.touchpoint: fix.worth.value for fix in money(example).fixes}
    assert worth == {"web": rounded(226_116, 0), "IVR": rounded(165_052, 0), "agent": rounded(696_519, 0)}


def test_the_range_of_the_loss_while_single_settings_move_by_half(example):
    assert money(example).loss.low == rounded(112_573, 0)
    assert money(example).loss.high == rounded(1_218_427, 0)


def test_without_finance_a_memory_must_drive_away_this_many_for_the_web_shop_to_keep_one_in_a_hundred(example):
    silent = example.settings.model_copy(update={"finance": None})
    assert cost.estimate(example.experiences, example.personas, example.board.shares, silent) is None
    needed = cost.break_even(example.experiences, example.personas, example.board.shares, silent, "web")
    mended = 0.25 * (0.575 - 0.325) + 0.75 * (0.6 - 0.4375)  # how much less bad the memories would be
    assert needed == exactly(0.01 / mended)
