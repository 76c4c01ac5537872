"""Why an expression is refused, in words for someone who took it for another language."""

from __future__ import annotations

from collections.abc import Iterable

from kflint.lang.expr_dashes import dashed_names
from kflint.lang.expr_functions import BUILTINS, PREDICATE_ARGUMENTS
from kflint.lang.expr_lexer import BRACKET, EOF, IDENTIFIER, NUMBER, OPERATOR, Token
from kflint.lang.expr_names import FUNCTIONS, SPRIG
from kflint.lang.expr_tree import Binary, Member, Name, Node, Tree
from kflint.lang.expr_types import BOOL, FLOAT, INT, TEXT, Type, is_in
from kflint.lang.mistake import Mistake
from kflint.lang.suggest import closest

_ARROW = "there are no functions with '{}'; in a predicate '#' stands for the element, as in 'map(list, # * 2)'"
_TAG = "here names stand without '{{' and '}}', as in inputs.parameters.n"

# Signs of other languages, by the text that begins where the parser stopped, or up to two characters before it.
_SIGNS = {
    "===": "there is no '==='; write '=='",
    "!==": "there is no '!=='; write '!='",
    "=~": "there is no '=~'; write 'matches'",
    "!~": "there is no '!~'; write 'not matches'",
    "=>": _ARROW.format("=>"),
    "->": _ARROW.format("->"),
    "=<": "there is no '=<'; write '<='",
    "<>": "there is no '<>'; write '!='",
    "{{": _TAG,
    "}}": _TAG,
    "${": "here names stand without '${' and '}'",
    "+=": "values can't be changed; 'let' makes a new variable",
    "++": "values can't be changed; 'let' makes a new variable",
    "=": "there is no '='; write '==' to compare",
    "&": "there is no '&'; write '&&'",
    "#": "'#' stands for an element in a predicate; a comment begins with '//'",
}

# Words of other languages, in lower case, where an operator should be.
_WORDS = {
    **{word: f"'{word}' is written in lower case" for word in ("and", "or", "not", "in", "contains", "matches", "if", "else")},
    "is": "there is no 'is'; write '=='",
    "eq": "there is no 'eq'; write '=='",
    "ne": "there is no 'ne'; write '!='",
    "gt": "there is no 'gt'; write '>'",
    "lt": "there is no 'lt'; write '<'",
    "ge": "there is no 'ge'; write '>='",
    "le": "there is no 'le'; write '<='",
    "like": "there is no 'like'; write 'matches'",
    "then": "there is no 'then'; write 'if ... { ... } else { ... }' or '... ? ... : ...'",
    "xor": "there is no 'xor'; write '!='",
    **dict.fromkeys(("startswith", "starts_with"), "the operator is called 'startsWith'"),
    **dict.fromkeys(("endswith", "ends_with"), "the operator is called 'endsWith'"),
}

# Names of other languages for what is here called otherwise.
_OTHER_NAMES = {
    **dict.fromkeys(("null", "none", "None", "undefined"), "nil"),
    "it": "#",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    **dict.fromkeys(("str", "toString", "asString", "asStr"), "string(...)"),
    **dict.fromkeys(("toInt", "parseInt", "atoi"), "int(...)"),
    **dict.fromkeys(("toFloat", "parseFloat"), "float(...)"),
    **dict.fromkeys(("length", "size"), "len(...)"),
}

_PAIRS = {")": "(", "]": "[", "}": "{"}


def unexpected(text: str, token: Token, expected: str, in_predicate: bool) -> Mistake:
    """The mistake of `token`, which stands where `expected` should. `text` is the expression."""
    if expected == "'('":
        return Mistake("after '|' must stand a call, as in '| upper()'; the operator for 'or' is '||'", token.offset, token.end)
    if token.kind == EOF:
        if not text.strip():
            return Mistake("the expression is empty", 0, len(text))
        return Mistake(f"the expression ends where {expected} should follow", token.offset, token.end)
    in_dashed = _in_dashed_name(text, token.offset)
    if in_dashed is not None:
        return Mistake(in_dashed[0], token.offset, in_dashed[1])
    for start in (token.offset - 2, token.offset - 1, token.offset):
        sign = next((sign for sign in _SIGNS if start >= 0 and text.startswith(sign, start)), None)
        is_pointer = sign == "#" and in_predicate
        if sign is not None and start + len(sign) > token.offset and token.kind in (OPERATOR, BRACKET) and not is_pointer:
            return Mistake(_SIGNS[sign], start, start + len(sign))
    return Mistake(_explain(text, token, expected), token.offset, token.end)


def _in_dashed_name(text: str, offset: int) -> tuple[str, int] | None:
    """What to do about the name with a dash in it in which a word stands, and where that name ends."""
    for dashed in dashed_names(text):
        if dashed.offset < offset < dashed.end:
            return f"'-' means minus, so a name that has one in it is quoted: {dashed.meant}", dashed.end
    return None


