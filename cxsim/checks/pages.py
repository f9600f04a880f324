"""Checks of pages ask whether the site was there: up, quick, whole, in one language, and with a way on."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import pairwise

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.checks.looking import Placed, began, here, indices, inspected, listed, page_named, pages_of, starting
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment
from cxsim.measures import lostness

CATEGORY = "pages"
LOST, FOUND = 0.5, 0.4  # Smith 1996: above .5 people look lost, below .4 they do not
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def judge_availability(experience: Experience, touchpoint: str) -> Answer:
    """Judge page-availability."""
    if not here(experience, touchpoint, Kind.ENTERED, channel="web"):
        return inapplicable("no website")
    down = [
        (index, moment)
        for index, moment in here(experience, touchpoint, Kind.ERRED)
        if moment.data.get("what") in ("http", "unreachable")
    ]
    if down:
        moment = down[0][1]
        return failed(
            starting(
                f"{page_named(moment.data.get('url') or 'the address')} did not come: {moment.data.get('text', '')}."
            ),
            expected="every page that the customer asks for comes",
            observed=listed(str(m.data.get("text", "")) for _, m in down),
            moments=indices(down),
        )
    seen = here(experience, touchpoint, Kind.SAW)
    return passed(f"{len(seen)} pages came") if seen else cant_tell("no page was seen")


def judge_links(experience: Experience, touchpoint: str) -> Answer:
    """Judge working-links."""
    followed = here(experience, touchpoint, Kind.ERRED, what="link")
    tried = inspected(experience, touchpoint, "links")
    broken = [(index, finding) for index, moment in tried for finding in moment.data.get("findings", ())]
    if followed or broken:
        names = [f"“{f.get('name')}” on {page_named(f.get('page'))} (to {f.get('to')})" for _, f in broken]
        names += [f"the link to {m.data.get('url')}" for _, m in followed]
        return failed(
            f"A link leads to a page that does not exist: {listed(names)}.",
            expected="every link leads somewhere",
            observed=f"{len(set(names))} dead",
            moments=[*indices(followed), *(index for index, _ in broken)],
        )
    checked = sum(int(moment.data.get("checked", 0)) for _, moment in tried)
    return passed(f"{checked} links tried", moments=indices(tried)) if checked else cant_tell("no link was tried")


def judge_console(experience: Experience, touchpoint: str) -> Answer:
    """Judge console-errors."""
    errors = [
        (index, moment)
        for index, moment in here(experience, touchpoint, Kind.ERRED)
        if moment.data.get("what") in ("console", "network")
    ]
    if not errors:
        return passed("no script failed and nothing was missing")
    texts = [f"“{m.data.get('text', '')}” on {page_named(m.data.get('url', ''))}" for _, m in errors]
    return failed(
        f"Something in the pages fails while the customer uses them: {listed(texts, most=3)}.",
        expected="no error in the browser's console",
        observed=f"{len(errors)} errors",
        moments=indices(errors),
    )


def judge_language(experience: Experience, touchpoint: str) -> Answer:
    """Judge language-kept."""
    start = began(experience)
    wanted = str(start.data.get("language", "")).lower().partition("-")[0] if start else ""
    seen = here(experience, touchpoint, Kind.SAW)
    first = next((n for n, (_, moment) in enumerate(seen) if _speaks(moment, wanted)), None)
    if not wanted or first is None:
        return inapplicable(f"the site was never seen in the customer's language ({wanted or 'unknown'})")
    lost = [placed for placed in seen[first:] if not _speaks(placed[1], wanted)]
    if lost:
        other = lost[0][1].data.get("written") or lost[0][1].data.get("language")
        return failed(
            f"The customer reads {wanted}; {pages_of(lost)} suddenly speaks {other}.",
            expected=f"{wanted}, once chosen, on every page",
            observed=f"{other} on {pages_of(lost)}",
            moments=indices(lost),
        )
    if wanted in RIGHT_TO_LEFT and (wrong := [p for p in seen[first:] if p[1].data.get("direction") != "rtl"]):
        return failed(
            starting(f"{pages_of(wrong)} is written from right to left and laid out from left to right."),
            expected="right to left",
            observed="left to right",
            moments=indices(wrong),
        )
    return passed(f"{wanted} on {len(seen) - first} pages")


def _speaks(moment: Moment, language: str) -> bool:
    """Whether a page is in this language: by its words where they can be told, else by what it declares."""
    written = moment.data.get("written")
    if written is not None:
        return bool(written == language)
    return str(moment.data.get("language", "")).lower().partition("-")[0] == language


def judge_boundary(experience: Experience, touchpoint: str) -> Answer:
    """Judge site-boundary."""
    away = here(experience, touchpoint, Kind.LED_AWAY)
    if not away:
        return passed("the customer stayed on the company's own pages")
    hosts = listed(str(moment.data.get("host", "")) for _, moment in away)
    return failed(
        f"The site sends the customer to another company's site: {hosts}.",
        expected="help on the company's own pages",
        observed=hosts,
        moments=indices(away),
    )


def judge_lostness(experience: Experience, touchpoint: str) -> Answer:
    """Judge lostness. Only somebody who finds her own way can be lost: her clicks carry the candidates she weighed."""
    if not any("candidates" in moment.data for _, moment in here(experience, touchpoint, Kind.ACTED)):
        return inapplicable("the customer followed a script")
    done = here(experience, touchpoint, Kind.OUTCOME, met=True)
    if not done:
        return cant_tell("the goal was not reached here: nobody knows how many pages would have been enough")
    seen = [p for p in here(experience, touchpoint, Kind.SAW) if p[0] < done[-1][0]]
    wandered = wandering(experience, touchpoint)
    if wandered is None:
        return cant_tell("no page was recorded before the goal was reached")
    pages, needed = wandered
    value = lostness(pages, needed)
    observed = f"{len(pages)} pages ({len(set(pages))} different), {needed} would have been enough: {value:.2f}"
    if value > LOST:
        return failed(
            f"The customer wandered: {observed}.", expected=f"at most {LOST}", observed=observed, moments=indices(seen)
        )
    return passed(observed) if value < FOUND else cant_tell(f"{observed}, which is neither found nor lost")


def wandering(experience: Experience, touchpoint: str) -> tuple[list[str], int] | None:
    """The pages that were seen until the goal was reached, and how many would have been enough; None where it was not.

    These are what :func:`cxsim.measures.lostness` takes.
    """
    done = here(experience, touchpoint, Kind.OUTCOME, met=True)
    seen = [p for p in here(experience, touchpoint, Kind.SAW) if done and p[0] < done[-1][0]]
    pages = _without_repeats(seen)
    return (pages, _fewest(pages, _ways(experience, touchpoint, pages))) if pages else None


def _without_repeats(seen: list[Placed]) -> list[str]:
    pages: list[str] = []
    for _, moment in seen:
        page = _page(str(moment.data.get("url", "")))
        if not pages or pages[-1] != page:
            pages.append(page)
    return pages


def _page(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _ways(experience: Experience, touchpoint: str, pages: list[str]) -> Mapping[str, set[str]]:
    """Which page leads to which: by the links that were on them, and by how she really went."""
    ways: dict[str, set[str]] = {page: set() for page in pages}
    for _, moment in inspected(experience, touchpoint, "page"):
        links = {_page(str(link.get("to", ""))) for link in moment.data.get("links", ())}
        ways.setdefault(_page(str(moment.data.get("url", ""))), set()).update(links)
    for page, following in pairwise(pages):
        ways[page].add(following)
    return ways


def _fewest(pages: list[str], ways: Mapping[str, set[str]]) -> int:
    """The number of pages on the shortest way from the first of these to the last, over what was seen."""
    queue, known = deque([(pages[0], 1)]), {pages[0]}
    while queue:
        page, count = queue.popleft()
        if page == pages[-1]:
            return count
        for following in ways.get(page, set()) - known:
            known.add(following)
            queue.append((following, count + 1))
    return len(pages)


def judge_way_on(experience: Experience, touchpoint: str) -> Answer:
    """Judge page-way-on."""
    pages = inspected(experience, touchpoint, "page")
    dead = [(index, moment) for index, moment in pages if moment.data.get("ways_on") == 0]
    if dead:
        return failed(
            starting(f"{pages_of(dead)} is a dead end: nothing leads on from it but the browser's Back."),
            expected="a way on from every page",
            observed=pages_of(dead),
            moments=indices(dead),
        )
    return passed(f"{len(pages)} pages, each with a way on") if pages else inapplicable("no page was inspected")


CHECKS: tuple[Check, ...] = (
    Check(
        id="page-availability",
        title="Every page comes",
        failure_title="A page that the customer needs does not come",
        why="Where the page does not come, nothing else that was done well can be felt.",
        source="R112; ISO/IEC 25010 (availability)",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.CRITICAL,
        tier=Tier.BASIC,
        needs=Kind.ENTERED,
        judge=judge_availability,
    ),
    Check(
        id="working-links",
        title="Every link leads somewhere",
        failure_title="A link leads to a page that does not exist",
        why="A dead link in the help is a promise that is broken when the customer needs it most.",
        source="R89; Nielsen 1998 (fighting linkrot)",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.BASIC,
        needs=Kind.SAW,
        judge=judge_links,
    ),
    Check(
        id="console-errors",
        title="Nothing fails behind the scenes",
        failure_title="A script or a part of the page fails while the customer uses it",
        why="What fails silently takes a button, a price or a suggestion with it, and nobody at the company notices.",
        source="R99; Lighthouse (errors-in-console)",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_console,
    ),
    Check(
        id="language-kept",
        title="The site keeps the customer's language",
        failure_title="The site falls out of the customer's language",
        why="Whoever chose a language chose it because the other is hard to read, above all when something went wrong.",
        source="WCAG 2.2, 3.1.1 and 3.1.2; R94; R120",
        category=CATEGORY,
        attribute=Attribute.PERSONALIZATION,
        layer=Layer.HOSPITALITY,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.SAW,
        judge=judge_language,
    ),
    Check(
        id="site-boundary",
        title="The customer stays with the company",
        failure_title="The site sends the customer to somebody else",
        why="On another company's page the customer is a stranger, and has to start again.",
        source="R58; R64",
        category=CATEGORY,
        attribute=Attribute.RELIABILITY,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_boundary,
    ),
    Check(
        id="lostness",
        title="The customer goes straight to the goal",
        failure_title="The customer wanders about before reaching the goal",
        why="Pages that lead nowhere cost time and the belief that there is an answer at all.",
        source="Smith 1996 (lostness; comparing goods on purpose raises false alarms); R89",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_lostness,
    ),
    Check(
        id="page-way-on",
        title="Every page has a way on",
        failure_title="The customer ends on a page from which nothing leads on",
        why="A dead end in a task is where people close the window or pick up the phone.",
        source="Nielsen 1994 (heuristic 3, user control and freedom); R90",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_way_on,
    ),
)
