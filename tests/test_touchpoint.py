"""Every field of the map of touchpoints can be written as its contract shows it."""

from datetime import date

import pytest

from cxsim.definition import Attribute
from cxsim.touchpoint import ChannelName, Permission, TouchpointMap


def map_with(line, company="{name: Shop}"):
    return f"company: {company}\ntouchpoints:\n  web shop:\n    channel: web\n    {line}\n"


def touchpoint(defined, line):
    return defined(TouchpointMap, map_with(line)).touchpoints["web shop"]


def test_a_touchpoint_needs_a_channel_and_nothing_else(defined):
    assert touchpoint(defined, "owner: Me").channel is ChannelName.WEB


def test_an_address_is_one_or_one_for_each_environment(defined):
    assert touchpoint(defined, "address: https://a.example").address == "https://a.example"
    both = touchpoint(defined, "address: {staging: https://s.example, live: https://a.example}")
    assert both.environments == ("staging", "live")
    assert both.address["live"] == "https://a.example"
    assert touchpoint(defined, "address: +49 30 23125 000").address == "+49 30 23125 000"


def test_a_permission_says_where_by_whom_until_when_and_how_often(defined):
    allowed = touchpoint(defined, "allow: {send forms: {on: live, by: A. Meier, until: 2027-03-31, at most: 2 a week}}")
    allowance = allowed.allow[Permission.SEND_FORMS]
    assert allowance.on == ("live",)
    assert allowance.by == "A. Meier"
    assert allowance.until == date(2027, 3, 31)
    assert str(allowance.at_most) == "2 a week"


def test_a_login_names_variables_of_the_environment(defined):
    account = touchpoint(defined, "accounts: {loyal: {user: $USER_NAME, password: '${PASS}'}}").accounts["loyal"]
    assert (account.user, account.password) == ("$USER_NAME", "${PASS}")


def test_a_claim_may_be_a_sentence_alone(defined):
    claims = touchpoint(defined, "claims: [We are fast, {says: Help is near, check: clicks-to-human}]").claims
    assert [(claim.says, claim.check) for claim in claims] == [
        ("We are fast", None),
        ("Help is near", "clicks-to-human"),
    ]


def test_marks_standards_promises_and_numbers_are_read(defined):
    found = touchpoint(
        defined,
        "survey: 4.6 of 5\n    self_score: 90\n    customers: 1200/day\n    promises: {refund: 14 days}\n"
        "    standards: {answered: 80 % in 20 s, reply: 1 day}\n    hours: mon-fri 08:00-20:00",
    )
    assert found.survey.percent == pytest.approx(90)
    assert (found.self_score, found.customers * 86400) == (90, pytest.approx(1200))
    assert found.promises == {"refund": "14 days"}
    assert (found.standards.answered.seconds, found.standards.reply) == (20, 86400)
    assert len(found.hours.openings) == 5


def test_the_company_may_say_what_it_believes_that_customers_weigh(defined):
    text = map_with("owner: x", "{name: Shop, zone: Europe/Berlin, holidays: DE-BY, importance: {ease: 55}}")
    assert defined(TouchpointMap, text).company.importance == {Attribute.EASE: 55}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("password: x", "'password' is not a key"),
        ("owned_by: x", "'owned_by' is not a key"),
        ("name: x", "'name' is not a key"),
        ("survey: 4.6", "has no scale"),
        ("self_score: 101", "too large"),
        ("customers: many", "is not a rate"),
        ("hours: sometimes", "is not a day of the week"),
        ("address: not an address", "is not an address"),
        ("address: {live: a b}", "is not an address"),
        ("allow: {buy: {by: A. Meier}}", "'until' is missing"),
        ("allow: {by: x}", "'by' is not a word"),
        ("allow: {buy: {by: x, until: soon}}", "is not a date"),
        ("allow: {buy: {by: x, until: 2027-01-01, at most: often}}", "does not say how often"),
        ("accounts: {loyal: {user: $A, password: secret}}", "never stands in a file"),
        ("claims: Help is near", "is not a list"),
        ("claims: [{check: x}]", "'says' is missing"),
        ("standards: {answered: fast}", "is not a target"),
    ],
)
def test_what_does_not_fit_is_refused_on_its_line(faults_in, line, what):
    faults = faults_in(TouchpointMap, map_with(line))
    assert faults[0].startswith("5: ") or "name" in line
    assert what in faults[0]


@pytest.mark.parametrize(
    ("company", "what"),
    [
        ("{name: Shop, zone: Europe/Berlim}", "did you mean 'Europe/Berlin'"),
        ("{name: Shop, holidays: Bavaria}", "DE-BY"),
        ("{zone: UTC}", "'name' is missing"),
        ("{name: Shop, language: klingon}", "de-DE"),
    ],
)
def test_the_company_is_checked(faults_in, company, what):
    (fault,) = faults_in(TouchpointMap, map_with("owner: x", company))
    assert what in fault
    assert fault.startswith("1: ")


def test_a_channel_that_does_not_exist_is_refused(faults_in):
    (fault,) = faults_in(TouchpointMap, "company: {name: x}\ntouchpoints:\n  a: {channel: webb, owner: x}\n")
    assert "did you mean 'web'?" in fault
