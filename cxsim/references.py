"""A reference is a name in one file that means something in another; here all of them are followed.

A scenario names personas and touchpoints, a persona an account, the map its environments: a name that means nothing
is a fault with the one that was probably meant; an oddity that does not stop anybody is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cxsim.errors import Fault
from cxsim.explain import Loc, did_you_mean, nearest
from cxsim.labels import FACTS, PLACEHOLDER, fact_of
from cxsim.persona import Persona
from cxsim.scenario import EVERYBODY, Scenario
from cxsim.script import Action, Do, Part, Step, Try, When, every_part, leaves
from cxsim.settings import Settings
from cxsim.touchpoint import ChannelName, Touchpoint, TouchpointMap
from cxsim.yamlfile import Document

if TYPE_CHECKING:
    from cxsim.callcenter.center import Center
    from cxsim.ivr.flow import Flow

D = TypeVar("D")

DEVICES = ("phone", "tablet", "computer", "old phone", "old computer")
NETWORKS = ("slow", "normal", "fast", "edge", "3g", "slow 3g", "fast 3g", "slow 4g", "4g")
NEEDS = ("keyboard only", "reduced motion", "high contrast", "dark mode", "zoom 200 %")
"""Needs that a walk acts on; others are kept as a note for people."""

_AGE_OR_GENDER = re.compile(
    r"\b(fe)?males?\b|\b(wo)?m[ae]n\b|\bgirls?\b|\bboys?\b|\bgender\b|\b(young|old|elderly|seniors?|teenagers?|aged?)\b"
    r"|\bmillennials?\b|\bboomers?\b|\bgen(eration)? [a-z]\b|\byears? old\b|^\d{1,3}(\s*[-–]\s*\d{1,3})?( years)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[D]):
    """A definition and the document that it was read from."""

    document: Document
    definition: D


def check(
    world: Found[TouchpointMap] | None,
    personas: Mapping[str, Found[Persona]],
    scenarios: Mapping[str, Found[Scenario]],
    flows: Mapping[str, Flow],
    centers: Mapping[str, Center],
    settings: Settings,
    *,
    broken: Collection[str] = (),
) -> list[Fault]:
    """Every name that means nothing; ``broken`` are ids of unreadable files, which are complained of already."""
    touchpoints = world.definition.touchpoints if world else {}
    found: list[Fault] = []
    if world is not None:
        found += _map_faults(world)
        found += _queue_faults(world, flows, centers)
    for persona in personas.values():
        found += _persona_faults(persona, touchpoints, settings, mapped=world is not None)
    for scenario in scenarios.values():
        found += _scenario_personas(scenario, personas, broken)
        found += _scenario_goals(scenario, personas)
        found += _particulars(scenario, personas, settings)
        if world is not None:
            found += _scenario_journey(scenario, touchpoints, flows, centers)
            found += _branches(scenario, touchpoints)
            found += _logins(scenario, touchpoints)
        found += _devices(scenario.document, scenario.definition.variants, ("variants",))
        found += _given(scenario, settings)
    return found


def _unknown(document: Document, loc: Loc, what: str, word: str, known: Collection[str]) -> Fault:
    return document.fault(f"there is no {what} {word!r}", loc, hint=did_you_mean(word, known))


def _map_faults(world: Found[TouchpointMap]) -> Iterator[Fault]:
    document = world.document
    for name, touchpoint in world.definition.touchpoints.items():
        at: Loc = ("touchpoints", name)
        if not touchpoint.owner.strip():
            hint = "add `owner: a person or a team`; gaps found here land on nobody (R52)"
            yield document.fault(f"nobody owns {name!r}", at, hint=hint, warning=True)
        environments = touchpoint.environments
        for environment in touchpoint.test:
            if environment not in environments:
                yield _unknown(document, (*at, "test"), "environment", environment, environments)
        for permission, allowance in touchpoint.allow.items():
            for environment in allowance.on:
                if environment not in environments:
                    place = (*at, "allow", str(permission), "on")
                    yield _unknown(document, place, "environment", environment, environments)
        if not name.isprintable() or len(name) > 80:
            yield document.fault("the name of a touchpoint is a few words", at, hint="write at most 80 letters")


def claim_faults(document: Document, touchpoints: Mapping[str, Touchpoint], checks: Collection[str]) -> Iterator[Fault]:
    """Claims whose check does not exist: nobody can test these sentences (a warning, R98)."""
    for name, touchpoint in touchpoints.items():
        for index, claim in enumerate(touchpoint.claims):
            if claim.check is not None and claim.check not in checks:
                what = f"there is no check {claim.check!r}: nobody can test “{claim.says}”"
                hint = did_you_mean(claim.check, checks, limit=0) or "see `cxsim checks`"
                yield document.fault(what, ("touchpoints", name, "claims", index), hint=hint, warning=True)


def _queue_faults(
    world: Found[TouchpointMap], flows: Mapping[str, Flow], centers: Mapping[str, Center]
) -> Iterator[Fault]:
    """The queues of a phone flow are the call types of its center."""
    for name, touchpoint in world.definition.touchpoints.items():
        flow, center = flows.get(touchpoint.flow or ""), centers.get(touchpoint.callcenter or "")
        if flow is None or center is None:
            continue
        types = [call_type.name for call_type in center.types]
        for queue in _queues(flow):
            if queue not in types and not center.simple:
                hint = did_you_mean(queue, types)
                what = f"the flow's queue {queue!r} is no call type of {touchpoint.callcenter}"
                yield world.document.fault(what, ("touchpoints", name, "callcenter"), hint=hint)


def _queues(flow: Flow) -> list[str]:
    queues = (getattr(node, "queue", None) for node in flow.nodes.values())
    return sorted({queue for queue in queues if isinstance(queue, str)})


def _persona_faults(
    found: Found[Persona], touchpoints: Mapping[str, Touchpoint], settings: Settings, *, mapped: bool
) -> Iterator[Fault]:
    document, persona = found.document, found.definition
    if mapped:
        accounts = sorted({account for touchpoint in touchpoints.values() for account in touchpoint.accounts})
        if persona.account is not None and persona.account not in accounts:
            yield _unknown(document, ("account",), "account", persona.account, accounts)
        places = (*touchpoints, *(str(channel) for channel in ChannelName))
        for index, place in enumerate(persona.prefers):
            if place not in places:
                yield _unknown(document, ("prefers", index), "touchpoint or channel", place, places)
    yield from _devices(document, (persona.device,), ("device",))
    networks = (*NETWORKS, *settings.networks)
    if persona.network.lower() not in networks:
        yield _unknown(document, ("network",), "network", persona.network, networks)
    for index, need in enumerate(persona.needs):
        if need.strip().lower().replace("-", " ") not in NEEDS:
            hint = did_you_mean(need, NEEDS)
            yield document.fault(f"no walk acts on the need {need!r}", ("needs", index), hint=hint, warning=True)
    if persona.circumstances and all(_AGE_OR_GENDER.search(text) for text in persona.circumstances):
        hint = "say what differs in her situation: a deadline, the third contact, only a phone (R85)"
        what = "age and gender alone say nothing about what a customer needs"
        yield document.fault(what, ("circumstances",), hint=hint, warning=True)


def _devices(document: Document, devices: Collection[str], loc: Loc) -> Iterator[Fault]:
    """Playwright's device names all have a capital in them; a small word that is none of ours is a slip."""
    for index, device in enumerate(devices):
        if device not in DEVICES and (device == device.lower()):
            yield _unknown(document, (*loc, index), "device", device, DEVICES)


