"""The demo company, once per version and test process, and somebody who visits it over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from cxsim.demo import service
from cxsim.demo.company import DemoCompany
from cxsim.demo.version import Version

Visit = Callable[[Version | str], httpx.Client]


@pytest.fixture(scope="session")
def companies() -> Iterator[Callable[[Version | str], DemoCompany]]:
    """A running company of a version; each is started once, and all are stopped together."""
    running: dict[Version | str, DemoCompany] = {}

    def company(version: Version | str) -> DemoCompany:
        if version not in running:
            running[version] = DemoCompany(version).start()
        return running[version]

    yield company
    with ThreadPoolExecutor() as pool:
        list(pool.map(DemoCompany.stop, running.values()))


@pytest.fixture
def visit(companies: Callable[[Version | str], DemoCompany], monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """A new visitor (with cookies of her own) of a version; the slow page is not waited for."""
    monkeypatch.setattr(service, "SLOW_PAGE", 0.05)
    with ExitStack() as stack:

        def visitor(version: Version | str) -> httpx.Client:
            client = httpx.Client(base_url=companies(version).url, follow_redirects=True, timeout=10)
            return stack.enter_context(client)

        yield visitor
