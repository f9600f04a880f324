"""Surroundings are what an environment of the settings adds to every visit: the login at the server's door, whose
certificates are taken, which further hosts belong to the site, and the proxy on the way.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from cxsim.channels.base import Visit
from cxsim.channels.web.secrets import Secrets
from cxsim.settings import Environment

NONE = Environment()


def surroundings_of(visit: Visit) -> Environment:
    """The environment that was chosen for this run; where the settings say nothing of it, one that adds nothing."""
    return visit.settings.environments.get(visit.environment or "", NONE)


def proxy_login(visit: Visit, secrets: Secrets) -> tuple[str, str] | None:
    """What the proxy asks for; None where it asks for nothing. Raises ChannelError where a variable is not set."""
    around = surroundings_of(visit)
    if around.proxy_user is None or around.proxy_password is None:
        return None
    return secrets.reveal(around.proxy_user), secrets.reveal(around.proxy_password)


def admission(visit: Visit, secrets: Secrets) -> dict[str, Any]:
    """Arguments of ``browser.new_context`` that let the customer in; the login goes to the touchpoint's server only.

    Raises ChannelError where a variable of the environment is not set.
    """
    around = surroundings_of(visit)
    arguments: dict[str, Any] = {"ignore_https_errors": True} if around.self_signed else {}
    if around.user is not None and around.password is not None:
        parts = urlsplit(visit.address)
        arguments["http_credentials"] = {
            "username": secrets.reveal(around.user),
            "password": secrets.reveal(around.password),
            "origin": f"{parts.scheme}://{parts.netloc}",
        }
    return arguments
