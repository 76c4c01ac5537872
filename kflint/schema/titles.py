"""What messages call the parts of an object."""

from __future__ import annotations

from kflint.schema.schema import Shape
from kflint.source.nodes import Mapping, Node, Sequence

# Definitions that are list items, and what an author calls one of them.
_NOUNS = {
    "Artifact": "artifact",
    "ContainerNode": "container",
    "DAGTask": "task",
    "Parameter": "parameter",
    "Prometheus": "metric",
    "Template": "template",
    "TransformationStep": "transformation",
    "UserContainer": "container",
    "WorkflowStep": "step",
    "core.ContainerPort": "port",
    "core.EnvVar": "environment variable",
    "core.LocalObjectReference": "reference",
    "core.PersistentVolumeClaim": "volume claim",
    "core.Toleration": "toleration",
    "core.Volume": "volume",
    "core.VolumeMount": "volume mount",
}


def title(node: Node, shape: Shape, *, definite: bool = False) -> str:
    """What a message calls a node of this shape: `'container'`, `a template`, `an item of 'env'`; `the template` if `definite`."""
    if node.key is not None:
        return f"'{node.key.value}'"
    if node.parent is None:
        return f"{'the' if definite else 'a'} {shape.name}"
    noun = _NOUNS.get(shape.name)
    if noun is None:
        return item_title(node)
    return f"the {noun}" if definite else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def item_title(node: Node) -> str:
    """What a message calls a value: `'image'`, or `an item of 'args'` for one in a list."""
    if node.key is not None:
        return f"'{node.key.value}'"
    holder = node.parent
    while isinstance(holder, Sequence) and holder.key is None:
        holder = holder.parent
    return f"an item of '{holder.key.value}'" if holder is not None and holder.key is not None else "an item of a list"


def name_of(node: Node) -> str | None:
    """The name under which a mapping holds a node (keys as Kubernetes reads them); None for items of a list and the root."""
    if not isinstance(node.parent, Mapping):
        return None
    return next(name for name, value in node.parent.fields.items() if value is node)
