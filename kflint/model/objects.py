"""The four kinds of Argo object that hold workflows, and where each keeps its parts."""

from __future__ import annotations

from functools import cached_property

from kflint.model.templates import Template
from kflint.schema.walker import check_structure
from kflint.source.nodes import Mapping, Scalar
from kflint.source.reader import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.schema.misfit import Misfit

WORKFLOW, WORKFLOW_TEMPLATE = "Workflow", "WorkflowTemplate"
CLUSTER_WORKFLOW_TEMPLATE, CRON_WORKFLOW = "ClusterWorkflowTemplate", "CronWorkflow"
KINDS = (WORKFLOW, WORKFLOW_TEMPLATE, CLUSTER_WORKFLOW_TEMPLATE, CRON_WORKFLOW)
API_GROUP = "argoproj.io/"


class WorkflowObject:
    """A Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow.

    `misfits` are the places where it is not as Argo's types want it, once `understand` has been called.
    """

    def __init__(self, document: Document, root: Mapping, kind: str) -> None:
        self.document = document
        self.root = root
        self.kind = kind
        self.misfits: list[Misfit] = []

    def understand(self, argo_version: str) -> None:
        """Compares the object with Argo's types of a minor version: fills `misfits`, and reads misspelt fields as they were meant.

        To be called before anything else looks at the object.
        """
        self.misfits = check_structure(self.root, self.kind, argo_version)
        if self.misfits:
            from kflint.schema.meant import read_as_meant

            read_as_meant(self.misfits)

    @cached_property
    def metadata(self) -> Mapping | None:
        """`metadata`, if it is a mapping."""
        return self.root.mapping("metadata")

    @cached_property
    def name(self) -> Scalar | None:
        """The node of `metadata.name`."""
        return self.metadata.string("name") if self.metadata is not None else None

    @cached_property
    def namespace(self) -> str:
        """`metadata.namespace`, empty where it is not given."""
        namespace = self.metadata.string("namespace") if self.metadata is not None else None
        return namespace.value if namespace is not None else ""

    @cached_property
    def spec(self) -> Mapping | None:
        """The workflow spec: `spec`, in a CronWorkflow `spec.workflowSpec`."""
        spec = self.root.mapping("spec")
        return spec.mapping("workflowSpec") if spec is not None and self.kind == CRON_WORKFLOW else spec

    @cached_property
    def templates(self) -> list[Template]:
        """The templates of `spec.templates`, in the author's order."""
        return [Template(self, item) for item in self.spec.items("templates")] if self.spec is not None else []

    @cached_property
    def by_name(self) -> dict[str, Template]:
        """`templates` by name; of two with one name the last, as Argo stores them."""
        return {template.name: template for template in self.templates if template.name}

    @cached_property
    def all_templates(self) -> list[Template]:
        """`templates` and, behind each, the inline templates written in its steps and tasks, at any depth."""
        return [each for template in self.templates for each in _with_inline(template)]

    @cached_property
    def template_defaults(self) -> Mapping | None:
        """`spec.templateDefaults`."""
        return self.spec.mapping("templateDefaults") if self.spec is not None else None

    @cached_property
    def workflow_template_ref(self) -> Mapping | None:
        """`spec.workflowTemplateRef`: the WorkflowTemplate whose spec this object runs."""
        return self.spec.mapping("workflowTemplateRef") if self.spec is not None else None


def _with_inline(template: Template) -> Iterator[Template]:
    yield template
    for call in template.calls:
        if call.inline is not None:
            yield from _with_inline(call.inline)


def workflow_object(document: Document) -> WorkflowObject | None:
    """The Argo object in a document; None if it is of another kind, which kflint leaves alone."""
    root = document.root
    if not isinstance(root, Mapping):
        return None
    version, kind = root.string("apiVersion"), root.string("kind")
    if version is None or kind is None or not version.value.startswith(API_GROUP) or kind.value not in KINDS:
        return None
    return WorkflowObject(document, root, kind.value)
