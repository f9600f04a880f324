"""The pytest plugin collects scenario files as tests: each persona of each scenario is one item.

An item is a true ``pytest.Function``, so that fixtures, marks, ``-k`` and xdist work as everywhere. Beside the walks
stands one item for each phone line on the journey: what an analysis finds there (every menu, every hour). All walks of
a session go into one run below ``reports/``. This module is imported in every pytest run of its environment, so
whatever is heavy is imported when the first scenario is collected.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cxsim.pytest_customer import Customers
    from cxsim.pytest_run import SessionRun

_FIRST_KEY = re.compile(r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*[ \t]*scenario[ \t]*:")
_RUN = pytest.StashKey["SessionRun"]()
_FACTS = pytest.StashKey[dict[str, Any]]()
_PUBLISHED = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that mean the same as on the command line."""
    group = parser.getgroup("cxsim", "simulated customers")
    group.addoption("--fail-on", default="minor", help="impact from which a gap fails a test: minor … critical, never")
    group.addoption("--only-new", action="store_true", help="only gaps that the last run did not have fail a test")
    group.addoption("--cxsim-env", metavar="NAME", help="which of the touchpoints' addresses to use")
    group.addoption("--cxsim-seed", type=int, default=1, help="the same seed gives the same customers and choices")
    group.addoption("--cxsim-loading", metavar="TIME", help="count every page load as this long (0.5s)")
    group.addoption("--cxsim-real-time", action="store_true", help="really wait what customers take time for")
    group.addoption("--cxsim-reports", metavar="FOLDER", help="where the run's report goes; left out: reports/")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect YAML files whose first key is ``scenario``; every other file is somebody else's."""
    if file_path.suffix in (".yaml", ".yml") and is_scenario(file_path):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


def is_scenario(path: Path) -> bool:
    """Whether the first key of this YAML file is ``scenario``."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return _FIRST_KEY.match(file.read(4096)) is not None
    except OSError:
        return False


class ScenarioFile(pytest.File):
    """One scenario file."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for every persona and variant that the scenario names, and one for every phone line."""
        from cxsim.errors import DefinitionError

        run = session_run(self.config)
        try:
            items = list(run.items(self.path))
        except DefinitionError as error:
            raise self.CollectError(str(error)) from error
        for name, action in items:
            yield pytest.Function.from_parent(self, name=name, callobj=_test(action))


def _test(action: Callable[[Any], str | None]) -> Callable[..., None]:
    def customer(request: pytest.FixtureRequest, cxsim_customers: Any) -> None:
        failure = action(request)
        if failure:
            pytest.fail(failure, pytrace=False)

    return customer


def session_run(config: pytest.Config) -> SessionRun:
    """The run of this session, begun when the first scenario is collected."""
    if _RUN not in config.stash:
        from cxsim.pytest_run import SessionRun

        config.stash[_RUN] = SessionRun(config, session_facts(config))
    return config.stash[_RUN]


@pytest.fixture(scope="session")
def cxsim_addresses() -> Mapping[str, str] | None:
    """Override it in conftest.py to say where touchpoints are: ``{"web shop": "http://127.0.0.1:8000"}``."""
    return None


@pytest.fixture(scope="session")
def cxsim_map() -> str | None:
    """Override it in conftest.py to name another touchpoint map than scenarios/touchpoints.yaml."""
    return None


@pytest.fixture(scope="session")
def cxsim_customers(
    request: pytest.FixtureRequest, cxsim_addresses: Mapping[str, str] | None, cxsim_map: str | None
) -> Iterator[SessionRun]:
    """The customers under way in this session, with one browser for all of them."""
    run = session_run(request.config)
    with run.customers(request, cxsim_addresses, cxsim_map):
        yield run


@pytest.fixture
def customer(request: pytest.FixtureRequest, cxsim_customers: SessionRun) -> Customers:
    """Send a persona to a website and drive her from Python: ``with customer("anna", at="web shop") as she: …``."""
    from cxsim.pytest_customer import Customers

    return Customers(cxsim_customers, request)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell xdist's workers which run they belong to."""
    node.workerinput["cxsim"] = session_facts(node.config)


def session_facts(config: pytest.Config) -> dict[str, Any]:
    """What all processes of this session must agree on: where the run is written, since when, and for whom."""
    given = getattr(config, "workerinput", {}).get("cxsim")
    if given is not None:
        return dict(given)
    if _FACTS not in config.stash:
        reports = Path(config.getoption("--cxsim-reports") or config.rootpath / "reports").absolute()
        part = reports / f".part-{os.getpid()}-pytest"
        started = datetime.now(UTC).isoformat(timespec="seconds")
        config.stash[_FACTS] = {"part": str(part), "started": started, "owner": os.getpid()}
    return config.stash[_FACTS]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Judge what was lived and publish the run, once, where the session is steered from."""
    config = session.config
    if not hasattr(config, "workerinput") and Path(session_facts(config)["part"]).exists():
        from cxsim.pytest_run import publish_session

        published = publish_session(Path(session_facts(config)["part"]))
        if published is not None:
            config.stash[_PUBLISHED] = published


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say where the report is."""
    if (published := config.stash.get(_PUBLISHED, None)) is not None:
        terminalreporter.write_line(f"The report is in {published / 'report.html'}")
