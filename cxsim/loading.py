"""Loading turns a folder of files into one project: company, touchpoints, personas, scenarios, flows and centers.

Every fault of every file is found before anything is refused, so that somebody who writes definitions sees all of
them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cxsim import references
from cxsim.definition import Definition
from cxsim.errors import DefinitionError, Fault
from cxsim.explain import did_you_mean
from cxsim.groups import Filler, Shelf
from cxsim.persona import Persona
from cxsim.references import Found
from cxsim.scenario import Scenario
from cxsim.script import StepGroup
from cxsim.settings import OWN_FILE, SHARED_FILE, Settings, load_settings
from cxsim.touchpoint import Company, Touchpoint, TouchpointMap
from cxsim.yamlfile import Document, build, read

if TYPE_CHECKING:
    from cxsim.callcenter.center import Center
    from cxsim.ivr.flow import Flow

PERSONAS, SCENARIOS, MAP = "personas", "scenarios", "touchpoints.yaml"
ENDINGS = (".yaml", ".yml")
KINDS = ("scenario", "steps", "company", "touchpoints", "ivr", "callcenter")
LONGEST_ID = 80

D = TypeVar("D", bound=Definition)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything that people wrote for one company. Flows and centers are named as they are written in the map.

    ``files`` are those that it was read from, with what lies beside a phone flow: some formats are spread over files.
    """

    root: Path
    company: Company
    touchpoints: Mapping[str, Touchpoint]
    personas: Mapping[str, Persona] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    centers: Mapping[str, Center] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    warnings: tuple[Fault, ...] = ()
    files: tuple[Path, ...] = ()


def load_project(root: Path, map: Path | None = None) -> Project:
    """The project in this folder, with the map of touchpoints (default: ``scenarios/touchpoints.yaml``).

    Raises DefinitionError with every fault of all its files.
    """
    return _Loader(root, map or root / SCENARIOS / MAP).project()


def load_flow(path: Path) -> Flow:
    """The phone flow in this file, in any format that cxsim reads. Raises DefinitionError."""
    from cxsim.ivr import importers

    return importers.read(path)


def load_center(path: Path) -> Center:
    """The call center in this file. Raises DefinitionError."""
    from cxsim.callcenter.reading import read

    return read(path)


def identifier(path: Path) -> str:
    """The id of the definition in this file: its name. Raises DefinitionError where that would make a bad id."""
    name = path.stem
    if len(name) <= LONGEST_ID and re.fullmatch(r"[^\W_][\w-]*", name):
        return name
    better = re.sub(r"[^\w]+", "-", name).strip("-_")[:LONGEST_ID].lower() or "a-name"
    what = f"the file's name is the id, and {name[:40]!r} cannot be one"
    hint = f"use letters, digits and hyphens, at most {LONGEST_ID}: rename it to {better}{path.suffix}"
    raise DefinitionError([Fault(what=what, hint=hint, file=path)])


