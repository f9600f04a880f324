"""The caller is a persona on the phone: she listens for what she wants, presses it, and 0 when nothing fits.

Everything she does follows from what she heard, what she tried before, and her manner. Nothing is drawn but slips of
the finger, and those only where the settings say that they happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from cxsim.channels.base import Visit
from cxsim.channels.phone.manner import Manner, heard_by_then, manner_of, mistyped
from cxsim.ivr.audit import announcement
from cxsim.ivr.flow import Collect, Flow, Input, Menu, Prompt, Queue
from cxsim.ivr.walk import Choice, Do
from cxsim.ivr.wording import Option, ascii_digits, offers_callback, options
from cxsim.particulars import fact_of
from cxsim.scenario import Action

FITS = 75.0
"""How alike (0-100) a word of an option and a word of hers must be for her to take it as meant for her."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_LANGUAGES = {
    "de": ("deutsch", "german"),
    "en": ("english", "englisch", "انگلیسی"),
    "fa": ("فارسی", "persian", "farsi", "persisch"),
}
_FILLER = frozenset(["hear", "speak", "know", "with", "about", "this", "that", "your", "have", "please", "something"])


@dataclass(slots=True)
class PersonaCaller:
    """A persona with what she has tried so far in this call. Of a live line there is no flow to know more from.

    ``offered`` tells the wait that the queue has for her, in seconds; None where nobody knows.
    """

    visit: Visit
    flow: Flow | None
    offered: Callable[[Queue], float | None] = lambda node: None
    tried: dict[str, list[str]] = field(default_factory=dict)  # node -> what she did there, in order
    candidates: list[list[str | float]] = field(default_factory=list)  # of her latest choice
    there: bool = False  # she has pressed what the scenario says that she wants
    wanted: Option | None = None  # what she is about to press, where it was announced
    script: list[tuple[Do, str]] = field(init=False)
    _decided: tuple[str, Choice] | None = None

    def __post_init__(self) -> None:
        said = {Action.PRESS: Do.PRESS, Action.SAY: Do.SAY}
        steps = self.visit.stop.every_step
        self.script = [(said[step.action], step.target or step.value or "") for step in steps if step.action in said]

    @property
    def manner(self) -> Manner:
        """How she is on the phone now."""
        return manner_of(self.visit.persona, self.visit.customer.mood)

    def cuts_in(self, node: Input, prompts: tuple[Prompt, ...], language: str) -> float | None:
        """She does not hear again what she knows; in a hurry, she acts as soon as she has heard what she wants."""
        known = bool(self.tried.get(node.id))
        if not known and not self.manner.cuts_in:
            return None
        choice = self.choose(node, language)
        self._decided = (node.id, choice)
        if choice.do in (Do.LISTEN, Do.HANG_UP):
            return None
        if known:
            return self.visit.settings.phone_recognizes
        rate = self.visit.settings.phone_words_per_minute
        return heard_by_then(prompts, self.wanted, rate) if self.wanted is not None else None

    def choose(self, node: Input, language: str) -> Choice:
        """What she does, having heard this menu."""
        if self._decided is not None and self._decided[0] == node.id:
            (_, choice), self._decided = self._decided, None
            return choice
        self.candidates, self.wanted = [], None
        tried = self.tried.setdefault(node.id, [])
        if self.visit.customer.patience_left <= 0:
            return Choice(do=Do.HANG_UP, why="patience")
        choice = self._decide(node, language, tried)
        tried.append(choice.what if choice.do is not Do.LISTEN else "")
        return self._timed(choice)

    def waits(self, node: Queue, language: str) -> Choice:
        """Where she would hang up in a queue, she takes the callback that it offers on a key; and what is scripted."""
        if self.script and self.script[0][0] is Do.PRESS and self.script[0][1] in node.keys:
            do, what = self.script.pop(0)
            return Choice(do=do, what=what, why="scripted", thinks=self.visit.settings.phone_thinking)
        wait, patience = self.offered(node), self.visit.customer.hangs_up_after()
        offer = callback_offered(node)
        if offer is None or wait is None or wait <= patience:
            return Choice(do=Do.LISTEN)
        return Choice(do=Do.PRESS, what=offer.key, why=f"rather than hanging up: “{offer.label}”", thinks=patience)

    def _decide(self, node: Input, language: str, tried: Sequence[str]) -> Choice:
        if self.script:
            do, what = self.script.pop(0)
            return Choice(do=do, what=what, why="scripted")
        if self.manner.human_first and "0" not in tried:
            return Choice(do=Do.PRESS, what="0", why="wants a human, and nothing else")
        return self._number(node, tried) if isinstance(node, Collect) else self._option(node, language, tried)

    def _timed(self, choice: Choice) -> Choice:
        """A choice with the seconds that it takes her; a number may be mistyped."""
        settings, slower = self.visit.settings, self.manner.thinks
        thinks = 0.0 if choice.do is Do.LISTEN else settings.phone_thinking * slower
        if choice.do is not Do.TYPE:
            return replace(choice, thinks=thinks)
        typed = mistyped(choice.what, settings.phone_slip, self.visit.random)
        why = choice.why if typed == choice.what else f"{choice.why}, and mistypes"
        return replace(choice, what=typed, why=why, thinks=thinks, types=settings.phone_digit * slower * len(typed))

    def _number(self, node: Collect, tried: Sequence[str]) -> Choice:
        fact = fact_of(node.text)
        digits = self.digits(fact) if fact is not None else ""
        if digits and tried.count(digits) < (2 if self.visit.settings.phone_slip else 1):
            return Choice(do=Do.TYPE, what=digits, why=f"asked for the {fact}")
        if "0" not in tried:
            return Choice(do=Do.PRESS, what="0", why="does not know what to type")
        if tried.count("") < 2:
            return Choice(do=Do.LISTEN, why="hopes that somebody answers")
        return Choice(do=Do.HANG_UP, why="no way on")

    def digits(self, fact: str) -> str:
        """What she would type for a fact; nothing where she does not know it."""
        particulars = self.visit.particulars
        return re.sub(r"\D", "", ascii_digits(particulars.value(fact))) if particulars.knows(fact) else ""

    def _option(self, node: Menu, language: str, tried: Sequence[str]) -> Choice:
        offered = options(announcement(self.flow, node) if self.flow is not None else node.text)
        own = self._own_language(offered, language)
        if own is not None and own.key not in tried:
            return self._takes(own, f"her language: “{own.label}”")
        best = self._best(offered)
        if best is not None and best.key not in tried:
            return self._takes(best, f"wants “{best.label}”")
        person = next((option for option in offered if option.person and option.key not in tried), None)
        if person is not None:
            return self._takes(person, f"a human: “{person.label}”")
        return self._stuck(tried)

    def _takes(self, option: Option, why: str) -> Choice:
        self.wanted = option
        return Choice(do=Do.PRESS, what=option.key, why=why)

    def _stuck(self, tried: Sequence[str]) -> Choice:
        """Nothing fits: 0, then the word, then silence, then she hangs up."""
        if "0" not in tried:
            return Choice(do=Do.PRESS, what="0", why="nothing fits, wants a human")
        if "agent" not in tried:
            return Choice(do=Do.SAY, what="agent", why="0 did not help")
        if "" not in tried:
            return Choice(do=Do.LISTEN, why="hopes that somebody answers")
        return Choice(do=Do.HANG_UP, why="no way on")

    def _own_language(self, offered: Sequence[Option], language: str) -> Option | None:
        hers = self.visit.persona.language.lower()[:2]
        if language.lower()[:2] == hers:
            return None
        names = _LANGUAGES.get(hers, ())
        return next((option for option in offered if any(name in option.label.lower() for name in names)), None)

    def _best(self, offered: Sequence[Option]) -> Option | None:
        """The option that fits her words best; what she wants counts alone where the scenario tells it."""
        persona, wants = self.visit.persona, self.visit.stop.wants
        own = " ".join([persona.problem, *persona.goal])
        # what she wants names a department; once she is there, her problem tells which of its choices is meant for her
        for words in ([own, wants] if self.there else [wants, own]) if wants else [own]:
            best = self._fitting(offered, _words(words))
            if best is not None:
                self.there = self.there or words == wants
                return best
            if words == wants and not self.there:
                return None
        return None

    def _fitting(self, offered: Sequence[Option], hers: Sequence[str]) -> Option | None:
        scored = [(round(likeness(_words(option.label), hers), 1), option) for option in offered if not option.person]
        self.candidates = [[option.label, score] for score, option in sorted(scored, key=lambda entry: -entry[0])]
        best = max(scored, key=lambda entry: entry[0], default=None)
        return best[1] if best is not None and best[0] >= FITS else None


def callback_offered(node: Queue) -> Option | None:
    """The key that a queue announces for being called back, and takes."""
    text = " ".join(prompt.text for prompt in (*node.says, *node.waiting) if prompt.text)
    offered = [option for option in options(text) if option.key in node.keys]
    named = next((option for option in offered if offers_callback(option.label)), None)
    if named is None and len(offered) == 1 and offers_callback(text):
        return offered[0]
    return named


def likeness(offered: Sequence[str], hers: Sequence[str]) -> float:
    """How well an option fits somebody's words: the best pair of words, 0-100."""
    return max((fuzz.ratio(one, other) for one in offered for other in hers), default=0.0)


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _FILLER]
