"""A demo company is up for as long as its context, on a loopback port, with a memory of its own."""

from __future__ import annotations

import socket

import httpx
import pytest

from cxsim.demo.company import CREDENTIALS, DemoCompany
from cxsim.demo.content import accounts
from cxsim.demo.version import MAPS, REDESIGN, redesign_with, version_named
from cxsim.errors import CxsimError


def test_it_answers_inside_its_context_and_not_afterwards() -> None:
    with DemoCompany("redesign") as company:
        assert httpx.get(company.url).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(company.url)


def test_it_listens_on_the_loopback_address_only() -> None:
    with DemoCompany("redesign") as company:
        assert company.url.startswith("http://127.0.0.1:")


def test_two_companies_are_up_at_once_on_different_ports() -> None:
    with DemoCompany("as-is") as one, DemoCompany("redesign") as other:
        assert one.url != other.url
        assert "old.css" in httpx.get(one.url).text
        assert "old.css" not in httpx.get(other.url).text


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CxsimError, match=f"Port {port} of this machine is taken"):
            DemoCompany("redesign", port).start()


def test_a_wanted_port_is_taken_and_given_back() -> None:
    with DemoCompany("redesign") as first:
        port = int(first.url.rpartition(":")[2])
    with DemoCompany("redesign", port) as second:
        assert second.url == first.url


def test_stopping_twice_is_harmless() -> None:
    company = DemoCompany("redesign").start()
    company.stop()
    company.stop()


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CxsimError, match="choose as-is or redesign"):
        DemoCompany("as-was")


def test_every_version_has_a_map_of_touchpoints() -> None:
    assert [version_named(name).name for name in MAPS] == list(MAPS)


def test_a_single_fault_can_be_planted_into_the_redesign() -> None:
    planted = redesign_with("forced-account")
    assert planted.forced_account
    assert not planted.faq_hill
    assert redesign_with() == REDESIGN


def test_a_fault_that_does_not_exist_cannot_be_planted() -> None:
    with pytest.raises(TypeError):
        redesign_with("bad-weather")


def test_the_published_credentials_open_the_accounts() -> None:
    for name in ("LOYAL", "OFFICE"):
        assert accounts()[CREDENTIALS[f"{name}_USER"]].password == CREDENTIALS[f"{name}_PASSWORD"]
