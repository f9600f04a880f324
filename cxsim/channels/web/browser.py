"""A browser is found on this machine, started so that it cannot leave the allowed hosts, and always closed again.

This is the only place that finds and starts one. There is one browser per set of allowed hosts, because the
boundary is drawn by launch arguments: routing alone lets redirects pass (playwright #2617, #33882).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from cxsim.channels.web.relay import Relay
from cxsim.errors import BrowserMissingError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

VARIABLE = "CXSIM_BROWSER"
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""Browsers without windows, taken first unless one wants to watch: the same engine for a third of the CPU."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "%PROGRAMFILES%/Google/Chrome/Application/chrome.exe",
    "%PROGRAMFILES(X86)%/Google/Chrome/Application/chrome.exe",
    "%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe",
    "%LOCALAPPDATA%/Chromium/Application/chrome.exe",
    "%PROGRAMFILES(X86)%/Microsoft/Edge/Application/msedge.exe",
)
OLDEST = 110  # the first with the responseStatus of a page that was navigated to
LAUNCH_LIMIT = 60_000.0  # milliseconds
HOW_TO_GET_ONE = (
    "install Chromium or Chrome, or run `python -m playwright install chromium`, "
    f"or name a browser's program in the environment variable {VARIABLE}"
)


def find_browser(named: str | None = None, *, headed: bool = False) -> Path:
    """The browser's program: the named one (argument, else CXSIM_BROWSER), an installed one, or Playwright's own.

    Raises BrowserMissingError, with one sentence on how to get one, where there is none.
    """
    named = named or os.environ.get(VARIABLE)
    if named:
        return _named(named)
    found = next(_installed(NAMES if headed else SHELLS + NAMES), None) or _downloaded(headed=headed)
    if found is None:
        raise BrowserMissingError("No browser was found on this machine.", hint=HOW_TO_GET_ONE)
    return found


def _named(text: str) -> Path:
    found = shutil.which(text)
    if found is None:
        raise BrowserMissingError(
            f"The browser {text!r} (named by {VARIABLE} or in the settings) is no program on this machine.",
            hint=HOW_TO_GET_ONE,
        )
    return Path(found)


def _installed(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        if found := shutil.which(name):
            yield Path(found)
    for place in PLACES:
        path = Path(os.path.expandvars(place)).expanduser()
        if path.is_file():
            yield path


def _downloaded(*, headed: bool) -> Path | None:
    """What `playwright install` left in its cache, newest first; to ask Playwright would start its driver."""
    wanted = "chromium" if headed else "chromium_headless_shell"
    for folder in sorted(downloads("chromium*-*"), key=lambda folder: _revision(folder, wanted), reverse=True):
        for program in _WINDOWED if headed else _WINDOWED + _WINDOWLESS:
            for path in sorted(folder.rglob(program)):
                if path.is_file() and os.access(path, os.X_OK):
                    return path
    return None


def downloads(pattern: str) -> Iterator[Path]:
    """The folders in Playwright's cache whose names fit, such as ``ffmpeg-*``."""
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    homes = [Path(root)] if root not in ("", "0") else [Path.home() / part for part in _CACHES]
    for home in homes:
        yield from home.glob(pattern)


_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
_WINDOWED = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
_WINDOWLESS = ("headless_shell", "headless_shell.exe", "chrome-headless-shell", "chrome-headless-shell.exe")


def _revision(folder: Path, wanted: str) -> tuple[bool, int]:
    kind, _, number = folder.name.rpartition("-")
    return kind == wanted, int(number) if number.isdigit() else 0


