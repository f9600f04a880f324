"""A retelling says in plain sentences what the definitions make customers do, and what was assumed on the way.

It is the best check that somebody who is no programmer can make: a wrong definition reads wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cxsim.persona import MATTERS, MOODS, Persona
from cxsim.scenario import EVERYBODY, Scenario, Solved, Stop
from cxsim.script import Do, Part, Step, Try, When, every_part, leaves
from cxsim.touchpoint import ChannelName

if TYPE_CHECKING:
    from cxsim.loading import Project

DEFAULT_START = "the next working day at 10:00"

_VERBS = {
    ChannelName.WEB: "tries",
    ChannelName.PHONE: "calls",
    ChannelName.CHAT: "opens",
    ChannelName.EMAIL: "writes to",
    ChannelName.VISIT: "goes to",
}
_WAYS = {
    "sees": "the words “{}” are seen or heard",
    "address": "the page's address fits {}",
    "reaches": "{} is reached",
    "asks": "a person or a transcript says yes to “{}”",
}


def retell(project: Project) -> list[str]:
    """One paragraph for each scenario, then one for each persona that it sends."""
    told = [_scenario(project, scenario) for scenario in project.scenarios.values()]
    sent = {name for scenario in project.scenarios.values() for name in people(project, scenario)}
    return told + [_persona(persona) for name, persona in project.personas.items() if name in sent]


def people(project: Project, scenario: Scenario) -> tuple[str, ...]:
    """The ids of the personas that a scenario sends."""
    return tuple(project.personas) if scenario.personas == (EVERYBODY,) else scenario.personas


def assumed(persona: Persona) -> list[str]:
    """What the persona's author left open, and what stands in its place."""
    return list(_assumptions(persona))


def _scenario(project: Project, scenario: Scenario) -> str:
    who = _listed([f"“{name}”" for name in people(project, scenario)]) or "nobody"
    sentences = [f"{scenario.scenario}: {who}."]
    if scenario.given:
        sentences.append(f"Before that, {_listed([f'“{name}”' for name in scenario.given])} must be there.")
    sentences.append(f"The customer {'; '.join(_journey(project, scenario))}.")
    sentences += list(_goals(project, scenario))
    if scenario.variants:
        sentences.append(f"The same is done with {_listed(scenario.variants)}.")
    if scenario.starts is None:
        sentences.append(f"Assumed: it begins on {DEFAULT_START}.")
    return " ".join(sentences)


def _journey(project: Project, scenario: Scenario) -> Iterator[str]:
    for index, stop in enumerate(scenario.journey):
        touchpoint = project.touchpoints[stop.touchpoint]
        condition = "" if not index else "in any case " if stop.always else "if unsolved, "
        when = f" {_when(str(scenario.starts))}" if not index and scenario.starts is not None else ""
        does = f"{_VERBS[touchpoint.channel]} the {stop.touchpoint.removeprefix('the ')}"
        yield f"{condition}{does}{when}{_stop(stop, touchpoint.channel)}"


def _stop(stop: Stop, channel: ChannelName) -> str:
    text = f" {_when(str(stop.after))}" if stop.after is not None else ""
    if stop.wants is not None:
        text += f" about {stop.wants}"
    if stop.steps:
        steps = len(stop.every_step)
        text += f" and follows {steps} written {'step' if steps == 1 else 'steps'}{_manner(stop.steps)}"
    elif channel is ChannelName.WEB:
        text += " and looks for the way alone"
    return text


def _manner(script: Sequence[Part]) -> str:
    """Which steps come from groups, which are only tried, and which depend on something."""
    parts = list(every_part(script))
    groups = dict.fromkeys(f"“{part.group}”{_given(part)}" for part in parts if isinstance(part, Do))
    tried = [_step(step) for part in parts if isinstance(part, Try) for step in leaves(part.steps)]
    asked = dict.fromkeys(part.told for part in parts if isinstance(part, When))
    told = [f"those of {_listed(list(groups))}"] if groups else []
    told += [f"{_listed(tried)} only if possible"] if tried else []
    told += [f"some that depend on whether {_listed(list(asked))}"] if asked else []
    return f" (among them {'; '.join(told)})" if told else ""


def _given(part: Do) -> str:
    return f" with {_listed([f'{gap} “{text}”' for gap, text in part.given.items()])}" if part.given else ""


def _step(step: Step) -> str:
    return f"“{step.action}: {step.target}”" if step.target else f"“{step.action}”"


def _when(text: str) -> str:
    """``tuesday 18:30`` as ``on Tuesday at 18:30``."""
    if text == "now":
        return "at once"
    day, _, clock = text.rpartition(" ")
    if not day:
        return f"at {clock}"
    return f"the next day at {clock}" if day == "next day" else f"on {day.capitalize()} at {clock}"


def _goals(project: Project, scenario: Scenario) -> Iterator[str]:
    if not scenario.solved:
        yield "Nobody said how to see that it is solved: the outcome will be “cannot tell”."
    for solved in scenario.solved:
        goal = f"“{solved.goal}”" if solved.goal is not None else "It"
        yield f"{goal} is solved when {_way(solved)}."


def _way(solved: Solved) -> str:
    return _WAYS[solved.by].format(solved.value)


def _persona(persona: Persona) -> str:
    goals = _listed([f"“{goal.rstrip('.')}”" for goal in persona.goal])
    text = f"{persona.id}: “{persona.problem}” wants {goals} and is {_mood(persona.mood)}."
    if persona.circumstances:
        text += f" Circumstances: {', '.join(persona.circumstances)}."
    if persona.needs:
        text += f" Needs: {', '.join(persona.needs)}."
    open_ends = assumed(persona)
    return f"{text} Assumed: {'; '.join(open_ends)}." if open_ends else text


def _mood(value: float) -> str:
    words = [word for word, number in MOODS.items() if number == value]
    return " or ".join(words) if words else f"in a mood of {value:g} (from -1 to 1)"


def _assumptions(persona: Persona) -> Iterator[str]:
    written = persona.model_fields_set
    queue, journey = persona.patience.queue, persona.patience.journey
    if "patience" not in written or "queue" not in persona.patience.model_fields_set:
        yield f"waits {(queue.mean or queue.median or 0) / 60:g} min on average in a queue"
    if "patience" not in written or "journey" not in persona.patience.model_fields_set:
        yield f"gives up after {journey / 60:g} min of own time"
    left = [name for name in ("wait", "reply", "quality", "effort") if persona.assumed(name)]
    if left:
        yield f"expects what most do of {_listed(left)}"
    if "matters" not in written:
        yield f"the goal matters {next(word for word, number in MATTERS.items() if number == persona.matters)}ly"
    if "hope" not in written:
        yield f"hopes for success with {persona.hope:.0%}"
    if "importance" not in written:
        yield "weighs everything alike"
    yield from (f"{name} {getattr(persona, name)}" for name in ("device", "language", "network") if name not in written)
    if "account" not in written:
        yield "is not logged in"


def _listed(words: list[str] | tuple[str, ...]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
