"""Which line of an expanded text came from which field of the shorthand: the source map, told for people and programs."""

from __future__ import annotations

from bisect import bisect_right

from kflint.expand.annotations import KINDS, PREFIX
from kflint.model.objects import workflow_object
from kflint.record import NamedTuple
from kflint.source.edits import MappedText
from kflint.source.embedded import read_embedded
from kflint.source.nodes import Scalar, walk
from kflint.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.templates import Template
    from kflint.source.text import Text


class Origin(NamedTuple):
    """What a line was made from: a span of the author's text (0-based offsets, end exclusive), and whose field stands there.

    `field` is the JSON pointer in the annotation's YAML, empty for the annotation as a whole. Template and annotation are empty
    where the place is in none.
    """

    start: int
    end: int
    template: str = ""
    annotation: str = ""
    field: str = ""


class WrittenLine(NamedTuple):
    """A line (1-based `number`) of an expanded text that expansion wrote, wholly or in part, and all that it was made from."""

    number: int
    origins: tuple[Origin, ...]


class _Shorthand(NamedTuple):
    """An annotation in the author's text: where it stands, key and value, and whose it is."""

    start: int
    end: int
    template: Template
    name: str
    scalar: Scalar


def written_lines(before: Text, after: Text) -> list[WrittenLine]:
    """The lines of `after` that the expansion of `before` wrote, in order; none where nothing changed.

    `after` is what `expand_text` made of `before`.
    """
    if not isinstance(after, MappedText):
        return []
    finder = _Finder(before)
    origins: dict[int, dict[Origin, None]] = {}
    segments = after.map.segments()
    ends = [segment.start for segment in segments[1:]] + [len(after.string)]
    for segment, end in zip(segments, ends, strict=True):
        if segment.kept:
            continue
        origin = finder.origin(*segment.old)
        for number in range(after.position(segment.start).line, after.position(end - 1).line + 1):
            origins.setdefault(number, {})[origin] = None
    return [WrittenLine(number, tuple(found)) for number, found in origins.items()]


class _Finder:
    """Finds the field of the shorthand that stands at a place of a text."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._found = sorted(_shorthand(text), key=lambda each: each.start)
        self._starts = [each.start for each in self._found]
        self._fields: dict[int, list[tuple[int, int, str]]] = {}

    def origin(self, start: int, end: int) -> Origin:
        """The origin at a span: the innermost field that it lies in."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or self._found[index].end < end:
            return Origin(start, end)
        shorthand = self._found[index]
        fields = self._fields.get(index)
        if fields is None:
            fields = self._fields[index] = list(_fields(self._text, shorthand.scalar))
        around = [(last - first, pointer) for first, last, pointer in fields if self._holds(first, last, start, end)]
        return Origin(start, end, shorthand.template.name, shorthand.name, min(around)[1] if around else "")

    def _holds(self, first: int, last: int, start: int, end: int) -> bool:
        """Whether the field at `first` to `last` holds the span; with it goes the comment behind it."""
        if first <= start and end <= last:
            return True
        return first == start and "\n" not in self._text.string[last:end].rstrip() and last < end


def _shorthand(text: Text) -> Iterator[_Shorthand]:
    """All shorthand annotations in a text."""
    for document in read(text, PREFIX):
        subject = workflow_object(document)
        for template in subject.all_templates if subject is not None else ():
            metadata = template.node.mapping("metadata")
            annotations = metadata.mapping("annotations") if metadata is not None else None
            for name, value in annotations.fields.items() if annotations is not None else ():
                if name.removeprefix(PREFIX) in KINDS and isinstance(value, Scalar) and value.key is not None:
                    yield _Shorthand(value.key.start, value.end, template, name, value)


def _fields(text: Text, scalar: Scalar) -> Iterator[tuple[int, int, str]]:
    """Every field in an annotation's value: its span in the text, from its key on, and its JSON pointer."""
    for document in read_embedded(scalar):
        for node in walk(document.root) if document.root is not None else ():
            if node.parent is not None and not node.aliased:
                place, start, end = node.text.author(node.key.start if node.key is not None else node.start, node.end)
                if place is text:
                    yield start, end, node.pointer
