"""The web channel: a persona at a website, in a real browser; the only room that knows Playwright."""

from cxsim.channels.web.browser import Browsers
from cxsim.channels.web.channel import WebChannel

__all__ = ["Browsers", "WebChannel"]