def first_key(path: Path) -> str:
    """The first key of a YAML file, which tells its kind, without reading the rest; empty where there is none."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in lines:
                if line.strip() and not line.lstrip().startswith(("#", "---", "%")):
                    match = re.match(r"['\"]?([^\s'\":#][^'\":#]*)['\"]?\s*:(\s|$)", line[:200])
                    return match.group(1).strip() if match else ""
    except OSError:
        pass
    return ""


def yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder in a fixed order, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in ENDINGS and not hidden and path.is_file():
            yield path


def _beside(path: Path) -> Iterator[Path]:
    """The files of the same format in the same folder."""
    yield from sorted(file for file in path.parent.glob(f"*{path.suffix}") if file.is_file())


class _Loader:
    """Reads everything and collects what is wrong on the way."""

    def __init__(self, root: Path, map: Path) -> None:
        self.root, self.map = root, map
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.files = [path for name in (OWN_FILE, SHARED_FILE) if (path := root / name).is_file()]
        self.named: set[str] = set()  # ids of files that are there but cannot be read: no follow-up faults

    def project(self) -> Project:
        settings = self._try(lambda: load_settings(self.root)) or Settings()
        world = self._map()
        personas = self._all(self._files(PERSONAS), Persona)
        shelf = self._shelf()
        written = self._all(self._scenario_files(), Scenario)
        scenarios = {name: self._with_groups(found, shelf) for name, found in written.items()}
        touchpoints = world.definition.touchpoints if world else {}
        flows = self._parts(world, "flow", self._flow) if world else {}
        centers = self._parts(world, "callcenter", self._center(personas, settings, flows)) if world else {}
        self._read_by(centers)
        self._keep(references.check(world, personas, scenarios, flows, centers, settings, broken=self.named))
        if self.faults or world is None:
            raise DefinitionError([*self.faults, *self.warnings])
        return Project(
            root=self.root,
            company=world.definition.company,
            touchpoints=touchpoints,
            personas={name: found.definition for name, found in personas.items()},
            scenarios={name: found.definition for name, found in scenarios.items()},
            flows={name: flow.seen_from(self.root) for name, flow in flows.items()},
            centers=centers,
            settings=settings,
            warnings=tuple(self.warnings),
            files=tuple(dict.fromkeys(self.files)),
        )

    def _shelf(self) -> Shelf:
        """The groups of steps, and what is wrong in them."""
        files = [path for path in self._files(SCENARIOS) if first_key(path) == "steps"]
        groups = self._all(iter(files), StepGroup)
        shelf = Shelf(
            groups={name: found.definition for name, found in groups.items()},
            files={name: found.document.path for name, found in groups.items()},
            broken={path.stem for path in files} - set(groups),
        )
        self._keep(shelf.faults())
        return shelf

    def _with_groups(self, found: Found[Scenario], shelf: Shelf) -> Found[Scenario]:
        """The scenario with the steps of every group in their places."""
        scenario, filler = found.definition, Filler(shelf, found.document.path)
        journey = tuple(
            stop if stop.steps is None else stop.model_copy(update={"steps": filler.filled(stop.steps)})
            for stop in scenario.journey
        )
        self._keep([fault for fault in filler.faults if fault not in self.faults])
        return Found(document=found.document, definition=scenario.model_copy(update={"journey": journey}))

    def _read_by(self, centers: Mapping[str, Center]) -> None:
        """Note the tables of the centers, which a run has to keep."""
        for file in (file.absolute() for center in centers.values() for file in center.files):
            if file.resolve().is_relative_to(self.root.resolve()):
                self.files.append(file)
            else:
                self.faults.append(Fault(what="it lies outside the project", hint=self._inside(), file=file))

    def _inside(self) -> str:
        return f"move it below {self.root}, so that a run can keep a copy"

    def _keep(self, found: list[Fault]) -> None:
        self.faults += [fault for fault in found if not fault.warning]
        self.warnings += [fault for fault in found if fault.warning]

    def _try(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except DefinitionError as error:
            self._keep(list(error.faults))
            return None

    def _read(self, path: Path, model: type[D]) -> Found[D] | None:
        def action() -> Found[D]:
            document = read(path)
            self.files.append(path)
            self.warnings += document.warnings
            return Found(document=document, definition=build(document, model))

        return self._try(action)

    def _map(self) -> Found[TouchpointMap] | None:
        if not self.map.is_file():
            hint = "write the map of touchpoints there; `cxsim init` lays out a first one"
            self.faults.append(Fault(what="there is no map of touchpoints", hint=hint, file=self.map))
            return None
        found = self._read(self.map, TouchpointMap)
        if found is None:
            return None
        names = {
            name: touchpoint.model_copy(update={"name": name})
            for name, touchpoint in found.definition.touchpoints.items()
        }
        return Found(document=found.document, definition=found.definition.model_copy(update={"touchpoints": names}))

    def _files(self, folder: str) -> Iterator[Path]:
        yield from yaml_files(self.root / folder)

    def _scenario_files(self) -> Iterator[Path]:
        """Files whose first key is ``scenario``. Below ``scenarios/`` itself, every file must be of a known kind."""
        for path in self._files(SCENARIOS):
            kind = first_key(path)
            if kind == "scenario":
                yield path
            elif path.parent == self.root / SCENARIOS and kind not in KINDS and path.name != MAP:
                what = f"the first key tells the kind of the file, and {kind!r} is none"
                if not kind:
                    what = "the first key tells the kind of the file, and there is none in the first line"
                self.faults.append(Fault(what=what, hint=did_you_mean(kind, KINDS), file=path, line=1))

    def _all(self, files: Iterator[Path], model: type[D]) -> dict[str, Found[D]]:
        """Definitions by id. The ids of two files may not be equal, also where capitals are not told apart."""
        seen: dict[str, Path] = {}
        definitions: dict[str, Found[D]] = {}
        for path in files:
            name = self._try(lambda path=path: identifier(path))  # type: ignore[misc]
            if name is None:
                continue
            if name.casefold() in seen:
                what = f"the id {name!r} is taken by {seen[name.casefold()].relative_to(self.root)}"
                self.faults.append(Fault(what=what, hint="give one of the two files another name", file=path))
                self.named.add(name)
                continue
            seen[name.casefold()] = path
            found = self._read(path, model)
            if found is None:
                self.named.add(name)
            else:
                definition = found.definition.model_copy(update={"id": name})
                definitions[name] = Found(document=found.document, definition=definition)
        return definitions

    def _parts(
        self, world: Found[TouchpointMap], key: str, load: Callable[[Path, Touchpoint, Company], T]
    ) -> dict[str, T]:
        """The files that the map names under ``key``, each read once."""
        parts: MutableMapping[str, T] = {}
        company = world.definition.company
        for name, touchpoint in world.definition.touchpoints.items():
            written = getattr(touchpoint, key)
            if written is None or written in parts or "://" in written:
                continue
            path = self._path(world.document, ("touchpoints", name, key), written)
            if path is not None:
                part = self._try(lambda p=path, t=touchpoint: load(p, t, company))  # type: ignore[misc]
                if part is not None:
                    parts[written] = part
                    self.files += [path, *_beside(path)]
        return dict(parts)

    def _path(self, document: Document, loc: tuple[str, ...], written: str) -> Path | None:
        """A file as it is named in the map: relative to ``scenarios/`` first, then to the project's root."""
        root = self.root.resolve()
        folders = (root / SCENARIOS, root)
        candidates = [(folder / written).resolve() for folder in folders if "\x00" not in written]
        for candidate in candidates:
            if candidate.is_relative_to(root) and candidate.is_file():
                return candidate
        if any(candidate.is_file() for candidate in candidates):
            self.faults.append(document.fault(f"{written!r} lies outside the project", loc, hint=self._inside()))
            return None
        there = [str(p.relative_to(root / SCENARIOS)) for p in (root / SCENARIOS).rglob("*") if p.is_file()]
        near = did_you_mean(written, sorted(there), limit=0) if there else "paths begin at scenarios/"
        self.faults.append(document.fault(f"there is no file {written!r}", loc, hint=near))
        return None

    @staticmethod
    def _flow(path: Path, touchpoint: Touchpoint, company: Company) -> Flow:
        flow = load_flow(path)
        return flow.with_hours(
            touchpoint.hours, zone=company.zone, holidays=company.holidays, language=company.language
        )

    @staticmethod
    def _center(
        personas: Mapping[str, Found[Persona]], settings: Settings, flows: Mapping[str, Flow]
    ) -> Callable[[Path, Touchpoint, Company], Center]:
        def load(path: Path, touchpoint: Touchpoint, company: Company) -> Center:
            from cxsim.callcenter.borrowed import complete

            people = [found.definition for found in personas.values()]
            flow = flows.get(touchpoint.flow or "")
            return complete(load_center(path), hours=touchpoint.hours, personas=people, settings=settings, flow=flow)

        return load
