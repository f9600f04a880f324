from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.errors import DefinitionError
from cxsim.ivr import flow as f
from cxsim.ivr.audit import audit
from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import read, read_all
from cxsim.ivr.importers.voicexml import expressions, grammar
from cxsim.ivr.importers.voicexml.language import UnseenError

Vxml = Callable[..., Exploration]
PERSON = '<form id="people"><transfer dest="tel:+493012"/></form>'


@pytest.fixture
def vxml(explored: Callable[..., Exploration]) -> Vxml:
    """Explores one document from its dialogs."""
    return lambda dialogs: explored(f'<vxml version="2.1">\n{dialogs}\n</vxml>', "line.vxml")


@pytest.fixture
def shop(fixtures: Path) -> Exploration:
    """Documents that lead to each other, with a root document."""
    (flow,) = read_all(fixtures / "voicexml")
    return explore(flow)


def menu(found: Exploration, id: str = "") -> f.Menu:
    node = next(n for n in found.flow.nodes.values() if isinstance(n, f.Menu) and id in ("", n.id))
    assert isinstance(node, f.Menu)
    return node


def answer(found: Exploration) -> str:
    return str(found.every_menu["always"])


def topic(found: Exploration, what: str) -> str:
    return " ".join(oddity.text for one in audit(found) if one.what == what for oddity in one.odd)


def test_a_folder_begins_with_the_document_that_leads_to_the_others(shop: Exploration) -> None:
    assert shop.flow.name == "main"
    assert {Path(node.where.file).name for node in shop.flow.nodes.values() if node.where.file} == {
        "main.vxml",
        "people.vxml",
        "root.vxml",
    }


def test_a_header_before_the_xml_declaration_keeps_the_lines(shop: Exploration) -> None:
    assert str(menu(shop, "welcome").where).endswith("main.vxml:5")


def test_nuances_grammar_names_the_key(shop: Exploration) -> None:
    node = menu(shop, "welcome")
    assert set(node.keys) == {"0", "1", "2", "3", "*"}
    assert "repairs please" in node.words


def test_a_prompt_may_be_the_name_of_a_recording_only(shop: Exploration) -> None:
    first, second = menu(shop, "welcome").says
    assert (first.audio, first.text, second.audio) == ("welcome.wav", "", "")


def test_0_for_help_and_0_for_back_are_no_human(shop: Exploration) -> None:
    answers = {one.id: one.zero["always"] for one in shop.menus}
    assert "Press 1, 2 or 3." in answers["welcome"].why
    assert [str(answers[id]) for id in ("welcome", "people: repairs kind")] == ["no", "no"]


def test_a_dialog_that_is_not_there_throws_an_event_that_the_root_document_catches(shop: Exploration) -> None:
    node = shop.flow.nodes[menu(shop, "welcome").keys["3"]]
    assert (node.text, Path(node.where.file).name, node.where.line) == (
        "Something is wrong with our line.",
        "root.vxml",
        4,
    )


def test_a_dialog_that_is_not_there_ends_the_call_where_nothing_catches_it(vxml: Vxml) -> None:
    found = vxml('<menu id="m"><choice dtmf="0" next="#nowhere">x</choice></menu>')
    assert menu(found).keys["0"] == f.HANG_UP
    assert answer(found) == "no"


def test_silence_is_counted_and_the_third_time_somebody_answers(shop: Exploration) -> None:
    silent = menu(shop, "welcome").silent
    assert (silent.repeat, silent.after, [p.text for p in silent.says]) == (2, 4.0, ["I did not hear you."])
    assert str({one.id: one for one in shop.menus}["welcome"].silent["always"]) == "cannot tell"


def test_a_counter_in_a_variable_is_executed(shop: Exploration) -> None:
    wrong = {one.id: one for one in shop.menus}["people: repairs kind"].wrong["always"]
    assert (str(wrong), wrong.acts[-1].text) == ("cannot tell", "nobody said whether a human answers at +4930123")


def test_what_a_key_means_decides_what_the_filled_element_does(shop: Exploration) -> None:
    node = menu(shop, "people: repairs kind")
    assert isinstance(shop.flow.nodes[node.keys["1"]], f.Transfer)
    assert shop.flow.nodes[node.keys["2"]].text == "Please write to us."
    assert node.keys["0"] == "welcome"


