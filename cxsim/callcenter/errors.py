"""A center error is a question that cannot be answered as it was asked: a closed day, an unknown type, no end."""

from __future__ import annotations

from cxsim.errors import EXIT_DEFINITION, CxsimError


class CenterError(CxsimError):
    """What was asked of a call center does not fit it; the hint says what would."""

    exit_code = EXIT_DEFINITION
