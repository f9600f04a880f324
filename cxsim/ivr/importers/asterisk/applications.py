"""Each Asterisk application that a caller notices has one meaning as nodes of the neutral flow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cxsim.ivr.flow import (
    HANG_UP,
    Assign,
    Branch,
    Case,
    Condition,
    HangUp,
    Jump,
    Opaque,
    Play,
    Prompt,
    Queue,
    Transfer,
    Voicemail,
)
from cxsim.ivr.importers.assembly import unseen
from cxsim.ivr.importers.asterisk import inputs, queues, values
from cxsim.ivr.importers.asterisk.reader import DEEPEST, Place, Step

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
        step.put(Jump(then=step.next, **step.common))
    else:
        _unseen(step)


def _play(step: Step) -> None:
    step.put(Play(says=inputs.sounds(step.argument(0)), then=step.next, **step.common))


def _say(step: Step) -> None:
    step.put(Play(says=(Prompt(audio=f"{step.line.app} {step.argument(0)}"),), then=step.next, **step.common))


def _goto(step: Step) -> None:
    step.put(Jump(then=step.reader.go(step, step.line.data), **step.common))


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
        step.put(Jump(then=yes if holds else step.reader.go(step, no), **step.common))
        return
    cases = (Case(condition=holds, then=yes),)
    step.put(Branch(cases=cases, otherwise=step.reader.go(step, no), **step.common))


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
    step.put(Jump(then=step.reader.at(inner), **step.common))


def _macro(step: Step) -> None:
    """A macro is the context macro-NAME; after its last priority the call goes on."""
    step.put(Opaque(reason=f"what the macro {step.argument(0)} does is not followed", then=(step.next,), **step.common))


def _return(step: Step) -> None:
    back = step.place.back
    target = HANG_UP
    if back:
        place = back[-1]
        target = step.reader.at(Place(place.context, place.dialed, place.priority, back[:-1]))
    step.put(Jump(then=target, **step.common))


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
            **step.common,
        )
    )


def _dial(step: Step) -> None:
    """A telephone of the exchange itself belongs to a person; who answers a number outside is not in the dialplan."""
    device = step.argument(0)
    own = re.fullmatch(r"(PJSIP|SIP|IAX2|SCCP|DAHDI|Local)/[\w.-]+(&.*)?", device, re.IGNORECASE) is not None
    outside = device.lower().startswith(("local/", "dahdi/g", "dahdi/r"))
    step.put(Transfer(number=device, human=True if own and not outside else None, then=step.next, **step.common))


def _voicemail(step: Step) -> None:
    step.put(Voicemail(**step.common))


def _end(step: Step) -> None:
    step.put(HangUp(**step.common))


def _busy(step: Step) -> None:
    step.put(HangUp(says=(Prompt(audio=f"{step.line.app} tone"),), **step.common))


def _set(step: Step) -> None:
    """Sets a variable, counts one up, or chooses the language; other functions are not heard."""
    name, sign, value = step.line.data.partition("=")
    name = name.strip().lstrip("_")
    language = re.fullmatch(r"(?:CHANNEL\(language\)|LANGUAGE\(\))", name, re.IGNORECASE)
    if language is not None and not unseen(value):
        step.put(Jump(then=step.next, language=value.strip(), **step.common))
    elif not sign or not re.fullmatch(r"\w+", name):
        step.put(Jump(then=step.next, **step.common))
    else:
        add = values.counted(value, name)
        filled = step.reader.filled(value.strip().strip('"'), step.place)
        step.put(Assign(attribute=name, value=f"+{add}" if add else filled, add=add, then=step.next, **step.common))


def _exec_if(step: Step) -> None:
    reason = "whether this application is run is only known in the call"
    if re.search(r"\?\s*(hangup|goto|dial|queue|voicemail|background|transfer)", step.line.data, re.IGNORECASE):
        _unseen(step, reason)
    else:
        step.put(Jump(then=step.next, **step.common))


def _unseen(step: Step, reason: str = "") -> None:
    """Another program may do anything with the call, or hand it back."""
    what = reason or f"what {step.line.app}({step.line.data[:60]}) does is not in the dialplan"
    elsewhere = f"{step.id}: somewhere else"
    step.put(Opaque(id=elsewhere, where=step.line.where, reason=what))
    step.put(Opaque(reason=what, then=(step.next, elsewhere), **step.common))


def _conference(step: Step) -> None:
    step.put(Opaque(reason=f"who is in the conference {step.argument(0)} is not known", **step.common))


_APPLICATIONS: Mapping[str, Callable[[Step], None]] = {
    "playback": _play,
    "controlplayback": _play,
    "background": inputs.background,
    "backgrounddetect": inputs.background,
    "waitexten": inputs.wait_for_extension,
    "disa": inputs.dial_tone,
    "read": inputs.read_digits,
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
