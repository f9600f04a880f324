"""A story is what happened to one customer, moment by moment, in its own voice: what it did, saw and heard.

Moments that a customer would not notice (an analysis, a forecast) are not told here; the record keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cxsim.experience import Kind
from cxsim.reporting.contract.lived import MomentPart
from cxsim.reporting.reasons import reason
from cxsim.reporting.safe import isolated, quoted
from cxsim.reporting.words import Words

SLOW_LOAD = 2.5  # seconds from which the story mentions how long a page took

_DID, _SAW, _HEARD = "did", "saw", "heard"
_LANES: Mapping[Kind, str] = {
    Kind.BEGAN: _DID,
    Kind.ENTERED: _DID,
    Kind.ACTED: _DID,
    Kind.TOLD: _DID,
    Kind.GAVE_UP: _DID,
    Kind.PARKED: _DID,
    Kind.OUTCOME: _DID,
    Kind.SAW: _SAW,
    Kind.INTERRUPTED: _SAW,
    Kind.BLOCKED: _SAW,
    Kind.WENT_WITHOUT: _SAW,
    Kind.ERRED: _SAW,
    Kind.LED_AWAY: _SAW,
    Kind.UNSEEN: _SAW,
    Kind.HEARD: _HEARD,
    Kind.WAITED: _HEARD,
    Kind.REACHED: _HEARD,
    Kind.DROPPED: _HEARD,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: in which lane, what, and why; ``bad`` where the moment itself is a set-back."""

    lane: str
    text: Markup
    bad: bool = False
    why: Markup | None = None


def tell(moment: MomentPart, words: Words, *, channel: str, language: str = "") -> Line | None:
    """This moment in the customer's voice, or None where the customer would not notice it.

    ``language`` is the customer's own, in which the goals are written.
    """
    kind, data = Kind(moment["kind"]), moment["data"]
    if kind is Kind.WAITED and data.get("for") == "page":
        return None
    teller = _TELLERS.get(kind)
    if teller is None:
        return None
    key, values = teller(moment, data, words)
    lane = _LANES.get(kind) or (_HEARD if channel == "phone" else _SAW)
    spoken_in = language if kind is Kind.OUTCOME else data.get("language", "")
    spoken = {name: _value(value, spoken_in) for name, value in values.items()}
    if kind is Kind.WAITED:
        spoken["how"] = Markup(" ").join(words.html(f"wait_how.{how}") for how in values["how"])
    key = key if "." in key else f"kind.{key}"
    why = reason(data, words) if kind is Kind.ACTED else None
    return Line(lane, words.html(key, **spoken), bad=_is_bad(kind, data), why=why)


def _is_bad(kind: Kind, data: Mapping[str, Any]) -> bool:
    if kind is Kind.OUTCOME:
        return data.get("met") is False
    if kind is Kind.ASKED:
        return bool(data.get("known"))
    if kind is Kind.WAITED:
        return bool(data.get("censored"))
    return kind in (Kind.GAVE_UP, Kind.REFUSED, Kind.BLOCKED, Kind.ERRED, Kind.DROPPED)


