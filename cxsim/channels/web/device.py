"""A device is what a persona holds in her hands: its screen, how she operates it, her language and her network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cxsim import __version__, settings
from cxsim.errors import ChannelError
from cxsim.explain import did_you_mean
from cxsim.persona import Persona

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

_TABLET = 600  # CSS pixels of the shorter side, from which Android's own guidelines speak of a tablet
_ANDROID = "Mozilla/5.0 (Linux; Android 14; {model}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 {kind}"
_COMPUTER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"

DEVICES: Mapping[str, Mapping[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": _ANDROID.replace("{model}", "Pixel 8").replace("{kind}", "Mobile Safari/537.36"),
    },
    "tablet": {
        "viewport": {"width": 820, "height": 1180},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": _ANDROID.replace("{model}", "SM-X700").replace("{kind}", "Safari/537.36"),
    },
    "computer": {"viewport": {"width": 1280, "height": 800}, "user_agent": _COMPUTER},
}
"""What most people hold; any name of a Playwright device works too."""

OLD: Mapping[str, tuple[str, float]] = {"old phone": ("phone", 6.0), "old computer": ("computer", 4.0)}
"""Devices that compute so many times slower: 6 is what Chrome's developer tools call a low-end mobile phone, beside a
machine for development; 4 for a computer is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network profile: latency in seconds, throughput in bits a second."""

    latency: float
    down: float
    up: float


NETWORKS: Mapping[str, Network | None] = {
    "normal": None,
    "fast": None,
    "slow": Network(latency=0.400, down=1_600_000, up=750_000),
    "3g": Network(latency=0.400, down=400_000, up=400_000),
    "slow 3g": Network(latency=0.400, down=400_000, up=400_000),
    "fast 3g": Network(latency=0.150, down=1_600_000, up=750_000),
    "slow 4g": Network(latency=0.150, down=1_600_000, up=750_000),
    "4g": Network(latency=0.020, down=9_000_000, up=9_000_000),
    "edge": Network(latency=0.840, down=240_000, up=200_000),
}
"""Chrome's and WebPageTest's profiles by their names; ``slow`` is a train: latency of 3G, throughput of slow 4G."""

_NEEDS: Mapping[str, Mapping[str, Any]] = {
    "reduced motion": {"reduced_motion": "reduce"},
    "dark mode": {"color_scheme": "dark"},
    "dark": {"color_scheme": "dark"},
    "high contrast": {"forced_colors": "active"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """How one persona meets the site."""

    name: str
    context: Mapping[str, Any]  # arguments of browser.new_context
    network: Network | None = None
    slower: float = 1.0  # times that it computes slower than this machine
    keyboard_only: bool = False

    @property
    def throttled(self) -> bool:
        """Whether anything about it is slowed down."""
        return self.network is not None or self.slower > 1.0

    @property
    def touch(self) -> bool:
        """Whether she points with a finger."""
        return bool(self.context.get("has_touch"))

    @property
    def kind(self) -> str:
        """What a person would call it: phone, tablet or computer."""
        if not self.touch:
            return "computer"
        return "phone" if min(self.context["viewport"].values()) < _TABLET else "tablet"

    @property
    def key(self) -> str:
        """What decides how a site looks to a stranger with this device."""
        return f"{self.viewport} {self.touch} {self.context['locale']}"

    @property
    def viewport(self) -> str:
        """The size of the screen in CSS pixels, such as ``390x844``."""
        size = self.context["viewport"]
        return f"{size['width']}x{size['height']}"


def device_of(
    persona: Persona,
    variant: str,
    *,
    zone: str,
    version: str,
    known: Mapping[str, Mapping[str, Any]],
    profiles: Mapping[str, settings.Network] = MappingProxyType({}),
) -> Device:
    """The device of this persona (or variant) at a company in this time zone; ``known`` are Playwright's devices,
    ``profiles`` the connections of the project's settings.

    Raises ChannelError for a device or a network that nobody knows.
    """
    name = variant or persona.device
    plain, slower = OLD.get(name.strip().lower(), (name, 1.0))
    context = dict(_described(plain, known)) | {"locale": persona.language, "timezone_id": zone}
    needs = [need.strip().lower() for need in persona.needs]
    for need in needs:
        context |= _NEEDS.get(need, {})
    if any("zoom" in need or "200 %" in need for need in needs):
        context |= _zoomed(context)
    agent = str(context["user_agent"]).replace("{major}", version.partition(".")[0])
    context |= {"user_agent": f"{agent} cxsim/{__version__}", "service_workers": "block", "accept_downloads": False}
    return Device(
        name=name,
        context=context,
        network=_network(persona.network, profiles),
        slower=slower,
        keyboard_only=any(need.replace("-", " ") in ("keyboard only", "keyboard") for need in needs),
    )


def _described(name: str, known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    found = DEVICES.get(name.strip().lower()) or known.get(name)
    if found is None:
        raise ChannelError(
            f"nobody knows the device {name!r}",
            hint=did_you_mean(name, [*DEVICES, *OLD, *known]) or "write phone or computer",
        )
    return {key: value for key, value in found.items() if key not in ("default_browser_type", "screen")}


def _zoomed(context: Mapping[str, Any]) -> dict[str, Any]:
    """A zoom of 200 %: half the viewport, drawn at twice the size."""
    viewport = context["viewport"]
    half = {"width": math.ceil(viewport["width"] / 2), "height": math.ceil(viewport["height"] / 2)}
    return {"viewport": half, "device_scale_factor": 2 * context.get("device_scale_factor", 1)}


def _network(name: str, profiles: Mapping[str, settings.Network]) -> Network | None:
    """The project's own profiles come first."""
    if name in profiles:
        own = profiles[name]
        return Network(latency=own.latency, down=own.down * 1_000_000, up=own.up * 1_000_000)
    key = name.strip().lower()
    if key not in NETWORKS:
        raise ChannelError(f"nobody knows the network {name!r}", hint=did_you_mean(key, [*profiles, *NETWORKS]))
    return NETWORKS[key]


def throttle(context: BrowserContext, page: Page, device: Device) -> None:
    """Slow this page down as the device and its connection are slow (Chrome's own throttling, over CDP).

    It holds from now on, also for pages that follow in the same tab.
    """
    if not device.throttled:
        return
    session = context.new_cdp_session(page)
    if device.slower > 1.0:
        session.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    if device.network is not None:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _conditions(device.network))


def _conditions(network: Network) -> dict[str, Any]:
    return {
        "offline": False,
        "latency": network.latency * 1000.0,
        "downloadThroughput": network.down / 8.0,
        "uploadThroughput": network.up / 8.0,
    }
