"""What YAML, or Kubernetes' reading of it, refuses in a text: a kind, a sentence, and the place where a person looks."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.source.nodes import Node
    from kflint.source.text import Text

# The kinds of problem. Each belongs to one rule (see `kflint.checks.files`).
BYTES = "bytes"  # bytes that are no text in the file's encoding
SYNTAX = "syntax"  # no valid YAML
DUPLICATE_KEY = "duplicate-key"  # a key twice in one mapping
MERGED_KEY = "merged-key"  # a key given and merged in, or merged in twice
KEY = "key"  # something that can't be a key in JSON
SAME_NAME = "same-name"  # keys that differ in YAML and are the same text in JSON
ALIAS = "alias"  # an alias without an anchor, or too much of them
NUMBER = "number"  # a number that JSON doesn't have
TEMPLATE = "template"  # not YAML, but a template that makes some
TRAILING = "trailing"  # what stands behind the end of the document, and is not read
KINDS = (BYTES, SYNTAX, DUPLICATE_KEY, MERGED_KEY, KEY, SAME_NAME, ALIAS, NUMBER, TEMPLATE, TRAILING)

UNQUOTED_TAG = "a value that begins with '{{' must be quoted"


def quoted(value: str) -> str:
    """A one-line value in single quotes, as YAML has them."""
    return "'" + value.replace("'", "''") + "'"


class Problem:
    """Something that is refused: `kind` is one of KINDS, `start` and `end` are 0-based offsets into `text`.

    `related` is a second place that the message speaks of, `hint` says how to mend it where that is more than the message says.
    """

    __slots__ = ("end", "hint", "kind", "message", "related", "start", "text")

    def __init__(
        self,
        kind: str,
        message: str,
        text: Text,
        start: int,
        end: int,
        related: Node | None = None,
        hint: str | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.text = text
        self.start = start
        self.end = end
        self.related = related
        self.hint = hint


class Refused(Exception):
    """Reading a document can't go on; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
