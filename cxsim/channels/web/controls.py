"""An option is something on a page that somebody who looks for her own way might go for: a link, a button, a form.

Options come in the order in which a person meets them: the page's own content before header, navigation and footer,
except on the first page, where she starts at the top. Everything is taken from the one observation of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from cxsim.channels.web.observe import Control, Observation
from cxsim.channels.web.words import plain, says

_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|gz|exe|dmg|apk|ics|csv|jpe?g|png|gif|svg|webp|mp[34])$", re.IGNORECASE
)
_EMPTY = frozenset(
    {"more", "read more", "learn more", "details", "here", "click here", "show more", "see more", "view", "open", "go"}
    | {"mehr", "mehr erfahren", "weiterlesen", "details", "hier", "ansehen", "mehr dazu", "zum thema"}
    | {"بیشتر", "ادامه", "ادامه مطلب", "اینجا", "جزئیات", "مشاهده"}
)
"""Names that say nothing: the heading above them speaks instead."""
_DOES = re.compile(r"\b(?:delete|remove|logout|log-out|signout|sign-out|unsubscribe|add-to-cart|add_to_cart|destroy)\b")
_PRESSABLE = ("link", "button", "menuitem", "tab")
_NOT_SENDING = ("leave alone", "close", "not yet")
_FIELDLESS = ("submit", "button", "reset", "image", "hidden")


@dataclass(frozen=True, slots=True)
class Option:
    """Something she might go for; ``name`` is what she reads."""

    name: str
    control: Control

    @property
    def key(self) -> str:
        """What tells it from the others of its page."""
        return f"{self.control.role}|{plain(self.control.name)}|{self.control.href}|{self.control.under}"

    @property
    def kind(self) -> str:
        """What it has in common with its likes on other pages."""
        return f"{self.control.role}|{plain(self.name)}|{self.control.href}"

    @property
    def target(self) -> str:
        """Where a link leads, without the place on the page; nothing for a button."""
        return self.control.href.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that she might fill in: its visible fields in their order, and the button that sends it."""

    index: int
    name: str
    fields: tuple[Control, ...]
    button: Control | None

    @property
    def key(self) -> str:
        """What tells it from others, on all pages: what it asks for, and the button."""
        return f"form|{self.button.name if self.button else ''}|{','.join(field.key for field in self.fields)}"


def options(page: Observation, *, first: bool, may_press: bool) -> list[Option]:
    """The links and buttons of this page as she meets them; without ``may_press`` only those that merely lead on."""
    found: dict[str, Option] = {}
    for control in page.controls:
        if _leads_on(control, page) and (may_press or _only_leads(control)):
            option = Option(_read(control), control)
            found.setdefault(f"{plain(option.name)}|{option.target}", option)
    return list(found.values()) if first else sorted(found.values(), key=lambda option: option.control.frame)


def _read(control: Control) -> str:
    """What she reads: its name, with the heading above it where the name says nothing."""
    if plain(control.name).strip(" .…›»→>") in _EMPTY and control.under:
        return f"{control.under}: {control.name}"
    return control.name


def _leads_on(control: Control, page: Observation) -> bool:
    if not control.shown or control.disabled or not control.name.strip() or control.role not in _PRESSABLE:
        return False
    if control.role == "button" and control.submits and form_fields(page, control.form):
        return False  # belongs to a form that wants to be filled in
    if not control.href or control.href.startswith("javascript:"):
        return True
    address = urlsplit(control.href)
    here = page.url.partition("#")[0]
    if address.scheme not in ("http", "https") or _FILES.search(address.path):
        return False
    return control.href.partition("#")[0] != here or control.href.endswith("#")


def _only_leads(control: Control) -> bool:
    """Whether it cannot do anything but show a page or a paragraph: a link that asks for nothing to be done."""
    if control.tag == "summary":
        return True
    if not control.href.startswith("http") or control.href.endswith("#") or control.tag != "a":
        return False
    address = urlsplit(control.href)
    return not (_DOES.search(plain(f"{address.path} {address.query}")) or says(address.query, "leave alone"))


def form_fields(page: Observation, index: int) -> tuple[Control, ...]:
    """The fields of this form that she sees."""
    if index < 0:
        return ()
    return tuple(f for f in page.fields if f.form == index and f.shown and f.type not in _FIELDLESS)


def forms(page: Observation) -> Iterator[Form]:
    """The forms of the page's own content that ask for something; neither searches nor newsletters nor logins."""
    for index, form in enumerate(page.forms):
        fields = form_fields(page, index)
        if not fields or form.get("search") or all(map(is_search, fields)) or all(field.frame for field in fields):
            continue
        button = _button(page, index)
        name = str(form.get("name") or (page.headings[0] if page.headings else page.title))
        if says(f"{name} {button.name if button else ''}", "newsletter"):
            continue
        yield Form(index, name, fields, button)


def _button(page: Observation, index: int) -> Control | None:
    """The button that sends this form: the first that neither calls it off nor only shows what it would look like."""
    own = [c for c in page.controls if c.form == index and c.submits and c.shown and not c.disabled]
    return next((c for c in own if not any(says(c.name, topic) for topic in _NOT_SENDING)), None)


def is_search(field: Control) -> bool:
    """Whether this field searches the site."""
    named = plain(f"{field.label} {field.placeholder}")
    searching = any(word in named for word in ("search", "suche", "جستجو", "جست و جو"))
    return field.type == "search" or field.role == "searchbox" or (field.type == "text" and searching)


def search_field(page: Observation) -> Control | None:
    """The field in which this page, or else its frame, can be searched."""
    found = [field for field in page.fields if field.shown and not field.disabled and is_search(field)]
    return min(found, key=lambda field: field.frame, default=None)


def in_her_language(page: Observation, language: str) -> Callable[[Option], bool]:
    """Whether an option switches to her language, where the page is in another one."""
    code = language.lower().partition("-")[0]
    if not page.language or page.language.lower().partition("-")[0] == code:
        return lambda option: False
    names = {plain(name) for name in _LANGUAGES.get(code, ())}
    return lambda option: plain(option.name) in names


_LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": ("English", "EN", "English (US)", "English (UK)"),
    "de": ("Deutsch", "DE", "German", "Deutsch (Deutschland)"),
    "fa": ("فارسی", "FA", "Persian", "Farsi"),
    "fr": ("Français", "FR", "French"),
    "es": ("Español", "ES", "Spanish"),
    "it": ("Italiano", "IT", "Italian"),
    "nl": ("Nederlands", "NL", "Dutch"),
    "pl": ("Polski", "PL", "Polish"),
    "tr": ("Türkçe", "TR", "Turkish"),
    "ar": ("العربية", "AR", "Arabic"),
}
