"""Schemas tell editors what may be written: what validates for cxsim validates for them, and they are current."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from cxsim import schemas
from cxsim.loading import first_key

ROOT = Path(__file__).parents[2]
KINDS = {
    "problem": "persona",
    "company": "touchpoints",
    "scenario": "scenario",
    "steps": "steps",
    "ivr": "ivr",
    "callcenter": "callcenter",
}
SHIPPED = sorted(
    path
    for folder in ("personas", "scenarios", "cxsim/starter/files")
    for path in (ROOT / folder).rglob("*.yaml")
    if first_key(path) in KINDS
)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.DOTALL)


def as_an_editor_reads_it(text):
    """YAML's own types, dates as text, keys as text: what a language server compares with the schema."""

    def plain(value):
        if isinstance(value, dict):
            return {str(key): plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


def complaints(kind, text):
    validator = Draft202012Validator(schemas.schema(kind))
    return [error.message for error in validator.iter_errors(as_an_editor_reads_it(text))]


@pytest.mark.parametrize("name", schemas.NAMES)
def test_shipped_schemas_are_current(name):
    shipped = (schemas.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert shipped == schemas.text(name), "write them anew with: python -m cxsim.schemas"


@pytest.mark.parametrize("name", schemas.NAMES)
def test_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schemas.schema(name))
    assert schemas.schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_validates(path):
    assert complaints(KINDS[first_key(path)], path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.partition("\n")[0].removeprefix("# "))
def test_every_example_of_the_documentation_validates(text):
    kind = KINDS[re.match(r"(?:#.*\n)*(\w+):", text).group(1)]
    assert complaints(kind, text) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_points_editors_to_its_schema(path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    pointer = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert pointer is not None
    assert Path(pointer.group(1)).stem == KINDS[first_key(path)]
    if "starter" not in path.parts:
        assert (path.parent / pointer.group(1)).is_file()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("persona", "problem: x\ngoal: y\n"),
        ("persona", "problem: x\ngoal: y\nmood: grim\n"),
        ("persona", "problem: x\ngoal: y\nmood: calm\nid: x\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [clik: x]]\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [{click: x, see: y}]]\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: web\nsolved: {see: x}\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [{try: {clik: x}}]]\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [{when: {sees: x}}]]\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [{when: {sees: x, address: y, then: log in}}]]\n"),
        ("scenario", "scenario: x\npersonas: all\njourney: [web: [{do: {a: b}}]]\n"),
        ("steps", "steps:\n  - try: [{when: {sees: x, then: {clik: y}}}]\n"),
        ("touchpoints", "company: {name: x}\ntouchpoints: {a: {channel: webb}}\n"),
        ("touchpoints", "company: {name: x}\ntouchpoints: {a: {channel: web, name: y}}\n"),
        (
            "touchpoints",
            "company: {name: x}\ntouchpoints: {a: {channel: web, accounts: {b: {user: $A, password: b}}}}\n",
        ),
        ("ivr", "ivr: x\n"),
        ("callcenter", "callcenter: x\n"),
    ],
)
def test_editors_complain_as_well(kind, text):
    assert complaints(kind, text)


def test_editors_are_given_descriptions_and_examples():
    for name in ("persona", "touchpoints", "scenario", "ivr"):
        whole = schemas.schema(name)
        for place in (whole, *whole["$defs"].values()) if "$defs" in whole else (whole,):
            fields = place.get("properties", {})
            assert [key for key, field in fields.items() if not {"description", "$ref"} & set(field)] == []
    assert "null" not in json.dumps(schemas.schema("touchpoints"))
