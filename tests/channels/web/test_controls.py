"""Options are what leads on; forms are what asks; the rest of a page is neither."""

import pytest

from cxsim.channels.web.controls import forms, in_her_language, options, search_field
from cxsim.channels.web.observe import Control, Observation

HERE = "https://shop.example/help"


def link(name, href="https://shop.example/x", **more):
    return Control(role="link", name=name, tag="a", href=href, **more)


def button(name, **more):
    return Control(role="button", name=name, tag="button", **more)


def field(name, **more):
    return Control(role="textbox", name=name, tag="input", **{"type": "text", "field": name, "form": 0, **more})


def seen(*controls, **more):
    return Observation(url=HERE, controls=controls, **more)


def names(page, *, first=True, may_press=True):
    return [option.name for option in options(page, first=first, may_press=may_press)]


def test_links_and_buttons_are_options_in_page_order_each_once():
    page = seen(link("A", "https://shop.example/a"), button("B"), link("A", "https://shop.example/a"))
    assert names(page) == ["A", "B"]


@pytest.mark.parametrize(
    "control",
    [
        link("Mail", "mailto:a@example.com"),
        link("Call", "tel:+49"),
        link("Terms", "https://shop.example/terms.pdf"),
        link("Here", HERE),
        link("Top", f"{HERE}#top"),
        link("", "https://shop.example/a"),
        link("Hidden", shown=False),
        button("Off", disabled=True),
        Control(role="slider", name="Volume"),
    ],
)
def test_what_leads_nowhere_is_no_option(control):
    assert names(seen(control)) == []


def test_below_the_first_page_its_own_content_comes_before_header_and_footer():
    page = seen(link("Menu", "https://shop.example/m", frame=True), link("Own", "https://shop.example/o"))
    assert names(page) == ["Menu", "Own"]
    assert names(page, first=False) == ["Own", "Menu"]


def test_without_permission_only_what_merely_leads_on_is_left():
    page = seen(
        button("Buy"),
        link("Script", "javascript:buy()"),
        link("Acts", "https://shop.example/#"),
        link("Remove", "https://shop.example/cart?do=delete"),
        link("Add", "https://shop.example/?add-to-cart=3"),
        link("Help", "https://shop.example/cancel"),
        Control(role="button", name="Unfold", tag="summary"),
    )
    assert names(page, may_press=False) == ["Help", "Unfold"]


def test_the_button_of_a_form_is_no_option_of_its_own():
    page = seen(field("Order"), button("Send", form=0, submits=True), button("Lost", form=1, submits=True))
    assert names(page) == ["Lost"]


def test_a_form_has_its_visible_fields_and_its_button():
    page = seen(
        field("Order"),
        field("Trap", shown=False),
        button("Send", form=0, submits=True),
        forms=({"name": "Returns", "search": False},),
    )
    (form,) = forms(page)
    assert (form.name, [f.name for f in form.fields], form.button.name) == ("Returns", ["Order"], "Send")


def test_searches_newsletters_and_forms_of_the_frame_are_left_alone():
    page = seen(
        field("q", type="search", form=0),
        field("E-mail", form=1),
        button("Subscribe to our newsletter", form=1, submits=True),
        field("Country", form=2, frame=True),
        forms=({"search": True}, {"name": ""}, {"name": ""}),
    )
    assert list(forms(page)) == []


def test_the_search_of_the_page_wins_over_the_one_of_the_frame():
    page = seen(field("Search", frame=True), field("Suche in der Hilfe"))
    assert search_field(page).name == "Suche in der Hilfe"
    assert search_field(seen(field("E-mail"))) is None


def test_her_language_is_offered_only_where_the_page_is_in_another():
    (option,) = options(seen(link("Deutsch")), first=True, may_press=False)
    assert in_her_language(seen(language="en-GB"), "de-DE")(option)
    assert not in_her_language(seen(language="de"), "de-DE")(option)
    assert not in_her_language(seen(language=""), "de-DE")(option)
