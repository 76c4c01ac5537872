"""JSONPath templates of kubectl: `{.status.phase}`, with literal text around the braces.

`valueFrom.jsonPath` of a resource template's output is given to `kubectl get -o jsonpath=TEXT` as it is; this parses it as
kubectl does (client-go `util/jsonpath`). Template tags are filled in before, so a text that still holds `{{` can't be judged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kflint.lang.kubectl_jsonpath_nodes import (
    Action,
    Constant,
    Descent,
    Field,
    Filter,
    Node,
    Slice,
    Template,
    Text,
    Union,
    Wildcard,
    Word,
)
from kflint.lang.kubectl_jsonpath_quotes import unquote
from kflint.lang.mistake import Mistake
from kflint.lang.values import atoi
from kflint.record import NamedTuple


class Path(NamedTuple):
    """The names and list indexes with which an action begins, from the root of the object.

    `is_whole` tells that the action has nothing else in it; otherwise a filter, wildcard or the like follows.
    """

    steps: tuple[str | int, ...]
    offset: int
    end: int
    is_whole: bool


def parse(text: str) -> Template:
    """Parse a JSONPath template as kubectl does. Raises Mistake; also for the empty text, which kubectl refuses."""
    if not text:
        raise Mistake("the path is empty", 0, 0)
    return Template(tuple(_Parser(text, 0).nodes()))


def literal_only(template: Template) -> bool:
    """Whether the template has no braces, so that kubectl prints its text and looks nothing up."""
    return not any(isinstance(node, Action) for node in template.nodes)


def paths(template: Template) -> list[Path]:
    """The paths that are looked up from the root of the object, one per action at most.

    Those between `{range}` and `{end}` start at an item of a list, and are left out.
    """
    found: list[Path] = []
    depth = 0
    for action in template.nodes:
        if isinstance(action, Text):
            continue
        names = [node.name for node in action.nodes if isinstance(node, Word)]
        if depth == 0:
            path = _path(action.nodes[1:] if names[:1] == ["range"] else action.nodes)
            if path is not None:
                found.append(path)
        depth = max(0, depth + names.count("range") - names.count("end"))
    return found


def _path(nodes: tuple[Node, ...]) -> Path | None:
    steps: list[str | int] = []
    end = 0
    for node in nodes:
        if isinstance(node, Field):
            steps.append(node.name)
        elif isinstance(node, Slice) and node.is_index:
            steps.append(node.start or 0)
        else:
            break
        end = node.end
    return Path(tuple(steps), nodes[0].offset, end, len(steps) == len(nodes)) if steps else None


_NAME = re.compile(r"(?:\\.?|[^ \t\r\n.,\[\]$@{}\\])*", re.DOTALL)
_WORD = re.compile(r"[^ \t\r\n.,\[\]$@{}]*")
_SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?")
_KEY = re.compile(r"'([^']*)'", re.DOTALL)
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+)", re.DOTALL)

_FILTER_FORM = "'[?(@.type==\"Ready\")]'"
_ONLY_IN_FILTER = f"a comparison stands only in a filter, as in {_FILTER_FORM}"

_BOOLEANS = {"true": True, "false": False}

# What is meant by a character that can't stand in braces.
_FOREIGN = {
    "{": "a second '{' can't stand inside braces; write '{.status.phase}'",
    "|": "there are no pipes in a JSONPath of kubectl",
    ",": "a comma can't stand here; each path has its own braces, as in '{.a} {.b}'",
    "&": "there is no '&&'; a filter has only one comparison",
    "~": "there is no '=~'; a filter compares with '==', '!=', '<', '<=', '>' or '>='",
    "(": f"parentheses stand only in a filter, as in {_FILTER_FORM}",
    ")": "this ')' closes no filter",
    "]": "this ']' closes no '['",
    "*": "'*' stands only after a single dot or in brackets, as in '.*' or '[*]'",
    "`": "text is quoted with ' or \"",
    "\t": "a tab can't stand inside braces",
    "\\": "a backslash stands only inside a name, before a dot",
    "=": _ONLY_IN_FILTER,
    "!": _ONLY_IN_FILTER,
    "<": _ONLY_IN_FILTER,
    ">": _ONLY_IN_FILTER,
}


class _Parser:
    """Parses a text, or a part of one: `shift` is then what must be added to offsets in the part."""

    __slots__ = ("at", "shift", "text")

    def __init__(self, text: str, shift: int) -> None:
        self.text = text
        self.shift = shift
        self.at = 0

    def nodes(self) -> Iterator[Text | Action]:
        while self.at < len(self.text):
            start = self.at
            brace = self.text.find("{", start)
            if brace == start:
                yield self.action()
                continue
            self.at = brace if brace >= 0 else len(self.text)
            yield Text(self.text[start : self.at], start + self.shift, self.at + self.shift)

    def action(self) -> Action:
        start = self.at
        self.at += 1
        nodes: list[Node] = []
        while not self.text.startswith("}", self.at):
            self.node(nodes, start)
        self.at += 1
        return Action(tuple(nodes), start + self.shift, self.at + self.shift)

    def node(self, nodes: list[Node], start_of_action: int) -> None:
        """Take what comes next in the braces, and add to `nodes` what it means."""
        if self.at == len(self.text):
            raise self.mistake("this '{' is not closed; '}' is missing", start_of_action, start_of_action + 1)
        character = self.text[self.at]
        if self.text.startswith("[?(", self.at):
            nodes.append(self.filter())
        elif self.text.startswith("..", self.at):
            self.descent(nodes)
        elif character in " @$":
            self.at += 1
        elif character == "[":
            nodes.extend(self.bracket())
        elif character in "'\"":
            nodes.append(self.quoted(character))
        elif character == ".":
            self.at += 1
            nodes.append(self.field())
        elif character in "+-" or character.isdecimal():
            nodes.append(self.number())
        elif character == "_" or character.isalpha():
            nodes.append(self.word())
        elif character in "\r\n":
            raise self.mistake("a line break can't stand inside braces", self.at, self.at + 1)
        else:
            message = _FOREIGN.get(character, f"the character {character!a} can't stand here")
            raise self.mistake(message, self.at, self.at + 1)

    def field(self) -> Field | Wildcard:
        start = self.at
        self.at = _end(_NAME, self.text, start)
        name = self.text[start : self.at]
        span = (start + self.shift, self.at + self.shift)
        return Wildcard(*span) if name == "*" else Field(name.replace("\\", ""), *span, None)

    def descent(self, nodes: list[Node]) -> None:
        start = self.at
        if nodes and isinstance(nodes[-1], Descent):
            raise self.mistake("'..' can't follow '..'", start, start + 2)
        self.at += 2
        nodes.append(Descent(start + self.shift, self.at + self.shift))
        following = self.text[self.at : self.at + 1]
        if following == "_" or following.isalpha() or following.isdecimal():
            nodes.append(self.field())

    def word(self) -> Word | Constant:
        start = self.at
        self.at = _end(_WORD, self.text, start)
        name = self.text[start : self.at]
        span = (start + self.shift, self.at + self.shift)
        return Constant(_BOOLEANS[name], *span) if name in _BOOLEANS else Word(name, *span)

    def number(self) -> Constant:
        start = self.at
        self.at += 1 if self.text[start] in "+-" else 0
        while self.at < len(self.text) and (self.text[self.at] == "." or self.text[self.at].isdecimal()):
            self.at += 1
        written = self.text[start : self.at]
        integer = atoi(written)
        value = _float(written) if integer is None else integer
        if value is None:
            message = "there is no arithmetic" if written in ("+", "-") else f"'{written}' is not a number"
            raise self.mistake(message, start, self.at)
        return Constant(value, start + self.shift, self.at + self.shift)

    def quoted(self, quote: str) -> Text:
        start = self.at
        closing = start
        while True:
            closing = self.text.find(quote, closing + 1)
            if closing < 0 or "\n" in self.text[start:closing]:
                raise self.mistake("the quoted text is not closed on its line", start, start + 1)
            if self.text[closing - 1] != "\\":
                break
        self.at = closing + 1
        try:
            text = unquote(self.text[start + 1 : closing], quote)
        except Mistake as mistake:
            raise self.mistake(mistake.message, start + 1 + mistake.offset, start + 1 + mistake.end) from None
        return Text(text, start + self.shift, self.at + self.shift)

    def bracket(self) -> list[Node]:
        """Take `[...]`: items of a list, a quoted name, or several of them separated by commas."""
        start = self.at
        closing = self.text.find("]", start)
        if closing < 0 or "\n" in self.text[start:closing]:
            raise self.mistake("this '[' is not closed; ']' is missing", start, start + 1)
        self.at = closing + 1
        inner = self.text[start + 1 : closing]
        if "," in inner:
            return [self.union(inner, start)]
        key = _KEY.fullmatch(inner)
        if key is not None:
            parts = self.part("." + key[1], start + 1, added=(1, 0)).nodes
            return [part._replace(bracket=start + self.shift) if isinstance(part, Field) else part for part in parts]
        return [self.slice(inner, start)]

    def union(self, inner: str, start: int) -> Union:
        branches = []
        at = start + 1
        for branch in inner.split(","):
            blanks = len(branch) - len(branch.lstrip(" "))
            branches.append(self.part("[" + branch.strip(" ") + "]", at + blanks - 1, added=(1, 1)))
            at += len(branch) + 1
        return Union(tuple(branches), start + self.shift, self.at + self.shift)

    def slice(self, inner: str, start: int) -> Slice:
        bounds = _SLICE.fullmatch(":" if inner == "*" else inner)
        if bounds is None:
            raise self.mistake(_bad_index(inner), start, self.at)
        span = (start + self.shift, self.at + self.shift)
        numbers = [self.bound(bound, start) for bound in (bounds[1], (bounds[2] or "")[1:], (bounds[3] or "")[1:])]
        is_index = bounds[2] is None
        stop = (numbers[0] or 0) + 1 if is_index else numbers[1]
        return Slice(numbers[0], stop, numbers[2], is_index, *span)

    def bound(self, written: str, start: int) -> int | None:
        if not written:
            return None
        value = atoi(written)
        if value is None:
            raise self.mistake(f"'{written}' is not the index of an item", start, self.at)
        return value

    def filter(self) -> Filter:
        start = self.at
        closing = self.end_of_filter(start)
        if not self.text.startswith("]", closing + 1):
            message = f"a filter has one comparison and ends with ')]', as in {_FILTER_FORM}"
            raise self.mistake(message, closing + 1, min(closing + 2, len(self.text)))
        self.at = closing + 2
        begin = start + 3
        span = (start + self.shift, self.at + self.shift)
        comparison = _COMPARISON.fullmatch(self.text, begin, closing)
        if comparison is None:
            nothing = Action((), closing + self.shift, closing + self.shift)
            return Filter(self.part(self.text[begin:closing], begin), "exists", nothing, *span)
        left = self.part(comparison[1], begin)
        return Filter(left, comparison[2], self.part(comparison[3], comparison.start(3)), *span)

    def end_of_filter(self, start: int) -> int:
        """The offset of the first `)` that is not inside the first quoted text."""
        quote, opening = "", start
        is_closed = False
        for at in range(start + 3, len(self.text)):
            character = self.text[at]
            if character == "\n":
                break
            if character in "'\"":
                if not quote:
                    quote, opening = character, at
                elif character == quote and self.text[at - 1] != "\\":
                    is_closed = True
            elif character == ")" and bool(quote) == is_closed:
                return at
        if quote and not is_closed:
            raise self.mistake(f"the quoted text is not closed; {quote} is missing", opening, opening + 1)
        raise self.mistake(f"this filter is not closed; a filter is written as {_FILTER_FORM}", start, start + 3)

    def part(self, text: str, start: int, added: tuple[int, int] = (0, 0)) -> Action:
        """Parse text as if it stood alone in braces.

        `start` is where its first character stands, or would stand: `added` tells how many of its characters at the start and
        at the end are not in this parser's text at that place.
        """
        parser = _Parser("{" + text + "}", start - 1 + self.shift)
        try:
            first, *_ = parser.nodes()
        except Mistake as mistake:
            low, high = start + added[0] + self.shift, start + len(text) - added[1] + self.shift
            offset, end = (min(max(at, low), high) for at in (mistake.offset, mistake.end))
            raise Mistake(mistake.message, offset, end, mistake.hint) from None
        assert isinstance(first, Action)
        return first

    def mistake(self, message: str, offset: int, end: int) -> Mistake:
        return Mistake(message, offset + self.shift, end + self.shift)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _float(written: str) -> float | None:
    """What Go's ParseFloat makes of digits and dots after an optional sign."""
    if not written.isascii():
        return None
    try:
        value = float(written)
    except ValueError:
        return None
    return None if math.isinf(value) else value


def _bad_index(inner: str) -> str:
    if inner.startswith('"'):
        return "a name in brackets is in single quotes, as in ['name']"
    if inner.startswith("?"):
        return f"a filter is written as {_FILTER_FORM}, without blanks between '[?('"
    if inner.startswith("'"):
        return "a name in brackets can't have a quote in it, and no blanks around its quotes"
    if "[" in inner:
        return "a bracket can't stand in brackets"
    return f"'{inner}' is neither the number of an item nor a name in single quotes"
