"""Where a C file can be broken, and how; and the file with chosen breaks built in, each off until it is named.

All breaks of a run are compiled together: "a < b" becomes an expression that asks mutant_on(N) whether to be "a <= b"
this time. So a program is built once, and every mutant is one run of it.
"""

import re
from dataclasses import dataclass

from clang import cindex
from clang.cindex import CursorKind

RELATIONS = {'<': ['<=', '>='], '<=': ['<', '>'], '>': ['>=', '<='], '>=': ['>', '<'], '==': ['!='], '!=': ['==']}
ARITHMETIC = {'+': ['-'], '-': ['+'], '*': ['+'], '/': ['*'], '%': ['*'], '&': ['|'], '|': ['&'], '<<': ['>>'], '>>': ['<<'], '^': ['|']}
LOGIC = {'&&': ['||', 'left', 'right'], '||': ['&&', 'left', 'right']}
CALLS = {CursorKind.CALL_EXPR, CursorKind.BINARY_OPERATOR, CursorKind.COMPOUND_ASSIGNMENT_OPERATOR, CursorKind.UNARY_OPERATOR}
# What is decided when it is compiled cannot be asked while it runs.
CONSTANT = {CursorKind.ENUM_DECL, CursorKind.STRUCT_DECL, CursorKind.UNION_DECL, CursorKind.TYPEDEF_DECL, CursorKind.STATIC_ASSERT,
            CursorKind.CXX_UNARY_EXPR}


@dataclass(frozen=True)
class Site:
    """One place to break, and one way to."""
    path: str
    function: str
    kind: str      # relation, pointers (a relation of two), arithmetic, logic, not, drop, return, if
    was: str       # the text, on one line
    change: str    # the other operator, or what is done
    line: int
    spans: tuple   # offsets that instrument() needs

    @property
    def key(self):
        return (self.path, self.function, self.was, self.change)

    def __str__(self):
        return f'{self.path}:{self.line}: {self.function}: {self.was} -> {self.change}'


