"""Why a condition is refused, in words for someone who took it for another language."""

from __future__ import annotations

import re

from kflint.lang.mistake import Mistake
from kflint.lang.names import label_key, label_value

_ALLOWED = "letters, digits, '-', '_' and '.'"
_BLANKS = " \t\r\n"

_JOIN = "conditions are joined with a comma, not '{}'"
_NO_OR = "there is no '{}'; the values that a path may have are listed, as in 'status.phase in (Succeeded, Failed)'"
_NO_ORDER = "there is no '{}'; only '>' and '<' with an integer"
_EQUAL = "there is no '{}'; write '==' to compare"
_UNEQUAL = "there is no '{}'; write '!=' for not equal"
_PATTERN = "there is no '{}'; values are compared as a whole, with '==' or 'in (...)'"
_NOT = "there is no '{}'; write '!' before a path that must be missing, or 'notin (...)' after one"
_NO_COMMENT = "a condition can't have a comment"
_BY_NUMBER = "'{}' can't be in a path; list items are picked by number, as in 'status.conditions.0.status'"
_PLAIN = "'{}' can't be in a path; write the plain path, as in 'status.phase'"
_UNQUOTED_PATH = "a path is written without quotes"

# Signs of other languages. A run of sign characters is looked up as a whole.
_SIGNS = {
    "&": _JOIN,
    "&&": _JOIN,
    "|": _NO_OR,
    "||": _NO_OR,
    ">=": _NO_ORDER,
    "<=": _NO_ORDER,
    "=>": _NO_ORDER,
    "=<": _NO_ORDER,
    ">>": _NO_ORDER,
    "<<": _NO_ORDER,
    "===": _EQUAL,
    "====": _EQUAL,
    "!==": _UNEQUAL,
    "=!": _UNEQUAL,
    "<>": _UNEQUAL,
    "~": _PATTERN,
    "~=": _PATTERN,
    "=~": _PATTERN,
    "==~": _PATTERN,
    "!~": _PATTERN,
}

# Words of other languages where an operator or a comma should be: in lower case, without dashes before them.
_WORDS = {
    "and": _JOIN,
    "or": _NO_OR,
    "not": _NOT,
    "in": "'in' is written in lower case, not '{}'",
    "notin": "'notin' is written in lower case, not '{}'",
    "gt": "there is no '{}'; write '>' and an integer",
    "lt": "there is no '{}'; write '<' and an integer",
    "ge": _NO_ORDER,
    "gte": _NO_ORDER,
    "le": _NO_ORDER,
    "lte": _NO_ORDER,
    "eq": _EQUAL,
    "is": _EQUAL,
    "equals": _EQUAL,
    "ne": _UNEQUAL,
    "exists": "there is no '{}'; a path alone holds when the object has the field",
    "matches": _PATTERN,
    "contains": _PATTERN,
    "like": _PATTERN,
}

_IN_PATH = {
    "#": _BY_NUMBER,
    "[": _BY_NUMBER,
    "*": _BY_NUMBER,
    "{": _PLAIN,
    "$": _PLAIN,
    "\\": "'{}' can't be in a path; a name that has dots in it can't be reached",
    "'": _UNQUOTED_PATH,
    '"': _UNQUOTED_PATH,
    "`": _UNQUOTED_PATH,
    ":": "'{}' can't be in a path; write '==' to compare",
    ";": "'{}' can't be in a path; conditions are joined with a comma",
}

# What should have come, by the place where the parser was.
_EXPECTED = {
    "start": "a condition starts with a path such as 'status.phase', or with '!' and a path",
    "after comma": "a condition must follow the comma",
    "key": "a path such as 'status.phase' must follow '!'",
    "operator": "'==', '!=', '>', '<', 'in (...)', 'notin (...)' or a comma must follow a path",
    "list": "the values of 'in' and 'notin' are written in parentheses, as in 'status.phase in (Succeeded, Failed)'",
    "in list": "the values in parentheses are separated by commas and closed by ')'",
    "value": f"a value must follow, made of {_ALLOWED}",
    "second operator": "a condition has only one operator, and a '!' before the path is one; conditions are joined with a comma",
    "joint": "conditions are joined with a comma",
}

