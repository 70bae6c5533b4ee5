#!/usr/bin/env python3
"""Holds the tree to CONTRIBUTING.md: lengths, words, dead files, examples that are shown and compiled.

    tests/arch/tidy.py ROOT [BUILD]      # says what is wrong, and fails; BUILD has compile_commands.json, and
                                         # without it nothing is said of files that no target is made of
"""
import json
import pathlib
import re
import sys

from cpp_text import comments, example_of, functions, literals

COLUMNS = 120
FUNCTION_LINES = 60
TEST_FUNCTION_LINES = 80
# {path: {function: lines}}, for a reason that stands here. There is none now, and the list can only shrink.
LONG_FUNCTIONS = {}

# Examples that are no C++: configuration, command lines, files.
NOT_COMPILED = {
    'adapters/providers/aws/account/aws_config.hpp',
    'adapters/providers/aws/template/aws_template.hpp',
    'adapters/providers/process/process_rules.hpp',
    'adapters/providers/process/process_type.hpp',
    'core/domain/values/secret_reference.hpp',
    'core/wire/traceparent.hpp',
    'ctl/completion.hpp',
    'ctl/manual.hpp',
    'ctl/template_file.hpp',
}

EXAMPLE = re.compile(r'^ *// example of (\S+)\n(.*?)^ *// end of the example$', re.MULTILINE | re.DOTALL)
BANNED_WORDS = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X)\b')
LUMBER = re.compile(r'(?:^|_)(utils?|helpers?|common|misc)(?:_|$)')
LUMBER_TYPE = re.compile(
    r'\b(?:class|struct|enum|namespace)\s+(?:class\s+)?(\w*(?:Utils?|Helpers?|Common|Misc)(?![a-z])\w*)')
# Words of this house for what has a name everywhere; ARCHITECTURE.md has a glossary. Neither a comment nor a text that
# a program says has them.
HOUSE_PHRASES = {
    'in the books': 'recorded',
    'into the books': 'recorded',
    'on record': 'recorded',
    'so many a': 'how many per',
    'told apart': 'distinguished',
    'told': 'reported',
    'whoever': 'the one that does it, by its name',
    "somebody's word": 'on request',
    'our books': 'what is recorded',
    'come to rest': 'ended',
}
# A comment that begins so has no subject: one has to look for it in the code.
FRAGMENT = re.compile(r'// (Of|Who|Whose|Those|That) ')

FILE_OF_OURS = re.compile(
    r'(?<![\w./$}"*-])'
    r'((?:core|adapters|daemon|client|ctl|exporter|http|site|plugin|etc|examples|docs|tests|bench|scripts|cmake)'
    r'/[\w/.-]+\.(?:hpp|cpp|md|py|sh|mjs|cmake|txt|yaml|json))(?!\.?\w)')
NOT_OURS = {'.git', '.cache', 'build', 'node_modules', '__pycache__'}
CODE = {'.cpp', '.hpp', '.py', '.sh', '.mjs', '.js', '.css', '.cmake'}
CODE_NAMES = {'CMakeLists.txt', 'dev', 'run'}


def is_code(path):
    return path.suffix in CODE or path.name in CODE_NAMES


def is_cpp(path):
    return path.suffix in ('.cpp', '.hpp')


class Tree:
    """The files of ours, by their paths from the root."""

    def __init__(self, root, build, excused, not_compiled):
        self.root = root
        self.build = build
        self.excused = excused
        self.not_compiled = not_compiled
        self.texts = {}
        self.names = set()
        for path in self._files(root):
            self.names.add(path.relative_to(root))
            if is_code(path) or path.suffix == '.md':
                self.texts[path.relative_to(root)] = path.read_text(encoding='utf-8')

    def _files(self, folder):
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                if path.name not in NOT_OURS:
                    yield from self._files(path)
            else:
                yield path

    def those(self, wanted):
        return [(path, text) for path, text in self.texts.items() if wanted(path)]

    def compiled(self):
        """The sources that some target is made of, also where a build compiles several as one."""
        found = set()
        for entry in json.loads((self.build / 'compile_commands.json').read_text(encoding='utf-8')):
            path = pathlib.Path(entry['directory'], entry['file']).resolve()
            found.add(path)
            if self.build.resolve() in path.parents and path.is_file():
                found.update(pathlib.Path(name).resolve() for name in
                             re.findall(r'^#include "(/[^"]+)"', path.read_text(encoding='utf-8'), re.MULTILINE))
        return {path.relative_to(self.root) for path in found if self.root in path.parents}


def long_lines(tree):
    for path, text in tree.those(is_code):
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > COLUMNS:
                yield f'{path}:{number}: {len(line)} columns, more than {COLUMNS}'


