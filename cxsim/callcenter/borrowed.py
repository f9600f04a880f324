"""What is borrowed is what a center takes from the project around it instead of saying it itself: the hours of its
touchpoint, how long callers are in the phone menu, and how patient and how stubborn the personas are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxsim.callcenter.center import CallType, Center, patience_of
from cxsim.callcenter.manners import ZERO_AFTER
from cxsim.callcenter.times import Mixture
from cxsim.errors import DefinitionError, Fault
from cxsim.patience import mood_factor
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName

if TYPE_CHECKING:
    from cxsim.callcenter.times import Times
    from cxsim.ivr.flow import Flow
    from cxsim.ivr.ways import Way
    from cxsim.persona import Persona
    from cxsim.quantities import WeeklyHours


def complete(
    center: Center,
    *,
    hours: WeeklyHours | None = None,
    personas: Iterable[Persona] = (),
    settings: Settings | None = None,
    flow: Flow | None = None,
) -> Center:
    """The center with what it takes from around it: a touchpoint's hours, what comes ``from personas``, and the time in
    the menu ``from flow``.

    Raises DefinitionError where the flow has no way to the queue of a call type.
    """
    center = replace(center, hours=center.hours or hours)
    if borrows_personas(center):
        center = with_personas(center, personas, settings or Settings())
    return with_menu(center, flow) if borrows_flow(center) else center


def borrows_personas(center: Center) -> bool:
    """Whether something comes from personas."""
    return any(t.patience_from_personas or t.redial_from_personas for t in center.types)


def borrows_flow(center: Center) -> bool:
    """Whether the time in the menu comes from the flow."""
    return any(t.menu_from_flow for t in center.types)


# -- personas


def with_personas(center: Center, personas: Iterable[Persona], settings: Settings) -> Center:
    """The center with the personas' patience and redials where it asks for them, and a note of what that means."""
    people = sorted(personas, key=lambda persona: persona.id)
    if not people:
        return center
    notes, types = list(center.notes), []
    for call_type in center.types:
        if call_type.patience_from_personas:
            call_type = replace(call_type, patience=patience_of_all(people, settings))
        if call_type.redial_from_personas:
            call_type, told = _with_redials(call_type, people, settings)
            notes.append(told)
        types.append(call_type)
    return replace(center, types=tuple(types), notes=tuple(dict.fromkeys(notes)))


def patience_of_all(personas: Iterable[Persona], settings: Settings) -> Mixture:
    """The share-weighted mixture of the personas' queue patience, each scaled by the mood that it begins with."""
    return Mixture(parts=tuple((weight, _patience(who, settings)) for weight, who in _weighted(personas)))


def _weighted(personas: Iterable[Persona]) -> list[tuple[float, Persona]]:
    people = sorted(personas, key=lambda persona: persona.id)
    weights = [1.0 if persona.share is None else persona.share for persona in people]
    return [(weight / math.fsum(weights), persona) for weight, persona in zip(weights, people, strict=True)]


def _patience(persona: Persona, settings: Settings) -> Times:
    return patience_of(persona.patience.queue).scaled(mood_factor(persona.mood, settings))


def tries(persona: Persona, settings: Settings) -> int:
    """How often a persona calls until somebody answers.

    Once, where she would rather turn elsewhere (``prefers`` begins with another channel); else as often as her own time
    for the whole journey holds her average wait in the queue.
    """
    if persona.prefers and persona.prefers[0] != ChannelName.PHONE:
        return 1
    return max(1, int(persona.patience.journey / _patience(persona, settings).mean))


def _with_redials(call_type: CallType, people: Sequence[Persona], settings: Settings) -> tuple[CallType, str]:
    redial = call_type.redial
    assert redial is not None
    again = [(weight, tries(who, settings)) for weight, who in _weighted(people) if tries(who, settings) > 1]
    share = min(1.0, math.fsum(weight for weight, _ in again))
    mean = math.fsum(weight * times for weight, times in again) / share if share else 1.0
    most = min(redial.at_most, round(mean))
    told = f"redials of {call_type.name} from personas: {share:.0%} call again, {most} calls at most"
    changed = replace(redial, share=share, at_most=most)
    return replace(call_type, redial=changed, redial_from_personas=False), told


# -- the phone menu


def with_menu(center: Center, flow: Flow | None) -> Center:
    """The center with the time that its callers spend in this phone menu before they wait.

    It is the quickest way to the queue of their type, with everything heard to its end, while the line is open. Raises
    DefinitionError where no way of the flow leads to that queue.
    """
    if flow is None:
        return center
    quickest, zero = _ways(flow)
    faults: list[Fault] = []
    notes, types = list(center.notes), []
    for call_type in center.types:
        if call_type.menu_from_flow:
            way = _way(center, call_type, quickest, faults.append)
            if way is not None:
                call_type = _with_menu_time(call_type, way, zero)
                keys = ", ".join(way.keys) or "nothing"
                notes.append(f"menu of {call_type.name}: {way.seconds:g} s by the flow (keys {keys}, all heard)")
        types.append(call_type)
    if faults:
        raise DefinitionError(faults)
    return replace(center, types=tuple(types), notes=tuple(dict.fromkeys(notes)))


def _ways(flow: Flow) -> tuple[dict[str, Way], Way | None]:
    from cxsim.ivr.explore import explore
    from cxsim.ivr.ways import QUICKEST, ways

    exploration = explore(flow)
    hours = next((here.id for here in exploration.hours if here.staffed), "")
    found = ways(exploration, hours) if hours else ()
    zero = next((way for way in found if way.caller != QUICKEST), None)
    return {way.queue: way for way in found if way.caller == QUICKEST}, zero


def _way(center: Center, call_type: CallType, quickest: dict[str, Way], fail: Callable[[Fault], object]) -> Way | None:
    """The way of this type's callers; a center without call types has one queue, whatever it is called."""
    name = next(iter(quickest)) if center.simple and len(quickest) == 1 else call_type.name
    if name not in quickest:
        file, line = call_type.place or (None, None)
        what = f"no way through the phone flow leads to the queue {name!r}, so the time in its menu is not known"
        hint = f"its queues are {', '.join(sorted(quickest)) or 'none'}; call types are called like them"
        fail(Fault(what=what, hint=hint, file=file, line=line))
    return quickest.get(name)


def _with_menu_time(call_type: CallType, way: Way, zero: Way | None) -> CallType:
    menu = call_type.manners.menu
    assert menu is not None
    after = menu.zero_out_after or (zero.seconds if zero is not None else ZERO_AFTER)
    heard = replace(menu, takes=menu.takes.scaled(max(way.seconds, 0.1)), zero_out_after=after)
    return replace(call_type, manners=replace(call_type.manners, menu=heard), menu_from_flow=False)