def launch_arguments(hosts: Iterable[str], proxy: str = "") -> list[str]:
    """The arguments that keep a Chromium quiet and inside these hosts (names or IP literals, without ports).

    Measured at a second server: nothing leaks over HTTP, redirects, WebSockets or WebRTC's UDP. A proxy
    (``http://host:port``) is asked for these hosts only and bears a name that no page knows; without a name for
    anything else, the browser finds neither it nor others.
    """
    allowed = sorted(set(hosts))
    through: list[str] = []
    rules = ["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in allowed)]
    if proxy:
        alias = f"proxy-{secrets.token_hex(8)}.invalid"
        rules.insert(0, f"MAP {alias} {urlsplit(proxy).hostname}")
        through = [f"--proxy-pac-url={_proxy_script(proxy, alias, allowed)}"]
    return [
        f"--host-resolver-rules={', '.join(rules)}",
        *through,
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the headless shell knows it by this name
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        *(["--no-sandbox"] if _is_root() else []),
    ]


def _proxy_script(proxy: str, alias: str, hosts: list[str]) -> str:
    """A proxy configuration: these hosts through the proxy, everything else to a name that does not exist."""
    parts = urlsplit(proxy)
    kind, port = ("SOCKS5", 1080) if parts.scheme == "socks5" else ("PROXY", 80)
    script = (
        f"function FindProxyForURL(url, host) {{ return {json.dumps(hosts)}.indexOf(host.toLowerCase()) >= 0 "
        f'? "{kind} {alias}:{parts.port or port}" : "PROXY nowhere.invalid:9"; }}'
    )
    return f"data:application/x-ns-proxy-autoconfig;base64,{base64.b64encode(script.encode()).decode()}"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


class _Reach(NamedTuple):
    """What a browser can reach; one is started for each."""

    hosts: frozenset[str]
    proxy: str


class Browsers:
    """Starts a browser when the first customer needs one, and again after it crashed; ``with`` always closes it.

    ``playwright`` hands over a Playwright that somebody else has started (pytest's fixture), for two in one thread
    fail; it is then not stopped here. Not to be shared between threads or processes.
    """

    def __init__(
        self,
        *,
        headed: bool = False,
        slow_motion: float = 0.0,
        program: str | None = None,
        playwright: Callable[[], Playwright] | None = None,
    ) -> None:
        self.headed, self.slow_motion, self.program = headed, slow_motion, program
        self._theirs = playwright
        self._manager: Any = None
        self._playwright: Playwright | None = None
        self._browsers: dict[_Reach, Browser] = {}
        self._processes: dict[_Reach, int] = {}
        self._relays: dict[tuple[str, str, str], Relay] = {}
        self.asks = False  # whether its browsers have windows, and so would ask in one for a login that a server wants

    def __call__(self, hosts: Iterable[str], *, proxy: str = "", login: tuple[str, str] | None = None) -> Browser:
        """A running browser that reaches these hosts and no others, through this proxy where there is one.

        ``login`` is what the proxy asks for; the browser never learns it. Raises BrowserMissingError where none is
        found or it does not start.
        """
        if login is not None:
            proxy = self._relayed(proxy, login)
        key = _Reach(frozenset(hosts), proxy)
        browser = self._browsers.get(key)
        if browser is None or not browser.is_connected():
            browser = self._browsers[key] = self._start(key)
        return browser

    @property
    def refused(self) -> bool:
        """Whether a proxy did not take its login."""
        return any(relay.refused for relay in self._relays.values())

    def _relayed(self, proxy: str, login: tuple[str, str]) -> str:
        key = (proxy, *login)
        if key not in self._relays:
            self._relays[key] = Relay(proxy, *login)
        return self._relays[key].url

    def devices(self) -> Mapping[str, Mapping[str, Any]]:
        """The devices that Playwright knows, by name."""
        return self._started().devices

    def kill(self) -> None:
        """End the browsers from another thread, when one does not answer; whoever waits for it gets an error."""
        for process in list(self._processes.values()):
            _end(process)

    def kill_pages(self) -> None:
        """End the processes of all pages from another thread; whoever waits for one gets an error."""
        for process in list(self._processes.values()):
            _end_pages(process)

    def close(self) -> None:
        """Close every browser; safe to call twice, and after anything went wrong."""
        browsers, self._browsers = self._browsers, {}
        processes, self._processes = self._processes, {}
        manager, self._manager, self._playwright = self._manager, None, None
        for reach, browser in browsers.items():
            try:
                browser.close()
            except Exception:  # the driver is gone (Ctrl-C reaches it too) and may have left its browser to us
                _end(processes.get(reach))
        relays, self._relays = self._relays, {}
        for relay in relays.values():
            relay.close()
        if manager is not None:
            with suppress(Exception):
                manager.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> Playwright:
        if self._playwright is None:
            if self._theirs is not None:
                self._playwright = self._theirs()
            else:
                from playwright.sync_api import sync_playwright

                self._manager = sync_playwright().start()
                self._playwright = self._manager
        return self._playwright

    def _start(self, reach: _Reach) -> Browser:
        from playwright.sync_api import Error

        program = find_browser(self.program, headed=self.headed or bool(reach.proxy))
        if reach.proxy and program.name in SHELLS:
            what = f"The browser {program.name} cannot be kept inside the allowed hosts behind a proxy."
            raise BrowserMissingError(what, hint=HOW_TO_GET_ONE)
        self.asks = self.asks or program.name not in SHELLS + _WINDOWLESS
        self._started()
        try:
            browser = self._launch(program, reach, sandbox=not _is_root())
        except Error:
            try:  # some systems forbid the sandbox to everybody (user namespaces switched off)
                browser = self._launch(program, reach, sandbox=False)
            except Error as error:
                raise BrowserMissingError(
                    f"The browser {program} does not start: {_first_line(error)}", hint=HOW_TO_GET_ONE
                ) from None
        _refuse_old(browser, program)
        self._remember_process(reach, browser)
        return browser

    def _launch(self, program: Path, reach: _Reach, *, sandbox: bool) -> Browser:
        return self._started().chromium.launch(
            executable_path=program,
            headless=not self.headed,
            slow_mo=self.slow_motion * 1000.0,
            args=launch_arguments(*reach),
            chromium_sandbox=sandbox,
            timeout=LAUNCH_LIMIT,
        )

    def _remember_process(self, reach: _Reach, browser: Browser) -> None:
        with suppress(Exception):  # without it a browser that hangs can only be waited for
            session = browser.new_browser_cdp_session()
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            session.detach()
            self._processes[reach] = next(int(p["id"]) for p in processes if p["type"] == "browser")


def _refuse_old(browser: Browser, program: Path) -> None:
    major = browser.version.partition(".")[0]
    if major.isdigit() and int(major) < OLDEST:
        version = browser.version
        browser.close()
        raise BrowserMissingError(
            f"The browser {program} is too old ({version}; {OLDEST} or newer is needed).", hint=HOW_TO_GET_ONE
        )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].removeprefix("BrowserType.launch: ")[:200] if lines else type(error).__name__


def _end_pages(process: int) -> None:
    import psutil

    with suppress(psutil.Error):
        for child in psutil.Process(process).children(recursive=True):
            with suppress(psutil.Error):
                if "--type=renderer" in child.cmdline():
                    child.kill()


def _end(process: int | None) -> None:
    if process is not None:
        with suppress(OSError):
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
