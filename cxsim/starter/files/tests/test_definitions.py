"""The customers, journeys and phone menus of this repository hold together, also before anybody walks them."""

from pathlib import Path

from cxsim.loading import load_project

ROOT = Path(__file__).parents[1]


def test_every_definition_can_be_used():
    project = load_project(ROOT)  # raises with every fault, its file and its line
    assert project.scenarios


def test_every_touchpoint_has_an_owner():
    project = load_project(ROOT)
    assert [name for name, touchpoint in project.touchpoints.items() if not touchpoint.owner] == []