# What should not have come, where that says more.
_REFUSED = {
    ("start", "("): "conditions can't be grouped with parentheses",
    ("after comma", "("): "conditions can't be grouped with parentheses",
    ("key", "("): "conditions can't be grouped with parentheses",
    ("joint", "("): "only 'in' and 'notin' take values in parentheses",
    ("value", "("): "only 'in' and 'notin' take values in parentheses",
    ("operator", "("): "there are no functions; only a path can be compared",
    ("start", ")"): "this ')' closes no '('",
    ("operator", ")"): "this ')' closes no '('",
    ("joint", ")"): "this ')' closes no '('",
    ("operator", "!"): "'!' stands before a path; write '!=' for not equal",
    ("value", "!"): "'!' stands before a path; write '!=' for not equal",
}

_SIGN_RUN = re.compile(r"[=!<>~&|]+")
_SPLIT_SIGN = re.compile(r"([=!])[ \t\r\n]+=")
_INTEGER_AFTER = re.compile(r"[ \t\r\n]*([0-9]{1,18})(?![^ \t\r\n,])")
_QUOTED = re.compile(r"""(["'`])(.*?)\1""", re.DOTALL)
_INDEX = re.compile(r"\[([0-9]+)\]")
_SPLIT_NOTIN = re.compile(r"not[ \t\r\n]+in(?![^ \t\r\n(])", re.IGNORECASE)


def explain(text: str, place: str, offset: int, end: int) -> Mistake:
    """The mistake made where the parser stopped.

    `text` is the whole condition; `offset` and `end` (0-based, exclusive) are those of the word or sign that was refused; both are
    the end of the text where it stops too early. `place` is where the parser was: `path`, `integer` or `label value` for a
    word that is spelled wrong, otherwise a key of `_EXPECTED`, for something that can't stand there.
    """
    if place == "path":
        return _bad_path(text, offset, end)
    if place == "integer":
        return _bad_integer(text, offset, end)
    if place == "label value":
        return _bad_value(text, offset, end)
    return _foreign_sign(text, offset, end) or _foreign_word(text, place, offset, end) or _unexpected(text, place, offset, end)


def _foreign_sign(text: str, offset: int, end: int) -> Mistake | None:
    """The first sign of another language that has a character between `offset` and `end`."""
    for split in _SPLIT_SIGN.finditer(text):
        if split.end() > offset and split.start() < end:
            return Mistake(f"'{split[1]}=' is written without blanks inside", split.start(), split.end())
    for run in _SIGN_RUN.finditer(text):
        if run.end() > offset and run.start() < end and run[0] in _SIGNS:
            message = _SIGNS[run[0]].format(run[0])
            return Mistake(message, run.start(), run.end(), _other_bound(run[0], text, run.end()))
    return None


def _other_bound(sign: str, text: str, end: int) -> str | None:
    """How `>= 3` is written with `>`, if what follows the sign is an integer."""
    number = _INTEGER_AFTER.match(text, end)
    if number is None or set(sign) not in ({">", "="}, {"<", "="}):
        return None
    bound = int(number[1]) + (1 if "<" in sign else -1)
    return f"'{sign} {number[1]}' is '{sign.strip('=')} {bound}'" if bound >= 0 else None


