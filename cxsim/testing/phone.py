"""Phone strategies draw random phone menus, random callers of them, and the days on which lines do otherwise.

They are for people who write importers, checks or phone lines: a property that holds for these menus and callers is
worth more than ten examples. Menus are small, for small ones hold every kind of mistake that large ones do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from cxsim.ivr.flow import (
    HANG_UP,
    LINE,
    Assign,
    Branch,
    Callback,
    Case,
    Collect,
    Compare,
    Flow,
    HangUp,
    InHours,
    Input,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Unknown,
    Voicemail,
)
from cxsim.ivr.hours import Schedule, public_holidays
from cxsim.ivr.walk import Choice, Do

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tehran", "Pacific/Auckland", "UTC")
HOLIDAYS = ("DE-BY", "US", "GB-ENG")
HOURS = ("mon-fri 08:00-20:00", "mon-fri 08:00-20:00, sat 09:00-14:00", "00:00-24:00", "22:00-06:00")
KEYS = "1234567890*#"

_ENDS: Mapping[str, Node] = {
    "people": Queue(id="people", queue="people"),
    "desk": Queue(id="desk", queue="desk", full=HANG_UP),
    "colleague": Transfer(id="colleague", number="+12025550150", human=True),
    "machine": Voicemail(id="machine"),
    "later": Callback(id="later"),
    "somebody": Transfer(id="somebody", number="+12025550151"),
    "nobody knows": Opaque(id="nobody knows", reason="a program decides"),
    HANG_UP: HangUp(id=HANG_UP),
}
_CERTAIN = tuple(id for id in _ENDS if id not in ("somebody", "nobody knows"))
_KINDS = ("menu", "menu", "menu", "collect", "play", "customer", "hours", "counter", "queue")


@st.composite
def flows(draw: st.DrawFn, *, max_size: int = 6, hours: bool = True, unknown: bool = True) -> Flow:
    """A phone menu of up to so many steps and every kind of end.

    ``hours``: it may ask whether the line is open; ``unknown``: parts of it may be such that nobody can know them.
    """
    ids = [f"step {number}" for number in range(1, draw(st.integers(1, max_size)) + 1)]
    kinds = [kind for kind in _KINDS if hours or kind != "hours"]
    people = ["people"] * (len(ids) + 2)  # else hardly any key would lead to a human
    targets = st.sampled_from([*ids, *people, *(_ENDS if unknown else _CERTAIN)])
    nodes: dict[str, Node] = {}
    for id in ids:
        nodes |= draw(_steps(id, draw(st.sampled_from(kinds)), targets, unknown))
    wanted = {target for node in nodes.values() for _, target in node.targets()} | {HANG_UP}
    nodes |= {id: node for id, node in _ENDS.items() if id in wanted}
    known = {LINE: draw(schedules())} if hours else {}
    return Flow(name="a line", start=ids[0], nodes=nodes, language="en-GB", schedules=known)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Opening hours in some zone, with or without public holidays."""
    holidays = draw(st.none() | st.sampled_from(HOLIDAYS))
    return Schedule.of(draw(st.sampled_from(HOURS)), zone=draw(st.sampled_from(ZONES)), holidays=holidays)


@st.composite
def _prompts(draw: st.DrawFn, keys: Sequence[str] = ()) -> tuple[Prompt, ...]:
    """What a step says; a menu announces some of its keys."""
    told = [key for key in keys if draw(st.booleans())]
    text = " ".join(f"For number {at} press {key}." for at, key in enumerate(told, 1)) or "One moment."
    return (Prompt(text=text, stated=draw(st.none() | st.sampled_from([1.0, 4.0, 30.0]))),)


@st.composite
def _retries(draw: st.DrawFn, targets: st.SearchStrategy[str]) -> Retry:
    says = draw(st.sampled_from([(), (Prompt(text="Sorry.", stated=1.0),)]))
    after = draw(st.sampled_from([2.0, 5.0, 10.0]))
    return Retry(repeat=draw(st.integers(0, 3)), then=draw(targets), after=after, says=says)


@st.composite
def _steps(draw: st.DrawFn, id: str, kind: str, targets: st.SearchStrategy[str], unknown: bool) -> dict[str, Node]:
    """One step of a kind; a counter needs two."""
    retries = _retries(targets)
    if kind == "menu":
        keys = draw(st.dictionaries(st.sampled_from(KEYS), targets, max_size=4))
        words = draw(st.dictionaries(st.sampled_from(["agent", "orders"]), targets, max_size=1))
        said, interrupt = draw(_prompts(list(keys))), draw(st.booleans())
        silent, wrong = draw(retries), draw(retries)
        menu = Menu(id=id, says=said, keys=keys, words=words, silent=silent, wrong=wrong, interrupt=interrupt)
        return {id: menu}
    if kind == "collect":
        least = draw(st.integers(1, 4))
        most = draw(st.sampled_from([least, least + 2, None]))
        keys = draw(st.dictionaries(st.sampled_from("*#"), targets, max_size=1))
        end = "" if most == least or "#" in keys else "#"
        silent, wrong = draw(retries), draw(retries)
        says = (Prompt(text="Your number please.", stated=2.0),)
        common: dict[str, Any] = {"least": least, "most": most, "end": end, "silent": silent, "wrong": wrong}
        return {id: Collect(id=id, says=says, keys=keys, then=draw(targets), **common)}
    if kind == "queue":
        keys = draw(st.dictionaries(st.sampled_from(KEYS), targets, max_size=2))
        full = draw(st.none() | targets)
        return {id: Queue(id=id, queue="waiting", keys=keys, waiting=draw(_prompts(list(keys))), full=full)}
    if kind == "customer":
        gold = Case(condition=Compare(name="customer", op="=", value="gold"), then=draw(targets))
        unsure = (Case(condition=Unknown(reason="a program decides"), then=draw(targets)),) if unknown else ()
        cases = (gold, *(unsure if draw(st.booleans()) else ()))
        return {id: Branch(id=id, cases=cases, otherwise=draw(targets))}
    if kind == "hours":
        state = draw(st.sampled_from(["open", "closed", "holiday"]))
        return {
            id: Branch(
                id=id, cases=(Case(condition=InHours(state=state), then=draw(targets)),), otherwise=draw(targets)
            )
        }
    if kind == "counter":
        enough = Case(condition=Compare(name=f"rounds of {id}", op=">=", value="2"), then=draw(targets))
        asks = Branch(id=f"{id}: enough", cases=(enough,), otherwise=draw(targets))
        return {id: Assign(id=id, attribute=f"rounds of {id}", add=1, then=asks.id), asks.id: asks}
    return {id: Play(id=id, says=draw(_prompts()), then=draw(targets))}


