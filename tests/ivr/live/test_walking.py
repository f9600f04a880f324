"""Somebody walks a live line in the same steps as a flow: she hears, decides, is known or not, and it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cxsim.ivr.flow import Collect, Input, Menu, Prompt, Queue, Transfer
from cxsim.ivr.live import Line
from cxsim.ivr.live.walking import LiveWalk
from cxsim.ivr.walk import Acted, Choice, Do, Ended, Heard, Step
from tests.ivr.live.applications import TOKEN, Broken, Helpline

Dial = Callable[..., Line]


@dataclass
class Scripted:
    """Does what was written, and hangs up then; may cut in."""

    choices: list[Choice]
    cut: float | None = None
    met: list[Input] = field(default_factory=list)

    def cuts_in(self, node: Input, prompts: tuple[Prompt, ...], language: str) -> float | None:
        return self.cut

    def choose(self, node: Input, language: str) -> Choice:
        self.met.append(node)
        return self.choices.pop(0) if self.choices else Choice(do=Do.HANG_UP, why="done")


def press(*keys: str, thinks: float = 1.0) -> list[Choice]:
    return [Choice(do=Do.PRESS, what=key, thinks=thinks) for key in keys]


def call(line: Line, caller: Scripted, *humans: str) -> list[Step]:
    return list(LiveWalk(line=line, caller=caller, humans=frozenset(humans)).steps())


def ended(steps: list[Step]) -> Ended:
    assert isinstance(steps[-1], Ended)
    return steps[-1]


def heard(steps: list[Step]) -> list[str]:
    return [step.prompt.text for step in steps if isinstance(step, Heard) and step.prompt.text]


def helpline(dial: Dial) -> Line:
    return dial(Helpline().application(), token=TOKEN)


def test_a_call_ends_in_the_queue_where_people_answer(dial: Dial) -> None:
    caller = Scripted(press("0"))
    steps = call(helpline(dial), caller)
    assert ended(steps).how == "human"
    node = ended(steps).node
    assert isinstance(node, Queue)
    assert (node.queue, [prompt.text for prompt in node.waiting]) == ("desk", ["You are number 1 in the queue."])
    (menu,) = caller.met
    assert isinstance(menu, Menu)
    assert set(menu.keys) == {"0", "1", "2"}
    assert menu.silent.after == 4.0


def test_a_number_is_asked_for_and_typed(dial: Dial) -> None:
    number = Choice(do=Do.TYPE, what="4711", thinks=1.0, types=3.0)
    caller = Scripted([*press("1"), number])
    steps = call(helpline(dial), caller)
    assert isinstance(caller.met[1], Collect)
    assert caller.met[1].least == 4
    assert heard(steps)[-1] == "Your order is on its way. Goodbye."
    typed = [step for step in steps if isinstance(step, Acted)][-1]
    assert typed.seconds == 4.0


def test_a_key_that_only_makes_it_say_the_same_was_not_known(dial: Dial) -> None:
    steps = call(helpline(dial), Scripted(press("9", "0")))
    acted = [step for step in steps if isinstance(step, Acted)]
    assert [step.known for step in acted] == [False, True]


def test_who_thinks_too_long_was_silent_and_presses_into_what_comes_next(dial: Dial) -> None:
    steps = call(helpline(dial), Scripted(press("0", thinks=5.0)))
    acted = [step for step in steps if isinstance(step, Acted)]
    assert [(step.late, step.seconds) for step in acted] == [(True, 4.0), (False, 0.0)]
    assert ended(steps).how == "human"
    cut = [step for step in steps if isinstance(step, Heard) and not step.whole]
    assert [step.seconds for step in cut] == [1.0]


def test_whoever_cuts_in_hears_only_the_beginning(dial: Dial) -> None:
    steps = call(helpline(dial), Scripted(press("0"), cut=2.0))
    first = next(step for step in steps if isinstance(step, Heard))
    assert (first.seconds, first.whole) == (2.0, False)
    assert first.prompt.text == "Welcome to the helpline. For …"


def test_a_dialed_number_is_a_human_only_if_the_owner_says_so(dial: Dial) -> None:
    line = helpline(dial)
    assert ended(call(line, Scripted(press("2")))).how == "unknown"
    steps = call(line, Scripted(press("2")), "+12025550150")
    assert ended(steps).how == "human"
    assert isinstance(ended(steps).node, Transfer)


def test_words_are_said(dial: Dial) -> None:
    steps = call(helpline(dial), Scripted([Choice(do=Do.SAY, what="agent")]))
    assert ended(steps).how == "human"


def test_an_error_cuts_the_line_and_says_why(dial: Dial) -> None:
    steps = call(dial(Broken().application()), Scripted(press("0")))
    assert heard(steps)[-1].startswith("We are sorry, an application error")
    assert ended(steps).how == "not human"
    assert "HTTP 500" in ended(steps).why


def test_a_line_without_end_ends_for_us(dial: Dial) -> None:
    async def page(request: Request) -> Response:
        return Response("<Response><Gather numDigits='1'/></Response>", media_type="text/xml")

    line = dial(Starlette(routes=[Route("/voice", page, methods=["POST"])]))
    assert ended(call(line, Scripted(press(*"1" * 100)))).how == "endless"


def test_hanging_up_is_an_end_too(dial: Dial) -> None:
    steps = call(helpline(dial), Scripted([]))
    assert (ended(steps).how, ended(steps).why) == ("hung up", "done")
