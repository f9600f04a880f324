"""The same people are drawn once, under all circumstances that they share."""

import re

from cxsim.reporting import html
from cxsim.reporting.sections.groups import by_people


def cell(circumstance, attribute, *people):
    return {
        "circumstance": circumstance,
        "touchpoint": "web shop",
        "attribute": attribute,
        "score": 50.0,
        "measured": len(people),
        "personas": list(people),
    }


def test_circumstances_of_the_same_people_are_one_group():
    parts = [
        cell("", "ease", "ann", "bob", "cy"),
        cell("deadline", "ease", "ann", "bob"),
        cell("mobile only", "ease", "cy"),
        cell("first contact", "ease", "bob", "ann"),
        cell("first contact", "reliability", "bob", "ann"),
    ]
    groups = [(names, [part["attribute"] for part in group]) for names, group in by_people(parts)]
    assert groups == [(["deadline", "first contact"], ["ease"]), (["mobile only"], ["ease"])]


def test_the_heat_map_has_one_row_for_them(document):
    twins = [{**part, "circumstance": "a twin"} for part in document["groups"] if part["circumstance"] == "deadline"]
    assert twins
    text = html.render({**document, "groups": [*document["groups"], *twins]})
    heat = text[text.index('id="heat"') :].split("</section>")[0]
    heads = re.findall(r'<tr[^>]*><th scope="row"><bdi>(.*?)</bdi>', heat)
    assert "deadline, a twin" in heads
    assert "a twin" not in heads
    assert "deadline" not in heads
