"""Keys pressed in the queue of a live line: out of it, back to waiting, or into an application's error."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from twilio.twiml.voice_response import Gather, VoiceResponse

from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Flow, HangUp, Play, Queue, Voicemail
from cxsim.ivr.importers import writing
from cxsim.ivr.live import Call, Line, Web, allowed_hosts
from cxsim.ivr.live.shape import shape
from cxsim.ivr.live.survey import Surveyor
from cxsim.ivr.live.turn import ERROR, HANG_UP, QUEUE, UNKNOWN, VOICEMAIL
from cxsim.ivr.live.walking import LiveWalk
from cxsim.ivr.walk import Acted, Choice, Do, Ended
from cxsim.testing.phone import Script
from tests.ivr.live.conftest import served


class Desk:
    """A line that goes straight into a queue, whose words are "press 1 for a callback, 2 to hang up"."""

    def application(self) -> Starlette:
        pages = {"/voice": self.voice, "/hold": self.hold, "/key": self.key, "/out": self.out, "/on": self.on}
        return Starlette(routes=[Route(path, self._page(page), methods=["POST"]) for path, page in pages.items()])

    @staticmethod
    def _page(page: Callable[[dict[str, str]], VoiceResponse | None]) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            async with request.form() as form:
                response = page({name: str(value) for name, value in form.items()})
            if response is None:
                return PlainTextResponse("Traceback …", status_code=500)
            return Response(str(response), media_type="text/xml")

        return answer

    def voice(self, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        response.enqueue("desk", wait_url="/hold", action="/out")
        return response

    def hold(self, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        gather = Gather(num_digits=1, action="/key")
        gather.say("To leave a message press 1. To hang up press 2.")
        response.append(gather)
        response.play("/music.mp3")
        return response

    def key(self, told: dict[str, str]) -> VoiceResponse | None:
        response = VoiceResponse()
        match told["Digits"]:
            case "1":
                response.say("All right.")
                response.leave()
            case "2":
                response.hangup()
            case "3":
                response.redirect("/on")
            case "7":
                return None
            case "8":
                response.redirect("http://elsewhere.example/")
        return response

    def on(self, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        response.say(f"You are number {told['QueuePosition']}.")
        return response

    def out(self, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        if told["QueueResult"] == "leave":
            response.record()
        response.hangup()
        return response


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    with served(Desk().application()) as url, Web(allowed_hosts(url)) as web:
        yield Line(url=f"{url}/voice", web=web)


@pytest.fixture(scope="module")
def found(line: Line) -> Flow:
    return shape(Surveyor(line).survey(), name="desk")


@pytest.fixture
def waiting(line: Line) -> Call:
    call = line.call()
    turn = call.begin()
    assert turn.ending is not None
    assert (turn.ending.how, turn.ending.listens) == (QUEUE, True)
    assert [said.text or said.audio for said in turn.ending.waiting][-1] == "music.mp3"
    return call


@pytest.mark.parametrize(
    ("key", "how", "says"),
    [
        ("1", VOICEMAIL, "All right."),
        ("2", HANG_UP, ""),
        ("3", QUEUE, "You are number 1."),
        ("7", ERROR, "We are sorry, an application error has occurred. Goodbye."),
        ("8", UNKNOWN, ""),
        ("9", QUEUE, ""),
    ],
)
def test_what_a_key_does_in_the_queue(waiting: Call, key: str, how: str, says: str) -> None:
    turn = waiting.press(key)
    assert turn.ending is not None
    assert turn.ending.how == how
    assert " ".join(said.text for said in turn.said if said.text) == says


def test_who_was_sent_back_to_wait_can_press_again(waiting: Call) -> None:
    waiting.press("9")
    turn = waiting.press("2")
    assert turn.ending is not None
    assert turn.ending.how == HANG_UP


def test_exploring_finds_the_keys_of_the_queue(found: Flow) -> None:
    queue = found.nodes[found.start]
    assert isinstance(queue, Queue)
    assert set(queue.keys) == {"1", "2", "3", "7", "8"}
    assert isinstance(found.nodes[queue.keys["1"]], Voicemail | Play)
    assert isinstance(found.nodes[queue.keys["7"]], HangUp)
    told = found.nodes[queue.keys["3"]]
    assert isinstance(told, Queue)
    assert told.text == "You are number 1."
    assert {str(menu.zero["always"]) for menu in explore(found).menus} == {"yes"}
    writing.written(found)  # or it raises


def test_a_caller_leaves_the_queue_by_a_key_or_waits(line: Line) -> None:
    leaves = Script(choices=(Choice(do=Do.PRESS, what="1", thinks=40.0),))
    *_, last = steps = list(LiveWalk(line=line, caller=leaves).steps())
    acted = next(step for step in steps if isinstance(step, Acted))
    assert (acted.known, acted.seconds) == (True, 40.0)
    assert isinstance(last, Ended)
    assert isinstance(last.node, Voicemail)
    *_, last = LiveWalk(line=line, caller=Script(choices=())).steps()
    assert isinstance(last, Ended)
    assert last.how == "human"
