"""A permission that is limited in number is counted, whoever uses it."""

import multiprocessing
from datetime import UTC, datetime, timedelta

from cxsim.channels.quota import LEDGER, Ledger
from cxsim.quantities import quota
from cxsim.touchpoint import Permission

TWICE = quota("2 a week")


def test_it_is_used_up_and_comes_back_when_the_time_is_over(tmp_path):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    days = iter([0, 3, 6, 7.5, 8])
    ledger = Ledger(tmp_path, now=lambda: now + timedelta(days=next(days)))
    assert [ledger.use("shop", Permission.BUY, TWICE) for _ in range(5)] == [True, True, False, True, False]


def test_touchpoints_and_permissions_are_counted_apart(tmp_path):
    ledger = Ledger(tmp_path)
    used = [ledger.use(shop, what, quota("1/day")) for shop in ("a", "b") for what in (Permission.BUY, Permission.PAY)]
    assert used == [True] * 4


def test_several_processes_together_use_it_no_more_often_than_allowed(tmp_path):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        used = pool.map(use_it, [tmp_path] * 12)
    assert sum(used) == 5


def use_it(root):
    return Ledger(root).use("shop", Permission.SEND_FORMS, quota("5 a day"))


def test_where_nothing_can_be_written_down_nothing_may_be_used(tmp_path):
    (tmp_path / LEDGER.parent).write_text("in the way")
    assert not Ledger(tmp_path).use("shop", Permission.BUY, TWICE)
    (tmp_path / LEDGER.parent).unlink()
    (tmp_path / LEDGER.parent).mkdir()
    (tmp_path / LEDGER).write_text("no database at all, and longer than a header of one has to be " * 20)
    assert not Ledger(tmp_path).use("shop", Permission.BUY, TWICE)
