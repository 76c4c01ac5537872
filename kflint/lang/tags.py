"""Template tags: `{{name}}` and `{{=expression}}` in any text of a workflow.

Argo writes a template as JSON, and in that text a tag reaches from `{{` to the next `}}`, whatever stands between them. Braces
are never escaped in JSON, so the tags of a string are the same in its plain form, which is what this module reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

# What Go's strings.TrimSpace takes off, without tab, line breaks and other characters that JSON writes as an escape: those are
# letters like any others when Argo trims a name.
JSON_BLANKS = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
GO_BLANKS = JSON_BLANKS + "\t\n\v\f\r\u2028\u2029"

_SHOWN_LENGTH = 40


class Tag(NamedTuple):
    """One tag of a text; all offsets are 0-based characters, ends are exclusive.

    `start` and `end` span the tag with its braces. `text` is the name or expression (without the `=`), trimmed, and
    `inner_start` and `inner_end` span exactly that text. A tag that is not `closed` has no `}}` after it in its string: it runs
    on to the end of the text, and it is always the last one.
    """

    start: int
    end: int
    text: str
    inner_start: int
    inner_end: int
    is_expression: bool
    closed: bool


def find(text: str) -> list[Tag]:
    """Return the tags of `text` in the order in which they stand, as Argo's scanner sees them.

    Tags don't overlap: of `{{a.{{b}}}}` the scanner sees the one tag `{{a.{{b}}` (see `nested`), and `{{{x}}}` is a tag with the
    text `{x`. An expression is one only if `=` follows the braces at once. This never raises.
    """
    tags: list[Tag] = []
    end = 0
    while (start := text.find("{{", end)) >= 0:
        begin = start + 2
        close = text.find("}}", begin)
        closed = close >= 0
        if not closed:
            close = len(text)
        end = close + 2 if closed else close
        is_expression = text.startswith("=", begin, close)
        if is_expression:
            begin += 1
        tags.append(_tag(text, start, end, begin, close, is_expression, closed))
    return tags


def parse(text: str) -> list[Tag]:
    """Return what `find` returns; raise Mistake if the last tag is not closed.

    At run time such a tag runs on to the next `}}` of the JSON around the string, which may be its own closing braces, or there
    is none and the template can't be used at all; it never means what its author meant.
    """
    tags = find(text)
    if tags and not tags[-1].closed:
        raise unclosed(tags[-1])
    return tags


def unclosed(tag: Tag) -> Mistake:
    """Return the mistake of a tag that is not closed, for those who find tags and go on."""
    line = tag.text.split("\n", 1)[0].rstrip()
    shown = line if len(line) <= _SHOWN_LENGTH else line[:_SHOWN_LENGTH] + "…"
    opening = "{{=" if tag.is_expression else "{{"
    return Mistake(f"the tag '{opening}{shown}' is not closed; '}}}}' is missing", tag.start, tag.inner_start + len(line))


def nested(tag: Tag) -> Tag | None:
    """Return the tag within a simple tag, which Argo replaces first if it doesn't know the whole; None if there is none.

    Of `{{a.{{b}}` it is `{{b}}`. It must not be at the very start, and blanks in it are not trimmed. Its value takes its place
    and leaves `{{a.<value>`, which may be a tag in the next pass.
    """
    index = tag.text.rfind("{{")
    if index < 0 or tag.is_expression:
        return None
    start = tag.inner_start + index
    if start == tag.start + 2:
        return None
    return Tag(start, tag.end, tag.text[index + 2 :], start + 2, tag.inner_end, False, tag.closed)


def substitute(text: str, values: Mapping[str, str]) -> str:
    """Replace the simple tags of `text` whose names are in `values`, in one pass, as Argo does when tags may stay unresolved.

    All other tags, and every expression, stay as they are. A replaced text is not looked at again: an outer tag around a nested
    one needs another pass.
    """
    pieces: list[str] = []
    done = 0
    for tag in find(text):
        target: Tag | None = tag
        if tag.is_expression or not tag.closed:
            continue
        if tag.text not in values:
            target = nested(tag)
        if target is None or target.text not in values:
            continue
        pieces += text[done : target.start], values[target.text]
        done = tag.end
    pieces.append(text[done:])
    return "".join(pieces)


def _tag(text: str, start: int, end: int, begin: int, close: int, is_expression: bool, closed: bool) -> Tag:
    """Make a tag whose untrimmed inner text is text[begin:close]."""
    raw = text[begin:close]
    blanks = GO_BLANKS if is_expression else JSON_BLANKS
    inner = raw.strip(blanks)
    if len(inner) != len(raw):
        begin = close - len(raw.lstrip(blanks)) if inner else begin
    return Tag(start, end, inner, begin, begin + len(inner), is_expression, closed)
