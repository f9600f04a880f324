"""The demo company is a small online shop with a phone line, to be walked by simulated customers.

It exists twice: as it is, with known faults that are listed as data (:mod:`cxsim.demo.faults`), and after the redesign,
with none of them. Its personas and scenarios are the repository's own; the wheel carries a copy.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def project_root() -> Path:
    """The folder that holds the demo's personas/ and scenarios/: the checkout, else the copy inside the wheel."""
    checkout = _PACKAGE.parent.parent
    if (checkout / "scenarios" / "touchpoints.yaml").is_file() and (checkout / "personas").is_dir():
        return checkout
    return _PACKAGE / "project"