def long_functions(tree):
    for path, text in tree.those(is_cpp):
        bound = TEST_FUNCTION_LINES if path.parts[0] in ('tests', 'bench') else FUNCTION_LINES
        excused = dict(tree.excused.get(str(path), {}))
        for function in functions(text):
            allowed = excused.pop(function.name, bound) if function.lines > bound else bound
            if function.lines > allowed:
                yield f'{path}:{function.line}: {function.name} has {function.lines} lines, more than {allowed}'
            elif function.lines < allowed != bound:
                yield f'{path}:{function.line}: {function.name} has {function.lines} lines: lower LONG_FUNCTIONS'
        for name in excused:
            yield f'{path}: {name} is not long any more: take it out of LONG_FUNCTIONS'


def dead_files(tree):
    compiled = tree.compiled()
    for path, _ in tree.those(lambda path: path.suffix == '.cpp'):
        if path not in compiled:
            yield f'{path}: no target is made of it'
    mentions = '\n'.join(text for path, text in tree.texts.items() if path.suffix != '.md')
    for path, _ in tree.those(lambda path: path.suffix == '.hpp'):
        if f'"{path}"' not in mentions and str(path) not in mentions:
            yield f'{path}: nobody includes it'
    for path, _ in tree.those(lambda path: path.suffix in ('.py', '.sh')):
        globbed = path.match('tests/system/*') or path.match('python/tests/*_test.py')
        if not globbed and path.parts[0] not in ('examples', 'plugin'):
            if path.name not in mentions and not re.search(rf'\b(import|from) [\w.]*\b{path.stem}\b', mentions):
                yield f'{path}: nobody runs it'


def bad_words(tree):
    for path, text in tree.those(is_code):
        for number, line in enumerate(text.splitlines(), 1):
            if match := BANNED_WORDS.search(line):
                yield f'{path}:{number}: {match[1]}; what is to be done is done, or is an issue'
        if match := LUMBER.search(path.stem):
            yield f'{path}: {match[1]} says nothing of what is in it'
    for path, text in tree.those(is_cpp):
        for match in LUMBER_TYPE.finditer(text):
            yield f'{path}: {match[1]} says nothing of what it is'
        last = 0
        for line, comment in comments(text):
            if line != last + 1 and FRAGMENT.match(comment):
                yield f'{path}:{line}: "{comment[:40]}…" is no sentence'
            last = line
        for line, words in [*comments(text), *literals(text)]:
            for phrase, better in HOUSE_PHRASES.items():
                if re.search(rf'\b{phrase}\b', words, re.IGNORECASE):
                    yield f'{path}:{line}: "{phrase}" is a word of this house: {better}'


def wrong_examples(tree):
    """A header's example is what tests/examples compiles between two marks; "…" stands for anything there."""
    compiled = set()
    for path, text in tree.those(lambda path: path.match('tests/examples/*.cpp')):
        for match in EXAMPLE.finditer(text):
            header = pathlib.PurePosixPath(match[1])
            if header not in tree.texts:
                yield f'{path}: there is no {header}'
            elif not same_code(example_of(tree.texts[header]), match[2]):
                yield f'{header}: its example is not the one that {path} compiles'
            compiled.add(header)
    for path, text in tree.those(lambda path: path.suffix == '.hpp' and path.parts[0] not in ('tests', 'bench')):
        if bool(example_of(text) and path not in compiled) != (str(path) in tree.not_compiled):
            yield f'{path}: compile its example in tests/examples, or correct NOT_COMPILED'


def same_code(shown, compiled):
    pattern = '.*?'.join(re.escape(' '.join(part.split())) for part in shown.split('…'))
    return re.fullmatch(pattern.replace(r'\ .*?', r'\ ?.*?'), ' '.join(compiled.split())) is not None


def lost_ways(tree):
    """What the documents and comments point to is there, and ARCHITECTURE.md leads into every folder."""
    for path, text in tree.those(lambda path: not path.match('tests/arch/*.py')):
        for match in FILE_OF_OURS.finditer(text):
            if not {pathlib.PurePath(match[1]), path.parent / match[1]} & tree.names:
                yield f'{path}:{text.count(chr(10), 0, match.start()) + 1}: there is no {match[1]}'
    index = tree.texts.get(pathlib.PurePosixPath('ARCHITECTURE.md'), '')
    folders = {f'{path.parts[0]}/' for path in tree.names if len(path.parts) > 1 and path.parts[0] != '.ci'}
    folders |= {str(path.parent) for path in tree.names if is_cpp(path) and path.parts[0] == 'core'} - {'core'}
    for folder in sorted(folders):
        if f'`{folder}`' not in index:
            yield f'ARCHITECTURE.md: it has no line for {folder}'


RULES = [long_lines, long_functions, dead_files, bad_words, wrong_examples, lost_ways]

def problems_of(tree):
    return [problem for rule in RULES if tree.build or rule is not dead_files for problem in rule(tree)]


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    build = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    problems = problems_of(Tree(root, build, LONG_FUNCTIONS, NOT_COMPILED))
    print(*problems, sep='\n')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
