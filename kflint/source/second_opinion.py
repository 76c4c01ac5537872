"""A YAML parser that refuses exactly what Kubernetes' own refuses, asked only where libyaml refuses a text.

Kubernetes' parser (go-yaml 2) is an older libyaml: it takes `{x: y:}` and `"\\'"`, and lets tabs stand where PyYAML's own scanner,
another relative of libyaml, does not. PyYAML's scanner with go-yaml's rules gives the same events as libyaml, only slower.
(ruamel.yaml follows YAML 1.2: it refuses `"\\'"` and takes much that Kubernetes refuses.)
"""

from __future__ import annotations

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import DirectiveToken, ScalarToken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKS_AND_END = " \t\0" + _BREAKS


class _KubernetesParser(Reader, Scanner, Parser):
    """PyYAML's parser with go-yaml's rules; the public methods here replace those of the scanner."""

    def __init__(self, string: str) -> None:
        escapes = {**Scanner.ESCAPE_REPLACEMENTS, "'": "'"}
        del escapes["/"]
        vars(self)["ESCAPE_REPLACEMENTS"] = escapes
        Reader.__init__(self, string)
        Scanner.__init__(self)
        Parser.__init__(self)

    if TYPE_CHECKING:  # PyYAML's stubs leave its type open

        def scan_line_break(self) -> str: ...

    def scan_directive(self) -> DirectiveToken:
        """A `%` line; one that is neither %YAML nor %TAG is refused."""
        start_mark = self.get_mark()
        token: DirectiveToken = super().scan_directive()
        if token.name not in ("YAML", "TAG"):
            raise ScannerError("while scanning a directive", start_mark, "found unknown directive name", start_mark)
        return token

    def scan_to_next_token(self) -> None:
        """Steps over blanks, comments and line breaks; tabs count as blanks but where a line's indentation is."""
        while True:
            if self.index == 0 and self.peek() == "\ufeff":
                self.forward()
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """A quoted scalar; escapes that make half of a character, or none, are refused."""
        start_mark = self.get_mark()
        try:
            token: ScalarToken = super().scan_flow_scalar(style)
            token.value.encode()
        except (UnicodeEncodeError, ValueError, OverflowError):
            raise ScannerError("while scanning a quoted scalar", start_mark, "found an invalid escape", start_mark) from None
        return token

    def scan_plain(self) -> ScalarToken:
        """A plain scalar: between brackets a `?` ends it, and a `:` does so only in front of a blank."""
        start_mark = end_mark = self.get_mark()
        indent = self.indent + 1
        value, space = "", ""
        while not self._at_document_indicator() and self.peek() != "#":
            length = self._plain_run()
            if length:
                value += space + self.prefix(length)
                self.forward(length)
                end_mark = self.get_mark()
                self.allow_simple_key = False
            if self.peek() not in " \t" + _BREAKS:
                break
            space = self._plain_space(indent, start_mark)
            if not self.flow_level and self.column < indent:
                break
        return ScalarToken(value, True, start_mark, end_mark)

    def _at_document_indicator(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _BLANKS_AND_END

    def _plain_run(self) -> int:
        """How many characters from here on belong to a plain scalar, up to a blank."""
        length = 0
        while True:
            char = self.peek(length)
            if char in _BLANKS_AND_END or (char == ":" and self.peek(length + 1) in _BLANKS_AND_END):
                return length
            if self.flow_level and char in ",?[]{}":
                return length
            length += 1

    def _plain_space(self, indent: int, start_mark: Any) -> str:
        """Steps over the blanks and line breaks in a plain scalar; what they become if more of it follows."""
        blanks, breaks = "", []
        while self.peek() in " \t" + _BREAKS:
            if self.peek() not in " \t":
                breaks.append(self.scan_line_break())
                self.allow_simple_key = True
                continue
            if breaks and self.column < indent and self.peek() == "\t":
                why = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start_mark, why, self.get_mark())
            blanks += self.peek()
            self.forward()
        if not breaks:
            return blanks
        first, *others = breaks
        return "".join(others) or " " if first == "\n" else "".join(breaks)


def events(string: str) -> Callable[[], Any]:
    """A function that returns the next event of the YAML in `string`, None after the last.

    It and the call itself raise `YAMLError` where Kubernetes refuses the text.
    """
    return _KubernetesParser(string).get_event
