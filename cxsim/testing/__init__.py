"""Testing helps people who write checks: builders of literal experiences, and Hypothesis strategies for random ones.

A check's test is a literal experience in and an answer out::

    from cxsim.experience import Kind
    from cxsim.testing import experience, moment

    lived = experience(moment(Kind.WAITED, "phone", for_="queue", seconds=70.0))
    assert my_check.judge(lived, "phone").outcome == "failed"

A property test shows that it never raises, whatever a channel may have recorded::

    @given(experiences())
    def test_it_answers_whatever_was_lived(lived):
        for touchpoint in lived.touchpoints:
            my_check.judge(lived, touchpoint)

For phone lines there are random menus (:func:`flows`) and random callers (:func:`callers`, :func:`mashing_callers`)
who cut in and answer too late, and times at which lines do otherwise (:func:`call_times`)::

    @given(flows(), callers())
    def test_every_call_ends(flow, caller):
        *_, last = walk(Machine(flow), caller)
        assert isinstance(last, Ended)
"""

from __future__ import annotations

from cxsim.testing.building import experience, moment
from cxsim.testing.contracts import TOUCHPOINTS
from cxsim.testing.phone import Script, call_times, callers, flows, mashing_callers, schedules
from cxsim.testing.strategies import experiences, moments, personas

__all__ = [
    "TOUCHPOINTS",
    "Script",
    "call_times",
    "callers",
    "experience",
    "experiences",
    "flows",
    "mashing_callers",
    "moment",
    "moments",
    "personas",
    "schedules",
]
