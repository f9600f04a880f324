"""Local settings of this repository's own test runs; everything that users get comes from the installed plugin."""

from __future__ import annotations

import os

# Two test processes share two cores: numerical libraries must not start threads of their own on top.
os.environ.setdefault("OMP_NUM_THREADS", "1")
