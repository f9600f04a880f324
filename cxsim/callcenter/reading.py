"""Reading turns the form of a center and its tables into numbers, and finds what does not fit together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cxsim.callcenter import center as numbers
from cxsim.callcenter import tables
from cxsim.callcenter.center import Center
from cxsim.callcenter.errors import CenterError
from cxsim.callcenter.form import (
    MOST_AGENTS,
    Borrowed,
    CallTypeForm,
    CenterForm,
    Change,
    GroupForm,
    HandleTime,
    Level,
    Profile,
    Redial,
    TableFile,
    WhatIfForm,
)
from cxsim.callcenter.manners import STEADY, Manners, Variation
from cxsim.callcenter.mannersform import Shifts, Waiting, manners_of, menu_from_flow
from cxsim.callcenter.namedtables import NamedTables
from cxsim.callcenter.shifts import shift_kind
from cxsim.callcenter.tables import Slot
from cxsim.callcenter.times import Times, constant, exponential, lognormal
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import Loc, did_you_mean
from cxsim.yamlfile import Document, build
from cxsim.yamlfile import read as read_document

_WHOLE_DAY = (0, 1440)


def read(path: Path) -> Center:
    """The center in this file, with the tables that it names.

    Raises DefinitionError with every fault of the file and of its tables at once.
    """
    document = read_document(path)
    return _Reader(document, build(document, CenterForm)).center()


class _Reader:
    """Collects faults and notes while one form is turned into a center."""

    def __init__(self, document: Document, form: CenterForm) -> None:
        self.document = document
        self.form = form
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.tables = NamedTables(document, form.columns, self.faults, self.notes)
        self.simple = not isinstance(form.calls, Mapping)

    def center(self) -> Center:
        """The center. Its intervals are those of the forecast; shifts may begin and end within them."""
        types = tuple(self._type(name, form) for name, form in self._types().items())
        groups = tuple(self._group(name, form) for name, form in self._groups(types).items())
        self._check_answers(types, groups)
        self.tables.check_columns()
        what_ifs = tuple(self._what_if(name, form, types, groups) for name, form in self.form.what_if.items())
        shift_kinds = tuple(self._shift_kind(name, text) for name, text in self.form.shifts.items())
        if self.faults:
            each = dict.fromkeys(self.faults)  # one table may serve calls and agents
            raise DefinitionError(sorted(each, key=lambda fault: (str(fault.file), fault.line or 0)))
        if self.form.target is None:
            self.notes.append(f"assumed: the target is {numbers.DEFAULT_TARGET}")
        return Center(
            name=self.form.callcenter,
            types=types,
            groups=groups,
            hours=self.form.hours,
            target=self.form.target or numbers.DEFAULT_TARGET,
            shrinkage=self.form.shrinkage,
            shift_kinds=shift_kinds,
            lines=self.form.lines,
            varies=self._varies(),
            most_occupied=self.form.occupancy.at_most if self.form.occupancy else None,
            what_ifs=what_ifs,
            interval=min(30, self.tables.steps.get("calls", self.tables.steps.get("agents", 30))),
            simple=self.simple,
            notes=tuple(self.notes),
            files=(self.document.path, *(table.path for table in self.tables.found.values() if table)),
        )

    def _varies(self) -> Variation:
        varies = self.form.varies
        return Variation(day=varies.day, interval=varies.interval) if varies else STEADY

    def _fault(self, what: str, *loc: str | int, hint: str = "") -> None:
        self.faults.append(self.document.fault(what, loc, hint=hint))

    def _place(self, *loc: str | int) -> numbers.Place:
        return self.document.path, self.document.line(loc)

    # -- calls

    def _types(self) -> Mapping[str, CallTypeForm]:
        if isinstance(self.form.calls, Mapping):
            if not self.form.calls:
                self._fault("no calls come in", "calls", hint="write calls: 120/h")
            return self.form.calls
        return {numbers.SIMPLE_TYPE: CallTypeForm(forecast=self.form.calls)}

    def _type(self, name: str, form: CallTypeForm) -> numbers.CallType:
        loc = ("calls",) if self.simple else ("calls", name)
        handle = form.aht or self.form.aht
        if handle is None:
            self._fault("how long a call takes is missing", *loc, hint="add a line such as `aht: 5 min`")
            handle = HandleTime(mean=300.0)
        patience = form.patience or self.form.patience
        if patience is None:
            self.notes.append(f"assumed: nobody who waits for {name} hangs up (no patience is written)")
        redial = form.redial or self.form.redial
        if redial and patience is None:
            self._fault("nobody hangs up without a patience, so nobody calls again", *loc, hint="write patience: 3 min")
        per_day = form.forecast.value if isinstance(form.forecast, Level) and form.forecast.per_day else None
        return numbers.CallType(
            name=name,
            arrivals=() if per_day is not None else self._arrivals(name, form.forecast, loc),
            per_day=per_day,
            talk=_spread(handle, handle.talking),
            after_call=_spread(handle, handle.after_call) if handle.after_call else None,
            patience=_waits(patience) if isinstance(patience, Waiting) else None,
            patience_from_personas=patience == Borrowed.PERSONAS,
            redial=_redial(redial) if redial else None,
            redial_from_personas=redial is not None and redial.share is None,
            manners=self._manners(form, loc),
            menu_from_flow=menu_from_flow(form, self.form),
            prefers=form.prefers,
            place=self._place(*loc),
        )

    def _arrivals(self, name: str, forecast: TableFile | Level | Profile, loc: Loc) -> tuple[Slot, ...]:
        if not isinstance(forecast, TableFile):
            return _steps(forecast)
        counts = self.tables.slots(forecast, "calls", "type", name, (*loc, "forecast"))
        return tuple(Slot(s.start, s.end, s.value / ((s.end - s.start) * 60.0), s.day) for s in counts)

    # -- agents

    def _groups(self, types: Iterable[numbers.CallType]) -> Mapping[str, GroupForm]:
        if self.form.agents is not None and self.form.groups:
            self._fault("agents are written twice: here and in `groups`", "agents", hint="leave out one of the two")
        if self.form.groups:
            return self.form.groups
        if self.form.agents is None:
            self._fault("nobody answers: agents are missing", hint="add a line such as `agents: 12`")
            return {}
        everything = tuple(call_type.name for call_type in types)
        return {numbers.SIMPLE_GROUP: GroupForm(answers=everything, agents=self.form.agents)}

    def _manners(self, form: CallTypeForm, loc: Loc) -> Manners:
        """What is written of this type, or else of all; transfers to types that are not there are faults."""
        for target in form.transfer:
            if target not in self._types():
                hint = did_you_mean(target, self._types())
                self._fault(f"{target!r} is no call type of this center", *loc, "transfer", hint=hint)
        if math.fsum(form.transfer.values()) > 1:
            self._fault("more than all callers are passed on", *loc, "transfer", hint="the shares add up to 100 %")
        return manners_of(form, self.form)

    def _group(self, name: str, form: GroupForm) -> numbers.Group:
        ranks = self._ranks(name, form)
        if isinstance(form.agents, TableFile):
            loc = ("agents",) if not self.form.groups else ("groups", name, "agents")
            heads = tuple(self.tables.slots(form.agents, "agents", "group", name, loc))
            if any(slot.value != int(slot.value) or slot.value > MOST_AGENTS for slot in heads):
                self._fault(f"{form.agents.path}: heads must be whole numbers up to {MOST_AGENTS}", *loc)
        else:
            heads = _steps(form.agents)
        place = self._place("groups", name) if self.form.groups else self._place("agents")
        return numbers.Group(
            name=name,
            answers=tuple(ranks.items()),
            heads=heads,
            at_once=form.at_once,
            slower=form.slower,
            keep=form.keep,
            place=place,
        )

    def _ranks(self, name: str, form: GroupForm) -> Mapping[str, int]:
        """The call types that a group answers, with their ranks."""
        if isinstance(form.answers, TableFile):
            loc = ("groups", name, "answers")
            table = self.tables.table(form.answers, loc)
            return {} if table is None else tables.skills(table, name, self.faults)
        return form.answers if isinstance(form.answers, Mapping) else dict.fromkeys(form.answers, 1)

    def _shift_kind(self, name: str, text: str) -> str:
        """A kind of shift in one line, as `--shift` of the command takes it."""
        kind = f"{name}: {text}"
        try:
            shift_kind(kind)
        except CenterError as error:
            self._fault(error.what, "shifts", name, hint=error.hint)
        return kind

    def _check_answers(self, types: Iterable[numbers.CallType], groups: Iterable[numbers.Group]) -> None:
        known = [call_type.name for call_type in types]
        skilled = {group.name: [name for name, _ in group.answers] for group in groups}
        for group, names in skilled.items():
            for name in names:
                if name not in known:
                    hint = did_you_mean(name, known)
                    self._fault(f"{name!r} is no call type of this center", "groups", group, "answers", hint=hint)
            if not names:
                self._fault("this group answers nothing", "groups", group, "answers", hint="write answers: [orders]")
        for call_type in types:
            if skilled and not any(call_type.name in names for names in skilled.values()):
                hint = "add it to the `answers` of a group"
                self._fault(f"no agent has the skill for {call_type.name!r}", "calls", call_type.name, hint=hint)
            for group in call_type.prefers:
                if call_type.name not in skilled.get(group, ()):
                    what = f"{group!r} is no group that answers {call_type.name!r}"
                    able = [other for other, names in skilled.items() if call_type.name in names]
                    self._fault(what, "calls", call_type.name, "prefers", hint=did_you_mean(group, able))

    # -- what if

    def _what_if(
        self, name: str, form: WhatIfForm, types: Iterable[numbers.CallType], groups: Iterable[numbers.Group]
    ) -> numbers.WhatIf:
        start, end = form.starts or 0, 1440 if form.ends is None else form.ends
        loc: Loc = ("what_if", name)
        if end <= start:
            self._fault(
                "this runs over midnight or is over before it begins", *loc, hint="write from: 14:00, to: 15:00"
            )
        if form.agents is None and form.calls is None and form.aht is None:
            self._fault("this changes nothing", *loc, hint="write such as {agents: -3} or {calls: +15 %}")
        type_names, group_names = [t.name for t in types], [g.name for g in groups]
        agents = self._changes(form.agents, group_names, (*loc, "agents"))
        if any(not group and not change.relative for group, change in agents) and len(group_names) > 1:
            hint = f"write such as agents: {{{group_names[0]}: -3}}"
            self._fault("of which group? there are several", *loc, "agents", hint=hint)
        return numbers.WhatIf(
            name=name,
            agents=agents,
            calls=self._relative(self._changes(form.calls, type_names, (*loc, "calls")), (*loc, "calls")),
            aht=self._relative(self._changes(form.aht, type_names, (*loc, "aht")), (*loc, "aht")),
            start=start,
            end=end,
        )

    def _changes(
        self, written: Change | Mapping[str, Change] | None, known: list[str], loc: Loc
    ) -> tuple[tuple[str, Change], ...]:
        if written is None:
            return ()
        if isinstance(written, Change):
            return (("", written),)
        for name in written:
            if name not in known:
                self._fault(f"{name!r} is not known in this center", *loc, name, hint=did_you_mean(name, known))
        return tuple(written.items())

    def _relative(self, changes: tuple[tuple[str, Change], ...], loc: Loc) -> tuple[tuple[str, Change], ...]:
        if any(not change.relative for _, change in changes):
            self._fault("this change needs a percentage", *loc, hint="write such as +15 %")
        return changes


def _redial(form: Redial) -> numbers.Redial:
    return numbers.Redial(share=form.share or 0.0, after=form.after, at_most=form.at_most)


def _waits(form: Waiting) -> Times:
    if form.mean is not None and form.cv is not None:
        return lognormal(form.mean, form.cv)
    if form.mean is not None and form.distribution == "constant":
        return constant(form.mean)
    return numbers.patience_of(form)


def _spread(form: HandleTime, mean: float) -> Times:
    families: dict[str, Callable[[], Times]] = {
        "lognormal": lambda: lognormal(mean, form.cv) if form.cv > 0 else constant(mean),
        "exponential": lambda: exponential(mean),
        "constant": lambda: constant(mean),
    }
    return families[form.distribution]()


def _steps(written: Level | Profile | Shifts) -> tuple[Slot, ...]:
    if isinstance(written, Shifts):
        return tuple(Slot(start, end, heads) for start, end, heads in written.spans)
    if isinstance(written, Level):
        return (Slot(*_WHOLE_DAY, written.value),)
    ends = [minute for minute, _ in written.steps[1:]] + [1440]
    return tuple(Slot(start, end, value) for (start, value), end in zip(written.steps, ends, strict=True))
