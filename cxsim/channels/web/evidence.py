"""Evidence is a picture of what the customer saw, small enough to keep one of every page change and every finding.

A picture that fails never fails a walk. Where a secret was typed, the fields that hold it are painted over.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cxsim.experience import Evidence
from cxsim.record import EvidenceFolder

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Locator, Page

QUALITY = 70
THUMBNAIL = 320  # pixels wide
LIMIT = 4000.0  # milliseconds


class Camera:
    """Takes pictures of one walk."""

    def __init__(self, folder: EvidenceFolder) -> None:
        self.folder = folder
        self._last: tuple[str, Evidence] | None = None

    def shoot(self, page: Page, signature: str, masked: Iterable[Locator] = ()) -> tuple[Evidence, ...]:
        """A picture of what is on the screen, or nothing where none could be taken.

        The same page state (signature) is only pictured once in a row.
        """
        if self._last is not None and self._last[0] == signature and signature:
            return (self._last[1],)
        try:
            raw = page.screenshot(type="jpeg", quality=85, scale="css", mask=list(masked), timeout=LIMIT)
            picture, small = _webp(raw)
            evidence = self.folder.keep(picture, type="image/webp", suffix=".webp", thumbnail=small)
        except Exception:  # whatever is wrong with page, disk or picture: the walk goes on
            return ()
        self._last = (signature, evidence)
        return (evidence,)


def _webp(raw: bytes) -> tuple[bytes, bytes]:
    """The picture and its thumbnail as WebP."""
    from PIL import Image
    from PIL.Image import Resampling

    with Image.open(io.BytesIO(raw)) as picture:
        picture.load()
        size = (THUMBNAIL, max(1, round(picture.height * THUMBNAIL / picture.width)))
        small = picture.resize(size, Resampling.BILINEAR, reducing_gap=1.5)
        return _encoded(picture), _encoded(small)


def _encoded(picture: Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=0)
    return target.getvalue()
