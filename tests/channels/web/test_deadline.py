"""A deadline: it ends what Playwright would wait for without a limit, and nothing else."""

import time

import pytest
from playwright.sync_api import Error

from cxsim.channels.web.deadline import deadline
from tests.sites.site import Answer, Site

FOR_EVER = "() => new Promise(() => {})"


@pytest.fixture
def page(browsers):
    context = browsers({"127.0.0.1"}).new_context()
    yield context.new_page()
    context.close()


def test_a_wait_without_a_limit_ends_at_the_deadline(page):
    began = time.monotonic()
    with pytest.raises(Error), deadline(0.3, page.close):
        page.evaluate(FOR_EVER)
    assert 0.3 <= time.monotonic() - began < 5.0


def test_what_is_ready_in_time_is_not_disturbed(page):
    with deadline(0.2, page.close):
        assert page.evaluate("1 + 1") == 2
    page.wait_for_timeout(400.0)
    assert not page.is_closed()


def test_what_goes_wrong_at_the_deadline_is_let_be(page):
    def fail():
        raise RuntimeError("no")

    with pytest.raises(Error), deadline(0.1, fail), deadline(0.3, page.close):
        page.evaluate(FOR_EVER)


def test_a_page_that_never_comes_is_stopped_and_the_one_before_it_still_answers(page):
    with Site({"/": "<h1>Home</h1><a href=/slow>Next</a>", "/slow": Answer(hangs=True)}) as site:
        page.goto(site.url)
        page.get_by_role("link", name="Next").click(no_wait_after=True)
        session = page.context.new_cdp_session(page)
        with deadline(0.5, lambda: session.send("Page.stopLoading")):
            assert page.evaluate("document.body.innerText").startswith("Home")