def test_a_link_of_the_root_document_can_be_taken_everywhere(shop: Exploration) -> None:
    inputs = [node for node in shop.flow.nodes.values() if isinstance(node, f.Menu | f.Collect)]
    assert len(inputs) == 3
    assert {node.keys["*"] for node in inputs} == {"welcome"}


def test_a_number_of_six_digits_swallows_0(shop: Exploration) -> None:
    node = shop.flow.nodes["orders number"]
    assert isinstance(node, f.Collect)
    assert (node.least, node.most) == (6, 6)
    assert isinstance(shop.flow.nodes["orders number, submit line 27"], f.Opaque)


def test_a_dialog_that_nothing_leads_to_is_told(shop: Exploration) -> None:
    assert "left" in topic(shop, "dead ends")


def test_a_recording_that_ends_the_call_is_a_voicemail(shop: Exploration) -> None:
    assert isinstance(shop.flow.nodes["people: operator message"], f.Voicemail)


def test_0_that_leads_to_a_number_is_known_only_if_the_owner_says_who_answers(vxml: Vxml) -> None:
    found = vxml(
        f'<menu><prompt>For a person press 0.</prompt><choice dtmf="0" next="#people">x</choice></menu>{PERSON}'
    )
    assert answer(found) == "cannot tell"
    assert "+493012" in found.every_menu["always"].why


def test_choices_without_keys_are_numbered_where_the_menu_says_so(vxml: Vxml) -> None:
    dialogs = '<menu dtmf="{}"><prompt><enumerate>For <value expr="_prompt"/> press <value expr="_dtmf"/>.</enumerate>'
    choices = (
        f'</prompt><choice dtmf="0" next="#people">help</choice><choice next="#people">news</choice></menu>{PERSON}'
    )
    assert set(menu(vxml(dialogs.format("true") + choices)).keys) == {"0", "1"}
    numbered = menu(vxml(dialogs.format("false") + choices))
    assert set(numbered.keys) == {"0"}
    assert numbered.text.startswith("For help press 0.")


def test_without_a_catch_the_caller_is_asked_for_ever(vxml: Vxml) -> None:
    found = vxml('<menu id="m"><prompt>Press 1.</prompt><choice dtmf="1" next="#m">x</choice></menu>')
    assert (menu(found).silent.then, menu(found).wrong.then) == ("m", "m")
    assert "are still in the menu" in found.menus[0].silent["always"].why


def test_a_catch_that_does_not_prompt_again_leaves_silence(vxml: Vxml) -> None:
    found = vxml(
        '<menu id="m"><prompt>Press 1.</prompt><choice dtmf="1" next="#m">x</choice>'
        '<noinput count="1">Hello?</noinput><noinput count="2">Still there?<reprompt/></noinput>'
        '<noinput count="3"><exit/></noinput></menu>'
    )
    silent = menu(found).silent
    assert (silent.repeat, silent.instead, silent.then) == (2, True, f.HANG_UP)
    assert [[p.text for p in silent.words(n)] for n in (1, 2)] == [["Hello?"], ["Still there?", "Press 1."]]
    heard = [act.text for act in found.menus[0].silent["always"].acts if act.verb == "hear"]
    assert heard == ["Press 1.", "Hello?", "Still there?", "Press 1."]


def test_prompts_may_change_when_they_are_said_again(vxml: Vxml) -> None:
    found = vxml(
        '<form><field name="x" type="boolean"><prompt>Yes is 1, no is 2.</prompt><prompt count="2">1 or 2?</prompt>'
        '<noinput><reprompt/></noinput><noinput count="2"><exit/></noinput></field></form>'
    )
    assert menu(found).silent.words(1) == (f.Prompt(text="1 or 2?"),)
    assert set(menu(found).keys) == {"1", "2"}


def test_an_item_is_visited_until_it_has_a_value(vxml: Vxml) -> None:
    found = vxml(
        '<form id="a"><block name="hello">Hello.</block>'
        '<field name="x"><grammar mode="dtmf">1 | 0</grammar><filled><if cond="x == 0">'
        '<clear namelist="x"/><else/><prompt>Good.</prompt></if></filled></field>'
        '<block cond="false">Never.</block><block expr="1">Nor this.</block><block>Goodbye.</block></form>'
    )
    node = menu(found)
    assert node.keys["0"] == node.id  # the field is empty again, and visited again; the block is not
    assert [act.text for act in found.menus[0].zero["always"].acts if act.verb == "hear"][:1] == ["Hello."]
    assert not any("Never" in n.text or "Nor" in n.text for n in found.flow.nodes.values())
    assert any(n.text == "Goodbye." for n in found.flow.nodes.values())


