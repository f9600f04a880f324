"""JUnit XML is what continuous integration reads: one suite a customer's walk, one test case a check at a touchpoint.

A check that failed is a failure whose message a manager can read; one that cannot tell is skipped with its reason; what
our own tools could not look at is an error, for it says nothing about the company. A check that had no subject is left
out: most have none in most walks, and among hundreds of skipped cases nobody finds those that could not tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from xml.etree import ElementTree

from cxsim.reporting.contract import Document
from cxsim.reporting.contract.findings import CheckPart, VerdictPart
from cxsim.reporting.contract.lived import ExperiencePart
from cxsim.reporting.safe import one_line, shown
from cxsim.reporting.words import name

_HARNESS = "harness"


def render(document: Document) -> str:
    """The document as JUnit XML, valid against the schema that Jenkins reads."""
    checks = {check["id"]: check for check in document["checks"]}
    owners = {touchpoint["name"]: touchpoint["owner"] for touchpoint in document["touchpoints"]}
    cases: dict[str, list[ElementTree.Element]] = defaultdict(list)
    for verdict in document["verdicts"]:
        if verdict["outcome"] == "inapplicable":
            continue
        owner = owners.get(verdict["touchpoint"], "")
        cases[verdict["experience"]].append(_case(verdict, checks.get(verdict["check"]), owner))
    suites = [_suite(lived, cases[lived["id"]], document["run"]["started"]) for lived in document["experiences"]]
    if document["harness_faults"]:
        suites.append(_harness(document["harness_faults"]))
    root = ElementTree.Element("testsuites", {"name": one_line(document["run"]["label"]), **_sums(suites)})
    root.extend(suites)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(lived: ExperiencePart, cases: Sequence[ElementTree.Element], started: str) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": _suite_name(lived), **_counts(cases)})
    suite.set("timestamp", one_line(started)[:19])
    suite.extend(cases)
    return suite


def _suite_name(lived: ExperiencePart) -> str:
    who = name(one_line(lived["persona"], 80)) or "analysis"
    parts = [one_line(lived["title"], 120), who, one_line(lived["variant"], 40)]
    if lived["trial"]:
        parts.append(f"trial {lived['trial'] + 1}")
    return ", ".join(part for part in parts if part)


def _case(verdict: VerdictPart, check: CheckPart | None, owner: str) -> ElementTree.Element:
    where = one_line(verdict["touchpoint"], 80)
    title = check["title"] if check else verdict["check"]
    classname = ".".join(
        part.replace(".", "_") for part in (one_line(verdict["scenario"]), one_line(verdict["persona"]) or "-")
    )
    case = ElementTree.Element("testcase", name=f"{where}: {title} [{one_line(verdict['check'])}]", classname=classname)
    if verdict["outcome"] == "failed":
        headline = check["failure_title"] if check else verdict["check"]
        failure = ElementTree.SubElement(case, "failure", message=f"{headline} ({where})", type=_type(check))
        failure.text = _explanation(verdict, check, owner)
    elif verdict["outcome"] != "passed":
        ElementTree.SubElement(case, "skipped", message=f"cannot tell: {one_line(verdict['reason'])}")
    return case


def _type(check: CheckPart | None) -> str:
    return f"{check['impact']} {check['tier']}" if check else "unknown"


def _explanation(verdict: VerdictPart, check: CheckPart | None, owner: str) -> str:
    lines = [
        shown(verdict["reason"]),
        _line("Expected", verdict["expected"]),
        _line("Got", verdict["observed"]),
        _line("Owner", owner),
        _line("Why it matters", check["why"] if check else ""),
        _line("Source", check["source"] if check else ""),
        _line("Evidence", ", ".join(e["path"] for e in verdict["evidence"]) or "simulated, there is no picture"),
    ]
    return "\n" + "\n".join(line for line in lines if line) + "\n"


def _line(label: str, text: str) -> str:
    return f"{label}: {one_line(text)}" if text else ""


def _harness(faults: Sequence[str]) -> ElementTree.Element:
    cases = []
    for number, fault in enumerate(faults, 1):
        case = ElementTree.Element("testcase", name=f"could not be looked at ({number})", classname=_HARNESS)
        ElementTree.SubElement(case, "error", message=one_line(fault), type=_HARNESS)
        cases.append(case)
    suite = ElementTree.Element("testsuite", {"name": "what could not be looked at", **_counts(cases)})
    suite.extend(cases)
    return suite


def _counts(cases: Sequence[ElementTree.Element]) -> dict[str, str]:
    found = {kind: sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error", "skipped")}
    return {
        "tests": str(len(cases)),
        "failures": str(found["failure"]),
        "errors": str(found["error"]),
        "skipped": str(found["skipped"]),
    }


def _sums(suites: Sequence[ElementTree.Element]) -> dict[str, str]:
    return {key: str(sum(int(suite.get(key, "0")) for suite in suites)) for key in ("tests", "failures", "errors")}
