"""Fixtures of the tests of definitions: text in, a definition or its faults out."""

import textwrap

import pytest

from cxsim.errors import DefinitionError
from cxsim.yamlfile import build, read

MAP = """
    company: {name: Shop, zone: Europe/Berlin}
    touchpoints:
      web shop: {channel: web, owner: Online, address: "https://www.shop.example"}
      phone: {channel: phone, owner: Service}
"""
PERSONA = """
    problem: It leaks.
    goal: A repair
    mood: calm
"""
SCENARIO = """
    scenario: Complain
    personas: [anna]
    journey: [web shop, phone]
    solved: {sees: Thank you}
"""


@pytest.fixture
def defined(tmp_path):
    """Builds a definition from text."""

    def build_it(model, text):
        path = tmp_path / "file.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return build(read(path), model)

    return build_it


@pytest.fixture
def faults_in(defined):
    """The faults of a text, as ``line: what | hint``."""

    def faults(model, text):
        with pytest.raises(DefinitionError) as caught:
            defined(model, text)
        return [f"{fault.line}: {fault.what} | {fault.hint}" for fault in caught.value.faults]

    return faults


@pytest.fixture
def small_project(tmp_path):
    """Lays out a project: the smallest one, changed or completed by these files (None leaves one out)."""
    return lambda files=None: lay_out(tmp_path / "project", files)


@pytest.fixture(scope="module")
def lasting_project(tmp_path_factory):
    """The same for what several tests look at and none changes."""
    return lambda files=None: lay_out(tmp_path_factory.mktemp("lasting") / "project", files)


def lay_out(root, files):
    smallest = {
        "scenarios/touchpoints.yaml": MAP,
        "personas/anna.yaml": PERSONA,
        "scenarios/complain.yaml": SCENARIO,
    }
    for name, text in {**smallest, **(files or {})}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
    return root
