#!/usr/bin/env python3
"""Holds the tree to its layers: layers.txt beside this file says which folder may include which.

    tests/arch/layers.py ROOT            # says what is wrong, and fails
    tests/arch/layers.py ROOT --propose  # prints layers.txt as it would fit the tree: look at every difference

Tests and benchmarks may include everything, and nothing else may include them.
"""
import pathlib
import re
import sys
import textwrap

FREE = ('tests', 'bench')
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def sources(root):
    for top in sorted(root.iterdir()):
        if top.is_dir() and top.name not in FREE + ('build', 'cmake') and not top.name.startswith('.'):
            yield from sorted(path for path in top.rglob('*') if path.suffix in ('.hpp', '.cpp'))


def inclusions(root):
    """{folder: {folder it includes: (file, line)}}, and what is wrong with single inclusions."""
    found, problems = {}, []
    for path in sources(root):
        name = path.relative_to(root)
        pairs = found.setdefault(str(name.parent), {})
        text = path.read_text(encoding='utf-8')
        for match in INCLUDE.finditer(text):
            line = text.count('\n', 0, match.start(1)) + 1
            if not (root / match[1]).is_file():
                problems.append(f'{name}:{line}: there is no "{match[1]}"; inclusions begin at the root of the tree')
                continue
            target = str(pathlib.PurePosixPath(match[1]).parent)
            if target != str(name.parent):
                pairs.setdefault(target, f'{name}:{line}')
    return found, problems


def table_of(text):
    """[(folder, [what it may include])] in the file's order. An indented line belongs to the one above."""
    lines = []
    for line in text.splitlines():
        line = line.split('#')[0].rstrip()
        if line[:1].isspace() and line.strip():
            lines[-1] += line
        elif line:
            lines.append(line)
    return [(folder.strip(), allowed.split()) for folder, _, allowed in (line.partition(':') for line in lines)]


def problems_of(root, table_text):
    found, problems = inclusions(root)
    table = table_of(table_text)
    above = set()
    for folder, allowed in table:
        if folder in above:
            problems.append(f'layers.txt: {folder} stands there twice')
        if folder not in found:
            problems.append(f'layers.txt: there is no source in {folder}')
        for other in (name.lstrip('^') for name in allowed):
            below = f'^{other}' in allowed
            if below and folder.startswith('core'):
                problems.append(f'layers.txt: {folder} includes {other} of below, and core/ has no exceptions')
            if (other in above) == below:
                where = 'above' if below else 'below'
                problems.append(f'layers.txt: {folder} includes {other}, which stands {where} it')
            if other not in found.get(folder, {}):
                problems.append(f'layers.txt: {folder} no longer includes {other}')
        above.add(folder)
    rules = dict(table)
    for folder, pairs in found.items():
        if folder not in rules:
            problems.append(f'{folder}: this folder is not in tests/arch/layers.txt')
            continue
        for other, place in sorted(pairs.items()):
            if not {other, f'^{other}'} & set(rules[folder]):
                problems.append(f'{place}: {folder} may not include {other} (tests/arch/layers.txt)')
    return problems


def propose(root, text):
    """The table with the pairs that are in use, in the same order and with the same comments."""
    found, _ = inclusions(root)
    rules = dict(table_of(text))
    for line in text.splitlines():
        folder = line.partition(':')[0]
        if folder not in rules or line.startswith('#'):
            if not line[:1].isspace() or '^' in line:
                print(line)
            continue
        excused = {name[1:] for name in rules[folder] if name.startswith('^')}
        pairs = ' '.join([f'{folder}:', *sorted(set(found.get(folder, {})) - excused)])
        print('\n'.join(textwrap.wrap(pairs, 120, subsequent_indent='    ', break_on_hyphens=False)))
    for folder in sorted(set(found) - set(rules)):
        print(f'{folder}:', *sorted(found[folder]))


def main():
    root = pathlib.Path(sys.argv[1])
    table = (pathlib.Path(__file__).parent / 'layers.txt').read_text(encoding='utf-8')
    if '--propose' in sys.argv:
        propose(root, table)
        return 0
    problems = problems_of(root, table)
    print(*problems, sep='\n')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
