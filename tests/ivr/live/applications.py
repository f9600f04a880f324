"""Two phone applications written with Twilio's library as people write them: one works, one misbehaves in every way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

TOKEN = "a-token-for-tests"


def xml(response: VoiceResponse | str) -> Response:
    return Response(str(response), media_type="text/xml")


class Helpline:
    """A working line: it counts tries on the server, by call, and wants its requests signed."""

    def __init__(self, *, zero: bool = True) -> None:
        self.zero = zero  # False: the version in which 0 was forgotten
        self.tries: dict[tuple[str, str], int] = {}
        self.requests: list[dict[str, str]] = []

    def application(self) -> Starlette:
        pages = {
            "/voice": self.welcome,
            "/chosen": self.chosen,
            "/order": self.order,
            "/desk": self.desk,
            "/hold": self.hold,
            "/full": self.full,
            "/owner": self.owner,
            "/message": self.message,
        }
        return Starlette(routes=[Route(path, self._signed(page), methods=["POST"]) for path, page in pages.items()])

    def _signed(self, page: Callable[[Request, dict[str, str]], VoiceResponse]) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            async with request.form() as form:
                told = {name: str(value) for name, value in form.items()}
            signature = request.headers.get("X-Twilio-Signature", "")
            if not RequestValidator(TOKEN).validate(str(request.url), told, signature):
                return PlainTextResponse("not signed", status_code=403)
            self.requests.append({"path": request.url.path, **told})
            return xml(page(request, told))

        return answer

    def _again(self, told: dict[str, str], where: str, most: int) -> bool:
        """Whether the caller of this call may try once more here."""
        count = self.tries[told["CallSid"], where] = self.tries.get((told["CallSid"], where), 0) + 1
        return count <= most

    def welcome(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        gather = Gather(num_digits=1, timeout=4, action="/chosen", input="dtmf speech")
        person = " For a person press 0, or say agent." if self.zero else ""
        gather.say(f"Welcome to the helpline. For your order press 1. For the owner press 2.{person}", language="en-GB")
        response.append(gather)
        response.redirect("/chosen")
        return response

    def chosen(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        digits = told.get("Digits", "")
        said = told.get("SpeechResult", "")
        if digits == "1":
            gather = Gather(num_digits=4, action="/order", finish_on_key="")
            gather.say("Please type the four digits of your order number.", language="en-GB")
            response.append(gather)
            response.redirect("/desk")
        elif digits == "2":
            response.say("One moment please.", language="en-GB")
            response.dial("+12025550150", action="/owner", timeout=20)
        elif self.zero and (digits == "0" or "agent" in said):
            response.redirect("/desk")
        elif self._again(told, "wrong" if digits else "silent", 2):
            response.say("That is not possible.", language="en-GB")
            response.redirect("/voice")
        else:
            response.say("Please call again later. Goodbye.", language="en-GB")
            response.hangup()
        return response

    def order(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        if len(told.get("Digits", "")) == 4:
            response.say("Your order is on its way. Goodbye.", language="en-GB")
            response.hangup()
        else:
            response.say("That was too short.", language="en-GB")
            response.redirect("/desk")
        return response

    def desk(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        response.say("I am connecting you with a colleague.", language="en-GB")
        response.enqueue("desk", wait_url="/hold", action="/full")
        return response

    def hold(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        response.say(f"You are number {told['QueuePosition']} in the queue.", language="en-GB")
        return response

    def full(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        if told["QueueResult"] == "queue-full":
            response.say("All lines are busy. Goodbye.", language="en-GB")
        response.hangup()
        return response

    def owner(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        if told["DialCallStatus"] != "completed":
            response.say("The owner is out. Please leave a message after the tone.", language="en-GB")
            response.record(action="/message", max_length=60)
        return response

    def message(self, request: Request, told: dict[str, str]) -> VoiceResponse:
        response = VoiceResponse()
        response.say("Thank you.", language="en-GB")
        return response


HELPLINE = """\
ivr: Helpline
language: en-GB
flow:
  welcome:
    says: Welcome to the helpline. For your order press 1. For the owner press 2. For a person press 0, or say agent.
    keys: {1: order, 2: owner, 0: desk}
    words: {agent: desk}
    silent: {after: 4 s, repeat: 2, then: goodbye, says: That is not possible.}
    wrong: {repeat: 2, then: goodbye, says: That is not possible.}
  order:
    says: Please type the four digits of your order number.
    digits: 4
    then: on its way
    silent: {then: desk}
    wrong: {then: too short}
  on its way: {says: Your order is on its way. Goodbye., then: hang up}
  too short: {says: That was too short., then: desk}
  owner: {says: One moment please., dial: '+12025550150', then: out}
  out: {says: The owner is out. Please leave a message after the tone., voicemail: true}
  desk: {says: I am connecting you with a colleague., queue: desk, full: busy, waiting: You are number 1 in the queue.}
  busy: {says: All lines are busy. Goodbye., then: hang up}
  goodbye: {says: Please call again later. Goodbye., then: hang up}
