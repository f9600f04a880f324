"""A schema tells an editor what may be written in a file: JSON Schema, made from the definitions themselves.

The files beside this module are made by ``python -m cxsim.schemas`` and shipped, so that editors find them offline; a
test holds them current.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from inspect import ismethod
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cxsim import script
from cxsim.definition import TEXT_SCHEMA
from cxsim.schemas import steps

FOLDER = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"

NAMES: Mapping[str, str] = {
    "persona": "a simulated customer: personas/NAME.yaml",
    "touchpoints": "the map of touchpoints: scenarios/touchpoints.yaml",
    "scenario": "a journey: scenarios/NAME.yaml",
    "steps": "a group of steps for many journeys: scenarios/steps/NAME.yaml",
    "ivr": "a phone menu: scenarios/ivr/NAME.yaml",
    "callcenter": "a call center: scenarios/callcenter/NAME.yaml",
}


def model(name: str) -> type[BaseModel]:
    """The definition behind a schema."""
    from cxsim.callcenter.form import CenterForm
    from cxsim.ivr.importers.form import FlowForm
    from cxsim.persona import Persona
    from cxsim.scenario import Scenario
    from cxsim.touchpoint import TouchpointMap

    models: Mapping[str, type[BaseModel]] = {
        "persona": Persona,
        "touchpoints": TouchpointMap,
        "scenario": Scenario,
        "steps": script.StepGroup,
        "ivr": FlowForm,
        "callcenter": CenterForm,
    }
    return models[name]


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file, in the form in which people write it."""
    described = _tidied(model(name).model_json_schema(schema_generator=_AsWritten))
    if _refers_to_steps(described):
        described["$defs"] = {**described.get("$defs", {}), **steps.SCHEMAS}
    return {"$schema": DIALECT, **described, "title": f"cxsim {name}", "description": NAMES[name]}


def _refers_to_steps(value: Any) -> bool:
    """Put a reference wherever a list of steps stands; whether there was any."""
    if isinstance(value, list):
        return sum(map(_refers_to_steps, value)) > 0  # all of them, not only up to the first
    if not isinstance(value, dict):
        return False
    here = value.keys() >= script.STEPS_HERE.keys()
    if here:
        for key in script.STEPS_HERE:
            del value[key]
        value["$ref"] = "#/$defs/steps"
    return sum(map(_refers_to_steps, value.values())) > 0 or here


def text(name: str) -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"


class _AsWritten(GenerateJsonSchema):
    """Describes what may be written rather than what it becomes."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """A field that reads its value first takes a short text as well; a whole definition does not."""
        inner = super().function_before_schema(schema)
        return inner if ismethod(schema["function"]["function"]) else {"anyOf": [inner, TEXT_SCHEMA]}


def _tidied(value: Any) -> Any:
    """Without pydantic's titles, without null (nothing is written by leaving the line out), and without defaults that
    are not written as they are kept (240.0 for ``4 min``).
    """
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _tidied(item) for key, item in value.items() if not _is_noise(key, item, value)}
    if "oneOf" in kept:  # forms may overlap: whichever fits
        kept["anyOf"] = kept.pop("oneOf")
    if {"type": "null"} in kept.get("anyOf", ()):
        forms = [form for form in kept.pop("anyOf") if form != {"type": "null"}]
        kept = {**forms[0], **kept} if len(forms) == 1 else {"anyOf": forms, **kept}
    return kept


def _is_noise(key: str, item: Any, around: Mapping[str, Any]) -> bool:
    if key == "title":
        return isinstance(item, str)
    if key == "default" and ("type" in around or "anyOf" in around or "$ref" in around):
        return not (isinstance(item, bool | str) and item != "" and around.get("type") in ("boolean", "string"))
    return False