def _given(found: Found[Scenario], settings: Settings) -> Iterator[Fault]:
    """Test data without a command; a project without any command leaves all of it to pytest's fixtures."""
    for index, name in enumerate(found.definition.given):
        if settings.commands and name not in settings.commands:
            what = f"no command of the settings sets up {name!r}: only a pytest fixture of that name can"
            hint = did_you_mean(name, settings.commands)
            yield found.document.fault(what, ("given", index), hint=hint, warning=True)


def _scenario_personas(
    found: Found[Scenario], personas: Mapping[str, Found[Persona]], broken: Collection[str]
) -> Iterator[Fault]:
    for index, name in enumerate(found.definition.personas):
        if name == EVERYBODY and len(found.definition.personas) == 1:
            continue
        if name not in personas and name not in broken:
            yield _unknown(found.document, ("personas", index), "persona", name, personas)


def _scenario_goals(found: Found[Scenario], personas: Mapping[str, Found[Persona]]) -> Iterator[Fault]:
    scenario = found.definition
    everybody = scenario.personas == (EVERYBODY,)
    people = [p.definition for name, p in personas.items() if everybody or name in scenario.personas]
    goals = dict.fromkeys(goal for persona in people for goal in persona.goal)
    told = {solved.goal for solved in scenario.solved}
    for goal in told - {None}:
        if people and goal not in goals:
            yield _unknown(found.document, ("solved", str(goal)), "goal", str(goal), goals)
    if told and None not in told:
        for goal in goals:
            if goal not in told and not any(nearest(goal, [str(t)]) for t in told):
                what = f"nothing says how to see that {goal!r} is met: it will be “cannot tell”"
                yield found.document.fault(what, ("solved",), hint=f"add `{goal}: {{sees: …}}`", warning=True)


