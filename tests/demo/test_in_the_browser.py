"""What only a browser shows: scripts, keyboard, small screens, accessibility, and that nothing leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from cxsim.channels.web.browser import find_browser, launch_arguments
from cxsim.demo import service
from cxsim.demo.company import CREDENTIALS, DemoCompany
from cxsim.demo.version import AS_IS, REDESIGN, Version, redesign_with

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
FEW = ("/", "/help", "/complaint", "/fa/orders", "/de/returns")
ALL = (
    *("/", "/products", "/products/dishwasher", "/help", "/help/search?q=lost+parcel", "/help/search?q=xyzzy"),
    *("/contact", "/returns", "/orders", "/privacy", "/complaint", "/login", "/cart", "/nowhere"),
    *("/de", "/de/products/kettle", "/de/help", "/de/contact", "/de/returns", "/de/orders"),
    *("/fa", "/fa/products/kettle", "/fa/help", "/fa/contact", "/fa/returns", "/fa/orders"),
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    program = str(find_browser())
    arguments = launch_arguments(["127.0.0.1"])
    browser = playwright.chromium.launch(executable_path=program, args=[*arguments, "--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def opened(
    chromium: Browser, companies: Callable[[Version], DemoCompany], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """A page of a version in a browser of its own; what it complained about or asked of others fails the test."""
    monkeypatch.setattr(service, "SLOW_PAGE", 0.05)
    contexts = []

    def open_page(
        version: Version, path: str = "/", *, viewport: dict[str, int] = DESKTOP, scheme: str = "light"
    ) -> Page:
        url = companies(version).url
        context = chromium.new_context(base_url=url, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(path)
        return page

    hosts: set[str | None] = set()
    yield open_page
    for context in contexts:
        context.close()
    assert hosts <= {"127.0.0.1"}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {v['id']} {v['nodes'][0]['target']}" for v in found]


def sticks_out(page: Page) -> int:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(width)


def log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(CREDENTIALS["LOYAL_USER"])
    page.get_by_label("Password").fill(CREDENTIALS["LOYAL_PASSWORD"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Welcome back, Petra Novak").wait_for()


@pytest.mark.parametrize("path", FEW)
def test_everybody_can_use_the_redesign(path: str, opened: Open) -> None:
    page = opened(REDESIGN, path, viewport=PHONE)
    assert violations(page) == []
    assert sticks_out(page) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
def test_everybody_can_use_every_page_of_the_redesign(viewport: dict[str, int], scheme: str, opened: Open) -> None:
    page = opened(REDESIGN, viewport=viewport, scheme=scheme)
    for path in ALL:
        page.goto(path)
        assert violations(page) == []
        assert sticks_out(page) == 0, path


@pytest.mark.slow
def test_everybody_can_buy_and_complain_in_the_redesign(opened: Open) -> None:
    page = opened(REDESIGN, "/products/desk-lamp", viewport=PHONE)
    page.get_by_role("button", name="Reject all").click()
    for name in ("Add to cart", "Checkout", "Order as a guest"):
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).click()
        assert violations(page) == []
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    log_in(page)
    assert violations(page) == []


def test_the_company_as_it_is_is_not_accessible(opened: Open) -> None:
    rules = " ".join(violations(opened(AS_IS, "/products/desk-lamp")))
    assert "color-contrast" in rules
    assert "image-alt" in rules


def test_a_rejected_cookie_banner_stays_away(opened: Open) -> None:
    page = opened(REDESIGN)
    page.get_by_role("button", name="Reject all").click()
    assert page.get_by_role("dialog").count() == 0
    page.goto("/help")
    assert page.get_by_role("dialog").count() == 0
    assert {"consent=none"} <= set(page.evaluate("document.cookie").split("; "))


def test_reject_is_as_easy_as_accept(opened: Open) -> None:
    page = opened(REDESIGN)
    boxes = [page.get_by_role("button", name=name).bounding_box() for name in ("Reject all", "Accept all")]
    assert all(boxes)
    assert abs(boxes[0]["width"] - boxes[1]["width"]) < 20  # type: ignore[index]


def test_the_update_interrupts_at_the_second_field_and_cannot_be_put_off(opened: Open) -> None:
    page = opened(AS_IS, "/complaint")
    page.get_by_role("button", name="Accept all").click()
    page.get_by_placeholder("Order number").fill("004711")
    assert page.get_by_text("A new version").count() == 1
    assert not page.get_by_text("A new version").is_visible()
    page.get_by_placeholder("E-mail").fill("a@example.com")
    dialog = page.get_by_role("dialog", name="Update")
    assert dialog.is_visible()
    assert dialog.get_by_role("button").all_inner_texts() == ["OK"]
    dialog.get_by_role("button").click()
    assert page.get_by_placeholder("Order number").input_value() == "004711"
    page.goto("/complaint")
    assert page.get_by_role("dialog").count() == 0


def test_the_update_can_be_put_off_after_the_redesign(opened: Open) -> None:
    page = opened(REDESIGN)
    page.get_by_role("button", name="Reject all").click()
    log_in(page)
    notice = page.get_by_role("dialog")
    assert "If you do nothing" in notice.inner_text()
    notice.get_by_role("button", name="Not now").click()
    page.goto("/account")
    assert page.get_by_role("dialog").count() == 0


def test_a_search_of_one_field_is_never_interrupted(opened: Open) -> None:
    page = opened(AS_IS, "/help")
    page.get_by_label("Search the help").fill("parcel")
    assert page.get_by_role("dialog", name="Update").count() == 0


def test_the_div_sends_the_form_with_the_mouse_and_cannot_be_reached_with_the_keyboard(opened: Open) -> None:
    page = opened(redesign_with("div-as-button"), "/complaint")
    page.get_by_role("button", name="Reject all").click()
    page.get_by_label("I accept the terms").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form')") is None
    page.get_by_text("Send", exact=True).click()
    page.get_by_role("alert").wait_for()


def test_a_table_sticks_out_of_a_phone_only_in_the_company_as_it_is(opened: Open) -> None:
    assert sticks_out(opened(AS_IS, "/products/desk-lamp", viewport=PHONE)) > 50
    assert sticks_out(opened(REDESIGN, "/products/desk-lamp", viewport=PHONE)) == 0


def test_buttons_are_tiny_only_in_the_company_as_it_is(opened: Open) -> None:
    for version, least, most in ((AS_IS, 0, 20), (REDESIGN, 24, 100)):
        page = opened(version, "/products/kettle")
        page.locator("[data-consent]").first.click()
        page.get_by_role("button", name="Add to cart").click()
        box = page.get_by_role("button", name="One more: Enamel kettle").bounding_box()
        assert box is not None
        assert least <= box["width"] <= most


def test_a_script_fails_only_in_the_company_as_it_is(opened: Open) -> None:
    for version, expected in ((AS_IS, ["shopRecommendations is not defined"]), (REDESIGN, [])):
        page = opened(version)
        errors: list[str] = []
        page.on("pageerror", lambda error, errors=errors: errors.append(error.message))  # type: ignore[misc]
        page.goto("/products/desk-lamp", wait_until="networkidle")
        assert errors == expected


def test_persian_runs_from_right_to_left(opened: Open) -> None:
    page = opened(REDESIGN, "/fa")
    brand = page.locator(".brand").bounding_box()
    assert brand is not None
    assert brand["x"] > DESKTOP["width"] / 2
