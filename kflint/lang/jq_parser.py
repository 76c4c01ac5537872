"""The grammar of jq, as gojq 0.12.19 has it: from a filter text to a tree. Names are looked up elsewhere, in `jq_names`."""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang import jq_lexer as words
from kflint.lang.jq_cursor import Cursor
from kflint.lang.jq_header import parameter, read_header
from kflint.lang.jq_tree import (
    Array,
    ArrayPattern,
    Bind,
    Break,
    Call,
    Comma,
    Define,
    Definition,
    Each,
    Entry,
    EntryPattern,
    Field,
    Filter,
    Foreach,
    Format,
    Group,
    Identity,
    If,
    Index,
    Label,
    Literal,
    Object,
    ObjectPattern,
    Operation,
    Optional,
    Path,
    Pattern,
    Pipe,
    Program,
    Recurse,
    Reduce,
    Sign,
    Slice,
    Step,
    Text,
    Try,
    Variable,
)
from kflint.lang.mistake import Mistake

_LEVELS = {
    "//": 1,
    **dict.fromkeys(("=", "|=", "+=", "-=", "*=", "/=", "%=", "//="), 2),
    "or": 3,
    "and": 4,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 5),
    **dict.fromkeys("+-", 6),
    **dict.fromkeys("*/%", 7),
}
_NOT_IN_A_CHAIN = {2: "assignments can't follow each other; use parentheses", 5: "comparisons can't follow each other; use 'and'"}

_FILTER = "a filter such as '.name'"
_KEY = "a key"
_PATTERN = "a variable such as '$x'"


def parse(text: str) -> Program:
    """Parse a jq filter without looking up the names in it. Raises Mistake where gojq's parser fails.

    A filter nested more than 120 levels deep, which gojq would take, is refused too.
    """
    return _Parser(text).program()


