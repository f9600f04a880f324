"""What a customer who finds her own way may do: everything where it is free, on a live site what was permitted."""

from datetime import date

import pytest

from cxsim.channels.web.powers import Powers, powers_at
from cxsim.touchpoint import ChannelName, Touchpoint

TODAY = date(2026, 11, 24)
LIVE = "https://www.shop.example"


def at(address=LIVE, environment=None, test=(), **allow):
    written = {name.replace("_", " "): {"by": "A. Meier", "until": until} for name, until in allow.items()}
    touchpoint = Touchpoint(name="shop", channel=ChannelName.WEB, test=test, allow=written)
    return powers_at(touchpoint, address=address, environment=environment, today=TODAY, uses=lambda *asked: False)


def test_on_a_live_site_she_may_only_read():
    assert at() == Powers()
    assert not at().may_press("Search")


@pytest.mark.parametrize(("address", "environment"), [("http://127.0.0.1:8000", None), (LIVE, "staging")])
def test_loopback_addresses_and_test_environments_are_free(address, environment):
    powers = at(address, environment, test=("staging",))
    assert powers == Powers(send=True, log_in=True, register=True, buy=True, undo=True)
    assert powers.may_press("Delete my account")


def test_a_permission_opens_what_it_names_and_no_more():
    powers = at(send_forms="2026-12-31")
    assert powers.may_press("Send")
    assert not powers.may_press("Order and pay now")
    assert not powers.may_press("Cancel the order")
    assert not powers.log_in


def test_buying_needs_the_permission_to_pay_too():
    assert not at(send_forms="2026-12-31", buy="2026-12-31").buy
    assert at(send_forms="2026-12-31", buy="2026-12-31", pay="2026-12-31").may_press("Pay now")


def test_a_permission_ends_with_its_last_day():
    assert at(send_forms="2026-11-24").send
    assert not at(send_forms="2026-11-23").send


def test_nobody_logs_herself_out():
    assert not at("http://localhost").may_press("Log out")
