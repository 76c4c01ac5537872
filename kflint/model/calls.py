"""A step or a DAG task: one call of a template."""

from __future__ import annotations

from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.templates import Template

STEP, TASK = "step", "task"


class Call:
    """A step (`kind` STEP, in the 0-based `group`) or task (`kind` TASK, group 0) of the template `caller`.

    Argo fields: `steps[][]` (WorkflowStep) and `dag.tasks[]` (DAGTask).
    """

    __slots__ = ("_inline", "caller", "group", "kind", "node", "position")

    def __init__(self, caller: Template, node: Mapping, kind: str, group: int, position: int) -> None:
        self.caller = caller
        self.node = node
        self.kind = kind
        self.group = group
        self.position = position
        self._inline: Template | None = None

    @property
    def name(self) -> str:
        """The step's or task's name, empty where it has none."""
        name = self.node.string("name")
        return name.value if name is not None else ""

    @property
    def name_node(self) -> Node:
        """The node of the name, or of the whole call where it has none."""
        return self.node.string("name") or self.node

    @property
    def template(self) -> Scalar | None:
        """The `template` field: the name of a template of the same object."""
        return self.node.string("template")

    @property
    def template_ref(self) -> Mapping | None:
        """The `templateRef` field: a template of another object."""
        return self.node.mapping("templateRef")

    @property
    def place(self) -> Node:
        """Where it says which template it runs: the template's name, of a `templateRef` too; else its own name."""
        ref = self.template_ref
        return self.template or (ref.get("template") if ref is not None else None) or self.name_node

    @property
    def inline(self) -> Template | None:
        """The template written in the call itself (`inline`)."""
        body = self.node.mapping("inline")
        if self._inline is None and body is not None:
            from kflint.model.templates import Template

            self._inline = Template(self.caller.owner, body, self)
        return self._inline

    @property
    def loops(self) -> bool:
        """Whether it runs once per item: withItems, withParam or withSequence."""
        return any(self.node.get(field) is not None for field in ("withItems", "withParam", "withSequence"))

    def arguments(self, kind: str) -> list[Mapping]:
        """Its arguments of a kind, `parameters` or `artifacts`, as they are written."""
        arguments = self.node.mapping("arguments")
        return arguments.items(kind) if arguments is not None else []
