"""The tokens of a `depends` expression as expr-lang sees them, with their places in the text as written."""

from __future__ import annotations

from kflint.lang.depends import RESULTS, Reference, expand, references
from kflint.lang.mistake import Mistake
from kflint.lang.suggest import closest
from kflint.lang.tags import GO_BLANKS
from kflint.record import NamedTuple

REFERENCE = "reference"
TEXT = "text"
WORD = "word"
SYMBOL = "symbol"
END = "end"

_BRACKETS = "([{}])"
_SINGLE = ",;%+^"
# An operator of up to two characters: which second characters belong to which first ones.
_DOUBLE = {"|": "|", ":": ":", ".": ".", "?": ".?", **dict.fromkeys("&!=*<>", "&=*")}
# Words of expr-lang that can't be the name of a value.
_KEYWORDS = frozenset(
    ("not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else", "true", "false", "nil")
)
_OPERATOR_WORDS = {"and": "&&", "or": "||", "not": "!"}


class Token(NamedTuple):
    """One token; `value` is its text, or the content of a TEXT; `reference` is set for a REFERENCE."""

    kind: str
    value: str
    start: int
    end: int
    reference: Reference | None = None


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, the last of kind END; raise Mistake where expr-lang's lexer or a name can't be right."""
    names = {reference.start: reference for reference in references(text)}
    found: list[Token] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter in GO_BLANKS:
            at += 1
            continue
        if text.startswith(("//", "/*"), at):
            at = _skip_comment(text, at)
            continue
        token = _token(text, at, names.get(at))
        found.append(token)
        at = token.end
    found.append(Token(END, "", len(text), len(text)))
    return found


def _token(text: str, at: int, reference: Reference | None) -> Token:
    """Return the token that begins at `at`."""
    letter = text[at]
    if reference is not None:
        _check_reference(text, reference)
        return Token(REFERENCE, text[at : reference.end], at, reference.end, reference)
    if letter in "'\"`":
        return _quoted(text, at)
    if letter in _BRACKETS or letter in _SINGLE or letter == "/":
        return Token(SYMBOL, letter, at, at + 1)
    if letter in _DOUBLE:
        end = at + 2 if text[at + 1 : at + 2] and text[at + 1] in _DOUBLE[letter] else at + 1
        return Token(SYMBOL, text[at:end], at, end)
    if _in_word(letter):
        end = at + 1
        while end < len(text) and _in_word(text[end]):
            end += 1
        return Token(WORD, text[at:end].replace("-", "_"), at, end)
    if letter == "#":
        raise Mistake("'#' has no place in 'depends'; a comment begins with '//'", at)
    shown = f"'{letter}'" if letter.isprintable() else f"the character U+{ord(letter):04X}"
    raise Mistake(f"{shown} has no place in 'depends'", at)


def _check_reference(text: str, reference: Reference) -> None:
    """Raise Mistake if the name can't be a value of an expression, or the result doesn't exist."""
    task, result, start, end = reference
    if task in _KEYWORDS:
        operator = _OPERATOR_WORDS.get(task)
        remedy = f"write '{operator}'" if operator else "use another name"
        raise Mistake(f"'{task}' is taken for a task, which can't have that name in 'depends'; {remedy}", start, start + len(task))
    if task[0].isdigit():
        raise Mistake(f"a task whose name begins with a digit can't be used in 'depends', as '{task}' is", start, start + len(task))
    if result is None:
        return
    if end < len(text) and (_in_word(text[end]) or text[end].isalnum()):
        raise Mistake(f"'{result}' must end here; '{text[end]}' can't follow a result", end)
    if result not in RESULTS:
        similar = closest(result, RESULTS)
        remedy = f"did you mean '{task}.{similar}'?" if similar else "the results are " + ", ".join(RESULTS)
        raise Mistake(f"there is no result '{result}'; {remedy}", start + len(task) + 1, end)


def _in_word(letter: str) -> bool:
    """Return whether a character that is in no reference belongs to a word of expr-lang (Go: IsLetter, IsDigit, `_`, `$`)."""
    return letter in "_-$" or (not letter.isascii() and (letter.isalpha() or letter.isdecimal()))


def _quoted(text: str, at: int) -> Token:
    """Return the quoted text that begins at `at`."""
    quote = text[at]
    pieces: list[str] = []
    end = at + 1
    while end < len(text) and (quote == "`" or text[end] != "\n"):
        pair = text[end : end + 2]
        if pair == quote * 2 and quote == "`":
            pieces.append(quote)
            end += 2
        elif text[end] == quote:
            return Token(TEXT, expand("".join(pieces)).replace("-", "_"), at, end + 1)
        elif text[end] == "\\" and quote != "`":
            if pair not in ("\\\\", "\\" + quote):
                raise Mistake("a backslash in quotes can only stand before a quote or another backslash", end, end + 2)
            pieces.append(pair[1])
            end += 2
        else:
            pieces.append(text[end])
            end += 1
    raise Mistake(f"the quote {quote} is not closed; task names need no quotes", at)


def _skip_comment(text: str, at: int) -> int:
    """Return the offset behind the comment that begins at `at`."""
    if text[at + 1] == "/":
        end = text.find("\n", at)
        return len(text) if end < 0 else end + 1
    end = text.find("*/", at + 2)
    if end < 0:
        raise Mistake("the comment is not closed; '*/' is missing", at, at + 2)
    return end + 2
