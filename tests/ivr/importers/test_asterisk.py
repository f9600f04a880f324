from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.audit import audit
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import is_flow, read, read_all
from cxsim.ivr.importers.asterisk import dialplan, values

Explored = Callable[..., Exploration]


@pytest.fixture
def plan(explored: Explored) -> Callable[[str], Exploration]:
    """Explores a dialplan from the lines of its context [in]."""
    return lambda text: explored(text if text.startswith("[") else f"[in]\n{text}", "extensions.conf")


MENU = "exten => s,1,Background(menu)\nsame => n,WaitExten(6)\n"
OPERATOR = "exten => 0,1,Dial(PJSIP/100,20)\n"


def answer(found: Exploration) -> str:
    return str(found.every_menu["always"])


def test_0_that_dials_a_telephone_of_the_exchange_is_a_yes(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + OPERATOR + "exten => t,1,Goto(s,1)\nexten => i,1,Goto(s,1)\n")
    (menu,) = found.menus
    assert (answer(found), menu.where.rsplit("/", 1)[-1]) == ("yes", "extensions.conf:2")
    node = found.flow.nodes[menu.id]
    assert isinstance(node, f.Menu)
    assert (node.silent.after, node.says[0].audio) == (6.0, "menu")


def test_who_answers_outside_is_not_known(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,Dial(PJSIP/4930123@trunk)\n")
    assert answer(found) == "cannot tell"


def test_press_0_for_an_operator_that_ends_in_voicemail_is_a_no(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,VoiceMail(1337,u)\n")
    assert answer(found) == "no"
    assert "a machine that records a message" in found.every_menu["always"].why


def test_a_queue_that_is_full_goes_on_at_the_next_priority(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,Queue(service)\nsame => n,Playback(busy)\nsame => n,Hangup()\n")
    assert answer(found) == "no"
    assert "If the queue is full" in found.every_menu["always"].why


def test_without_t_and_i_the_call_ends(plan: Callable[[str], Exploration]) -> None:
    node = plan(MENU + OPERATOR).flow.nodes["in s 1"]
    assert isinstance(node, f.Menu)
    assert (node.silent.then, node.wrong.then) == (f.HANG_UP, f.HANG_UP)


def test_a_time_out_goes_on_at_the_next_priority_before_it_goes_to_t(plan: Callable[[str], Exploration]) -> None:
    text = MENU + "same => n,Dial(PJSIP/7)\nexten => t,1,Hangup()\n"
    found = plan(text)
    assert str(found.menus[0].silent["always"]) == "yes"
    assert "in t 1" not in found.flow.nodes


def test_a_retry_counter_is_executed(plan: Callable[[str], Exploration]) -> None:
    found = plan(
        "exten => s,1,Set(n=0)\nsame => n(again),Background(menu)\nsame => n,WaitExten(5)\nexten => t,1,Goto(i,1)\n"
        "exten => i,1,Set(n=$[${n} + 1])\nsame => n,GotoIf($[${n} >= 3]?people:s,again)\n"
        "same => n(people),Dial(SIP/1)\n"
    )
    (menu,) = found.menus
    assert (str(menu.zero["always"]), str(menu.silent["always"])) == ("after 3", "yes")


def test_one_digit_that_is_read_is_compared(plan: Callable[[str], Exploration]) -> None:
    found = plan(
        'exten => s,1,Read(key,menu,1,,2,5)\nsame => n,GotoIf($["${key}" = "0"]?people)\nsame => n,Hangup()\n'
        "same => n(people),Dial(SIP/1)\n"
    )
    assert (answer(found), str(found.menus[0].silent["always"])) == ("yes", "no")


def test_several_digits_that_are_read_are_a_number(plan: Callable[[str], Exploration]) -> None:
    node = plan("exten => s,1,Read(number,ask,8)\nsame => n,Hangup()\n").flow.nodes["in s 1"]
    assert isinstance(node, f.Collect)
    assert (node.most, node.into) == (8, "number")


def test_a_context_that_does_not_exist_ends_the_call(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,Goto(nowhere,s,1)\n")
    assert answer(found) == "no"
    assert isinstance(found.flow.nodes["nowhere s 1"], f.HangUp)


def test_a_jump_to_an_extension_that_is_not_there_tries_i(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,Goto(people,9,1)\n[people]\nexten => i,1,Dial(SIP/1)\n")
    assert answer(found) == "yes"


def test_a_program_may_do_anything_with_the_call(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + "exten => 0,1,AGI(route.agi)\n")
    assert answer(found) == "cannot tell"
    assert "what agi(route.agi) does" in found.every_menu["always"].why


def test_a_subroutine_returns(plan: Callable[[str], Exploration]) -> None:
    found = plan(
        MENU
        + "exten => 0,1,Gosub(log,s,1(zero))\nsame => n,Dial(SIP/1)\n[log]\nexten => s,1,NoOp(x)\nsame => n,Return\n"
    )
    assert answer(found) == "yes"


def test_a_subroutine_that_calls_itself_has_an_end(plan: Callable[[str], Exploration]) -> None:
    assert answer(plan(MENU + "exten => 0,1,Gosub(0,1)\n")) == "cannot tell"


def test_an_extension_that_grows_with_every_jump_has_an_end(plan: Callable[[str], Exploration]) -> None:
    assert answer(plan(MENU + "exten => _0!,1,Goto(0${EXTEN},1)\n")) == "cannot tell"


def test_an_included_context_offers_its_keys_and_the_own_ones_win(plan: Callable[[str], Exploration]) -> None:
    text = (
        "include => other\n"
        + MENU
        + "exten => 1,1,Hangup()\n[other]\nexten => 0,1,Dial(SIP/1)\nexten => 1,1,Dial(SIP/2)\n"
    )
    found = plan(text)
    assert answer(found) == "yes"
    assert isinstance(found.flow.nodes["in 1 1"], f.HangUp)


def test_a_longer_number_that_begins_with_0_makes_0_wait(plan: Callable[[str], Exploration]) -> None:
    quick, slow = plan(MENU + OPERATOR), plan(MENU + OPERATOR + "exten => _0XX,1,Hangup()\n")
    seconds = [found.every_menu["always"].seconds or 0 for found in (quick, slow)]
    assert seconds[1] - seconds[0] == 5.0


@pytest.mark.parametrize(
    ("pattern", "dialed", "fits"),
    [
        ("_1NXX", "1234", True),
        ("_1NXX", "1134", False),
        ("_[1-3]X.", "25", False),
        ("_[1-3]X.", "257", True),
        ("_X!", "5", True),
        ("_[9-1]", "5", False),
        ("_Z", "0", False),
        ("_[", "[", True),
    ],
)
def test_patterns_match_as_in_asterisk(pattern: str, dialed: str, fits: bool) -> None:
    assert dialplan.fits(pattern, dialed) is fits


def test_variables_and_parts_of_them_are_put_in() -> None:
    known = {"EXTEN": "25655511", "A": "${B}", "B": "x"}
    assert values.filled("${EXTEN:6} ${EXTEN:0:3} ${EXTEN:-2} ${A} ${C}", known) == "11 256 11 x ${C}"


def test_a_dialplan_with_includes_and_comments_is_read(fixtures: Path) -> None:
    flow = read(fixtures / "asterisk" / "extensions.conf")
    found = explore(flow)
    assert {id: str(answer) for id, answer in found.every_menu.items()} == {"open": "yes", "closed": "no"}
    (menu,) = found.menus
    assert menu.where.endswith("more/menus.conf:4")
    node = flow.nodes[menu.id]
    assert isinstance(node, f.Menu)
    assert set(node.keys) == {"0", "1", "2", "3"}
    assert str(menu.silent["open"]) == "yes"


def test_what_a_file_outside_the_folder_holds_is_opaque(fixtures: Path) -> None:
    flow = read(fixtures / "asterisk" / "extensions.conf")
    node = flow.nodes["nowhere s 1"]
    assert isinstance(node, f.Opaque)
    assert "../secret.conf" in node.reason or "generate-dialplan" in node.reason


def test_a_folder_reads_included_files_once(fixtures: Path) -> None:
    assert [Path(flow.file).name for flow in read_all(fixtures / "asterisk")] == ["extensions.conf"]


def test_voicemail_behind_a_call_that_nobody_answers_is_no_dead_step(plan: Callable[[str], Exploration]) -> None:
    found = plan(MENU + OPERATOR + "same => n,VoiceMail(100)\n")
    dead = next(topic for topic in audit(found) if topic.what == "dead ends")
    assert not [oddity for oddity in dead.odd if "in 0 2" in oddity.text]


def test_settings_of_other_programs_are_no_dialplan(tmp_path: Path) -> None:
    path = tmp_path / "other.conf"
    path.write_text("[general]\nkey = value\n", encoding="utf-8")
    assert not is_flow(path)
    path.write_text("[general]\nexten => 1,1\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="no extension"):
        read(path)


def test_a_file_that_includes_itself_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "extensions.conf"
    path.write_text(f"#include extensions.conf\n[in]\n{MENU}{OPERATOR}", encoding="utf-8")
    assert answer(explore(read(path))) == "yes"


def test_broken_versions_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    folder = fixtures / "asterisk"
    whole = (folder / "more" / "menus.conf").read_text(encoding="utf-8") + (folder / "extensions.conf").read_text(
        encoding="utf-8"
    )
    survives(whole, "extensions.conf")


def test_the_samples_get_the_answers_that_people_read_out_of_them(samples: Path, truth: list[dict[str, str]]) -> None:
    rows = [row["press 0 reaches a human from first menu?"] for row in truth if row["format"] == "asterisk"]
    assert [row.split()[0] for row in rows] == ["YES", "FALSE"]
    office = explore(read(samples / "asterisk" / "asterisk_basic_pbx_extensions.conf"))
    assert (str(office.first_menu["always"]), answer(office)) == ("yes", "yes")
    for missing in ("External-Features 2565551200 1", "External-Features 2565551250 1"):
        assert isinstance(office.flow.nodes[missing], f.HangUp)
    payphones = explore(read(samples / "asterisk" / "futel_extensions.conf"))
    assert answer(payphones) == "no"
    assert "a machine that records a message" in payphones.every_menu["always"].why