"""
"""What the file of the helpline says, written by hand."""


class Broken:
    """A line on which every key leads to another misbehavior."""

    KEYS = ("500", "no-xml", "json", "plain", "hang", "big", "outside", "unknown", "loop", "forever")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def application(self) -> Starlette:
        routes = [Route("/voice", self.voice, methods=["POST"]), Route("/key", self.key, methods=["POST"])]
        return Starlette(routes=[*routes, Route("/{what}", self.fault, methods=["GET", "POST"])])

    async def voice(self, request: Request) -> Response:
        response = VoiceResponse()
        gather = Gather(num_digits=1, action="/key", finish_on_key="")
        gather.say("Press what you like.")
        response.append(gather)
        return xml(response)

    async def key(self, request: Request) -> Response:
        async with request.form() as form:
            digits = str(form["Digits"])
        response = VoiceResponse()
        if not digits.isdigit():
            response.hangup()
            return xml(response)
        what = self.KEYS[int(digits)]
        response.redirect(f"/{what}")
        return xml(response)

    async def fault(self, request: Request) -> Response:
        what = request.path_params["what"]
        self.asked.append(what)
        match what:
            case "500" | "404":
                return PlainTextResponse("Traceback …", status_code=int(what))
            case "no-xml":
                return xml("<Response><Say>Fish & chips</Say></Response>")
            case "json":
                return Response('{"message": "ok"}', media_type="application/json")
            case "plain":
                return PlainTextResponse("We are moving house.")
            case "audio":
                return Response(b"RIFF", media_type="audio/wav")
            case "hang":
                await asyncio.sleep(3)
                return xml("<Response/>")
            case "drip":
                return StreamingResponse(_drip(), media_type="text/xml")
            case "big":
                return xml(f"<Response><Say>{'x' * 70_000}</Say></Response>")
            case "entities":
                bomb = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><Response><Say>&a;</Say></Response>'
                return xml(bomb)
            case "outside":
                return RedirectResponse("http://elsewhere.example/voice", status_code=307)
            case "unknown":
                return xml("<Response><Sing>la</Sing><Say>Still here.</Say><Hangup/></Response>")
            case "loop":
                return xml("<Response><Redirect>/loop</Redirect></Response>")
            case "http-loop":
                return RedirectResponse("/http-loop", status_code=302)
            case "forever":
                return xml('<Response><Play loop="0">https://music.example/waltz.mp3</Play></Response>')
            case "slow":
                await asyncio.sleep(0.3)
                return xml("<Response><Say>Here I am.</Say><Hangup/></Response>")
            case "root":
                return xml("<Antwort/>")
            case "latin":
                return Response("<Response><Say>Grüße</Say></Response>".encode("latin-1"), media_type="text/xml")
            case "busy":
                return xml('<Response><Reject reason="busy"/></Response>')
            case "ai":
                return xml("<Response><Connect><ConversationRelay url='wss://x.example'/></Connect></Response>")
            case _:
                raise AssertionError(what)


async def _drip():  # type: ignore[no-untyped-def]
    until = time.monotonic() + 3
    yield b"<Response>"
    while time.monotonic() < until:
        await asyncio.sleep(0.05)
        yield b" "
