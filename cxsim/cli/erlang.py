"""`cxsim callcenter erlang`: what the closed formulas say about a queue whose calls and agents never change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cxsim.cli.common import Format, friendly_errors, say

if TYPE_CHECKING:
    from cxsim.callcenter.analytic import Queue
    from cxsim.callcenter.times import Durations


class Model(StrEnum):
    """Which formula: each supposes something else about people who find all agents busy."""

    B = "b"
    C = "c"
    A = "a"
    MMNG = "mmng"
    PRIORITY = "priority"
    RETRIAL = "retrial"
    REDIAL = "redial"
    SINGLE = "mg1"


class Spread(StrEnum):
    """How patience varies from caller to caller."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    WEIBULL = "weibull"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question in seconds and calls per second; ``arrivals`` has one rate for each priority."""

    arrivals: tuple[float, ...]
    aht: float
    within: float
    patience: float | None
    retry: float | None
    redial: tuple[float, float] | None

    @property
    def rate(self) -> float:
        """All calls per second."""
        return sum(self.arrivals)


def erlang(
    model: Annotated[
        Model,
        typer.Option(
            help="b: nobody waits; c: everybody waits; a: people hang up; mmng: the same with any patience; "
            "priority: the first rate is served first; retrial: nobody waits, all call again; redial: a, and a share "
            "of those who hang up calls again; mg1: one agent, any handle time."
        ),
    ],
    arrivals: Annotated[str, typer.Option(help="Calls in which time, such as 48/min (priority: 12/min,33/min).")],
    aht: Annotated[str, typer.Option(help="How long a call takes on average, such as 1min.")],
    agents: Annotated[int, typer.Option(min=0, help="How many agents are on the phone.")] = 1,
    target: Annotated[str, typer.Option(help="The service level's time, such as 20s.")] = "20 s",
    patience: Annotated[str, typer.Option(help="Average patience (a, mmng, redial), such as 2min.")] = "",
    patience_is: Annotated[Spread, typer.Option(help="How patience varies (mmng).")] = Spread.EXPONENTIAL,
    patience_spread: Annotated[
        float, typer.Option(min=0.01, max=20, help="Its standard deviation over its mean (lognormal), or its shape.")
    ] = 1.0,
    trunks: Annotated[int | None, typer.Option(min=1, help="Lines (c, a): who finds all taken is turned away.")] = None,
    retry: Annotated[str, typer.Option(help="Average time until the next attempt (retrial), such as 5min.")] = "",
    redial: Annotated[str, typer.Option(help='Who calls again (redial), such as "50 % after 10 min".')] = "",
    cv: Annotated[float, typer.Option(min=0, max=20, help="Of the handle time: its spread over its mean (mg1).")] = 1.0,
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.TEXT,
) -> None:
    """What closed formulas and Markov chains say about a queue whose calls and agents never change."""
    with friendly_errors():
        _refuse_unused(
            model,
            {
                "--patience": bool(patience),
                "--trunks": trunks is not None,
                "--retry": bool(retry),
                "--redial": bool(redial),
            },
        )
        asked = _asked(arrivals, aht, target, patience, retry, redial)
        if model is Model.PRIORITY:
            _print_priorities(asked, agents, format)
        elif model is Model.SINGLE:
            _print_single(asked, cv, format)
        else:
            _print_queue(_queue(model, asked, agents, trunks, patience_is, patience_spread), asked, format)


USED: dict[str, tuple[Model, ...]] = {
    "--patience": (Model.A, Model.MMNG, Model.REDIAL),
    "--trunks": (Model.A, Model.C),
    "--retry": (Model.RETRIAL,),
    "--redial": (Model.REDIAL,),
}
"""Which models know an option: one that would be left out without a word is refused."""


def _refuse_unused(model: Model, given: dict[str, bool]) -> None:
    from cxsim.callcenter.errors import CenterError

    for option, models in USED.items():
        if given[option] and model not in models:
            hint = f"leave it out, or use --model {' or '.join(models)}"
            raise CenterError(f"model {model} knows no {option}", hint=hint)


def _asked(arrivals: str, aht: str, target: str, patience: str, retry: str, redial: str) -> Asked:
    from cxsim.callcenter.errors import CenterError
    from cxsim.quantities import QuantityError, rate, seconds, share

    try:
        parts = [part.strip() for part in redial.split("after")] if redial else []
        if len(parts) not in (0, 2):
            raise QuantityError(f"{redial!r} is not a redial", hint='write --redial "50 % after 10 min"')
        asked = Asked(
            arrivals=tuple(rate(one) for one in arrivals.split(",")),
            aht=seconds(aht),
            within=seconds(target),
            patience=seconds(patience) if patience else None,
            retry=seconds(retry) if retry else None,
            redial=(share(parts[0]), seconds(parts[1])) if parts else None,
        )
    except QuantityError as error:
        raise CenterError(str(error), hint=error.hint) from error
    if not asked.aht > 0:
        raise CenterError("a call takes no time at all", hint="write --aht 5min")
    if any(one < 0 for one in asked.arrivals):
        raise CenterError(f"{arrivals} is a negative rate", hint="write --arrivals 48/min")
    return asked


def _needed(value: float | None, what: str, hint: str) -> float:
    from cxsim.callcenter.errors import CenterError

    if not value:
        raise CenterError(what, hint=hint)
    return value


