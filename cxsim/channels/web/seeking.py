"""Seeking is finding one's own way: follow what smells of the goal, turn back where nothing does, stop when found.

She keeps little in mind: what she tried on each page, which pages she saw, and the way back. So she never goes in
circles, and patience, pages and time bound what has no end. Every click carries its reason.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cxsim.channels.web import controls
from cxsim.channels.web.audit import ways_to_a_human
from cxsim.channels.web.controls import Form
from cxsim.channels.web.doing import StuckError, reraise_if_gone, tried
from cxsim.channels.web.filling import UnknownError, fill_in, send
from cxsim.channels.web.locate import Found, address
from cxsim.channels.web.login import CodeWantedError, log_in, wants_code
from cxsim.channels.web.lost import LostPageError
from cxsim.channels.web.manners import UnwelcomeError, Visitor
from cxsim.channels.web.moves import SURE, Chooser, Memory, Move, bare, is_message
from cxsim.channels.web.noticing import look
from cxsim.channels.web.observe import Control
from cxsim.channels.web.powers import Powers
from cxsim.channels.web.refusals import Typed
from cxsim.channels.web.registering import identity, opens_account
from cxsim.channels.web.scent import Scorer, Want
from cxsim.channels.web.scout import path_of
from cxsim.channels.web.steps import gave_up, unreachable
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import says
from cxsim.experience import Kind, Moment
from cxsim.scenario import Action, Solved, Step

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = 100  # that one customer opens at most
LOST = 2  # pages that do not answer, after which she leaves


def seek(walk: Walk, by: Scorer, visitor: Visitor, powers: Powers) -> Generator[Moment, None, Moment | None]:
    """Go after each goal until all are reached, patience is spent or no way is left.

    Returns the moment of giving up where no way is left, for it comes last. Raises LostPageError where the site does
    not answer at all.
    """
    goals: Sequence[Solved | str] = walk.visit.goals or walk.visit.persona.goal
    data = {"what": "wayfinding", "url": walk.path, "scorer": by.name, "goals": [_text(goal) for goal in goals]}
    yield walk.moment(Kind.INSPECTED, data)
    memory, found = Memory(), False
    try:
        for goal in goals:
            if _goes_on(walk, memory):
                found = (yield from _Search(walk, goal, by, visitor, powers, memory).go()) or found
    except UnwelcomeError as unwelcome:
        yield unseen(walk, str(unwelcome))
        return None
    if memory.unconfirmed and not (found or walk.satisfied):
        yield unseen(walk, "the site asks to confirm the e-mail address by mail, which is not supported yet")
    if found or walk.satisfied or not _goes_on(walk, memory):
        return None
    if memory.closed:
        yield unseen(walk, f"robots.txt asks not to be led to {', '.join(sorted(memory.closed)[:3])}")
    text = "She has tried everything here that promised to lead on."
    return walk.moment(Kind.GAVE_UP, {"why": "no way on", "text": text}, evidence=walk.picture())


def _text(goal: Solved | str) -> str:
    return goal if isinstance(goal, str) else goal.goal or goal.value


def _goes_on(walk: Walk, memory: Memory) -> bool:
    return not walk.lost and memory.pages < PAGES and gave_up(walk) is None


def unseen(walk: Walk, reason: str) -> Moment:
    """The moment at which we learn that we may not look."""
    return walk.moment(Kind.UNSEEN, {"what": walk.visit.stop.touchpoint, "reason": reason, "harness": False})


class _Search:
    """The search for one goal."""

    def __init__(
        self, walk: Walk, goal: Solved | str, by: Scorer, visitor: Visitor, powers: Powers, memory: Memory
    ) -> None:
        self.walk, self.visitor, self.memory = walk, visitor, memory
        self.goal, persona = goal, walk.visit.persona
        context = " ".join(filter(None, [persona.problem, walk.visit.stop.wants]))
        want = Want(goal=_text(goal), context=context, language=persona.language)
        self.chooser = Chooser(walk, want, by, visitor, powers, memory)

    def go(self) -> Generator[Moment, None, bool]:
        """Move on until the goal is reached (True), or there is no way or no patience left (False)."""
        self.memory.seen.add(bare(self.walk.now.url))
        yield from self._be_patient()
        while _goes_on(self.walk, self.memory):
            if _text(self.goal) in self.walk.solved:
                return True
            if (belief := self._believes()) is not None:
                yield belief
                return True
            move = self.chooser.choose()
            if move is not None:
                yield from self._make(move)
            elif not (yield from self._back()):
                return False
        return _text(self.goal) in self.walk.solved

    def _believes(self) -> Moment | None:
        """Where nobody said how to see that the goal is met: does she think that this is it?"""
        by = None if isinstance(self.goal, str) else self.goal.by
        if by in ("sees", "address"):
            return None
        if by == "reaches":
            ways = ways_to_a_human(self.walk.now)
            return self._sees(ways[0], "here is a way to a person") if ways else None
        chooser, heading = self.chooser, next(iter(self.walk.now.headings), self.walk.now.title)
        if chooser.promise.get(chooser.place, 0.0) < chooser.good or chooser.scores([heading])[heading] < SURE:
            return None
        better = (move for move in chooser.moves() if move.score >= SURE and not move.in_frame)
        if any(move.form is None or not is_message(move.form) for move in better):
            return None
        return self._sees(heading, "as far as she can tell, this is what she came for")

    def _sees(self, what: str, why: str) -> Moment:
        data = {"action": "see", "target": what, "seconds": 0.0, "url": self.walk.path, "why": why}
        return self.walk.moment(Kind.ACTED, data, evidence=self.walk.picture())

    # -- what she does

    def _make(self, move: Move) -> Iterator[Moment]:
        walk, here, page = self.walk, self.chooser.place, self.walk.page
        candidates = self.chooser.weighed(move)
        self.chooser.remember(move)
        self.visitor.wait_for_turn(page)
        try:
            yield from self._do(move, candidates)
            yield from self._be_patient()
        except (StuckError, UnknownError) as stuck:
            yield self._blocked(move, stuck)
            walk.clock.pass_by(walk.clock.point())
            self.memory.done.add(move.kind)
        except LostPageError as lost:
            yield from self._recover(here, page, lost)
            return
        walk.ends += self.visitor.take_slept()
        if self.chooser.place != here:
            self._arrived(move, here, page)
        elif move.option is not None:
            self.memory.wear(move.name)

    def _do(self, move: Move, candidates: list[list[Any]]) -> Iterator[Moment]:
        why = {"why": move.why, "candidates": candidates}
        if move.option is not None:
            yield from self._click(move, move.option.control, why)
        elif move.form is not None:
            yield from self._submit(move.form, why)
        elif move.search is not None:
            yield from self._find(move.name, move.search, why)
        else:
            yield from log_in(self.walk, 0, Step(action=Action.LOG_IN))
            self.chooser.start_over()

    def _arrived(self, move: Move, before: str, page: Page) -> None:
        memory, chooser = self.memory, self.chooser
        memory.trail.append((before, page))
        memory.pages += 1
        if bare(self.walk.now.url) in memory.seen:
            memory.wear(move.name)
        memory.seen.add(bare(self.walk.now.url))
        if move.option is not None and move.option.target:
            memory.seen.add(bare(move.option.target))
        chooser.promise[chooser.place] = max(chooser.promise.get(chooser.place, 0.0), move.score)

    def _acted(self, action: str, target: str, seconds: float, more: dict[str, Any]) -> Iterator[Moment]:
        data = {"action": action, "target": target, "seconds": round(seconds, 3), "url": self.walk.path}
        if self.walk.device.keyboard_only and action in ("click", "fill"):
            data["presses"] = self.walk.presses
        yield self.walk.moment(Kind.ACTED, data | more)
        self.walk.clock.pass_by(seconds)

    def _click(self, move: Move, control: Control, why: dict[str, Any]) -> Iterator[Moment]:
        walk = self.walk
        tabs, reread = len(walk.incidents.pages), self.chooser.reread(move)
        if control.href and not walk.incidents.guard.allows(control.href):
            self.memory.left_for.add(urlsplit(control.href).hostname or "")
        seconds = yield from self._pressed(control)
        seconds += walk.clock.read(reread)
        yield from self._acted("click", move.name, seconds, why)
        if control.opens_tab and walk.incidents.guard.allows(control.href):
            walk.await_new_tab(tabs)
        yield from look(walk, action="click")

    def _pressed(self, control: Control) -> Generator[Moment, None, float]:
        """Press it; where it does not react, look what came up, answer that, and try once more."""
        walk = self.walk

        def press() -> float:
            found = Found(locator=address(walk.page, walk.now, control), by="name", control=control)
            return tried(control.name, lambda: walk.hands.click(found))

        try:
            return press()
        except StuckError as stuck:
            if stuck.why != "not operable":
                raise
        yield from look(walk, action="wait for")
        return press()

    def _submit(self, form: Form, why: dict[str, Any]) -> Iterator[Moment]:
        """Fill the form in and send it; where it is refused, once more in Latin digits."""
        for latin in (False, True):
            yield from fill_in(self.walk, form, self.chooser.scores, latin=latin)
            self.memory.done.add(form.key)
            if (yield from send(self.walk, form, why)):
                self._registered(form)
                return
            again = next((each for each in controls.forms(self.walk.now) if each.button), None)
            if again is None:
                return
            form = again

    def _registered(self, form: Form) -> None:
        """After a form that opens an account was taken, she is somebody here. Raises CodeWantedError."""
        if not opens_account(form):
            return
        self.walk.identity = identity(self.walk, form)
        if wants_code(self.walk.now):
            raise CodeWantedError
        self.memory.unconfirmed = says(self.walk.now.text, "confirm by mail")
        self.chooser.start_over()

    def _find(self, query: str, field: Control, why: dict[str, Any]) -> Iterator[Moment]:
        """Type a query into the site's search and press Enter."""
        walk, memory = self.walk, self.memory
        memory.searched.append(query)
        before = {control.name for control in walk.now.links}
        found = Found(locator=address(walk.page, walk.now, field), by="name", control=field)
        seconds = tried(field.label, lambda: walk.hands.fill(found, query))
        yield from self._acted("fill", field.label, seconds, {"value": query} | why)
        walk.typed.append(Typed(label=field.label, text=query, search=True, field=field.key))
        walk.page.keyboard.press("Enter")
        yield from self._acted("key", "Enter", walk.clock.keys(1), {"why": "to search"})
        yield from look(walk, action="key")
        if not says(walk.now.text, "nothing found"):
            results = (c.name for c in walk.now.links if not c.frame and c.name not in before and len(c.name) > 2)
            memory.results[self.chooser.place] = tuple(dict.fromkeys(results))

    # -- what goes wrong

    def _blocked(self, move: Move, reason: StuckError | UnknownError) -> Moment:
        action = "fill" if move.form or move.search else "log in" if move.login else "click"
        why, nearest = (reason.why, reason.nearest) if isinstance(reason, StuckError) else ("missing", ())
        data: dict[str, Any] = {"action": action, "target": move.name, "reason": str(reason), "why": why}
        data |= {"nearest": list(nearest)} | {"step": self.memory.pages + 1, "url": self.walk.path, "not_reached": []}
        return self.walk.moment(Kind.BLOCKED, data, evidence=self.walk.picture())

    def _be_patient(self) -> Iterator[Moment]:
        """Where the site has had too many requests, wait as it asks and load the page again."""
        while self.visitor.asked_to_wait(self.walk.page, self.walk.now.status):
            self.walk.page.reload(timeout=self.walk.budget.step * 1000.0)
            yield from look(self.walk, action="open")

    def _recover(self, before: str, page: Page, lost: LostPageError) -> Iterator[Moment]:
        """After a page that did not answer she returns to the one before, but not for ever."""
        from playwright.sync_api import Error

        walk = self.walk
        yield from unreachable(walk, lost)
        self.memory.lost += 1
        if self.memory.lost >= LOST or page.is_closed() or walk.overdue:
            return
        try:
            page.goto(self._url(before), timeout=walk.budget.step * 1000.0)
            walk.go_to(page)
            walk.lost = False
            yield from look(walk, action="go back")
        except (Error, LostPageError):
            walk.lost = True

    def _url(self, place: str) -> str:
        return place if place.startswith("http") else self.walk.origin + place

    def _back(self) -> Generator[Moment, None, bool]:
        """Go back to the page above; False where there is none."""
        walk = self.walk
        if not self.memory.trail:
            return False
        self.chooser.promise.pop(self.chooser.place, None)
        above, page = self.memory.trail.pop()
        self.visitor.wait_for_turn(walk.page)
        yield from self._acted("go back", "", walk.clock.point(), {"why": "nothing here leads on"})
        try:
            self._return(above, page)
            yield from look(walk, action="go back")
        except LostPageError as lost:
            yield from unreachable(walk, lost)
        return not walk.lost

    def _return(self, above: str, page: Page) -> None:
        """Close the tab or press Back; where that leads elsewhere, open the page above anew."""
        from playwright.sync_api import Error

        walk, limit = self.walk, self.walk.budget.step * 1000.0
        try:
            if walk.page is not page and not page.is_closed():
                walk.page.close()
                walk.go_to(page)
            elif path_of(walk.page.url, walk.origin) != above:
                walk.page.go_back(timeout=limit)
            if path_of(walk.page.url, walk.origin) != above:
                walk.page.goto(self._url(above), timeout=limit)
        except Error as error:
            reraise_if_gone(error)
            raise LostPageError("there was no way back") from error
