"""A channel acts for a persona at one touchpoint and records what happened; it never judges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.channels.base import Channel
    from cxsim.loading import Project
    from cxsim.touchpoint import ChannelName


@contextmanager
def open_channels(
    project: Project,
    *,
    headed: bool = False,
    slow_motion: float = 0.0,
    playwright: Callable[[], Any] | None = None,
    shared: Path | None = None,
) -> Iterator[Mapping[ChannelName, Channel]]:
    """Every channel that is built, by name; what they open (a browser, when the first customer needs one) is closed.

    ``slow_motion`` are the seconds that the browser waits before everything that is done in it, for whoever watches;
    ``playwright`` hands over a Playwright that somebody else has started, for two in one thread fail. In
    the folder ``shared`` the processes of one run tell each other what each needs to find out only once.
    """
    from cxsim.channels.phone import PhoneChannel
    from cxsim.channels.web.browser import Browsers
    from cxsim.channels.web.channel import WebChannel
    from cxsim.touchpoint import ChannelName

    channels: dict[ChannelName, Channel] = {
        ChannelName.WEB: WebChannel(
            Browsers(headed=headed, slow_motion=slow_motion, playwright=playwright), shared=shared
        ),
        ChannelName.PHONE: PhoneChannel(project.flows, project.centers),
    }
    try:
        yield channels
    finally:
        for channel in channels.values():
            channel.close()
