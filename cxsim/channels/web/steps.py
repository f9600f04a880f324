"""A step is one thing that a script lets the customer do; this is how each is done on the web.

In which order, and what happens where one cannot be done, is in :mod:`cxsim.channels.web.following`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from cxsim.channels.web.doing import StuckError, acted, need, operate, reraise_if_gone, tried
from cxsim.channels.web.guard import host_of
from cxsim.channels.web.incidents import plain_reason
from cxsim.channels.web.locate import Found, nearest_names
from cxsim.channels.web.login import log_in
from cxsim.channels.web.lost import LostPageError, may_close, unanswered
from cxsim.channels.web.noticing import look, waited
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.secrets import MASK
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import plain
from cxsim.errors import ChannelError
from cxsim.experience import Kind, Moment
from cxsim.labels import PLACEHOLDER, fact_of
from cxsim.script import Action, Step


def arrive(walk: Walk, address: str) -> Iterator[Moment]:
    """Open an address, as one does who types it or follows a bookmark. Raises LostPageError where nothing comes."""
    from playwright.sync_api import Error

    host_of(address)
    try:
        walk.page.goto(address, timeout=walk.budget.step * 1000.0)
    except Error as error:
        reraise_if_gone(error)
        if not any(incident.what == "away" for incident in walk.incidents.waiting):
            raise _lost(walk, error) from error
    _settle(walk)
    yield from look(walk, action="open")


def _settle(walk: Walk) -> None:
    """Where a site sends everybody who comes to its other address (https, www), that is where it is."""
    parts = urlsplit(walk.page.url)
    if not walk.now.url and parts.scheme in ("http", "https") and (parts.hostname or "") in walk.hosts:
        walk.origin = f"{parts.scheme}://{parts.netloc}"


def _lost(walk: Walk, error: Exception) -> LostPageError:
    """Why no page came: one that hangs costs her all the time that she would wait, a refusal hardly any."""
    if "Timeout" in type(error).__name__:
        return unanswered(walk.budget.step)
    return LostPageError(plain_reason(str(error)))


def do_step(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    """Do one step, the one with this index. Raises StuckError where it is impossible, LostPageError without a page."""
    return _DO[step.action](walk, index, step)


def unreachable(walk: Walk, lost: LostPageError) -> Iterator[Moment]:
    """Record that the site did not answer."""
    walk.lost = True
    if lost.waited:
        yield waited(walk, walk.path, lost.waited)
    yield walk.moment(Kind.ERRED, {"what": "unreachable", "text": str(lost), "url": walk.path or "/"})


def gave_up(walk: Walk) -> Moment | None:
    """The moment at which her patience is spent; None while she still has some."""
    if walk.satisfied:
        return None
    if walk.visit.customer.patience_left <= 0:
        minutes = walk.visit.persona.patience.journey / 60.0
        text = f"She had {minutes:.0f} minutes for this, and they are over."
        return walk.moment(Kind.GAVE_UP, {"why": "patience", "text": text}, evidence=walk.picture())
    if walk.overdue:
        text = f"The site kept us waiting for more than {walk.budget.walk:.0f} s of real time."
        return walk.moment(Kind.GAVE_UP, {"why": "no way on", "text": text}, evidence=walk.picture())
    return None


# -- the actions


def _open(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    address = urljoin(walk.visit.address, walk.visit.particulars.fill(step.target))
    yield from acted(walk, index, step, walk.clock.type(step.target))
    yield from arrive(walk, address)


def _click(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    tabs = len(walk.incidents.pages)
    found, seconds = yield from operate(walk, step.action, step.target, lambda found: walk.hands.click(found))
    yield from acted(walk, index, step, seconds, by=found.by)
    if found.control and found.control.opens_tab:
        walk.await_new_tab(tabs)
    yield from look(walk, action="click")


def _fill(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    text = walk.secrets.reveal(walk.typed_text(step.value or ""))
    found = need(walk, Action.FILL, step.target)
    control = found.control
    label = control.label if control else step.target
    secret = any(value in text for value in walk.secrets.values) or bool(control and control.type == "password")
    if control and control.value and plain(control.value) == plain(text) and not secret:
        yield from acted(walk, index, step, walk.clock.read(3), value=text, why="it was filled in already")
        return
    fact = None if secret else fact_of(label) or fact_of(step.target) or _fact_named(step.value or "")
    if fact:
        yield walk.moment(Kind.ASKED, walk.asked(fact, label))
    found, seconds = yield from operate(walk, step.action, step.target, lambda found: walk.hands.fill(found, text))
    yield from acted(walk, index, step, seconds, value=MASK if secret else text, by=found.by)
    search = bool(control and (control.type == "search" or control.role == "searchbox"))
    walk.typed.append(Typed(label=label, text=text, secret=secret, search=search, field=control.key if control else ""))
    if fact:
        yield walk.moment(Kind.TOLD, {"fact": fact, "value": text})
    yield from look(walk, action="fill")


def _fact_named(value: str) -> str | None:
    match = PLACEHOLDER.fullmatch(value.strip())
    return fact_of(match.group(1)) if match else None


def _choose(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    option = walk.typed_text(step.value or "")
    radio = next((c for c in walk.now.controls if c.role == "radio" and plain(c.name) == plain(option)), None)
    if radio is not None and plain(step.target) in ("", plain(radio.group), plain(radio.name)):
        found, seconds = yield from operate(walk, Action.TICK, radio.name, lambda found: walk.hands.tick(found))
    else:
        found, seconds = yield from operate(
            walk, step.action, step.target, lambda found: walk.hands.choose(found, option)
        )
    yield from acted(walk, index, step, seconds, value=option, by=found.by)
    if found.control and found.control.type == "select":
        walk.typed.append(Typed(label=found.control.label, text=option, field=found.control.key))
    yield from look(walk, action="choose")


def _tick(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    found, seconds = yield from operate(walk, step.action, step.target, lambda found: walk.hands.tick(found))
    yield from acted(walk, index, step, seconds, by=found.by)
    if found.control:
        walk.typed.append(Typed(label=found.control.label, text="yes", field=found.control.key))
    yield from look(walk, action="tick")


def _key(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    key = _KEYS.get(step.target.strip().lower(), step.target.strip())
    seconds = tried(step.target, lambda: _pressed(walk, key))
    yield from acted(walk, index, step, seconds)
    yield from look(walk, action="key")


def _pressed(walk: Walk, key: str) -> float:
    with may_close(walk.page):
        walk.page.keyboard.press(key)
    return walk.clock.keys(1)


_KEYS: Mapping[str, str] = {
    "enter": "Enter",
    "return": "Enter",
    "tab": "Tab",
    "escape": "Escape",
    "esc": "Escape",
    "space": "Space",
    "up": "ArrowUp",
    "down": "ArrowDown",
    "left": "ArrowLeft",
    "right": "ArrowRight",
}


def _upload(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    file = _file(walk.visit.root, step.value or "")
    found = need(walk, Action.UPLOAD, step.target)
    seconds = tried(step.target, lambda: _attached(walk, found, file))
    yield from acted(walk, index, step, seconds, value=step.value, by=found.by)
    yield from look(walk, action="upload")


def _attached(walk: Walk, found: Found, file: Path) -> float:
    found.locator.set_input_files(file, timeout=walk.budget.step * 1000.0)
    return 4 * walk.clock.point()  # the field, the folder, the file, open


def _file(root: Path, name: str) -> Path:
    """A file of the project: in its scenarios/ first, then in its root, and never outside of it."""
    for folder in (root / "scenarios", root):
        path = (folder / name).resolve()
        if path.is_file() and path.is_relative_to(root.resolve()):
            return path
    raise ChannelError(f"the file {name!r} to upload is not in the project", hint="put it below scenarios/")


def _see(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    yield from _until_seen(walk, index, step, walk.budget.appear)


def _wait_for(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    yield from _until_seen(walk, index, step, walk.budget.step)


def _until_seen(walk: Walk, index: int, step: Step, limit: float) -> Iterator[Moment]:
    wanted = walk.visit.particulars.fill(step.target)
    if not walk.sees(wanted) and _appears(walk, wanted, limit):
        yield from look(walk, action="wait for")
    if not walk.sees(wanted):
        nearest = nearest_names(walk.now, wanted, Action.SEE)
        raise StuckError(f"“{wanted}” is not on the page", why="missing", nearest=nearest)
    yield from acted(walk, index, step, walk.clock.read(len(wanted.split())))


def _appears(walk: Walk, wanted: str, limit: float) -> bool:
    from playwright.sync_api import Error

    try:
        walk.page.wait_for_function(_SAYS, arg=wanted.lower(), timeout=limit * 1000.0, polling=50)
    except Error as error:
        reraise_if_gone(error)
        return False
    return True


_SAYS = "t => !!document.body && document.body.innerText.toLowerCase().replace(/\\s+/g, ' ').includes(t)"


def _go_back(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    from playwright.sync_api import Error

    here, limit = walk.page.url, walk.budget.step * 1000.0
    try:
        walk.page.go_back(timeout=limit)
        if walk.page.url == "about:blank":  # where every tab begins, and nobody has been
            walk.page.go_forward(timeout=limit)
    except Error as error:
        reraise_if_gone(error)
        raise _lost(walk, error) from error
    if walk.page.url == here:
        raise StuckError("there is no page to go back to", why="missing")
    yield from acted(walk, index, step, walk.clock.point())
    yield from look(walk, action="go back")


def _log_in(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    yield from log_in(walk, index, step)


def _not_here(walk: Walk, index: int, step: Step) -> Iterator[Moment]:
    if step.action in (Action.PRESS, Action.SAY):
        raise StuckError(f"to {step.action} is something that one does on the phone", why="missing")
    yield from ()


_DO: Mapping[Action, Callable[[Walk, int, Step], Iterator[Moment]]] = {
    Action.OPEN: _open,
    Action.CLICK: _click,
    Action.FILL: _fill,
    Action.CHOOSE: _choose,
    Action.TICK: _tick,
    Action.KEY: _key,
    Action.UPLOAD: _upload,
    Action.SEE: _see,
    Action.GO_BACK: _go_back,
    Action.WAIT_FOR: _wait_for,
    Action.LOG_IN: _log_in,
    Action.PRESS: _not_here,
    Action.SAY: _not_here,
}