@dataclass(slots=True)
class Script:
    """A caller who does these things in turn, whatever is asked, and then hangs up.

    ``cuts`` are seconds after which she cuts into each menu; None: she hears it out. ``met`` are the steps at which she
    was asked.
    """

    choices: tuple[Choice, ...]
    cuts: tuple[float | None, ...] = ()
    met: list[str] = field(default_factory=list)

    def cuts_in(self, node: Input, prompts: tuple[Prompt, ...], language: str) -> float | None:
        """After how many seconds of this menu she acts."""
        return self.cuts[len(self.met)] if len(self.met) < len(self.cuts) else None

    def choose(self, node: Input, language: str) -> Choice:
        """The next thing that she does; digits are a number where one is asked for."""
        at = len(self.met)
        self.met.append(node.id)
        if at >= len(self.choices):
            return Choice(do=Do.HANG_UP, why="has done everything")
        choice = self.choices[at]
        if choice.do is Do.TYPE and isinstance(node, Menu):
            return Choice(do=Do.PRESS, what=choice.what[:1], thinks=choice.thinks)
        return choice

    def waits(self, node: Queue, language: str) -> Choice:
        """The next thing that she does, if that is a key; else she waits."""
        at = len(self.met)
        self.met.append(node.id)
        choice = self.choices[at] if at < len(self.choices) else Choice(do=Do.LISTEN)
        return choice if choice.do is Do.PRESS else Choice(do=Do.LISTEN)


_SECONDS = st.sampled_from([0.0, 0.5, 1.5, 4.0])
_LATE = st.sampled_from([2.5, 6.0, 11.0, 40.0])


@st.composite
def _choices(draw: st.DrawFn, *, late: bool) -> Choice:
    """One thing that a caller does: a key, a number, a word, nothing; in time or too late."""
    do = draw(st.sampled_from([Do.PRESS, Do.PRESS, Do.PRESS, Do.TYPE, Do.LISTEN, Do.SAY]))
    thinks = draw(st.one_of(_SECONDS, _LATE) if late else _SECONDS)
    if do is Do.PRESS:
        return Choice(do=do, what=draw(st.sampled_from(KEYS)), thinks=thinks)
    if do is Do.TYPE:
        return Choice(do=do, what=draw(st.text("0123456789", min_size=1, max_size=8)), thinks=thinks, types=1.0)
    if do is Do.SAY:
        return Choice(do=do, what=draw(st.sampled_from(["agent", "orders please", "what?"])), thinks=thinks)
    return Choice(do=do)


def callers(*, max_size: int = 12, late: bool = True, cuts_in: bool = True) -> st.SearchStrategy[Script]:
    """Somebody on the phone: presses, types, says and does nothing, cuts in, and answers too late."""
    cuts = st.none() | st.sampled_from([0.0, 0.7, 3.0]) if cuts_in else st.none()
    return st.builds(
        Script,
        choices=st.lists(_choices(late=late), max_size=max_size).map(tuple),
        cuts=st.lists(cuts, max_size=max_size).map(tuple),
    )


def mashing_callers(*, keys: str = KEYS, max_size: int = 20) -> st.SearchStrategy[Script]:
    """Somebody who presses keys without listening at all."""
    pressed = st.lists(st.sampled_from(keys), min_size=1, max_size=max_size)
    return pressed.map(
        lambda pressed: Script(
            choices=tuple(Choice(do=Do.PRESS, what=key, thinks=0.1) for key in pressed), cuts=(0.0,) * len(pressed)
        )
    )


@st.composite
def call_times(draw: st.DrawFn, schedule: Schedule, year: int = 2026) -> datetime:
    """A time in the zone of a schedule: any, on a public holiday, or around the hour in which clocks change.

    A time that is skipped when summer time begins is never drawn; of an hour that comes twice both are.
    """
    zone = ZoneInfo(schedule.zone)
    special = [*_changes(zone, year), *(public_holidays(schedule.holidays, year) if schedule.holidays else ())]
    any_day = st.dates(date(year, 1, 1), date(year, 12, 31))
    day = draw(st.sampled_from(sorted(special)) | any_day if special else any_day)
    clock = draw(st.times())
    when = datetime.combine(day, clock, tzinfo=zone).replace(fold=draw(st.integers(0, 1)))
    return when.astimezone(ZoneInfo("UTC")).astimezone(zone)


def _changes(zone: ZoneInfo, year: int) -> list[date]:
    """The days on which this zone's clocks are changed."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    noons = [(day, datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset()) for day in days]
    return [day for (_, before), (day, after) in pairwise(noons) if before != after]


__all__ = ["Script", "call_times", "callers", "flows", "mashing_callers", "schedules"]
