"""A move is something that a customer who looks for her own way could do next; this is how she chooses among them.

After satisficing models of browsing (MESA: Miller & Remington 2004; SNIF-ACT 2.0: Fu & Pirolli 2007): names are read in
page order; one that is surely right is taken at once, else the best that is good enough; where none is, she uses the
site's search, then what promises help in general, then weak links, and only then goes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cxsim.channels.web import controls
from cxsim.channels.web.controls import Form, Option
from cxsim.channels.web.manners import Visitor
from cxsim.channels.web.observe import Control
from cxsim.channels.web.permission import ends_visit
from cxsim.channels.web.powers import Powers
from cxsim.channels.web.registering import leads_there, may_register, opens_account
from cxsim.channels.web.scent import Scent, Scorer, Want
from cxsim.channels.web.scout import path_of
from cxsim.channels.web.thesaurus import telling_words
from cxsim.channels.web.walk import Walk
from cxsim.channels.web.words import plain
from cxsim.labels import fact_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

SURE = 0.8  # a name with this scent is taken at once
GOOD = 0.55  # good enough; each customer's own level lies a little above or below
SPREAD = 0.05
FAIR = 0.4
HUB = 0.2
WEAK = 0.08
LANGUAGE = 0.95  # of a link to her own language, where the page is in another
TRUST = (0.5, 0.45, 0.4, 0.35, 0.3)  # in the first results of a search, whatever they are called
TIRED = 0.6  # what is left of a name's scent each time that it has led nowhere
KEPT = 1.0  # of the scent that led to a page, for a form on it
DEPTH = 10  # clicks away from the first page
SEARCHES = 2
QUERY = 4  # words that she types into a search
CANDIDATES = 5  # that are recorded of each choice


@dataclass(frozen=True, slots=True)
class Move:
    """Something that she could do next, and why; one of the last four says what it is."""

    name: str
    score: float
    why: str
    option: Option | None = None
    form: Form | None = None
    search: Control | None = None
    login: bool = False
    language: bool = False  # leads to her own language

    @property
    def key(self) -> str:
        """What tells it from other moves on its page."""
        return self.option.key if self.option else self.form.key if self.form else self.name

    @property
    def kind(self) -> str:
        """What it has in common with its likes on other pages."""
        return self.option.kind if self.option else self.key

    @property
    def in_frame(self) -> bool:
        """Whether it is a link of header, navigation or footer, which other pages have as well."""
        return self.option is not None and self.option.control.frame


@dataclass(slots=True)
class Memory:
    """What she keeps in mind of a site, from goal to goal."""

    seen: set[str] = field(default_factory=set)  # addresses
    trail: list[tuple[str, Page]] = field(default_factory=list)  # the pages above this one, and their tabs
    tired: dict[str, int] = field(default_factory=dict)  # names that led nowhere, and how often
    searched: list[str] = field(default_factory=list)
    results: dict[str, tuple[str, ...]] = field(default_factory=dict)  # page -> names that a search found
    closed: set[str] = field(default_factory=set)  # names that robots.txt keeps her from
    done: set[str] = field(default_factory=set)  # forms that were taken, and what could not be operated
    left_for: set[str] = field(default_factory=set)  # hosts of others to which she was led
    unconfirmed: bool = False  # an account that she opened waits for a mail to be answered
    pages: int = 0
    lost: int = 0  # pages that did not answer

    def wear(self, name: str) -> None:
        """This name has led nowhere once more."""
        self.tired[_worn(name)] = self.tired.get(_worn(name), 0) + 1

    def freshness(self, name: str) -> float:
        """What is left of a name's scent."""
        return float(TIRED ** self.tired.get(_worn(name), 0))


def _worn(name: str) -> str:
    """A name without its numbers: the links of a calendar are all alike."""
    return re.sub(r"\d+", "0", plain(name))


