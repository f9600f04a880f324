"""A script is what a customer is told to do at one stop: steps, one after the other.

Some steps are only tried, some are done under a condition, and some are kept as a group that many scripts use. The
words of the file (``try``, ``when``, ``do``) and its short forms are brought into one long form while they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from cxsim.definition import Definition, WordingError, one_or_several
from cxsim.explain import did_you_mean


class Action(StrEnum):
    """What a scripted step does, in the words of the file."""

    OPEN = "open"
    CLICK = "click"
    FILL = "fill"
    CHOOSE = "choose"
    TICK = "tick"
    KEY = "key"
    UPLOAD = "upload"
    SEE = "see"
    GO_BACK = "go back"
    WAIT_FOR = "wait for"
    LOG_IN = "log in"
    PRESS = "press"
    SAY = "say"


WITH_FIELDS = (Action.FILL, Action.CHOOSE, Action.UPLOAD)
"""Steps that say what goes into which field: ``fill: {Order number: <order>}``."""

ALONE = (Action.GO_BACK, Action.LOG_IN)
"""Steps that stand for themselves."""

TRY, WHEN, DO = "try", "when", "do"
WORDS = (*map(str, Action), TRY, WHEN, DO)
"""Every word with which a line of a script may begin."""

Asked = Literal["sees", "address", "device"]
CONDITIONS: tuple[Asked, ...] = ("sees", "address", "device")
"""What a condition may ask: a text on the page, the page's address, or what she holds in her hands."""

HELD = ("phone", "tablet", "computer")


class Step(Definition):
    """One scripted step, normalised: ``fill`` with two fields becomes two steps."""

    action: Action
    target: str = ""
    value: str | None = None
    line: int | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _is_step(cls, written: Any) -> Any:
        if isinstance(written, cls) or (isinstance(written, Mapping) and "action" in written):
            return written
        raise _not_a_step(written)


class Try(Definition):
    """Steps that she only tries: at the first that cannot be done she lets the rest of them be, and goes on."""

    steps: Script = Field(min_length=1)
    line: int | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _is_try(cls, written: Any) -> Any:
        if not _is_line(written, TRY):
            return written
        return {"steps": _several(written[TRY]), "line": getattr(written, "line", None)}


class When(Definition):
    """A condition, asked of the page as it is at that time, and what she does either way."""

    by: Asked
    value: str = Field(min_length=1)
    then: Script = ()
    otherwise: Script = ()
    line: int | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _is_when(cls, written: Any) -> Any:
        if not _is_line(written, WHEN):
            return written
        content = written[WHEN]
        example = "write `when: {sees: Sold out, then: [{click: Tell me}]}`"
        if not isinstance(content, Mapping):
            raise WordingError("a condition says what is asked and what is done then", hint=example)
        for key in content:
            if key not in (*CONDITIONS, "then", "else"):
                what, line = f"{key!r} is no part of a condition", getattr(key, "line", None)
                raise WordingError(what, hint=did_you_mean(str(key), (*CONDITIONS, "then", "else")), line=line)
        asked = [key for key in content if key in CONDITIONS]
        if len(asked) != 1:
            hint = "put a second `when` into `then`" if asked else example
            raise WordingError(f"a condition asks one thing: {', '.join(CONDITIONS)}", hint=hint)
        if not {"then", "else"} & set(content):
            raise WordingError("nothing is done either way", hint=example)
        return {
            "by": asked[0],
            "value": content[asked[0]],
            "then": _several(content.get("then", [])),
            "otherwise": _several(content.get("else", [])),
            "line": getattr(written, "line", None),
        }

    @model_validator(mode="after")
    def _asks_of_a_known_device(self) -> When:
        if self.by == "device" and self.value not in HELD:
            raise WordingError(f"{self.value!r} is nothing to ask of a device", hint=did_you_mean(self.value, HELD))
        return self

    @property
    def told(self) -> str:
        """The condition in words: ``she sees “Sold out”``."""
        return _IN_WORDS[self.by][0].format(self.value)

    @property
    def denied(self) -> str:
        """What is so where it does not hold: ``she does not see “Sold out”``."""
        return _IN_WORDS[self.by][1].format(self.value)


_IN_WORDS: Mapping[Asked, tuple[str, str]] = {
    "sees": ("she sees “{}”", "she does not see “{}”"),
    "address": ("she is at {}", "she is not at {}"),
    "device": ("she has a {}", "she has no {}"),
}


class Do(Definition):
    """The steps of a group, done here; ``steps`` are filled in when the whole project has been read."""

    group: str = Field(min_length=1)
    given: Mapping[str, str] = Field(default_factory=dict)
    steps: Script = ()
    line: int | None = Field(default=None, exclude=True)


