"""Random phone menus, served as TwiML and explored by calling them, are found to be what they are."""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette

from cxsim.demo.version import AS_IS
from cxsim.demo.voice import Voice
from cxsim.ivr.drift import drift
from cxsim.ivr.flow import Callback, Collect, Compare, Flow, HangUp, Menu, Prompt, Queue, Retry
from cxsim.ivr.live import Line, Web, allowed_hosts
from cxsim.ivr.live.shape import shape
from cxsim.ivr.live.survey import Bounds, Surveyor
from cxsim.testing import flows
from tests.ivr.live.conftest import served


def served_alike(flow: Flow) -> bool:
    """Whether the webhook can say all of it: it asks for no customer, listens to no words and promises no callback."""
    if _for_ever(flow):
        return False  # the webhook ends such a call at some time
    if any(isinstance(node, Collect) and node.least != node.most for node in flow.nodes.values()):
        return False  # how short a number may be is known only by trying every length
    if any(isinstance(node, Queue) and node.keys for node in flow.nodes.values()):
        return False  # the webhook's queue takes no keys
    asks = any(isinstance(case, Compare) and case.name == "customer" for case in flow.conditions)
    return not asks and not any(isinstance(n, Callback) or getattr(n, "words", None) for n in flow.nodes.values())


def _for_ever(flow: Flow) -> bool:
    """Whether a call may go on without ever listening."""
    nodes = {id: node for id, node in flow.nodes.items() if not isinstance(node, Menu | Collect)}
    try:
        TopologicalSorter({id: [to for _, to in node.targets()] for id, node in nodes.items()}).prepare()
    except CycleError:
        return True
    return False


SMALL = flows(max_size=3, hours=False, unknown=False).filter(served_alike)


class Given(Voice):
    """The demo's webhook with a menu of ours."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(AS_IS)
        self.__dict__["_flow"] = flow


def application(flow: Flow) -> Starlette:
    return Starlette(routes=Given(flow).routes())


def differences(flow: Flow) -> list[tuple[str, str, str]]:
    """What a caller would notice between this menu and what is found of it at its webhook."""
    with served(application(flow)) as url, Web(allowed_hosts(url)) as web:
        survey = Surveyor(Line(url=f"{url}/voice", web=web), Bounds(calls=400)).survey()
    found = drift(flow, shape(survey, name="line"))
    return [(d.sentence, d.was, d.now) for d in found.differences if d.hours == "always"]


def test_a_line_that_hangs_up_without_a_word_is_found_as_that() -> None:
    assert differences(Flow(name="a line", start="hang up", nodes={"hang up": HangUp(id="hang up")})) == []


def test_a_star_is_no_digit_of_a_number() -> None:
    number = Collect(id="number", says=(Prompt(text="Your number please."),), then="people", least=1, most=1)
    number = replace(number, silent=Retry(repeat=0, then="number"), wrong=Retry(repeat=0, then="number"))
    nodes = {"number": number, "people": Queue(id="people", queue="people")}
    assert differences(Flow(name="a line", start="number", nodes=nodes, language="en-GB")) == []


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(SMALL)
def test_a_random_line_is_found_as_it_is(flow: Flow) -> None:
    assert differences(flow) == []
