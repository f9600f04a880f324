"""Luck is all chance in one attempt of one client: one number for each thing that may happen to it.

A recipe says how such a number is found, for every type and every kind of number: a mixture of families, so that "15 %
call again after an exponential time, the others never" is drawn like any duration.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxsim.callcenter.inversion import CONSTANT, EXPONENTIAL, LOGNORMAL, WEIBULL, philox, quantile, uniform
from cxsim.callcenter.times import Mixture

if TYPE_CHECKING:
    import numpy as np

    from cxsim.callcenter.day import TypeDay
    from cxsim.callcenter.manners import Redial
    from cxsim.callcenter.times import Durations, Floats, Times

NEVER = math.inf
BLOCK = 4096
"""Calls whose luck comes from one stream for each kind of number; fewer can be drawn, the others stay as they are."""


class Luck(NamedTuple):
    """Of one attempt; times in seconds, ``NEVER`` where something does not happen.

    ``redial``: from hanging up to the next attempt. ``menu``: in the phone menu; negative where the menu is all that
    she needs. ``repeat``: from the end of a call to the next one about the same matter. ``callback``: waiting time
    after which she takes the offer to be called back. ``balks``, ``heeds``, ``reached``: 1 for yes. ``transfer``: the
    number of the call type to which she is passed on, or -1.
    """

    talk: float
    after: float = 0.0
    patience: float = NEVER
    redial: float = NEVER
    menu: float = 0.0
    repeat: float = NEVER
    callback: float = NEVER
    balks: float = 0.0
    heeds: float = 0.0
    transfer: float = -1.0
    reached: float = 1.0


COLUMNS = len(Luck._fields)
TALK, AFTER, PATIENCE, REDIAL, MENU, REPEAT, CALLBACK, BALKS, HEEDS, TRANSFER, REACHED = range(COLUMNS)
PLAIN_COLUMNS = 4
"""Talk, after-call work, patience and redial: all that a center without a menu, callbacks and the like needs."""

Part = tuple[float, float, float, float]
"""One part of a mixture: its weight, family, scale and shape (as :func:`cxsim.callcenter.inversion.quantile`)."""
Recipe = tuple[Part, ...]

DEFAULTS = (0.0, *Luck(0.0)[1:])
"""Each number where nothing is drawn for it."""


def recipes(plan: TypeDay) -> tuple[Recipe, ...]:
    """How each number of a type's luck is found, in the order of :class:`Luck`."""
    manners, found = plan.manners, {name: _always(value) for name, value in zip(Luck._fields, DEFAULTS, strict=True)}
    found["talk"] = _durations(plan.talk)
    if plan.after_call is not None:
        found["after"] = _durations(plan.after_call)
    if plan.patience is not None:
        found["patience"] = _durations(plan.patience)
    found["redial"], found["repeat"] = _again(plan.redial), _again(manners.repeat)
    if (menu := manners.menu) is not None:
        (takes,) = _durations(menu.takes)
        rest = 1.0 - menu.contained - menu.zero_out
        helped = (menu.contained, takes[1], -takes[2], takes[3])
        found["menu"] = (helped, (menu.zero_out, CONSTANT, menu.zero_out_after, 0.0), (rest, *takes[1:]))
    if manners.callback is not None:
        found["callback"] = _share(manners.callback.accepted_by, manners.callback.after, NEVER)
        found["reached"] = _share(manners.callback.reached, 1.0, 0.0)
    if manners.announcement is not None:
        found["heeds"] = _share(manners.announcement.heeded_by, 1.0, 0.0)
    found["balks"] = _share(manners.balks, 1.0, 0.0)
    passed_on = tuple((share, CONSTANT, float(target), 0.0) for target, share in plan.transfers)
    found["transfer"] = (*passed_on, (1.0 - math.fsum(part[0] for part in passed_on), CONSTANT, -1.0, 0.0))
    return tuple(_possible(found[name]) for name in Luck._fields)


def _possible(recipe: Recipe) -> Recipe:
    """Without the parts that never happen."""
    return tuple(part for part in recipe if part[0] > 1e-12)


def _always(value: float) -> Recipe:
    return ((1.0, CONSTANT, value, 0.0),)


ALWAYS = tuple(_always(value) for value in DEFAULTS)
"""The recipes of numbers for which nothing is drawn."""


def _share(share: float, yes: float, no: float) -> Recipe:
    return (share, CONSTANT, yes, 0.0), (1.0 - share, CONSTANT, no, 0.0)


def _again(redial: Redial | None) -> Recipe:
    if redial is None:
        return _always(NEVER)
    return (redial.share, EXPONENTIAL, redial.after, 0.0), (1.0 - redial.share, CONSTANT, NEVER, 0.0)


