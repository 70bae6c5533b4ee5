#!/usr/bin/env python3
"""Writes the Python package's classes anew, of what the daemon says of its own messages (the query Describe).

    scripts/renew_python.py build/dev/bin/hostfactoryd            # writes them
    scripts/renew_python.py build/dev/bin/hostfactoryd --check    # fails where they are old

Describe has every field, but no name for a map inside of a message, nor for the words that a field may have. Two maps
of the same fields become one class; CLASS_NAMES and WORD_NAMES name those that need a better name than their place.
"""
import argparse
import ast
import json
import keyword
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import time

import msgpack
import zmq

PACKAGE = pathlib.Path(__file__).resolve().parent.parent / "python" / "hostfactory"
COLUMNS = 120
PATIENCE_S = 60

# What a map is called, by the place where it is first met: kind of message, its name, the path.
CLASS_NAMES = {
    "query GetMachine result": "Machine",
    "query GetRequest result": "Request",
    "query GetTemplate result": "Template",
    "query GetProvider result": "Provider",
    "query ValidateTemplate result": "TemplateValidation",
    "query ValidateTemplate fields template": "TemplateDraft",
    "query ReadEvents result events[]": "Event",
    "query GetTemplate result sources[]": "TemplateSource",
    "query GetTemplate result findings[]": "TemplateFinding",
    "command ImportTemplates result templates[]": "ImportOutcome",
    "query Describe result items[]": "MessageDescription",
    "query Describe result items[].fields[]": "FieldDescription",
    "query GetMachineStatus result items[]": "MachineStatusItem",
    "query GetProviderAudit result orphans[]": "UnrecordedMachine",
    "query GetRequestStatus result items[]": "RequestProgress",
    "query GetReturnNotices result items[]": "ReturnNotice",
    "query GetStatus result clock_steps[]": "ClockStep",
    "query GetStatistics result commands.*": "CallStatistics",
    "query GetStatistics result commands.*.latency": "Latency",
    "query GetStatistics result queues": "QueueStatistics",
    "query GetStatistics result commits": "CommitStatistics",
    "query GetStatistics result feed": "FeedStatistics",
    "query GetStatistics result providers.*": "ProviderStatistics",
    "query GetStatistics result event_handlers": "HandlerStatistics",
    "query GetStatistics result audit": "AuditStatistics",
    "query PlanRequest result sources[]": "PlannedSource",
    "query PlanRequest result sources[].calls[]": "PlannedCall",
    "query ReadSnapshot fields after": "SnapshotPoint",
    "query ReadSnapshot result items[]": "SnapshotItem",
    "query WhoAmI result limits": "PrincipalLimits",
    "query WhoAmI result use": "PrincipalUse",
    "query GetQuarantine result providers[]": "QuarantinedProvider",
}

# What the words of a field that is sent are called, by the first and the last of them.
WORD_NAMES = {
    ("pending", "failed"): "MachineStatus",
    ("pending", "timeout"): "RequestStatus",
    ("ondemand", "heterogeneous"): "PriceType",
    ("template", "provider"): "Category",
    ("template", "price_type"): "CountedBy",
    ("machines", "units"): "Counts",
    ("fallback", "least_loaded"): "Selection",
}

HEAD = """\"\"\"{}

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it.\"\"\"
"""

SCALARS = {  # type: (annotation of what is read, of what is sent, reader)
    "string": ("str", "str", "read.string"),
    "word": ("str", "str", "read.string"),
    "boolean": ("bool", "bool", "read.boolean"),
    "integer": ("int", "int", "read.integer"),
    "number": ("float", "float", "read.number"),
    "time": ("datetime", "datetime", "read.time"),
    "value": ("Any", "Any", "read.anything"),
}


def described(daemon):
    """Asks a daemon of its own for the descriptions of all messages."""
    with tempfile.TemporaryDirectory(prefix="hf-") as home:
        endpoints = {name: f"ipc://{home}/{name}.sock" for name in ("commands", "queries", "events")}
        configuration = f"{home}/hostfactoryd.yaml"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write("endpoints:\n" + "".join(f"  {name}: {where}\n" for name, where in endpoints.items()))
            file.write(f"store: {{path: {home}/db}}\n"
                       f"providers: [{{name: local, type: process, directory: {home}/machines}}]\n")
        environment = {key: value for key, value in os.environ.items() if key != "NOTIFY_SOCKET"}
        with subprocess.Popen([daemon, "--config", configuration], env=environment, stderr=subprocess.PIPE) as process:
            try:
                return answer_of(endpoints["queries"], process)["result"]["items"]
            finally:
                process.kill()


