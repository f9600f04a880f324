"""An explanation turns what a validator found into plain words: what is wrong on which line, and what to write instead.

Whoever reads these sentences wrote a persona, not a program, so no word of pydantic's ever reaches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Protocol, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cxsim.errors import Fault

Loc = tuple[str | int, ...]


class Source(Protocol):
    """Where the definition was written: it knows the line of each value."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    def line(self, loc: Loc) -> int | None:
        """The line, counted from 1, on which the value at this place begins."""
        ...

    def written(self, loc: Loc) -> list[str]:
        """The keys of this place that the author really wrote, outermost first."""
        ...


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody most likely meant, or None where nothing is near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word.strip().lower(), list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=65
    )
    return str(found[0]) if found else None


def did_you_mean(word: str, known: Iterable[str], *, limit: int = 12) -> str:
    """A hint for an unknown word: the nearest known one, and what is known at all."""
    words = list(dict.fromkeys(known))
    near = nearest(word, words)
    shown = ", ".join(words[:limit]) + (" …" if len(words) > limit else "")
    if near is not None:
        return f"did you mean {near!r}?" + (f" Known are: {shown}" if 1 < len(words) <= min(limit, 12) else "")
    if not words:
        return "none is defined yet"
    return f"known are: {shown}" if limit else ""


def faults(error: ValidationError, model: type[BaseModel], source: Source) -> list[Fault]:
    """Every fault that a validation found, in the order of the file, with line and hint."""
    found = [_fault(detail, model, source) for detail in _one_branch(error.errors(include_url=False))]
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line or 0)