def test_goto_another_item_of_the_form(vxml: Vxml) -> None:
    found = vxml(
        '<form><block><goto nextitem="second"/></block><block name="first">First.</block>'
        '<block name="second">Second.</block></form>'
    )
    assert found.flow.nodes[found.flow.start].text == "Second."


def test_a_dialog_that_is_called_returns(vxml: Vxml) -> None:
    found = vxml(
        '<form id="a"><subdialog name="s" src="#b"><filled>Back.</filled></subdialog></form>'
        '<form id="b"><block>Inside.<return/></block></form>'
    )
    first = found.flow.nodes[found.flow.start]
    assert isinstance(first, f.Play)
    assert (first.text, found.flow.nodes[first.then].text) == ("Inside.", "Back.")


def test_dialogs_that_call_themselves_have_an_end(vxml: Vxml) -> None:
    found = vxml('<form id="a"><subdialog src="#a"/></form>')
    assert any(isinstance(n, f.Opaque) and "too deeply" in n.reason for n in found.flow.nodes.values())


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('<goto expr="where()"/>', "worked out during the call"),
        ('<submit next="/servlet"/>', "/servlet"),
        ('<throw eventexpr="e"/>', "which event"),
        ("<nuance:dial/>", "dial"),
    ],
)
def test_what_only_the_server_knows_is_opaque(vxml: Vxml, element: str, reason: str) -> None:
    found = vxml(f"<form><block>{element}</block></form>".replace("<vxml", '<vxml xmlns:nuance="urn:x"'))
    node = found.flow.nodes[found.flow.start]
    assert isinstance(node, f.Opaque)
    assert reason in node.reason


def test_a_grammar_that_is_not_there_may_know_any_key(vxml: Vxml) -> None:
    found = vxml(
        '<form><field name="x"><prompt>Press 0.</prompt><grammar src="x.grxml"/>'
        f'<filled><goto next="#people"/></filled></field></form>{PERSON}'
    )
    assert answer(found) == "cannot tell"
    assert not topic(found, "announced keys")


def test_a_grammar_beside_the_document_is_read(explored: Callable[..., Exploration], tmp_path: Path) -> None:
    (tmp_path / "k.grxml").write_text(
        '<grammar mode="dtmf" root="r"><rule id="r">4 <item repeat="0-1">2</item></rule></grammar>'
    )
    found = explored('<vxml><form><field name="x"><grammar src="k.grxml"/></field></form></vxml>', "a.vxml")
    assert set(menu(found).keys) == {"4", "42"}


def test_a_root_document_that_is_not_there_may_take_any_key(explored: Callable[..., Exploration]) -> None:
    found = explored(
        '<vxml application="root.vxml"><menu><choice dtmf="1" next="#a">x</choice></menu></vxml>', "a.vxml"
    )
    assert answer(found) == "cannot tell"
    assert "root.vxml" in found.every_menu["always"].why


def test_a_link_with_0_beside_a_number_is_a_way_to_a_human(vxml: Vxml) -> None:
    found = vxml(
        '<link dtmf="0" next="#people"/><form><field name="x" type="digits?length=4"><prompt>Your code?</prompt>'
        f"</field></form>{PERSON}"
    )
    assert answer(found) == "cannot tell"
    (one,) = found.menus
    assert one.zero["always"].acts[-1].text.endswith("+493012")


def test_a_script_hides_what_it_sets(vxml: Vxml) -> None:
    dialogs = '<script>open = 1;</script><form><block><if cond="open == 1"><goto next="#people"/></if></block></form>'
    branch = next(n for n in vxml(dialogs + PERSON).flow.nodes.values() if isinstance(n, f.Branch))
    assert isinstance(branch.cases[0].condition, f.Unknown)


