"""To register is to open an account, where she finds that she needs one: once, as herself, with a password of her own.

She does so only where nobody knows her there already, and where it may be done: the password is a secret from then on.
"""

from __future__ import annotations

from cxsim.channels.web.controls import Form
from cxsim.channels.web.powers import Powers
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import says
from cxsim.labels import fact_of

NEW = "new-password"  # what a form may say of a field, after the HTML standard


def opens_account(form: Form) -> bool:
    """Whether this form opens an account: it asks for a new password, for one twice, or says so."""
    passwords = [field for field in form.fields if field.type == "password"]
    if len(passwords) != 1:
        return len(passwords) == 2  # three change one
    said = (form.name, form.button.name if form.button else "", passwords[0].label)
    return passwords[0].autocomplete == NEW or any(leads_there(text) for text in said)


def leads_there(name: str) -> bool:
    """Whether a link or a button of this name is for opening an account."""
    return says(name, "register") and not says(name, "newsletter")


def may_register(walk: Walk, powers: Powers) -> bool:
    """Whether she may open an account here: the company knows her by none, and none was opened on this visit."""
    has_one = powers.log_in and walk.visit.persona.account in walk.visit.touchpoint.accounts
    return powers.register and not (has_one or walk.logged_in or walk.identity)


def identity(walk: Walk, form: Form) -> tuple[str, str]:
    """The name and the password under which the company will know her after this form."""
    asked = [fact_of(field.label) for field in form.fields]
    name = "user name" if "user name" in asked else "e-mail"
    return walk.visit.particulars.typed(name), walk.visit.particulars.value("password")