def answer_of(endpoint, process):
    """Returns the reply to Describe."""
    socket = zmq.Context.instance().socket(zmq.REQ)
    socket.linger = 0
    socket.connect(endpoint)
    socket.send(msgpack.packb({"v": 1, "id": "renew", "type": "Describe", "body": {}}))
    deadline = time.monotonic() + PATIENCE_S
    while not socket.poll(200):
        if process.poll() is not None:
            sys.exit(f"the daemon ended with {process.returncode}: {process.stderr.read().decode()}")
        if time.monotonic() > deadline:
            sys.exit("the daemon gives no answer")
    reply = msgpack.unpackb(socket.recv())
    socket.close()
    return reply


class Field:
    """One field of a map, with the fields of the map that it holds, if it holds one."""

    def __init__(self, described_field, name):
        self.wire = name
        self.name = name + "_" if keyword.iskeyword(name) else name
        self.type = described_field["type"]
        self.required = described_field["required"]
        self.help = described_field["help"]
        self.choices = tuple(described_field.get("choices", ()))
        self.default = described_field.get("default")
        self.natural = described_field.get("min", -1) >= 0
        self.confidential = described_field.get("confidential", False)
        self.inner = []
        self.record = None

    def step(self):
        """What stands in a path behind this field, before those of its map."""
        containers = self.type.replace("object", "").strip()
        return {"": "", "list of": "[]", "map of": ".*"}[containers]

    def shape(self):
        return (self.wire, self.type, self.required, self.choices, tuple(sorted(one.shape() for one in self.inner)))

    def explained(self):
        text = self.help
        if self.choices:
            text += ": " + ", ".join(self.choices)
        if self.default not in (None, "", [], {}):
            text += f" (default: {self.default})"
        return text + (" (confidential)" if self.confidential else "")


def tree_of(descriptions):
    """Makes fields with inner fields of the flat list that Describe gives."""
    top, by_path = [], {}
    for one in descriptions:
        before, _, name = one["path"].rpartition(".")
        if name == "*":
            continue
        field = Field(one, name)
        (by_path[before].inner if before else top).append(field)
        if field.type.endswith("object"):
            by_path[one["path"] + field.step()] = field
    return top


class Record:
    """A class to be written for a map that is part of messages."""

    def __init__(self, name, place, fields):
        self.name = name
        self.place = place
        self.fields = fields
        self.is_sent = False
        self.is_read = False


class Catalogue:
    """All messages, and the classes that they are made of."""

    def __init__(self, descriptions):
        self.records = {}  # by name
        self.by_shape = {}
        self.words = {}
        self.messages = {kind: [] for kind in ("command", "query", "event", "error")}
        for one in descriptions:
            self.messages[one["kind"]].append(
                {**one, "fields": tree_of(one["fields"]), "result": tree_of(one.get("result", []))})
        for message in self.messages["query"]:
            name = CLASS_NAMES.get(f"query {message['name']} result")
            place = f"query {message['name']} result"
            message["result_class"] = self.record(name, place, message["result"], "is_read") if name else None
        # Places with a name of their own come first, so that other places of the same fields take it.
        for only_named in (True, False):
            for kind in ("query", "command", "event"):
                for message in self.messages[kind]:
                    place = f"{kind} {message['name']}"
                    self.name_inner(place + " result ", message["result"], "is_read", only_named)
                    use = "is_read" if kind == "event" else "is_sent"
                    self.name_inner(place + " fields ", message["fields"], use, only_named)

    def record(self, name, place, fields, use):
        shape = tuple(sorted(field.shape() for field in fields))
        found = self.by_shape.get(shape)
        if found is None:
            if name in self.records:
                sys.exit(f"two maps are called {name}; name one of them in CLASS_NAMES")
            found = self.by_shape[shape] = self.records[name] = Record(name, place, fields)
        setattr(found, use, True)
        return found

    def name_inner(self, before, fields, use, only_named):
        for field in fields:
            place = before + field.wire + field.step() if field.inner else ""
            if field.choices and use == "is_sent":
                self.name_words(field)
            if not field.inner:
                continue
            if place in CLASS_NAMES or not only_named:
                field.record = self.record(
                    CLASS_NAMES.get(place) or name_of_place(place), place, field.inner, use)
            self.name_inner(place + ".", field.inner, use, only_named)

    def name_words(self, field):
        name = WORD_NAMES.get((field.choices[0], field.choices[-1])) or camel(field.wire)
        if self.words.get(name, field.choices) != field.choices:
            sys.exit(f"two choices of words are called {name}; name one of them in WORD_NAMES")
        self.words[name] = field.choices
        field.words = name


