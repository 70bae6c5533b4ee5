#!/usr/bin/env python3
"""Shows in the headers what tests/examples compiles, wherever an example differs.

    scripts/renew_header_examples.py
"""
import pathlib
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tests/arch'))
from cpp_text import example_lines, example_of  # noqa: E402
from tidy import EXAMPLE, same_code  # noqa: E402


def with_example(header, code):
    """The header with this code in place of the example in its first comment."""
    lines = header.splitlines()
    shown = example_lines(header)
    lines[shown.start:shown.stop] = [f'//     {line}'.rstrip() for line in code.splitlines()]
    return '\n'.join(lines) + '\n'


def main():
    for path in sorted((ROOT / 'tests/examples').glob('*.cpp')):
        for header, compiled in EXAMPLE.findall(path.read_text(encoding='utf-8')):
            code = textwrap.dedent(compiled)
            text = (ROOT / header).read_text(encoding='utf-8')
            if example_of(text) and not same_code(example_of(text), code):
                (ROOT / header).write_text(with_example(text, code), encoding='utf-8')
                print(header)


if __name__ == '__main__':
    main()