def _kind(written: Any) -> str:
    """Which of the four forms a part of a script has."""
    if isinstance(written, Try | When | Do):
        return type(written).__name__.lower()
    if isinstance(written, Mapping) and {"group", "line"} <= set(written):
        return DO
    return next((word for word in (TRY, WHEN) if _is_line(written, word)), "step")


Part = Annotated[
    Annotated[Step, Tag("step")] | Annotated[Try, Tag(TRY)] | Annotated[When, Tag(WHEN)] | Annotated[Do, Tag(DO)],
    Discriminator(_kind),
]


def _is_line(written: Any, word: str) -> bool:
    return isinstance(written, Mapping) and len(written) == 1 and word in written


def _several(written: Any) -> Any:
    """A list, also where one step was written without a dash."""
    return [written] if isinstance(written, str | Mapping) else written


def _not_a_step(written: Any) -> WordingError:
    if isinstance(written, Mapping) and len(written) > 1:
        return WordingError("one step has several actions", hint="begin each action on a line of its own with a dash")
    if isinstance(written, Mapping) and written:
        action, content = next(iter(written.items()))
        if action == DO:
            return _not_a_group(content)
        if action not in WORDS:
            return WordingError(f"{action!r} is not a step", hint=did_you_mean(str(action), WORDS, limit=20))
        example = "{Order number: <order>}" if action in list(WITH_FIELDS) else "Send"
        return WordingError(f"{action!r} is written in another form", hint=f"write `{action}: {example}`")
    word, _, rest = str(written).partition(" ")
    if word in WORDS:
        return WordingError(f"{written!r} has no colon", hint=f"write `{word}: {rest or '…'}`")
    return WordingError(f"{written!r} is not a step", hint=did_you_mean(str(written), WORDS, limit=20))


def _not_a_group(content: Any) -> WordingError:
    hint = "write `do: add to basket`, or `do: {add to basket: {product: Kettle}}` where the steps have gaps to fill"
    return WordingError("what is to be done is not understood", hint=hint)


def _parts(written: Any) -> Any:
    """A script as one list without short forms; what is no step stays as it is and is refused where it stands."""
    if not isinstance(written, list | tuple):
        return written
    return [part for item in written for part in _expanded(item)]


def _expanded(item: Any) -> Iterator[Any]:
    line = getattr(item, "line", None)
    if isinstance(item, str) and item in list(ALONE):
        yield {"action": item, "line": line}
    elif _is_line(item, DO):
        yield from _groups(item)
    elif isinstance(item, Mapping) and len(item) == 1 and not {"action", TRY, WHEN} & set(item):
        action, content = next(iter(item.items()))
        if action in list(WITH_FIELDS) and isinstance(content, Mapping):
            for target, value in content.items():
                yield {"action": action, "target": target, "value": value, "line": getattr(target, "line", line)}
        elif action in WORDS and action not in list(WITH_FIELDS) and isinstance(content, str | list):
            for target in one_or_several(content):
                yield {"action": action, "target": target, "line": getattr(target, "line", line)}
        else:
            yield item
    else:
        yield item


def _groups(item: Any) -> Iterator[Any]:
    content, line = item[DO], getattr(item, "line", None)
    if isinstance(content, Mapping) and content:
        for group, given in content.items():
            known = isinstance(given, Mapping)
            yield {"group": group, "given": given, "line": getattr(group, "line", line)} if known else item
    elif isinstance(content, str | list) and content:
        for group in one_or_several(content):
            yield {"group": group, "line": getattr(group, "line", line)} if isinstance(group, str) else item
    else:
        yield item


Script = Annotated[tuple[Part, ...], BeforeValidator(_parts)]
for _model in (Try, When, Do):
    _model.model_rebuild()

STEPS_HERE: dict[str, Any] = {"steps of a script": True}
"""Stands in a schema for the list of steps, which may hold itself: :mod:`cxsim.schemas` puts a reference there."""


class StepGroup(Definition):
    """scenarios/steps/NAME.yaml: a few steps with a name, for many scripts; gaps stand in <angle brackets>."""

    id: str = Field(default="", exclude=True)
    steps: Annotated[Script, WithJsonSchema(STEPS_HERE)] = Field(
        min_length=1,
        description="what she does, one step after the other; gaps in <angle brackets>",
        examples=[[{"click": "Add to basket"}]],
    )


def every_part(script: Iterable[Part]) -> Iterator[Part]:
    """Every part of a script, with all that is in its branches and groups, in the order in which they stand."""
    for part in script:
        yield part
        match part:
            case When():
                yield from every_part((*part.then, *part.otherwise))
            case Try() | Do():
                yield from every_part(part.steps)


def leaves(script: Iterable[Part]) -> Iterator[Step]:
    """Every single step of a script, in all its branches and groups."""
    return (part for part in every_part(script) if isinstance(part, Step))
