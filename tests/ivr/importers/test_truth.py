"""Every row of what people read out of real files is compared with what the importers find; none is left out."""

from __future__ import annotations

from pathlib import Path

from cxsim.ivr.explore import Exploration, explore
from cxsim.ivr.importers import format_of, read, read_all

NO_MENU = ("acme_queue_transfer_AUTO", "acme_contact_flow_module_AUTO", "acme_customer_queue_AUTO", "acme_hours_sales")
"""Rows that ask nothing: flows without a menu, and what lies beside flows."""


def files_of(samples: Path, row: dict[str, str]) -> list[Path]:
    """The files that a row names: one, several, or a pattern; what is written after a name in brackets is a remark."""
    found: list[Path] = []
    folder = row["format"]
    for written in row["local_file"].split("(")[0].replace(",", ";").split(";"):
        name = written.strip().removeprefix(f"{folder}/")
        found += sorted((samples / folder).glob(name))
    return found


def answers(found: Exploration) -> tuple[set[str], set[str]]:
    return {str(a) for a in found.first_menu.values()}, {str(a) for a in found.every_menu.values()}


def expected(written: str) -> str:
    """What a reader wrote, in a word."""
    word = written.split()[0].lower()
    return {"false": "no", "only": "yes"}.get(word, word)  # a false promise is a no; "only one menu: yes"


def test_every_row_agrees(samples: Path, truth: list[dict[str, str]]) -> None:
    assert len(truth) == 14
    compared = 0
    for row in truth:
        files = files_of(samples, row)
        assert files, row["local_file"]
        first, every = (expected(row[key]) for key in ("press 0 reaches a human from first menu?", "from every menu?"))
        for path in files:
            if first == "n/a":
                assert path.stem.startswith(NO_MENU) or "queue" in path.stem
                continue
            found = explore(read(path))
            compared += 1
            assert answers(found)[1] == {every}, path.name
            if every == first:  # payphones of one sample begin in several places, the worst of which counts
                assert answers(found)[0] == {first}, path.name
    assert compared == 12


def test_what_has_no_menu_is_read_too(samples: Path) -> None:
    for name in NO_MENU[:3]:
        found = explore(read(samples / "amazon_connect" / f"{name}.json"))
        assert found.menus == ()
    assert format_of(samples / "amazon_connect" / "acme_hours_sales.json") is None


def test_every_file_of_the_samples_stands_in_a_row(samples: Path, truth: list[dict[str, str]]) -> None:
    rows = {path for row in truth for path in files_of(samples, row)}
    assert rows == {path for path in samples.rglob("*") if path.is_file() and path.name != "INDEX.tsv"}


def test_the_whole_folder_is_read_at_once(samples: Path) -> None:
    names = {flow.name for flow in read_all(samples)}
    assert {"acme_main_AUTO", "voximal_grammar_menu", "demo_ivr", "jvoicexml_movies"} <= names
