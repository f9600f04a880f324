"""Writing turns a flow of any format into cxsim's own YAML, which reads back as the same flow.

Every step stands below a comment that says where it was written. What would not come back as it was is refused, never
left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from io import StringIO
from pathlib import Path
from typing import Any

from cxsim.errors import DefinitionError, Fault
from cxsim.ivr.flow import (
    BETWEEN_DIGITS,
    HANG_UP,
    LINE,
    SILENT_AFTER,
    WORDS_PER_MINUTE,
    Assign,
    Branch,
    Callback,
    Collect,
    Flow,
    HangUp,
    Jump,
    Menu,
    Node,
    Opaque,
    Play,
    Prompt,
    Queue,
    Retry,
    Transfer,
    Voicemail,
    Where,
)
from cxsim.ivr.hours import Schedule
from cxsim.ivr.importers import conditions, native
from cxsim.quantities import QuantityError, WeeklyHours, weekly_hours
from cxsim.weektimes import DAYS

WIDTH = 116
"""Letters of a step that is written on one line."""
_KEYS = {"*": "star", "#": "hash"}


def written(flow: Flow) -> str:
    """The flow as YAML. Raises DefinitionError where reading it back would give another flow."""
    head: dict[str, Any] = {"ivr": flow.name}
    if LINE in flow.schedules:
        head |= _schedule(flow.schedules[LINE])
    if flow.language:
        head["language"] = flow.language
    if flow.words_per_minute != WORDS_PER_MINUTE:
        head["words per minute"] = repr(flow.words_per_minute)
    further = {name: _schedule(found) for name, found in flow.schedules.items() if name != LINE}
    if further:
        head["schedules"] = further
    same = plain(flow)
    order = [same.start, *(id for id in same.nodes if id not in (same.start, HANG_UP))]
    steps = "".join(_step(same.nodes[id], flow.nodes[id].where if id in flow.nodes else Where()) for id in order)
    text = f"{_dump(head, inline=False)}flow:\n{steps}"
    _checked(text, flow)
    return text


def _checked(text: str, flow: Flow) -> None:
    path = Path(flow.file or "flow.yaml")
    try:
        again = native.parse(text, path)
    except DefinitionError as error:
        what = f"this flow cannot be written as YAML: {error.faults[0].what}"
        raise DefinitionError([Fault(what=what, hint=error.faults[0].hint, file=path)]) from error
    if plain(again) != plain(flow):
        what = f"this flow cannot be written without loss ({_difference(plain(flow), plain(again))})"
        raise DefinitionError([Fault(what=what, hint="rename what is called oddly there", file=path)])


def _difference(flow: Flow, again: Flow) -> str:
    """What did not come back."""
    odd = next((id for id in flow.nodes if flow.nodes[id] != again.nodes.get(id)), None)
    if odd is not None:
        return f"step {odd!r}"
    named = [field.name for field in fields(Flow) if getattr(flow, field.name) != getattr(again, field.name)]
    return ", ".join(named)


def plain(flow: Flow) -> Flow:
    """The flow without what no caller could notice (places, two ways to write the same): equal flows are the same."""
    nodes = {id: _plain(node) for id, node in flow.nodes.items()}
    start = flow.start
    if start == HANG_UP:
        start = next(name for name in ("begin", *(f"begin {n}" for n in range(len(nodes) + 1))) if name not in nodes)
        nodes = {start: Jump(id=start, then=HANG_UP), **nodes}
    led_to = {target for node in nodes.values() for _, target in node.targets()}
    if HANG_UP not in led_to:
        nodes.pop(HANG_UP, None)
    schedules = {
        name: replace(found, weekly=WeeklyHours(found.weekly.openings, "")) for name, found in flow.schedules.items()
    }
    return replace(flow, nodes=nodes, start=start, file="", schedules=schedules)


def _plain(node: Node) -> Node:
    node = replace(node, where=Where(), says=_prompts(node.says))
    match node:
        case Menu():
            longest = max([node.longest, *map(len, node.keys)])
            return replace(node, longest=longest, silent=_retry(node.silent), wrong=_wrong(node.wrong))
        case Collect():
            return replace(node, silent=_retry(node.silent), wrong=_wrong(node.wrong))
        case Play() if node.says and node.then == HANG_UP:
            return HangUp(id=node.id, name=node.name, says=node.says, language=node.language)
        case Play():
            kind = Play if node.says else Jump
            return kind(id=node.id, name=node.name, says=node.says, language=node.language, then=node.then)
        case Queue():
            return replace(node, waiting=_prompts(node.waiting))
        case Assign():
            return replace(node, value="" if node.add is not None else node.value.strip())
        case _:
            return node


def _prompts(said: Sequence[Prompt]) -> tuple[Prompt, ...]:
    return tuple(replace(prompt, text=" ".join(prompt.text.split())) for prompt in said)


def _retry(retry: Retry) -> Retry:
    return replace(retry, says=_prompts(retry.says), further=tuple(_prompts(said) for said in retry.further))


def _wrong(retry: Retry) -> Retry:
    return replace(_retry(retry), after=SILENT_AFTER)  # a wrong key is not waited for


def _schedule(schedule: Schedule) -> dict[str, Any]:
    found: dict[str, Any] = {"hours": _hours(schedule.weekly), "zone": schedule.zone}
    return found | ({"holidays": schedule.holidays} if schedule.holidays is not None else {})


def _hours(weekly: WeeklyHours) -> str:
    """The text that the hours were written in, or one that means the same."""
    try:
        if weekly_hours(weekly.text).openings == weekly.openings:
            return weekly.text
    except QuantityError:
        pass
    parts = [f"{DAYS[o.day][:3]} {_clock(o.start)}-{_clock(o.to)}" for o in weekly.openings]
    return ", ".join(parts) or "never"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _step(node: Node, where: Where) -> str:
    place = re.sub(r"[^\x20-\x7e\xa0-\ud7ff]", " ", str(where))
    comment = f"  # {place}\n" if place else ""
    body = _dump({node.id: _form(node)})
    if body.count("\n") == 1 and len(body) > WIDTH:
        body = _dump({node.id: _form(node)}, inline=False)
    return comment + "".join(f"  {line}\n" if line else "\n" for line in body.rstrip("\n").split("\n"))


def _form(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"name": node.name} if node.name else {}
    if node.says:
        found["says"] = _said(node.says)
    if node.language:
        found["language"] = node.language
    return found | _kind(node)


def _kind(node: Node) -> dict[str, Any]:
    match node:
        case Menu() | Collect():
            return _input(node)
        case Play():
            return {"then": node.then}
        case Branch():
            return {"when": _cases(node)}
        case Assign():
            sets: dict[str, Any] = {"set": {node.attribute: node.value}}
            if node.add is not None:
                sets = {"add": {node.attribute: node.add}}
            return {**sets, "then": node.then}
        case Queue():
            return _queue(node)
        case Transfer():
            told = {"dial": node.number, "human": node.human, "then": node.then}
            return {name: value for name, value in told.items() if value is not None}
        case Opaque():
            return {"unknown": node.reason} | ({"then": list(node.then)} if node.then else {})
        case Voicemail():
            return {"voicemail": True}
        case Callback():
            return {"callback": True}
        case _:  # a hang-up
            return {"then": HANG_UP} if node.says else {"ends": True}


def _said(said: Sequence[Prompt]) -> Any:
    found = [_prompt(prompt) for prompt in said]
    return found[0] if len(found) == 1 else found


def _prompt(prompt: Prompt) -> Any:
    if prompt.stated is None and not prompt.audio and prompt.text:
        return prompt.text
    found: dict[str, Any] = {"text": prompt.text} if prompt.text else {}
    found |= {} if prompt.stated is None else {"seconds": _seconds(prompt.stated)}
    return (found | ({"audio": prompt.audio} if prompt.audio else {})) or {"text": ""}


def _seconds(seconds: float) -> str:
    short = f"{seconds:g}"
    return f"{short if float(short) == seconds and 'e' not in short else repr(seconds)} s"


def _queue(node: Queue) -> dict[str, Any]:
    found: dict[str, Any] = {"queue": node.queue}
    found |= {"keys": _keys(node.keys)} if node.keys else {}
    found |= {} if node.full is None else {"full": node.full}
    found |= {"waiting": _said(node.waiting)} if node.waiting else {}
    told = {"estimate": node.estimate, "offers callback": node.callback, "hands over": node.hands_over}
    return found | {name: value for name, value in told.items() if value is not None}


def _keys(keys: Mapping[str, str]) -> dict[str, str]:
    return {_KEYS.get(key, key): target for key, target in keys.items()}


def _input(node: Menu | Collect) -> dict[str, Any]:
    keys = _keys(node.keys)
    if isinstance(node, Menu):
        found: dict[str, Any] = {"keys": keys}
        found |= {"words": dict(node.words)} if node.words else {}
        found |= {"longest": node.longest} if node.longest > max(map(len, node.keys), default=1) else {}
    else:
        more = "or more" if node.most is None else f"to {node.most}" if node.most != node.least else ""
        found = {"digits": f"{node.least} {more}".strip()}
        found |= {"keys": keys} if keys else {}
        found |= {"end": _KEYS.get(node.end, node.end) or "none"}
        found |= {"into": node.into} if node.into else {}
        found["then"] = node.then
    shorter = isinstance(node, Collect) and any(key not in "*#" for key in node.keys)
    found |= {"between": _seconds(node.between)} if node.between != BETWEEN_DIGITS or shorter else {}
    found |= {} if node.interrupt else {"interrupt": False}
    retries = {"silent": _retry_form(node.silent), "wrong": _retry_form(node.wrong)}
    return found | {name: form for name, form in retries.items() if form}


def _retry_form(retry: Retry) -> dict[str, Any]:
    found: dict[str, Any] = {"after": _seconds(retry.after)} if retry.after != SILENT_AFTER else {}
    found |= {"repeat": retry.repeat} if retry.repeat else {}
    found |= {"says": _said(retry.says)} if retry.says else {}
    found |= {"further": [[_prompt(prompt) for prompt in said] for said in retry.further]} if retry.further else {}
    found |= {"instead": True} if retry.instead else {}
    return found | ({"then": retry.then} if retry.then != HANG_UP else {})


def _cases(node: Branch) -> Any:
    cases = [(conditions.written(case.condition), case.then) for case in node.cases]
    cases.append(("else", node.otherwise))
    if len({text for text, _ in cases}) == len(cases):
        return dict(cases)
    return [{"case": text, "then": then} for text, then in cases]


def _dump(value: Mapping[str, Any], *, inline: bool = True) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None if inline else False  # None: what holds only texts stands on one line
    yaml.allow_unicode = True
    yaml.width = 1_000_000  # it would part names of two words where it breaks a line, which reads as something else
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # annotated as None in ruamel.yaml
    yaml.representer.add_representer(str, _text)
    stream = StringIO()
    yaml.dump(dict(value), stream)
    return stream.getvalue()


def _text(representer: Any, text: str) -> Any:
    """A text as YAML; in quotes where it begins with a mark that readers may take for something else (``?0``)."""
    style = None if text[:1].isalnum() else '"'
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)
