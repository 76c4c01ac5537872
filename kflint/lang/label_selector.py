"""Conditions of resource templates: `status.phase == Succeeded, status.failed != 1`.

`successCondition` and `failureCondition` are Kubernetes label selectors (apimachinery `labels.Parse`) whose keys Argo uses as
paths into the object. Template tags are filled in before the text is parsed, so a text that still holds `{{` can't be judged.
"""

from __future__ import annotations

import re

from kflint.lang.mistake import Mistake
from kflint.lang.names import label_key, label_value
from kflint.lang.values import atoi
from kflint.record import NamedTuple

EXISTS = "exists"
NOT_EXISTS = "!"
EQUALS = frozenset({"=", "=="})
NOT_EQUALS = "!="
IN = "in"
NOT_IN = "notin"
GREATER = "gt"
LESS = "lt"

_OPERATORS = {"in": IN, "notin": NOT_IN, "=": "=", "==": "==", "!=": NOT_EQUALS, ">": GREATER, "<": LESS}
_WRITTEN = {IN: " in ", NOT_IN: " notin ", GREATER: ">", LESS: "<"}

# A NUL ends the symbol or word before it; where a symbol or word would begin, it ends the text.
_TOKEN = re.compile(r"[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^\0=!(),<> \t\r\n]+))\0?")
_BLANKS = re.compile(r"[ \t\r\n]*")

_WORD = "word"
_END = "end"


class Word(NamedTuple):
    """A key, operator or value as written; `offset` and `end` are 0-based character offsets, `end` exclusive.

    A value that is left out (`a ==`) is an empty word where it would stand.
    """

    text: str
    offset: int
    end: int


class Requirement(NamedTuple):
    """One of the comma-separated parts.

    `op` is `exists`, `!`, `=`, `==`, `!=`, `in`, `notin`, `gt` or `lt`; `operator` is the sign as written, None for `exists`;
    `values` are in the order of the text, repetitions included, and empty for `exists` and `!`.
    """

    key: Word
    op: str
    operator: Word | None
    values: tuple[Word, ...]


class Selector(NamedTuple):
    """A condition: its requirements in the order of the text. None at all (a blank text) is valid."""

    requirements: tuple[Requirement, ...]


class Token(NamedTuple):
    """A word, or a sign: `kind` is then the sign itself, and `end` after the last one. Offsets as in `Word`."""

    kind: str
    text: str
    offset: int
    end: int


def parse(text: str) -> Selector:
    """Parse a condition as `labels.Parse` does. Raises Mistake."""
    return Selector(tuple(_Parser(text).requirements()))


def normal(selector: Selector) -> str:
    """The selector in the form Kubernetes prints: requirements sorted by key, values sorted and without repetitions."""
    ordered = sorted(selector.requirements, key=lambda requirement: requirement.key.text)
    return ",".join(map(_normal_requirement, ordered))


def values_of(requirement: Requirement) -> list[str]:
    """The set of values that are compared, sorted."""
    return sorted({value.text for value in requirement.values})


def tokens(text: str) -> list[Token]:
    """The words and signs of a condition; the last token is always of the kind `end`."""
    found: list[Token] = []
    at = 0
    while match := _TOKEN.match(text, at):
        group = match.lastindex or 0
        word = match[group]
        kind = _WORD if group == 2 and word not in _OPERATORS else word
        found.append(Token(kind, word, match.start(group), match.end(group)))
        at = match.end()
    blanks = _BLANKS.match(text, at)
    end = blanks.end() if blanks else at
    found.append(Token(_END, "", end, end))
    return found


def _normal_requirement(requirement: Requirement) -> str:
    key, op = requirement.key.text, requirement.op
    if op == EXISTS:
        return key
    if op == NOT_EXISTS:
        return "!" + key
    values = ",".join(values_of(requirement))
    return key + _WRITTEN.get(op, op) + (f"({values})" if op in (IN, NOT_IN) else values)


class _Parser:
    __slots__ = ("at", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        if self.next_is(_END):
            return found
        if not self.next_is(NOT_EXISTS) and not self.next_is_word():
            raise self.refusal("start")
        while True:
            found.append(self.requirement())
            if self.next_is(_END):
                return found
            if not self.next_is(","):
                raise self.refusal("second operator" if self.tokens[self.at].kind in _OPERATORS else "joint")
            self.take()
            if not self.next_is(NOT_EXISTS) and not self.next_is_word():
                raise self.refusal("after comma")

    def requirement(self) -> Requirement:
        bang = self.take() if self.next_is(NOT_EXISTS) else None
        if not self.next_is_word():
            raise self.refusal("key")
        key = self.take()
        if label_key(key.text) is not None:
            raise self.refusal("path", key)
        if bang is not None:
            return Requirement(_word(key), NOT_EXISTS, _word(bang), ())
        if self.next_is(_END) or self.next_is(","):
            return Requirement(_word(key), EXISTS, None, ())
        if self.tokens[self.at].kind not in _OPERATORS:
            raise self.refusal("operator")
        sign = self.take()
        op = _OPERATORS[sign.kind]
        values = self.list_of_values() if op in (IN, NOT_IN) else (self.one_value(),)
        for value in values:
            self.check_value(op, value)
        return Requirement(_word(key), op, _word(sign), values)

    def list_of_values(self) -> tuple[Word, ...]:
        if not self.next_is("("):
            raise self.refusal("list")
        self.take()
        values: list[Word] = []
        while True:
            values.append(_word(self.take()) if self.next_is_word() else self.nothing())
            if not self.next_is(",") and not self.next_is(")"):
                raise self.refusal("in list")
            if self.take().kind == ")":
                return tuple(values)

    def one_value(self) -> Word:
        if self.next_is(_END) or self.next_is(","):
            return self.nothing()
        if not self.next_is_word():
            raise self.refusal("value")
        return _word(self.take())

    def nothing(self) -> Word:
        before = self.tokens[self.at - 1]
        return Word("", before.end, before.end)

    def check_value(self, op: str, value: Word) -> None:
        if op in (GREATER, LESS) and atoi(value.text) is None:
            raise self.refusal("integer", value)
        if label_value(value.text) is not None:
            raise self.refusal("label value", value)

    def next_is(self, kind: str) -> bool:
        return self.tokens[self.at].kind == kind

    def next_is_word(self) -> bool:
        """Whether a word comes next; `in` and `notin` are words wherever no operator is expected."""
        return self.tokens[self.at].kind in (_WORD, IN, NOT_IN)

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def refusal(self, place: str, word: Word | Token | None = None) -> Mistake:
        # Most conditions are right: what is usually meant by a wrong one is only loaded to explain one.
        from kflint.lang.label_selector_mistakes import explain

        found = self.tokens[self.at] if word is None else word
        return explain(self.text, place, found.offset, found.end)


def _word(token: Token) -> Word:
    return Word(token.text, token.offset, token.end)
