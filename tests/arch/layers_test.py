#!/usr/bin/env python3
"""Plants each kind of mistake in a made-up tree, and expects layers.py to find it."""
import pathlib
import tempfile
import unittest

import layers

TREE = {
    'core/text/a.hpp': '',
    'core/domain/b.hpp': '#include "core/text/a.hpp"\n',
    'core/domain/b.cpp': '#include "core/domain/b.hpp"\n#include <string>\n',
    'tests/b_test.cpp': '#include "core/domain/b.hpp"\n',
}
TABLE = '# a comment\ncore/text:\ncore/domain:  # why\n    core/text\n'
MISTAKES = [
    # What is said, the files that are added, the table.
    ('may not include core/domain', {'core/text/a.cpp': '#include "core/domain/b.hpp"\n'}, TABLE),
    ('may not include tests', {'core/text/a.cpp': '#include "tests/b_test.cpp"\n'}, TABLE),
    ('there is no "b.hpp"', {'core/domain/c.cpp': '#include "b.hpp"\n'}, TABLE),
    ('this folder is not in', {'core/new/n.hpp': ''}, TABLE),
    ('there is no source in core/gone', {}, TABLE + 'core/gone:\n'),
    ('stands there twice', {}, TABLE + 'core/text:\n'),
    ('no longer includes core/text', {}, TABLE + 'core/x: core/text\n'),
    ('which stands below it', {'core/text/a.cpp': '#include "core/domain/b.hpp"\n'},
     'core/text: core/domain\ncore/domain: core/text\n'),
    ('core/ has no exceptions', {'core/text/a.cpp': '#include "core/domain/b.hpp"\n'},
     'core/text: ^core/domain\ncore/domain: core/text\n'),
    ('which stands above it', {}, 'core/text:\ncore/domain: ^core/text\n'),
]


def problems_with(files, table):
    with tempfile.TemporaryDirectory() as home:
        root = pathlib.Path(home)
        for name, text in {**TREE, **files}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        return layers.problems_of(root, table)


class Layers(unittest.TestCase):
    def test_say_nothing_of_a_tree_that_keeps_to_them(self):
        self.assertEqual(problems_with({}, TABLE), [])

    def test_find_each_mistake(self):
        for expected, files, table in MISTAKES:
            with self.subTest(expected):
                self.assertIn(expected, '\n'.join(problems_with(files, table)))


if __name__ == '__main__':
    unittest.main()
