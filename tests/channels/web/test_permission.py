from datetime import date

import pytest

from cxsim.channels.quota import Ledger
from cxsim.channels.web.permission import missing
from cxsim.scenario import Action, Step
from cxsim.touchpoint import Touchpoint

LIVE = "https://www.shop.example"
TODAY = date(2026, 11, 22)
FILLS = (Step(action=Action.FILL, target="Name", value="Anna"), Step(action=Action.CLICK, target="Send"))
READS = (Step(action=Action.OPEN, target="/help"), Step(action=Action.CLICK, target="Contact"))
LOGS_IN = (Step(action=Action.LOG_IN),)


def shop(**more):
    return Touchpoint.model_validate(
        {"name": "web shop", "channel": "web", "owner": "Online", "address": {"live": LIVE}, **more}
    )


def why_not(steps, *, address=LIVE, environment="live", uses=lambda *asked: pytest.fail("nothing is limited"), **more):
    return missing(shop(**more), steps, address=address, environment=environment, today=TODAY, uses=uses)


def test_reading_needs_no_permission():
    assert why_not(READS) is None


@pytest.mark.parametrize(("steps", "what"), [(FILLS, "send forms"), (LOGS_IN, "log in")])
def test_a_live_site_is_not_touched_without_a_permission_in_writing(steps, what):
    assert f"nobody has allowed to {what} at web shop" in why_not(steps)
    assert f"allow: {{{what}:" in why_not(steps)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://[::1]:8000/", "http://localhost"])
def test_this_machine_and_test_environments_are_free(address):
    assert why_not(FILLS, address=address) is None
    assert why_not(FILLS, environment="staging", test=["staging"]) is None
    assert why_not(FILLS, environment="live", test=["staging"]) is not None


def test_a_permission_holds_where_and_as_long_as_it_says():
    allow = {"send forms": {"on": "live", "by": "A. Meier", "until": "2026-11-22"}}
    assert why_not(FILLS, allow=allow) is None
    assert "nobody has allowed" in why_not(FILLS, environment="staging", allow=allow)
    ended = {"send forms": {"by": "A. Meier", "until": "2026-11-21"}}
    assert "ended on 2026-11-21" in why_not(FILLS, allow=ended)


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ("Order and pay", "buy"),
        ("Zahlungspflichtig bestellen", "buy"),
        ("Delete my account", "cancel"),
        ("حذف", "cancel"),
    ],
)
def test_a_button_that_buys_or_deletes_needs_a_permission_of_its_own(button, what):
    press = (Step(action=Action.CLICK, target=button),)
    assert f"nobody has allowed to {what} " in why_not(press)
    allow = {each: {"by": "A. Meier", "until": "2027-03-31"} for each in ("buy", "pay", "cancel", "delete")}
    assert why_not(press, allow=allow) is None


def test_to_open_an_account_needs_a_permission_of_its_own():
    assert "nobody has allowed to register " in why_not((Step(action=Action.CLICK, target="Create an account"),))
    assert why_not((Step(action=Action.CLICK, target="Register the return"),)) is None


def test_logging_out_needs_none():
    assert why_not((Step(action=Action.CLICK, target="Log out"),)) is None


LIMITED = {"send forms": {"by": "A. Meier", "until": "2027-03-31", "at most": "2 a week"}}


def test_a_permission_that_is_limited_in_number_is_used_up(tmp_path):
    uses = Ledger(tmp_path).use
    assert [why_not(FILLS, allow=LIMITED, uses=uses) for _ in range(3)] == [
        None,
        None,
        "the permission to send forms at web shop is used up: at most 2 a week",
    ]


def test_where_it_is_free_nothing_is_counted(tmp_path):
    assert why_not(FILLS, address="http://127.0.0.1:8000", allow=LIMITED) is None
    assert why_not(READS, allow=LIMITED) is None
