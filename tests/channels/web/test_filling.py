"""What she puts into a form: her particulars, the entries that say most of what she wants, and nothing made up."""

import pytest

from cxsim.channels.web.controls import Form
from cxsim.channels.web.filling import UnknownError, plan
from cxsim.channels.web.observe import Control
from cxsim.particulars import Particulars
from cxsim.persona import Persona


def field(label, **more):
    return Control(role="textbox", name=label, by="label", **{"type": "text", "field": label, **more})


def planned(*fields, likes=(), latin=False, **persona):
    who = Particulars(Persona(id="anna", problem="It leaks.", goal=("A repair",), mood=0.0, **persona), 1)
    form = Form(0, "A form", fields, None)
    entries = plan(form, who, lambda names: {name: float(name in likes) for name in names}, latin=latin)
    return [(entry.field.label, entry.how, entry.value) for entry in entries]


def test_labels_get_her_particulars():
    known = {"order": "004711", "name": "Anna Weber"}
    found = planned(field("Order number"), field("Vorname"), field("Shoe size"), knows=known)
    assert found == [("Order number", "fill", "004711"), ("Vorname", "fill", "Anna")]


def test_a_field_without_a_label_that_is_understood_is_known_by_its_token_or_its_type():
    known = {"postcode": "10999", "e-mail": "a@example.com"}
    found = planned(field("?", autocomplete="shipping postal-code"), field("!", type="email"), knows=known)
    assert [value for _, _, value in found] == ["10999", "a@example.com"]


def test_a_large_field_gets_her_problem():
    assert planned(field("Tell us", type="textarea")) == [("Tell us", "fill", "It leaks.")]


@pytest.mark.parametrize(
    ("language", "written", "iso"),
    [
        ("de-DE", "02.11.2026", "2026-11-02"),
        ("en-US", "11/02/2026", "2026-11-02"),
        ("en-GB", "02/11/2026", "2026-11-02"),
        ("fa-IR", "2026-11-02", "2026-11-02"),
    ],
)
def test_a_field_for_dates_gets_them_as_it_takes_them(language, written, iso):
    found = planned(field("Order date", type="date"), language=language, knows={"order date": written})
    assert found[0][2] == iso


def test_a_field_for_numbers_gets_latin_digits():
    assert planned(field("Order number", type="number"), language="fa-IR", knows={"order": "۴۷۱۱"})[0][2] == "4711"
    assert planned(field("Order number"), language="fa-IR", knows={"order": "۴۷۱۱"}, latin=True)[0][2] == "4711"
    assert planned(field("Order number"), language="fa-IR", knows={"order": "4711"})[0][2] == "۴۷۱۱"


def test_of_a_list_she_chooses_what_says_most_of_what_she_wants():
    reasons = field("Reason", type="select", options=("Please choose", "Too big", "Damaged"))
    assert planned(reasons, likes=("Damaged",)) == [("Reason", "choose", "Damaged")]
    assert planned(reasons) == []


def test_a_list_that_must_be_answered_gets_its_first_real_entry():
    reasons = field("Reason", type="select", required=True, options=("– select –", "Too big", "Damaged"))
    assert planned(reasons) == [("Reason", "choose", "Too big")]


def test_a_list_of_countries_gets_hers():
    countries = field("Country", type="select", options=("France", "Deutschland"))
    assert planned(countries, language="de-DE")[0][2] == "Deutschland"


def test_one_box_of_a_question_is_ticked():
    radios = [field(name, type="radio", field="by", required=True) for name in ("Phone", "Mail")]
    assert planned(*radios, likes=("Mail",)) == [("Mail", "tick", "yes")]
    chosen = [field("Phone", type="radio", field="by", filled=True), radios[1]]
    assert planned(*chosen) == []


def test_terms_are_accepted_and_newsletters_are_not():
    boxes = [field("I accept the terms", type="checkbox"), field("Subscribe to the newsletter", type="checkbox")]
    assert planned(*boxes) == [("I accept the terms", "tick", "yes")]


def test_what_is_filled_in_already_stays_unless_it_was_refused():
    known = {"order": "004711"}
    assert planned(field("Order number", filled=True, value="1"), knows=known) == []
    assert planned(field("Order number", filled=True, value="1", invalid=True), knows=known)[0][2] == "004711"


@pytest.mark.parametrize("kind", ["text", "file", "password"])
def test_what_is_demanded_and_unknown_ends_the_attempt(kind):
    with pytest.raises(UnknownError, match="Shoe size"):
        planned(field("Shoe size", type=kind, required=True))
    assert planned(field("Shoe size", type=kind)) == []
