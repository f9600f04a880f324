"""Changes are all that is planned to change within a day: the line opens and closes, agents come and go."""

from __future__ import annotations

from cxsim.callcenter.day import Day


def changes(day: Day) -> list[tuple[float, int, int]]:
    """All that changes in the plan of a day: when, which group (-1: the opening) and to how many agents (or 1, 0).

    They are scheduled at time 0, so that each happens at exactly the time that was written.
    """
    found: list[tuple[float, int, int]] = []
    was_open, before = False, [0] * len(day.groups)
    for segment, at in enumerate(day.edges[:-1]):
        if day.open[segment] != was_open:
            was_open = day.open[segment]
            found.append((at, -1, int(was_open)))
        for index, group in enumerate(day.groups):
            if group.agents[segment] != before[index]:
                before[index] = group.agents[segment]
                found.append((at, index, before[index]))
    return [*found, (day.edges[-1], -1, 0)]