def test_what_the_server_told_is_a_circumstance(vxml: Vxml) -> None:
    found = vxml(
        '<menu><choice dtmf="0" next="#gate">x</choice></menu><form id="gate"><block>'
        f'<if cond="application.customer == \'gold\'"><goto next="#people"/></if></block></form>{PERSON}'
    )
    assert answer(found) == "no"
    assert "If customer is something else" in found.every_menu["always"].why


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[dtmf-1 dtmf-2 dtmf-0]", {"1": "1", "2": "2", "0": "0"}),
        ('[ (dtmf-1) {<option "sales">} [dtmf-star ?operator] {return("people")} ]', {"1": "sales", "*": "people"}),
        ("(dtmf-1 dtmf-0)", {"10": "10"}),
        (".ROOT [ Key ]  Key [dtmf-3]", None),
        ("1 | 2 {two} | 0", {"1": "1", "2": "two", "0": "0"}),
        ("#ABNF 1.0; mode dtmf; root $x; $x = 1 | 4 2;", {"1": "1", "42": "42"}),
    ],
)
def test_grammars_as_texts(text: str, keys: dict[str, str] | None) -> None:
    if keys is None:
        with pytest.raises(UnseenError):
            grammar.plain(text, dtmf=True)
    else:
        assert grammar.plain(text, dtmf=True).keys == keys


@pytest.mark.parametrize("text", ["[dtmf-1", "[[[", ")", "$a = <b>", "", "{", "[" * 200])
def test_a_grammar_that_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(UnseenError):
        grammar.plain(text, dtmf=True)


@pytest.mark.parametrize(
    ("uri", "number"),
    [("dtmf/digits?minlength=4;maxlength=10", (4, 10)), ("digits", (1, None)), ("date", (8, 8)), ("phone", (1, None))],
)
def test_built_in_grammars_are_numbers(uri: str, number: tuple[int, int | None]) -> None:
    assert grammar.builtin(uri).number == number


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("x == '1'", True),
        ("'2' == x", False),
        ("x != 1 || y == 'b'", True),
        ("(x > 0) && !(y == 'c')", True),
        ("x$.utterance == 'one'", True),
        ("x == undefined", False),
        ("true", True),
    ],
)
def test_conditions_over_known_values_are_answered(written: str, holds: bool) -> None:
    known = {"x": "1", "y": "b", "x$.utterance": "one"}
    assert expressions.condition(written, known, ()) is holds


def test_conditions_that_only_the_call_decides_are_not_guessed() -> None:
    assert expressions.condition("n < 3", {}, ()) == f.Compare(name="n", op="<", value="3")
    for written in ("f(x)", "n", "n == m", "a == 1 && b == 2", "n % 2 == 0"):
        assert isinstance(expressions.condition(written, {}, ()), f.Unknown)
    assert isinstance(expressions.condition("n == 1", {}, {"n"}), f.Unknown)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<vxml><form><block></form></vxml>", "no XML"),
        ("<vxml/>", "no dialog"),
        ('<!DOCTYPE v [<!ENTITY a "b">]><vxml><form><block>&a;</block></form></vxml>', "entities"),
        ("<a><vxml/></a>", "another element than vxml"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "x.vxml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=what):
        read(path)


def test_a_dialog_of_very_many_steps_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "x.vxml"
    ifs = '<if cond="f()"><assign name="a" expr="1"/></if><reprompt/>' * 2000
    path.write_text(f"<vxml><form><block>{ifs}</block></form></vxml>", encoding="utf-8")
    with pytest.raises(DefinitionError, match="too many"):
        read(path)


def test_a_link_outside_the_folder_is_not_followed(explored: Callable[..., Exploration], tmp_path: Path) -> None:
    (tmp_path / "secret.vxml").write_text("<vxml><form><block>secret</block></form></vxml>", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    for url in ("../secret.vxml", "..%2Fsecret.vxml", "file:///secret.vxml"):
        path = inside / "a.vxml"
        path.write_text(f'<vxml><form><block><goto next="{url}"/></block></form></vxml>', encoding="utf-8")
        flow = read(path)
        assert isinstance(flow.nodes[flow.start], f.Opaque)


def test_broken_versions_never_crash(survives: Callable[[str, str], None], fixtures: Path) -> None:
    for name in ("main.vxml", "people.vxml"):
        survives((fixtures / "voicexml" / name).read_text(encoding="utf-8"), "line.vxml")


def test_the_samples_get_the_answers_that_people_read_out_of_them(samples: Path, truth: list[dict[str, str]]) -> None:
    rows = [row for row in truth if row["format"] == "voicexml"]
    assert {row["press 0 reaches a human from first menu?"] for row in rows} == {"no"}
    names = [path.name for path in sorted((samples / "voicexml").iterdir())]
    assert len(names) == 3
    for name in names:
        found = explore(read(samples / "voicexml" / name))
        assert (str(found.first_menu["always"]), answer(found)) == ("no", "no")
    unreachable = topic(explore(read(samples / "voicexml" / "voximal_grammar_menu.vxml")), "dead ends")
    assert "choice3" in unreachable
