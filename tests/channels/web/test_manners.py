"""Retry-After is a number of seconds or a date. What manners do on a site is in test_seeking."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from cxsim.channels.web.manners import _seconds


@pytest.mark.parametrize(("text", "seconds"), [("120", 120.0), ("0", 0.0), (None, 6.0), ("soon", 6.0), ("-3", 6.0)])
def test_seconds_are_read_and_nonsense_is_the_default(text, seconds):
    assert _seconds(text, default=6.0) == seconds


def test_a_date_is_read_and_one_that_is_past_is_no_wait():
    now = datetime.now(UTC)
    assert _seconds(format_datetime(now + timedelta(seconds=90), usegmt=True), default=0.0) == pytest.approx(90, abs=3)
    assert _seconds(format_datetime(now - timedelta(days=1), usegmt=True), default=5.0) == 0.0