def camel(text):
    return "".join(part[:1].upper() + part[1:] for part in text.replace("-", "_").split("_"))


def name_of_place(place):
    kind, message, part, path = place.split(" ")
    steps = [step for step in path.replace("[]", "").split(".") if step != "*"]
    return message + camel("_".join(steps))


def annotation(field, sent, prefix):
    """Returns the type of a field in Python; `prefix` is that of the records' module."""
    containers, scalar = [], field.type
    while " of " in scalar:
        container, scalar = scalar.split(" of ", 1)
        containers.append(container)
    if scalar == "object":
        text = prefix + field.record.name
    elif scalar == "word" and sent:
        text = "words." + field.words
    else:
        text = SCALARS[scalar][1 if sent else 0]
    for container in reversed(containers):
        if container == "list":
            text = f"Sequence[{text}]" if sent else f"list[{text}]"
        else:
            text = f"Mapping[str, {text}]" if sent else f"dict[str, {text}]"
    return text


def reader(field, prefix):
    containers, scalar = [], field.type
    while " of " in scalar:
        container, scalar = scalar.split(" of ", 1)
        containers.append(container)
    text = f"{prefix}{field.record.name}.from_wire" if scalar == "object" else SCALARS[scalar][2]
    if scalar == "integer" and field.natural:
        text = "read.natural"
    for container in reversed(containers):
        text = f"read.{container}_of({text})"
    return text


def docstring(help_text, fields):
    lines = [f'    """{help_text}']
    if fields:
        lines.append("")
    for field in fields:
        lines += textwrap.wrap(f"{field.name}: {field.explained()}", COLUMNS - 4, initial_indent=" " * 4,
                               subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False)
    first = textwrap.wrap(lines[0].strip(), COLUMNS - 8, break_long_words=False, break_on_hyphens=False)
    lines[:1] = ["    " + line for line in first]
    if len(lines) == 1:
        return [lines[0] + '"""']
    return [*lines, '    """']


def in_order(fields):
    """Those that must be given come first, as Python wants it."""
    return [f for f in fields if f.required] + [f for f in fields if not f.required]


def declared(fields, sent, prefix):
    lines = []
    for field in in_order(fields):
        text = annotation(field, sent, prefix)
        lines.append(f"    {field.name}: {text}" if field.required else f"    {field.name}: Optional[{text}] = None")
    return lines


def from_wire(name, fields, prefix, decorator_name="from_wire"):
    lines = ["    @classmethod", f"    def {decorator_name}(cls, value: object) -> {name}:",
             '        """Reads it from a plain value."""']
    if not fields:
        return [*lines, "        read.as_fields(value)", "        return cls()"]
    lines += ["        fields = read.as_fields(value)", "        return cls("]
    for field in in_order(fields):
        how = "required" if field.required else "optional"
        lines.append(f'            {field.name}=fields.{how}("{field.wire}", {reader(field, prefix)}),')
    return [*lines, "        )"]


def to_wire(fields):
    lines = ["    def to_wire(self) -> dict[str, Any]:", '        """Returns its fields as plain values."""']
    if not fields:
        return [*lines, "        return {}"]
    if any(field.wire != field.name for field in fields):
        sys.exit("a field that is sent has a keyword's name")
    lines.append("        return write.fields(")
    lines += [f"            {field.name}=self.{field.name}," for field in in_order(fields)]
    return [*lines, "        )"]


def class_of(name, base, help_text, fields, *, sent, prefix="", more=()):
    head = ["", "", "@dataclass(frozen=True)", f"class {name}({base}):", *docstring(help_text, fields)]
    body = declared(fields, sent, prefix)
    parts = [part for part in (body, *more) if part]
    for part in parts:
        head += ["", *part]
    return head


def record_class(record):
    more = []
    sent_alone = record.is_sent and not record.is_read
    if record.is_read:
        more.append(from_wire(record.name, record.fields, ""))
    if record.is_sent:
        more.append(to_wire(record.fields))
    return class_of(record.name, "Record", described_place(record), record.fields, sent=sent_alone, more=more)


