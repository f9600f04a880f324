"""``python -m cxsim.checks`` prints the manual of the catalogue: docs/checks.md."""

from __future__ import annotations

import sys

from cxsim.checks import CATALOGUE
from cxsim.checks.manual import page

if __name__ == "__main__":
    sys.stdout.write(page(CATALOGUE))
