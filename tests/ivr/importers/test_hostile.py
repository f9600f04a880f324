"""Whatever a file holds, it gives a flow that can be explored or an error with the file's name, within time and memory.

Rows of the faults that are expected to be survived: entities, includes, depth, size, other letters, other order.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr import flow as f
from cxsim.ivr.explore import explore
from cxsim.ivr.importers import format_of, read, sources

HERE = Path(__file__).parent / "fixtures"
ONE_OF_EACH = {
    "connect.json": HERE / "connect" / "export" / "flows" / "main.json",
    "old.json": HERE / "connect" / "old-blocks.json",
    "studio.json": HERE / "studio" / "line.json",
    "extensions.conf": HERE / "asterisk" / "extensions.conf",
    "voice.xml": HERE / "twiml" / "voice.xml",
    "line.yaml": HERE / "genesys" / "line.yaml",
    "menus.xml": HERE / "freeswitch" / "ivr_menus" / "workshop.xml",
    "main.vxml": HERE / "voicexml" / "people.vxml",
}
each_format = pytest.mark.parametrize("name", ONE_OF_EACH)
BEGINS = {
    ".json": ['{"Actions": [', '{"states": [{"transitions": ', '{"modules": ', "["],
    ".xml": ["<Response><Gather>", "<include><menu name='a'><entry ", "<?xml"],
    ".vxml": ["<vxml><form><field name='a'>", "<vxml><menu>"],
    ".conf": ["[default]\nexten => s,1,", "exten = "],
    ".yaml": ["inboundCall:\n  name: ", "ivr: a\nflow:\n  m: {"],
}


def bounded(path: Path, seconds: float = 10.0) -> f.Flow | None:
    """The flow in a file, if it can be read; within so many seconds of processor time."""
    begin = time.process_time()
    flow, faults = attempt(path)
    assert time.process_time() - begin < seconds
    assert all(fault.file is not None for fault in faults)
    assert flow is None or explore(flow).states > 0
    return flow


def attempt(path: Path) -> tuple[f.Flow | None, tuple[Fault, ...]]:
    """The flow in a file, or what is wrong with it."""
    try:
        return read(path), ()
    except DefinitionError as error:
        return None, error.faults


def renamed(text: str) -> str:
    """Every fourth word with another letter in it."""
    chance = random.Random(7)
    return "".join(c if not c.isalpha() or chance.random() > 0.02 else "x" for c in text)


def shuffled(value: Any) -> Any:
    """A JSON value with everything in another order."""
    chance = random.Random(7)
    if isinstance(value, dict):
        entries = [(key, shuffled(inner)) for key, inner in value.items()]
        chance.shuffle(entries)
        return dict(entries)
    if isinstance(value, list):
        inner = [shuffled(one) for one in value]
        chance.shuffle(inner)
        return inner
    return value


@each_format
@pytest.mark.parametrize(
    "break_it",
    [
        renamed,
        lambda text: "\n".join(sorted(text.splitlines())),
        lambda text: text * 2,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("e", "\u202e\x1b[31m"),
        lambda text: text.replace("0", "9" * 5000),
        lambda text: text.replace('"', '\\"'),
        lambda text: text.replace("1", "../../../etc/passwd"),
        lambda text: text + " " * 2_000_000,
        lambda text: "\n" * 200_000 + text,
        lambda text: text.replace(" ", " " * 30_000, 8),
    ],
    ids=[
        "renamed",
        "sorted",
        "twice",
        "windows",
        "bom",
        "controls",
        "long numbers",
        "escapes",
        "paths",
        "a long line",
        "blank lines",
        "gaps",
    ],
)
def test_a_file_that_was_changed(tmp_path: Path, name: str, break_it: Callable[[str], str]) -> None:
    path = tmp_path / name
    path.write_text(break_it(ONE_OF_EACH[name].read_text(encoding="utf-8")), encoding="utf-8", newline="")
    bounded(path)


@each_format
def test_letters_that_are_no_utf_8_are_told_with_their_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ONE_OF_EACH[name].read_bytes() + b"\n\xff\xfe\x00")
    with pytest.raises(DefinitionError, match="UTF-8"):
        read(path)


@each_format
def test_ten_megabytes_are_read_or_refused_in_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = ONE_OF_EACH[name].read_text(encoding="utf-8")
    padding = {".json": " " * 10_000_000, ".conf": "; a comment\n" * 900_000, ".yaml": "# a comment\n" * 900_000}
    path.write_text(text + padding.get(path.suffix, "<!-- a comment -->\n" * 550_000), encoding="utf-8")
    assert path.stat().st_size > 10_000_000
    bounded(path)


@each_format
def test_a_file_beyond_all_bounds_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    begin = ONE_OF_EACH[name].read_bytes()
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(sources.MOST_BYTES + 1)  # holes take no room
    assert bounded(path, 2.0) is None


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["amazon_connect", "asterisk", "freeswitch", "genesys", "twilio_studio", "voicexml"])
def test_real_files_survive_what_is_done_to_them(tmp_path: Path, samples: Path, kind: str) -> None:
    found = [path for path in sorted((samples / kind).rglob("*")) if path.is_file() and format_of(path) is not None]
    assert found
    for source in found:
        text, path = source.read_text(encoding="utf-8", errors="replace"), tmp_path / source.name
        lines = text.splitlines()
        cut = [text[: len(text) * part // 9] for part in range(1, 9)]
        for changed in (*cut, renamed(text), "\n".join(sorted(lines)), "\n".join(lines[::-1]), text + " " * 10_000_000):
            path.write_text(changed, encoding="utf-8")
            bounded(path)
        path.unlink()


def test_the_order_in_which_json_is_written_means_nothing(tmp_path: Path) -> None:
    source = HERE / "connect" / "old-blocks.json"
    path = tmp_path / "old.json"
    path.write_text(json.dumps(shuffled(json.loads(source.read_text(encoding="utf-8")))), encoding="utf-8")
    before, after = explore(read(source)), explore(read(path))
    assert {k: str(v) for k, v in before.every_menu.items()} == {k: str(v) for k, v in after.every_menu.items()}


BOMB = "<!DOCTYPE r [" + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9)) + '<!ENTITY e0 "x">]>'


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.xml", "<Response><Say>{}</Say></Response>"),
        ("b.xml", "<include><menu name='m' greet-long='{}'><entry/></menu></include>"),
        ("c.vxml", "<vxml><form><block>{}</block></form></vxml>"),
    ],
)
@pytest.mark.parametrize("declared", [BOMB, '<!DOCTYPE r [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'])
def test_entities_are_refused_at_once(tmp_path: Path, name: str, body: str, declared: str) -> None:
    path = tmp_path / name
    path.write_text(declared + body.format("&e9;"), encoding="utf-8")
    assert bounded(path, 1.0) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"Actions": ' + "[" * 100_000),
        ("b.json", '{"Actions": [], "x": ' + "[" * 500 + "]" * 500 + "}"),
        ("c.xml", "<Response>" + "<Gather>" * 5000),
        ("d.vxml", "<vxml><form><block>" + "<if cond='a'>" * 5000),
        ("e.yaml", "inboundCall: " + "{a: " * 5000),
        ("f.yaml", "inboundCall:\n  a: &a [x, x]\n" + "".join(f"  b{n}: &b{n} [*a, *a]\n" for n in range(50_000))),
        ("g.conf", "[a]\nexten => s,1,GotoIf(" + "$[" * 5000),
        ("h.conf", "[a]\n" + "include => a\n" * 5000 + "exten => _X.,1,Goto(${EXTEN}1,1)\n"),
        ("i.vxml", "<vxml><form><field name='x'><grammar>" + "[" * 50_000 + "</grammar></field></form></vxml>"),
    ],
)
def test_what_nests_or_refers_to_itself_without_end(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    bounded(path)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_follows_a_beginning_never_crashes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suffix = data.draw(st.sampled_from(sorted(BEGINS)))
    marks = st.text(st.sampled_from("{}[]()<>/\"'=:,;|&!?*#$\n 01ae\u06f0"), max_size=60)
    path = tmp_path_factory.mktemp("any") / f"line{suffix}"
    path.write_text(
        data.draw(st.sampled_from(BEGINS[suffix])) + data.draw(marks | st.text(max_size=40)), encoding="utf-8"
    )
    bounded(path)


def test_liquid_and_scripts_are_never_run(tmp_path: Path) -> None:
    path = tmp_path / "a.vxml"
    script = "throw new Error('run'); while (true) {}"
    path.write_text(f"<vxml><script>{script}</script><form><block>Hello.</block></form></vxml>", encoding="utf-8")
    flow = bounded(path)
    assert flow is not None
    assert flow.nodes[flow.start].text == "Hello."
