"""A live line is explored by calling it, has the shape of a flow, and agrees with the file that describes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cxsim.ivr.answer import Reach
from cxsim.ivr.drift import drift
from cxsim.ivr.explore import explore
from cxsim.ivr.flow import Collect, Flow, HangUp, Menu, Opaque, Play, Queue, Transfer, Voicemail
from cxsim.ivr.importers import read, writing
from cxsim.ivr.live import Line, Web, allowed_hosts, platform
from cxsim.ivr.live.shape import shape
from cxsim.ivr.live.survey import Bounds, Surveyor
from tests.ivr.live.applications import HELPLINE, TOKEN, Broken, Helpline
from tests.ivr.live.conftest import served

Dial = Callable[..., Line]
Found = Callable[..., Flow]


def found_on(line: Line, bounds: Bounds | None = None, **more: object) -> Flow:
    return shape(Surveyor(line, bounds, **more).survey(), name="line")  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Flow:
    path = tmp_path / "helpline.yaml"
    path.write_text(HELPLINE, encoding="utf-8")
    return read(path)


@pytest.fixture(scope="module")
def helpline() -> Flow:
    """The helpline as it is found, once for all tests that look at it."""
    with served(Helpline().application()) as url, Web(allowed_hosts(url), token=TOKEN) as web:
        return found_on(Line(url=f"{url}/voice", web=web))


def paged(page: Callable[[Request, dict[str, str]], str]) -> Starlette:
    """An application of one function: the request and its form in, TwiML out."""

    async def answer(request: Request) -> Response:
        async with request.form() as form:
            told = {name: str(value) for name, value in form.items()}
        return Response(f"<Response>{page(request, told)}</Response>", media_type="text/xml")

    return Starlette(routes=[Route("/{page}", answer, methods=["GET", "POST"])])


def test_the_helpline_is_found_whole_and_agrees_with_its_file(helpline: Flow, file: Flow) -> None:
    found = drift(file, helpline)
    assert [(d.sentence, d.was, d.now) for d in found.differences] == []
    assert not found.unsure
    assert found.pairs > 10
    assert {type(node) for node in helpline.nodes.values()} >= {Menu, Collect, Transfer, Voicemail, Queue, HangUp}


def test_silences_and_wrong_keys_that_the_server_counts_become_counters(helpline: Flow) -> None:
    welcome = helpline.nodes[helpline.start]
    assert isinstance(welcome, Menu)
    assert (welcome.silent.repeat, welcome.wrong.repeat) == (2, 2)
    assert [prompt.text for prompt in welcome.silent.says] == ["That is not possible."]
    assert set(welcome.keys) == {"0", "1", "2"}
    assert set(welcome.words) == {"agent"}


def test_a_0_that_was_forgotten_is_told_as_callers_feel_it(dial: Dial, file: Flow) -> None:
    flow = found_on(dial(Helpline(zero=False).application(), token=TOKEN))
    found = {d.sentence: d for d in drift(file, flow).differences if d.hours == "always"}
    lost = found["Press 0"]
    assert (lost.what, lost.was) == (
        "key",
        "you hear “I am connecting you with a colleague.”, and you wait in the queue desk",
    )
    assert lost.now.startswith("you hear “That is not possible. Welcome to the helpline.")
    assert "For a person press 0, or say agent." in found["At the beginning"].was


def test_a_found_line_is_written_and_read_again_as_the_same(helpline: Flow, tmp_path: Path) -> None:
    path = tmp_path / "found.yaml"
    path.write_text(writing.written(helpline), encoding="utf-8")
    assert not drift(helpline, read(path)).differences


def test_the_answers_of_a_found_line_are_those_of_its_file(helpline: Flow, file: Flow) -> None:
    theirs, mine = explore(helpline), explore(file)
    assert {str(menu.zero["always"]) for menu in theirs.menus} == {str(menu.zero["always"]) for menu in mine.menus}
    assert theirs.first_menu["always"].reach is mine.first_menu["always"].reach is Reach.NO  # the queue may be full


def test_a_broken_line_is_explored_to_its_end(dial: Dial) -> None:
    survey = Surveyor(dial(Broken().application(), limit=1.5)).survey()
    flow = shape(survey, name="broken")
    menu = flow.nodes[flow.start]
    assert isinstance(menu, Menu)
    ends = {key: flow.nodes[target] for key, target in menu.keys.items()}
    errors = {key for key, node in ends.items() if isinstance(node, HangUp) and "application error" in node.name}
    assert errors == {"0", "1", "2", "4", "5"}
    assert all(flow.nodes[menu.keys[key]].text == platform.APPLICATION_ERROR for key in errors)
    assert "HTTP 500" in ends["0"].name
    assert ends["3"].text == "We are moving house."
    assert isinstance(ends["6"], Opaque)
    assert ends["7"].text == "Still here."
    assert all(isinstance(ends[key], Play) and explore(flow) for key in "9")
    assert any("<Sing>" in remark for remark in survey.remarks)
    assert explore(flow).every_menu["always"].reach is Reach.NO


def test_what_was_not_looked_at_is_said_and_not_guessed(dial: Dial) -> None:
    def deeper(request: Request, told: dict[str, str]) -> str:
        level = int(request.query_params.get("level", "0")) + 1
        gather = f'<Gather numDigits="1" action="/voice?level={level}">'
        return f"{gather}<Say>Level {level}. To go on press 1.</Say></Gather>"

    line = dial(paged(deeper))
    flow = found_on(line, Bounds(calls=60, depth=3))
    reasons = [node.reason for node in flow.nodes.values() if isinstance(node, Opaque)]
    assert reasons == ["not looked at further: a call goes on for more than 3 steps"]
    assert explore(flow).every_menu["always"].reach is Reach.CANNOT_TELL


def test_calls_are_bounded(dial: Dial) -> None:
    survey = Surveyor(dial(Helpline().application(), token=TOKEN), Bounds(calls=10)).survey()
    assert survey.calls <= 10
    assert any("10 calls" in place.missing for place in survey.places)


def test_what_changes_from_call_to_call_in_an_address_is_no_other_place(dial: Dial) -> None:
    count = iter(range(10_000))

    def page(request: Request, told: dict[str, str]) -> str:
        if told.get("Digits") == "1":
            return "<Enqueue>people</Enqueue>"
        once = f"<Gather numDigits='1' action='/voice?session={next(count)}&amp;step=1'><Say>Press 1.</Say></Gather>"
        return f"{once}<Redirect>/voice?session={next(count)}</Redirect>"

    survey = Surveyor(dial(paged(page)), Bounds(calls=400)).survey()
    flow = shape(survey, name="line")
    assert sorted(type(node).__name__ for node in flow.nodes.values()) == ["Menu", "Queue"]


def test_a_number_that_the_line_knows_shows_what_comes_after_it(dial: Dial) -> None:
    def page(request: Request, told: dict[str, str]) -> str:
        if told.get("Digits") == "4711":
            return "<Enqueue>people</Enqueue>"
        again = "<Say>We do not know this number.</Say>" if "Digits" in told else ""
        return f"{again}<Gather numDigits='4'><Say>Your order number please.</Say></Gather><Redirect/>"

    line = dial(paged(page))
    unknown = found_on(line)
    assert any("no number that was typed is taken" in getattr(node, "reason", "") for node in unknown.nodes.values())
    known = found_on(line, Bounds(calls=40), numbers=("4711",))
    queues = [node for node in known.nodes.values() if isinstance(node, Queue)]
    assert [queue.queue for queue in queues] == ["people"]


def test_words_that_change_from_call_to_call_are_remarked_and_make_no_other_place(dial: Dial) -> None:
    count = iter(range(10_000))

    def page(request: Request, told: dict[str, str]) -> str:
        if told.get("Digits") == "0":
            return "<Enqueue>people</Enqueue>"
        return (
            f"<Gather numDigits='1'><Say>You are caller {next(count)}. For a person press 0.</Say></Gather><Redirect/>"
        )

    survey = Surveyor(dial(paged(page))).survey()
    assert any("something else at every call" in remark for remark in survey.remarks)
    flow = shape(survey, name="line")
    assert {type(node).__name__ for node in flow.nodes.values()} == {"Menu", "Queue"}


def test_a_place_that_is_another_one_the_next_time_is_remarked_and_not_believed(dial: Dial) -> None:
    count = iter(range(10_000))

    def page(request: Request, told: dict[str, str]) -> str:
        if request.path_params["page"] == "voice":
            return "<Gather numDigits='1' action='/next'><Say>Press 1.</Say></Gather>"
        if next(count) % 2:
            return "<Gather numDigits='1' action='/one'><Say>For apples press 1.</Say></Gather>"
        return "<Gather numDigits='1' action='/two'><Say>For pears press 2.</Say></Gather>"

    survey = Surveyor(dial(paged(page)), Bounds(calls=60)).survey()
    assert any("does not do the same every time" in remark for remark in survey.remarks)


def test_a_menu_that_waits_for_more_digits_takes_one_too(dial: Dial) -> None:
    def page(request: Request, told: dict[str, str]) -> str:
        if told.get("Digits") == "0":
            return "<Enqueue>people</Enqueue>"
        if len(told.get("Digits", "")) == 6:
            return "<Say>Thank you.</Say>"
        return "<Gather numDigits='6'><Say>Type the six digits of your order, or 0 for a person.</Say></Gather>"

    flow = found_on(dial(paged(page)))
    first = flow.nodes[flow.start]
    assert explore(flow).first_menu["always"].reach is Reach.YES
    assert isinstance(flow.nodes[dict(first.targets())["0"]], Queue)
