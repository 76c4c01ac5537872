"""YAML inside a string: a resource template's manifest, a shorthand annotation's value. Its nodes have places in the outer text."""

from __future__ import annotations

from kflint.source.nodes import Scalar
from kflint.source.place import placer
from kflint.source.reader import Document, read
from kflint.source.text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def embedded_text(scalar: Scalar) -> Text:
    """The value of a scalar as a text of its own, whose spans lead back to the text that the scalar stands in."""
    find: Callable[[int, int], tuple[int, int]] | None = None

    def outer(start: int, end: int) -> tuple[Text, int, int]:
        nonlocal find
        if find is None:
            find = placer(scalar)
        return (scalar.text, *find(start, end))

    return Text(scalar.value, scalar.text.path, scalar.text.encoding, outer)


def read_embedded(scalar: Scalar) -> list[Document]:
    """The YAML documents in a scalar's value (see `reader.read`)."""
    return read(embedded_text(scalar))
