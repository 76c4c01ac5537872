"""The `when` of steps, DAG tasks, metrics and CronWorkflows: a condition in the language of govaluate.

Argo replaces the tags, parses the text, turns bare words into texts (not in a CronWorkflow), checks the tokens again, and evaluates
them (`kflint.lang.when_eval`). Operators of one level bind from left to right, `**` and `?` with `:` too.
"""

from __future__ import annotations

from kflint.lang.mistake import Mistake
from kflint.lang.when_lexer import (
    ACCESSOR,
    BOOLEAN,
    CLAUSE,
    CLAUSE_CLOSE,
    COMPARATOR,
    LOGICALOP,
    MODIFIER,
    NUMERIC,
    PATTERN,
    PREFIX,
    SEPARATOR,
    STRING,
    TERNARY,
    TIME,
    VARIABLE,
    Token,
    tokens,
)
from kflint.record import NamedTuple


class Literal(NamedTuple):
    """A value as written: `kind` is NUMERIC, BOOLEAN, STRING, TIME (with its Unix time as `value`) or PATTERN of `when_lexer`."""

    kind: str
    value: float | bool | str
    start: int
    end: int


class Word(NamedTuple):
    """A bare word, or one in square brackets: a text, or the name of a parameter in a CronWorkflow."""

    text: str
    start: int
    end: int


class Accessor(NamedTuple):
    """A word with dots; nothing in Argo has a value of that name, so it fails where it is evaluated."""

    text: str
    start: int
    end: int


class Prefix(NamedTuple):
    sign: str
    operand: Node
    start: int


class Binary(NamedTuple):
    """An operator between two operands; `start` and `end` span its sign."""

    sign: str
    left: Node
    right: Node
    start: int
    end: int


class Group(NamedTuple):
    """What stands in parentheses; `()` is nothing."""

    inner: Node | None
    start: int


class Unsure(NamedTuple):
    """A condition that govaluate may or may not take; nothing is known of its value."""

    start: int


Node = Literal | Word | Accessor | Prefix | Binary | Group | Unsure

