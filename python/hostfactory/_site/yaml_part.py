"""Reads the plain parts of a YAML file that a client needs: maps of words, at the top of the file.

    endpoints: {commands: tcp://broker:7001, queries: "tcp://broker:7002"}
    client:
      server_key: "..."     # a comment
      key_file: ~/.config/hostfactory/alice.key

The package has no other use for YAML, and the rest of the daemon's file is the daemon's own. So this takes block and
flow maps of scalars, and refuses anchors, tags, and values over several lines, where they would matter, in words.
"""

from __future__ import annotations

import re
from typing import Optional

from ..errors import ConfigurationError

TOP = re.compile(r"""(?P<quote>["']?)(?P<key>\w+)(?P=quote)\s*:(?=\s|$)(?P<rest>.*)""")
ENTRY = re.compile(r"""(?P<indent> +)(?P<quote>["']?)(?P<key>\w+)(?P=quote)\s*:(?=\s|$)(?P<rest>.*)""")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def part_of(text: str, name: str) -> Optional[dict[str, str]]:
    """Returns the scalars of the map `name` at the top of a YAML text; None if it is not there. Entries that are no
    scalars are left out."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if (found := TOP.match(line)) and found["key"] == name]
    if not starts:
        return None
    if len(starts) > 1:
        raise ConfigurationError(f"{name} is there twice, in the lines {starts[0] + 1} and {starts[1] + 1}")
    end = next((n for n in range(starts[0] + 1, len(lines)) if TOP.match(lines[n])), len(lines))
    first = TOP.match(lines[starts[0]])
    assert first is not None
    rest = _without_comment(first["rest"]).strip()
    if rest.startswith("{"):
        body = [rest, *(_without_comment(line) for line in lines[starts[0] + 1 : end])]
        return _flow("\n".join(body), name)
    if rest:
        raise ConfigurationError(f"line {starts[0] + 1}: {name} must be a map")
    return _block(lines, starts[0] + 1, end)


def _block(lines: list[str], start: int, end: int) -> dict[str, str]:
    entries: dict[str, str] = {}
    indent: Optional[int] = None
    for number in range(start, end):
        found = ENTRY.match(lines[number])
        if found is None or (indent is not None and len(found["indent"]) != indent):
            continue  # an empty line, a comment, or a part of an entry that is no scalar
        indent = len(found["indent"])
        value = _scalar(_without_comment(found["rest"]).strip(), f"line {number + 1}: {found['key']}")
        if value is not None:
            entries[found["key"]] = value
    return entries


def _flow(text: str, name: str) -> dict[str, str]:
    """Reads a map in braces."""
    entries: dict[str, str] = {}
    for piece in _pieces(text, name):
        key, colon, value = piece.partition(":")
        key = key.strip().strip("\"'")
        if not key or not colon or (value and not value[0].isspace()):
            raise ConfigurationError(f"{name}: an entry must be KEY: VALUE, not {piece.strip()!r}")
        scalar = _scalar(value.strip(), f"{name}.{key}")
        if scalar is not None:
            entries[key] = scalar
    return entries


def _pieces(text: str, name: str) -> list[str]:
    """Splits a map in braces at its commas."""
    pieces, piece, depth, quote = [], "", 0, ""
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[at - 1] != "\\" else quote
        elif letter in "\"'" and (piece.strip() == "" or piece.rstrip().endswith(":")):
            quote = letter
        elif letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
        elif letter == "," and depth == 1:
            pieces.append(piece)
            piece = ""
            continue
        if depth == 0:
            if text[at + 1 :].strip():
                raise ConfigurationError(f"{name}: something follows the map")
            return [one for one in (*pieces, piece) if one.strip()]
        piece += "" if letter == "{" and depth == 1 and not quote else letter
    raise ConfigurationError(f"{name}: the map has no end")


def _without_comment(line: str) -> str:
    quote = ""
    for at, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[at - 1] != "\\" else quote
        elif letter in "\"'" and (at == 0 or line[at - 1] in " {,"):
            quote = letter
        elif letter == "#" and (at == 0 or line[at - 1].isspace()):
            return line[:at]
    return line


def _scalar(text: str, where: str) -> Optional[str]:
    """Returns a scalar's text; None for a value that is no scalar."""
    if not text or text[0] in "{[":
        return None
    if text[0] in "\"'":
        if len(text) < 2 or text[-1] != text[0]:
            raise ConfigurationError(f"{where}: the quoted text does not end in its line")
        if text[0] == "'":
            return text[1:-1].replace("''", "'")
        return re.sub(r"\\(.)", lambda found: _escaped(found[1], where), text[1:-1])
    if text[0] in "&*!|>%@`":
        raise ConfigurationError(f"{where}: write the value plainly, without {text[0]}")
    return None if text in ("~", "null") else text


def _escaped(letter: str, where: str) -> str:
    if letter not in ESCAPES:
        raise ConfigurationError(f"{where}: write the value without \\{letter}")
    return ESCAPES[letter]
