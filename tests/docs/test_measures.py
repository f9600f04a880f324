"""The page that explains the measures names the settings' real defaults, and modules and files that exist."""

import importlib
import re
from pathlib import Path

import pytest

from cxsim.checks.base import Impact
from cxsim.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = " ".join((ROOT / "docs" / "measures.md").read_text(encoding="utf-8").replace("−", "-").split())
S = Settings()


@pytest.mark.parametrize(
    "said",
    [
        f"seconds · min({S.wait_limit}, 1 + Σμ)",
        f"nothing to do {S.wait_unoccupied}, no estimate {S.wait_no_estimate}, no explanation {S.wait_unexplained}, "
        f"unfair {S.wait_unfair}, an anxious customer {S.wait_anxious}",
        f"in a mood of {S.anxious_from} (“anxious”) or worse",
        f"dead end {S.effort_dead_end:g}, surprise {S.effort_surprise:g}, menu level {S.effort_menu_level:g}, "
        f"repeated information {S.effort_repeated:g}, transfer {S.effort_transfer:g}, "
        f"channel switch {S.effort_channel_switch:g}, repeat contact {S.effort_repeat_contact:g}",
        f"w = {S.loss_weight:g} for losses",
        f"a wait {S.feel_wait:.2f} ·",
        f"a FAQ without the answer {S.feel_no_answer:.2f}",
        f"a pop-up that tells nothing {S.feel_popup:.2f}",
        f"0 rejected {S.feel_zero_rejected:.2f}",
        f"the story told again {S.feel_story_again:.2f}",
        f"a policy phrase {S.feel_policy_phrase:.2f}",
        f"queue patience · max({S.mood_patience_floor}, 1 + {S.mood_patience_slope} · min(v, 0))",
        f"c_max = {S.churn_most}",
        ", ".join(f"{impact} {impact.weight}" for impact in Impact),
    ],
)
def test_the_page_names_the_defaults(said):
    assert re.sub(r"\b0\.(?=\d)", ".", said) in re.sub(r"\b0\.(?=\d)", ".", PAGE)


def test_every_linked_file_is_there():
    links = re.findall(r"\]\((\.\./[^)]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_every_named_function_is_there():
    named = re.findall(r"`cxsim\.(\w+)\.(\w+)`", PAGE)
    assert named
    assert all(hasattr(importlib.import_module(f"cxsim.{module}"), name) for module, name in named)
