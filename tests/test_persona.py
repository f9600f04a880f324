"""Every field of a persona can be written as its contract shows it, and nothing else."""

import pytest

from cxsim.definition import Attribute
from cxsim.persona import MOODS, Persona
from cxsim.quantities import Zone

SMALLEST = "problem: It leaks.\ngoal: A repair\nmood: calm\n"


def test_the_smallest_persona_has_three_lines(defined):
    persona = defined(Persona, SMALLEST)
    assert (persona.problem, persona.goal, persona.mood) == ("It leaks.", ("A repair",), 0.2)
    assert persona.patience.queue.mean == 240
    assert persona.patience.journey == 1800
    assert persona.weights() == pytest.approx(dict.fromkeys(Attribute, 0.2))


@pytest.mark.parametrize("word", MOODS)
def test_a_mood_is_a_published_word(defined, word):
    assert defined(Persona, f"problem: x\ngoal: y\nmood: {word}\n").mood == MOODS[word]


@pytest.mark.parametrize(("written", "number"), [("-0.5", -0.5), ("1", 1), ("Angry", -0.7), ('" calm "', 0.2)])
def test_a_mood_may_be_a_number(defined, written, number):
    assert defined(Persona, f"problem: x\ngoal: y\nmood: {written}\n").mood == number


@pytest.mark.parametrize("written", ["grumpy", "1.5", "-2", "nan", "[calm]"])
def test_other_moods_are_refused(faults_in, written):
    (fault,) = faults_in(Persona, f"problem: x\ngoal: y\nmood: {written}\n")
    assert fault.startswith("3: mood:")


def test_what_is_not_named_weighs_nothing(defined):
    weights = defined(Persona, SMALLEST + "importance: {responsiveness: 60, knowledge: 20, ease: 20}\n").weights()
    assert weights[Attribute.RESPONSIVENESS] == pytest.approx(0.6)
    assert weights[Attribute.RELIABILITY] == 0
    assert sum(weights.values()) == pytest.approx(1)


def test_expectations_know_which_of_them_were_assumed(defined):
    persona = defined(Persona, SMALLEST + "expects: {wait: 10 s to 30 s}\n")
    assert persona.expects.wait == Zone(10, 30)
    assert not persona.assumed("wait")
    assert persona.assumed("effort")
    assert defined(Persona, SMALLEST).assumed("wait")


@pytest.mark.parametrize(
    ("written", "mean", "median", "shape"),
    [("4 min", 240, None, 1), ("{median: 4 min, shape: 1.2}", None, 240, 1.2), ("{mean: 1 min}", 60, None, 1)],
)
def test_a_patience_is_an_average_or_a_distribution(defined, written, mean, median, shape):
    queue = defined(Persona, SMALLEST + f"patience: {{queue: {written}}}\n").patience.queue
    assert (queue.mean, queue.median, queue.shape) == (mean, median, shape)


@pytest.mark.parametrize(
    "written",
    [
        "patience: {queue: {}}",
        "patience: {queue: {mean: 1 min, median: 2 min}}",
        "patience: {queue: 0 s}",
        "patience: {queue: {mean: 1 min, shape: 2}}",
        "patience: {journey: 0 s}",
        "patience: {queue: {median: 4 min, shape: 0}}",
        "importance: {ease: -1}",
        "importance: {ease: 0}",
        "importance: {speed: 5}",
        "share: 120 %",
        "matters: very",
        "hope: high",
        "free: sometimes",
        "language: german",
        "pace: hasty",
        "pace: {reading: fast}",
        "pace: {typing: hasty}",
        "pace: {reading: 5 wpm}",
        "expects: {wait: 60 s to 20 s}",
        "expects: {waits: 20 s to 60 s}",
        "knows: order",
        "goals: x",
        "id: anna",
    ],
)
def test_what_does_not_fit_is_refused_on_its_line(faults_in, written):
    (fault,) = faults_in(Persona, SMALLEST + written + "\n")
    assert fault.startswith("4: ")
    assert fault.partition(" | ")[2]


@pytest.mark.parametrize(("written", "expected"), [("slow", "slow"), ("Fast", "fast")])
def test_a_pace_is_a_word(defined, written, expected):
    assert defined(Persona, SMALLEST + f"pace: {written}\n").pace == expected


def test_a_pace_may_be_figures(defined):
    pace = defined(Persona, SMALLEST + "pace: {reading: 180 wpm, typing: slow}\n").pace
    assert (pace.reading, pace.typing) == ("180 wpm", "slow")


def test_what_she_knows_stays_text(defined):
    assert defined(Persona, SMALLEST + "knows: {order: 004711, since: 12:30}\n").knows == {
        "order": "004711",
        "since": "12:30",
    }


def test_one_text_is_a_list_of_one(defined):
    assert defined(Persona, SMALLEST + "circumstances: deadline\n").circumstances == ("deadline",)
