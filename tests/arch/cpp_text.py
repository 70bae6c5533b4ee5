"""C++ as text: what tidy.py has to know of a source without compiling it.

    for function in functions(path.read_text()):
        print(function.name, function.line, function.lines)
"""
import dataclasses
import re

_TOKEN = re.compile(r'''
      (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")
    | (?P<string>"(?:\\.|[^"\\\n])*")
    | (?P<number>\b\d(?:'?[\w.])*)
    | (?P<character>'(?:\\.|[^'\\\n])+')
    | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
''', re.VERBOSE | re.DOTALL | re.MULTILINE)


def _blank(text):
    return re.sub(r'[^\n]', ' ', text)


def code_alone(text):
    """The text with comments, literals and directives blank; each line and column stays where it is."""
    return _TOKEN.sub(lambda match: match[0] if match.lastgroup == 'number' else _blank(match[0]), text)


def comments(text):
    """(line, text) of each comment."""
    for match in _TOKEN.finditer(text):
        if match['comment']:
            yield text.count('\n', 0, match.start()) + 1, match['comment']


def literals(text):
    """(line, text) of each literal text."""
    for match in _TOKEN.finditer(text):
        if match['string'] or match['raw']:
            yield text.count('\n', 0, match.start()) + 1, match['string'] or match['raw']


def leading_comment(text):
    """The lines of the comment that a header begins with, without their slashes."""
    lines = []
    for line in text.splitlines():
        if not line.startswith('//'):
            break
        lines.append(line[2:])
    return lines


def example_lines(text):
    """The numbers, from 0, of the lines of a header's example: the first block in its comment that is indented."""
    shown = []
    for number, line in enumerate(leading_comment(text)):
        if line.startswith('     '):
            shown.append(number)
        elif shown and line:
            break
    return range(shown[0], shown[-1] + 1) if shown else range(0)


def example_of(text):
    """The code in the comment that a header begins with, or nothing."""
    comment = leading_comment(text)
    return '\n'.join(comment[number][5:] for number in example_lines(text))


@dataclasses.dataclass
class Function:
    name: str
    line: int
    lines: int  # from its opening brace's line to that of the closing one


_CALLABLE = re.compile(r'(operator\s*\S+?|~?[A-Za-z_][\w:~]*)\s*\(')
_TESTS = re.compile(r'(?:TYPED_)?TEST(?:_[FP])?$')
_NO_FUNCTION = {'if', 'for', 'while', 'switch', 'catch', 'return', 'alignas', 'decltype', 'noexcept', 'requires'}
_AFTER_PARAMETERS = re.compile(r'(\b(const|noexcept|override|final|try|mutable)|->[^()]*|\brequires\b[^()]*)\s*$')


def _name_of(head):
    """The function's name, if what stands before a brace is the head of one."""
    match = _CALLABLE.search(head)
    if not match or match[1] in _NO_FUNCTION or '=' in re.sub(r'<[^<>]*>|[=!<>]=', '', head[:match.start()]):
        return None
    if _TESTS.match(match[1]):
        return '.'.join(part.strip() for part in head[match.end():].split(')')[0].split(','))
    return match[1]


def _begins_body(head):
    """Whether the brace after it is a function's, and not that of an initialiser such as `: a_{1}`."""
    before = None
    while before != head:
        before, head = head, _AFTER_PARAMETERS.sub('', head).rstrip()
    return not re.search(r'[\w>]$', head)


def functions(text):
    """Each function that has a body and stands in a namespace or a class. A lambda belongs to the one around it."""
    code = code_alone(text)
    found, head, body, depth = [], 0, None, 0
    for match in re.finditer(r'[{};]', code):
        at = match.start()
        if match[0] == '{':
            depth += 1
            if body is None:
                name = _name_of(code[head:at])
                if name:
                    body = (name if _begins_body(code[head:at]) else None, at, depth)
                else:
                    head = at + 1
        elif match[0] == '}':
            if body and depth == body[2]:
                if body[0]:
                    found.append(Function(body[0], code.count('\n', 0, body[1]) + 1, code.count('\n', body[1], at) + 1))
                    head = at + 1
                body = None
            elif body is None:
                head = at + 1
            depth -= 1
        elif body is None:
            head = at + 1
    return found
