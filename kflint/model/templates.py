"""A template: its type, inputs, outputs and the calls it makes."""

from __future__ import annotations

from kflint.model.calls import STEP, TASK, Call
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.objects import WorkflowObject

# In the order of Argo's own Template type; exactly one must be present.
TEMPLATE_TYPES = (
    "container", "containerSet", "steps", "script", "resource", "dag", "data", "http", "plugin", "suspend",
)  # fmt: skip
# Types whose template is a pod, and types that are leaves (they call nothing and do something).
POD_TYPES = frozenset(("container", "containerSet", "script", "resource", "data"))
LEAF_TYPES = POD_TYPES | {"http", "plugin"}


class Template:
    """A template of the object `owner`; `call` is the step or task that it is written in, None for one of `spec.templates`.

    Argo type: Template.
    """

    __slots__ = ("_calls", "call", "node", "owner", "types")

    def __init__(self, owner: WorkflowObject, node: Mapping, call: Call | None = None) -> None:
        self.owner = owner
        self.node = node
        self.call = call
        self.types = tuple(t for t in TEMPLATE_TYPES if node.get(t) is not None)
        self._calls: list[Call] | None = None

    @property
    def name(self) -> str:
        """The template's name, empty where it has none (usual for inline templates)."""
        name = self.node.string("name")
        return name.value if name is not None else ""

    @property
    def name_node(self) -> Node:
        """The node of the name, or of the whole template where it has none."""
        return self.node.string("name") or self.node

    @property
    def type(self) -> str | None:
        """The only template type present; None where there is none or more than one."""
        return self.types[0] if len(self.types) == 1 else None

    @property
    def title(self) -> str:
        """How a message names the template."""
        if self.name or self.call is None:
            return f"template '{self.name}'" if self.name else "the template without a name"
        return f"the inline template of {self.call.kind} '{self.call.name}'"

    @property
    def body(self) -> Mapping | None:
        """The mapping of a template's type (`container: {…}`); None for steps and where it is no mapping."""
        return self.node.mapping(self.type) if self.type is not None else None

    @property
    def calls(self) -> list[Call]:
        """Its steps (group by group) or DAG tasks, in the author's order."""
        if self._calls is None:
            self._calls = list(self._find_calls())
        return self._calls

    def _find_calls(self) -> Iterator[Call]:
        steps = self.node.sequence("steps")
        for number, group in enumerate(steps.items if steps is not None else ()):
            members = group.items if isinstance(group, Sequence) else ()
            for position, item in enumerate(members):
                if isinstance(item, Mapping):
                    yield Call(self, item, STEP, number, position)
        dag = self.node.mapping("dag")
        for position, item in enumerate(dag.items("tasks") if dag is not None else ()):
            yield Call(self, item, TASK, 0, position)

    def inputs(self, kind: str) -> list[Mapping]:
        """Its inputs of a kind, `parameters` or `artifacts`."""
        inputs = self.node.mapping("inputs")
        return inputs.items(kind) if inputs is not None else []

    def outputs(self, kind: str) -> list[Mapping]:
        """Its outputs of a kind, `parameters` or `artifacts`."""
        outputs = self.node.mapping("outputs")
        return outputs.items(kind) if outputs is not None else []


def named(items: list[Mapping]) -> dict[str, Scalar]:
    """The names of a list of named things, each with its first node."""
    names: dict[str, Scalar] = {}
    for item in items:
        name = item.string("name")
        if name is not None:
            names.setdefault(name.value, name)
    return names
