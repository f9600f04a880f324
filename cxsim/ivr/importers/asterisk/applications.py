"""Each Asterisk application that a caller notices has one meaning as nodes of the neutral flow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Case,
    Collect,
    Condition,
    HangUp,
    Jump,
    Menu,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
)
from cxsim.ivr.importers.assembly import unseen
from cxsim.ivr.importers.asterisk import queues, values
from cxsim.ivr.importers.asterisk.reader import DEEPEST, Place, Step
from cxsim.ivr.importers.sources import number

RESPONSE, BETWEEN = 10.0, 5.0
"""Seconds for the first key and for a further one: the defaults of TIMEOUT(response) and TIMEOUT(digit)."""
_QUIET = re.compile(
    r"(answer|noop|verbose|log|wait|set\w*|mset|(stop)?mix?monitor|monitor|ringing|progress|proceeding|musiconhold|playtones"
    r"|stopplaytones|cdr\w*|userevent|sipaddheader|pjsip\w*|resetcdr|nocdr|dumpchan|senddtmf|dbdel\w*|clearhash"
    r"|stackpop|volume|jabber\w*|celgenuserevent|export|importvar|removequeuemember|addqueuemember)"
)


def read(step: Step) -> None:
    """Put the nodes of one priority into the flow."""
    known = _APPLICATIONS.get(step.line.app)
    if known is not None:
        known(step)
    elif _QUIET.fullmatch(step.line.app):
        step.put(Jump(then=step.next, **_common(step)))
    else:
        _unseen(step)


def _common(step: Step) -> dict[str, Any]:
    return {"id": step.id, "where": step.line.where}


def _sounds(names: str) -> tuple[Prompt, ...]:
    """Recordings, joined by ``&``; their words are not in the dialplan."""
    return tuple(Prompt(audio=name) for name in names.split("&") if name and not name.startswith("silence/"))


def _play(step: Step) -> None:
    step.put(Play(says=_sounds(step.argument(0)), then=step.next, **_common(step)))


def _say(step: Step) -> None:
    step.put(Play(says=(Prompt(audio=f"{step.line.app} {step.argument(0)}"),), then=step.next, **_common(step)))


def _background(step: Step) -> None:
    """Sounds that a key interrupts, and the wait after them: the Backgrounds and the WaitExten that follow."""
    says, place, waits, context = list(_sounds(step.argument(0))), step.place.after, 0.0, step.argument(3)
    while (line := step.reader.plan.find(place.context, place.dialed, place.priority)) is not None:
        arguments = values.arguments(step.reader.filled(line.data, place))
        if line.app == "background" and not line.label and (arguments[3:4] or [""])[0] == context and len(says) < 50:
            says += _sounds(arguments[0])
        elif line.app == "waitexten" and not line.label:
            waits = number(arguments[0], 0.0) or _timeout(step, "response", RESPONSE)
            place = place.after
            break
        elif line.app != "noop":
            break
        place = place.after
    _wait(step, tuple(says), waits, place, context or step.place.context)


def _wait_for_extension(step: Step) -> None:
    waits = number(step.argument(0), 0.0) or _timeout(step, "response", RESPONSE)
    _wait(step, (), waits, step.place.after, step.place.context)


def _wait(step: Step, says: tuple[Prompt, ...], waits: float, place: Place, context: str) -> None:
    """A menu. Silence goes on at the next priority; only where there is none, at ``t``, and failing that at ``e``.

    Source: ``pbx_builtin_waitexten`` in Asterisk's ``main/pbx_builtins.c`` ("Timeout on %s, continuing..." comes before
    "going to 't'"), although its sample dialplans read as if ``t`` came first. What nobody can dial goes to ``i`` of
    the context, failing that to ``e``, else the call ends.
    """
    reader = step.reader
    follows = reader.plan.find(place.context, place.dialed, place.priority) is not None
    silent = reader.at(place) if follows else reader.special(place.context, "t") or HANG_UP
    keys = reader.keys(context)
    unsure = reader.plan.unsure(context)
    wrong = reader.special(context, "i") or (_may_be(step, unsure) if unsure else HANG_UP)
    step.put(
        Menu(
            says=says,
            keys=keys,
            longest=max(map(len, keys), default=1),
            silent=Retry(then=silent, after=waits),
            wrong=Retry(then=wrong),
            interrupt="p" not in step.argument(1),
            between=_timeout(step, "digit", BETWEEN),
            **_common(step),
        )
    )


def _may_be(step: Step, reason: str) -> str:
    """What a key does that is not in these files."""
    id = f"{step.id}: other keys"
    step.put(Opaque(id=id, where=step.line.where, reason=reason))
    return id


def _timeout(step: Step, which: str, otherwise: float) -> float:
    """The time-out that the same extension set before."""
    place, found = step.place, otherwise
    for priority in range(max(1, place.priority - 50), place.priority):
        line = step.reader.plan.find(place.context, place.dialed, priority)
        match = re.match(rf"TIMEOUT\({which}\)\s*=\s*(\d+)", line.data, re.IGNORECASE) if line else None
        found = number(match[1], otherwise) if match else found
    return found


def _dial_tone(step: Step) -> None:
    """DISA gives a dial tone and dials what is typed in a context."""
    _wait(
        step,
        (Prompt(audio="dial tone"),),
        _timeout(step, "response", RESPONSE),
        Place("", "", 1),
        step.argument(1) or "disa",
    )


def _read_digits(step: Step) -> None:
    """Read keeps what was typed in a variable; one digit is a menu whose keys the following conditions tell apart.

    After the last attempt, and after silence, the variable is empty and the call goes on.
    """
    name, prompts, most = step.argument(0), _sounds(step.argument(1)), int(number(step.argument(2), 0))
    attempts = max(int(number(step.argument(4), 1)), 1)
    empty = f"{step.id}: nothing"
    step.put(Assign(id=empty, where=step.line.where, attribute=name, value="", then=step.next))
    silent = Retry(repeat=min(attempts - 1, 20), then=empty, after=number(step.argument(5), 0.0) or RESPONSE)
    if most == 1:
        keys = {}
        for key in "1234567890*":
            keys[key] = f"{step.id}: {key}"
            step.put(Assign(id=keys[key], where=step.line.where, attribute=name, value=key, then=step.next))
        step.put(Menu(says=prompts, keys=keys, silent=silent, wrong=Retry(then=empty), **_common(step)))
        return
    common = {"silent": silent, "wrong": Retry(then=empty), "between": BETWEEN, **_common(step)}
    step.put(Collect(says=prompts, then=step.next, least=1, most=most or None, end="#", into=name, **common))


def _goto(step: Step) -> None:
    step.put(Jump(then=step.reader.go(step, step.line.data), **_common(step)))


def _goto_if(step: Step) -> None:
    asked, yes, no = _question(step.line.data)
    holds = values.condition(step.reader.filled(asked, step.place))
    _branch(step, holds, step.reader.go(step, yes) if holds is not False else "", no)


def _goto_if_time(step: Step) -> None:
    asked, yes, no = _question(step.line.data)
    holds, schedule = values.times(step.reader.filled(asked, step.place))
    if schedule is not None:
        step.reader.assembly.schedules[holds.schedule] = schedule
    _branch(step, holds, step.reader.go(step, yes), no)


def _question(data: str) -> tuple[str, str, str]:
    """``condition?yes:no``; the question mark is the first one outside brackets."""
    depth = 0
    for position, letter in enumerate(data[:10_000]):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(letter, 0)
        if letter == "?" and depth <= 0:
            yes, _, no = data[position + 1 :].partition(":")
            return data[:position], yes, no
    return data, "", ""


def _branch(step: Step, holds: Condition | bool, yes: str, no: str) -> None:
    if isinstance(holds, bool):
        step.put(Jump(then=yes if holds else step.reader.go(step, no), **_common(step)))
        return
    cases = (Case(condition=holds, then=yes),)
    step.put(Branch(cases=cases, otherwise=step.reader.go(step, no), **_common(step)))


def _subroutine(step: Step) -> None:
    """Gosub runs another place up to its Return."""
    target = (
        step.line.data.split("(")[0] if "(" in step.line.data and not step.line.data.startswith("$") else step.line.data
    )
    parts = [step.reader.filled(part, step.place) for part in values.arguments(target)]
    place = step.place
    if any(unseen(part) for part in parts) or len(place.back) >= DEEPEST:
        _unseen(step)
        return
    context, dialed, written = [place.context, place.dialed, "1"][: max(3 - len(parts), 0)] + parts[:3]
    priority = (
        int(written) if written.isdigit() and len(written) < 7 else step.reader.plan.label(context, dialed, written)
    )
    inner = Place(context, dialed, priority or 1, (*place.back, place.after))
    if priority is None or step.reader.plan.find(context, dialed, priority) is None:
        reason = step.reader.plan.unsure(context)
        _unseen(step, f"the subroutine {context} is not here: {reason}") if reason else _end(step)
        return
    step.put(Jump(then=step.reader.at(inner), **_common(step)))


def _macro(step: Step) -> None:
    """A macro is the context macro-NAME; after its last priority the call goes on."""
    step.put(
        Opaque(reason=f"what the macro {step.argument(0)} does is not followed", then=(step.next,), **_common(step))
    )


def _return(step: Step) -> None:
    back = step.place.back
    target = HANG_UP
    if back:
        place = back[-1]
        target = step.reader.at(Place(place.context, place.dialed, place.priority, back[:-1]))
    step.put(Jump(then=target, **_common(step)))


def _queue(step: Step) -> None:
    """A caller comes back to the next priority where the queue is full, empty of agents, or has timed out."""
    name = step.argument(0)
    known = step.reader.queues.get(name, queues.Settings())
    step.put(
        Queue(
            queue=name,
            keys=step.reader.single_keys(known.context) if known.context else {},
            full=step.next,
            waiting=tuple(Prompt(audio=sound) for sound in known.announced),
            estimate=known.estimate,
            **_common(step),
        )
    )


def _dial(step: Step) -> None:
    """A telephone of the exchange itself belongs to a person; who answers a number outside is not in the dialplan."""
    device = step.argument(0)
    own = re.fullmatch(r"(PJSIP|SIP|IAX2|SCCP|DAHDI|Local)/[\w.-]+(&.*)?", device, re.IGNORECASE) is not None
    outside = device.lower().startswith(("local/", "dahdi/g", "dahdi/r"))
    step.put(Transfer(number=device, human=True if own and not outside else None, then=step.next, **_common(step)))


def _voicemail(step: Step) -> None:
    step.put(Voicemail(**_common(step)))


def _end(step: Step) -> None:
    step.put(HangUp(**_common(step)))


def _busy(step: Step) -> None:
    step.put(HangUp(says=(Prompt(audio=f"{step.line.app} tone"),), **_common(step)))


def _set(step: Step) -> None:
    """Sets a variable, counts one up, or chooses the language; other functions are not heard."""
    name, sign, value = step.line.data.partition("=")
    name = name.strip().lstrip("_")
    language = re.fullmatch(r"(?:CHANNEL\(language\)|LANGUAGE\(\))", name, re.IGNORECASE)
    if language is not None and not unseen(value):
        step.put(Jump(then=step.next, language=value.strip(), **_common(step)))
    elif not sign or not re.fullmatch(r"\w+", name):
        step.put(Jump(then=step.next, **_common(step)))
    else:
        add = values.counted(value, name)
        filled = step.reader.filled(value.strip().strip('"'), step.place)
        step.put(Assign(attribute=name, value=f"+{add}" if add else filled, add=add, then=step.next, **_common(step)))


def _exec_if(step: Step) -> None:
    reason = "whether this application is run is only known in the call"
    if re.search(r"\?\s*(hangup|goto|dial|queue|voicemail|background|transfer)", step.line.data, re.IGNORECASE):
        _unseen(step, reason)
    else:
        step.put(Jump(then=step.next, **_common(step)))


def _unseen(step: Step, reason: str = "") -> None:
    """Another program may do anything with the call, or hand it back."""
    what = reason or f"what {step.line.app}({step.line.data[:60]}) does is not in the dialplan"
    elsewhere = f"{step.id}: somewhere else"
    step.put(Opaque(id=elsewhere, where=step.line.where, reason=what))
    step.put(Opaque(reason=what, then=(step.next, elsewhere), **_common(step)))


def _conference(step: Step) -> None:
    step.put(Opaque(reason=f"who is in the conference {step.argument(0)} is not known", **_common(step)))


_APPLICATIONS: Mapping[str, Callable[[Step], None]] = {
    "playback": _play,
    "controlplayback": _play,
    "background": _background,
    "backgrounddetect": _background,
    "waitexten": _wait_for_extension,
    "disa": _dial_tone,
    "read": _read_digits,
    "goto": _goto,
    "gotoif": _goto_if,
    "gotoiftime": _goto_if_time,
    "gosub": _subroutine,
    "macro": _macro,
    "return": _return,
    "queue": _queue,
    "dial": _dial,
    "voicemail": _voicemail,
    "voicemailmain": _voicemail,
    "hangup": _end,
    "busy": _busy,
    "congestion": _busy,
    "set": _set,
    "execif": _exec_if,
    "execiftime": _exec_if,
    "confbridge": _conference,
    "meetme": _conference,
    **dict.fromkeys(("saydigits", "saynumber", "sayalpha", "sayunixtime", "sayphonetic", "festival", "echo"), _say),
}
