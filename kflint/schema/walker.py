"""Walks a tree against Argo's types and tells every structural mistake in it, in one pass.

The loop does nothing but compare; what a mistake is, and what would be right, is worked out only where there is one.
"""

from __future__ import annotations

from kflint.schema.misfit import MISSING, Misfit
from kflint.schema.schema import ANY, LIST, MAP, RECORD, STEP, TEXT, Shape, load_schema
from kflint.schema.values import accepts
from kflint.source.nodes import Mapping, Node, Scalar, Sequence


def check_structure(root: Mapping, kind: str, argo_version: str) -> list[Misfit]:
    """All structural mistakes of an object, about in the order of the text.

    `kind` is Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow; `argo_version` one of `settings.ARGO_VERSIONS`.
    Wrong is what Argo's strict decoder refuses (R-DEC rules), an absent field without which its validator refuses the object, and
    what both silently ignore.
    """
    return check_shape(root, load_schema(argo_version).kind(kind))


def check_shape(root: Mapping, shape: Shape) -> list[Misfit]:
    """All structural mistakes of a tree that should be of a shape, about in the order of the text."""
    walker = _Walker(shape)
    walker.check(root, shape)
    return walker.found


class _Walker:
    """One walk. `below_step` says where it is: below a step nothing is strict."""

    __slots__ = ("below_step", "found", "root_shape")

    def __init__(self, root_shape: Shape) -> None:
        self.root_shape = root_shape
        self.found: list[Misfit] = []
        self.below_step = False

    def check(self, node: Node, shape: Shape) -> None:
        """Compares a node with what is wanted there. Null is allowed everywhere and means nothing is there (R-DEC-5)."""
        kind = shape.kind
        if kind == TEXT:
            if type(node) is Scalar:
                if node.style and node.tag is None:
                    return
                value = node.json
                if value is None or type(value) is str:
                    return
        elif kind == RECORD:
            if type(node) is Mapping:
                self._record(node, shape)
                return
        elif kind == LIST:
            if type(node) is Sequence:
                self._list(node, shape)
                return
        elif kind == MAP:
            if type(node) is Mapping:
                inner = shape.inner
                assert inner is not None
                for value_node in node.fields.values():
                    self.check(value_node, inner)
                return
        elif kind == ANY or self._fits(node, shape):
            return
        if type(node) is not Scalar or not node.is_null:
            self._wrong_type(node, shape)

    def _record(self, node: Mapping, shape: Shape) -> None:
        fields = shape.fields
        was_below_step = self.below_step
        lenient = was_below_step and shape.name != STEP
        first = len(self.found)
        self.below_step = was_below_step or shape.name == STEP
        for name, value in node.fields.items():
            field = fields.get(name)
            if field is not None:
                self.check(value, field)
            else:
                self._unknown_field(node, shape, name, value, lenient)
        self.below_step = was_below_step
        for name in shape.needs:
            if node.get(name) is None:
                self._missing(node, shape, name, self.found[first:])

    def _list(self, node: Sequence, shape: Shape) -> None:
        inner = shape.inner
        assert inner is not None
        if inner.kind == LIST and any(type(item) is Mapping for item in node.items):
            self._flat_groups(node, inner)
            return
        for item in node.items:
            self.check(item, inner)

    def _fits(self, node: Node, shape: Shape) -> bool:
        """Whether a node is of a scalar type, or is what its decoder takes in place of a scalar."""
        if type(node) is Scalar:
            return node.is_null or accepts(shape.name, node)
        if shape.name == "plugin":
            return type(node) is Mapping and len(node.fields) == 1
        # Go's decoder takes a list of numbers for bytes, too.
        return shape.name == "bytes" and type(node) is Sequence

    def _flat_groups(self, node: Sequence, group: Shape) -> None:
        """A list of lists in which the inner list was left out. If all are mappings that is one mistake, else each is one."""
        from kflint.schema.wrong_type import flat_group

        flat = [item for item in node.items if isinstance(item, Mapping)]
        self.found += [flat_group(item, group) for item in (flat[:1] if len(flat) == len(node.items) else flat)]
        assert group.inner is not None
        for item in node.items:
            self.check(item, group.inner if isinstance(item, Mapping) else group)

    def _wrong_type(self, node: Node, shape: Shape) -> None:
        from kflint.schema.wrong_type import wrong_type

        misfit = wrong_type(node, shape)
        if misfit is not None:
            self.found.append(misfit)

    def _unknown_field(self, parent: Mapping, shape: Shape, name: str, value: Node, lenient: bool) -> None:
        from kflint.schema.unknown_field import UnknownField

        unknown = UnknownField(self.root_shape, parent, shape, name, value, lenient)
        self.found.append(unknown.misfit())
        if unknown.same_letters is not None:
            self.check(value, shape.fields[unknown.same_letters])

    def _missing(self, node: Mapping, shape: Shape, name: str, told: list[Misfit]) -> None:
        """Reports that a field is not there, unless what stands for it is reported already: that is one mistake, not two."""
        if any(m.home is not None and m.home.start is node and m.home.names[0] == name for m in told):
            return
        from kflint.schema.titles import title

        why = f"{title(node, shape)} has no '{name}', which {shape.schema.owner} needs"
        self.found.append(Misfit(MISSING, node, why, at_key=True))
