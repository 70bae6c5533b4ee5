"""Finds this host's daemon, as hostfactoryctl does.

The usual places, in this order; the first that exists counts:
    $HOSTFACTORY_CONFIG
    $HF_PROVIDER_CONFDIR/hostfactory.yaml, $HF_CONFDIR/hostfactory.yaml
    ~/.config/hostfactory/hostfactoryd.yaml, except for root
    the default sockets of a daemon of the user's own, when they are there
    the system's file, /etc/hostfactory/hostfactoryd.yaml
    the default sockets, the user's own first
The files are the daemon's own configuration, of which the endpoints and `client` matter here. A directory that stands
where the user's own sockets would be, and that others can write to, is refused.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from ..errors import ConfigurationError
from .endpoints import Endpoints
from .files import read_file
from .keys import read_keys
from .yaml_part import part_of

MOST_BYTES = 1 << 20
LONGEST_ENDPOINT = 256
SYSTEM_CONFIGURATION = "/etc/hostfactory/hostfactoryd.yaml"
SYSTEM_SOCKETS = "/run/hostfactory"


@dataclass(frozen=True)
class Surroundings:
    """What the places are derived from."""

    uid: int
    home: str
    variables: Mapping[str, str]
    system_configuration: str = SYSTEM_CONFIGURATION
    system_sockets: str = SYSTEM_SOCKETS

    @classmethod
    def of_this_process(cls) -> Surroundings:
        """Returns those of the running program."""
        uid = os.geteuid()
        home = os.environ.get("HOME", "")
        if not home.startswith("/"):
            try:
                home = pwd.getpwuid(uid).pw_dir
            except KeyError:
                home = ""
        return cls(uid, home, os.environ)

    def absolute(self, variable: str) -> str:
        """Returns a variable that holds an absolute path; a relative one would mean another place in each directory."""
        value = self.variables.get(variable, "")
        return value if value.startswith("/") else ""

    @property
    def own_sockets(self) -> str:
        """Where the sockets of a daemon of this user's own are."""
        if self.uid == 0:
            return self.system_sockets
        session = self.absolute("XDG_RUNTIME_DIR")
        return f"{session}/hostfactory" if session else f"/tmp/hostfactory-{self.uid}"

    @property
    def own_configuration(self) -> str:
        """The file that a user's own daemon and its clients read."""
        if self.uid == 0:
            return self.system_configuration
        return f"{self.absolute('XDG_CONFIG_HOME') or self.home + '/.config'}/hostfactory/hostfactoryd.yaml"


def find_endpoints(file: Optional[str] = None, around: Optional[Surroundings] = None) -> Endpoints:
    """Returns where the daemon is, by a file or by the usual places. Raises ConfigurationError."""
    around = around or Surroundings.of_this_process()
    named = file or around.variables.get("HOSTFACTORY_CONFIG", "")
    if named:
        return read_endpoints(named, around)
    confdirs = [around.variables.get(name, "") for name in ("HF_PROVIDER_CONFDIR", "HF_CONFDIR")]
    for candidate in [f"{one}/hostfactory.yaml" for one in confdirs if one] + [around.own_configuration]:
        if os.path.exists(candidate):
            return read_endpoints(candidate, around)
    return _endpoints_without_own_file(around)


def _endpoints_without_own_file(around: Surroundings) -> Endpoints:
    own = Endpoints.in_directory(around.own_sockets)
    # Only root can make a directory in /run, and root gives it to the daemon's user.
    if around.uid == 0:
        return own
    fault = fault_of_private_directory(around.own_sockets, around.uid)
    if not fault and os.path.exists(f"{around.own_sockets}/commands.sock"):
        return own
    if os.path.exists(around.system_configuration):
        return read_endpoints(around.system_configuration, around)
    if fault:
        raise ConfigurationError(
            f"{fault}, so what listens there is not trusted; remove it, or name the daemon's file in HOSTFACTORY_CONFIG"
        )
    if not os.path.exists(around.own_sockets) and os.path.exists(around.system_sockets):
        return Endpoints.in_directory(around.system_sockets)
    return own


def read_endpoints(file: str, around: Surroundings) -> Endpoints:
    """Reads the endpoints and keys in a configuration of the daemon."""
    text = _text_of(file)
    try:
        places = part_of(text, "endpoints")
        client = part_of(text, "client")
        if places is None:
            raise ConfigurationError("endpoints is missing")
        commands, queries = (_endpoint(places, name) for name in ("commands", "queries"))
        events = _endpoint(places, "events") if "events" in places else ""
        endpoints = Endpoints(commands, queries, events)
        if client is None or not endpoints.any_tcp():
            return endpoints
        for name in ("server_key", "key_file"):
            if not client.get(name):
                raise ConfigurationError(f"client.{name} is missing")
        key_file = client["key_file"]
        if key_file.startswith("~/"):
            key_file = around.home + key_file[1:]
        return Endpoints(commands, queries, events, read_keys(client["server_key"], key_file))
    except ConfigurationError as wrong:
        raise ConfigurationError(f"{file}: {wrong}") from None


def _endpoint(places: Mapping[str, str], name: str) -> str:
    endpoint = places.get(name, "")
    if not 0 < len(endpoint) <= LONGEST_ENDPOINT:
        raise ConfigurationError(f"endpoints.{name} must have 1 to {LONGEST_ENDPOINT} characters")
    # The daemon listens at all addresses of its host by "*", and who reads the daemon's own file is at that host.
    return endpoint.replace("tcp://*:", "tcp://localhost:", 1) if endpoint.startswith("tcp://*:") else endpoint


def _text_of(file: str) -> str:
    try:
        return read_file(file, MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise ConfigurationError(f"{file}: {wrong}") from None


def fault_of_private_directory(directory: str, uid: int) -> str:
    """Returns why a directory is not to be trusted, or nothing."""
    try:
        about = os.lstat(directory)  # a link could be pointed elsewhere at any time
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as wrong:
        return f"{directory}: {wrong.strerror}"
    if not stat.S_ISDIR(about.st_mode):
        return f"{directory} is not a directory"
    if about.st_uid != uid:
        return f"{directory} belongs to user {about.st_uid} and not to user {uid}"
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"{directory} can be written to by others than its owner (mode {stat.S_IMODE(about.st_mode):04o})"
    return ""