class Chooser:
    """Chooses the next move of one customer who wants one thing."""

    def __init__(self, walk: Walk, want: Want, by: Scorer, visitor: Visitor, powers: Powers, memory: Memory) -> None:
        self.walk, self.want, self.by = walk, want, by
        self.visitor, self.powers, self.memory = visitor, powers, memory
        self.good = GOOD + walk.visit.random.uniform(-SPREAD, SPREAD)
        self.promise: dict[str, float] = {}  # page -> the scent that led there
        self.tried: dict[str, set[str]] = {}  # page -> moves
        self._reread: set[str] = set()

    @property
    def place(self) -> str:
        """The page before her: its path and query."""
        return path_of(self.walk.now.url, self.walk.origin)

    def scents(self, names: Iterable[str]) -> dict[str, Scent]:
        """The scent of these names, which stand on the page before her."""
        distinct = list(dict.fromkeys(names))
        language = self.walk.now.language or self.want.language
        return {scent.name: scent for scent in self.by.scores(self.want, distinct, language=language)}

    def scores(self, names: Iterable[str]) -> dict[str, float]:
        """The strength of their scent alone."""
        return {name: scent.score for name, scent in self.scents(names).items()}

    def remember(self, move: Move) -> None:
        """She has tried this here."""
        self.tried.setdefault(self.place, set()).add(move.key)

    def start_over(self) -> None:
        """To somebody whom it knows a site is another one: what she has seen and tried may be worth another look."""
        self.tried.clear()
        self.memory.tired.clear()
        self.memory.seen = {bare(self.walk.now.url)}

    def reread(self, move: Move) -> int:
        """The words that she goes through once more before she takes what is not good, once on each page."""
        if move.score >= self.good or self.place in self._reread:
            return 0
        self._reread.add(self.place)
        return sum(len(control.name.split()) for control in self.walk.now.controls)

    def weighed(self, chosen: Move) -> list[list[Any]]:
        """The strongest candidates of this choice with their scores, the chosen one among them."""
        others = sorted((m for m in self.moves() if m.key != chosen.key), key=lambda move: -move.score)
        best = sorted([chosen, *others[: CANDIDATES - 1]], key=lambda move: -move.score)
        return [[move.name, round(move.score, 3)] for move in best]

    def choose(self) -> Move | None:
        """The next move; None where she had better go back."""
        if len(self.memory.trail) > DEPTH or self.walk.now.status >= 400:
            return None
        moves = self.moves()
        if (hers := next((move for move in moves if move.language), None)) is not None:
            return hers
        for level in (SURE, self.good, FAIR):
            if found := [move for move in moves if move.score >= level]:
                return found[0] if level == SURE else max(found, key=lambda move: move.score)
        if (search := self._search()) is not None:
            return search
        for level in (HUB, WEAK):
            fitting = (m for m in moves if m.score >= level)
            if found := [m for m in fitting if level > WEAK or not self.memory.trail or not m.in_frame]:
                return max(found, key=lambda move: move.score)
        return None

    def moves(self) -> list[Move]:
        """Everything that she could do here and has not tried, in the order in which she meets it."""
        tried, done = self.tried.get(self.place, set()), self.memory.done
        moves = (*self._forms(), *self._options(), *self._login())
        return [move for move in moves if move.key not in tried and move.kind not in done]

    def _options(self) -> Iterator[Move]:
        options = controls.options(self.walk.now, first=not self.memory.trail, may_press=self.powers.send)
        options = [option for option in options if self._is_open(option)]
        scents = self.scents(option.name for option in options)
        hers = controls.in_her_language(self.walk.now, self.walk.visit.persona.language)
        for option in options:
            move = self._move(option, scents[option.name], hers=hers(option))
            outside = bool(option.target) and not self.walk.incidents.guard.allows(option.target)
            known = outside and urlsplit(option.target).hostname in self.memory.left_for
            if not outside or (move.score >= self.good and not known):
                yield move

    def _move(self, option: Option, scent: Scent, *, hers: bool) -> Move:
        name, fresh = option.name, self.memory.freshness(option.name)
        results = self.memory.results.get(self.place, ())
        promised = KEPT * self.promise.get(self.place, 0.0)
        if promised > scent.score and self._is_shut_out() and leads_there(name):
            return Move(name, round(promised * fresh, 4), "one needs an account here", option=option)
        if hers:
            return Move(name, round(LANGUAGE * fresh, 4), "it is her language", option=option, language=True)
        rank = results.index(name) if name in results else len(TRUST)
        if rank < len(TRUST) and TRUST[rank] > scent.score:
            return Move(name, round(TRUST[rank] * fresh, 4), "the search found it", option=option)
        return Move(name, round(scent.score * fresh, 4), _reason(scent), option=option)

    def _is_open(self, option: Option) -> bool:
        """Whether an option leads somewhere new, and she may go there."""
        if ends_visit(option.name):
            return False
        if not option.target or option.target == self.walk.now.url.partition("#")[0]:
            return option.control.tag == "summary" or self.powers.may_press(option.name)
        if bare(option.target) in self.memory.seen:
            return False
        if not self.visitor.may_see(option.target):
            self.memory.closed.add(option.name)
            return False
        return True

    def _forms(self) -> Iterator[Move]:
        if not self.powers.send:
            return
        page = self.walk.now
        found = list(controls.forms(page))
        for form in found:
            button = form.button.name if form.button else "Enter"
            asks = any(each.type == "password" for each in form.fields)
            if asks and not (opens_account(form) and may_register(self.walk, self.powers)):
                continue
            if not self.powers.may_press(button):
                continue
            names = [form.name, button, *((page.title, *page.headings[:1]) if len(found) == 1 else ())]
            best = max(self.scents(filter(None, names)).values(), key=lambda scent: scent.score)
            score = max(best.score, KEPT * self.promise.get(self.place, 0.0))
            if is_message(form) and self.scores(["contact"])["contact"] < SURE:
                score = HUB  # she writes to the company where nothing else helps
            elif score < FAIR:
                continue  # nobody fills in a form at a venture
            yield Move(button, round(score, 4), f"this form is where “{form.name or best.name}” leads", form=form)

    def _login(self) -> Iterator[Move]:
        walk = self.walk
        known = self.powers.log_in and walk.visit.persona.account in walk.visit.touchpoint.accounts
        if self._asks_password() and (known or walk.identity) and not walk.logged_in:
            yield Move("log in", SURE, "she has an account", login=True)

    def _asks_password(self) -> bool:
        return any(each.type == "password" and each.shown for each in self.walk.now.fields)

    def _is_shut_out(self) -> bool:
        """Whether this page lets nobody on but those who have an account, and she might open one."""
        return self._asks_password() and may_register(self.walk, self.powers)

    def _search(self) -> Move | None:
        """The site's own search, with words that she has not tried yet: those of her goal, then of her problem."""
        into = controls.search_field(self.walk.now) if self.powers.send else None
        if into is None or len(self.memory.searched) >= SEARCHES:
            return None
        for text in (self.want.goal, self.want.context):
            query = " ".join(telling_words(text, self.want.language)[:QUERY])
            if query and query not in self.memory.searched:
                return Move(query, FAIR, "nothing here speaks of it, but the site can be searched", search=into)
        return None


def is_message(form: Form) -> bool:
    """Whether a form takes a message to the company and asks for nothing but who she is."""
    facts = {"problem" if field.type == "textarea" else fact_of(field.label) for field in form.fields}
    return "problem" in facts and facts <= {"problem", "subject", "name", "first name", "last name", "e-mail", None}


def bare(url: str) -> str:
    """An address without the place on its page, and without a slash at its end."""
    return url.partition("#")[0].rstrip("/")


def _reason(scent: Scent) -> str:
    """Why this name attracts her, in one clause."""
    if scent.because is None:
        return "it may lead on to help" if scent.score >= HUB else "nothing better was left"
    wanted, said = scent.because
    return f"it says “{said}”" if plain(wanted) == plain(said) else f"“{said}” sounds like “{wanted}”"