def _durations(times: Durations) -> Recipe:
    if isinstance(times, Mixture):
        return tuple((weight, *_family(part)) for weight, part in times.parts)
    return ((1.0, *_family(times)),)


def _family(times: Times) -> tuple[float, float, float]:
    if times.family == "lognormal":
        return LOGNORMAL, times.mean, math.sqrt(math.log1p(times.spread**2))
    if times.family == "weibull":
        return WEIBULL, times.mean / math.gamma(1 + 1 / times.spread), 1 / times.spread
    return (EXPONENTIAL if times.family == "exponential" else CONSTANT), times.mean, 0.0


class LaterLuck:
    """The luck of second and later attempts, and of those who are passed on: any of them at once, in any order."""

    def __init__(self, types: tuple[TypeDay, ...], seeds: tuple[int, ...]) -> None:
        self.recipes = [tuple(map(conditional, recipes(plan))) for plan in types]
        self.limits = [limits(plan) for plan in types]
        self.keys = [(seed >> 32, seed & 0xFFFFFFFF) for seed in seeds]

    def of(self, origin: int, index: int, attempt: int, passed_on_to: int = -1) -> Luck:
        """The luck of this client's attempt; ``passed_on_to`` is the type that it was transferred to, if it was."""
        type_ = origin if passed_on_to < 0 else passed_on_to
        step = 2 * attempt + (passed_on_to >= 0)
        counter = (index & 0xFFFFFFFF, index >> 32, step)
        values = [
            NEVER if attempt >= limit else self._number(recipe, column, counter, self.keys[origin])
            for column, (recipe, limit) in enumerate(zip(self.recipes[type_], self.limits[type_], strict=True))
        ]
        return Luck(*values)

    @staticmethod
    def _number(recipe: Recipe, column: int, counter: tuple[int, int, int], key: tuple[int, int]) -> float:
        if len(recipe) == 1 and recipe[0][1] == CONSTANT:
            return recipe[0][2]
        words = philox(*counter, column >> 1, *key)
        share = uniform(words[2 * (column & 1)], words[2 * (column & 1) + 1])
        for weight, *part in recipe[:-1]:
            if share < weight:
                return quantile(share / weight, *part)
            share = (share - weight) / (1.0 - weight)
        return quantile(share, *recipe[-1][1:])


def limits(plan: TypeDay) -> tuple[float, ...]:
    """The attempt from which on nobody calls again, for redials and repeated calls; endless for all other numbers."""
    found = [NEVER] * COLUMNS
    for column, redial in ((REDIAL, plan.redial), (REPEAT, plan.manners.repeat)):
        if redial is not None:
            found[column] = redial.at_most
    return tuple(found)


def conditional(recipe: Recipe) -> Recipe:
    """The same recipe with each weight as a share of what the parts before it leave over."""
    left, found = 1.0, []
    for weight, *part in recipe:
        found.append((min(1.0, weight / left) if left > 0 else 1.0, *part))
        left -= weight
    return tuple(found)  # type: ignore[arg-type]


def draw_block(recipe: Recipe, chance: np.random.Generator, into: Floats) -> None:
    """Fill an array by one recipe: the beginning of a block, or all of it."""
    import numpy as np

    if len(recipe) == 1:
        _draw_family(recipe[0], chance, into)
        return
    which = np.searchsorted(np.cumsum([part[0] for part in recipe])[:-1], chance.random(BLOCK), "right")
    parts = np.empty((len(recipe), BLOCK))
    for row, part in zip(parts, recipe, strict=True):
        _draw_family(part, chance, row)
    into[:] = parts[which[: len(into)], np.arange(len(into))]


def _draw_family(part: Part, chance: np.random.Generator, into: Floats) -> None:
    import numpy as np

    _, family, scale, shape = part
    if family == CONSTANT:
        into[:] = scale
    elif family == LOGNORMAL:
        chance.standard_normal(out=into)
        into *= shape
        into -= shape**2 / 2
        np.exp(into, out=into)
        into *= scale
    else:
        chance.standard_exponential(out=into)
        if family == WEIBULL:
            into **= shape
        into *= scale


def lucks(columns: list[Floats | None]) -> Iterator[Luck]:
    """The rows of some columns; a column that is None holds what does not happen."""
    from itertools import repeat

    defaults = DEFAULTS
    parts = [
        repeat(default) if column is None else column.tolist()
        for column, default in zip(columns, defaults, strict=True)
    ]
    return map(Luck._make, zip(*parts, strict=False))
