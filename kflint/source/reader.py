"""From text to trees: documents, their nodes, and what YAML itself refuses in them.

libyaml (through PyYAML) gives events; the nodes are built from these in one pass. Documents are cut as Argo and kubectl cut them:
behind every `---` at the start of a line, so one broken document leaves the others readable.
"""

from __future__ import annotations

from yaml._yaml import CParser
from yaml.error import YAMLError

from kflint.source.builder import Builder
from kflint.source.problems import Problem, Refused
from kflint.source.scalars import NON_JSON_NUMBERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.source.nodes import Node
    from kflint.source.text import Text

__all__ = ["Document", "Problem", "chunks", "read", "read_document"]

# What stands in every text that libyaml reads and Kubernetes may refuse: only then a second look is taken.
_SUSPICIOUS = ("?", "\\/", "\ufeff", *NON_JSON_NUMBERS)


class Document:
    """One YAML document: its 0-based `index` in the file, its tree (None if it is empty or broken) and what is wrong with it.

    `start` and `end` are the 0-based offsets of the chunk of text that it was read from.
    """

    __slots__ = ("end", "index", "problems", "root", "start", "text")

    def __init__(self, text: Text, index: int, start: int, end: int) -> None:
        self.text = text
        self.index = index
        self.start = start
        self.end = end
        self.root: Node | None = None
        self.problems: list[Problem] = []


def chunks(string: str) -> list[tuple[int, int]]:
    """The spans of a text's documents: it is cut at every `---` at the start of a line, whatever follows (R-DOC-1).

    The `---` belongs to no chunk, but where the text itself begins with one, that is left to the YAML parser, as Argo does.
    """
    spans, start = [], 0
    at = string.find("\n---")
    while at >= 0:
        spans.append((start, at + 1))
        start = at + 4
        at = string.find("\n---", start)
    spans.append((start, len(string)))
    return spans


def read(text: Text, marker: str = "") -> list[Document]:
    """The documents of a text, in order. One whose chunk does not hold `marker` is left out: it can't be of interest.

    Comments before the first `---` are not counted as a document.
    """
    documents = []
    spans = chunks(text.string)
    first = 1 if len(spans) > 1 and _is_prologue(text.string, *spans[0]) else 0
    for index, (start, end) in enumerate(spans[first:]):
        if marker and text.string.find(marker, start, end) < 0:
            continue
        documents.append(read_document(text, index, start, end))
    return documents


def _is_prologue(string: str, start: int, end: int) -> bool:
    """Whether what stands before the first `---` is no document: nothing, or comments and directives only."""
    return all(line.lstrip()[:1] in ("", "#", "%") for line in string[start:end].split("\n"))


def read_document(text: Text, index: int = 0, start: int = 0, end: int | None = None) -> Document:
    """The first YAML document in the chunk of `text` from `start` to `end` (0-based offsets; to the end if None)."""
    string = text.string
    if end is None:
        end = len(string)
    document = Document(text, index, start, end)
    skip = 1 if string.startswith("\ufeff", start) else 0  # libyaml does not count a byte-order mark
    chunk = string if start == 0 and end == len(string) and not skip else string[start + skip : end]
    builder = Builder(text, start + skip)
    try:
        document.root = builder.build(CParser(chunk).get_event)
    except Refused as refused:
        document.problems = [refused.problem]
    except (YAMLError, UnicodeEncodeError) as error:
        from kflint.source.broken import read_broken

        read_broken(document, chunk, start + skip, error)
    else:
        document.problems = builder.problems
        if builder.unusual or builder.stopped < end or any(part in chunk for part in _SUSPICIOUS):
            from kflint.source.refusals import second_look

            document.problems += second_look(document, builder.stopped, builder.copies)
    return document