def described_place(record):
    _, message, part = record.place.split(" ", 2)
    part = part.replace("fields ", "`", 1).replace("result ", "`", 1)
    where = f"what {message} answers with" if part == "result" else f"{part}` of {message}"
    return f"{spaced(record.name)}: {where}."


def spaced(name):
    words = "".join(" " + letter.lower() if letter.isupper() else letter for letter in name).strip()
    return words[:1].upper() + words[1:]


def records_text(catalogue):
    lines = [HEAD.format("The maps that are parts of messages."), "from __future__ import annotations", "",
             "from collections.abc import Mapping, Sequence", "from dataclasses import dataclass",
             "from datetime import datetime", "from typing import Any, Optional", "", "from . import words",
             "from ._wire import reading as read", "from ._wire import writing as write",
             "from ._wire.message import Record"]
    done = set()

    def emit(record):  # what a class is made of comes before it
        if record.name in done or record.name == "Event":
            return
        done.add(record.name)
        for field in record.fields:
            if field.record:
                emit(field.record)
        lines.extend(record_class(record))

    for record in catalogue.records.values():
        emit(record)
    return "\n".join(lines) + "\n"


def events_text(catalogue):
    lines = [HEAD.format("Every type of event, and the event around it."), "from __future__ import annotations", "",
             "from dataclasses import dataclass", "from datetime import datetime",
             "from typing import Any, Callable, ClassVar, Optional", "", "from . import records",
             "from ._wire import reading as read", "from ._wire.message import EventData, Record"]
    for event in catalogue.messages["event"]:
        kind = [f'    event_type: ClassVar[str] = "{event["name"]}"']
        lines += class_of(event["name"], "EventData", event["help"], event["fields"], sent=False, prefix="records.",
                          more=[kind, from_wire(event["name"], event["fields"], "records.")])
    lines += ["", "", "@dataclass(frozen=True)", "class UnknownEvent(EventData):",
              '    """An event of a type, or with a layout, that this package does not know: it is of a newer daemon.',
              "", "    name: its type", "    fields: its facts, as they came", '    """', "", "    name: str",
              "    fields: dict[str, Any]", "", '    event_type: ClassVar[str] = ""']
    lines += ["", "", "READERS: dict[tuple[str, int], Callable[[object], EventData]] = {"]
    lines += [f'    ("{event["name"]}", {event["schema"]}): {event["name"]}.from_wire,'
              for event in catalogue.messages["event"]]
    lines += ["}", '"""What reads the facts of an event, by its type and schema."""']
    lines += event_envelope(catalogue.records["Event"])
    return "\n".join(lines) + "\n"


def event_envelope(record):
    fields = [field for field in record.fields if field.wire != "data"]
    data = next(field for field in record.fields if field.wire == "data")
    lines = ["", "", "@dataclass(frozen=True)", "class Event(Record):",
             *docstring("An event: a fact, in the past tense, kept for ever.", [*fields, data]), ""]
    body = declared(fields, False, "")
    at = next(i for i, line in enumerate(body) if "Optional" in line)
    lines += [*body[:at], "    data: EventData", *body[at:], ""]
    read_lines = from_wire("Event", fields, "")
    read_lines[-1:] = [
        "            data=_data_of(",
        '                fields.required("type", read.string),',
        '                fields.required("schema", read.integer),',
        '                fields.required("data", read.any_map),',
        "            ),", "        )"]
    lines += read_lines
    return [*lines, "", "", "def _data_of(name: str, schema: int, value: dict[str, Any]) -> EventData:",
            "    reader = READERS.get((name, schema))", "    if reader is None:",
            "        return UnknownEvent(name, value)", "    try:", "        return reader(value)",
            "    except read.Misread as wrong:", '        raise wrong.inside("data")']


def results_text(catalogue):
    lines = [HEAD.format("What commands and queries are answered with."), "from __future__ import annotations", "",
             "from dataclasses import dataclass", "from datetime import datetime", "from typing import Any, Optional",
             "", "from . import records", "from ._wire import reading as read",
             "from ._wire.message import Record", "from .events import Event"]
    lines += class_of("Nothing", "Record", "The result of commands that have nothing to say but that they are done.",
                      [], sent=False, more=[from_wire("Nothing", [], "")])
    for kind in ("command", "query"):
        for message in catalogue.messages[kind]:
            if message["result"] and not message.get("result_class"):
                name = message["name"] + "Result"
                lines += class_of(name, "Record", f"The result of {message['name']}.", message["result"], sent=False,
                                  prefix="records.", more=[from_wire(name, message["result"], "records.")])
    return "\n".join(lines).replace("records.Event", "Event") + "\n"