_OPERANDS = frozenset((PREFIX, NUMERIC, BOOLEAN, VARIABLE, ACCESSOR, STRING, PATTERN, TIME, CLAUSE))
_AFTER_VALUE = frozenset((MODIFIER, COMPARATOR, LOGICALOP, CLAUSE_CLOSE, TERNARY, SEPARATOR))
# Which kinds of token may follow which (govaluate: lexerState); None is the beginning.
_NEXT: dict[str | None, frozenset[str]] = {
    None: _OPERANDS,
    CLAUSE: _OPERANDS | {CLAUSE_CLOSE},
    CLAUSE_CLOSE: _AFTER_VALUE,
    **dict.fromkeys((NUMERIC, BOOLEAN, STRING, VARIABLE), _AFTER_VALUE),
    **dict.fromkeys((TIME, PATTERN), _AFTER_VALUE - {TERNARY}),
    ACCESSOR: _AFTER_VALUE | {CLAUSE},
    MODIFIER: _OPERANDS - {TIME},
    **dict.fromkeys((COMPARATOR, LOGICALOP, TERNARY, SEPARATOR), _OPERANDS),
    PREFIX: frozenset((NUMERIC, BOOLEAN, VARIABLE, ACCESSOR, CLAUSE)),
}
# Pairs that govaluate may take, without a meaning that anyone could want.
_DOUBTFUL: dict[str, frozenset[str]] = {
    CLAUSE_CLOSE: _OPERANDS,
    **dict.fromkeys((TIME, PATTERN), frozenset((TERNARY,))),
    MODIFIER: frozenset((TIME, CLAUSE_CLOSE)),
    **dict.fromkeys((COMPARATOR, LOGICALOP, PREFIX), frozenset((CLAUSE_CLOSE,))),
    TERNARY: frozenset((SEPARATOR,)),
}
_LAST = frozenset((NUMERIC, BOOLEAN, STRING, PATTERN, TIME, VARIABLE, ACCESSOR, CLAUSE_CLOSE))
# The operators from the loosest level to the tightest; all tokens of these kinds are on exactly one level.
_LEVELS = (
    frozenset((",",)),
    frozenset(("?", ":", "??")),
    frozenset(("||",)),
    frozenset(("&&",)),
    frozenset(("==", "!=", "<", ">", "<=", ">=", "=~", "!~", "in")),
    frozenset(("&", "|", "^")),
    frozenset(("<<", ">>")),
    frozenset(("+", "-")),
    frozenset(("*", "/", "%")),
    frozenset(("**",)),
)
_SIGN_KINDS = frozenset((SEPARATOR, TERNARY, LOGICALOP, COMPARATOR, MODIFIER))
_OPERATOR_WORDS = {"and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "ne": "!="}
_MAX_DEPTH = 40


def parse(text: str, *, bare_words: bool = True) -> Node | None:
    """Return the tree of a condition; None for the empty text, which always holds.

    `bare_words` says whether Argo takes words without quotes for texts, as it does everywhere but in a CronWorkflow. Tags must
    have been replaced, except within quotes, where they are text like any other. Raises Mistake if govaluate can't parse it.
    """
    if not text:
        return None
    found = tokens(text)
    doubt = _check_parentheses(found)
    doubt = _check_order(found) or doubt
    _find_patterns(found, bare_words)
    if bare_words:
        doubt = _check_order([_as_text(token) for token in found]) or doubt
    if doubt:
        return Unsure(doubt.start)
    return _Planner(found).plan()


def _as_text(token: Token) -> Token:
    return token._replace(kind=STRING) if token.kind == VARIABLE else token


def _check_parentheses(found: list[Token]) -> Token | None:
    """Raise Mistake if parentheses don't pair off; return one that closes before it is opened where their number is right."""
    opened: list[Token] = []
    stray: list[Token] = []
    for token in found:
        if token.kind == CLAUSE:
            opened.append(token)
        elif token.kind == CLAUSE_CLOSE:
            if opened:
                opened.pop()
            else:
                stray.append(token)
    if len(opened) > len(stray):
        raise Mistake("'(' is not closed; ')' is missing", opened[-1].start)
    if len(stray) > len(opened):
        raise Mistake("this ')' closes nothing; '(' is missing", stray[0].start)
    return stray[0] if stray else None


def _check_order(found: list[Token]) -> Token | None:
    """Raise Mistake if a token can't stand behind the one before it; return one of which that isn't known."""
    before: Token | None = None
    doubt: Token | None = None
    for token in found:
        kind = before.kind if before else None
        if token.kind not in _NEXT[kind]:
            if token.kind not in _DOUBTFUL.get(kind or "", ()):
                raise _wrong_order(before, token)
            doubt = doubt or token
        before = token
    if before is None:
        raise Mistake("the condition is blank; leave it out, or write 'true'", 0)
    if before.kind not in _LAST:
        remedy = "; if a tag stood here, its value was empty: put it in quotes" if before.kind == COMPARATOR else ""
        raise Mistake(f"a value is missing after '{before.value}'{remedy}", before.start, before.end)
    return doubt


def _wrong_order(before: Token | None, token: Token) -> Mistake:
    """Return the mistake of a token that can't stand behind `before`."""
    if token.kind in _SIGN_KINDS:
        place = f"after '{before.value}'" if before else "at the beginning"
        remedy = "; if a tag stood here, its value was empty: put it in quotes" if token.kind == COMPARATOR else ""
        return Mistake(f"a value is missing {place}, before '{token.value}'{remedy}", token.start, token.end)
    if token.kind == CLAUSE_CLOSE:
        return Mistake("a value is missing before ')'", token.start)
    assert before is not None
    for word in (token, before):
        operator = _OPERATOR_WORDS.get(str(word.value).lower()) if word.kind == VARIABLE else None
        if operator:
            return Mistake(f"there is no '{word.value}'; write '{operator}'", word.start, word.end)
    if before.kind == PREFIX:
        return Mistake(f"'{before.value}' can't stand before a text", before.start, before.end)
    if before.kind == VARIABLE and token.kind == CLAUSE:
        return Mistake(f"there is no function '{before.value}', nor any other", before.start, token.end)
    return Mistake(
        "an operator is missing here, such as '==' or '&&'; a text with blanks or letters behind digits needs quotes",
        token.start,
        token.end,
    )


def _find_patterns(found: list[Token], bare_words: bool) -> None:
    """Turn the texts behind `=~` and `!~` into patterns; raise Mistake if Go can't compile one."""
    for index, token in enumerate(found[:-1]):
        pattern = found[index + 1]
        if token.value not in ("=~", "!~") or token.kind != COMPARATOR:
            continue
        if pattern.kind == STRING or (bare_words and pattern.kind == VARIABLE):
            from kflint.lang.expr_regex import check

            wrong = check(str(pattern.value))
            if wrong is not None:
                raise Mistake(wrong, pattern.start, pattern.end)
            found[index + 1] = pattern._replace(kind=PATTERN)


class _Planner:
    """Makes the tree of tokens whose order is right (govaluate: stagePlanner)."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0

    def plan(self) -> Node:
        """Return the tree of all tokens."""
        try:
            return self.level(0)
        except _TooDeep:
            return Unsure(0)

    def level(self, number: int) -> Node:
        """Read operands joined by the operators of a level, which bind from left to right."""
        if number == len(_LEVELS):
            return self.operand()
        left = self.level(number + 1)
        while self.at < len(self.tokens):
            sign = self.tokens[self.at]
            if sign.kind not in _SIGN_KINDS or sign.value not in _LEVELS[number]:
                break
            self.at += 1
            left = Binary(str(sign.value), left, self.level(number + 1), sign.start, sign.end)
        return left

    def operand(self) -> Node:
        """Read a value, with the sign before it or the parentheses around it."""
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == PREFIX:
            return Prefix(str(token.value), self.operand(), token.start)
        if token.kind == CLAUSE:
            return self.group(token)
        if token.kind == VARIABLE:
            return Word(str(token.value), token.start, token.end)
        if token.kind == ACCESSOR:
            if self.at < len(self.tokens) and self.tokens[self.at].kind == CLAUSE:
                self.operand()  # the arguments of a method, which fails whatever they are
            return Accessor(str(token.value), token.start, token.end)
        return Literal(token.kind, token.value, token.start, token.end)

    def group(self, opened: Token) -> Node:
        """Read what stands behind `(`, and the `)`."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _TooDeep
        inner = None if self.tokens[self.at].kind == CLAUSE_CLOSE else self.level(0)
        self.at += 1
        self.depth -= 1
        return Group(inner, opened.start)


class _TooDeep(Exception):
    """There are more parentheses within each other than Python's stack should hold."""