def _value(value: Any, language: str) -> Any:
    """A tuple holds one text that is somebody else's words; other texts are names inside our sentence."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, tuple):
        return quoted(value[0], str(language)) if str(value[0]).strip() else ""
    return isolated(value) if isinstance(value, str) else value


_Told = tuple[str, dict[str, Any]]
_Data = Mapping[str, Any]


def _entered(moment: MomentPart, data: _Data, words: Words) -> _Told:
    return ("entered_closed" if data.get("open") is False else "entered"), {"touchpoint": moment["touchpoint"]}


def _outcome(moment: MomentPart, data: _Data, words: Words) -> _Told:
    met = data.get("met")
    return {True: "met", False: "missed"}.get(met, "untold"), {"goal": (data.get("goal", ""),)}  # type: ignore[arg-type]


def _acted(moment: MomentPart, data: _Data, words: Words) -> _Told:
    action, target, value = str(data.get("action", "")), str(data.get("target", "")), data.get("value")
    key = "action." + action.replace(" ", "_")
    if not target.strip():
        alone = f"{key}_alone"
        return (alone, {}) if words.has(alone) else ("acted_alone", {"action": action})
    if action == "press" and len(target) <= 2:
        return "pressed", {"target": target}
    return (
        (key, {"what": _what(target, value)}) if words.has(key) else ("acted", {"action": action, "target": (target,)})
    )


def _blocked(moment: MomentPart, data: _Data, words: Words) -> _Told:
    action, reason = str(data.get("action", "")), words.english(data.get("reason", ""))
    key = "cannot." + action.replace(" ", "_")
    target = (data.get("target", ""),)
    if words.has(key):
        return key, {"what": target, "reason": reason}
    return "blocked", {"action": action, "target": target, "reason": reason}


def _without(moment: MomentPart, data: _Data, words: Words) -> _Told:
    action = str(data.get("action", ""))
    return "went_without", {"action": words.term("do", action) or action, "target": (data.get("target", ""),)}


def _what(target: str, value: Any) -> Any:
    """What she acted upon, and what she put there."""
    if value in (None, ""):
        return (target,)
    return Markup("{}: {}").format(quoted(target), quoted(value))


def _saw(moment: MomentPart, data: _Data, words: Words) -> _Told:
    load = moment["measured"].get("load", 0.0)
    title = (data.get("title") or data.get("url", ""),)
    if load > SLOW_LOAD:
        return "saw_slow", {"title": title, "seconds": words.duration(load)}
    return "saw", {"title": title}


def _gave_up(moment: MomentPart, data: _Data, words: Words) -> _Told:
    return "gave_up", {"text": words.english(data.get("text", ""))}


def _gave(moment: MomentPart, data: _Data, words: Words) -> _Told:
    return "told", {"fact": fact_named(data, words), "value": (data.get("value", ""),)}


def _unseen(moment: MomentPart, data: _Data, words: Words) -> _Told:
    return "unseen", {"reason": words.english(data.get("reason", ""))}


def fact_named(data: Mapping[str, Any], words: Words) -> str:
    """What is asked for or given, in the language of the report where it is one of the known facts."""
    fact = str(data.get("fact", ""))
    return words.term("fact", fact) or fact


def _asked(moment: MomentPart, data: _Data, words: Words) -> _Told:
    if data.get("known"):
        return "asked_again", {"fact": fact_named(data, words), "told_at": data.get("told_at", "")}
    return "asked", {"fact": fact_named(data, words)}


def _refused(moment: MomentPart, data: _Data, words: Words) -> _Told:
    return ("refused_lost" if data.get("lost_input") else "refused"), {"text": (data.get("text", ""),)}


def _waited(moment: MomentPart, data: _Data, words: Words) -> _Told:
    how = [name for name, fine in _WAIT_FLAWS if data.get(fine) is False]
    how += ["simulated"] if data.get("simulated") else []
    key = "waited_hung_up" if data.get("censored") else "waited"
    return key, {"seconds": words.duration(float(data.get("seconds", 0.0))), "how": how}


_WAIT_FLAWS = (("unoccupied", "occupied"), ("no_estimate", "estimate"), ("unexplained", "explained"))


def _reached(moment: MomentPart, data: _Data, words: Words) -> _Told:
    who = str(data.get("who", "human"))
    return ("reached", {}) if who == "human" else ("reached_other", {"who": words.term("reached", who) or who})


def _dropped(moment: MomentPart, data: _Data, words: Words) -> _Told:
    text = (data.get("text", ""),)
    if data.get("how") == "hang up" and not str(text[0]).strip():
        return "dropped_self", {}
    promised = data.get("promised")
    return ("dropped_promise", {"promised": (promised,), "text": text}) if promised else ("dropped", {"text": text})


def _plain(key: str, **names: str) -> Callable[[MomentPart, _Data, Words], _Told]:
    """A teller whose sentence takes these data as they are; a name that ends in ``!`` is somebody else's words."""

    def told(moment: MomentPart, data: _Data, words: Words) -> _Told:
        return key, {
            name: (data.get(source.rstrip("!"), ""),) if source.endswith("!") else str(data.get(source, ""))
            for name, source in names.items()
        }

    return told


_TELLERS: Mapping[Kind, Callable[[MomentPart, _Data, Words], _Told]] = {
    Kind.BEGAN: _plain("began"),
    Kind.ENTERED: _entered,
    Kind.OUTCOME: _outcome,
    Kind.GAVE_UP: _gave_up,
    Kind.PARKED: _plain("parked", until="until", **{"for": "for"}),
    Kind.ACTED: _acted,
    Kind.TOLD: _gave,
    Kind.SAW: _saw,
    Kind.HEARD: _plain("heard", text="text!"),
    Kind.INTERRUPTED: _plain("interrupted", text="text!"),
    Kind.ASKED: _asked,
    Kind.REFUSED: _refused,
    Kind.BLOCKED: _blocked,
    Kind.WENT_WITHOUT: _without,
    Kind.ERRED: _plain("erred", text="text!"),
    Kind.LED_AWAY: _plain("led_away", host="host"),
    Kind.WAITED: _waited,
    Kind.REACHED: _reached,
    Kind.DROPPED: _dropped,
    Kind.UNSEEN: _unseen,
}
