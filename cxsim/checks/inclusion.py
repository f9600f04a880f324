"""Checks of inclusion ask whether everybody can use the site: on a small screen, with a keyboard, with other eyes."""

from __future__ import annotations

from collections import Counter

from cxsim.checks.base import Answer, Check, Impact, Layer, Tier, cant_tell, failed, inapplicable, passed
from cxsim.checks.looking import began, here, indices, inspected, listed, page_named, pages_of
from cxsim.definition import Attribute
from cxsim.experience import Experience, Kind

CATEGORY = "inclusion"
GRAVE = ("serious", "critical")
SIDEWAYS = 1  # CSS pixels that may stick out: rounding


def judge_accessibility(experience: Experience, touchpoint: str) -> Answer:
    """Judge accessibility."""
    tested = inspected(experience, touchpoint, "accessibility")
    if not tested:
        return inapplicable("no page was tested")
    unread = [(index, moment) for index, moment in tested if moment.data.get("failed")]
    grave = [
        (index, finding)
        for index, moment in tested
        for finding in moment.data.get("findings", ())
        if finding.get("impact") in GRAVE
    ]
    expected = "no serious or critical violation of WCAG 2.2 A and AA"
    if grave:
        rules = Counter(str(finding.get("help", finding.get("rule"))) for _, finding in grave)
        worst = listed([rule for rule, _ in rules.most_common()], most=3)
        return failed(
            f"Some people cannot use these pages: {worst}.",
            expected=expected,
            observed=f"{len(rules)} rules broken on {len({index for index, _ in grave})} pages",
            moments=dict.fromkeys(index for index, _ in grave),
        )
    if len(unread) == len(tested):
        return cant_tell(f"the rules could not be tried: {unread[0][1].data['failed']}", moments=indices(unread))
    return passed(f"{len(tested) - len(unread)} pages", expected=expected)


def judge_fit(experience: Experience, touchpoint: str) -> Answer:
    """Judge mobile-fit."""
    small = [placed for placed in inspected(experience, touchpoint, "overflow") if placed[1].data.get("touch")]
    if not small:
        return inapplicable("the customer had a large screen")
    wide = [(index, moment) for index, moment in small if int(moment.data.get("wide", 0)) > SIDEWAYS]
    if wide:
        most = max(int(moment.data["wide"]) for _, moment in wide)
        culprit = listed(str(f.get("element", "")) for _, m in wide for f in m.data.get("findings", ())[:1])
        return failed(
            f"On a {wide[0][1].data.get('viewport')} screen {pages_of(wide)} sticks out by {most} pixels"
            f"{f' ({culprit})' if culprit else ''}: the customer must scroll sideways to read it.",
            expected="everything fits the screen's width",
            observed=f"{most} pixels too wide",
            moments=indices(wide),
        )
    return passed(f"{len(small)} pages fit the screen")


def judge_targets(experience: Experience, touchpoint: str) -> Answer:
    """Judge target-size."""
    tested = inspected(experience, touchpoint, "targets")
    if not tested:
        return inapplicable("no page was tested")
    small = [(index, moment) for index, moment in tested if moment.data.get("findings")]
    if small:
        count = max(int(moment.data.get("count", 0)) for _, moment in small)
        names = listed((str(f.get("target", "")) for _, m in small for f in m.data["findings"]), most=3)
        return failed(
            f"On {pages_of(small)} up to {count} targets are too small or too close to hit with a finger: {names}.",
            expected="24 by 24 pixels, or as much room around",
            observed=f"{count} too small",
            moments=indices(small),
        )
    return passed(f"{len(tested)} pages, every target large enough")


def judge_keyboard(experience: Experience, touchpoint: str) -> Answer:
    """Judge keyboard-access."""
    start = began(experience)
    needs = [str(need).lower() for need in (start.data.get("needs", ()) if start else ())]
    if not any("keyboard" in need for need in needs):
        return inapplicable("the customer uses a pointer")
    blocked = here(experience, touchpoint, Kind.BLOCKED, why="keyboard")
    if blocked:
        targets = listed(f"“{m.data.get('target', '')}” on {page_named(m.data.get('url', ''))}" for _, m in blocked)
        return failed(
            f"Without a mouse nobody gets to {targets}: the Tab key never reaches it.",
            expected="everything can be done with the keyboard",
            observed=f"not reached: {targets}",
            moments=indices(blocked),
        )
    return passed("everything that she needed was reached with Tab")


CHECKS: tuple[Check, ...] = (
    Check(
        id="accessibility",
        title="Everybody can use the pages",
        failure_title="Some people cannot use the pages",
        why="One in six people lives with a disability; in the sun or with a child on the arm, everybody does.",
        source="WCAG 2.2 A and AA, by axe-core; European Accessibility Act (Directive 2019/882)",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_accessibility,
    ),
    Check(
        id="mobile-fit",
        title="Pages fit a small screen",
        failure_title="Pages stick out of a small screen",
        why="What sticks out is not seen, and what is not seen was not said.",
        source="WCAG 2.2, 1.4.10; R47",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.SERIOUS,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_fit,
    ),
    Check(
        id="target-size",
        title="Targets are large enough to hit",
        failure_title="Targets are too small to hit",
        why="A finger is ten millimeters wide; who hits the wrong button blames herself first and the company then.",
        source="WCAG 2.2, 2.5.8 (with its exceptions), by axe-core; R47",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.MODERATE,
        tier=Tier.BASIC,
        needs=Kind.INSPECTED,
        judge=judge_targets,
    ),
    Check(
        id="keyboard-access",
        title="Everything can be done with the keyboard",
        failure_title="Something cannot be done without a mouse",
        why="For people who cannot hold a mouse, a button that only a mouse can press does not exist.",
        source="WCAG 2.2, 2.1.1",
        category=CATEGORY,
        attribute=Attribute.EASE,
        layer=Layer.SERVICE,
        impact=Impact.CRITICAL,
        tier=Tier.BASIC,
        needs=Kind.ACTED,
        judge=judge_keyboard,
    ),
)
