"""The platform is what stands between a caller and the application: its limits, its parameters and its words.

Sources are pages of Twilio's documentation, named behind each value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping

ANSWER_LIMIT = 15.0
"""Seconds that an application has to answer ("Webhooks: Connection overrides": total time, default and most)."""
MOST_BYTES = 65_536
"""The largest answer that is read (error 11750: "TwiML response bodies are limited to 64 kilobytes")."""
MOST_REDIRECTS = 10
"""HTTP redirects that are followed for one answer; the platform "follows HTTP Redirects … like a web browser"."""
MOST_DOCUMENTS = 30
"""Documents one after the other without a word of the caller's, after which a call is taken for endless: a setting of
ours; the platform goes on for hours."""

APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
"""What callers hear where the application fails (errors 11200, 11205, 12100, 12300), before the line is cut."""
HOLD_MUSIC = "hold music"
"""What a queue without ``waitUrl`` plays ("Enqueue": a playlist of classical music)."""

AS_TWIML = ("text/xml", "application/xml", "text/html")
"""Content types that are read as TwiML ("Your response": "Twilio understands MIME types")."""
AS_SPEECH = "text/plain"
"""This one is read out loud, "and then hangs up"; audio is played, and then it hangs up too."""

CALLER, LINE_NUMBER = "+12025550123", "+12025550199"
"""Who calls and where: numbers that are reserved for fiction (North American Numbering Plan, 555-0100 to 555-0199)."""
ACCOUNT = "AC" + "0" * 32
TOKEN_NAME = "TWILIO_AUTH_TOKEN"
"""The environment variable from which the command line takes the token that requests are signed with."""


def new_call() -> dict[str, str]:
    """The parameters of a new call that every request carries ("TwiML: Request parameters")."""
    return {
        "CallSid": f"CA{uuid.uuid4().hex}",
        "AccountSid": ACCOUNT,
        "From": CALLER,
        "To": LINE_NUMBER,
        "Caller": CALLER,
        "Called": LINE_NUMBER,
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
    }


def signature(token: str, url: str, parameters: Mapping[str, str]) -> str:
    """The ``X-Twilio-Signature`` of a request ("Security: Validating requests").

    HMAC-SHA1 with the account's token over the whole address followed by every posted parameter's name and value, in
    the order of the names; in base64. A GET has no posted parameters: they stand in the address.
    """
    signed = url + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
