"""Files are read as text, bounded, and every fault is told in plain words with its line."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.errors import DefinitionError
from cxsim.persona import Persona
from cxsim.yamlfile import build, read

GOOD = "problem: It leaks.\ngoal: A repair\nmood: calm\n"


@pytest.fixture
def reading(tmp_path):
    def read_text(text):
        path = tmp_path / "file.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path)

    return read_text


@pytest.fixture
def faults(reading):
    def of(text, model=Persona):
        with pytest.raises(DefinitionError) as caught:
            build(reading(text), model)
        return caught.value.faults

    return of


def told(fault):
    return f"{fault.line}: {fault.what} | {fault.hint}"


def test_every_scalar_stays_the_text_that_was_written(reading):
    root = reading("on: 01234\nno: 12:30\na: 1e3\nb: 0x10\nc: 2027-03-31\nd: ~\ne: yes\nf: null\ng: .5\n").root
    assert root == {
        "on": "01234",
        "no": "12:30",
        "a": "1e3",
        "b": "0x10",
        "c": "2027-03-31",
        "d": "~",
        "e": "yes",
        "f": "null",
        "g": ".5",
    }


def test_every_value_knows_the_line_of_its_key(reading):
    document = reading("# comment\na: 1\nb:\n  - x\n  - c: y\n    d: >\n      long\n      text\n")
    assert document.line(("a",)) == 2
    assert document.line(("b",)) == 3
    assert document.line(("b", 0)) == 4
    assert document.line(("b", 1, "d")) == 6
    assert document.root["b"][1]["d"].column == 8


def test_a_place_that_is_not_there_has_the_line_of_what_is_around_it(reading):
    document = reading("a:\n  b: 1\n")
    assert document.line(("a", "nowhere", "at all")) == 2 or document.line(("a", "nowhere")) == 1
    assert document.line(("zzz",)) == 1


def test_the_first_key_tells_the_kind(reading):
    assert reading("scenario: x\npersonas: all\n").kind == "scenario"
    assert reading("- x\n").kind == ""


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_the_file(faults):
    found = faults("problem: x\nproblem: y\ngoal:\nmood: calmm\npatience: {queue: soon}\nmodo: 1\n")
    assert [fault.line for fault in found] == [2, 3, 4, 5, 6]
    assert "'problem' is written twice, first in line 1" in found[0].what
    assert "'goal' has no value" in found[1].what
    assert "did you mean 'calm'?" in found[2].hint
    assert found[3].what == "patience › queue: 'soon' is not a time"
    assert "did you mean 'mood'?" in found[4].hint


def test_a_missing_key_is_named_with_an_example(faults):
    (fault,) = faults("problem: x\ngoal: y\n")
    assert told(fault) == "1: 'mood' is missing | add a line such as `mood: calm`"


def test_no_word_of_the_validator_reaches_people(faults):
    found = faults(
        "problem: [x]\ngoal: {a: b}\nmood: 7\nimportance: 3\nexpects: [1]\nshare: much\nhope: 120 %\nknows: x\n"
        "patience: {queue: {median: 4 min, shape: x}}\n"
    )
    text = " ".join(told(fault) for fault in found)
    assert len(found) == 9
    for word in ("Input", "valid", "string", "dict", "tuple", "instance", "type", "None", "float", "pydantic"):
        assert word not in text


# -- text that YAML changes behind people's backs


def test_text_cut_at_a_hash_is_a_warning_that_says_what_was_left_out(reading):
    document = reading("problem: Order #4711 never came\n")
    assert document.root["problem"] == "Order"
    assert [told(w) for w in document.warnings] == [
        "1: the text ends before '#4711 never came': the rest was left out "
        "| put the whole text into quotes; a comment has a space behind its #"
    ]
    assert all(warning.warning for warning in document.warnings)


@pytest.mark.parametrize("text", ["a: Order # 4711 never came", "a: [Order #4711\n  , b]", "a: |\n  x\nb: Nr #1"])
def test_other_cuts_are_noticed_too(reading, text):
    assert len(reading(text).warnings) == 1


@pytest.mark.parametrize(
    "text",
    ["a: calm # a comment", "a: calm  # 4 words", 'a: "Order #4711" # x', "# x\na: b#c", "a: [b] #x", "a: 'b' #4"],
)
def test_comments_are_no_cuts(reading, text):
    assert reading(text).warnings == ()


def test_a_name_in_braces_is_told_as_a_particular(faults):
    (fault,) = faults("problem: {email}\ngoal: x\nmood: calm\n")
    assert told(fault).startswith("1: {email} in braces is not read as text | write <email>")


def test_several_names_in_braces_are_one_fault(faults):
    (fault,) = faults("problem: {email, order: x, list: [a]}\ngoal: x\nmood: calm\n")
    assert "write <email>" in fault.hint


@pytest.mark.parametrize(
    ("text", "line", "what", "hint"),
    [
        ("problem: The dishwasher leaks: nobody called\n", 1, "a colon inside the text", "quotes"),
        ("a: b\n  c: d\n", 2, "indented", "to the left"),
        ('says: "Hello" she said\n', 1, "behind the closing quotation mark", "whole text into quotes"),
        ("says: 'it's mine'\n", 1, "behind the closing quotation mark", "whole text into quotes"),
        ("a: 1\n\tb: 2\n", 2, "tab", "spaces"),
        ("a:\tb\n", 1, "tab", "spaces"),
        ("a: x\nb: 'open\nc: 1\n", 2, "never closed", "quotes"),
        ("a: @home\n", 1, "cannot begin with '@'", "quotes"),
        ("a: `x`\n", 1, "cannot begin with '`'", "quotes"),
        ("a: *important*\n", 1, "not there", "quotes"),
        ("a: &\n", 1, "cannot begin with * or &", "quotes"),
        ("a: !important\n", 1, "tag", "quotes"),
        ("a: [b #4711\nc: d\n", 1, "never closed with ]", "a # behind a space"),
        ("a: {b: c\nd: e\n", 1, "never closed with }", "braces"),
        ("a: x\nnothing\nb: y\n", 2, "no colon", "key: value"),
        ("a: {{x}}\n", 1, "not a simple text", "<order>"),
        ("? [a]\n: b\n", 1, "not a simple text", ""),
        ("<<: {a: b}\n", 1, "merging", "write the keys out"),
        ("a: x\n b: y\n", 2, "indented", ""),
        ("a: Order #4711 never\n  came\nb: x\n", 2, "differently", "a # behind a space"),
        ("a: 1\n---\nb: 2\n", 2, "second document", "one file"),
        ("", 1, "empty", ""),
        ("# only a comment\n", 1, "empty", ""),
        ("- a\n- b\n", 1, "not a list of `key: value`", "key: value"),
        ("just text\n", 1, "not a list of `key: value`", "key: value"),
        ("a: b\nc: \x07\n", 2, "cannot be seen", "type it again"),
        ("a: \x00\n", 1, "cannot be seen", ""),
        ("a: !!python/object/apply:os.system [echo]\n", 1, "tag", "quotes"),
    ],
)
def test_what_yaml_dislikes_is_told_in_plain_words_with_its_line(faults, text, line, what, hint):
    fault = faults(text)[0]
    assert fault.line == line
    assert what in fault.what
    assert hint in fault.hint


# -- abuse (row 19 of what must be survived)


def bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


ABUSE = {
    "alias bomb": (bomb(), "more than 20000 values"),
    "deep list": ("a: " + "[" * 90_000, "deeper than 40 levels"),
    "deep mapping": ("{a: " * 24_000, "deeper than 40 levels"),
    "deep block": ("- " * 40_000, "deeper than 40 levels"),
    "alias of itself": ("a: &a [b, *a]", "for ever"),
    "many values": ("- [a, b, c]\n" * 9_999, "more than 20000 values"),
    "many lines": ("\n" * 500_000, "more than 20000 lines"),
    "a long line": ("a" * 900_000, "more than 100000 letters"),
    "latin-1": ("a: Käse\nb: Öl\n".encode("latin-1"), "0xe4) is not UTF-8"),
    "utf-16": ("a: b\n".encode("utf-16"), "is not UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not UTF-8"),
}


@pytest.mark.parametrize("name", ABUSE)
def test_abuse_is_one_message_with_file_and_line_within_seconds(faults, name):
    text, what = ABUSE[name]
    started = time.process_time()
    (fault,) = faults(text)
    assert time.process_time() - started < 5
    assert what in fault.what
    assert fault.line is not None
    assert fault.file is not None


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(DefinitionError, match=r"100\.0 MB; more than 1 MB is not read"):
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_byte_order_mark_and_windows_line_ends_are_fine(reading):
    document = reading(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert document.root == {"a": "b", "c": "d"}
    assert document.line(("c",)) == 2


def test_an_alias_repeats_what_it_names(reading):
    assert reading("a: &x [1, 2]\nb: *x\n").root == {"a": ["1", "2"], "b": ["1", "2"]}


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DefinitionError, match="cannot be read"):
        read(tmp_path / "nowhere.yaml")
    with pytest.raises(DefinitionError, match="cannot be read"):
        read(tmp_path)


def test_a_part_of_a_document_is_built_with_the_lines_of_the_whole(reading):
    document = reading(
        f"x: 1\none:\n  {GOOD.replace(chr(10), chr(10) + '  ')}\ntwo:\n  problem: y\n  goal: z\n  mood: no\n"
    )
    assert build(document, Persona, at=("one",)).problem == "It leaks."
    with pytest.raises(DefinitionError) as caught:
        build(document, Persona, at=("two",))
    assert caught.value.faults[0].line == 10


def test_what_cxsim_fills_in_itself_may_not_be_written(faults):
    (fault,) = faults(GOOD + "id: ../../x\n")
    assert "'id' is not a key that is known here" in fault.what


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_in_a_file_it_is_read_or_refused_with_a_line(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    faults = ()
    try:
        build(read(path), Persona)
    except DefinitionError as error:
        faults = error.faults
    assert all(fault.file == path and fault.line for fault in faults)
