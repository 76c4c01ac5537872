"""Says what is wrong with YAML that can't be read: one sentence, at the place where a person looks.

libyaml says where it could not go on, and which of its own rules that broke. What the author did wrong is often a line further up,
and always something plainer: each function here knows what is usually wrong where libyaml says a certain thing.
"""

from __future__ import annotations

import re

from kflint.source.problems import UNQUOTED_TAG, Problem, quoted
from kflint.source.scene import Scene, Value
from kflint.source.templating import unrendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.error import MarkedYAMLError

    from kflint.source.text import Text

MAX_KEY = 1024
# A key from the start of its line to behind its colon; the same whose colon has no space behind it; the header of a block scalar.
_KEY = re.compile(r"""[ ]*(?:[-?][ ]+)*(?:"[^"]*"|'[^']*'|[^\s'"#\[{][^#]*?)[ ]*:(?=\s|$)""")
_NO_SPACE = re.compile(r"[ ]*(?:-[ ]+)*(?P<key>[A-Za-z_][\w.-]*:)(?=[^\s:/])")
_BLOCK_HEADER = re.compile(r"[\s:-][|>][-+0-9]*[ ]*(?:#.*)?$")
_ALIAS_BEFORE = re.compile(r"\*\S+[ \t]+$")
_TAG_AT_START = re.compile(r"(?:^[ ]*|[:?-][ ]+|[\[{,][ ]*)(?P<tag>\{\{)")

_TOO_LONG = f"a key can't be longer than {MAX_KEY} characters"
_DEEPER = "this line is indented deeper than the line above, whose key has a value already"


def explain(text: Text, start: int, end: int, error: MarkedYAMLError) -> Problem:
    """The problem of the YAML in `text` from `start` to `end` (0-based offsets), which libyaml refused with `error`."""
    scene = Scene(text, start, end, error)
    problem = unrendered(scene) or _tab(scene) or _template_tag(scene)
    if problem is None:
        explainer = next((each for what, each in _EXPLAINERS.items() if what in scene.what), None)
        problem = explainer(scene) if explainer is not None else None
    return problem or scene.problem(f"this is not valid YAML: {scene.what}", scene.at, scene.at + 1)


def _tab(scene: Scene) -> Problem | None:
    """A tab where the indentation of the line is."""
    line = scene.line(scene.at)
    tab = line.find("\t", 0, len(line) - len(line.lstrip(" \t-")))
    if tab < 0 or not (scene.first_on_line or scene.char == "\t"):
        return None
    start = scene.line_start(scene.at) + tab
    why = "a tab is used for indentation here; YAML takes only spaces"
    return scene.problem(why, start, start + 1)


def _template_tag(scene: Scene) -> Problem | None:
    """A value that begins with `{{`, on the line where reading ended."""
    line, start = scene.line(scene.at), scene.line_start(scene.at)
    for found in _TAG_AT_START.finditer(line):
        before = line[: found.start("tag")]
        if start + len(before) <= scene.at and before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            return _unquoted_tag(scene, start + len(before))
    return None


def _unquoted_tag(scene: Scene, start: int) -> Problem:
    end = scene.value_end(start)
    return scene.problem(UNQUOTED_TAG, start, end, hint=f"write {quoted(scene.string[start:end])}")


def _must_be_quoted(scene: Scene, start: int, why: str) -> Problem:
    """The value on the rest of the line from `start` must be quoted; `why` says which values must."""
    end = scene.value_end(start)
    value = scene.string[start:end]
    hint = f"write {quoted(value)}" if value[:1] not in ("'", '"') else None
    return scene.problem(f"{why} must be quoted", start, end, hint)


def _mapping_value(scene: Scene) -> Problem | None:
    """'mapping values are not allowed': a colon in a value, or a line that goes deeper below a value."""
    start = scene.line_start(scene.at)
    key = _KEY.match(scene.string, start, scene.at)
    if key is not None:
        value = scene.at - len(scene.string[key.end() : scene.at].lstrip(" "))
        at_end = scene.value_end(value) == scene.at + 1
        return _must_be_quoted(scene, value, f"a value that {'ends with a colon' if at_end else 'holds a colon and a space'}")
    if scene.at - start > MAX_KEY:
        return scene.problem(_TOO_LONG, scene.content(start), scene.at)
    above = scene.line_above(start)
    if above is None:
        return None
    problem = _missing_space(scene, above)
    if problem is not None:
        return problem
    if _KEY.match(scene.string, above, scene.line_end(above)):
        return scene.problem(_DEEPER, scene.content(start), scene.at)
    return _no_colon(scene, scene.content(above))


def _missing_space(scene: Scene, line: int) -> Problem | None:
    """`name:value` on the line that begins at `line`."""
    found = _NO_SPACE.match(scene.string, line, scene.line_end(line))
    if found is None:
        return None
    return scene.problem(f"a space is missing after the colon of '{found['key']}'", *found.span("key"))


