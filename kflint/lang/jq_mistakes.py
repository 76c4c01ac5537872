"""Why a jq filter is refused, in words for someone who took it for another language."""

from __future__ import annotations

from collections.abc import Iterable

from kflint.lang import jq_lexer as words
from kflint.lang.jq_functions import ABSENT, FUNCTIONS
from kflint.lang.jq_lexer import Token
from kflint.lang.jq_tree import Call, Comma, Variable
from kflint.lang.mistake import Mistake
from kflint.lang.suggest import closest

# Signs of other languages, by the text that begins where the parser stopped, or up to two characters before it.
_SIGNS = {
    "{{": "'{{' is no jq",
    "&&": "there is no '&&'; write 'and'",
    "||": "there is no '||'; write 'or'",
    "===": "there is no '==='; write '=='",
    "=~": "there is no '=~'; write 'test(\"...\")' after '|'",
    "=>": "there is no '=>'; write '>='",
    "=<": "there is no '=<'; write '<='",
    "<>": "there is no '<>'; write '!='",
    "&": "there is no '&'; write 'and'",
    "!": "there is no '!' before a value; write 'not' after it, as in '.ready | not'",
    "'": "strings are written in double quotes",
    "`": "strings are written in double quotes",
    "$.": "a path begins with '.', not with '$'",
    "$[": "a path begins with '.', not with '$'",
    "\\": "'\\' has a meaning only in a string",
    "**": "there is no '**'; write 'pow(a; b)'",
    "++": "there is no '++'; write '+ 1'",
    "->": "there is no '->'; '|' hands a value on",
}

_CLOSING = {"]": "[", "}": "{", ")": "("}
_BETWEEN = ("|", ",", "//", "=", "==", "!=", "<", "<=", ">", ">=", "*", "/", "%", "or", "and", "as", "?")
_BRANCH_WORDS = ("then", "elif", "else", "end")
_QUOTED_NAME = "a name with other characters than letters, digits and '_' is quoted, as in '.\"app-name\"'"


def unexpected(text: str, before: Token, token: Token, expected: str) -> Mistake:
    """The mistake of `token`, which stands where `expected` should; `before` is the token before it. `text` is the filter."""
    if token.kind == words.EOF:
        if not text.strip():
            return Mistake("the filter is empty; '.' stands for the whole object", 0, len(text))
        return Mistake(f"the filter ends where {expected} should follow", token.offset, token.end)
    for start in (token.offset - 2, token.offset - 1, token.offset):
        sign = next((sign for sign in _SIGNS if start >= before.offset and text.startswith(sign, start)), None)
        if sign is not None and start + len(sign) > token.offset:
            return Mistake(_SIGNS[sign], start, start + len(sign))
    return Mistake(_explain(text, before, token, expected), token.offset, token.end)


def _explain(text: str, before: Token, token: Token, expected: str) -> str:
    """In words, why `token` can't follow `before`."""
    written = text[token.offset : token.end]
    if token.kind in _CLOSING and before.kind == ",":
        return "nothing follows the last comma"
    if token.kind in _CLOSING and expected.endswith("the end"):
        return f"this '{written}' closes no '{_CLOSING[token.kind]}'"
    if token.kind in _BETWEEN and expected.startswith("a filter"):
        return f"nothing stands before this '{written}'; '.' would be the input"
    if before.kind == "{" and token.kind in (".", words.FIELD):
        return "in braces stand a key and its value, as in '{name: .metadata.name}'; a path stands without braces"
    if token.kind == words.NUMBER and written.startswith("."):
        return f"an item of a list is picked in brackets: '.[{written[1:]}]'"
    if before.kind == words.NAME and before.text == "not":
        return "'not' stands after a value, as in '.ready | not'"
    if token.kind == "," and "';'" in expected:
        return "here ';' separates, not ','"
    if token.kind in _BRANCH_WORDS:
        return f"there is no 'if' to which this '{written}' belongs"
    if expected.startswith("a variable") and token.kind == words.NAME:
        return f"the name of a variable begins with '$': '${written}'"
    if not written.isascii():
        shown = f"'{written}'" if written.isprintable() else f"the character U+{ord(written):04X}"
        return _QUOTED_NAME if before.kind == "." else f"{shown} can stand only in a string"
    if written == "$":
        return "the name of a variable must follow '$' at once"
    if before.kind == "." and before.end < token.offset and token.kind == words.NAME:
        return f"a blank can't stand between the dot and '{written}'"
    if token.kind == "..":
        return "'..' can't follow a path; one dot goes on with it"
    if before.kind == ".." and token.kind in (words.NAME, words.FIELD):
        return f"after '..' must stand '|': '.. | .{written.lstrip('.')}?'"
    return f"'{written}' can't stand here; {expected} should"


def unknown_function(text: str, call: Call, known: Iterable[tuple[str, int]]) -> Mistake:
    """The mistake of calling a function that isn't there, at all or with that many arguments.

    `known` are the functions (with their numbers of arguments) and variables of the filter itself.
    """
    return Mistake(_explain_function(text, call, known), call.offset, call.end)


def _explain_function(text: str, call: Call, known: Iterable[tuple[str, int]]) -> str:
    own = {arity for name, arity in known if name == call.name}
    arities = sorted(own.union(FUNCTIONS.get(call.name, ())))
    if arities:
        return _wrong_arity(call, arities)
    if call.name in ABSENT:
        return f"there is no '{call.name}' in the jq of Argo; {ABSENT[call.name]}"
    before = text[: call.offset]
    if before.endswith(("-", "/")) and before[-2:-1].isalnum():
        return f"here '{before[-1]}' is an operator, and there is no function '{call.name}'; {_QUOTED_NAME}"
    if before.rstrip().endswith("//"):
        return f"'//' gives a default, and there is no function '{call.name}'; a comment begins with '#'"
    named = [name for name, _ in known if not name.startswith(("$", "break "))]
    similar = closest(call.name, [*named, *(name for name in FUNCTIONS if not name.startswith("_"))])
    if similar is not None:
        return f"there is no function '{call.name}'; did you mean '{similar}'?"
    if call.arguments:
        return f"there is no function '{call.name}'"
    return f"there is no function '{call.name}'; a field has a dot before its name: '.{call.name}'"


def _wrong_arity(call: Call, arities: list[int]) -> str:
    given = len(call.arguments)
    counts = " or ".join(str(arity) if arity else "no" for arity in arities)
    called = "argument" if arities == [1] else "arguments"
    message = f"'{call.name}' takes {counts} {called}, not {given or 'none'}"
    if any(isinstance(argument, Comma) and given - 1 + len(argument.parts) in arities for argument in call.arguments):
        return message + "; arguments are separated by ';', not by ','"
    return message


def unknown_variable(variable: Variable, known: Iterable[tuple[str, int]]) -> Mistake:
    """The mistake of using a variable that isn't there. `known` as for functions."""
    if variable.name in ABSENT:
        message = f"there is no '{variable.name}' in the jq of Argo; {ABSENT[variable.name]}"
    else:
        similar = closest(variable.name, [name for name, _ in known if name.startswith("$")])
        remedy = f"did you mean '{similar}'?" if similar else f"'... as {variable.name} | ...' would make it"
        message = f"there is no variable '{variable.name}' here; {remedy}"
    return Mistake(message, variable.offset, variable.end)
