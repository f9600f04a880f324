"""A quota is how often a permission may be used within a time; every use is written down in the project's folder.

The ledger is a small SQLite file, for several walks, runs and machines on one disk count at the same time, and a use
that was not written down would be one too many.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cxsim.quantities import Quota
from cxsim.touchpoint import Permission

LEDGER = Path(".cxsim") / "permissions.sqlite"
PATIENCE = 10.0  # seconds until another process that writes into the ledger must have finished

Uses = Callable[[str, Permission, Quota], bool]
"""Asked before a permission is used that is limited in number: may this touchpoint's be used once more? Counts it."""


class Ledger:
    """The uses of all permissions of one project."""

    def __init__(self, root: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path, self.now = root / LEDGER, now

    def use(self, touchpoint: str, permission: Permission, quota: Quota) -> bool:
        """Use this permission once, and write it down; False where it is used up, or where nothing can be written."""
        now = self.now().timestamp()
        try:
            with self._written() as ledger:
                (used,) = ledger.execute(
                    "SELECT count(*) FROM uses WHERE touchpoint = ? AND permission = ? AND at > ?",
                    (touchpoint, str(permission), now - quota.seconds),
                ).fetchone()
                if used >= quota.times:
                    return False
                ledger.execute("INSERT INTO uses VALUES (?, ?, ?)", (touchpoint, str(permission), now))
        except (OSError, sqlite3.Error):
            return False
        return True

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        """The ledger, for this process alone until the block has ended."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)) as ledger:
            ledger.execute("BEGIN IMMEDIATE")
            ledger.execute("CREATE TABLE IF NOT EXISTS uses (touchpoint TEXT, permission TEXT, at REAL)")
            yield ledger
            ledger.execute("COMMIT")