class Source:
    def __init__(self, root, path, arguments):
        self.path = path
        self.text = (root / path).read_bytes()
        unit = cindex.Index.create().parse(str(root / path), args=arguments, options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
        errors = [str(d) for d in unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
        if errors:
            raise SystemExit('\n'.join(errors))
        self.name = str(root / path)
        # what a macro was called with stands elsewhere too
        self.macros = [self.range(c) for c in unit.cursor.get_children()
                       if c.kind == CursorKind.MACRO_INSTANTIATION and self.here(c) and b'(' in self.slice(*self.range(c))]
        self.sites = []
        for cursor in unit.cursor.get_children():
            if cursor.kind == CursorKind.FUNCTION_DECL and cursor.is_definition() and self.here(cursor):
                self.function = cursor.spelling
                self.returns = cursor.result_type.get_canonical().spelling
                body = [c for c in cursor.get_children() if c.kind == CursorKind.COMPOUND_STMT]
                self.walk(body[0], None)

    def here(self, cursor):
        return cursor.location.file is not None and cursor.location.file.name == self.name

    @staticmethod
    def range(cursor):
        return (cursor.extent.start.offset, cursor.extent.end.offset)

    def slice(self, start, end):
        return self.text[start:end]

    def add(self, cursor, kind, change, *spans):
        start, end = self.range(cursor)
        if any(s < end and start < e for s, e in self.macros) or not start < end:
            return
        was = re.sub(r'\s+', ' ', self.slice(start, end).decode())
        self.sites.append(Site(self.path, self.function, kind, was, change, cursor.extent.start.line, spans))

    def walk(self, cursor, parent):
        if cursor.kind in CONSTANT:
            return
        children = list(cursor.get_children())
        if cursor.kind == CursorKind.VAR_DECL:
            if cursor.storage_class == cindex.StorageClass.STATIC or cursor.type.kind == cindex.TypeKind.CONSTANTARRAY:
                return
        if cursor.kind == CursorKind.CASE_STMT:
            children = children[1:]
        self.consider(cursor, children, parent)
        for child in children:
            self.walk(child, cursor)

    def consider(self, cursor, children, parent):
        whole = self.range(cursor)
        if cursor.kind == CursorKind.BINARY_OPERATOR:
            left, right = map(self.range, children)
            between = self.slice(left[1], right[0]).decode().strip()
            pointers = any(c.type.get_canonical().kind == cindex.TypeKind.POINTER for c in children)
            for table, kind in ((RELATIONS, 'relation'), (ARITHMETIC, 'arithmetic'), (LOGIC, 'logic')):
                for change in [] if kind == 'arithmetic' and pointers else table.get(between, []):
                    self.add(cursor, 'pointers' if pointers and kind == 'relation' else kind, change, left, right)
        elif cursor.kind == CursorKind.UNARY_OPERATOR and self.slice(*whole)[:1] == b'!':
            self.add(cursor, 'not', 'without !', whole)
        elif cursor.kind == CursorKind.IF_STMT:
            condition = self.range(children[0])
            self.add(children[0], 'if', 'never', condition)
        elif cursor.kind == CursorKind.RETURN_STMT and children and self.returns in ('int', '_Bool', 'unsigned long', 'unsigned int'):
            value = self.range(children[0])
            if self.slice(*value).strip() not in (b'0', b'false'):
                self.add(cursor, 'return', '0', value)
        if parent is not None and parent.kind == CursorKind.COMPOUND_STMT and cursor.kind in CALLS and self.slice(whole[1], whole[1] + 1) == b';':
            self.add(cursor, 'drop', 'nothing', (whole[0], whole[1] + 1))


def instrument(source, chosen):
    """The text with breaks built in. chosen: [(number, Site)]; of one place all ways at once."""
    places = {}
    for number, site in chosen:
        places.setdefault((site.kind, site.spans), []).append((number, site))
    # At one offset what ends inside comes first, then what begins outside; "if" and the like stand around the whole.
    inserts, cuts = [], []
    for (kind, spans), ways in places.items():
        n = ways[0][0]
        start, end = spans[0][0], spans[-1][1]
        size = 2 * (end - start) + (kind in ('if', 'return', 'drop'))
        before = lambda text, at=start: inserts.append((at, 1, -size, n, text))
        after = lambda text, at=end: inserts.append((at, 0, size, -n, text))
        if kind in ('relation', 'pointers', 'arithmetic', 'logic'):
            (a, b), (c, d) = spans
            was = source.slice(b, c).decode().strip()
            cuts.append((b, c))
            if kind == 'logic':
                need = f'l{n}' if was == '&&' else f'!l{n}'
                other = f'!l{n}' if was == '&&' else f'l{n}'
                result = f'l{n} {was} r{n}'
                for number, site in ways:
                    wants, gives = {'left': ('0', f'l{n}'), 'right': ('1', f'r{n}')}.get(site.change, (other, f'l{n} {site.change} r{n}'))
                    need = f'mutant_on({number}) ? {wants} : {need}'
                    result = f'mutant_on({number}) ? {gives} : {result}'
                before(f'({{ _Bool l{n} = (')
                inserts.append((b, 0, size, -n, f'); _Bool q{n} = {need}; _Bool r{n} = q{n} && ('))
                after(f'); (int)({result}); }})')
            else:
                result = f'l{n} {was} r{n}'
                promoted = '' if kind == 'pointers' else ' + 0'  # a bit-field has no type to take
                for number, site in ways:
                    result = f'mutant_on({number}) ? l{n} {site.change} r{n} : {result}'
                before(f'({{ __auto_type l{n} = (')
                inserts.append((b, 0, size, -n, f'){promoted}; __auto_type r{n} = ('))
                after(f'){promoted}; {result}; }})')
        elif kind == 'not':
            cuts.append((start, start + 1))
            before(f'({{ _Bool v{n} = (')
            after(f'); (int)(mutant_on({n}) ? v{n} : !v{n}); }})')
        elif kind == 'if':
            before(f'({{ _Bool v{n} = (')
            after(f'); mutant_on({n}) ? 0 : v{n}; }})')
        elif kind == 'return':
            before(f'mutant_on({n}) ? 0 : (')
            after(')')
        elif kind == 'drop':
            before(f'if (!mutant_on({n})) {{ ')
            after(' }')
    out, at = [], 0
    edits = sorted([(o, order, a, b, text) for o, order, a, b, text in inserts])
    for offset, _, _, _, text in edits:
        out.append(cut(source.text, at, offset, cuts))
        out.append(text.encode())
        at = offset
    out.append(cut(source.text, at, len(source.text), cuts))
    return b'#include "mutant.h"\n#line 1\n' + b''.join(out)


def cut(text, start, end, cuts):
    """text[start:end] without operators that an expression has taken the place of."""
    kept = bytearray(text[start:end])
    for a, b in cuts:
        for i in range(max(a, start), min(b, end)):
            if kept[i - start] not in b'\n':
                kept[i - start] = 0x20
    return bytes(kept)
