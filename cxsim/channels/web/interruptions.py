"""An interruption is something that lies over the page and that the customer did not ask for.

What it says decides how it feels: what changes, what that does to her, whether it can wait, and what happens if she
does nothing (R79-R82), and whether it comes in the middle of a task (R83). She answers as most people would who want
to get on: away with it, at the least cost to herself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cxsim.channels.web.observe import Button, Dialog
from cxsim.channels.web.words import plain, says

TEXT = 600  # characters of its text that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The button with which she answers, and what that means."""

    button: str
    role: str
    means: str  # rejected, accepted, postponed, closed


def kind_of(dialog: Dialog, *, expected: bool) -> str | None:
    """``cookies``, ``newsletter``, ``update``, ``other``, or None where it is no interruption.

    ``expected``: she has just pressed something, so a dialog that is none of the known kinds is what she asked for.
    """
    said = f"{dialog.name} {dialog.text}"
    if not dialog.buttons:
        return None
    if says(said, "cookies") and not dialog.fields:
        return "cookies"
    if says(said, "newsletter") and dialog.fields:
        return "newsletter"
    if (dialog.dialog or dialog.modal) and says(said, "update") and not dialog.fields:
        return "update"
    if dialog.modal and not expected and not dialog.fields:
        return "other"
    return None


def answer(kind: str, dialog: Dialog) -> Choice | None:
    """How she answers, or None where it has no button that she understands."""
    for topic, means in _ANSWERS[kind]:
        for button in dialog.buttons:
            if says(button.name, topic):
                return Choice(button=button.name, role=button.role, means=means)
    if kind in ("update", "other") and len(dialog.buttons) == 1:
        return Choice(button=dialog.buttons[0].name, role=dialog.buttons[0].role, means="accepted")
    return None


_ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "cookies": (("reject", "rejected"), ("accept", "accepted"), ("close", "closed")),
    "newsletter": (("close", "closed"), ("reject", "rejected"), ("later", "postponed")),
    "update": (("later", "postponed"), ("close", "closed"), ("now", "accepted"), ("accept", "accepted")),
    "other": (("close", "closed"), ("later", "postponed"), ("accept", "accepted"), ("now", "accepted")),
}


def described(kind: str, dialog: Dialog, *, mid_task: bool) -> dict[str, Any]:
    """What is recorded of it, but for how it was answered."""
    data: dict[str, Any] = {"what": kind, "text": plain_text(dialog.text), "mid_task": mid_task, "modal": dialog.modal}
    if kind == "cookies":
        data["accept"] = _offer(dialog.buttons, "accept", without="reject")
        data["reject"] = _offer(dialog.buttons, "reject")
    else:
        data |= what_it_tells(dialog)
    return data


def what_it_tells(dialog: Dialog) -> dict[str, bool]:
    """The four things that a notice should tell, read from its sentences (the title alone tells nothing)."""
    body = " ".join(_sentences(dialog))
    return {
        "says_what_changes": says(body, "what changes"),
        "says_effect": says(body, "effect"),
        "can_defer": any(says(button.name, "later") or says(button.name, "close") for button in dialog.buttons),
        "says_consequence": says(body, "consequence"),
    }


def _sentences(dialog: Dialog) -> Iterable[str]:
    """The sentences that are neither its title nor on its buttons, nor a mere announcement of something new."""
    skip = {plain(dialog.name), *(plain(button.name) for button in dialog.buttons)}
    text = dialog.text
    for name in (dialog.name, *(button.name for button in dialog.buttons)):
        text = text.replace(name, ". ", 1) if name else text
    for sentence in re.split(r"(?<=[.!?:؟])\s+", text):
        if plain(sentence).strip(". ") not in skip and not _ANNOUNCEMENT.search(plain(sentence)):
            yield sentence


_ANNOUNCEMENT = re.compile(
    r"^(?:a |the |our |we have a |eine |unsere )?(?:brand )?(?:new|neue|updated|improved)\b"
    r"[^.]*\b(?:is here|available|has arrived|ist da|verfügbar)\b|نسخه جدید[^.]*(?:آمد|رسید|موجود)"
)


def _offer(buttons: Iterable[Button], topic: str, *, without: str = "") -> dict[str, Any] | None:
    for button in buttons:
        if says(button.name, topic) and not (without and says(button.name, without)):
            return {"name": button.name, "role": button.role, "area": button.area}
    return None


def plain_text(text: str) -> str:
    """Its text as it is recorded."""
    return " ".join(text.split())[:TEXT]