def _particulars(found: Found[Scenario], personas: Mapping[str, Found[Persona]], settings: Settings) -> Iterator[Fault]:
    """Particulars in angle brackets that are no fact and that not everybody who is sent knows, or is given."""
    people = [p.definition for name, p in personas.items() if name in found.definition.personas]
    told = [{key.casefold() for key in persona.knows} for persona in people]
    known = set.intersection(*told) if told else set()
    commands = [settings.commands[name] for name in found.definition.given if name in settings.commands]
    known |= {name.casefold() for command in commands for name in command.gives}
    for part in (part for stop in found.definition.journey for part in stop.steps or ()):
        for name, line, group in _names_in(part):
            if fact_of(name) is not None or name.casefold() in known:
                continue
            hint = did_you_mean(name, (*known, *FACTS), limit=0) or "add it to `knows` of the persona"
            what = f"nobody knows <{name}>"
            if group:
                what = f"the steps of {group!r} need <{name}>"
                hint = f"write `do: {{{group}: {{{name}: …}}}}`"
            yield Fault(what=what, hint=hint, file=found.document.path, line=line)


def _names_in(part: Part, used: Do | None = None) -> Iterator[tuple[str, int | None, str]]:
    """The names in angle brackets below this part: each with its line in this file, and the group that it is in."""
    used = used or (part if isinstance(part, Do) else None)
    inner: tuple[Part, ...] = ()
    texts: tuple[str | None, ...] = ()
    match part:
        case When():
            texts, inner = (part.value,), (*part.then, *part.otherwise)
        case Step():
            texts = (part.target, part.value)
        case _:
            inner = part.steps
    for name in dict.fromkeys(PLACEHOLDER.findall(" ".join(text or "" for text in texts))):
        yield name, used.line if used else part.line, used.group if used else ""
    for each in inner:
        yield from _names_in(each, used)


def _logins(found: Found[Scenario], touchpoints: Mapping[str, Touchpoint]) -> Iterator[Fault]:
    """Accounts that a step names: `log in: loyal customer`."""
    for stop in found.definition.journey:
        accounts = touchpoints[stop.touchpoint].accounts if stop.touchpoint in touchpoints else {}
        for part in stop.steps or ():
            for step in leaves([part]):
                if step.action is Action.LOG_IN and step.target and step.target not in accounts:
                    what = f"{stop.touchpoint!r} has no account {step.target!r}"
                    hint = did_you_mean(step.target, accounts)
                    yield Fault(what=what, hint=hint, file=found.document.path, line=part.line)


def _branches(found: Found[Scenario], touchpoints: Mapping[str, Touchpoint]) -> Iterator[Fault]:
    """A call is no page: what is pressed and said there follows from what is heard, not from what is seen."""
    for stop in found.definition.journey:
        touchpoint = touchpoints.get(stop.touchpoint)
        if touchpoint is None or touchpoint.channel is ChannelName.WEB:
            continue
        for part in stop.steps or ():
            kinds = {type(each).__name__.lower() for each in every_part([part]) if isinstance(each, Try | When)}
            for kind in sorted(kinds):
                what = f"`{kind}` is for websites, and {stop.touchpoint!r} is none"
                hint = "write the steps alone: `press: 0` or `say: agent`"
                yield Fault(what=what, hint=hint, file=found.document.path, line=part.line)


def _scenario_journey(
    found: Found[Scenario],
    touchpoints: Mapping[str, Touchpoint],
    flows: Mapping[str, Flow],
    centers: Mapping[str, Center],
) -> Iterator[Fault]:
    for index, stop in enumerate(found.definition.journey):
        touchpoint = touchpoints.get(stop.touchpoint)
        if touchpoint is None:
            yield _unknown(found.document, ("journey", index), "touchpoint", stop.touchpoint, touchpoints)
            continue
        known = _call_types(touchpoint, flows, centers)
        if stop.wants is not None and known and stop.wants not in known:
            loc: Loc = ("journey", index, "wants")
            what = f"{stop.wants!r} is no call type of {stop.touchpoint!r}: she will look for these words in the menu"
            yield found.document.fault(what, loc, hint=did_you_mean(stop.wants, known), warning=True)


def _call_types(touchpoint: Touchpoint, flows: Mapping[str, Flow], centers: Mapping[str, Center]) -> list[str]:
    flow, center = flows.get(touchpoint.flow or ""), centers.get(touchpoint.callcenter or "")
    if center is not None and center.simple:
        return []  # it takes every call, whatever it is about
    types = [call_type.name for call_type in center.types] if center is not None else []
    return list(dict.fromkeys([*types, *(_queues(flow) if flow is not None else [])]))