def _no_colon(scene: Scene, start: int) -> Problem:
    """A line among keys that has no colon."""
    end = scene.value_end(start)
    why = f"'{scene.excerpt(start, end)}' stands where a key must be, but no colon and value follow it"
    return scene.problem(why, start, end)


def _simple_key(scene: Scene) -> Problem | None:
    """'could not find expected ':'': a line that should be a key and a value is none."""
    start = scene.about
    problem = _missing_space(scene, scene.line_start(start))
    if problem is not None:
        return problem
    above = scene.line_above(start)
    if above is not None and _BLOCK_HEADER.search(scene.line(above)):
        why = "a block of text must be indented deeper than the key above it"
        return scene.problem(why, start, scene.value_end(start))
    char, following = scene.string[start], scene.string[start + 1 : start + 2]
    if char == "-" and following.strip():
        return scene.problem("a space is missing after the '-' of this list item", start, start + 1)
    if char in "'\"[{":
        return scene.problem("a key and its colon must stand on one line", start, start + 1)
    if scene.line_end(start) - start > MAX_KEY:
        return scene.problem(_TOO_LONG, start, scene.line_end(start))
    return _no_colon(scene, start)


def _next_entry(scene: Scene) -> Problem | None:
    """'did not find expected key' or '-': text behind a complete value, or a line that fits nothing above it."""
    if not scene.first_on_line:
        return _behind_value(scene)
    if scene.char in ("]", "}"):
        return scene.problem(f"this '{scene.char}' closes nothing", scene.at, scene.at + 1)
    last = scene.last_value
    if last is not None and last.style in ("|", ">") and scene.column(scene.at) > scene.indentation(last.start):
        why = "this line is indented less than the first line of the block of text above"
        return scene.problem(why, scene.at, scene.value_end(scene.at))
    if scene.char == "-" and scene.string[scene.at + 1 : scene.at + 2].isspace():
        above = scene.line_above(scene.at)
        among_items = above is not None and scene.line(above).lstrip(" ").startswith("- ")
        why = "this list item is indented differently from the one above" if among_items else "a list item can't stand among keys"
        return scene.problem(why, scene.at, scene.at + 1)
    return _misplaced_line(scene)


def _misplaced_line(scene: Scene) -> Problem:
    """A line that is no list item and stands where no line of its indentation can."""
    key = _KEY.match(scene.string, scene.line_start(scene.at), scene.line_end(scene.at))
    if key is None:
        end = scene.value_end(scene.at)
        return scene.problem(f"'{scene.excerpt(scene.at, end)}' is neither a key with a value nor a list item", scene.at, end)
    column, expected = scene.column(scene.at), scene.column(scene.about)
    in_list = "'-'" in scene.what
    if in_list and column == expected:
        why = "a key can't stand among the items of a list"
    elif not in_list and column > expected and scene.last_value is not None and scene.last_value.style:
        why = _DEEPER
    else:
        why = "the indentation of this line fits none of the lines above"
    return scene.problem(why, scene.at, key.end() - 1)


def _behind_value(scene: Scene) -> Problem | None:
    """Text behind a value that has ended, on the same line."""
    last = scene.last_value
    if last is None or scene.string[last.end : scene.at].strip(" \t"):
        alias = _ALIAS_BEFORE.search(scene.line(scene.at)[: scene.column(scene.at)])
        start = scene.line_start(scene.at) + alias.start() if alias is not None else 0
        return _must_be_quoted(scene, start, "a value that begins with '*'") if alias is not None else None
    if last.style == "[":
        return _behind_bracket(scene, last)
    return _behind_quote(scene, last) if last.style in ("'", '"') else None


def _behind_bracket(scene: Scene, value: Value) -> Problem:
    if scene.char in ("]", "}"):
        return scene.problem(f"this '{scene.char}' closes nothing", scene.at, scene.at + 1)
    opening = scene.string[value.start]
    return _must_be_quoted(scene, value.start, f"a value that begins with '{opening}' and goes on behind the closing bracket")


def _behind_quote(scene: Scene, value: Value) -> Problem:
    if scene.line_end(value.start) < value.end:
        return _unclosed_quote(scene, value.start)
    inside = "''" if value.style == "'" else '\\"'
    why = f"this stands behind the closing quote; inside such quotes a {value.style} is written {inside}"
    return scene.problem(why, scene.at, scene.value_end(scene.at))


def _quote(scene: Scene) -> Problem:
    """'found unexpected end of stream' or document indicator, while scanning a quoted scalar."""
    return _unclosed_quote(scene, scene.about)


def _unclosed_quote(scene: Scene, start: int) -> Problem:
    return scene.problem("the quote that opens here is not closed", start, start + 1)


