"""Checking phone menus for the command line: from files to answers, findings and an exit code, in four formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from cxsim.channels.phone.inspect import inspect_menu
from cxsim.checks import phone
from cxsim.checks.base import Outcome, Verdict, judge
from cxsim.cli.common import plain
from cxsim.cli.human import surroundings, to_human
from cxsim.engine import next_working_day
from cxsim.errors import EXIT_GAPS, EXIT_NOT_LOOKED_AT, EXIT_OK, DefinitionError, Fault
from cxsim.experience import Experience, Kind
from cxsim.ivr.answer import Answer
from cxsim.ivr.explore import Exploration, MenuAnswers, explore, hours_at
from cxsim.ivr.flow import LINE, Flow
from cxsim.ivr.importers import read_all
from cxsim.quantities import QuantityError, start
from cxsim.reporting.safe import in_markdown as cell

FORMAT = 1
WARNINGS = ("menu-length", "menu-depth", "listening-time", "wait-estimate", "callback-offer", "typed-data", "barge-in")
"""Checks that only warn here and set no exit code: guidelines disagree about them, or the line can do without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One phone menu with everything that was found out about it."""

    exploration: Exploration
    verdicts: tuple[Verdict, ...]
    experience: Experience
    day: date  # of which the waits are told

    @property
    def flow(self) -> Flow:
        """The menu itself."""
        return self.exploration.flow

    def of(self, outcome: Outcome) -> list[Verdict]:
        """The verdicts with this outcome."""
        return [verdict for verdict in self.verdicts if verdict.outcome is outcome]


def flows(path: Path) -> list[Flow]:
    """The menu in a file, or all menus below a folder, with the hours of the touchpoint that names each.

    Raises DefinitionError with every fault of every file.
    """
    found = read_all(path)
    if not found:
        raise DefinitionError([Fault(what="there is no phone menu in this folder", file=path, hint=_HINT)])
    return [with_surroundings(flow, Path(flow.file)) for flow in found]


_HINT = "name a file or folder with cxsim's own YAML (its first key is ivr), or with the export of a phone system"


def with_surroundings(flow: Flow, file: Path) -> Flow:
    """The flow with hours, zone and holidays of the touchpoint that names its file, if a map lies around it."""
    found = next(surroundings(file.resolve()), None)
    if found is None:
        return flow
    _, touchpoint, company = found
    return flow.with_hours(touchpoint.hours, zone=company.zone, holidays=company.holidays, language=company.language)


def check(flow: Flow, at: str | None = None) -> Checked:
    """Explore and judge one menu; ``at`` asks only for the hours class that holds then."""
    now = datetime.now(ZoneInfo(flow.schedules[LINE].zone if LINE in flow.schedules else "UTC"))
    if at is None:
        exploration, day = explore(flow, since=now.date()), next_working_day(now).date()
    else:
        when = moment(at, now)
        hours = hours_at(flow, when)
        if hours is None:
            what = "nobody said the hours of this line, so what it does at a time cannot be known"
            hint = "add hours: to the file, or to the touchpoint that names it"
            raise DefinitionError([Fault(what=what, hint=hint, file=Path(flow.file))])
        exploration, day = explore(flow, since=when.date(), only=hours.id), when.date()
    experience = inspect_menu(flow.name, exploration)
    verdicts = tuple(judge(experience, phone.CHECKS))
    return Checked(exploration=exploration, verdicts=verdicts, experience=experience, day=day)


def moment(text: str, now: datetime) -> datetime:
    """A time as people write it (``tuesday 18:30``, ``2026-11-24 10:30``, ISO 8601), in the zone of ``now``.

    Raises QuantityError.
    """
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return start(text).resolve(now)
    if len(text.strip()) <= len("2026-11-24"):
        raise QuantityError(f"{text!r} names no time of day", hint="write 2026-11-24 10:30 or tuesday 18:30")
    return when if when.tzinfo else when.replace(tzinfo=now.tzinfo)


def exit_code(checked: Sequence[Checked]) -> int:
    """1 where something failed, 3 where only something cannot be told, else 0."""
    failed = [v for one in checked for v in one.of(Outcome.FAILED) if v.check not in WARNINGS]
    if failed:
        return EXIT_GAPS
    unsure = [v for one in checked for v in one.of(Outcome.CANT_TELL) if v.check not in WARNINGS]
    return EXIT_NOT_LOOKED_AT if unsure else EXIT_OK


def findings(checked: Checked, outcome: Outcome = Outcome.FAILED) -> list[dict[str, str]]:
    """What failed (or cannot be told), place by place: check, node, where, text, hours."""
    found: list[dict[str, str]] = []
    for verdict in checked.of(outcome):
        for index in verdict.moments:
            data = checked.experience.moments[index].data
            if checked.experience.moments[index].kind is Kind.ANSWERED:
                places = [{"node": data["menu"], "where": data["where"], "text": data["why"], "hours": data["hours"]}]
            else:
                places = list(data["findings" if outcome is Outcome.FAILED else "unknown"])
            found += [{"check": verdict.check, **place} for place in places]
    return found


def as_json(checked: Sequence[Checked]) -> str:
    """The contract for programs."""
    document = {
        "format": FORMAT,
        "flows": [_flow(one) for one in checked],
        "counts": {str(outcome): sum(len(one.of(outcome)) for one in checked) for outcome in Outcome},
        "exit_code": exit_code(checked),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _flow(checked: Checked) -> dict[str, Any]:
    exploration = checked.exploration
    return {
        "name": checked.flow.name,
        "file": checked.flow.file,
        "hours": [
            {"id": hours.id, "means": hours.means, "sample": hours.sample.isoformat() if hours.sample else None}
            for hours in exploration.hours
        ],
        "menus": [_menu(menu) for menu in exploration.menus],
        "first_menu": {id: str(answer) for id, answer in exploration.first_menu.items()},
        "every_menu": {id: str(answer) for id, answer in exploration.every_menu.items()},
        "seconds_to_a_human": to_human(exploration, checked.day),
        "every_menu_without_collects": {
            id: str(answer) for id, answer in exploration.every_menu_without_collects.items()
        },
        "states": exploration.states,
        "checks": [{"check": v.check, "outcome": str(v.outcome), "reason": v.reason} for v in checked.verdicts],
        "findings": findings(checked),
        "unknowns": findings(checked, Outcome.CANT_TELL),
    }


def _menu(menu: MenuAnswers) -> dict[str, Any]:
    return {
        "id": menu.id,
        "name": menu.name,
        "kind": menu.kind,
        "where": menu.where,
        "answers": {hours: _answer(answer, hours in menu.heard) for hours, answer in menu.zero.items()},
    }


def _answer(answer: Answer, heard: bool) -> dict[str, Any]:
    return {
        "answer": str(answer),
        "why": answer.why,
        "keys": list(answer.keys),
        "presses": answer.presses,
        "seconds": answer.seconds,
        "path": list(answer.path),
        "heard": heard,
    }


def as_text(checked: Sequence[Checked]) -> str:
    """For people at a terminal."""
    return "\n\n".join("\n".join(_lines(one)) for one in checked)


def _lines(checked: Checked) -> Iterator[str]:
    yield f"{checked.flow.name} ({checked.flow.file})"
    yield "Does 0 lead to a human?"
    width = max((len(menu.name) for menu in checked.exploration.menus), default=0)
    for hours in checked.exploration.hours:
        when = f", for example {hours.sample:%a %Y-%m-%d %H:%M}" if hours.sample else ""
        yield f"  {hours.means}{when}: {_overall(checked.exploration, hours.id)}"
        for menu in checked.exploration.menus:
            if hours.id in menu.heard:
                typed = {"collect": " (digits are typed here)", "queue": " (while waiting)"}.get(menu.kind, "")
                yield f"    {menu.name:<{width}}  {menu.zero[hours.id]}{typed}"
    failed = findings(checked)
    yield f"{len(failed)} {'finding' if len(failed) == 1 else 'findings'}" if failed else "Nothing was found wrong."
    for finding in failed:
        warning = "warning: " if finding["check"] in WARNINGS else ""
        yield f"  {finding['where']}: {warning}{finding['check']} at “{finding['node']}”: {finding['text']}"
    yield from _unsure(findings(checked, Outcome.CANT_TELL))


def _unsure(unknowns: Sequence[dict[str, str]]) -> Iterator[str]:
    """What cannot be told: every place of what matters, one for all of what only warns."""
    told: set[str] = set()
    for unknown in unknowns:
        check = unknown["check"]
        if check in WARNINGS and check in told:
            continue
        told.add(check)
        others = sum(other["check"] == check for other in unknowns) - 1
        more = f" (and at {others} more)" if check in WARNINGS and others else ""
        yield f"  {unknown['where']}: cannot tell: {check} at “{unknown['node']}”{more}: {unknown['text']}"


def _overall(exploration: Exploration, hours: str) -> str:
    answer = exploration.every_menu[hours]
    if any(hours in menu.heard for menu in exploration.menus):
        return f"{answer} (from every menu)"
    return f"{answer}. {answer.story}"


def as_markdown(checked: Sequence[Checked]) -> str:
    """For a comment or a page: the answers as a table, the findings as a list."""
    parts = []
    for one in checked:
        ids = [hours.id for hours in one.exploration.hours]
        rows = [
            f"| {cell(menu.name)} | " + " | ".join(cell(_shown(menu, id)) for id in ids) + " |"
            for menu in one.exploration.menus
        ]
        table = [
            f"| does 0 lead to a human? | {' | '.join(map(cell, ids))} |",
            "|---" * (len(ids) + 1) + "|",
            *rows,
        ]
        found = [
            f"- **{f['check']}** at {cell(f['node'])} ({cell(f['where'])}): {cell(f['text'])}" for f in findings(one)
        ]
        parts.append("\n".join([f"## {cell(one.flow.name)}", "", *table, "", *(found or ["Nothing was found wrong."])]))
    return "\n\n".join(parts)


def _shown(menu: MenuAnswers, hours: str) -> str:
    return str(menu.zero[hours]) if hours in menu.heard else "not heard"


def as_junit(checked: Sequence[Checked]) -> str:
    """For continuous integration: a suite a menu, a case a check."""
    root = ElementTree.Element("testsuites", {"name": "phone menus"})
    for one in checked:
        suite = ElementTree.SubElement(root, "testsuite", _counts(one))
        for verdict in one.verdicts:
            case = ElementTree.SubElement(suite, "testcase", {"classname": plain(one.flow.name), "name": verdict.check})
            if verdict.outcome is Outcome.FAILED:
                ElementTree.SubElement(case, "failure", {"message": plain(verdict.reason)})
            elif verdict.outcome is not Outcome.PASSED:
                ElementTree.SubElement(case, "skipped", {"message": plain(f"{verdict.outcome}: {verdict.reason}")})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _counts(checked: Checked) -> dict[str, str]:
    failed, passed = len(checked.of(Outcome.FAILED)), len(checked.of(Outcome.PASSED))
    total = len(checked.verdicts)
    counts = {"tests": total, "failures": failed, "errors": 0, "skipped": total - failed - passed}
    return {"name": plain(checked.flow.name), **{key: str(value) for key, value in counts.items()}}
