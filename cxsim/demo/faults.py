"""A planted fault is something that is wrong with the company as it is, on purpose, with the check that must find it.

The redesign has none of them. The faults of the site are switches of :class:`cxsim.demo.version.Version` under the same
name; those of the phone lie in the flow and the center that its map of touchpoints names. A fault's touchpoint is where
the check finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

WEB, PHONE = "web shop", "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFault:
    """One fault: where it lies, what a customer meets there, and the id of the check that must find it."""

    id: str
    where: str
    what: str
    check: str
    touchpoint: str

    @property
    def switch(self) -> str:
        """Its name as a switch of the site's version."""
        return self.id.replace("-", "_")


def _web(id: str, where: str, what: str, check: str) -> PlantedFault:
    return PlantedFault(id=id, where=where, what=what, check=check, touchpoint=WEB)


def _phone(id: str, where: str, what: str, check: str) -> PlantedFault:
    return PlantedFault(id=id, where=where, what=what, check=check, touchpoint=PHONE)


FAULTS: tuple[PlantedFault, ...] = (
    # what interrupts
    _web("cookies-without-reject", "every page", "cookies can be accepted but not rejected", "cookie-choice"),
    _web("update-says-nothing", "forms", "a pop-up announces an update and says nothing about it", "update-notice"),
    _web("update-mid-form", "forms", "the update interrupts somebody who is typing, with OK only", "update-timing"),
    # help
    _web("faq-hill", "/help", "forty questions, and none about a parcel that never came", "faq-answer"),
    _web("hidden-contact", "/contact", "a person is four clicks away, behind the FAQ", "clicks-to-human"),
    _web("broken-help-link", "/help", "the link “Delivery times” leads to a page that does not exist", "working-links"),
    _web("other-opening-hours", "/help", "the hotline's hours are not those of the order page", "fact-consistency"),
    _web("policy-phrase", "/returns", "“It is our policy …”", "policy-phrases"),
    # forms
    _web("fields-without-labels", "every form", "fields have a placeholder instead of a label", "form-labels"),
    _web("fields-without-autocomplete", "every form", "the browser cannot fill in what it knows", "form-autocomplete"),
    _web("long-forms", "/complaint", "eighteen fields for one complaint", "form-length"),
    _web("vague-form-errors", "every form", "“Invalid input”, whatever was wrong", "form-errors"),
    _web("form-forgets-input", "every form", "after a mistake everything must be typed again", "input-kept"),
    _web("order-number-asked-again", "/orders", "a known customer must type her order number", "repeated-question"),
    _web("western-digits-only", "/fa/orders", "an order number in Persian digits is refused", "native-digits"),
    # buying
    _web("forced-account", "/checkout", "nobody can order without an account of eighteen fields", "guest-checkout"),
    _web("late-shipping-costs", "/checkout/payment", "shipping and handling appear on the last step", "late-costs"),
    # pages
    _web("slow-order-page", "/orders", "an order takes almost five seconds to appear", "page-speed"),
    _web("script-error", "/products/…", "a script calls a service that was switched off", "console-errors"),
    _web("german-returns-in-english", "/de/returns", "the German page about returns is in English", "language-kept"),
    # everybody can use it
    _web("wide-tables", "/products/…", "a table sticks out of a phone's screen", "mobile-fit"),
    _web("tiny-targets", "/cart", "buttons of fifteen pixels side by side, links without room", "target-size"),
    _web("low-contrast", "every page", "light grey text on white", "accessibility"),
    _web("pictures-without-text", "every page", "pictures without an alternative text", "accessibility"),
    _web(
        "div-as-button", "/complaint", "the button that sends it cannot be reached with the keyboard", "keyboard-access"
    ),
    # where the journey ends, whatever sent the customer there
    _phone("no-lost-parcel-report", "/orders", "a late parcel cannot be reported, so parents call", "goal-reached"),
    # the phone's menu
    _phone("zero-does-nothing", "orders, parcel", "0 leads to nobody once an order is the subject", "human-escape"),
    _phone("silence-is-cut-off", "every menu", "whoever cannot press a key is cut off", "silent-caller"),
    _phone("mistyping-is-cut-off", "every menu", "whoever mistypes three times is cut off", "wrong-key-caller"),
    _phone("dead-key", "welcome", "key 4 is announced and does nothing", "announced-keys"),
    _phone("transfer-to-nobody", "change", "“I am transferring you”, and the line is cut", "false-promise"),
    _phone("number-before-person", "anything else", "nobody speaks without an order number", "data-before-human"),
    _phone("closed-without-hours", "closed", "it is closed and does not say until when", "closed-notice"),
    _phone("empty-phrase", "welcome", "“Your call is important to us”", "waiting-phrases"),
    # the phone's queue
    _phone(
        "too-few-people", "the queues", "a third of the calls is answered in time, not four fifths", "service-standard"
    ),
    _phone("long-wait", "the queues", "customers hang up before anybody answers", "queue-wait"),
)
