"""A form is a list of fields, each with the rule that what is typed must meet and a message that says how to mend it.

The faults of the company as it is live where a form is shown (``parts/form.html``) and where it is checked
(:func:`check`): both read the same switches of the version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cxsim.demo.version import Version

Rule = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. ``message`` names the sentence in the words' ``errors`` that says how to mend it."""

    name: str
    kind: str = "text"  # text, email, tel, password, textarea, select, checkbox, file
    label: str = ""  # only where the words have none of this name
    autocomplete: str = ""
    inputmode: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    rule: Rule | None = None
    message: str = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields with the address that they go to and the name of the button, a key of the words' ``buttons``."""

    action: str
    button: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as somebody has filled it in: what stands in the fields, and what was wrong with it."""

    form: Form
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # field name to the key of its message

    @property
    def ok(self) -> bool:
        """Whether everything that was typed can be used."""
        return not self.errors


def western(text: str) -> str:
    """The text with every decimal digit of any script as 0-9.

    >>> western("۰۰۴۷۱۱")
    '004711'
    """
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def is_order_number(text: str) -> bool:
    """Six digits."""
    return re.fullmatch(r"[0-9]{6}", text) is not None


def is_email(text: str) -> bool:
    """Something with one @ and a dot behind it."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None


def is_phone(text: str) -> bool:
    """Digits with whatever people put between them."""
    return re.fullmatch(r"\+?[0-9 ()/.-]{6,20}", text) is not None


def is_postcode(text: str) -> bool:
    """Five digits."""
    return re.fullmatch(r"[0-9]{5}", text) is not None


def check(form: Form, typed: Mapping[str, str], version: Version) -> Filled:
    """What was typed, held against the form's rules. Values are trimmed and written with western digits."""
    values = {f.name: _tidy(typed.get(f.name, ""), version) for f in form.fields}
    errors = {f.name: key for f in form.fields if (key := _fault(f, values[f.name]))}
    return Filled(form=form, values=values, errors=errors)


def _tidy(text: str, version: Version) -> str:
    trimmed = text.strip()
    return trimmed if version.western_digits_only else western(trimmed)


def _fault(f: Field, value: str) -> str:
    if not value:
        return {"checkbox": "terms", "select": "choose"}.get(f.kind, "required") if f.required else ""
    if f.kind == "select" and value not in f.options:
        return "choose"
    return f.message if f.rule is not None and not f.rule(value) else ""


ORDER = Field(name="order", inputmode="numeric", rule=is_order_number, message="order")
EMAIL = Field(name="email", kind="email", autocomplete="email", rule=is_email, message="email")
NAME = Field(name="name", autocomplete="name")
PHONE = Field(name="phone", kind="tel", autocomplete="tel", rule=is_phone, message="phone", required=False)

LOGIN = Form(
    action="/login",
    button="login",
    fields=(
        Field(name="email", kind="email", autocomplete="username", rule=is_email, message="email"),
        Field(name="password", kind="password", autocomplete="current-password"),
    ),
)
LOOKUP = Form(action="/orders", button="lookup", fields=(ORDER, EMAIL))
CONTACT = Form(action="/contact", button="message", fields=(NAME, EMAIL, Field(name="message", kind="textarea")))
RETURN = Form(
    action="/returns",
    button="return",
    fields=(
        ORDER,
        EMAIL,
        Field(
            name="reason", kind="select", options=("small", "large", "dislike", "defective", "other"), required=False
        ),
    ),
)
COMPLAINT_REASONS = ("Defective", "Damaged on arrival", "Something is missing", "Wrong item", "Something else")
_COMPLAINT_FIELDS = (
    Field(name="reason", kind="select", options=COMPLAINT_REASONS),
    Field(name="details", kind="textarea"),
    EMAIL,
    PHONE,
    Field(name="photo", kind="file", required=False),
    Field(name="terms", kind="checkbox"),
)
_CONTACT_HABITS = (  # what the company as it is would also like to know
    Field(name="salutation", label="Salutation", required=False),
    Field(name="first_name", label="First name", autocomplete="given-name", required=False),
    Field(name="last_name", label="Last name", autocomplete="family-name", required=False),
    Field(name="customer_number", label="Customer number", required=False),
    Field(name="company", label="Company", autocomplete="organization", required=False),
    Field(name="street", autocomplete="street-address", required=False),
    Field(name="postcode", autocomplete="postal-code", required=False),
    Field(name="city", autocomplete="address-level2", required=False),
    Field(name="fax", label="Fax", autocomplete="fax", required=False),
    Field(name="invoice", label="Invoice number", required=False),
    Field(name="serial", label="Serial number", required=False),
)


def complaint(version: Version) -> Form:
    """The complaint form: what is needed, and in the company as it is what departments would also like to know."""
    habits = _CONTACT_HABITS if version.long_forms else ()
    return Form(action="/complaint", button="complaint", fields=(*habits, ORDER, *_COMPLAINT_FIELDS))


DELIVERY = Form(
    action="/checkout",
    button="payment",
    fields=(
        EMAIL,
        NAME,
        Field(name="street", autocomplete="street-address"),
        Field(name="postcode", autocomplete="postal-code", inputmode="numeric", rule=is_postcode, message="postcode"),
        Field(name="city", autocomplete="address-level2"),
    ),
)
REGISTER = Form(
    action="/register",
    button="register",
    fields=(
        *_CONTACT_HABITS[:3],
        *_CONTACT_HABITS[4:8],
        Field(name="birthday", label="Date of birth", autocomplete="bday"),
        Field(name="phone", kind="tel", autocomplete="tel"),
        Field(name="mobile", label="Mobile phone"),
        Field(name="fax", label="Fax", autocomplete="fax", required=False),
        Field(name="vat", label="VAT number", required=False),
        EMAIL,
        Field(name="email_again", label="Repeat e-mail", kind="email"),
        Field(name="password", kind="password", autocomplete="new-password"),
        Field(name="password_again", label="Repeat password", kind="password"),
        Field(name="question", label="Security question"),
        Field(name="answer", label="Answer to the security question"),
    ),
)
