"""axe is Deque's engine of accessibility rules; it runs once per page and screen, for it costs a second of CPU time.

What it finds is the same for every customer who sees the same page on the same screen, so it is looked up for the next,
in whichever process of the run she walks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.channels.known import Known

if TYPE_CHECKING:
    from playwright.sync_api import Page

STANDARD = "WCAG 2.2 A and AA"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = {
    "runOnly": {"type": "tag", "values": _TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
TARGETS = 5  # elements that are named for each finding


class Axe:
    """Runs axe and remembers what it found, by page and screen."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def inspect(self, page: Page, key: str, url: str, viewport: str) -> list[dict[str, Any]]:
        """The data of two INSPECTED moments, ``accessibility`` and ``targets``, of the page as it is now.

        ``key`` tells the page's content from any other: who came first must not decide what the next one is told.
        """
        known = self._known.find(("axe", key, viewport), lambda: self._run(page))
        base = {"url": url, "viewport": viewport}
        small = [finding for finding in known if finding["rule"] == "target-size"]
        other = [finding for finding in known if finding["rule"] != "target-size"]
        return [
            base | {"what": "accessibility", "standard": STANDARD, "findings": other},
            base
            | {
                "what": "targets",
                "findings": [{"target": t} for f in small for t in f["targets"]],
                "count": _count(small),
            },
        ]

    def _run(self, page: Page) -> list[dict[str, Any]]:
        from axe_playwright_python.sync_playwright import Axe as Engine

        response = Engine().run(page, options=_OPTIONS).response
        return [_finding(violation) for violation in response["violations"]]


def _finding(violation: dict[str, Any]) -> dict[str, Any]:
    nodes = violation["nodes"]
    return {
        "rule": violation["id"],
        "impact": violation["impact"] or "minor",
        "help": violation["help"],
        "count": len(nodes),
        "targets": [" ".join(map(str, node["target"]))[:160] for node in nodes[:TARGETS]],
        "wcag": [tag for tag in violation["tags"] if tag.startswith("wcag") and tag[4:].isdigit()],
    }


def _count(findings: list[dict[str, Any]]) -> int:
    return sum(int(finding["count"]) for finding in findings)