def _foreign_word(text: str, place: str, offset: int, end: int) -> Mistake | None:
    """The word of another language at `offset`, or `not` before it."""
    if place not in ("operator", "joint"):
        return None
    split = _SPLIT_NOTIN.match(text, offset)
    if split is not None:
        return Mistake("'notin' is one word", offset, split.end())
    word = text[offset:end]
    message = _WORDS.get(word.lower().lstrip("-"))
    if message is not None:
        return Mistake(message.format(word), offset, end)
    before = text[:offset].rstrip(_BLANKS)
    if place == "operator" and word not in ("!", "(", ")") and before[-3:].lower() == "not":
        return Mistake(_NOT.format(before[-3:]), len(before) - 3, len(before))
    return None


def _unexpected(text: str, place: str, offset: int, end: int) -> Mistake:
    """What should have come instead of the sign or word at `offset`, or at the end of the text."""
    found = text[offset:end]
    if place == "after comma" and not found:
        comma = text.rindex(",", 0, offset)
        return Mistake("nothing follows the last comma", comma, comma + 1, "remove the comma")
    if (place, found) in _REFUSED:
        return Mistake(_REFUSED[place, found], offset, end)
    if place in ("operator", "joint") and found.startswith("#"):
        return Mistake(_NO_COMMENT, offset, end)
    if place == "joint" and found not in ("!", ""):
        return Mistake(_EXPECTED[place] + ", and a value can't have blanks in it", offset, end)
    return Mistake(_EXPECTED[place], offset, end)


def _bad_path(text: str, offset: int, end: int) -> Mistake:
    path = text[offset:end]
    if path == "#":
        return Mistake(_NO_COMMENT, offset, end)
    sign = _foreign_sign(text, offset, end)
    at = next((at for at in range(offset, end) if text[at] in _IN_PATH), end)
    if sign is not None and sign.offset < at:
        return sign
    if at < end:
        quoted = _QUOTED.match(text, at)
        return Mistake(_IN_PATH[text[at]].format(text[at]), at, quoted.end() if quoted else at + 1, _plain_path(path))
    return _in_text(label_key(path, "the path of a condition"), offset, end, _plain_path(path))


def _plain_path(path: str) -> str | None:
    """The path as it is meant, if brackets, braces, quotes and dots at the ends can be taken away."""
    plain = _INDEX.sub(r".\1", path).strip("{}$'\"`.")
    return f"write '{plain}'" if label_key(plain) is None and "{{" not in path else None


def _bad_integer(text: str, offset: int, end: int) -> Mistake:
    value = text[offset:end]
    if not value:
        return Mistake("an integer must follow '>' or '<'", offset, end)
    if value.isascii() and value.isdecimal():
        return Mistake("the number is too big; it must be below 9223372036854775808", offset, end)
    mistake = _foreign_sign(text, offset, end)
    return mistake or Mistake(f"'>' and '<' compare with an integer, which '{value}' is not", offset, end)


def _bad_value(text: str, offset: int, end: int) -> Mistake:
    value = text[offset:end]
    quoted = _QUOTED.match(text, offset)
    if quoted is not None:
        return _quoted_value(quoted[2], offset, quoted.end())
    if value[0] in "+-" and value[1:].isdecimal():
        return Mistake(f"a number in a condition can't have a sign, so nothing can be compared with '{value}'", offset, end)
    mistake = _foreign_sign(text, offset, end)
    return mistake or _in_text(label_value(value, "a value in a condition"), offset, end)


def _quoted_value(content: str, offset: int, end: int) -> Mistake:
    if label_value(content) is not None:
        return Mistake(f"a value is written without quotes, and has only {_ALLOWED} in it", offset, end)
    hint = f"write '{content}' without quotes" if content else "write nothing after the operator to compare with the empty text"
    return Mistake("a value is written without quotes", offset, end, hint)


def _in_text(mistake: Mistake | None, offset: int, end: int, hint: str | None = None) -> Mistake:
    """The mistake of the word from `offset` to `end` as one of the whole text.

    It loses its hint: another value is no correction of a value that is compared.
    """
    assert mistake is not None, "the parser refused a word that is right"
    return Mistake(mistake.message, min(offset + mistake.offset, end), min(offset + mistake.end, end), hint)
