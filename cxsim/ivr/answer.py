"""An answer says whether a caller gets to a human from some step of a phone menu, with the call that proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN = 70  # letters of a prompt that a sentence quotes


class Reach(StrEnum):
    """How a caller who presses 0 fares."""

    YES = "yes"
    AFTER = "after n"
    NO = "no"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing in a call: what is heard or done, at which node, and how many seconds it takes."""

    verb: str  # hear, press, wait, type, say, given, end
    text: str
    node: str
    seconds: float = 0.0

    @property
    def sentence(self) -> str:
        """What happens, in the second person: press 0; wait 5 s without pressing anything."""
        match self.verb:
            case "hear":
                return f"hear “{short(self.text)}”"
            case "press":
                return f"press {_spoken(self.text)}"
            case "type":
                return f"type {self.text}"
            case "wait":
                return f"wait {self.seconds:g} s without pressing anything"
            case "say":
                return f"say “{self.text}”"
            case _:
                return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The call behind an answer, and what cannot be known about it."""

    acts: tuple[Act, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether, after how many presses and seconds (prompts heard to their end, without the queue), and why not."""

    reach: Reach
    presses: int = 0
    seconds: float | None = None
    proof: Callable[[], Proof] = field(default=lambda: Proof(), repr=False, compare=False)
    note: str = ""  # stands before the reason

    def __str__(self) -> str:
        return f"after {self.presses}" if self.reach is Reach.AFTER else self.reach.value

    @property
    def rank(self) -> tuple[int, int]:
        """The worst is the largest: no, then cannot tell, then the largest n, then yes."""
        order = (Reach.YES, Reach.AFTER, Reach.CANNOT_TELL, Reach.NO)
        return order.index(self.reach), self.presses if self.reach is Reach.AFTER else 0

    @property
    def acts(self) -> tuple[Act, ...]:
        """A shortest call that proves it. Found only when somebody asks, for it can be long."""
        return self.proof().acts

    @property
    def why(self) -> str:
        """The reason in words; nothing where the answer is yes."""
        return self.note + self._reason()

    def _reason(self) -> str:
        match self.reach:
            case Reach.NO:
                return self.story
            case Reach.CANNOT_TELL:
                return f"cannot tell, because {self.proof().unknown}"
            case Reach.AFTER:
                return f"0 must be pressed {self.presses} times"
            case _:
                return ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What the caller of the proof presses and types, in order."""
        return tuple(act.text for act in self.acts if act.verb in ("press", "type"))

    @property
    def path(self) -> tuple[str, ...]:
        """The proof, step by step."""
        return tuple(act.sentence for act in self.acts)

    @property
    def story(self) -> str:
        """The proof in one sentence: “You hear …, press 0, hear …, and are still in the menu.”"""
        return story(self.acts)


def worst(answers: Iterable[Answer]) -> Answer | None:
    """The worst of these answers; the first of equals; None of none."""
    return max(answers, key=lambda answer: answer.rank, default=None)


def story(acts: Sequence[Act]) -> str:
    """A call in one sentence."""
    given = [act.sentence for act in acts if act.verb == "given"]
    steps = _merged([act for act in acts if act.verb != "given"])
    if not steps:
        return ""
    said = ", ".join(steps[:-1])
    whole = f"You {said}, and {steps[-1]}." if said else f"{steps[-1][:1].upper()}{steps[-1][1:]}."
    return f"If {' and '.join(given)}: {whole[:1].lower()}{whole[1:]}" if given else whole


def short(text: str, letters: int = SHOWN) -> str:
    """A text, cut in its middle where it is long: the key that it names often stands at its end."""
    flat = " ".join(text.split())
    if len(flat) <= letters:
        return flat
    half = (letters - 3) // 2
    return f"{flat[:half].rstrip()} … {flat[-half:].lstrip()}"


def _merged(acts: Sequence[Act]) -> list[str]:
    """Sentences of acts; the same thing again and again is told once."""
    steps: list[str] = []
    for act in acts:
        if not steps or steps[-1] != act.sentence:
            steps.append(act.sentence)
    return steps


def _spoken(key: str) -> str:
    return {"*": "star", "#": "hash"}.get(key, key)
