from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.audit import audit
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import read, read_all
from cxsim.ivr.importers.freeswitch import dialplan

MENU = """\
<include>
  <X-PRE-PROCESS cmd="include" data="../secret/*.xml"/>
  <menu name="main" greet-long="say:For a person press 0." greet-short="say:For a person press 0."
        invalid-sound="say:For a person press 0." exit-sound="goodbye.wav" timeout="6000" max-failures="2"
        max-timeouts="3" inter-digit-timeout="2500" digit-len="4">
    <entry action="menu-exec-app" digits="0" param="PEOPLE"/>
    <entry action="menu-sub" digits="6" param="sub"/>
    <entry action="menu-exec-app" digits="/^(10[01][0-9])$/" param="transfer $1 XML default"/>
    LONGER
  </menu>
  <menu name="sub" greet-long="sub.wav">
    <entry action="menu-back" digits="*"/>
    <entry action="menu-exec-app" digits="1" param="voicemail default x 100"/>
  </menu>
</include>
"""


@pytest.fixture
def menus(explored: Callable[..., Exploration]) -> Callable[..., Exploration]:
    """Explores two menus in which 0 leads to an application."""
    return lambda people, longer="": explored(MENU.replace("PEOPLE", people).replace("LONGER", longer), "menus.xml")


def test_a_queue_of_the_exchange_is_a_yes_from_its_menu_only(menus: Callable[..., Exploration]) -> None:
    found = menus("callcenter service@default")
    answers = {menu.id: str(menu.zero["always"]) for menu in found.menus}
    assert answers == {"main": "yes", "sub": "no"}
    assert found.menus[0].where.endswith("menus.xml:3")


def test_failures_and_time_outs_leave_the_menu(menus: Callable[..., Exploration]) -> None:
    main = menus("callcenter x").flow.nodes["main"]
    assert isinstance(main, f.Menu)
    assert (main.silent.after, main.silent.repeat, main.wrong.repeat, main.between) == (6.0, 2, 1, 2.5)
    assert (main.silent.then, main.wrong.then) == ("main: left", "main: left")


def test_the_dialplan_is_not_in_the_file(menus: Callable[..., Exploration]) -> None:
    found = menus("transfer 9196 XML default")
    assert "transfer 9196 XML default leads to stands in the dialplan" in found.menus[0].zero["always"].why


def test_0_waits_where_a_pattern_goes_on_with_it(menus: Callable[..., Exploration]) -> None:
    longer = '<entry action="menu-exec-app" digits="/^(0\\d\\d)$/" param="hangup"/>'
    quick, slow = (menus("callcenter x", more).menus[0].zero["always"].seconds or 0 for more in ("", longer))
    assert slow - quick == 2.5


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "menus.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><menu name="&a;"><entry digits="1"/></menu>', encoding="utf-8")
    with pytest.raises(DefinitionError, match="declares entities"):
        read(path)


def test_broken_versions_never_crash(survives: Callable[[str, str], None]) -> None:
    survives(MENU, "menus.xml")


def test_the_sample_gets_the_answer_that_people_read_out_of_it(samples: Path, truth: list[dict[str, str]]) -> None:
    (row,) = [row for row in truth if row["format"] == "freeswitch"]
    found = explore(read(samples / "freeswitch" / "demo_ivr.xml"))
    expected = (row["press 0 reaches a human from first menu?"], row["from every menu?"])
    assert (str(found.first_menu["always"]), str(found.every_menu["always"])) == expected


@pytest.fixture
def workshop(fixtures: Path) -> Exploration:
    """Menus that are included, with the dialplan beside them."""
    (flow,) = read_all(fixtures / "freeswitch")
    return explore(flow)


def test_menus_that_are_included_belong_to_the_file_that_includes_them(workshop: Exploration) -> None:
    (menu,) = workshop.menus
    assert (menu.id, menu.where.rsplit("/", 1)[-1]) == ("workshop", "workshop.xml:3")


def test_the_dialplan_tells_what_a_number_leads_to_at_which_hours(workshop: Exploration) -> None:
    assert [hours.id for hours in workshop.hours] == ["open", "closed"]
    answers = {hours: str(answer) for hours, answer in workshop.every_menu.items()}
    assert answers == {"open": "no", "closed": "yes"}  # in the evening “closed” is played, else a telephone rings
    assert "closed.wav" in workshop.every_menu["open"].why


def test_where_a_menu_is_left_the_dialplan_goes_on(workshop: Exploration) -> None:
    assert "a machine that records a message" in workshop.menus[0].silent["closed"].why


def test_a_number_of_a_context_that_is_not_there_is_opaque(workshop: Exploration) -> None:
    menu = workshop.flow.nodes["workshop"]
    assert isinstance(menu, f.Menu)
    elsewhere = workshop.flow.nodes[menu.keys["5"]]
    assert isinstance(elsewhere, f.Opaque)
    assert "transfer 5 XML elsewhere" in elsewhere.reason


def test_greeting_and_wrong_entry_in_one_recording_announce_nothing_that_is_known(workshop: Exploration) -> None:
    (keys,) = [topic for topic in audit(workshop) if topic.what == "announced keys"]
    assert [oddity.text for oddity in keys.unknown] == ["the words of its announcement are not known"]
    menu = workshop.flow.nodes["workshop"]
    assert isinstance(menu, f.Menu)
    assert [prompt.audio for prompt in menu.wrong.words(1)] == ["menu.wav", "menu.wav"]


@pytest.mark.parametrize(
    ("expression", "dialed", "fits"),
    [
        ("^1000$", "1000", True),
        ("^(10[01][0-9])$", "1020", False),
        (r"^9(\d+)$", "9123", True),
        (r"^(\d+)+$", "1", None),
        (r"^(\d|\d\d)*$", "1", None),
        ("^(.*", "1", None),
        ("^[a-z]+$", "1", None),
    ],
)
def test_only_plain_patterns_are_run(expression: str, dialed: str, fits: bool | None) -> None:
    assert dialplan.matches(expression, dialed) is fits


def test_a_dialplan_that_leads_to_itself_has_an_end(explored: Callable[..., Exploration]) -> None:
    loop = '<context name="default"><extension name="x"><condition field="destination_number" expression="^1$">'
    loop += '<action application="transfer" data="1 XML default"/></condition></extension></context>'
    menu = '<menu name="m"><entry action="menu-exec-app" digits="0" param="transfer 1 XML default"/></menu>'
    text = f"<include>{menu}{loop}</include>"
    assert str(explored(text, "menus.xml").every_menu["always"]) == "no"


def test_what_lies_outside_the_folder_is_not_included(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text('<include><menu name="secret"><entry/></menu></include>', encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.xml").symlink_to(tmp_path / "secret.xml")
    for data in ("../secret.xml", str(tmp_path / "secret.xml"), "link.xml", "**/../../secret.xml"):
        path = inside / "ivr.conf.xml"
        path.write_text(f'<x name="ivr.conf"><X-PRE-PROCESS cmd="include" data="{data}"/></x>', encoding="utf-8")
        with pytest.raises(DefinitionError, match="no menu"):
            read(path)


def test_broken_dialplans_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    menus = (fixtures / "freeswitch" / "ivr_menus" / "workshop.xml").read_text(encoding="utf-8")
    plan = (fixtures / "freeswitch" / "dialplan" / "default.xml").read_text(encoding="utf-8")
    survives(menus.replace("</include>", plan + "</include>"), "menus.xml")
