"""JSONPath templates that kubectl parses, and that then fail or print something else than they say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kflint.lang.kubectl_jsonpath_nodes import Action, Field, Filter, Node, Slice, Template, Text, Union, Word
from kflint.lang.mistake import Mistake

_OPERATORS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def failures(template: Template) -> list[Mistake]:
    """What makes kubectl fail when it evaluates the template, whatever the object has in the fields that are named.

    Words that kubectl doesn't know, unknown operators, an `{end}` too many, slices that run backwards. Those in a filter fail as
    soon as the list has an item.
    """
    return [*_ends_without_range(template), *(mistake for node in template.nodes for mistake in _failures(node))]


def surprises(template: Template) -> list[Mistake]:
    """What is evaluated to something else than it seems to say.

    Single quotes around the template, a brace too many, a `{range}` that is not ended, a name in brackets that its dots split.
    """
    return [*_literal_surprises(template), *_ranges_without_end(template), *_split_keys(template)]


def _failures(node: Node, *, in_filter: bool = False) -> Iterator[Mistake]:
    if isinstance(node, Word) and node.name not in ("range", "end"):
        yield _unknown_word(node, in_filter=in_filter)
    elif isinstance(node, Slice):
        yield from _backward_slice(node)
    elif isinstance(node, Union):
        for branch in node.branches:
            yield from _failures(branch, in_filter=in_filter)
    elif isinstance(node, Action):
        for inner in node.nodes:
            yield from _failures(inner, in_filter=in_filter)
    elif isinstance(node, Filter):
        yield from _failures_of_filter(node)


def _failures_of_filter(node: Filter) -> Iterator[Mistake]:
    if node.operator == "exists":
        # Here kubectl ignores what fails: the item passes or not, which is another matter.
        return
    if node.operator not in _OPERATORS:
        message = f"there is no '{node.operator}'; a filter compares with '==', '!=', '<', '<=', '>' or '>='"
        yield Mistake(message, node.left.end - 1, node.right.offset + 1)
    for side in (node.left, node.right):
        yield from _failures(side, in_filter=True)


def _unknown_word(word: Word, *, in_filter: bool) -> Mistake:
    if in_filter:
        return Mistake(f"kubectl knows no word '{word.name}'; text is quoted, as in \"{word.name}\"", word.offset, word.end)
    return Mistake(
        f"kubectl knows no word '{word.name}'; a path starts with a dot, as in '{{.{word.name}}}'", word.offset, word.end
    )


def _backward_slice(node: Slice) -> Iterator[Mistake]:
    if node.step is not None and node.step <= 0:
        yield Mistake("the step of a slice must be above 0", node.offset, node.end)
    elif not node.is_index and node.stop is not None and (node.start or 0) > node.stop >= 0:
        yield Mistake(f"the slice starts at {node.start}, after its end {node.stop}", node.offset, node.end)


def _ends_without_range(template: Template) -> Iterator[Mistake]:
    depth = 0
    for word in _range_words(template):
        if word.name == "range":
            depth += 1
        elif depth == 0:
            yield Mistake("this 'end' has no 'range' before it", word.offset, word.end)
        else:
            depth -= 1


def _ranges_without_end(template: Template) -> Iterator[Mistake]:
    opened: list[Word] = []
    for word in _range_words(template):
        if word.name == "range":
            opened.append(word)
        elif opened:
            opened.pop()
    for word in opened:
        message = "'range' without '{end}': what follows is printed once more for the whole object"
        yield Mistake(message, word.offset, word.end)


def _range_words(template: Template) -> Iterator[Word]:
    for action in template.nodes:
        if isinstance(action, Action):
            for node in action.nodes:
                if isinstance(node, Word) and node.name in ("range", "end"):
                    yield node


def _literal_surprises(template: Template) -> Iterator[Mistake]:
    nodes = template.nodes
    if [node.text for node in nodes if isinstance(node, Text)] == ["'", "'"] and len(nodes) == 3:
        yield Mistake("the quotes around the path become part of the result", nodes[0].offset, nodes[0].end)
    if any(isinstance(node, Text) and "{" in node.text for action in _actions(template) for node in action.nodes):
        # A template that prints an opening brace, of JSON for example, has a closing one for it.
        return
    for before, node in pairwise(nodes):
        if isinstance(before, Action) and isinstance(node, Text) and node.text.startswith("}"):
            yield Mistake("this '}' is printed as it is; the braces before it are closed already", node.offset, node.offset + 1)


def _split_keys(template: Template) -> Iterator[Mistake]:
    for action in _actions(template):
        for node, following in pairwise(action.nodes):
            if not isinstance(node, Field) or not isinstance(following, Field):
                continue
            if node.bracket is not None and node.bracket == following.bracket:
                message = "a dot in a name must be escaped in brackets too: write '\\.' for it"
                yield Mistake(message, node.end, following.offset)


def _actions(template: Template) -> Iterator[Action]:
    """All actions, those in filters and unions included."""
    pending = [node for node in reversed(template.nodes) if isinstance(node, Action)]
    while pending:
        action = pending.pop()
        yield action
        for node in reversed(action.nodes):
            if isinstance(node, Union):
                pending.extend(reversed(node.branches))
            elif isinstance(node, Filter):
                pending += (node.right, node.left)
