"""Evidence is a picture of what the customer saw, small enough to keep one of every page change and every finding.

A picture that fails never fails a walk. Where a secret was typed, the fields that hold it are painted over.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxsim.channels.web.deadline import deadline
from cxsim.experience import Evidence
from cxsim.record import EvidenceFolder

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

QUALITY = 70
THUMBNAIL = 320  # pixels wide, and less than twice that: pictures are only halved
LIMIT = 4.0  # seconds


class Camera:
    """Takes pictures of one walk, in CSS pixels; ``scaled`` says that her screen has smaller ones.

    ``limit`` is in seconds: a page that has not answered by then never will, and is closed.
    """

    def __init__(self, folder: EvidenceFolder, *, scaled: bool = False, limit: float = 15.0) -> None:
        self.folder, self.scaled, self.limit = folder, scaled, limit
        self._last: tuple[str, Evidence] | None = None
        self._session: tuple[Page, CDPSession] | None = None

    def shoot(self, page: Page, signature: str, masked: Sequence[Locator] = ()) -> tuple[Evidence, ...]:
        """A picture of what is on the screen, or nothing where none could be taken.

        The same page state (signature) is only pictured once in a row.
        """
        if self._last is not None and self._last[0] == signature and signature:
            return (self._last[1],)
        try:
            shot = self._plainly(page) if not (masked or self.scaled) else None
            shot = shot or page.screenshot(type="jpeg", quality=QUALITY, scale="css", mask=masked, timeout=LIMIT * 1000)
            evidence = self.folder.keep(shot, type="image/jpeg", suffix=".jpg", thumbnail=_thumbnail(shot))
        except Exception:  # whatever is wrong with page, disk or picture: the walk goes on
            return ()
        self._last = (signature, evidence)
        return (evidence,)

    def _plainly(self, page: Page) -> bytes | None:
        """The screen as the browser itself shows it, for two thirds of the CPU; None where it cannot just now.

        To hang up takes an answer of the page, so one that does not answer at all has to be closed.
        """
        from playwright.sync_api import Error

        try:
            if self._session is None or self._session[0] is not page:
                self._session = (page, page.context.new_cdp_session(page))
            session = self._session[1]
            with deadline(LIMIT, session.detach), deadline(self.limit, page.close):
                shot = session.send("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY})
        except Error:
            self._session = None
            return None
        return base64.b64decode(shot["data"])


def _thumbnail(picture: bytes) -> bytes:
    """The picture in small, as WebP."""
    from PIL import Image

    target = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.draft("RGB", (THUMBNAIL, 1))  # reads a JPEG at a half, a quarter or an eighth of its size
        image.save(target, "WEBP", quality=QUALITY, method=0)
    return target.getvalue()
