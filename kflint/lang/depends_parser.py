"""The grammar and the types of a `depends` expression: what expr-lang 1.17 makes of the tokens, where every name is a truth value.

All ASCII words and numbers are taken for tasks, so most of expr-lang can't be written here: no functions, keywords or numbers. What
is left are truth values, texts, lists and maps. Each rule below returns a node with its type, as expr-lang's checker infers it.
"""

from __future__ import annotations

from kflint.lang.depends import Reference
from kflint.lang.depends_lexer import END, REFERENCE, SYMBOL, TEXT, WORD, Token, tokens
from kflint.lang.depends_tree import Binary, Choice, Items, Member, Node, Not, Pairs, Sequence, Slice, Text
from kflint.lang.mistake import Mistake

TRUTH, STRING, LIST, MAP, ANY = "truth value", "text", "list", "map", "value"
Typed = tuple[Node, str]

_PRECEDENCE = {"||": 10, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20, "<=": 20, ">=": 20, "+": 30, "??": 500}
_COMPARISONS = ("<", ">", "<=", ">=")
_UNARY = 50
# Operators of expr-lang that only numbers know; there are none.
_FOR_NUMBERS = ("*", "/", "%", "^", "**", "..")
_REMEDIES = {
    "&": "'&' is no operator here; write '&&'",
    "|": "'|' is no operator here; write '||'",
    "=": "'=' is no operator here; a result is asked for with a dot, as in 'task.Succeeded'",
    ",": "names are joined with '&&' or '||', not with ','",
}
_WORDS = {"and": "&&", "or": "||"}
_MAX_DEPTH = 60


def parse_text(text: str) -> Node:
    """Return the tree of a `depends` that is not empty; raise Mistake if it can't run or can't be true or false."""
    parser = _Parser(text)
    node, kind = parser.sequence()
    if parser.token.kind != END:
        raise parser.unexpected()
    if kind not in (TRUTH, ANY):
        raise Mistake(f"the result must be true or false, and this is a {kind}", 0, len(text))
    return node


