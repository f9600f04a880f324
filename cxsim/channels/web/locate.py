"""To locate is to find what a person means by a name: the thing called so, then labels, texts, hints, parts of names.

Exact names win over parts of names, and what a user cannot see (a test id) comes last. The page was read a moment ago,
so the choice is made on what was read; the browser is asked again only where nothing was found: some pages are late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxsim.channels.web.observe import Control, Observation
from cxsim.channels.web.words import plain
from cxsim.scenario import Action

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

CLICKABLE = ("button", "link", "menuitem", "tab", "option", "checkbox", "radio", "switch")
TYPABLE = ("textbox", "searchbox", "combobox", "spinbutton")
TICKABLE = ("checkbox", "switch", "radio")
NEAREST = 3
_SIMILAR = 55.0


class NotFoundError(Exception):
    """Nothing on the page is called so; ``nearest`` are the names that come closest."""

    def __init__(self, target: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"nothing here is called “{target}”")
        self.nearest = nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: how to address it in the browser, by what it was recognized, and what was read of it."""

    locator: Locator
    by: str
    control: Control | None = None


def find(page: Page, seen: Observation, action: Action, target: str) -> Found | None:
    """The thing that this target means on the page as it was read, or None."""
    for by, fits in _rungs(action, target):
        if control := next((c for c in _candidates(seen, action) if fits(c)), None):
            return Found(locator=address(page, seen, control), by=by, control=control)
        if by == "label" and action is Action.CLICK and _is_a_line(seen, target):
            return Found(locator=page.get_by_text(target, exact=True).first, by="text")
    return None


def _rungs(action: Action, target: str) -> Iterator[tuple[str, Callable[[Control], bool]]]:
    wanted = plain(target)
    yield "name", lambda c: c.by not in ("placeholder", "none") and c.name == target
    yield "name", lambda c: c.by not in ("placeholder", "none") and _bare(c.name) == _bare(target)
    yield "label", lambda c: bool(c.near) and _bare(c.near) == _bare(target)
    yield "placeholder", lambda c: _bare(c.placeholder) == _bare(target)
    yield "part of the name", lambda c: len(wanted) > 1 and wanted in plain(c.label)
    yield "test id", lambda c: bool(c.type) and target in (c.id, c.field)


def _bare(name: str) -> str:
    """A name without the marks that forms add to it."""
    return plain(name).strip(" *:?✱").removesuffix("(required)").removesuffix("(optional)").strip()


def _candidates(seen: Observation, action: Action) -> Iterable[Control]:
    shown = [control for control in seen.controls if control.shown]
    match action:
        case Action.FILL:
            return [c for c in shown if c.type and c.type not in ("checkbox", "radio", "file", "select", "submit")]
        case Action.CHOOSE:
            return [c for c in shown if c.type == "select" or c.role in ("combobox", "listbox")]
        case Action.TICK:
            return [c for c in seen.controls if c.role in TICKABLE]  # fancy ones hide the real box
        case Action.UPLOAD:
            return [c for c in seen.controls if c.type == "file"]
        case _:
            return _by_role(shown)


def _by_role(controls: list[Control]) -> list[Control]:
    """Buttons before links before the rest, each in page order; what is covered by the page's frame comes last."""
    return sorted(controls, key=lambda c: (CLICKABLE.index(c.role) if c.role in CLICKABLE else len(CLICKABLE), c.frame))


def _is_a_line(seen: Observation, target: str) -> bool:
    wanted = plain(target)
    return any(plain(line) == wanted for line in seen.text.splitlines())


def address(page: Page, seen: Observation, control: Control) -> Locator:
    """How the browser is told which control is meant: by role and name where it has both, else by its field's name."""
    if control.tag == "summary":  # has no role of its own
        return page.locator("summary").filter(has_text=control.name).first
    if control.role in (*CLICKABLE, *TYPABLE) and control.name and control.by != "none":
        alike = [c for c in seen.controls if (c.role, c.name) == (control.role, control.name) and c.shown]
        located = page.get_by_role(control.role, name=control.name, exact=True)  # type: ignore[arg-type]  # checked above
        return located.nth(alike.index(control)) if control in alike[1:] else located.first
    if control.id:
        return page.locator(f"[id={_quoted(control.id)}]").first
    if control.field:
        return page.locator(f"{control.tag}[name={_quoted(control.field)}]").first
    if control.type and control.name:
        return page.get_by_label(control.name, exact=True).first
    return page.get_by_text(control.name, exact=True).first


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def anywhere(page: Page, action: Action, target: str) -> Locator:
    """Whatever the browser itself finds under this name, also in shadow roots: for pages that are late or unusual."""
    if action in (Action.FILL, Action.UPLOAD):
        found = page.get_by_label(target).or_(page.get_by_placeholder(target))
    elif action is Action.CHOOSE:
        found = page.get_by_role("combobox", name=target).or_(page.get_by_label(target))
    elif action is Action.TICK:
        found = page.get_by_role("checkbox", name=target).or_(page.get_by_label(target))
    else:
        found = page.get_by_role("button", name=target).or_(page.get_by_role("link", name=target))
        found = found.or_(page.get_by_text(target, exact=True))
    return found.or_(page.get_by_test_id(target)).first


def option_named(labels: Sequence[str], option: str) -> str:
    """The label of the entry that is meant: exactly so, else in another case, else with more words around it.

    Raises LookupError where a list with these labels has no such entry.
    """
    for fits in (
        lambda label: label == option,
        lambda label: label.casefold() == option.casefold(),
        lambda label: option.casefold() in label.casefold(),
    ):
        for label in labels:
            if fits(label):
                return label
    raise LookupError(f"the list has no entry “{option}”; it has {', '.join(labels[:8]) or 'none'}")


def nearest_names(seen: Observation, target: str, action: Action) -> tuple[str, ...]:
    """The names on the page that come closest to this one, best first."""
    from rapidfuzz import fuzz, process

    if action in (Action.SEE, Action.WAIT_FOR):
        names = [line.strip() for line in seen.text.splitlines() if 2 < len(line.strip()) < 120]
    else:
        names = [control.label for control in seen.controls if control.label and control.shown]
    found = process.extract(
        plain(target),
        list(dict.fromkeys(names)),
        scorer=fuzz.WRatio,
        processor=plain,
        limit=NEAREST,
        score_cutoff=_SIMILAR,
    )
    return tuple(str(name) for name, _, _ in found)
