"""A setting is a constant that someone may argue with: it has a default and a source, and a project can change it.

They live in ``[tool.cxsim]`` of pyproject.toml or in cxsim.toml; the report prints each as an assumption.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cxsim import explain
from cxsim.definition import Secret
from cxsim.errors import DefinitionError, Fault, WordingError
from cxsim.explain import Loc
from cxsim.quantities import Seconds, Share

OWN_FILE = "cxsim.toml"
SHARED_FILE = "pyproject.toml"
PROXIES = ("http", "socks5")
"""Kinds of proxies. One that is itself reached by https would have to be called by its name, which the guard hides."""


class Network(BaseModel):
    """A connection that personas may have, by name: megabits per second, and the time of one round trip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    down: float = Field(gt=0, description="megabits per second to the customer")
    up: float = Field(gt=0, description="megabits per second from the customer")
    latency: Seconds = Field(description="time of one round trip, such as 150 ms")


SHELL_WORDS = ("|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1")


def _command(written: Any) -> Any:
    """A command as its words; no shell ever reads it."""
    if not isinstance(written, str):
        return written
    try:
        words = shlex.split(written)
    except ValueError as error:
        hint = "close every quotation mark"
        raise WordingError(f"{written!r} is no command: {error}", hint=hint) from error
    for word in words:
        if word in SHELL_WORDS:
            hint = "put what needs a shell into a script of your own, and name that"
            raise WordingError(f"{word!r} is for a shell, and no shell runs this command", hint=hint)
    return tuple(words)


Command = Annotated[tuple[str, ...], BeforeValidator(_command), Field(min_length=1)]


