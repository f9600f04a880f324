"""A secret is what she types and what must appear in nothing that is kept: a text of the environment, a password."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from cxsim.errors import ChannelError

MASK = "••••"
_NAME = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")


class Secrets:
    """The secrets of one walk: reads them from the environment, and strikes them out of every text."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self.values: set[str] = set()
        self._forms: list[str] = []

    def reveal(self, text: str) -> str:
        """The text with every ``$NAME`` put in from the environment; what was put in is a secret from now on.

        Raises ChannelError where a variable is not set: then we cannot look, and the site is not to blame.
        """
        return _NAME.sub(self._value, text)

    def keep(self, value: str) -> None:
        """Treat this text as a secret from now on: a password that she has made up."""
        if value not in self.values:
            self._remember(value)

    def _value(self, match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        value = self._environment.get(name)
        if not value:
            raise ChannelError(f"${name} is not set", hint=f"set the environment variable {name} before the run")
        self._remember(value)
        return value

    def _remember(self, value: str) -> None:
        self.values.add(value)
        raw = value.encode()
        forms = {value, quote(value), quote(value, safe=""), quote_plus(value), base64.b64encode(raw).decode()}
        forms |= {base64.b64encode(raw).decode().rstrip("="), base64.urlsafe_b64encode(raw).decode().rstrip("=")}
        forms |= {value.casefold()} if len(value) > 3 else set()
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text with every secret struck out, also where it is URL-encoded or in base64."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def __bool__(self) -> bool:
        return bool(self.values)


def holds_secret(text: str) -> bool:
    """Whether a text names a variable of the environment."""
    return _NAME.search(text) is not None
