"""Checks of forms ask whether they want little, help with the typing, forgive a mistake, and hide no costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, failed, inapplicable, passed
from cxsim.checks.looking import Placed, here, indices, inspected, listed, page_named, pages_of, starting
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind

CATEGORY = "forms"
MOST_FIELDS = 8  # Baymard: seven to eight suffice even for a checkout

TOKENS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name"}),
    "first name": frozenset({"given-name"}),
    "last name": frozenset({"family-name"}),
    "e-mail": frozenset({"email", "username"}),
    "user name": frozenset({"username", "email"}),
    "phone number": frozenset({"tel", "tel-national", "tel-local", "tel-country-code"}),
    "street": frozenset({"street-address", "address-line1"}),
    "postcode": frozenset({"postal-code"}),
    "city": frozenset({"address-level2"}),
    "country": frozenset({"country", "country-name"}),
    "company": frozenset({"organization"}),
    "date of birth": frozenset({"bday"}),
    "password": frozenset({"current-password", "new-password"}),
    "new password": frozenset({"new-password"}),
    "card number": frozenset({"cc-number"}),
    "card holder": frozenset({"cc-name"}),
    "card expiry": frozenset({"cc-exp"}),
    "security code": frozenset({"cc-csc"}),
}
"""What a browser can fill in by itself, by fact: the tokens of the HTML standard that WCAG 1.3.5 asks for."""

_NATIVE = frozenset("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")


def _fields(experience: Experience, touchpoint: str) -> list[tuple[Placed, Mapping[str, Any]]]:
    forms = inspected(experience, touchpoint, "form")
    return [(placed, field) for placed in forms for field in placed[1].data.get("fields", ())]


def _faulty(answer: str, faulty: list[tuple[Placed, Mapping[str, Any]]], expected: str) -> Answer:
    labels = listed(f"“{field.get('label', '')}”" for _, field in faulty)
    pages = pages_of(dict(placed for placed, _ in faulty).items())
    moments = dict.fromkeys(index for (index, _), _ in faulty)
    return failed(answer.format(labels=labels, pages=pages), expected=expected, observed=labels, moments=moments)


def judge_labels(experience: Experience, touchpoint: str) -> Answer:
    """Judge form-labels."""
    fields = _fields(experience, touchpoint)
    if not fields:
        return inapplicable("no form was seen")
    bare = [each for each in fields if each[1].get("by") in ("none", "placeholder")]
    if bare:
        return _faulty(
            "Fields on {pages} have no label that stays: {labels}. A hint inside the field is gone once one types.",
            bare,
            "a label at every field",
        )
    return passed(f"{len(fields)} fields, each with a label")


def judge_autocomplete(experience: Experience, touchpoint: str) -> Answer:
    """Judge form-autocomplete."""
    known = [each for each in _fields(experience, touchpoint) if each[1].get("fact") in TOKENS]
    if not known:
        return inapplicable("no form asked for what a browser could fill in")
    mute = [(placed, field) for placed, field in known if not _fills_itself(field)]
    if mute:
        return _faulty(
            "The customer types on {pages} what the browser knows and may not fill in: {labels}.",
            mute,
            "an autocomplete token at every field about the customer",
        )
    return passed(f"{len(known)} fields fill themselves in")


def _fills_itself(field: Mapping[str, Any]) -> bool:
    words = str(field.get("autocomplete", "")).lower().split()
    return bool(words) and words[-1] in TOKENS[str(field["fact"])]


def judge_errors(experience: Experience, touchpoint: str) -> Answer:
    """Judge form-errors."""
    refused = _refused(experience, touchpoint)
    if not refused:
        return inapplicable("no form was refused")
    mute = [p for p in refused if not (p[1].data.get("names_field") and p[1].data.get("says_how"))]
    if mute:
        said = str(mute[0][1].data.get("text", "")) or "nothing at all"
        missing = [
            text
            for key, text in (("names_field", "which field is meant"), ("says_how", "how to mend it"))
            if not all(moment.data.get(key) for _, moment in mute)
        ]
        return failed(
            f"The form on {pages_of(mute)} was refused with “{said}”, which does not say {' or '.join(missing)}.",
            expected="the field, and how to mend it",
            observed=f"“{said}”",
            moments=indices(mute),
        )
    return passed(f"“{refused[0][1].data.get('text', '')}”", moments=indices(refused))


def _refused(experience: Experience, touchpoint: str) -> list[Placed]:
    return [p for p in here(experience, touchpoint, Kind.REFUSED) if p[1].data.get("what") in ("form", "login")]


def judge_input(experience: Experience, touchpoint: str) -> Answer:
    """Judge input-kept."""
    told = [p for p in _refused(experience, touchpoint) if isinstance(p[1].data.get("lost_input"), bool)]
    if not told:
        return inapplicable("no form came back with an error")
    lost = [placed for placed in told if placed[1].data["lost_input"]]
    if lost:
        fields = listed(f"“{label}”" for _, moment in lost for label in moment.data.get("lost", ()))
        fields = fields or "the whole form"
        return failed(
            f"After one mistake on {pages_of(lost)} the customer must type again: {fields}.",
            expected="what was typed stays",
            observed=f"lost: {fields}",
            moments=indices(lost),
        )
    return passed("what was typed was still there", moments=indices(told))


def judge_length(experience: Experience, touchpoint: str) -> Answer:
    """Judge form-length."""
    forms = inspected(experience, touchpoint, "form")
    if not forms:
        return inapplicable("no form was seen")
    counts = [(placed, len(placed[1].data.get("fields", ()))) for placed in forms]
    longest, count = max(counts, key=lambda each: each[1])
    expected = f"at most {MOST_FIELDS} fields"
    if count > MOST_FIELDS:
        return failed(
            f"The form on {page_named(longest[1].data.get('url'))} has {count} fields; "
            f"{MOST_FIELDS} suffice even for an order.",
            expected=expected,
            observed=f"{count} fields",
            moments=indices(placed for placed, number in counts if number > MOST_FIELDS),
        )
    return passed(f"the longest has {count} fields", expected=expected)


def judge_guest(experience: Experience, touchpoint: str) -> Answer:
    """Judge guest-checkout."""
    buying = [p for p in inspected(experience, touchpoint, "page") if p[1].data.get("checkout")]
    if not buying:
        return inapplicable("nobody tried to buy")
    forced = [p for p in buying if p[1].data.get("account_needed") and not p[1].data.get("guest")]
    if forced:
        return failed(
            f"Nobody can order without an account: {pages_of(forced)} asks for a password and offers no way around it.",
            expected="to order as a guest",
            observed="an account is forced",
            moments=indices(forced),
        )
    return passed("no account is forced", moments=indices(buying))


def judge_costs(experience: Experience, touchpoint: str) -> Answer:
    """Judge late-costs."""
    priced = inspected(experience, touchpoint, "costs")
    if not any(moment.data.get("checkout") for _, moment in priced):
        return inapplicable("no price was seen while buying")
    told: set[str] = set()
    late: list[tuple[Placed, str]] = []
    for number, (index, moment) in enumerate(priced):
        for cost in moment.data.get("costs", ()):
            if cost["what"] not in told and moment.data.get("checkout") and number > 0:
                late.append(((index, moment), f"{cost['what']} {cost['amount']}"))
            told.add(cost["what"])
    if late:
        costs = listed(text for _, text in late)
        return failed(
            f"Costs that no page named before appear on {pages_of(p for p, _ in late)}: {costs}.",
            expected="the whole price before the checkout",
            observed=costs,
            moments=dict.fromkeys(index for (index, _), _ in late),
        )
    return passed("every cost was named before the checkout", moments=indices(priced))


def judge_digits(experience: Experience, touchpoint: str) -> Answer:
    """Judge native-digits."""
    typed = [
        placed
        for placed in here(experience, touchpoint, Kind.ACTED, action="fill")
        if _NATIVE & set(str(placed[1].data.get("value", "")))
    ]
    if not typed:
        return inapplicable("nobody typed digits of another script")
    refused = here(experience, touchpoint, Kind.REFUSED, native_digits=True)
    values = listed(str(moment.data.get("value", "")) for _, moment in typed)
    if refused:
        return failed(
            starting(f"{pages_of(refused)} refuses digits as the customer's keyboard writes them: {values}."),
            expected="digits of every script",
            observed=f"“{refused[0][1].data.get('text', '')}”",
            moments=indices([*typed, *refused]),
        )
    return passed(f"{values} was taken", moments=indices(typed))


CHECKS: tuple[Check, ...] = (
    Check(
        id="form-labels",
        title="Every field has a label",
        failure_title="Fields have no label that stays",
        why="Without a label people guess, forget half-way what was asked, and screen readers say nothing.",
        source="WCAG 2.2, 3.3.2 and 1.3.1; Baymard (inline labels); Nielsen Norman Group 2014 (placeholders)",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_labels,
    ),
    Check(
        id="form-autocomplete",
        title="The browser fills in what it knows",
        failure_title="The customer types what the browser could fill in",
        why="On a phone every field that fills itself in is half a minute and one mistake less.",
        source="WCAG 2.2, 1.3.5; Baymard",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.INSPECTED,
        judge=judge_autocomplete,
    ),
    Check(
        id="form-errors",
        title="An error message says what to do",
        failure_title="An error message does not say what to do",
        why="Whoever is told only that something is wrong tries twice and then calls.",
        source="WCAG 2.2, 3.3.1 and 3.3.3; Nielsen 1994 (heuristic 9)",
        category=CATEGORY,
        attribute=Attribute.KNOWLEDGE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.REFUSED,
        judge=judge_errors,
    ),
    Check(
        id="input-kept",
        title="A mistake costs one field, not the form",
        failure_title="After a mistake the customer types everything again",
        why="To type a complaint twice is a second reason to complain.",
        source="WCAG 2.2, 3.3.7; Nielsen 1994 (heuristic 5); R45",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.REFUSED,
        judge=judge_input,
    ),
    Check(
        id="form-length",
        title="Forms ask for what is needed",
        failure_title="A form asks for more than is needed",
        why="18 % leave an order because the checkout is too long; who complains has even less patience.",
        source="Baymard (14.88 fields on average, 7 to 8 suffice); R94",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.INSPECTED,
        judge=judge_length,
    ),
    Check(
        id="guest-checkout",
        title="One can buy without an account",
        failure_title="Nobody can buy without an account",
        why="19 % of those who leave an order do so because they are forced to open an account.",
        source="Baymard; R94",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.INSPECTED,
        judge=judge_guest,
    ),
    Check(
        id="late-costs",
        title="The whole price is told before the checkout",
        failure_title="Costs appear that nobody had named",
        why="39 % of those who leave an order do so because of costs that came late; the others remember.",
        source="Baymard; R91",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_costs,
    ),
    Check(
        id="native-digits",
        title="Digits are taken as the customer writes them",
        failure_title="Digits of the customer's own script are refused",
        why="A Persian or Arabic keyboard writes other digits; to refuse them is to refuse the customer.",
        source="Unicode (decimal digits, category Nd); W3C Internationalization; R94",
        category=CATEGORY,
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.ACTED,
        judge=judge_digits,
    ),
)
