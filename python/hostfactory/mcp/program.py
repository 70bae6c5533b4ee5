"""The program `hostfactory-mcp`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import NoReturn, Optional

from .. import __version__, aio
from .._calls.rules import CallRules
from ..errors import ConfigurationError
from .calls import LEAST_BYTES, Caller, Principal, Rules
from .declarations import all_declarations
from .streams import take_streams
from .tools import tools_of

USAGE_STATUS = 2
CONFIGURATION_STATUS = 78
EPILOG = """\
An assistant starts the program and speaks the Model Context Protocol with it, over standard input and output. Without
--allow-commands there are only tools that change nothing. With it every call of a command shows first what it would do.

environment:
  HOSTFACTORY_CONFIG  the configuration file, if --config is not given

exit status: 0 ended as asked, 1 failed, 2 wrong usage, 78 wrong configuration; standard error says why.
"""


def parser() -> argparse.ArgumentParser:
    """Returns what reads the command line."""
    made = argparse.ArgumentParser(
        prog="hostfactory-mcp",
        description="Gives assistants the queries of hostfactoryd as tools, and its commands if they are allowed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("--config", metavar="FILE", help="the daemon's configuration file, for its endpoints and keys")
    made.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=10.0,
        help="how long to wait for an answer of the daemon (default 10)",
    )
    made.add_argument(
        "--on-behalf-of",
        metavar="NAME",
        default="",
        help="for whom it asks; the principal of its connection must act for others",
    )
    made.add_argument("--allow-commands", action="store_true", help="also offer tools that change something")
    whose = made.add_mutually_exclusive_group()
    whose.add_argument(
        "--principal",
        metavar="NAME",
        help="whom the daemon has to know the assistant as, or nothing is changed; for --allow-commands",
    )
    whose.add_argument(
        "--without-principal",
        action="store_true",
        help="instead of --principal: change things as whomever the daemon takes the assistant for",
    )
    made.add_argument(
        "--largest-answer",
        metavar="BYTES",
        type=_bytes,
        default=50_000,
        help="the most that an assistant is answered at a time (default 50000)",
    )
    made.add_argument("-v", "--verbose", action="store_true", help="say on standard error what happens")
    made.add_argument("--version", action="version", version=f"hostfactory-mcp {__version__}")
    return made


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 86400")
    return value


def _bytes(text: str) -> int:
    value = int(text)
    if not LEAST_BYTES <= value <= 10_000_000:
        raise argparse.ArgumentTypeError(f"must be {LEAST_BYTES} to 10000000")
    return value


def rules_of(options: argparse.Namespace) -> Rules:
    """Returns the rules that the command line asks for. Raises ValueError with what is missing of it."""
    named = options.principal is not None or options.without_principal
    if options.allow_commands and not named:
        raise ValueError("--allow-commands needs --principal NAME, so that changes are known to be the assistant's")
    if named and not options.allow_commands:
        raise ValueError("--principal and --without-principal are for --allow-commands")
    if options.principal == "":
        raise ValueError("--principal must name somebody")
    principal = Principal(options.principal or "") if options.allow_commands else None
    return Rules(principal, options.largest_answer)


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Runs the program, and exits."""
    reader = parser()
    options = reader.parse_args(arguments)
    try:
        rules = rules_of(options)
    except ValueError as wrong:
        reader.error(str(wrong))
    try:
        wire_in, wire_out = take_streams()
    except OSError as wrong:
        _fail(USAGE_STATUS, f"standard input or output is closed: {wrong}")
    level = logging.DEBUG if options.verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=level, format="hostfactory-mcp: %(message)s")
    try:
        from . import server as protocol
    except ImportError as missing:
        _fail(1, f"{missing}; it comes with `pip install 'hostfactory[mcp]'`, for Python 3.10 and newer")

    async def run() -> None:
        calls = CallRules(timeout=options.timeout, on_behalf_of=options.on_behalf_of)
        tools = tools_of(all_declarations(), with_commands=options.allow_commands)
        async with aio.connect(config=options.config, rules=calls) as site:
            served = protocol.server_of(Caller(site, tools, rules), tools, __version__)
            await protocol.serve(served, wire_in, wire_out)

    try:
        asyncio.run(run())
    except ConfigurationError as wrong:
        _fail(CONFIGURATION_STATUS, str(wrong))
    sys.exit(0)


def _fail(status: int, message: str) -> NoReturn:
    print(f"hostfactory-mcp: {message}", file=sys.stderr)
    sys.exit(status)
