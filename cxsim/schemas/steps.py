"""How a script is described to editors: a list of steps, and a step that may hold such lists, refer to each other."""

from __future__ import annotations

from typing import Any

from cxsim.definition import TEXT_SCHEMA
from cxsim.script import ALONE, CONDITIONS, DO, HELD, TRY, WHEN, WITH_FIELDS, Action

_STEPS_REF: dict[str, Any] = {"$ref": "#/$defs/steps"}
_ONE_OR_SEVERAL = {"anyOf": [{"$ref": "#/$defs/step"}, _STEPS_REF]}
_FIELDS: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": TEXT_SCHEMA,
    "description": "label of the field: what goes in; particulars in <angle brackets>",
}
_TEXTS: dict[str, Any] = {"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA, "minItems": 1}]}
_WHEN: dict[str, Any] = {
    "type": "object",
    "description": "one condition, and what she does then, or else",
    "additionalProperties": False,
    "properties": {
        "sees": {**TEXT_SCHEMA, "description": "this text is on the page"},
        "address": {"type": "string", "description": "the page's address; * stands for anything"},
        "device": {"enum": list(HELD), "description": "what she holds in her hands"},
        "then": _ONE_OR_SEVERAL,
        "else": _ONE_OR_SEVERAL,
    },
    "oneOf": [{"required": [asked]} for asked in CONDITIONS],
    "anyOf": [{"required": ["then"]}, {"required": ["else"]}],
}
_GROUPS: dict[str, Any] = {
    "description": "groups of steps: scenarios/steps/NAME.yaml, with what goes into their gaps",
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "object", "additionalProperties": TEXT_SCHEMA},
        },
    ],
}

SCHEMAS: dict[str, Any] = {
    "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    "step": {
        "anyOf": [
            {"enum": [str(action) for action in ALONE], "description": "a step that stands for itself"},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
                "properties": {
                    **{str(action): _FIELDS for action in WITH_FIELDS},
                    **{str(a): _TEXTS for a in Action if a not in (*WITH_FIELDS, Action.GO_BACK)},
                    TRY: {**_ONE_OR_SEVERAL, "description": "what cannot be done of it is noted, and she goes on"},
                    WHEN: _WHEN,
                    DO: _GROUPS,
                },
            },
        ]
    },
}
"""The two definitions, by the names under which schemas refer to them."""
