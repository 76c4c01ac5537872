"""Comparisons with a phase that there is not: `steps.build.status == 'failed'` never holds, as Argo writes 'Failed'."""

from __future__ import annotations

from kflint.checks.variable_messages import meant
from kflint.lang.expr import Reference, Tree
from kflint.lang.expr_tree import Binary, Chain, Member, Node, Text, walk
from kflint.lang.mistake import Mistake

# Argo types: NodePhase, WorkflowPhase.
_OF_WORKFLOW = ("Pending", "Running", "Succeeded", "Failed", "Error")
_OF_NODE = (*_OF_WORKFLOW, "Skipped", "Omitted")


def wrong_phases(tree: Tree, references: list[Reference]) -> list[Mistake]:
    """The texts that the status of a workflow, step or task is compared with, though it is never one of them."""
    by_last = {(reference.parts[-1].offset): reference for reference in references if not reference.open}
    found = []
    for node in walk(tree.root):
        if not isinstance(node, Binary) or node.operator not in ("==", "!="):
            continue
        for value, text in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(text, Text) or not text.value:
                continue
            phases = _phases(_names(value, by_last))
            if phases and text.value not in phases:
                why = f"a status is never '{text.value}'{meant(text.value, phases)}"
                found.append(Mistake(why, text.offset, text.end, f"it is one of {', '.join(phases)}"))
    return found


def _names(node: Node, by_last: dict[int, Reference]) -> tuple[str, ...]:
    """The path that a node is, or nothing."""
    while isinstance(node, Chain):
        node = node.node
    if not isinstance(node, Member) or not isinstance(node.key, Text) or node.key.offset not in by_last:
        return ()
    return by_last[node.key.offset].names


def _phases(names: tuple[str, ...]) -> tuple[str, ...]:
    """The phases that a variable may have as its value; nothing for a variable that is no status."""
    if names == ("workflow", "status"):
        return _OF_WORKFLOW
    is_node = names == ("lastRetry", "status") or (len(names) == 3 and names[0] in ("steps", "tasks") and names[2] == "status")
    return _OF_NODE if is_node else ()
