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
THUMBNAIL = 320  # pixels wide
LIMIT = 4000.0  # milliseconds


class Camera:
    """Takes pictures of one walk, in CSS pixels; ``scaled`` says that her screen has smaller ones."""

    def __init__(self, folder: EvidenceFolder, *, scaled: bool = False) -> None:
        self.folder, self.scaled = folder, scaled
        self._last: tuple[str, Evidence] | None = None
        self._session: tuple[Page, CDPSession] | None = None

    def shoot(self, page: Page, signature: str, masked: Sequence[Locator] = ()) -> tuple[Evidence, ...]:
        """A picture of what is on the screen, or nothing where none could be taken.

        The same page state (signature) is only pictured once in a row.
        """
        if self._last is not None and self._last[0] == signature and signature:
            return (self._last[1],)
        try:
            picture = self._plainly(page) if not (masked or self.scaled) else None
            picture = picture or page.screenshot(type="jpeg", quality=QUALITY, scale="css", mask=masked, timeout=LIMIT)
            evidence = self.folder.keep(picture, type="image/jpeg", suffix=".jpg", thumbnail=_thumbnail(picture))
        except Exception:  # whatever is wrong with page, disk or picture: the walk goes on
            return ()
        self._last = (signature, evidence)
        return (evidence,)

    def _plainly(self, page: Page) -> bytes | None:
        """The screen as the browser itself shows it, for two thirds of the CPU; None where it cannot just now."""
        from playwright.sync_api import Error

        try:
            if self._session is None or self._session[0] is not page:
                self._session = (page, page.context.new_cdp_session(page))
            session = self._session[1]
            with deadline(LIMIT / 1000.0, session.detach):
                shot = session.send("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY})
        except Error:
            self._session = None
            return None
        return base64.b64decode(shot["data"])


def _thumbnail(picture: bytes) -> bytes:
    """The picture in small, as WebP."""
    from PIL import Image
    from PIL.Image import Resampling

    target = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as large:
        size = (THUMBNAIL, max(1, round(large.height * THUMBNAIL / large.width)))
        large.draft("RGB", size)  # most of the work is to read every pixel
        large.resize(size, Resampling.BILINEAR).save(target, "WEBP", quality=QUALITY, method=0)
    return target.getvalue()