class _Parser:
    """A recursive descent over the tokens, with expr-lang's precedences."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at]

    def next(self) -> Token:
        """Return the current token and go to the one behind it."""
        token = self.tokens[self.at]
        if token.kind != END:
            self.at += 1
        return token

    def ahead(self, *symbols: str) -> bool:
        """Return whether the next token is one of these symbols."""
        return self.token.kind == SYMBOL and self.token.value in symbols

    def expect(self, symbol: str, opened: Token) -> None:
        """Read `symbol`, which belongs to the bracket `opened`."""
        if self.ahead(symbol):
            self.next()
        elif self.token.kind == END:
            raise Mistake(f"'{opened.value}' is not closed; '{symbol}' is missing", opened.start)
        else:
            raise self.unexpected()

    def unexpected(self) -> Mistake:
        """Return the mistake of a token that can't stand where it does."""
        token = self.token
        before = self.tokens[self.at - 1] if self.at else None
        if token.kind == END:
            place = before.end if before else token.end
            behind = f" after '{before.value}'" if before and before.kind == SYMBOL else ""
            return Mistake(f"a task name is missing{behind}", max(place - 1, 0), max(place, 1))
        if token.kind == SYMBOL and token.value in _REMEDIES:
            return Mistake(_REMEDIES[token.value], token.start, token.end)
        for word in (token, before):
            if word and word.reference and word.value.lower() in _WORDS:
                operator = _WORDS[word.value.lower()]
                return Mistake(f"'{word.value}' is taken for a task; write '{operator}'", word.start, word.end)
        if before and before.kind == REFERENCE and token.kind == WORD and token.value.startswith("_"):
            return Mistake("a task name has no '_' and no '-' that stands alone", token.start, token.end)
        if before and before.kind in (REFERENCE, TEXT) and token.kind != SYMBOL:
            return Mistake("'&&' or '||' is missing before this", token.start, token.end)
        shown = {TEXT: "text in quotes", REFERENCE: f"'{token.value}'"}.get(token.kind, f"'{token.value}'")
        return Mistake(f"{shown} can't stand here; a task name is needed", token.start, token.end)

    def sequence(self) -> Typed:
        """Read expressions divided by semicolons, of which the last may be followed by one."""
        start = self.token.start
        node, kind = self.expression(0)
        parts = [node]
        while self.ahead(";"):
            self.next()
            if self.token.kind == END:
                break
            node, kind = self.expression(0)
            parts.append(node)
        return (node, kind) if len(parts) == 1 else (Sequence(tuple(parts), start), kind)

    def expression(self, precedence: int) -> Typed:
        """Read an expression whose operators bind at least as tightly as `precedence`."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise Mistake("the brackets are nested too deeply to be understood", self.token.start, self.token.end)
        left = self.primary()
        before = ""
        while self.token.kind == SYMBOL and _PRECEDENCE.get(self.token.value, -1) >= precedence:
            operator = self.next()
            if before == "??" and operator.value != "??":
                raise Mistake(f"'??' and '{operator.value}' can't be mixed without parentheses", operator.start, operator.end)
            if operator.value in _COMPARISONS:
                left = self.comparison(left, operator)
            else:
                left = _binary(operator, left, self.expression(_PRECEDENCE[operator.value] + 1))
            before = operator.value
        if self.ahead(*_FOR_NUMBERS):
            token = self.token
            raise Mistake(f"'{token.value}' is an operator for numbers, and there are none here", token.start, token.end)
        if precedence == 0:
            while self.ahead("?"):
                left = self.choice(left)
        self.depth -= 1
        return left

    def comparison(self, left: Typed, operator: Token) -> Typed:
        """Read what is behind `<` and its like: `a < b < c` means `a < b && b < c`."""
        whole: Typed | None = None
        while True:
            right = self.expression(_PRECEDENCE[operator.value] + 1)
            pair = _binary(operator, left, right)
            whole = pair if whole is None else (Binary("&&", whole[0], pair[0], operator.start), TRUTH)
            if not self.ahead(*_COMPARISONS):
                return whole
            left, operator = right, self.next()

    def choice(self, condition: Typed) -> Typed:
        """Read `? yes : no` or `?: no` behind a condition."""
        mark = self.next()
        yes = condition if self.ahead(":") else self.expression(0)
        if not self.ahead(":"):
            raise Mistake("'?' needs a ':' and what holds otherwise", mark.start, mark.end)
        self.next()
        no = self.expression(0)
        if condition[1] not in (TRUTH, ANY):
            raise Mistake(f"what stands before '?' must be true or false, and this is a {condition[1]}", mark.start, mark.end)
        return Choice(condition[0], yes[0], no[0], mark.start), yes[1] if yes[1] == no[1] else ANY

    def primary(self) -> Typed:
        """Read an operand with what stands directly before and behind it."""
        if self.ahead("!"):
            return self.negation()
        if self.ahead("("):
            opened = self.next()
            inner = self.sequence()
            self.expect(")", opened)
            return self.postfix(inner)
        token = self.token
        if token.kind == REFERENCE:
            assert token.reference is not None
            self.next()
            return self.postfix((token.reference, TRUTH))
        if token.kind == TEXT:
            self.next()
            return self.postfix((Text(token.value, token.start), STRING))
        if self.ahead("["):
            return self.postfix(self.items())
        if self.ahead("{"):
            return self.postfix(self.pairs())
        if token.kind == WORD:
            raise Mistake(f"'{token.value}' is no task name; a name has only letters, digits and '-'", token.start, token.end)
        raise self.unexpected()

    def negation(self) -> Typed:
        """Read one or more `!` with their operand."""
        marks = []
        while self.ahead("!"):
            marks.append(self.next())
        node, kind = self.expression(_UNARY)
        for mark in reversed(marks):
            if kind not in (TRUTH, ANY):
                raise Mistake(f"'!' can't stand before a {kind}", mark.start, mark.end)
            node, kind = Not(node, mark.start), TRUTH
        return node, kind

    def items(self) -> Typed:
        """Read a list."""
        opened = self.next()
        found: list[Node] = []
        while not self.ahead("]"):
            if found:
                self.comma(opened, "]")
                if self.ahead("]"):
                    break
            found.append(self.expression(0)[0])
        self.expect("]", opened)
        return Items(tuple(found), opened.start), LIST

    def pairs(self) -> Typed:
        """Read a map."""
        opened = self.next()
        keys: list[Node] = []
        values: list[Node] = []
        while not self.ahead("}"):
            if keys:
                self.comma(opened, "}")
                if self.ahead("}"):
                    break
            keys.append(self.key())
            if not self.ahead(":"):
                raise self.unexpected()
            self.next()
            values.append(self.expression(0)[0])
        self.expect("}", opened)
        return Pairs(tuple(keys), tuple(values), opened.start), MAP

    def comma(self, opened: Token, closing: str) -> None:
        """Read the comma between two items of what `opened` began."""
        if not self.ahead(","):
            self.expect(closing, opened)
            raise self.unexpected()
        self.next()

    def key(self) -> Node:
        """Read the key of a pair: a text, a word that is no task, or anything in parentheses."""
        token = self.token
        if token.kind in (TEXT, WORD):
            self.next()
            return Text(token.value, token.start)
        if token.kind == REFERENCE and token.reference and token.reference.result is None:
            # A bare name is spelt out in parentheses.
            return self.expression(0)[0]
        if self.ahead("("):
            return self.expression(0)[0]
        raise Mistake("braces make a map here, which begins with a key in quotes", token.start, max(token.end, token.start + 1))

    def postfix(self, operand: Typed) -> Typed:
        """Read members and slices behind an operand."""
        while self.ahead(".", "?.", "["):
            mark = self.next()
            if mark.value == "?." and self.ahead("["):
                mark = self.next()
            if mark.value != "[":
                operand = self.member(operand, mark)
            elif self.ahead(":"):
                operand = self.slice(operand, mark)
            else:
                operand = self.index(operand, mark)
        return operand

    def member(self, operand: Typed, mark: Token) -> Typed:
        """Read the name behind a dot."""
        name = self.token
        if name.kind == REFERENCE and isinstance(operand[0], Reference):
            right = name.value.capitalize()
            remedy = f"; a result begins with a capital letter, as in '.{right}'" if name.value.islower() else ""
            raise Mistake(f"'{name.value}' is taken for another task, not for a result{remedy}", name.start, name.end)
        if name.kind != WORD or operand[1] not in (MAP, ANY):
            raise Mistake("a dot can only stand between a task and its result, without blanks", mark.start, mark.end)
        self.next()
        return Member(operand[0], Text(name.value, name.start), mark.start), ANY

    def slice(self, operand: Typed, mark: Token) -> Typed:
        """Read `[:]`; there are no numbers, so no other slice is possible."""
        self.next()
        if not self.ahead("]") or operand[1] not in (STRING, LIST, ANY):
            raise Mistake("there is nothing here from which a part could be taken", mark.start, mark.end)
        self.next()
        return Slice(operand[0], mark.start), operand[1]

    def index(self, operand: Typed, mark: Token) -> Typed:
        """Read the key in square brackets."""
        key, kind = self.expression(0)
        self.expect("]", mark)
        if operand[1] != ANY and (operand[1] != MAP or kind not in (STRING, ANY)):
            raise Mistake(f"square brackets can't stand behind a {operand[1]} like this", mark.start, mark.end)
        return Member(operand[0], key, mark.start), ANY


def _binary(operator: Token, left: Typed, right: Typed) -> Typed:
    """Return the node of an operator between two operands; raise Mistake if their types don't fit."""
    sign, kinds = operator.value, {left[1], right[1]}
    node = Binary(sign, left[0], right[0], operator.start)
    if sign == "??":
        return node, left[1] if left[1] == right[1] else ANY
    known = kinds - {ANY}
    if sign in ("==", "!="):
        fits = len(known) < 2
    elif sign in ("&&", "||"):
        fits = known <= {TRUTH}
    else:
        fits = known <= {STRING}
    if not fits:
        raise Mistake(f"'{sign}' can't stand between a {left[1]} and a {right[1]}", operator.start, operator.end)
    if sign == "+":
        return node, STRING if known and len(kinds) == 1 else ANY
    return node, TRUTH
