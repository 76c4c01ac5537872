"""The `depends` of a DAG task: on which results of which tasks it waits.

Argo reads the text twice. Lint and the controller look for task names with a regular expression and never at what stands between
them (`references`). When the task is due, bare names are spelt out, every `-` becomes `_`, and the text is run as an expression of
expr-lang over the results of the tasks (`parse`).
"""

from __future__ import annotations

import re

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.lang.depends_tree import Node

# Argo type: TaskResult.
RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed")
# Results that only a task with withItems, withParam or withSequence has.
ITEM_RESULTS = frozenset(("AnySucceeded", "AllFailed"))
# What a bare name stands for: one of these results of the task.
BARE_RESULTS = ("Succeeded", "Skipped", "Daemoned")

_REFERENCE = re.compile(r"([a-zA-Z0-9][-a-zA-Z0-9]*?)\.([A-Z][a-zA-Z]+)|[a-zA-Z0-9][-a-zA-Z0-9]*")


class Reference(NamedTuple):
    """A task whose results are asked for: `result` is the word behind the dot, None for a bare name.

    `start` and `end` are 0-based character offsets; `end` is exclusive.
    """

    task: str
    result: str | None
    start: int
    end: int


def references(text: str) -> list[Reference]:
    """Return the tasks that Argo finds in `text`, in the order in which they stand, repetitions included.

    Any ASCII word is a task: operators in words, words in quotes and comments too; `a.succeeded` is the two tasks `a` and
    `succeeded`, because a result has a capital letter and at least one more letter. The result need not exist.
    """
    found = []
    for match in _REFERENCE.finditer(text):
        task, result = match.groups()
        found.append(Reference(task or match[0], result, match.start(), match.end()))
    return found


def dependencies(text: str) -> dict[str, bool]:
    """Return the tasks that Argo finds in `text`, and whether it counts each as a dependency on single items of a loop.

    A result that only loops have makes it one; a bare mention of the task further on undoes that (Argo: GetTaskDependencies).
    """
    found: dict[str, bool] = {}
    for task, result, _, _ in references(text):
        if result is None:
            found[task] = False
        elif result in ITEM_RESULTS:
            found[task] = True
        else:
            found.setdefault(task, False)
    return found


def parse(text: str) -> Node | None:
    """Return what `text` means when the task is due; None for the empty text, which stands for no `depends`.

    Raises Mistake if expr-lang can't compile it, or if the result can't be true or false. Tags must have been replaced.
    """
    from kflint.lang.depends_parser import parse_text

    return parse_text(text) if text else None


def expand(text: str) -> str:
    """Return `text` with the bare names spelt out, as Argo does before it runs the expression."""
    pieces: list[str] = []
    done = 0
    for task, result, start, end in references(text):
        if result is None:
            pieces += text[done:start], "(", " || ".join(f"{task}.{each}" for each in BARE_RESULTS), ")"
            done = end
    pieces.append(text[done:])
    return "".join(pieces)
