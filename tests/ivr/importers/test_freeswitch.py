from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import read

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
