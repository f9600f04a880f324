"""A persona's call, made outside of any scenario: only her, the line, and what happens between them."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from cxsim import yamlfile
from cxsim.channels.base import Visit
from cxsim.channels.phone import PhoneChannel
from cxsim.errors import DefinitionError, Fault
from cxsim.experience import Kind, Moment
from cxsim.explain import did_you_mean
from cxsim.ivr.flow import Flow
from cxsim.measures import Customer
from cxsim.particulars import Particulars
from cxsim.persona import Persona
from cxsim.record import EvidenceFolder
from cxsim.scenario import Scenario, Stop
from cxsim.settings import Settings
from cxsim.touchpoint import Allowance, ChannelName, Company, Permission, Touchpoint

FOLDER = Path("personas")
_DOES = {"press": "presses", "say": "says", "wait": "waits", "tell": "tells"}


def moments(source: str, flow: Flow | None, persona: str, at: datetime) -> list[Moment]:
    """What she lives through. Raises CxsimError; whether the line may be called is up to the caller of this."""
    who, settings = find(persona), Settings()
    customer = Customer(who, settings, queue_patience=who.patience.journey)
    stop = Stop(touchpoint="phone")
    allowed = {Permission.CALL: Allowance(by="the command line", until=date.max)}
    with tempfile.TemporaryDirectory(prefix="cxsim-") as folder:
        visit = Visit(
            scenario=Scenario(scenario="one call", personas=(who.id,), journey=(stop,)),
            stop=stop,
            touchpoint=Touchpoint(name="phone", channel=ChannelName.PHONE, flow=source, allow=allowed),
            company=Company(name="the company", language=(flow.language if flow is not None else "") or "en-US"),
            persona=who,
            variant="",
            customer=customer,
            particulars=Particulars(who, 1),
            address="",
            begins=at,
            at=0.0,
            goals=(),
            random=random.Random(1),
            evidence=EvidenceFolder(Path(folder)),
            settings=settings,
        )
        lived = []
        for moment in PhoneChannel({source: flow} if flow is not None else {}, {}).perform(visit):
            customer.live(moment)
            lived.append(moment)
    return lived


def find(name: str) -> Persona:
    """A persona by its file, or by its id in personas/. Raises DefinitionError."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    if not path.is_file():
        known = sorted(file.stem for file in FOLDER.glob("*.yaml"))
        hint = did_you_mean(name, known) if known else "there is no folder personas/ here: name a file"
        raise DefinitionError([Fault(what=f"there is no persona {name!r}", hint=hint)])
    return yamlfile.build(yamlfile.read(path), Persona).model_copy(update={"id": path.stem})


def lines(lived: Sequence[Moment]) -> Iterator[str]:
    """The call for a person at a terminal."""
    for moment in lived:
        told = _line(moment)
        if told and (moment.kind is not Kind.UNSEEN or not_seen(lived)):  # no call center is asked here
            yield f"{int(moment.at) // 60:3d}:{int(moment.at) % 60:02d}  {told}"


def _line(moment: Moment) -> str:
    data = moment.data
    match moment.kind:
        case Kind.HEARD:
            return f"hears   {data['text']}"
        case Kind.ACTED:
            what = data["target"] if data["action"] != "wait" else "for something to happen"
            return f"{_DOES.get(data['action'], data['action']):7} {what}  ({data['why']}; {data['seconds']:.1f} s)"
        case Kind.ASKED:
            return f"        is asked for the {data['fact']}"
        case Kind.REFUSED | Kind.GAVE_UP | Kind.DROPPED:
            return f"        {data['text']}" if moment.kind is not Kind.DROPPED else "        the line is cut"
        case Kind.REACHED:
            return f"reaches {data['who']}" + (f" (queue {data['queue']})" if "queue" in data else "")
        case Kind.UNSEEN:
            return f"        {data['reason']}"
        case _:
            return ""


def not_seen(lived: Sequence[Moment]) -> bool:
    """Whether how it went on could not be seen; that no call center is there is nobody's fault here."""
    reached = any(moment.kind is Kind.REACHED for moment in lived)
    return not reached and any(moment.kind is Kind.UNSEEN for moment in lived)
