"""Checks of vitals ask how quickly pages show their content and answer a press, and whether they keep still."""

from __future__ import annotations

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.checks.looking import here, indices, inspected, page_named, starting
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind, Moment

CATEGORY = "pages"
SLOW = 4.0  # seconds: from here Google calls the Largest Contentful Paint poor
LATE = 0.5  # seconds: from here Google calls the Interaction to Next Paint poor
RESTLESS = 0.25  # from here Google calls the Cumulative Layout Shift poor
PRESSES = ("click", "key", "fill", "choose", "tick")


def judge_speed(experience: Experience, touchpoint: str) -> Answer:
    """Judge page-speed."""
    timed = [(p, seconds) for p in here(experience, touchpoint, Kind.SAW) if (seconds := _until_seen(p[1])) is not None]
    if not timed:
        return cant_tell("no loading time was measured")
    slow = [(placed, seconds) for placed, seconds in timed if seconds > SLOW]
    worst, longest = max(timed, key=lambda each: each[1])
    if slow:
        return failed(
            starting(f"{page_named(worst[1].data.get('url'))} took {longest:.1f} s until its content could be seen."),
            expected=f"content within 2.5 s, at most {SLOW:.0f} s",
            observed=f"{longest:.1f} s",
            moments=indices(placed for placed, _ in slow),
        )
    return passed(f"slowest: {page_named(worst[1].data.get('url'))}, {longest:.1f} s", expected=f"at most {SLOW:.0f} s")


def _until_seen(moment: Moment) -> float | None:
    return moment.measured.get("lcp", moment.measured.get("load"))


def judge_response(experience: Experience, touchpoint: str) -> Answer:
    """Judge page-response."""
    pressed = [p for p in here(experience, touchpoint, Kind.ACTED) if p[1].data.get("action") in PRESSES]
    if not pressed:
        return inapplicable("nothing was pressed or typed")
    answers = inspected(experience, touchpoint, "response")
    late = [placed for placed in answers if _latency(placed[1]) > LATE]
    if late:
        worst = max((moment for _, moment in late), key=_latency)
        return failed(
            starting(f"{page_named(worst.data.get('url'))} stood still for {_latency(worst):.1f} s after a press."),
            expected=f"an answer that can be seen within 0.2 s, at most {LATE} s",
            observed=f"{_latency(worst):.1f} s",
            moments=indices(late),
        )
    if not answers and not any("inp" in moment.measured for _, moment in here(experience, touchpoint, Kind.SAW)):
        return cant_tell("no answer to a press was timed")
    return passed(
        f"{len(pressed)} presses and entries, none of which was seen to hold a page up", expected=f"at most {LATE} s"
    )


def _latency(moment: Moment) -> float:
    return moment.measured.get("inp", 0.0)


def judge_stability(experience: Experience, touchpoint: str) -> Answer:
    """Judge page-stability."""
    seen = [placed for placed in here(experience, touchpoint, Kind.SAW) if "cls" in placed[1].measured]
    if not seen:
        return cant_tell("nothing was measured of how pages keep still")
    restless = [placed for placed in seen if placed[1].measured["cls"] > RESTLESS]
    worst = max(seen, key=lambda placed: placed[1].measured["cls"])[1]
    shift = f"{worst.measured['cls']:.2f}"
    if restless:
        return failed(
            starting(f"{page_named(worst.data.get('url'))} jumps while it is being read (layout shift {shift})."),
            expected=f"a layout shift of at most 0.1, never above {RESTLESS}",
            observed=shift,
            moments=indices(restless),
        )
    return passed(f"largest layout shift: {shift}, {page_named(worst.data.get('url'))}", expected=f"at most {RESTLESS}")


CHECKS: tuple[Check, ...] = (
    Check(
        id="page-speed",
        title="Pages show their content in time",
        failure_title="The customer waits for a page to show its content",
        why="After one second the thread breaks, after ten the attention is gone; most visitors leave much earlier.",
        source="Web Vitals (Largest Contentful Paint, poor above 4 s); Nielsen 1993; Nah 2004; R5",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_speed,
    ),
    Check(
        id="page-response",
        title="Pages answer at once",
        failure_title="A page stands still after a press",
        why="Who sees nothing happen presses again: that orders twice, or takes back what the first press did.",
        source="Web Vitals (Interaction to Next Paint, poor above 500 ms); Miller 1968; R5",
        category=CATEGORY,
        attribute=Attribute.RESPONSIVENESS,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_response,
    ),
    Check(
        id="page-stability",
        title="Pages keep still",
        failure_title="A page jumps while it is being read",
        why="What jumps away under the finger makes people press the wrong thing, and lose the line that they read.",
        source="Web Vitals (Cumulative Layout Shift, poor above 0.25)",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MINOR,
        tier=Tier.PERFORMANCE,
        needs=Kind.SAW,
        judge=judge_stability,
    ),
)
