#!/usr/bin/env python3
"""Plants each kind of mistake in a made-up tree, and expects tidy.py to find it."""
import json
import pathlib
import tempfile
import unittest

import tidy

TREE = {
    'core/a.hpp': '// A.\n//\n//     a();\n#pragma once\nvoid a();\n',
    'core/a.cpp': '#include "core/a.hpp"\n\nnamespace hf {\nvoid a() {\n    if (1) {\n    }\n}\n}\n',
    'tests/a_test.cpp': '#include "core/a.hpp"\nTEST(A, B) {\n' + '    a();\n' * 70 + '}\n',
    'tests/examples/core.cpp':
        '#include "core/a.hpp"\nvoid f() {\n    // example of core/a.hpp\n    a();\n    // end of the example\n}\n',
    'scripts/demo.sh': 'true\n',
    'ARCHITECTURE.md': '`core/` and `scripts/`, `tests/`: core/a.hpp.\n',
    'dev': 'scripts/demo.sh "${TMPDIR}/demo.XXXX' 'XX"\n',
}
A_CPP = TREE['core/a.cpp']
MISTAKES = [
    ('121 columns', {'dev': 'scripts/demo.sh' + ' ' * 106}),
    ('core/b.cpp:2: hf::b has 61 lines',
     {'core/b.cpp': '// "\nint hf::b(int x) : c_{x} {\n' + '    a();\n' * 59 + '}\n'}),
    ('core/a.cpp:4: a has 74 lines', {'core/a.cpp': A_CPP.replace('if (1)', 'g();\n' * 70 + 'if (1)')}),
    ('core/a.cpp:4: a has 65 lines', {'core/a.cpp': A_CPP.replace('if (1)', 'auto g = [] {\n' + '\n' * 60 + '};')}),
    ('core/b.hpp: nobody includes it', {'core/b.hpp': '#pragma once\n'}),
    ('core/unbuilt.cpp: no target', {'core/unbuilt.cpp': ''}),
    ('scripts/old.sh: nobody runs it', {'scripts/old.sh': ''}),
    ('core/a.cpp:9: TO' 'DO;', {'core/a.cpp': A_CPP + '// TO' 'DO: more\n'}),
    ('core/string_utils.cpp: utils says', {'core/string_utils.cpp': ''}),
    ('CommonThings says', {'core/a.cpp': A_CPP + 'struct CommonThings {};\n'}),
    ('is no sentence', {'core/a.cpp': A_CPP + '// Of those that are gone, too: then nothing.\n'}),
    ('"on record"', {'core/a.cpp': A_CPP + '/* what is On record */\n'}),
    ('core/a.cpp:9: "told"', {'core/a.cpp': A_CPP + 'auto words = "// nobody was told";\n'}),
    ('core/a.cpp:10: "whoever"', {'core/a.cpp': A_CPP + 'auto help =\n    R"(for whoever asks)";\n'}),
    ('core/a.hpp: its example is not', {'core/a.hpp': TREE['core/a.hpp'].replace('a();\n#', 'b();\n#')}),
    ('core/a.hpp: compile its example', {'tests/examples/core.cpp': '#include "core/a.hpp"\n'}),
    ('there is no core/z.hpp', {'tests/examples/z.cpp': '// example of core/z.hpp\n// end of the example\n'}),
    ('core/a.cpp:9: there is no docs/LOST.md', {'core/a.cpp': A_CPP + '// See docs/LOST.md.\n'}),
    ('no line for core/new', {'core/new/a.cpp': ''}),
    ('no line for docs/', {'docs/GUIDE.md': ''}),
]


def problems_with(files, excused=None, not_compiled=()):
    """What tidy says of the made-up tree with these files."""
    with tempfile.TemporaryDirectory() as home:
        root = pathlib.Path(home).resolve()
        files = {**TREE, **files}
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        # Tests are compiled in one go, the others each by itself.
        together = root / 'build/unity_0.cxx'
        together.parent.mkdir()
        together.write_text(''.join(f'#include "{root}/{name}"\n' for name in files if name.startswith('tests/')))
        alone = [name for name in files if name.startswith('core/') and name != 'core/unbuilt.cpp']
        (root / 'build/compile_commands.json').write_text(
            json.dumps([{'directory': str(root), 'file': str(name)} for name in [together, *alone]]))
        return tidy.problems_of(tidy.Tree(root, root / 'build', excused or {}, not_compiled))


class Tidy(unittest.TestCase):
    def test_says_nothing_of_a_tidy_tree(self):
        self.assertEqual(problems_with({}), [])

    def test_finds_each_mistake(self):
        for expected, files in MISTAKES:
            with self.subTest(expected):
                self.assertIn(expected, '\n'.join(problems_with(files)))

    def test_exceptions_can_only_shrink(self):
        long = {'core/a.cpp': A_CPP.replace('if (1)', 'g();\n' * 70 + 'if (1)')}
        self.assertEqual(problems_with(long, {'core/a.cpp': {'a': 74}}), [])
        self.assertIn('more than 73', problems_with(long, {'core/a.cpp': {'a': 73}})[0])
        self.assertIn('lower', problems_with(long, {'core/a.cpp': {'a': 75}})[0])
        self.assertIn('take it out', problems_with({}, {'core/a.cpp': {'a': 74}})[0])

    def test_dots_in_an_example_stand_for_anything(self):
        for shown, compiled in [('f(…); // so', 'f(1,\n      2);  // so'), ('if (a)  …', 'if (a) use(a);'),
                                ('a;\n…\nb;', 'a; b;'), ('a;\n…\nb;', 'a;\nc(2);\nb;')]:
            self.assertTrue(tidy.same_code(shown, compiled), shown)
        self.assertFalse(tidy.same_code('f(…);', 'g(1);'))

    def test_what_is_compiled_is_no_exception(self):
        self.assertIn('correct NOT_COMPILED', problems_with({}, {}, {'core/a.hpp'})[0])


if __name__ == '__main__':
    unittest.main()