def _queue(model: Model, asked: Asked, agents: int, trunks: int | None, family: Spread, spread: float) -> Queue:
    from cxsim.callcenter.analytic import erlang_b_queue, erlang_c_queue, patient_queue
    from cxsim.callcenter.line import limited_queue
    from cxsim.callcenter.retrial import retrial_queue
    from cxsim.callcenter.times import exponential

    if model is Model.B:
        return erlang_b_queue(asked.rate, asked.aht, agents)
    if model is Model.RETRIAL:
        retry = _needed(asked.retry, "who finds nobody free calls again: when?", "write --retry 5min, an average")
        return retrial_queue(asked.rate, asked.aht, agents, retry=retry)
    if model is Model.C and trunks is None:
        return erlang_c_queue(asked.rate, asked.aht, agents, within=asked.within)
    if trunks is not None and model in (Model.A, Model.C):
        patience = None if model is Model.C else _patience(asked)
        return limited_queue(asked.rate, asked.aht, agents, trunks=trunks, patience=patience, within=asked.within)
    if model is Model.REDIAL:
        return _redial(asked, agents)
    own = exponential(_patience(asked)) if model is Model.A else _patience_of(family, _patience(asked), spread)
    return patient_queue(asked.rate, asked.aht, agents, own, within=asked.within)


def _patience(asked: Asked) -> float:
    return _needed(
        asked.patience,
        "this formula needs a patience: Erlang A needs a patience, and so does everything made of it",
        "write --patience 2min, the average before hanging up",
    )


def _patience_of(family: Spread, mean: float, spread: float) -> Durations:
    from cxsim.callcenter.times import Times

    named: dict[Spread, Literal["exponential", "lognormal", "weibull", "constant"]] = {
        Spread.EXPONENTIAL: "exponential",
        Spread.LOGNORMAL: "lognormal",
        Spread.WEIBULL: "weibull",
        Spread.CONSTANT: "constant",
    }
    return Times(family=named[family], mean=mean, spread=spread)


def _redial(asked: Asked, agents: int) -> Queue:
    from cxsim.callcenter.errors import CenterError
    from cxsim.callcenter.retrial import redial_queue
    from cxsim.callcenter.times import exponential

    if asked.redial is None:
        raise CenterError("who calls again, and when?", hint='write --redial "50 % after 10 min"')
    share, after = asked.redial
    patience = exponential(_patience(asked))
    return redial_queue(asked.rate, asked.aht, agents, patience, share=share, after=after, within=asked.within)


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "load": round(asked.rate * asked.aht, 9),
        "arrivals_per_second": asked.rate,
        "aht": asked.aht,
        "target_seconds": asked.within,
        "patience": asked.patience,
    }


def _print_queue(queue: Queue, asked: Asked, format: Format) -> None:
    import json

    from cxsim.callcenter.document import queue_document

    whole: dict[str, Any] = {**queue_document(queue), **_question(asked)}
    if format is Format.JSON:
        say(json.dumps(whole, indent=2))
        return
    say(f"{queue.model}: {whole['load']:.4g} erlangs on {queue.agents} agents")
    shares = ("service_level", "wait_probability", "abandonment", "blocking", "occupancy")
    for name in shares + (("lost",) if queue.lost is not None else ()):
        say(f"  {name.replace('_', ' '):18}" + _cell(whole[name], lambda value: f"{100 * value:.2f} %"))
    for name in ("asa", "wait", "offered_wait", "wait_p90"):
        say(f"  {name.replace('_', ' '):18}" + _cell(whole[name], lambda value: f"{value:.2f} s"))
    if queue.orbit:
        say(f"  {'in orbit':18}{queue.orbit:.3f} people are about to call again")
        say(
            f"  {'calls a person':18}{queue.attempts:.4f}, {60 * asked.rate * queue.attempts:.5f} calls a minute in all"
        )
    say("service level: answered in time, of all calls; ASA: of those answered; wait: of everybody, hang-ups included")


def _cell(value: float | None, shown: Any) -> str:
    return "without end, or not told by this formula" if value is None else str(shown(value))


def _print_priorities(asked: Asked, agents: int, format: Format) -> None:
    import json

    from cxsim.callcenter.analytic import priority_waits

    waits = priority_waits(asked.arrivals, asked.aht, agents)
    if format is Format.JSON:
        say(
            json.dumps({"model": "M/M/n priority", "waits": [round(w, 9) for w in waits], **_question(asked)}, indent=2)
        )
        return
    say(f"M/M/n with priorities (Cobham): {asked.rate * asked.aht:.4g} erlangs on {agents} agents")
    for rank, wait in enumerate(waits, 1):
        say(f"  {f'class {rank}':18}{wait:.4f} s")
    say("wait: on average, of everybody of that class; nobody hangs up")


def _print_single(asked: Asked, cv: float, format: Format) -> None:
    import json

    from cxsim.callcenter.analytic import single_agent_wait

    wait = single_agent_wait(asked.rate, asked.aht, cv)
    if format is Format.JSON:
        say(json.dumps({"model": "M/G/1", "wait": round(wait, 9), "cv": cv, **_question(asked)}, indent=2))
        return
    say(f"M/G/1 (Pollaczek-Khinchine): one agent, {asked.rate * asked.aht:.4g} erlangs, cv {cv:g}")
    say(f"  {'wait':18}{wait:.4f} s on average, of everybody; nobody hangs up")