class Commands(BaseModel):
    """How test data that a scenario is ``given`` comes and goes: commands of the project's own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    set_up: Command = Field(alias="set up", description="run before the walk")
    clean_up: Command | None = Field(default=None, alias="clean up", description="run after the walk")
    at_most: Seconds = Field(default=60.0, alias="at most", gt=0, description="each of them may take, such as 60 s")
    gives: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(
        default=(), description="what the set-up prints as JSON for the customer to know, such as order"
    )


def _proxy(value: str) -> str:
    if "@" in value:
        hint = 'write proxy-user = "$NAME" and proxy-password = "$OTHER", and the address without them'
        raise WordingError("the login of a proxy does not stand in its address", hint=hint)
    if not re.fullmatch(rf"(?:{'|'.join(PROXIES)})://[A-Za-z0-9.-]+(?::\d{{1,5}})?/?", value):
        hint = "write http://proxy.shop.example:3128, or socks5:// in front"
        raise WordingError(f"{value!r} is no address of a proxy", hint=hint)
    return value


class Environment(BaseModel):
    """What a named environment (``--env staging``) needs besides an address."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    user: Secret | None = Field(default=None, description="who asks at the door of the server (basic authentication)")
    password: Secret | None = Field(default=None, description="and with which password")
    self_signed: bool = Field(
        default=False, alias="self-signed", description="certificates of its own making are taken"
    )
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        default=None, description="through which it is reached"
    )
    proxy_user: Secret | None = Field(default=None, alias="proxy-user", description="who asks at the proxy")
    proxy_password: Secret | None = Field(default=None, alias="proxy-password", description="and with which password")
    hosts: tuple[str, ...] = Field(
        default=(), description="further hosts from which its pages take pictures and scripts"
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> Environment:
        if (self.user is None) != (self.password is None):
            raise WordingError("user and password belong together", hint='write user = "$NAME" and password = "$OTHER"')
        if (self.proxy_user is None) != (self.proxy_password is None):
            hint = 'write proxy-user = "$NAME" and proxy-password = "$OTHER"'
            raise WordingError("proxy-user and proxy-password belong together", hint=hint)
        if self.proxy_user is not None and not (self.proxy or "").startswith("http://"):
            raise WordingError("a login is for a proxy that is reached by http", hint='write proxy = "http://…"')
        return self


class Finance(BaseModel):
    """What finance knows about customers; without it, cost is told without money."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    margin: float = Field(gt=0, description="what a customer brings in a year, after what serving it costs")
    retention: Share = Field(description="share of customers who stay for another year, such as 80 %")
    discount: Annotated[Share, Field(gt=0)] = Field(description="by which next year's money counts less, such as 10 %")
    customers: float = Field(gt=0, description="how many customers the personas stand for")
    currency: str = Field(default="", description="printed behind every amount, such as EUR")


class Answer(BaseModel):
    """What a person answers to one of the scorecard's questions that no walk can answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Literal["yes", "partly", "no"]
    by: str = Field(min_length=1, description="who says so")
    on: date = Field(description="the day on which it was said")
    because: str = Field(default="", description="what it rests on")


class Settings(BaseModel):
    """Every constant marked S in the measures, with its default."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    # 1 perceived wait (directions: Maister 1985; the numbers are ours)
    wait_unoccupied: float = Field(default=0.3, description="Maister 1985: unoccupied time feels longer")
    wait_no_estimate: float = Field(default=0.3, description="Maister 1985: uncertain waits feel longer")
    wait_unexplained: float = Field(default=0.2, description="Maister 1985: unexplained waits feel longer")
    wait_unfair: float = Field(default=0.3, description="Maister 1985: unfair waits feel longer")
    wait_anxious: float = Field(default=0.2, description="Maister 1985: anxiety makes waits feel longer")
    anxious_from: float = Field(default=-0.4, description="who sets out in this mood or a worse one is anxious")
    wait_limit: float = Field(default=2.5, description="no wait feels longer than this many times itself")
    # 3 effort points
    effort_dead_end: float = Field(default=10.0, description="effort points")
    effort_surprise: float = Field(default=10.0, description="effort points")
    effort_menu_level: float = Field(default=5.0, description="effort points")
    effort_repeated: float = Field(default=15.0, description="effort points")
    effort_transfer: float = Field(default=15.0, description="effort points")
    effort_channel_switch: float = Field(default=20.0, description="effort points")
    effort_repeat_contact: float = Field(default=25.0, description="effort points")
    # 4 emotion
    loss_weight: float = Field(default=2.0, description="Tversky & Kahneman 1992, for the order of size")
    feel_wait: float = Field(default=-0.10, description="a wait at zone score 0")
    feel_no_answer: float = Field(default=-0.10, description="a FAQ without the answer")
    feel_popup: float = Field(default=-0.05, description="a pop-up without information")
    feel_zero_rejected: float = Field(default=-0.05, description="0 rejected")
    feel_story_again: float = Field(default=-0.05, description="the story told again")
    feel_policy_phrase: float = Field(default=-0.05, description="a policy phrase")
    # 4a patience
    mood_patience_floor: float = Field(
        default=0.5, description="the worst mood leaves at least this share of the patience"
    )
    mood_patience_slope: float = Field(default=0.5, description="how strongly a bad mood shortens patience")
    # the phone: times of a call
    phone_words_per_minute: float = Field(default=150.0, gt=0, description="speaking rate of prompts without a length")
    phone_thinking: float = Field(default=1.5, ge=0, description="seconds from the end of a menu to a key")
    phone_recognizes: float = Field(default=2.0, ge=0, description="seconds to know a menu again that was heard before")
    phone_slip: Share = Field(default=0.0, description="chance that a digit of a number is mistyped")
    phone_digit: float = Field(default=0.8, ge=0, description="seconds to type one digit of a number")
    phone_question: float = Field(default=8.0, ge=0, description="seconds in which an agent asks one thing and is told")
    # 7 cost
    churn_most: float = Field(default=0.2, description="c_max: the most retention that the worst memory costs")
    scorecard: Mapping[Annotated[str, Field(pattern="^[PTCF][1-5]$")], Answer] = Field(
        default_factory=dict, description="answers of people to the scorecard's questions, by their number"
    )
    finance: Finance | None = Field(default=None, description="finance's own figures; without them, no money")
    # who finds her own way
    scent: Literal["words", "encoder"] = Field(
        default="words", description="what tells her what a name promises: words alone, or cxsim[scent] as well"
    )
    # where addresses are chosen
    environments: Mapping[str, Environment] = Field(default_factory=dict, description="named environments")
    commands: Mapping[str, Commands] = Field(default_factory=dict, description="set-up and clean-up commands, by name")
    networks: Mapping[str, Network] = Field(default_factory=dict, description="connections that personas may name")

    def assumptions(self) -> list[tuple[str, float, str]]:
        """Every numeric constant with its value and the source for its direction, for the report's method page."""
        return [
            (name, value, field.description or "")
            for name, field in type(self).model_fields.items()
            if isinstance(value := getattr(self, name), float)
        ]


def load_settings(root: Path) -> Settings:
    """The settings of the project in this folder: ``cxsim.toml``, or ``[tool.cxsim]`` in pyproject.toml.

    Raises DefinitionError with every unknown key and every value that does not fit.
    """
    own = _table(root / OWN_FILE)
    shared = _table(root / SHARED_FILE).get("tool", {}).get("cxsim")
    if own and shared:
        hint = f"keep one of the two: {OWN_FILE} or [tool.cxsim]"
        raise DefinitionError([Fault(what="settings stand in two files", hint=hint, file=root / OWN_FILE)])
    source = _TomlSource(root / OWN_FILE) if own else _TomlSource(root / SHARED_FILE, "[tool.cxsim")
    try:
        return Settings.model_validate(own or shared or {})
    except ValidationError as error:
        raise DefinitionError(explain.faults(error, Settings, source)) from error


def _table(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else None
        what = f"the file is no TOML: {error}"
        raise DefinitionError(
            [Fault(what=what, hint='write key = "text" or key = 1.5', file=path, line=line)]
        ) from error


@dataclass(frozen=True, slots=True)
class _TomlSource:
    """Finds the line of a setting by its name, for the parser of the standard library tells none."""

    path: Path
    section: str = ""

    def line(self, loc: Loc) -> int | None:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        at = next((n for n, text in enumerate(lines) if text.strip().startswith(self.section)), 0)
        found: int | None = None
        parts = self.written(loc)
        for depth, part in enumerate(parts):
            for number in range(at, len(lines)):
                if re.match(rf"\s*(\[.*)?[\"']?{re.escape(part)}\b", lines[number]):
                    at, found = number, number + 1
                    break
                if depth > 1 and number > at and lines[number].startswith("["):
                    break  # the next section: the key is missing here
        return found

    def written(self, loc: Loc) -> list[str]:
        return [part for part in loc if isinstance(part, str)]
