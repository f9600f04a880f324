"""A check is a question asked of an experience; the catalogue is all of them, in one tuple on one screen.

Others add checks of their own without touching this file: a distribution that declares an entry point in the group
``cxsim.checks``, which names an iterable of :class:`cxsim.checks.base.Check`, is found by :func:`catalogue`. Its
checks live in categories of their own; they can add to the catalogue, and change nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from cxsim.checks import change, forms, help, inclusion, interruptions, journey, pages, phone, queue, vitals
from cxsim.checks.base import Check
from cxsim.errors import DefinitionError, Fault

GROUP = "cxsim.checks"

CATALOGUE: tuple[Check, ...] = (
    *journey.CHECKS,
    *pages.CHECKS,
    *vitals.CHECKS,
    *forms.CHECKS,
    *interruptions.CHECKS,
    *help.CHECKS,
    *inclusion.CHECKS,
    *phone.CHECKS,
    *queue.CHECKS,
    *change.CHECKS,
)


def catalogue() -> tuple[Check, ...]:
    """The catalogue, and behind it what installed distributions add.

    Raises DefinitionError, with every fault at once, where an addition cannot be loaded, brings something else than
    checks, takes a category of the catalogue or an id that is taken.
    """
    return extended(entry_points(group=GROUP))


def extended(additions: Iterable[EntryPoint]) -> tuple[Check, ...]:
    """The catalogue with these additions, in the order of their names."""
    faults: list[Fault] = []
    known = {check.id: check for check in CATALOGUE}
    categories = {check.category for check in CATALOGUE}
    for entry in sorted(additions, key=lambda entry: (entry.name, entry.value)):
        for check in _load(entry, faults):
            if check.category in categories or check.id in known:
                faults.append(_taken(entry, check, check.id in known))
            else:
                known[check.id] = check
    if faults:
        raise DefinitionError(faults)
    return tuple(known.values())


def _load(entry: EntryPoint, faults: list[Fault]) -> tuple[Check, ...]:
    """The checks that an entry point names; whatever goes wrong in foreign code becomes a fault with its name."""
    try:
        checks = tuple(entry.load())
    except Exception as error:
        what = f"the checks {entry.name!r} ({entry.value}) cannot be loaded: {type(error).__name__}: {error}"
        faults.append(Fault(what=what, hint="mend or remove the distribution that declares them"))
        return ()
    if not all(isinstance(check, Check) for check in checks):
        what = f"the checks {entry.name!r} ({entry.value}) hold something that is no Check"
        faults.append(Fault(what=what, hint="the entry point must name an iterable of cxsim.checks.base.Check"))
        return ()
    return checks


def _taken(entry: EntryPoint, check: Check, id_is_taken: bool) -> Fault:
    what = f"the id {check.id!r}" if id_is_taken else f"the category {check.category!r} of {check.id!r}"
    return Fault(
        what=f"{what} from the checks {entry.name!r} ({entry.value}) is taken",
        hint="give added checks ids and a category of their own",
    )