def _one_branch(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Where a value may take several forms, pydantic reports each form's complaint about it: keep the first."""
    seen: set[tuple[int, str]] = set()
    places = [detail["loc"] for detail in details]
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "too_short" and any(place[: len(loc)] == loc != place for place in places):
            continue  # its items were written, but are wrong themselves
        if _is_branch(loc) and any(place[: len(loc) - 1] == loc[:-1] and len(place) > len(loc) for place in places):
            continue  # another form came further
        key = (id(detail["input"]), str(detail["loc"][-1]) if detail["type"] == "missing" else "")
        if key not in seen or detail["type"] == "extra_forbidden":
            yield detail
        seen.add(key)


def _is_branch(loc: Loc) -> bool:
    """Whether a place ends with pydantic's name for one form of a value."""
    return (
        bool(loc) and re.fullmatch(r"str|int|float|bool|function-.*|dict\[.*|constrained-.*", str(loc[-1])) is not None
    )


def _fault(detail: ErrorDetails, model: type[BaseModel], source: Source) -> Fault:
    loc = detail["loc"]
    what, hint = _wording(detail, model)
    raised = detail.get("ctx", {}).get("error")
    line = getattr(raised, "line", None) or getattr(detail["input"], "line", None) or source.line(loc)
    if detail["type"] in ("missing", "extra_forbidden"):
        loc = loc[:-1]
    where = " › ".join(source.written(loc))
    return Fault(what=f"{where}: {what}" if where else what, hint=hint, file=source.path, line=line)


def _wording(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, loc, value = detail["type"], detail["loc"], detail["input"]
    key = str(loc[-1]) if loc else ""
    if kind == "missing":
        return f"{key!r} is missing", _how_to_add(model, loc)
    if kind == "extra_forbidden":
        return f"{key!r} is not a key that is known here", did_you_mean(key, known_keys(model, loc[:-1]), limit=30)
    if kind in ("enum", "literal_error"):
        expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        return f"{_shown(value)} is not a word that is known here", did_you_mean(str(value), expected)
    if kind == "value_error":
        raised = detail.get("ctx", {}).get("error")
        return str(raised), str(getattr(raised, "hint", ""))
    return _simple_wording(kind, value, detail.get("ctx", {}))


_EXPECTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("a text", "write one text; put it into quotes where it has a colon, a brace or a # in it"),
    "float_parsing": ("a number", "write a number, such as 90 or 0.5"),
    "float_type": ("a number", "write a number, such as 90 or 0.5"),
    "finite_number": ("a number", "write a number, such as 90 or 0.5"),
    "int_parsing": ("a whole number", "write a whole number, such as 6"),
    "int_type": ("a whole number", "write a whole number, such as 6"),
    "int_from_float": ("a whole number", "write a whole number, such as 6"),
    "bool_parsing": ("yes or no", "write true or false"),
    "bool_type": ("yes or no", "write true or false"),
    "date_from_datetime_parsing": ("a date", "write year, month and day, such as 2027-03-31"),
    "date_parsing": ("a date", "write year, month and day, such as 2027-03-31"),
    "tuple_type": ("a list", "write [one, another], or one line for each that begins with a dash"),
    "list_type": ("a list", "write [one, another], or one line for each that begins with a dash"),
    "dict_type": ("a list of `key: value`", "write {key: value}, or one `key: value` on each line below, indented"),
    "mapping_type": ("a list of `key: value`", "write {key: value}, or one `key: value` on each line below, indented"),
    "model_type": ("a list of `key: value`", "write {key: value}, or one `key: value` on each line below, indented"),
    "model_attributes_type": ("a list of `key: value`", "write one `key: value` on each line below, indented"),
}


def _simple_wording(kind: str, value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    if kind in _EXPECTED:
        expected, hint = _EXPECTED[kind]
        return f"{_shown(value)} is not {expected}", hint
    if kind in ("greater_than_equal", "greater_than"):
        least = context.get("ge", context.get("gt"))
        return (
            f"{_shown(value)} is too small",
            f"write a number {'of at least' if 'ge' in context else 'above'} {least:g}",
        )
    if kind in ("less_than_equal", "less_than"):
        most = context.get("le", context.get("lt"))
        return (
            f"{_shown(value)} is too large",
            f"write a number {'of at most' if 'le' in context else 'below'} {most:g}",
        )
    if kind in ("too_short", "string_too_short"):
        return "nothing is written here", "write at least one"
    if kind in ("too_long", "string_too_long"):
        return "this is too long", f"at most {context.get('max_length')} are possible"
    return f"{_shown(value)} cannot be used here", ""


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a list of `key: value`"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")


def known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the definition at this place may have, as people write them."""
    owner = _model_at(model, loc)
    if owner is None:
        return []
    fields = owner.model_fields.items()
    return [field.alias or name for name, field in fields if not (field.exclude and field.alias is None)]


def _how_to_add(model: type[BaseModel], loc: Loc) -> str:
    owner = _model_at(model, loc[:-1])
    field = None
    for name, candidate in owner.model_fields.items() if owner else ():
        if loc[-1] in (name, candidate.alias):
            field = candidate
    example = field.examples[0] if field is not None and field.examples else "…"
    return f"add a line such as `{loc[-1]}: {_as_yaml(example)}`"


def _as_yaml(example: Any) -> str:
    if isinstance(example, Mapping):
        return "{" + ", ".join(f"{key}: {_as_yaml(value)}" for key, value in example.items()) + "}"
    return f"[{', '.join(map(_as_yaml, example))}]" if isinstance(example, list) else str(example)


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model whose keys stand at this place."""
    annotation: Any = model
    for part in loc:
        annotation = _step(annotation, part)
    models = [a for a in _alternatives(annotation) if isinstance(a, type) and issubclass(a, BaseModel)]
    return models[0] if models else None


def _step(annotation: Any, part: str | int) -> Any:
    for candidate in _alternatives(annotation):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            for name, field in candidate.model_fields.items():
                if part in (name, field.alias):
                    return field.annotation
        elif get_origin(candidate) is not None and get_args(candidate):
            args = get_args(candidate)
            return args[0] if isinstance(part, int) else args[-1]
    return annotation  # the name of a union's branch: the same value still


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for branch in get_args(annotation):
            yield from _alternatives(branch)
    else:
        yield annotation
