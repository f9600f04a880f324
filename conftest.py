"""Local settings of this repository: `pytest scenarios` visits the demo company, as it is or `--company redesign`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import hypothesis
import pytest

pytest_plugins = ["pytester"]  # the plugin is tested as others use it

# Two test processes share two cores: numerical libraries must not start threads of their own on top.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same examples every time, however busy the machine is: a test that failed can be run again and fails again.
hypothesis.settings.register_profile("repository", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repository")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--company", default="as-is", choices=["as-is", "redesign"], help="which demo company is visited")


@pytest.fixture(scope="session")
def cxsim_addresses(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    from cxsim.demo.company import CREDENTIALS, DemoCompany

    with DemoCompany(request.config.getoption("--company")) as company, pytest.MonkeyPatch.context() as patch:
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        yield {"web shop": company.url}


@pytest.fixture(scope="session")
def cxsim_map(request: pytest.FixtureRequest) -> str:
    from cxsim.demo.company import MAPS

    return MAPS[request.config.getoption("--company")]