def _in_brackets(scene: Scene) -> Problem | None:
    """'did not find expected ',' or ']'': a value that must be quoted, a bracket that is not closed, or a missing comma."""
    opening = scene.about
    if scene.char == "{" and scene.string.startswith("{{", scene.at):
        start, end = scene.item(scene.at)
        hint = f"write {quoted(scene.string[start:end])}"
        return scene.problem("a value between brackets that holds '{{' must be quoted", start, end, hint)
    if scene.char == "?":
        start, end = scene.item(scene.at)
        return scene.problem("a value between brackets that holds a '?' must be quoted", start, end)
    if scene.char in ("]", "}"):
        why = f"the '{scene.string[opening]}' that opens here is closed by a '{scene.char}'"
        return scene.problem(why, opening, opening + 1)
    if not scene.char or not scene.is_closed(opening):
        return scene.problem(f"the '{scene.string[opening]}' that opens here is not closed", opening, opening + 1)
    last = scene.last_value
    if last is None or last.end > scene.at:
        return None
    if last.style in ("'", '"') and last.end == scene.at:
        return _behind_quote(scene, last)
    if scene.char == ":" and not last.style:
        # The value goes on, also on further lines, up to what should have been the next key.
        return scene.problem("a comma is missing between the entries here", last.start, scene.value_end(last.start))
    return scene.problem("a comma is missing before this", scene.at, scene.item(scene.at)[1])


def _no_value(scene: Scene) -> Problem:
    """'did not find expected node content': a character where a value must begin."""
    if not scene.char and scene.open_brackets:
        opening = scene.open_brackets[-1]
        return scene.problem(f"the '{scene.string[opening]}' that opens here is not closed", opening, opening + 1)
    if scene.char in ",]}" and scene.line(scene.at)[: scene.column(scene.at)].rstrip()[-1:] in ("[", "{", ","):
        return scene.problem(f"a value is missing before this '{scene.char}'", scene.at, scene.at + 1)
    if scene.char == "-":
        return scene.problem("a list between brackets has commas between its items, no dashes", scene.at, scene.at + 1)
    return _must_be_quoted(scene, scene.at, f"a value that begins with '{scene.char}'")


def _first_character(scene: Scene) -> Problem:
    """'found character that cannot start any token', and what belongs to anchors, aliases, tags and block scalars."""
    start = scene.about if scene.string[scene.about] in "&*!|>" else scene.at
    if scene.char == "\t":
        return scene.problem("a tab stands here; YAML wants a space", scene.at, scene.at + 1)
    return _must_be_quoted(scene, start, f"a value that begins with '{scene.string[start]}'")


def _dash(scene: Scene) -> Problem:
    """'block sequence entries are not allowed': a list on the line of its key."""
    return scene.problem("a list can't begin on the line of its key; begin it on the next line", scene.at, scene.at + 1)


def _question_mark(scene: Scene) -> Problem:
    """'mapping keys are not allowed': a value that begins with `? `."""
    return _must_be_quoted(scene, scene.at, "a value that begins with '? '")


def _escape(scene: Scene) -> Problem:
    """An escape in double quotes that YAML doesn't know."""
    start = scene.string.rfind("\\", scene.about, scene.at + 1)
    escape = scene.string[start : start + 2]
    digits = {"\\x": 2, "\\u": 4, "\\U": 8}.get(escape)
    wrong = "is no escape that YAML knows"
    if digits is not None:
        wrong = f"must be followed by {digits} hexadecimal digits that name a character"
    why = f"'{escape}' {wrong}; use single quotes, or write '\\\\' for a backslash"
    return scene.problem(why, start, start + 2)


def _directive(scene: Scene) -> Problem:
    """A line that begins with `%` and is neither `%YAML 1.1` nor a `%TAG`."""
    why = "a line that begins with '%' is a directive to YAML, and this one Kubernetes does not know"
    return scene.problem(why, scene.about, scene.value_end(scene.about))


# What libyaml says, and who knows what that usually means.
_EXPLAINERS: dict[str, Callable[[Scene], Problem | None]] = {
    "mapping values are not allowed": _mapping_value,
    "could not find expected ':'": _simple_key,
    "did not find expected key": _next_entry,
    "did not find expected '-'": _next_entry,
    "did not find expected ','": _in_brackets,
    "did not find expected node content": _no_value,
    "found unexpected end of stream": _quote,
    "found unexpected document indicator": _quote,
    "cannot start any token": _first_character,
    "did not find expected alphabetic or numeric": _first_character,
    "did not find expected comment or line break": _first_character,
    "did not find expected whitespace or line break": _first_character,
    "found undefined tag handle": _first_character,
    "block sequence entries are not allowed": _dash,
    "mapping keys are not allowed": _question_mark,
    "unknown escape character": _escape,
    "did not find expected hexdecimal": _escape,
    "invalid Unicode character escape": _escape,
    "unknown directive": _directive,
    "incompatible YAML document": _directive,
}
