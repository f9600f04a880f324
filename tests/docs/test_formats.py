"""The page that tells people what to write shows nothing that cannot be written."""

import re
from pathlib import Path

import pytest

from cxsim.persona import MOODS
from cxsim.quantities import quota, rate, score, seconds, share, start, target, weekly_hours
from cxsim.scenario import Action
from cxsim.touchpoint import Permission
from cxsim.validation import validate
from cxsim.yamlfile import read

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:yaml\n# (\S+)|(toml))\n(.*?)```", PAGE, re.DOTALL)


def test_all_examples_together_are_one_project_without_faults(tmp_path):
    for name, _, text in BLOCKS:
        path = tmp_path / (name or "cxsim.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    findings = validate([tmp_path], ["clicks-to-human"])
    assert (findings.faults, findings.warnings) == ([], [])
    assert findings.files == len(BLOCKS) - 1
    assert len(findings.projects) == 1


def test_every_example_names_its_file():
    assert PAGE.count("```yaml") + PAGE.count("```toml") == len(BLOCKS)


def test_the_moods_are_published():
    for word, number in MOODS.items():
        assert re.search(rf"\| {word} \| {number} \|", PAGE)


@pytest.mark.parametrize("word", [*Action, *Permission])
def test_every_word_of_a_step_and_of_a_permission_is_told(word):
    assert str(word) in PAGE


@pytest.mark.parametrize(
    ("row", "parse"),
    [
        ("a time", seconds),
        ("a share", share),
        ("how many in which time", rate),
        ("days and times", weekly_hours),
        ("when something begins", start),
        ("a target", target),
        ("a mark", score),
        ("how often at most", quota),
    ],
)
def test_every_way_to_write_a_quantity_can_be_read(row, parse):
    (cell,) = re.findall(rf"^\| {row} \| (.*) \|$", PAGE, re.MULTILINE)
    written = re.findall(r"`([^`]+)`", cell)
    assert written
    for text in written:
        parse(text)


def test_what_the_page_tells_to_write_instead_is_read_whole(tmp_path):
    rows = re.findall(r"^\| `(?:problem: )?[^`]*` \| .* \| `([^`]+)` \|$", PAGE, re.MULTILINE)
    path = tmp_path / "x.yaml"
    for text in rows:
        path.write_text(f"problem: {text}\n", encoding="utf-8")
        document = read(path)
        assert document.warnings == ()
        assert document.root["problem"].strip("<>") in text
