"""Random small centers with every rule that the engines have, in whole seconds, so that much happens at the same time.

Hypothesis draws how large a center is and one seed; the rest follows from the seed, which is many times as fast as
drawing each number, and a failure still shrinks to few calls.
"""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from hypothesis import strategies as st

from cxsim.callcenter.day import Day, GroupDay, TypeDay
from cxsim.callcenter.luck import Luck
from cxsim.callcenter.manners import Announcement, Callback, Manners
from cxsim.callcenter.plan import WrittenCall, WrittenPlan
from cxsim.callcenter.times import constant
from cxsim.quantities import Target

EDGES = (0.0, 60.0, 120.0, 180.0, 240.0)
ATTEMPTS = 4


def luck(chance: Random, types: int, rich: bool) -> Luck:
    def whole(low: int, high: int) -> float:
        return float(chance.randint(low, high))

    plain = {
        "talk": whole(1, 40),
        "after": whole(0, 9),
        "patience": chance.choice([math.inf, whole(0, 60)]),
        "redial": chance.choice([math.inf, whole(1, 60)]),
    }
    if not rich:
        return Luck(**plain)
    return Luck(
        **plain,
        menu=chance.choice([0.0, whole(-10, 10)]),
        repeat=chance.choice([math.inf, math.inf, whole(1, 60)]),
        callback=chance.choice([math.inf, whole(1, 40)]),
        balks=chance.choice([0.0, 0.0, 0.0, 1.0]),
        heeds=chance.choice([0.0, 1.0]),
        transfer=chance.choice([-1.0, -1.0, *map(float, range(types))]),
        reached=chance.choice([1.0, 1.0, 0.0]),
    )


def client(chance: Random, types: int, rich: bool) -> WrittenCall:
    attempts = [luck(chance, types, rich) for _ in range(ATTEMPTS)]
    passed_on = [luck(chance, types, rich) for _ in range(ATTEMPTS)]
    for lucks in (attempts, passed_on):  # nobody calls after the last attempt that is written
        lucks[-1] = lucks[-1]._replace(redial=math.inf, repeat=math.inf)
    return WrittenCall(at=float(chance.randint(0, 240)), attempts=attempts, passed_on=passed_on)


def tiers(chance: Random, numbers: int) -> tuple[tuple[int, ...], ...]:
    """Some of these numbers in an order of preference, some of them alike."""
    some = chance.sample(range(numbers), chance.randint(1, numbers))
    cuts = sorted({0, len(some), *(chance.randint(0, len(some)) for _ in range(2))})
    return tuple(tuple(some[a:b]) for a, b in pairwise(cuts))


def manners(chance: Random) -> Manners:
    announced = Announcement(patience=chance.choice([0.5, 1.0, 2.0]))
    called_back = Callback(accepted_by=0.5, after=9.0, rings=float(chance.randint(1, 9)))
    return Manners(announcement=chance.choice([None, announced]), callback=chance.choice([None, called_back]))


def center(seed: int, types: int, groups: int, calls: int, rich: bool) -> tuple[Day, WrittenPlan]:
    """A day and a plan of its calls; ``rich`` ones have more than calls, patience and redials."""
    chance = Random(seed)
    closes, opens = chance.choice([180.0, 240.0]), chance.choice([0.0, 0.0, 60.0])
    segments = len(EDGES) - 1
    day = Day(
        edges=EDGES,
        open=tuple(opens <= edge < closes for edge in EDGES[:-1]),
        types=tuple(
            TypeDay(
                name=f"type {index}",
                rates=(0.0,) * segments,
                talk=constant(1.0),
                tiers=tiers(chance, groups),
                manners=manners(chance) if rich else Manners(),
            )
            for index in range(types)
        ),
        groups=tuple(
            GroupDay(
                name=f"group {index}",
                agents=tuple(chance.randint(0, 3) for _ in range(segments)),
                tiers=tiers(chance, types),
                at_once=chance.choice([1, 1, 2, 3]) if rich else 1,
                slower=chance.choice([0.0, 0.5, 1.0]),
            )
            for index in range(groups)
        ),
        intervals=((opens, closes),),
        target=Target(0.8, 20.0),
        lines=chance.choice([None, chance.randint(1, 6)]) if rich else None,
    )
    clients = [sorted((client(chance, types, rich) for _ in range(calls)), key=lambda c: c.at) for _ in range(types)]
    return day, WrittenPlan(clients)


def centers() -> st.SearchStrategy[tuple[Day, WrittenPlan]]:
    """Centers with up to three types and groups and up to twenty calls of each type."""
    seeds, few, calls = st.integers(0, 2**32), st.integers(1, 3), st.integers(0, 20)
    return st.builds(center, seeds, few, few, calls, st.booleans())
