"""A version of the demo company is the set of faults that it has: one switch per planted fault.

Templates and handlers ask for a switch by its name (``{% if version.forced_account %}``), so a reader finds every
place where a fault lives by searching for the word. The redesign is the version with every switch off; the company
as it is has them all on. Tests plant a single fault with :func:`redesign_with`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from cxsim.errors import CxsimError

MAPS: Mapping[str, str] = {
    "as-is": "scenarios/touchpoints.yaml",
    "redesign": "scenarios/touchpoints-redesign.yaml",
}
"""The map of touchpoints that belongs to each version, relative to the project's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which faults the site has. ``True`` means that the fault is there."""

    name: str
    old_look: bool = False  # not a fault: the two versions should not be mistaken for each other

    # what interrupts
    cookies_without_reject: bool = False
    update_says_nothing: bool = False
    update_mid_form: bool = False
    # help
    faq_hill: bool = False
    hidden_contact: bool = False
    broken_help_link: bool = False
    no_lost_parcel_report: bool = False
    other_opening_hours: bool = False
    policy_phrase: bool = False
    # forms
    fields_without_labels: bool = False
    fields_without_autocomplete: bool = False
    long_forms: bool = False
    vague_form_errors: bool = False
    form_forgets_input: bool = False
    order_number_asked_again: bool = False
    western_digits_only: bool = False
    # buying
    forced_account: bool = False
    late_shipping_costs: bool = False
    # pages
    slow_order_page: bool = False
    script_error: bool = False
    german_returns_in_english: bool = False
    # everybody can use it
    wide_tables: bool = False
    tiny_targets: bool = False
    low_contrast: bool = False
    pictures_without_text: bool = False
    div_as_button: bool = False


FAULT_SWITCHES: tuple[str, ...] = tuple(
    field.name for field in fields(Version) if field.name not in ("name", "old_look")
)

REDESIGN = Version(name="redesign")
AS_IS = Version(name="as-is", old_look=True, **dict.fromkeys(FAULT_SWITCHES, True))  # a wrong name raises TypeError


def redesign_with(*faults: str) -> Version:
    """The redesign with only these faults planted again, named by switch or by the id of the planted fault."""
    switches = {fault.replace("-", "_"): True for fault in faults}
    return replace(REDESIGN, **switches)  # type: ignore[arg-type]  # a wrong name raises TypeError


def version_named(name: str) -> Version:
    """The version of this name; raises CxsimError for any other."""
    for version in (AS_IS, REDESIGN):
        if version.name == name:
            return version
    raise CxsimError(f"There is no version {name!r} of the demo company.", hint=f"choose {' or '.join(MAPS)}")
