"""A queue's settings are what ``queues.conf`` beside a dialplan tells of those who wait: what they hear and can press.

Source: Asterisk's sample ``queues.conf``: with ``context``, "if the user types a SINGLE digit extension while they are
in the queue, they will be taken out of the queue and sent to that extension in this context".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxsim.errors import DefinitionError
from cxsim.ivr.importers import sources

MOST_LINES = 50_000
_SECTION = re.compile(r"\[([^\]]{1,80})\]\s*(?:\(([^)]*)\))?")
_ON = ("yes", "true", "on", "1", "once", "limit", "more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What callers of one queue notice of it; ``estimate`` is None where nobody said."""

    context: str = ""
    announced: tuple[str, ...] = ()  # recordings that are played again and again
    estimate: bool | None = None


def beside(dialplan: Path) -> dict[str, Settings]:
    """The queues of the file that lies beside a dialplan; none where there is none, or where it cannot be read."""
    path = dialplan.parent / "queues.conf"
    if not path.is_file():
        return {}
    try:
        return {name: _settings(found) for name, found in _sections(sources.text(path)).items() if name != "general"}
    except DefinitionError:
        return {}


def _sections(text: str) -> dict[str, dict[str, str]]:
    """Each section with its settings, over those of the templates that it names."""
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    for line in text.splitlines()[:MOST_LINES]:
        plain = re.split(r"(?<!\\);", line)[0].strip()
        section = _SECTION.match(plain)
        if section is not None:
            name, templates = section[1].strip(), (section[2] or "").split(",")
            here = found.setdefault(name, {})
            for template in templates:
                here |= found.get(template.strip(), {})
        elif "=" in plain:
            key, _, value = plain.partition("=")
            here[key.strip().lower()] = value.lstrip("> ").strip()
    return found


def _settings(found: Mapping[str, str]) -> Settings:
    told = [found[key].lower() in _ON for key in ("announce-holdtime", "announce-position") if key in found]
    announced = [name.strip() for name in found.get("periodic-announce", "").split(",")]
    return Settings(
        context=found.get("context", ""),
        announced=tuple(name for name in announced if name),
        # Positions are told only where their frequency is set ("Set to 0 to disable").
        estimate=(any(told) and found.get("announce-frequency", "0") != "0") if told else None,
    )


__all__ = ["Settings", "beside"]
