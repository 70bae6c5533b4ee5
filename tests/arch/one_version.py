#!/usr/bin/env python3
"""CMakeLists.txt has the version. What has to repeat it says the same: Debian's changelog, CHANGELOG.md, manual pages,
the Python package.

    one_version.py ROOT

The Debian package of the client's library is named after the number of its interface, and Debian's list of what a build
needs is that of packages/debian.txt. Exits with 1 and prints what disagrees.
"""

import pathlib
import re
import sys

# In Debian's list a compiler goes without saying, a cache is nobody's need, and debhelper is what reads the list. What
# puts the Python package into a package is no need of a build, and in the group `package`.
NOT_NEEDED = {'g++', 'ccache'}
OF_DEBHELPER = {'debhelper-compat', 'dh-sequence-installsysusers', 'dh-sequence-python3'}
OF_PYTHON = {'dh-python', 'pybuild-plugin-pyproject', 'python3-all', 'python3-setuptools'}


def found(pattern, text):
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1) if match else 'nothing'


def versions(root):
    """Each file that names the version, with the version that it names."""
    yield 'debian/changelog', found(r'\A\S+ \(([^)]*)\)', (root / 'debian/changelog').read_text(encoding='utf-8'))
    yield 'CHANGELOG.md', found(r'^## (\S+)', (root / 'CHANGELOG.md').read_text(encoding='utf-8'))
    package = (root / 'python/hostfactory/__init__.py').read_text(encoding='utf-8')
    yield 'python/hostfactory/__init__.py', found(r'^__version__ = "(\S+)"$', package)
    for page in sorted((root / 'docs/man').glob('*.[18]')):
        text = page.read_text(encoding='utf-8')
        if text.startswith('.TH '):
            yield f'docs/man/{page.name}', found(r'\A\.TH .*"hostfactory (\S+)"', text)


def complaints(root):
    version = found(r'^project\(\S+ VERSION (\S+)', (root / 'CMakeLists.txt').read_text(encoding='utf-8'))
    for path, said in versions(root):
        if said != version:
            yield f'{path} is of version {said}, and CMakeLists.txt of {version}'

    control = (root / 'debian/control').read_text(encoding='utf-8')
    interface = found(r'^set\(client_interface (\d+)\)', (root / 'cmake/client.cmake').read_text(encoding='utf-8'))
    name = found(r'^Package: (libhostfactory-client\d+)$', control)
    if name != f'libhostfactory-client{interface}':
        yield f'debian/control: {name} has the interface {interface} (cmake/client.cmake)'
    if not (root / f'debian/{name}.install').is_file():
        yield f'there is no debian/{name}.install'

    needs = control.partition('Build-Depends:\n')[2].partition('\n\n')[0]
    listed = {line.strip(' ,').split(' ')[0] for line in needs.splitlines()} - OF_DEBHELPER - OF_PYTHON
    group = (root / 'packages/debian.txt').read_text(encoding='utf-8').partition('[build]\n')[2].partition('[')[0]
    wanted = {line for line in group.split('\n') if line and not line.startswith('#')} - NOT_NEEDED
    for package in sorted(wanted ^ listed):
        yield f'{package} is in one of debian/control and the group build of packages/debian.txt only'


if __name__ == '__main__':
    all_of_them = list(complaints(pathlib.Path(sys.argv[1])))
    for complaint in all_of_them:
        print(complaint)
    sys.exit(1 if all_of_them else 0)