def messages_text(catalogue, kind):
    base = kind.capitalize()
    lines = [HEAD.format(f"Every {kind} of the daemon."), "from __future__ import annotations", "",
             "from collections.abc import Mapping, Sequence", "from dataclasses import dataclass",
             "from datetime import datetime", "from typing import Any, ClassVar, Optional", "",
             "from . import records, results, words", "from ._wire import reading as read",
             "from ._wire import writing as write", f"from ._wire.message import {base}"]
    for message in catalogue.messages[kind]:
        if message.get("result_class"):
            result = "records." + message["result_class"].name
        else:
            result = "results." + (message["name"] + "Result" if message["result"] else "Nothing")
        more = [[f'    message_type: ClassVar[str] = "{message["name"]}"'], to_wire(message["fields"]),
                ["    @classmethod", f"    def read_result(cls, value: object) -> {result}:",
                 '        """Reads the result of its reply."""', f"        return {result}.from_wire(value)"]]
        help_text = f"{message['help']} Needs the role {message['role']}."
        if message.get("versioned"):
            help_text += " Takes `expected_version`."
        lines += class_of(message["name"], f"{base}[{result}]", help_text, message["fields"], sent=True,
                          prefix="records.", more=more)
    return "\n".join(lines) + "\n"


def words_text(catalogue):
    lines = [HEAD.format("The words of fields that have a choice of them, for what is sent. A newer daemon may answer "
                         "with others:\nwhat is read has plain strings."), "from typing import Literal"]
    for name, choices in sorted(catalogue.words.items()):
        line = f"{name} = Literal[" + ", ".join(f'"{choice}"' for choice in choices) + "]"
        if len(line) > COLUMNS:
            line = f"{name} = Literal[\n" + "".join(f'    "{choice}",\n' for choice in choices) + "]"
        lines += ["", line]
    return "\n".join(lines) + "\n"


def codes_text(catalogue):
    lines = [HEAD.format("The codes of errors, with what they mean, and whether the same message may succeed later."),
             "CODES: dict[str, tuple[str, bool]] = {"]
    for error in catalogue.messages["error"]:
        lines += [f'    "{error["name"]}": (', f'        "{error["help"]}",']
        lines += [f"        {error['retryable']},", "    ),"]
    return "\n".join([*lines, "}"]) + "\n"


def declarations_text(descriptions):
    """What the tools for assistants are made of: a line for each command and query, without its result."""
    lines = [json.dumps({key: value for key, value in one.items() if key != "result"}, ensure_ascii=False)
             for one in descriptions if one["kind"] in ("command", "query")]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def without_unused_imports(text):
    """Leaves out what a file imports and has no use for."""
    used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    result = []
    for line in text.split("\n"):
        if line.startswith("from ") and "__future__" not in line:
            origin, names = line.split(" import ")
            names = [name for name in names.split(", ") if name.split(" as ")[-1] in used]
            if not names:
                continue
            line = f"{origin} import {', '.join(names)}"
        result.append(line)
    return "\n".join(result)


def texts(descriptions):
    catalogue = Catalogue(descriptions)
    made = {
        "records.py": records_text(catalogue),
        "events.py": events_text(catalogue),
        "results.py": results_text(catalogue),
        "commands.py": messages_text(catalogue, "command"),
        "queries.py": messages_text(catalogue, "query"),
        "words.py": words_text(catalogue),
        "codes.py": codes_text(catalogue),
    }
    places = {record.place for record in catalogue.records.values()}
    if unused := [place for place in CLASS_NAMES if place not in places]:
        sys.exit(f"CLASS_NAMES names what there is not, or not for the first time: {', '.join(unused)}")
    modules = {name: without_unused_imports(text) for name, text in made.items()}
    return {**modules, "mcp/declarations.json": declarations_text(descriptions)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("daemon")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    old = []
    for name, text in texts(described(options.daemon)).items():
        path = PACKAGE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        old.append(f"python/hostfactory/{name}")
        if not options.check:
            path.write_text(text, encoding="utf-8")
    if options.check and old:
        sys.exit(f"{', '.join(old)}: not what the daemon declares; ./dev renew writes them")


if __name__ == "__main__":
    main()
