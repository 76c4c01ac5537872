"""The tree of an expression, printed as expr-lang prints its own: the same text means the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kflint.lang.expr import parse
from kflint.lang.expr_lexer import is_word_character
from kflint.lang.expr_operators import LEVELS, UNARY_LEVELS
from kflint.lang.expr_tree import (
    Array,
    Binary,
    Bool,
    Builtin,
    Bytes,
    Call,
    Chain,
    Conditional,
    Float,
    Int,
    Let,
    Map,
    Member,
    Name,
    Nil,
    Node,
    Pair,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Text,
    Unary,
)
from tests.lang.facts import Case, load_cases

_LOGIC = ("and", "&&", "or", "||")
_ESCAPES = {**{char: f"\\{letter}" for char, letter in zip("\a\b\f\n\r\t\v", "abfnrtv", strict=True)}, '"': '\\"', "\\": "\\\\"}


@pytest.mark.parametrize("case", [case for case in load_cases("expr") if "normal" in case.more], ids=lambda case: case.id)
def test_the_tree_is_the_one_of_expr_lang(case: Case) -> None:
    assert normal(parse(case.text).root) == case.more["normal"]


def normal(node: Node) -> str:
    """An expression as expr-lang 1.17.8 prints it (ast/print.go)."""
    return _PRINTERS[type(node)](node)


def _bytes(node: Bytes) -> str:
    """Bytes are printed as UTF-8 where they are, one by one where not."""
    text = node.value.encode("latin-1").decode("utf-8", "surrogateescape")
    return "b" + re.sub("[\udc80-\udcff]", lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", _quoted(text))


def _quoted(text: str) -> str:
    return (
        '"'
        + "".join(
            _ESCAPES.get(char) or (char if char.isprintable() or "\udc80" <= char <= "\udcff" else _by_number(char))
            for char in text
        )
        + '"'
    )


def _by_number(char: str) -> str:
    number = ord(char)
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _float(node: Float) -> str:
    sign, digits, exponent = Decimal(repr(node.value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    point = len(digits) + exponent
    if node.value and not -4 <= point - 1 < 6:
        text = "".join(map(str, digits))
        fraction = f".{text[1:]}" if text[1:] else ""
        return f"{'-' * sign}{text[0]}{fraction}e{point - 1:+03d}"
    return f"{Decimal(repr(node.value)).normalize():f}"


def _is_name(node: Node) -> bool:
    return isinstance(node, Text) and node.value != "" and not node.value[0].isdecimal() and all(map(is_word_character, node.value))


def _wrapped(node: Node, wrap: bool) -> str:
    return f"({normal(node)})" if wrap else normal(node)


def _unary(node: Unary) -> str:
    operand = node.operand
    weaker = isinstance(operand, Binary) and LEVELS[operand.operator] < UNARY_LEVELS[node.operator]
    operator = "not " if node.operator == "not" else node.operator
    return operator + _wrapped(operand, weaker or isinstance(operand, Conditional))


def _binary(node: Binary) -> str:
    if node.operator == "..":
        return f"{normal(node.left)}..{normal(node.right)}"
    left, right, level = node.left, node.right, LEVELS[node.operator]
    right_to_left = node.operator in ("**", "^")
    wrap_left, wrap_right = isinstance(left, Conditional), isinstance(right, Conditional)
    if isinstance(left, Unary):
        wrap_left = UNARY_LEVELS[left.operator] < level
    if isinstance(left, Binary):
        inner = LEVELS[left.operator]
        mixed = left.operator == "??" or (left.operator in _LOGIC and left.operator != node.operator)
        wrap_left = inner < level or (inner == level and right_to_left) or mixed
    if isinstance(right, Binary):
        inner = LEVELS[right.operator]
        mixed = right.operator in _LOGIC and right.operator != node.operator
        wrap_right = inner < level or (inner == level and not right_to_left) or mixed
    return f"{_wrapped(left, wrap_left)} {node.operator} {_wrapped(right, wrap_right)}"


def _member(node: Member) -> str:
    base = _wrapped(node.node, isinstance(node.node, Binary))
    if isinstance(node.key, Text) and _is_name(node.key):
        if node.optional:
            return f"{base}?.{node.key.value}"
        return f".{node.key.value}" if isinstance(node.node, Pointer) else f"{base}.{node.key.value}"
    return f"{base}{'?.' if node.optional else ''}[{normal(node.key)}]"


def _slice(node: Slice) -> str:
    start, stop = ("" if bound is None else normal(bound) for bound in (node.start, node.stop))
    return f"{normal(node.node)}[{start}:{stop}]"


def _conditional(node: Conditional) -> str:
    if node.ternary:
        condition, then, otherwise = (
            _wrapped(part, isinstance(part, Conditional)) for part in (node.condition, node.then, node.otherwise)
        )
        return f"{condition} ? {then} : {otherwise}"
    chained = isinstance(node.otherwise, Conditional) and not node.otherwise.ternary
    otherwise = normal(node.otherwise) if chained else f"{{ {normal(node.otherwise)} }}"
    return f"if {normal(node.condition)} {{ {normal(node.then)} }} else {otherwise}"


def _pair(node: Pair) -> str:
    if isinstance(node.key, Text):
        key = node.key.value if _is_name(node.key) else _quoted(node.key.value)
        return f"{key}: {normal(node.value)}"
    return f"({normal(node.key)}): {normal(node.value)}"


def _list(nodes: tuple[Node, ...], separator: str = ", ") -> str:
    return separator.join(map(normal, nodes))


_PRINTERS: dict[type, Callable[[Any], str]] = {
    Nil: lambda node: "nil",
    Bool: lambda node: str(node.value).lower(),
    Int: lambda node: str(node.value),
    Float: _float,
    Text: lambda node: _quoted(node.value),
    Bytes: _bytes,
    Name: lambda node: node.value,
    Pointer: lambda node: f"#{node.name}",
    Unary: _unary,
    Binary: _binary,
    Chain: lambda node: normal(node.node),
    Member: _member,
    Slice: _slice,
    Call: lambda node: f"{normal(node.callee)}({_list(node.arguments)})",
    Builtin: lambda node: f"{node.name}({_list(node.arguments)})",
    Predicate: lambda node: normal(node.body),
    Let: lambda node: f"let {node.name} = {normal(node.value)}; {normal(node.body)}",
    Sequence: lambda node: _list(node.nodes, "; "),
    Conditional: _conditional,
    Array: lambda node: f"[{_list(node.nodes)}]",
    Pair: _pair,
    Map: lambda node: f"{{{_list(node.pairs)}}}",
}
