#!/usr/bin/env python3
"""Plants each disagreement in a made-up tree, and expects one_version.py to find it."""
import pathlib
import tempfile
import unittest

import one_version

TREE = {
    'CMakeLists.txt': 'project(hostfactory VERSION 1.2.3 LANGUAGES CXX)\n',
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3 (unreleased)\n\n## 1.2.2\n',
    'debian/changelog': 'hostfactory (1.2.3) unstable; urgency=medium\n',
    'debian/control': 'Build-Depends:\n debhelper-compat (= 13),\n cmake,\n mold\n\nPackage: libhostfactory-client7\n',
    'debian/libhostfactory-client7.install': '',
    'cmake/client.cmake': 'set(client_interface 7)\n',
    'packages/debian.txt': '# All.\n\n[build]\ng++\ncmake\n# Fast.\nmold\n\n[test]\nnpm\n',
    'python/hostfactory/__init__.py': '"""A package."""\n\n__version__ = "1.2.3"\n',
    'docs/man/a.8': '.TH A 8 "2026-01-01" "hostfactory 1.2.3" "System"\n',
    'docs/man/b.1': '.Dd 2026-01-01\n',
}
MISTAKES = [
    ('debian/changelog is of version 1.2.2', 'debian/changelog', 'hostfactory (1.2.2) unstable; urgency=medium\n'),
    ('CHANGELOG.md is of version 1.2.4', 'CHANGELOG.md', '## 1.2.4 (unreleased)\n\n## 1.2.3\n'),
    ('python/hostfactory/__init__.py is of version 1.2.2', 'python/hostfactory/__init__.py', '__version__ = "1.2.2"\n'),
    ('docs/man/a.8 is of version 1.0.0', 'docs/man/a.8', '.TH A 8 "2026-01-01" "hostfactory 1.0.0" "System"\n'),
    ('libhostfactory-client7 has the interface 8', 'cmake/client.cmake', 'set(client_interface 8)\n'),
    ('npm is in one of', 'packages/debian.txt', '[build]\ncmake\nmold\nnpm\n'),
    ('mold is in one of', 'packages/debian.txt', '[build]\ncmake\n\n[test]\nmold\n'),
]


class OneVersion(unittest.TestCase):
    def complaints_of(self, changed):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**TREE, **changed}.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding='utf-8')
            return list(one_version.complaints(pathlib.Path(folder)))

    def test_agreement(self):
        self.assertEqual(self.complaints_of({}), [])

    def test_disagreements(self):
        for expected, path, text in MISTAKES:
            with self.subTest(expected):
                found = self.complaints_of({path: text})
                self.assertEqual(len(found), 1, found)
                self.assertIn(expected, found[0])


if __name__ == '__main__':
    unittest.main()
