"""The objects that are linted together, and how a step, task or workflow finds the template that it names."""

from __future__ import annotations

from typing import NamedTuple

from kflint.model.calls import Call
from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, WORKFLOW_TEMPLATE, WorkflowObject
from kflint.model.templates import Template
from kflint.model.values import known_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kflint.source.nodes import Mapping, Scalar

# How the search for a template ended. Of these only FOUND has a template.
FOUND = "found"  # here it is
UNDEFINED = "undefined"  # the object is known and has no such template
ABSENT = "absent"  # the object is not among those read: it may live in the cluster
DECIDED_LATER = "decided later"  # the name holds a tag: known only when the workflow runs
UNCLEAR = "unclear"  # the call names no template, or its fields are broken: reported elsewhere


class Resolution(NamedTuple):
    """Where a name of a template leads. `base` is the object in which the names inside the template are looked up."""

    state: str
    template: Template | None = None
    base: WorkflowObject | None = None


class Project:
    """The templates of all objects read, by name. A run that reads several files shares one project."""

    __slots__ = ("cluster", "namespaced")

    def __init__(self, objects: Iterable[WorkflowObject] = ()) -> None:
        self.namespaced: dict[tuple[str, str], WorkflowObject] = {}
        self.cluster: dict[str, WorkflowObject] = {}
        for each in objects:
            self.add(each)

    def add(self, each: WorkflowObject) -> None:
        """Takes in an object; only WorkflowTemplates and ClusterWorkflowTemplates can be referred to."""
        if each.name is None:
            return
        if each.kind == WORKFLOW_TEMPLATE:
            self.namespaced[each.namespace, each.name.value] = each
        elif each.kind == CLUSTER_WORKFLOW_TEMPLATE:
            self.cluster[each.name.value] = each

    def find(self, name: str, namespace: str, cluster: bool) -> WorkflowObject | None:
        """The WorkflowTemplate of a namespace (compared as text, none is ""), or the ClusterWorkflowTemplate, of that name."""
        return self.cluster.get(name) if cluster else self.namespaced.get((namespace, name))

    def referenced(self, ref: Mapping, namespace: str) -> WorkflowObject | None:
        """The object that a `templateRef` or `workflowTemplateRef` names, if it was read."""
        name = ref.string("name")
        return self.find(name.value, namespace, is_cluster_ref(ref)) if name is not None else None

    def base_of(self, subject: WorkflowObject) -> WorkflowObject | None:
        """The object whose templates the names in `subject` refer to: itself, or the one of its workflowTemplateRef (None: absent)."""
        ref = subject.workflow_template_ref
        return subject if ref is None else self.referenced(ref, subject.namespace)

    def resolve(self, call: Call, base: WorkflowObject, namespace: str) -> Resolution:
        """The template that a step or task calls. `base` is the object it is written in, `namespace` that of the linted object."""
        ref = call.template_ref
        if call.inline is not None:
            return Resolution(FOUND, call.inline, self.referenced(ref, namespace) if ref is not None else base)
        if ref is not None:
            return self._resolve_ref(ref, namespace)
        return resolve_name(call.template, base) if call.template is not None else Resolution(UNCLEAR)

    def _resolve_ref(self, ref: Mapping, namespace: str) -> Resolution:
        name, template = ref.string("name"), ref.string("template")
        if name is None or template is None or not name.value or not template.value:
            return Resolution(UNCLEAR)
        if "{{" in name.value or "{{" in template.value:
            return Resolution(DECIDED_LATER)
        owner = self.referenced(ref, namespace)
        if owner is None:
            return Resolution(ABSENT)
        found = owner.by_name.get(template.value)
        return Resolution(FOUND, found, owner) if found is not None else Resolution(UNDEFINED, None, owner)


def resolve_name(name: Scalar, base: WorkflowObject) -> Resolution:
    """The template of `base` that a `template`, `entrypoint` or `onExit` field names (Argo: GetTemplateByName)."""
    text = known_text(name.value, base) if "{{" in name.value else name.value
    if text is None:
        return Resolution(DECIDED_LATER)
    if not text:
        return Resolution(UNCLEAR)
    found = base.by_name.get(text)
    if found is not None:
        return Resolution(FOUND, found, base)
    # A running workflow that was written out again carries the templates it had stored.
    return Resolution(DECIDED_LATER if base.root.mapping("status") is not None else UNDEFINED, None, base)


def is_cluster_ref(ref: Mapping) -> bool:
    """Whether a templateRef or workflowTemplateRef means a ClusterWorkflowTemplate (`clusterScope: true`)."""
    scope = ref.scalar("clusterScope")
    return scope is not None and scope.json is True
