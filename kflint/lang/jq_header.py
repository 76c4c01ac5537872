"""What may stand before a jq filter: the description of a module, and imports (for which Argo offers no modules)."""

from __future__ import annotations

from kflint.lang import jq_lexer as words
from kflint.lang.jq_cursor import Cursor
from kflint.lang.jq_tree import Import


def read_header(cursor: Cursor) -> tuple[Import, ...]:
    """Read `module {...};` and the imports. Raises Mistake."""
    if cursor.accept("module"):
        _object(cursor)
        cursor.expect(";")
    imports: list[Import] = []
    while cursor.token.kind in ("import", "include"):
        imports.append(_import(cursor))
    return tuple(imports)


def parameter(cursor: Cursor) -> str:
    """Read a name that may be a variable: a parameter of a function, or the alias of a module. Raises Mistake."""
    if cursor.token.kind not in (words.NAME, words.VARIABLE):
        raise cursor.unexpected("a name")
    return cursor.advance().text


def _import(cursor: Cursor) -> Import:
    start = cursor.advance()
    path = cursor.expect(words.TEXT, "the name of a module in double quotes")
    alias = None
    if start.kind == "import":
        cursor.expect("as")
        alias = parameter(cursor)
    if cursor.token.kind == "{":
        _object(cursor)
    cursor.expect(";")
    return Import(path.text, alias, start.offset, path.end)


def _constant(cursor: Cursor) -> None:
    if cursor.token.kind == "{":
        _object(cursor)
    elif cursor.token.kind == "[":
        _array(cursor)
    elif cursor.token.kind in (words.NUMBER, words.TEXT, "null", "true", "false"):
        cursor.advance()
    else:
        raise cursor.unexpected("a constant")


def _object(cursor: Cursor) -> None:
    cursor.enter()
    cursor.expect("{")
    while not cursor.accept("}"):
        if cursor.token.kind not in (words.NAME, words.TEXT) and cursor.token.kind not in words.KEYWORDS:
            raise cursor.unexpected("a key")
        cursor.advance()
        cursor.expect(":")
        _constant(cursor)
        if cursor.token.kind != "}":
            cursor.expect(",", "',' or '}'")
    cursor.leave()


def _array(cursor: Cursor) -> None:
    cursor.enter()
    cursor.advance()
    if not cursor.accept("]"):
        _constant(cursor)
        while cursor.accept(","):
            _constant(cursor)
        cursor.expect("]", "',' or ']'")
    cursor.leave()
