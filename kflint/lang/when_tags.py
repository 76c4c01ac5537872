"""`when` conditions with tags whose values are not known: what is wrong with them whatever the tags stand for."""

from __future__ import annotations

from itertools import product

from kflint.lang.mistake import Mistake
from kflint.lang.tags import Tag, find
from kflint.lang.when import parse
from kflint.lang.when_eval import UnknownError, holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Every tag is tried as each of these; more tags would take too many trials, and hardly occur.
_MOST_TAGS = 3
# With these in it, the value of a condition depends on tags in ways that no trial shows; then only the grammar is judged.
_BRANCHES = ("&&", "||", "?")


def certain_mistake(text: str, *, bare_words: bool = True) -> Mistake | None:
    """The mistake in a condition that is one for every value of its tags; None where there is none, or it can't be told.

    `text` is the condition as written, `bare_words` as for `when.parse`; the offsets of the Mistake are offsets into `text`.
    """
    tags = find(text)
    if not tags:
        return _mistake(text, bare_words, evaluated=True)
    if len(tags) > _MOST_TAGS or not tags[-1].closed:
        return None
    evaluated = not any(sign in text for sign in _BRANCHES)
    told: Mistake | None = None
    for trial in _trials(text, tags):
        mistake = _mistake(trial, bare_words, evaluated)
        if mistake is None:
            return None
        if (
            told is None
            and len(trial) == len(text)
            and not any(tag.start < mistake.end and mistake.offset < tag.end for tag in tags)
        ):
            told = mistake
    return told


def _mistake(text: str, bare_words: bool, evaluated: bool) -> Mistake | None:
    try:
        if evaluated:
            holds(text, bare_words=bare_words)
        else:
            parse(text, bare_words=bare_words)
    except Mistake as mistake:
        return mistake
    except (UnknownError, RecursionError):
        return None
    return None


def _trials(text: str, tags: Sequence[Tag]) -> Iterator[str]:
    """The text with its tags replaced in all ways by values, most as long as the tags are, so that offsets stay the same."""
    for values in product(*(_stand_ins(tag.end - tag.start) for tag in tags)):
        pieces: list[str] = []
        done = 0
        for tag, value in zip(tags, values, strict=True):
            pieces += text[done : tag.start], value
            done = tag.end
        yield "".join((*pieces, text[done:]))


def _stand_ins(length: int) -> tuple[str, ...]:
    """A word, a number, a truth value, a text in quotes, an operator, and a date, which is a number in quotes.

    A tag has at least the four characters of its braces.
    """
    return "a" * length, "1" * length, "true".ljust(length), f"'{'a' * (length - 2)}'", "==".ljust(length), "2026-01-01"
