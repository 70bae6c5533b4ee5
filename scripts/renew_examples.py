#!/usr/bin/env python3
"""Writes the examples of docs/PROTOCOL.md, section 9, anew from docs/vectors: what a comment says that it shows.

    scripts/renew_examples.py

    <!-- vector: heartbeat -->      is followed by the vector's JSON and its bytes, the topic's first.
"""
import json
import pathlib
import re

DOCS = pathlib.Path(__file__).resolve().parent.parent / 'docs'
EXAMPLE = re.compile(r'(<!-- vector: (.*?) -->\n)```json\n.*?```\n(?:```hex\n.*?```\n)+', re.DOTALL)
COLUMNS = 120
HEX_COLUMNS = 112


def wrapped_json(value):
    """In lines of at most COLUMNS, broken where a value or an element ends."""
    lines, line = [], ''
    for part in re.split(r'(?<=[,\[{]) |(?<=,) ', json.dumps(value, ensure_ascii=False)):
        if line and len(line) + 1 + len(part) > COLUMNS:
            lines.append(line)
            line = '  ' + part
        else:
            line = f'{line} {part}' if line else part
    return '\n'.join([*lines, line])


def wrapped_hex(digits):
    return '\n'.join(digits[at:at + HEX_COLUMNS] for at in range(0, len(digits), HEX_COLUMNS))


def example(vector):
    blocks = [('json', wrapped_json(vector['json']))]
    if 'topic' in vector:
        blocks.append(('hex', wrapped_hex(vector['topic'].encode().hex())))
    blocks.append(('hex', wrapped_hex(vector['hex'])))
    return ''.join(f'```{language}\n{text}\n```\n' for language, text in blocks)


def main():
    vectors = {}
    for path in sorted((DOCS / 'vectors').glob('*.json')):
        for vector in json.loads(path.read_text(encoding='utf-8')):
            vectors.setdefault(vector['name'], vector)
    document = DOCS / 'PROTOCOL.md'
    text = document.read_text(encoding='utf-8')
    document.write_text(EXAMPLE.sub(lambda match: match[1] + example(vectors[match[2]]), text), encoding='utf-8')


if __name__ == '__main__':
    main()
