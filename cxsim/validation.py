"""A validation looks at every file of a project, also at those that no map names yet, and at single files.

Loading a project reads only what a run needs. Somebody who has just written a second map or a phone menu for next year
wants to hear about its faults as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxsim.definition import Definition
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import did_you_mean
from cxsim.loading import KINDS, MAP, PERSONAS, SCENARIOS, Project, first_key, load_center, load_flow, load_project
from cxsim.loading import yaml_files as files_below
from cxsim.persona import Persona
from cxsim.references import claim_faults
from cxsim.scenario import EVERYBODY, Scenario
from cxsim.script import StepGroup
from cxsim.touchpoint import TouchpointMap
from cxsim.yamlfile import build, read


@dataclass(slots=True)
class Findings:
    """What was found: the projects that could be loaded, faults, and warnings that stop nobody."""

    projects: list[Project] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    files: int = 0

    def keep(self, found: Collection[Fault]) -> None:
        """Add what is new: a file that two maps name has its faults once."""
        for fault in found:
            kept = self.warnings if fault.warning else self.faults
            if fault not in kept:
                kept.append(fault)

    def only_in(self, file: Path) -> Findings:
        """What was found in one file."""

        def here(fault: Fault) -> bool:
            return fault.file is not None and fault.file.resolve() == file.resolve()

        projects = [_of_file(project, file) for project in self.projects]
        return Findings(projects, list(filter(here, self.faults)), list(filter(here, self.warnings)), 1)


def _of_file(project: Project, file: Path) -> Project:
    """The project with no other journeys than those that this file is about."""
    told = {
        name: scenario
        for name, scenario in project.scenarios.items()
        if (name == file.stem if first_key(file) == "scenario" else _sends(scenario, project, file))
    }
    return replace(project, scenarios=told)


def _sends(scenario: Scenario, project: Project, file: Path) -> bool:
    return file.stem in project.personas and (file.stem in scenario.personas or scenario.personas == (EVERYBODY,))


def validate(paths: Collection[Path], checks: Collection[str] = ()) -> Findings:
    """Everything that is wrong in these folders (projects) and files; ``checks`` are the ids that claims may name."""
    findings = Findings()
    for path in paths:
        found = _project(path, checks) if path.is_dir() else _file(path, checks)
        findings.projects += found.projects
        findings.files += found.files
        findings.keep([*found.faults, *found.warnings])
    return findings


def _project(root: Path, checks: Collection[str]) -> Findings:
    findings = Findings(files=sum(1 for folder in (PERSONAS, SCENARIOS) for _ in files_below(root / folder)))
    if not (root / SCENARIOS).is_dir() and not (root / PERSONAS).is_dir():
        hint = "name the folder that holds personas/ and scenarios/, or lay one out with `cxsim init`"
        findings.keep([Fault(what="this folder is no project of cxsim", hint=hint, file=root)])
        return findings
    main = root / SCENARIOS / MAP
    others = [path for path in files_below(root / SCENARIOS) if first_key(path) in ("company", "touchpoints")]
    for map in dict.fromkeys([main, *others]):
        try:
            project = load_project(root, map)
        except DefinitionError as error:
            findings.keep(error.faults)
        else:
            findings.projects += [project] if map == main else []
            findings.keep(project.warnings)
        _claims(map, checks, findings)
    _loose(root, findings)
    return findings


def _claims(map: Path, checks: Collection[str], findings: Findings) -> None:
    if not checks or not map.is_file():
        return
    try:
        document = read(map)
        findings.keep(list(claim_faults(document, build(document, TouchpointMap).touchpoints, checks)))
    except DefinitionError:
        return  # loading the project has told it


def _loose(root: Path, findings: Findings) -> None:
    """Phone menus and centers below ``scenarios/`` that no map names."""
    for path in files_below(root / SCENARIOS):
        if first_key(path) in _PARTS:
            _attempt(lambda path=path: _PARTS[first_key(path)](path), findings)  # type: ignore[misc]


_PARTS: dict[str, Callable[[Path], object]] = {"ivr": load_flow, "callcenter": load_center}


def _attempt(action: Callable[[], object], findings: Findings) -> None:
    try:
        action()
    except DefinitionError as error:
        findings.keep(error.faults)


def _file(path: Path, checks: Collection[str]) -> Findings:
    """A single file: within a project with everything that it refers to, otherwise by itself."""
    if not path.is_file():
        hint = "name a file or the folder of a project"
        return Findings(faults=[Fault(what="there is no such file or folder", hint=hint, file=path)])
    for root in path.resolve().parents:
        below = [root / PERSONAS, root / SCENARIOS]
        if (root / SCENARIOS / MAP).is_file() and any(path.resolve().is_relative_to(folder) for folder in below):
            return _project(root, checks).only_in(path)
    findings = Findings(files=1)
    _attempt(lambda: _alone(path, findings), findings)
    return findings


def _alone(path: Path, findings: Findings) -> None:
    kind = first_key(path)
    models: dict[str, type[Definition]] = {"scenario": Scenario, "steps": StepGroup}
    models |= {"company": TouchpointMap, "touchpoints": TouchpointMap}
    if kind in _PARTS:
        _PARTS[kind](path)
    elif kind in models or kind in Persona.model_fields:
        document = read(path)
        findings.keep(document.warnings)
        build(document, models.get(kind, Persona))
    else:
        read(path)  # says so where it is no YAML at all
        what = f"the first key tells the kind of the file, and {kind!r} is none"
        raise DefinitionError([Fault(what=what, hint=did_you_mean(kind, ("problem", *KINDS)), file=path, line=1)])