def _explain(text: str, token: Token, expected: str) -> str:
    """In words, why `token` can't stand here."""
    written = text[token.offset : token.end]
    if token.kind == IDENTIFIER and not expected.startswith("a value") and token.value.lower() in _WORDS:
        return _WORDS[token.value.lower()]
    if token.kind == NUMBER and written.startswith(".") and text[token.offset - 1 : token.offset].isdigit():
        return "a number can have only one point"
    if token.kind == NUMBER and written.startswith("."):
        return f"an element of a list is picked in brackets: '[{written[1:]}]'"
    if token.kind == BRACKET and token.value in _PAIRS and expected.endswith("the end"):
        return f"this '{written}' closes no '{_PAIRS[token.value]}'"
    if token.kind == OPERATOR and written.isalpha() and text[token.end :].lstrip().startswith("("):
        return f"'{written}' is an operator between two values, not a function"
    if token.kind == OPERATOR and expected == "a value":
        return f"a value is missing before '{written}'"
    return f"'{written}' can't stand here; {expected} should"


def unknown_name(tree: Tree, node: Node, name: str, known: Iterable[str]) -> Mistake:
    """The mistake of a name that isn't there; `known` are the others that are, besides the built-in functions."""
    message = f"there is no '{name}' here"
    in_dashed = _in_dashed_name(tree.text, node.offset)
    if in_dashed is not None:
        remedy, end = in_dashed
        return Mistake(f"{message}; {remedy}", node.offset, end)
    if name in _OTHER_NAMES:
        return Mistake(f"{message}; write {_OTHER_NAMES[name]}", node.offset, node.end)
    names = list(known)
    variables = [each for each in names if each not in FUNCTIONS]
    if tree.text[node.end :].lstrip().startswith("("):
        similar, in_sprig = closest(name, [*FUNCTIONS, *BUILTINS]), name in SPRIG and "sprig" in names
        remedy = f"; write 'sprig.{name}'" if in_sprig else f"; did you mean '{similar}'?" if similar else ""
        return Mistake(f"there is no function '{name}'{remedy}", node.offset, node.end)
    similar = closest(name, [*variables, "sprig"])
    if similar is not None:
        message += f"; did you mean '{similar}'?"
    elif _is_bare_word(tree, node):
        message += f"; a text is written in quotes: '{name}'"
    hint = f"here are {', '.join(sorted(variables))}" if variables else None
    return Mistake(message, node.offset, node.end, hint)


def _is_bare_word(tree: Tree, node: Node) -> bool:
    """Whether the name is all of the text on its side of the last operator, as in `x == hello`."""
    if not isinstance(node, Name):
        return False
    before, after = tree.text[: node.offset].rstrip(), tree.text[node.end :].lstrip()
    return before.endswith(("==", "!=")) and not after.startswith((".", "(", "[", "?"))


def unknown_sprig(node: Node, name: str) -> Mistake:
    """The mistake of a function that isn't in `sprig`: it is nil, and nil can't be called."""
    if name in ("env", "expandenv"):
        return Mistake(f"'sprig.{name}' is not there; Argo hides the environment", node.offset, node.end)
    similar = closest(name, SPRIG)
    remedy = f"; did you mean '{similar}'?" if similar is not None else ""
    return Mistake(f"sprig has no '{name}'{remedy}", node.offset, node.end)


def wrong_operands(node: Binary, left: Type, right: Type) -> Mistake:
    """The mistake of an operator between values of types that it doesn't take."""
    if left.words == right.words:
        message = f"'{node.operator}' can't take {left.words} on both sides"
    elif node.operator in ("==", "!="):
        always = "never" if node.operator == "==" else "always"
        message = f"this is {always} true: {left.words} and {right.words} are not equal"
    else:
        message = f"'{node.operator}' can't take {left.words} and {right.words}"
    return Mistake(message, node.offset, node.end, _conversion(node, left, right))


def _conversion(node: Binary, left: Type, right: Type) -> str | None:
    """How one of the sides could be made what fits to the other."""
    if node.operator == "in" and right.name == TEXT.name:
        return "a text is searched with 'contains'; 'fromJSON(...)' makes a list of a text in JSON"
    if {left.name, right.name} == {TEXT.name, BOOL.name} and node.operator in ("==", "!="):
        return "a text is compared with a text, 'true' or 'false' in quotes"
    for text, number, side in ((left, right, node.left), (right, left, node.right)):
        if text.name != TEXT.name or not is_in(number, "number"):
            continue
        if node.operator == "+":
            return "'asInt(...)' makes a number of a text, 'string(...)' a text of a number"
        if isinstance(side, (Name, Member)):
            return "the values of parameters and outputs are text; 'asInt(...)' makes a number of one"
        return "write the number without quotes, or as a text on both sides"
    return None


def wrong_argument(name: str, argument: Node, found: Type, wanted: Type) -> Mistake:
    """The mistake of an argument whose type the function doesn't take."""
    hint = None
    if wanted.name == TEXT.name and is_in(found, "number"):
        hint = "'string(...)' makes a text of a number"
    elif wanted.name in (INT.name, FLOAT.name) and found.name == TEXT.name:
        hint = "'asInt(...)' makes a number of a text"
    message = f"'{name}' takes {wanted.words} here, not {found.words}"
    if wanted.kind == "func" and name in PREDICATE_ARGUMENTS:
        message = f"'{name}' takes a predicate here, not {found.words}"
    return Mistake(message, argument.offset, argument.end, hint)
