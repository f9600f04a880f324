"""What is given is test data that is there while one walk is made: commands of the project set it up and clean it up.

The commands run without a shell, in the project's folder, for a limited time. Every walk has its own data: the commands
are told in their environment which walk they are for, and may hand over what the customer has to know (the number of
the order that was just made). What was set up, or only begun, is cleaned up whatever happens.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from cxsim.channels.web.secrets import Secrets, holds_secret
from cxsim.errors import ChannelError
from cxsim.loading import Project
from cxsim.settings import Commands

KEPT_OUTPUT = 2000  # characters of what a command that failed has said last
HANDED = "CXSIM_GIVEN"  # variable in which a clean-up finds, as JSON, what its set-up has handed over
LONGEST = 200  # characters of a value that is handed over


class GivenError(ChannelError):
    """Test data could not be set up or cleaned up: we could not look, and the company is not to blame."""


class Given:
    """The test data of one walk.

    ``elsewhere`` are the names that somebody else (a pytest fixture) provides, with what each hands over.
    """

    def __init__(
        self,
        names: Iterable[str],
        project: Project,
        *,
        told: Mapping[str, str] | None = None,
        elsewhere: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.names = [name for name in names if name not in elsewhere]
        self.project = project
        self._environment = {**os.environ, **(told or {})}
        self._begun: list[str] = []
        self._elsewhere = elsewhere
        self._handed: dict[str, dict[str, str]] = {}

    @property
    def handed(self) -> dict[str, str]:
        """What the customer knows from her test data, by name; of what is set up twice the last wins."""
        return {name: value for values in self._handed.values() for name, value in values.items()}

    def set_up(self) -> None:
        """Run the commands in their order. Raises GivenError at the first that fails or that nobody has written."""
        for name, values in self._elsewhere.items():
            self._handed[name] = _handed(name, values) if isinstance(values, Mapping) else {}
        for name in self.names:
            commands = self.project.settings.commands.get(name)
            if commands is None:
                hint = f'write [commands."{name}"] with "set up" and "clean up" into the settings'
                raise GivenError(f"nothing says how {name!r} comes to be there", hint=hint)
            self._begun.append(name)
            printed = self._run(f"setting up {name!r}", commands.set_up, commands)
            if commands.gives:
                self._handed[name] = _given(name, printed, commands.gives)

    def clean_up(self) -> list[str]:
        """Undo what was begun, the last first, and whatever fails; returns what failed. Safe to call twice."""
        failed: list[str] = []
        while self._begun:
            name = self._begun.pop()
            commands = self.project.settings.commands[name]
            if commands.clean_up:
                more = {HANDED: json.dumps(self._handed.get(name, {}), ensure_ascii=False)}
                try:
                    self._run(f"cleaning up {name!r}", commands.clean_up, commands, more)
                except GivenError as error:
                    failed.append(error.what)
        return failed

    def clean_up_all(self) -> list[str]:
        """Clean up in place of a process that died, of which nobody knows how far it had come."""
        self._begun = [name for name in self.names if name in self.project.settings.commands]
        return self.clean_up()

    @property
    def longest_clean_up(self) -> float:
        """Seconds that cleaning up may take."""
        used = (self.project.settings.commands.get(name) for name in self.names)
        return sum(commands.at_most for commands in used if commands is not None and commands.clean_up)

    def _run(
        self, what: str, command: tuple[str, ...], commands: Commands, more: Mapping[str, str] = MappingProxyType({})
    ) -> bytes:
        """Run a command: the end of what it printed. Raises GivenError, with what it said, where it fails."""
        environment = {**self._environment, **more}
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as troubles:
            try:
                code = _finished(command, self.project.root, environment, commands.at_most, output, troubles)
            except subprocess.TimeoutExpired:
                reason = f"{what} took longer than {commands.at_most:g} s"
                raise self._failed(reason, command, output, troubles) from None
            except OSError as error:
                hint = "no shell runs it: name a program, and put what needs a shell into a script of your own"
                why = f"{command[0]!r} cannot be run ({error.strerror})"
                raise GivenError(f"{what} failed: {why}", hint=hint) from None
            if code:
                raise self._failed(f"{what} failed with exit code {code}", command, output, troubles)
            return _end_of(output)

    def _failed(self, what: str, command: tuple[str, ...], *outputs: IO[bytes]) -> GivenError:
        texts = (_end_of(output).decode("utf-8", errors="replace").strip() for output in outputs)
        said = self._secrets().mask("\n".join(filter(None, texts)))[-KEPT_OUTPUT:]
        told = f"it said: {said}" if said else "it said nothing"
        return GivenError(f"{what} ({shlex.join(command)}); {told}", hint="run it by hand in the project's folder")

    def _secrets(self) -> Secrets:
        """Every login that the project's files name, for a command may print what it was given."""
        secrets = Secrets(self._environment)
        touchpoints = self.project.touchpoints.values()
        logins: list[Any] = [account for touchpoint in touchpoints for account in touchpoint.accounts.values()]
        doors = self.project.settings.environments.values()
        proxies = [name for door in doors for name in (door.proxy_user, door.proxy_password)]
        for names in (proxies, *((login.user, login.password) for login in (*logins, *doors))):
            for name in filter(None, names):
                with suppress(ChannelError):  # one that is not set cannot be printed either
                    secrets.reveal(name)
        return secrets


def _end_of(output: IO[bytes]) -> bytes:
    """The last of what was written into a file."""
    output.seek(max(0, output.seek(0, os.SEEK_END) - KEPT_OUTPUT * 4))
    return output.read()


def _given(name: str, printed: bytes, wanted: Sequence[str]) -> dict[str, str]:
    """What a set-up hands over: the values of a JSON object on the last line that it printed."""
    hint = f'print {{"{wanted[0]}": "..."}} on the last line'
    lines = printed.decode("utf-8", errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "")
    try:
        values = json.loads(last)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise GivenError(f"setting up {name!r} printed no JSON object on its last line", hint=hint)
    if missing := [key for key in wanted if key not in values]:
        raise GivenError(f"setting up {name!r} printed no {', '.join(map(repr, missing))}", hint=hint)
    return _handed(name, {key: values[key] for key in wanted})


def _handed(name: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The values as texts. Raises GivenError where one is neither text nor number, or could name a secret."""
    found: dict[str, str] = {}
    for key, value in values.items():
        text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if not text or not text.isprintable() or len(text) > LONGEST or holds_secret(text):
            hint = f"hand over a text of one line without $NAME, of at most {LONGEST} characters, or a number"
            raise GivenError(f"{name!r} hands over something for {key!r} that nobody can type", hint=hint)
        found[str(key)] = text
    return found


def _finished(
    command: tuple[str, ...],
    root: Path,
    environment: Mapping[str, str],
    limit: float,
    output: IO[bytes],
    troubles: IO[bytes],
) -> int:
    """The exit code of a command. Raises TimeoutExpired, OSError where it cannot be run, and what interrupts us.

    It runs in a session of its own: Ctrl-C is for us, and we end it with all that it has started.
    """
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=troubles,
        start_new_session=True,
    )
    try:
        return process.wait(limit)
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