class _Parser(Cursor):
    __slots__ = ()

    # -- the whole text

    def program(self) -> Program:
        imports = read_header(self)
        definitions: list[Definition] = []
        while self.token.kind == "def":
            definitions.append(self._definition())
        body = None if self.token.kind == words.EOF else self._filter()
        if self.token.kind != words.EOF:
            raise self.unexpected("an operator or the end")
        for definition in reversed(definitions):
            body = Define(definition, body)
        return Program(self.text, imports, body)

    # -- filters

    def _filter(self) -> Filter:
        """Items with `|` and `,` between them; what the grammar calls a query."""
        self.enter()
        pipe: list[Filter] = []
        comma = [self._item()]
        while self.token.kind in ("|", ","):
            if self.advance().kind == "|":
                pipe.append(comma[0] if len(comma) == 1 else Comma(tuple(comma)))
                comma = []
            comma.append(self._item())
        pipe.append(comma[0] if len(comma) == 1 else Comma(tuple(comma)))
        self.leave()
        return pipe[0] if len(pipe) == 1 else Pipe(tuple(pipe))

    def _item(self) -> Filter:
        """One item of a filter. A definition, a label or a binding takes all that follows for its body."""
        if self.token.kind == "def":
            return Define(self._definition(), self._filter())
        if self.accept("label"):
            name = self.expect(words.VARIABLE, "a label such as '$out'")
            self.expect("|")
            return Label(name.text, self._filter())
        source = self._operation(1)
        if not self.accept("as"):
            return source
        patterns = [self._pattern()]
        while self.accept("?//"):
            patterns.append(self._pattern())
        self.expect("|")
        return Bind(source, tuple(patterns), self._filter())

    def _definition(self) -> Definition:
        self.advance()
        name = self.expect(words.NAME, "the name of a function")
        parameters: list[str] = []
        if self.accept("("):
            parameters.append(parameter(self))
            while self.accept(";"):
                parameters.append(parameter(self))
            self.expect(")", "';' or ')'")
        self.expect(":")
        body = self._filter()
        self.expect(";", "';' after the function")
        return Definition(name.text, tuple(parameters), body)

    def _operation(self, lowest: int) -> Filter:
        """A term, or terms with operators of level `lowest` and above between them."""
        left = self._term()
        while (level := _LEVELS.get(self.token.kind, 0)) >= lowest:
            operands, operators = [left], [self.advance().kind]
            operands.append(self._operation(level + 1))
            while _LEVELS.get(self.token.kind) == level:
                if level in _NOT_IN_A_CHAIN:
                    raise Mistake(_NOT_IN_A_CHAIN[level], self.token.offset, self.token.end)
                operators.append(self.advance().kind)
                operands.append(self._operation(level + 1))
            left = Operation(tuple(operands), tuple(operators))
        return left

    # -- terms

    def _term(self) -> Filter:
        """A primary with the steps after it."""
        self.enter()
        parse_primary = _PRIMARIES.get(self.token.kind)
        if parse_primary is None:
            raise self.unexpected(_FILTER)
        base = parse_primary(self)
        steps: list[Step] = []
        while self.token.kind in (words.FIELD, "[", "?", "."):
            steps.append(self._step())
        self.leave()
        return Path(base, tuple(steps)) if steps else base

    def _step(self) -> Step:
        token = self.advance()
        if token.kind == words.FIELD:
            return Index(token.text)
        if token.kind == "?":
            return Optional()
        if token.kind == ".":
            if self.token.kind in (words.TEXT, words.TEXT_START):
                return Index(self._string())
            self.expect("[", "a name right after the dot, a string or '['")
        if self.accept("]"):
            return Each()
        start = None if self.token.kind == ":" else self._filter()
        if start is not None and self.accept("]"):
            return Index(start)
        self.expect(":", "':' or ']'")
        stop = None if start is not None and self.token.kind == "]" else self._filter()
        self.expect("]")
        return Slice(start, stop)

    def _dot(self) -> Filter:
        self.advance()
        return Field(self._string()) if self.token.kind in (words.TEXT, words.TEXT_START) else Identity()

    def _recurse(self) -> Filter:
        self.advance()
        return Recurse()

    def _field(self) -> Filter:
        return Field(self.advance().text)

    def _literal(self) -> Filter:
        return Literal(self.advance().text)

    def _variable(self) -> Filter:
        token = self.advance()
        return Variable(token.text, token.offset, token.end)

    def _call(self) -> Filter:
        name = self.advance()
        arguments: list[Filter] = []
        if self.accept("("):
            arguments.append(self._filter())
            while self.accept(";"):
                arguments.append(self._filter())
            self.expect(")", "';' or ')'")
        return Call(name.text, tuple(arguments), name.offset, name.end)

    def _group(self) -> Group:
        self.advance()
        body = self._filter()
        self.expect(")")
        return Group(body)

    def _array(self) -> Filter:
        self.advance()
        body = None if self.token.kind == "]" else self._filter()
        self.expect("]", "',' or ']'")
        return Array(body)

    def _sign(self) -> Filter:
        return Sign(self.advance().kind, self._term())

    def _format(self) -> Filter:
        name = self.advance().text
        if self.token.kind in (words.TEXT, words.TEXT_START):
            return self._string()._replace(format=name)
        return Format(name)

    def _string(self) -> Text:
        start = self.advance()
        if start.kind == words.TEXT:
            return Text((start.text,))
        parts: list[str | Filter] = []
        while not self.accept(words.TEXT_END):
            if self.token.kind == words.TEXT:
                parts.append(self.advance().text)
                continue
            self.expect(words.TEXT_FILTER, "the end of the string")
            parts.append(self._filter())
            self.lexer.in_text = self.token.kind == ")"
            self.expect(")")
        return Text(tuple(parts))

    def _if(self) -> Filter:
        branches: list[tuple[Filter, Filter]] = []
        while not branches or self.token.kind == "elif":
            self.advance()
            condition = self._filter()
            self.expect("then")
            branches.append((condition, self._filter()))
        otherwise = self._filter() if self.accept("else") else None
        self.expect("end", "'end' after the 'if'")
        return If(tuple(branches), otherwise)

    def _try(self) -> Filter:
        self.advance()
        body = self._term()
        return Try(body, self._term() if self.accept("catch") else None)

    def _reduce(self) -> Filter:
        source, pattern = self._loop_over()
        start = self._filter()
        self.expect(";")
        update = self._filter()
        self.expect(")")
        return Reduce(source, pattern, start, update)

    def _foreach(self) -> Filter:
        source, pattern = self._loop_over()
        start = self._filter()
        self.expect(";")
        update = self._filter()
        extract = self._filter() if self.accept(";") else None
        self.expect(")", "';' or ')'")
        return Foreach(source, pattern, start, update, extract)

    def _loop_over(self) -> tuple[Filter, Pattern]:
        self.advance()
        source = self._operation(1)
        self.expect("as")
        pattern = self._pattern()
        self.expect("(")
        return source, pattern

    def _break(self) -> Filter:
        self.advance()
        label = self.expect(words.VARIABLE, "a label such as '$out'")
        return Break(label.text, label.offset, label.end)

    # -- objects and patterns

    def _object(self) -> Filter:
        self.advance()
        entries: list[Entry] = []
        while not self.accept("}"):
            entries.append(self._entry())
            if self.token.kind != "}":
                self.expect(",", "',' or '}'")
        return Object(tuple(entries))

    def _entry(self) -> Entry:
        key = self._key()
        if not isinstance(key, Group) and self.token.kind != ":":
            return Entry(key, None)
        self.expect(":")
        parts = [self._operation(1)]
        while self.accept("|"):
            parts.append(self._operation(1))
        return Entry(key, parts[0] if len(parts) == 1 else Pipe(tuple(parts)))

    def _key(self) -> str | Text | Variable | Group:
        token = self.token
        if token.kind in (words.TEXT, words.TEXT_START):
            return self._string()
        if token.kind == "(":
            return self._group()
        if token.kind != words.NAME and token.kind != words.VARIABLE and token.kind not in words.KEYWORDS:
            raise self.unexpected(_KEY)
        self.advance()
        return Variable(token.text, token.offset, token.end) if token.kind == words.VARIABLE else token.text

    def _pattern(self) -> Pattern:
        token = self.token
        if token.kind not in (words.VARIABLE, "[", "{"):
            raise self.unexpected(_PATTERN)
        self.enter()
        self.advance()
        pattern: Pattern = Variable(token.text, token.offset, token.end)
        if token.kind == "[":
            pattern = self._array_pattern()
        elif token.kind == "{":
            pattern = self._object_pattern()
        self.leave()
        return pattern

    def _array_pattern(self) -> ArrayPattern:
        items = [self._pattern()]
        while self.accept(","):
            items.append(self._pattern())
        self.expect("]", "',' or ']'")
        return ArrayPattern(tuple(items))

    def _object_pattern(self) -> ObjectPattern:
        entries = [self._entry_pattern()]
        while self.accept(","):
            entries.append(self._entry_pattern())
        self.expect("}", "',' or '}'")
        return ObjectPattern(tuple(entries))

    def _entry_pattern(self) -> EntryPattern:
        key = self._key()
        if isinstance(key, Variable) and self.token.kind != ":":
            return EntryPattern(key, None)
        self.expect(":")
        return EntryPattern(key, self._pattern())


_PRIMARIES: dict[str, Callable[[_Parser], Filter]] = {
    ".": _Parser._dot,
    "..": _Parser._recurse,
    words.FIELD: _Parser._field,
    **dict.fromkeys((words.NUMBER, "null", "true", "false"), _Parser._literal),
    **dict.fromkeys((words.NAME, words.MODULE_NAME), _Parser._call),
    **dict.fromkeys((words.VARIABLE, words.MODULE_VARIABLE), _Parser._variable),
    words.FORMAT: _Parser._format,
    **dict.fromkeys((words.TEXT, words.TEXT_START), _Parser._string),
    "(": _Parser._group,
    "[": _Parser._array,
    "{": _Parser._object,
    **dict.fromkeys("+-", _Parser._sign),
    "if": _Parser._if,
    "try": _Parser._try,
    "reduce": _Parser._reduce,
    "foreach": _Parser._foreach,
    "break": _Parser._break,
}
