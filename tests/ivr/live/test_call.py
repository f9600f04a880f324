"""A call to a real application over HTTP is carried out as the telephone platform carries it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from cxsim.errors import ChannelError
from cxsim.ivr.live import Call, Line, Turn, allowed_hosts, platform
from tests.ivr.live.applications import TOKEN, Broken, Helpline

Dial = Callable[..., Line]


def texts(turn: Turn) -> list[str]:
    return [said.text or f"({said.audio})" for said in turn.said]


@pytest.fixture
def helpline(dial: Dial) -> Call:
    return dial(Helpline().application(), token=TOKEN).call()


def answering(twiml: str, **more: str) -> Starlette:
    """An application that says this at /voice, and other documents at other paths."""
    pages = {"voice": twiml, **more}

    async def page(request: Request) -> Response:
        return Response(f"<Response>{pages[request.path_params['page']]}</Response>", media_type="text/xml")

    return Starlette(routes=[Route("/{page}", page, methods=["GET", "POST"])])


def test_requests_are_forms_with_the_parameters_of_the_platform(dial: Dial) -> None:
    application = Helpline()
    call = dial(application.application(), token=TOKEN).call()
    call.begin()
    call.press("1")
    call.press("4711")
    first, second, third = application.requests
    assert (first["CallStatus"], second["CallStatus"]) == ("ringing", "in-progress")
    assert first["CallSid"].startswith("CA")
    assert first["CallSid"] == third["CallSid"]
    assert first["From"].startswith("+120255501"), "only numbers that belong to nobody"
    assert (second["Digits"], third["Digits"]) == ("1", "4711")


def test_the_signature_is_what_twilios_own_library_expects() -> None:
    url, told = "https://line.example/voice?a=1", {"To": "+1", "CallSid": "CA1", "Digits": "1 2"}
    assert RequestValidator(TOKEN).validate(url, told, platform.signature(TOKEN, url, told))


def test_without_the_token_the_application_refuses_and_the_caller_hears_an_error(dial: Dial) -> None:
    turn = dial(Helpline().application()).call().begin()
    assert texts(turn) == [platform.APPLICATION_ERROR]
    assert turn.ending is not None
    assert (turn.ending.how, turn.ending.reason) == ("error", "it answers HTTP 403")


def test_a_menu_listens_while_it_speaks(helpline: Call) -> None:
    turn = helpline.begin()
    assert turn.ask is not None
    assert (turn.ask.digits, turn.ask.timeout, turn.ask.keys, turn.ask.words) == (1, 4.0, True, True)
    assert turn.said[0].interrupt
    assert turn.said[0].language == "en-GB"


def test_a_queue_tells_what_is_heard_in_it_and_may_be_full(helpline: Call) -> None:
    helpline.begin()
    turn = helpline.press("0")
    assert texts(turn) == ["I am connecting you with a colleague."]
    assert turn.ending is not None
    assert (turn.ending.how, turn.ending.name) == ("queue", "desk")
    assert [said.text for said in turn.ending.waiting] == ["You are number 1 in the queue."]
    assert texts(helpline.go_on("queue-full")) == ["All lines are busy. Goodbye."]


def test_a_number_that_does_not_answer_leads_to_the_action_and_a_recording_goes_on(helpline: Call) -> None:
    helpline.begin()
    turn = helpline.press("2")
    assert turn.ending is not None
    assert (turn.ending.how, turn.ending.name) == ("dial", "+12025550150")
    turn = helpline.go_on("no-answer")
    assert texts(turn)[-1] == "(beep)"
    assert turn.ending is not None
    assert turn.ending.how == "voicemail"
    assert texts(helpline.go_on("recorded")) == ["Thank you."]


def test_words_are_heard_where_the_line_listens_to_words(helpline: Call) -> None:
    helpline.begin()
    turn = helpline.say("I want an agent")
    assert turn.ending is not None
    assert turn.ending.how == "queue"


def test_silence_goes_on_at_the_next_verb_and_is_counted_by_the_application(helpline: Call) -> None:
    helpline.begin()
    assert texts(helpline.stay_silent())[0] == "That is not possible."
    assert texts(helpline.stay_silent())[0] == "That is not possible."
    turn = helpline.stay_silent()
    assert texts(turn) == ["Please call again later. Goodbye."]
    assert turn.ending is not None
    assert turn.ending.how == "hang up"


def test_too_short_a_number_is_sent_after_a_silence(helpline: Call) -> None:
    helpline.begin()
    turn = helpline.press("1")
    assert turn.ask is not None
    assert (turn.ask.pause("47"), turn.ask.pause("4711")) == (5.0, 0.0)
    assert texts(helpline.press("47"))[0] == "That was too short."


def test_more_digits_than_the_line_takes_are_lost(dial: Dial) -> None:
    application = Helpline()
    call = dial(application.application(), token=TOKEN).call()
    call.begin()
    call.press("1999")
    assert application.requests[-1]["Digits"] == "1"


@pytest.mark.parametrize(
    ("gather", "keys", "heard"),
    [
        ('<Gather action="took"/>', "12#34", "took"),
        ('<Gather action="took"/>', "#", "nothing"),  # only the key that ends the input
        ('<Gather action="took" finishOnKey=""/>', "#", "took"),
        ('<Gather action="took" input="speech"/>', "1", "nothing"),
        ('<Gather action="took" input="speech" actionOnEmptyResult="true"/>', "1", "took"),
    ],
)
def test_keys_end_at_the_finishing_key_and_may_be_like_silence(dial: Dial, gather: str, keys: str, heard: str) -> None:
    application = answering(f"{gather}<Say>nothing</Say>", took="<Say>took</Say>")
    call = dial(application).call()
    call.begin()
    assert texts(call.press(keys)) == [heard]


def test_a_gather_without_an_action_asks_the_same_document_again(dial: Dial) -> None:
    call = dial(answering("<Gather numDigits='1'><Say>Press 1.</Say></Gather>")).call()
    assert texts(call.begin()) == texts(call.press("1")) == texts(call.press("1"))


def test_pauses_and_repetitions_are_told_with_their_seconds(dial: Dial) -> None:
    turn = dial(answering('<Pause length="3"/><Say loop="2">Hello.</Say><Pause/>')).call().begin()
    assert [(said.audio, said.seconds) for said in turn.said if said.audio] == [("silence", 3.0), ("silence", 1.0)]
    assert texts(turn).count("Hello.") == 2


def test_a_queue_that_puts_the_caller_out_again_is_no_end(dial: Dial) -> None:
    application = answering(
        '<Enqueue waitUrl="wait" action="after">support</Enqueue>',
        wait="<Say>All our agents are busy.</Say><Leave/>",
        after="<Say>Goodbye.</Say>",
    )
    turn = dial(application).call().begin()
    assert texts(turn) == ["All our agents are busy.", "Goodbye."]
    assert turn.ending is not None
    assert turn.ending.how == "hang up"


def test_cookies_are_kept_within_a_call_and_not_between_calls(dial: Dial) -> None:
    seen: list[str] = []

    async def page(request: Request) -> Response:
        seen.append(request.cookies.get("language", ""))
        response = Response("<Response><Gather numDigits='1'/></Response>", media_type="text/xml")
        response.set_cookie("language", "de")
        return response

    line = dial(Starlette(routes=[Route("/voice", page, methods=["POST"])]))
    for _ in range(2):
        call = line.call()
        call.begin()
        call.press("1")
    assert seen == ["", "de", "", "de"]


def test_a_get_carries_its_parameters_in_the_address(dial: Dial) -> None:
    asked: list[str] = []

    async def page(request: Request) -> Response:
        asked.append(f"{request.method} {request.query_params.get('Digits', '')}")
        return Response("<Response><Gather method='GET' numDigits='1'/></Response>", media_type="text/xml")

    call = dial(Starlette(routes=[Route("/voice", page, methods=["GET", "POST"])])).call()
    call.begin()
    call.press("7")
    assert asked == ["POST ", "GET 7"]


@pytest.mark.parametrize(
    ("what", "how", "reason"),
    [
        ("500", "error", "HTTP 500"),
        ("404", "error", "HTTP 404"),
        ("no-xml", "error", "no XML"),
        ("json", "error", "application/json"),
        ("hang", "error", "no answer within 1.5 s"),
        ("drip", "error", "no answer within 1.5 s"),
        ("big", "error", "larger than 64 kB"),
        ("entities", "error", "no XML"),
        ("root", "error", "<Antwort>"),
        ("latin", "error", "no text in utf-8"),
        ("http-loop", "error", "redirects more than 10 times"),
        ("loop", "endless", "one document leads to the next"),
        ("forever", "endless", "for ever"),
        ("outside", "unknown", "elsewhere.example, which nobody has allowed"),
        ("ai", "unknown", "a program takes the call over"),
        ("busy", "reject", "busy"),
        ("plain", "hang up", ""),
        ("audio", "hang up", ""),
    ],
)
def test_every_misbehavior_is_what_the_caller_hears(dial: Dial, what: str, how: str, reason: str) -> None:
    turn = dial(Broken().application(), f"/{what}", limit=1.5).call().begin()
    assert turn.ending is not None
    assert turn.ending.how == how
    assert reason in turn.ending.reason
    if how == "error":
        assert texts(turn) == [platform.APPLICATION_ERROR]


def test_plain_text_is_read_out_and_audio_played(dial: Dial) -> None:
    assert texts(dial(Broken().application(), "/plain").call().begin()) == ["We are moving house."]
    assert texts(dial(Broken().application(), "/audio").call().begin()) == ["(audio)"]


def test_an_unknown_verb_is_skipped_and_told_to_whoever_looks(dial: Dial) -> None:
    turn = dial(Broken().application(), "/unknown").call().begin()
    assert texts(turn) == ["Still here."]
    assert turn.remarks == ("<Sing> is no verb that the platform knows, and is skipped",)


def test_a_slow_answer_is_measured(dial: Dial) -> None:
    assert dial(Broken().application(), "/slow").call().begin().slow >= 0.3


def test_nobody_at_the_address_is_an_error_that_callers_hear(dial: Dial) -> None:
    line = dial(Broken().application())
    nobody = Line(url="http://127.0.0.1:9/voice", web=line.web)
    turn = nobody.call().begin()
    assert turn.ending is not None
    assert "cannot be reached" in turn.ending.reason


@pytest.mark.parametrize(
    "address",
    [
        "http://line.example/voice",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://user@127.0.0.1/voice",
        "http://2130706433/voice",
    ],
)
def test_only_this_machine_may_be_called_without_being_allowed(address: str) -> None:
    with pytest.raises(ChannelError):
        allowed_hosts(address)


def test_a_named_host_may_be_called() -> None:
    assert allowed_hosts("https://line.example/voice", ["line.example"]) == {"line.example"}
    with pytest.raises(ChannelError):
        allowed_hosts("http://169.254.169.254/x", ["169.254.169.254"])


def test_a_call_that_does_not_listen_takes_no_keys(dial: Dial) -> None:
    call = dial(Broken().application(), "/plain").call()
    call.begin()
    with pytest.raises(ValueError, match="does not listen"):
        call.press("1")
