"""A definition is something that people write in a file; this is the ground that all of them stand on."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cxsim.errors import WordingError
from cxsim.written import Table

__all__ = ["TEXT_SCHEMA", "Attribute", "Definition", "Language", "Secret", "Several", "WordingError", "one_or_several"]

TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""What an editor takes a text for: it reads ``no`` and ``4711`` as YAML's own types, cxsim keeps them as text."""


class Definition(BaseModel):
    """Base of everything that people write: frozen, and nothing unknown passes.

    Fields with ``exclude=True`` are filled in by the reader (an id, a line) and may not be written.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_that_is_not_written(cls, value: Any) -> Any:
        if isinstance(value, Table):
            for name, field in cls.model_fields.items():
                if field.exclude and name in value:
                    line = next(getattr(key, "line", None) for key in value if key == name)
                    hint = "leave it out: cxsim fills it in itself"
                    raise WordingError(f"{name!r} is not a key that is known here", hint=hint, line=line)
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON Schema of what may be written."""
        described = handler(schema)
        properties = handler.resolve_ref_schema(described).get("properties", {})
        for name, field in cls.model_fields.items():
            if field.exclude:
                properties.pop(name, None)
        return described


class Attribute(StrEnum):
    """What a customer weighs at a touchpoint (R3; ease after the customer-effort literature)."""

    RESPONSIVENESS = "responsiveness"
    KNOWLEDGE = "knowledge"
    PERSONALIZATION = "personalization"
    RELIABILITY = "reliability"
    EASE = "ease"


def one_or_several(value: Any) -> Any:
    """A list, also where somebody wrote the one text without brackets."""
    return [value] if isinstance(value, str) else value


Several = Annotated[
    tuple[str, ...],
    BeforeValidator(one_or_several),
    WithJsonSchema({"anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}]}),
]
"""Texts: one, or a list of them."""


LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?")
"""Language tags that are read (BCP 47: language, perhaps script, perhaps region)."""


def _language(value: Any) -> Any:
    if isinstance(value, str) and not LANGUAGE.fullmatch(value):
        raise WordingError(f"{value!r} is not a language", hint="write de-DE, en-US or fa-IR")
    return value


Language = Annotated[
    str,
    BeforeValidator(_language),
    WithJsonSchema({"type": "string", "description": "language and country", "examples": ["de-DE", "en-US", "fa-IR"]}),
]
"""A language tag such as ``de-DE`` (BCP 47: language, perhaps script, perhaps region)."""


def _from_environment(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\$\{?[A-Za-z_][A-Za-z0-9_]*\}?", value):
        hint = "write $NAME here, and set the variable NAME where cxsim runs"
        raise WordingError("a login never stands in a file: its values come from the environment", hint=hint)
    return value


Secret = Annotated[
    str,
    BeforeValidator(_from_environment),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\$\{?[A-Za-z_][A-Za-z0-9_]*\}?$",
            "description": "the name of an environment variable, behind a $",
            "examples": ["$LOYAL_PASSWORD"],
        }
    ),
]
"""A login: the name of a variable of the environment, never the login itself."""
