"""A contract draws the data that one kind of moment holds: the keys that :class:`cxsim.experience.Kind` names.

Each key has its type, and a key that may be absent sometimes is. Values are short and often alike, so that moments
have to do with each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from cxsim.experience import Kind

TOUCHPOINTS = ("web shop", "phone", "e-mail")
"""Where random moments happen, unless other names are given."""

Data = st.SearchStrategy[dict[str, Any]]

_BOOL = st.booleans()
_MAYBE = st.sampled_from([True, False, None])
SECONDS = st.floats(0.0, 3600.0).map(lambda seconds: round(seconds, 3))
_COUNT = st.integers(0, 50)
_TEXT = st.sampled_from(["", "Please wait.", "I am sorry, but it is our policy.", "Bitte warten", "لطفاً صبر کنید", "x"])
_URL = st.sampled_from(["/", "/help", "/contact?from=home", "/basket#top", "/orders"])
_LANGUAGE = st.sampled_from(["", "en", "en-GB", "de-DE", "fa-IR"])
_FACT = st.sampled_from(["order number", "e-mail", "name", "postcode"])
_NODE = st.sampled_from(["welcome", "orders", "complaints"])
_GOAL = st.sampled_from(["A refund", "An apology"])
_QUEUE = st.sampled_from(["orders", "complaints"])
_ISO = st.sampled_from(["2026-11-24T10:30:00+01:00", "2026-11-28T18:30:00+01:00"])
_HOURS = st.sampled_from([None, "mon-fri 08:00-20:00", "sat 10:00-14:00"])
_STATED = {
    "phone hours": ["mon-fri 08:00-20:00", "mon-fri 07:00-22:00", "08:00-20:00", "always"],
    "opening hours": ["mon-sat 10:00-19:00", "always"],
    "phone number": ["03023125014", "03023125015"],
    "return period": ["14 days", "30 days"],
}

_PHONE_TOPICS = (
    "silent caller", "wrong-key caller", "announced keys", "promises", "data before a human", "closed notice",
    "phrases", "menu length", "dead ends", "spoken agent", "keys beside speech", "interruptible prompts", "typed data",
    "language", "wait estimate", "callback offer", "advertising", "listening", "menu depth",
)  # fmt: skip


def _listed(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=3)


def _a(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Data:
    return st.fixed_dictionaries(dict(required), optional=dict(optional or {}))


def _inspections() -> Data:
    """What the analyses of a page, a site and a phone line record."""
    button = st.none() | st.fixed_dictionaries({"name": _TEXT, "role": st.sampled_from(["button", "link"])})
    oddities = _listed(node=_NODE, where=_TEXT, text=_TEXT, hours=_TEXT)
    about: dict[str, Mapping[str, Any]] = {
        "page": {
            "links": _listed(name=_TEXT, to=_URL),
            "ways_on": _COUNT,
            "checkout": _BOOL,
            "guest": _BOOL,
            "account_needed": _BOOL,
        },
        "form": {
            "fields": _listed(
                label=_TEXT,
                by=st.sampled_from(["label", "placeholder", "none"]),
                type=st.sampled_from(["text", "password"]),
                fact=st.none() | _FACT,
                autocomplete=st.sampled_from(["", "email", "postal-code"]),
                required=_BOOL,
            ),
            "checkout": _BOOL,
        },
        "costs": {"checkout": _BOOL, "costs": _listed(what=st.sampled_from(["fee", "shipping"]), amount=_TEXT)},
        "faq": {"items": _COUNT, "scanned": _COUNT, "found": _BOOL, "question": _TEXT, "search": _BOOL},
        "overflow": {"wide": _COUNT, "touch": _BOOL, "viewport": _TEXT, "findings": _listed(element=_TEXT)},
        "accessibility": {
            "findings": _listed(rule=_TEXT, impact=st.sampled_from(["minor", "serious", "critical"]), help=_TEXT)
        },
        "targets": {"findings": _listed(target=_TEXT), "count": _COUNT},
        "links": {"checked": _COUNT, "findings": _listed(name=_TEXT, to=_URL, status=_COUNT, page=_URL)},
        "human": {"searched": _COUNT, "clicks": st.none() | _COUNT, "way": st.none() | _TEXT, "path": st.lists(_TEXT)},
        "outside": {"host": _TEXT, "accept": button},
    }
    told: dict[str, Mapping[str, Any]] = {
        what: {"looked_at": _COUNT, "findings": oddities, "unknown": oddities} for what in _PHONE_TOPICS
    }
    return st.one_of([_a({"what": st.just(what), "url": _URL, **more}) for what, more in (about | told).items()])


def _interruptions() -> Data:
    offer = st.fixed_dictionaries(
        {"name": _TEXT, "role": st.sampled_from(["button", "link"]), "area": st.floats(0.0, 1e5)}
    )
    told = dict.fromkeys(("says_what_changes", "says_effect", "can_defer", "says_consequence", "mid_task"), _BOOL)
    return _a(
        {"what": st.sampled_from(["cookies", "newsletter", "update", "other"]), "text": _TEXT, "url": _URL},
        {"handled": _TEXT, "accept": st.none() | offer, "reject": st.none() | offer, **told},
    )


def _forecasts() -> Data:
    target = {
        "target": st.just("80 % in 20 s"),
        "target_share": st.just(0.8),
        "target_seconds": st.sampled_from([20.0, 30.0]),
    }
    hour = {
        "hour": st.sampled_from(["09:00", "10:00"]),
        "queue": _QUEUE,
        "wait_p50": st.none() | SECONDS,
        "wait_p90": st.none() | SECONDS,
        "offered": st.floats(0.0, 200.0),
        "served": st.floats(0.0, 200.0),
        "abandoned": st.floats(0.0, 200.0),
        "service_level": st.none() | st.floats(0.0, 1.0),
        "within": st.just(20.0),
    }
    way = st.fixed_dictionaries({"seconds": SECONDS, "keys": st.lists(st.sampled_from("0123456789*#"), max_size=3)})
    spread = {
        "waits": st.lists(st.none() | SECONDS, min_size=20, max_size=20),
        "ways": st.dictionaries(st.sampled_from(["zero", "quickest"]), way, max_size=2),
    }
    return _a(hour, spread) | _a({**hour, **target}, spread)


def _begins() -> Data:
    return _a(
        {"goals": st.lists(_GOAL, unique=True), "mood": st.floats(-1.0, 1.0), "language": _LANGUAGE},
        {
            "needs": st.lists(st.sampled_from(["keyboard only"]), max_size=1),
            "device": st.sampled_from(["phone", "computer"]),
            "free": _HOURS,
            "starts": _ISO,
            "wait": st.fixed_dictionaries({"desired": st.just(20.0), "adequate": st.sampled_from([60.0, 180.0])}),
        },
    )


def _facts_stated() -> Data:
    return st.sampled_from([(fact, value) for fact, values in _STATED.items() for value in values]).flatmap(
        lambda told: _a({"fact": st.just(told[0]), "value": st.just(told[1]), "where": _URL})
    )


CONTRACTS: Mapping[Kind, Data] = {
    Kind.BEGAN: _begins(),
    Kind.ENTERED: _a(
        {"channel": st.sampled_from(["web", "phone", "e-mail"]), "why": st.sampled_from(["first", "unsolved"])},
        {"open": _MAYBE, "hours": _HOURS, "local_time": _ISO},
    ),
    Kind.OUTCOME: _a({"goal": _GOAL, "met": _MAYBE, "reason": _TEXT}),
    Kind.GAVE_UP: _a({"why": st.sampled_from(["patience", "no way on"]), "text": _TEXT}),
    Kind.PARKED: _a({"until": _ISO, "for": _TEXT}),
    Kind.ACTED: _a(
        {"action": st.sampled_from(["click", "fill", "press", "say"]), "target": _TEXT, "seconds": SECONDS},
        {"value": st.sampled_from(["4711", "۴۷۱۱"]), "node": _NODE, "candidates": st.just([["Help", 0.5]])},
    ),
    Kind.TOLD: _a({"fact": _FACT, "value": _TEXT}),
    Kind.SAW: _a(
        {"url": _URL, "title": _TEXT, "words": _COUNT, "seconds": SECONDS, "text": _TEXT},
        {"language": _LANGUAGE, "direction": st.sampled_from(["ltr", "rtl"]), "written": st.none() | _LANGUAGE},
    ),
    Kind.HEARD: _a({"text": _TEXT, "seconds": SECONDS}, {"node": _NODE, "language": _LANGUAGE}),
    Kind.INTERRUPTED: _interruptions(),
    Kind.ASKED: _a({"fact": _FACT, "known": _BOOL, "where": _TEXT}, {"told_at": st.sampled_from(TOUCHPOINTS)}),
    Kind.REFUSED: _a(
        {"what": st.sampled_from(["zero", "key", "form", "login"]), "text": _TEXT},
        {**dict.fromkeys(("names_field", "says_how", "lost_input", "native_digits"), _BOOL), "node": _NODE},
    ),
    Kind.BLOCKED: _a({"action": _TEXT, "target": _TEXT, "reason": _TEXT, "nearest": st.lists(_TEXT, max_size=2)}),
    Kind.WENT_WITHOUT: _a({"action": _TEXT, "target": _TEXT, "reason": _TEXT}),
    Kind.ERRED: _a(
        {
            "what": st.sampled_from(["http", "link", "console", "network", "unreachable"]),
            "text": _TEXT,
            "url": _URL,
        },
        {"status": st.sampled_from([404, 500])},
    ),
    Kind.LED_AWAY: _a({"host": _TEXT, "url": _URL}),
    Kind.WAITED: _a(
        {"for": st.sampled_from(["page", "queue", "reply"]), "seconds": SECONDS},
        {**dict.fromkeys(("occupied", "estimate", "explained", "fair", "censored"), _BOOL), "queue": _QUEUE},
    ),
    Kind.REACHED: _a(
        {"who": st.sampled_from(["human", "voicemail"]), "how": st.sampled_from(["transfer", "queue"])},
        {"queue": _QUEUE, "seconds": SECONDS},
    ),
    Kind.DROPPED: _a({"how": st.sampled_from(["hang up", "busy", "closed"]), "text": _TEXT}, {"promised": _TEXT}),
    Kind.INSPECTED: _inspections(),
    Kind.STATED: _facts_stated(),
    Kind.ANSWERED: _a(
        {
            "menu": _NODE,
            "name": _TEXT,
            "staffed": _BOOL,
            "heard": _BOOL,
            "answer": st.sampled_from(["yes", "no", "after 2", "cannot tell"]),
            "why": _TEXT,
        },
        {"presses": st.none() | _COUNT, "hours": _TEXT, "seconds": SECONDS},
    ),
    Kind.FORECAST: _forecasts(),
    Kind.CHANGED: _a({"measure": _TEXT, "before": _COUNT, "after": _COUNT, "better": _MAYBE}),
    Kind.UNSEEN: _a({"what": _TEXT, "reason": _TEXT, "harness": _BOOL}),
}
"""The data that each kind of moment may hold."""
