"""Inputs are the applications with which a dialplan waits for its caller: a menu of extensions, or digits to read."""

from __future__ import annotations

import re

from cxsim.ivr.flow import HANG_UP, Assign, Collect, Menu, Opaque, Prompt, Retry
from cxsim.ivr.importers.asterisk import values
from cxsim.ivr.importers.asterisk.reader import Place, Step
from cxsim.ivr.importers.sources import number

RESPONSE, BETWEEN = 10.0, 5.0
"""Seconds for the first key and for a further one: the defaults of TIMEOUT(response) and TIMEOUT(digit)."""


def sounds(names: str) -> tuple[Prompt, ...]:
    """Recordings, joined by ``&``; their words are not in the dialplan."""
    return tuple(Prompt(audio=name) for name in names.split("&") if name and not name.startswith("silence/"))


def background(step: Step) -> None:
    """Sounds that a key interrupts, and the wait after them: the Backgrounds and the WaitExten that follow."""
    says, place, waits, context = list(sounds(step.argument(0))), step.place.after, 0.0, step.argument(3)
    while (line := step.reader.plan.find(place.context, place.dialed, place.priority)) is not None:
        arguments = values.arguments(step.reader.filled(line.data, place))
        if line.app == "background" and not line.label and (arguments[3:4] or [""])[0] == context and len(says) < 50:
            says += sounds(arguments[0])
        elif line.app == "waitexten" and not line.label:
            waits = number(arguments[0], 0.0) or _timeout(step, "response", RESPONSE)
            place = place.after
            break
        elif line.app != "noop":
            break
        place = place.after
    _wait(step, tuple(says), waits, place, context or step.place.context)


def wait_for_extension(step: Step) -> None:
    """Waits without a sound for an extension of the context."""
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
            **step.common,
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


def dial_tone(step: Step) -> None:
    """DISA gives a dial tone and dials what is typed in a context."""
    _wait(
        step,
        (Prompt(audio="dial tone"),),
        _timeout(step, "response", RESPONSE),
        Place("", "", 1),
        step.argument(1) or "disa",
    )


def read_digits(step: Step) -> None:
    """Read keeps what was typed in a variable; one digit is a menu whose keys the following conditions tell apart.

    After the last attempt, and after silence, the variable is empty and the call goes on.
    """
    name, prompts, most = step.argument(0), sounds(step.argument(1)), int(number(step.argument(2), 0))
    attempts = max(int(number(step.argument(4), 1)), 1)
    empty = f"{step.id}: nothing"
    step.put(Assign(id=empty, where=step.line.where, attribute=name, value="", then=step.next))
    silent = Retry(repeat=min(attempts - 1, 20), then=empty, after=number(step.argument(5), 0.0) or RESPONSE)
    if most == 1:
        keys = {}
        for key in "1234567890*":
            keys[key] = f"{step.id}: {key}"
            step.put(Assign(id=keys[key], where=step.line.where, attribute=name, value=key, then=step.next))
        step.put(Menu(says=prompts, keys=keys, silent=silent, wrong=Retry(then=empty), **step.common))
        return
    common = {"silent": silent, "wrong": Retry(then=empty), "between": BETWEEN, **step.common}
    step.put(Collect(says=prompts, then=step.next, least=1, most=most or None, end="#", into=name, **common))
