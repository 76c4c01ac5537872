"""The objects that are linted together, and how a step, task or workflow finds the template that it names."""

from __future__ import annotations

from kflint.lang.tags import find, substitute
from kflint.model.calls import Call
from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, WORKFLOW_TEMPLATE, WorkflowObject
from kflint.model.templates import Template
from kflint.model.values import known_text
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kflint.source.nodes import Mapping, Scalar

# How the search for a template ended. Of these only FOUND has a template.
FOUND = "found"  # here it is
UNDEFINED = "undefined"  # the object is known and has no such template
ABSENT = "absent"  # the object is not among those read: it may live in the cluster
DECIDED_LATER = "decided later"  # the name holds a tag: known only when the workflow runs
UNCLEAR = "unclear"  # the call names no template, or its fields are broken: reported elsewhere

# Tags with these beginnings have a value by the time a reference is looked up.
_REPLACED = ("workflow.", "inputs.")


class Resolution(NamedTuple):
    """Where a name of a template leads. `base` is the object in which the names inside the template are looked up."""

    state: str
    template: Template | None = None
    base: WorkflowObject | None = None


class Project:
    """The templates of all objects read, by name. A run that reads several files shares one project.

    `others` gives the objects of the project's other files; it is called once, and only if a reference leads nowhere without.
    """

    __slots__ = ("_others", "cluster", "namespaced")

    def __init__(
        self, objects: Iterable[WorkflowObject] = (), others: Callable[[], Iterable[WorkflowObject]] | None = None
    ) -> None:
        self.namespaced: dict[tuple[str, str], WorkflowObject] = {}
        self.cluster: dict[str, WorkflowObject] = {}
        self._others = others
        for each in objects:
            self.add(each)

    def add(self, each: WorkflowObject) -> None:
        """Takes in an object that can be referred to (WorkflowTemplate, ClusterWorkflowTemplate); the first of a name counts."""
        name = each.name.value if each.name is not None else ""
        if each.kind == WORKFLOW_TEMPLATE:
            self.namespaced.setdefault((each.namespace, name), each)
        elif each.kind == CLUSTER_WORKFLOW_TEMPLATE:
            self.cluster.setdefault(name, each)

    def namesake(self, each: WorkflowObject) -> WorkflowObject | None:
        """The object read before `each` that has its kind, namespace and name; None where there is none (Argo: indexing)."""
        name = each.name.value if each.name is not None else ""
        first = self.cluster.get(name) if each.kind == CLUSTER_WORKFLOW_TEMPLATE else None
        if each.kind == WORKFLOW_TEMPLATE:
            first = self.namespaced.get((each.namespace, name))
        return first if first is not None and first.root is not each.root else None

    def find(self, name: str, namespace: str, cluster: bool) -> WorkflowObject | None:
        """The WorkflowTemplate of a namespace (compared as text, none is ""), or the ClusterWorkflowTemplate, of that name."""
        found = self.cluster.get(name) if cluster else self.namespaced.get((namespace, name))
        if found is None and self._others is not None:
            others, self._others = self._others, None
            for each in others():
                self.add(each)
            return self.find(name, namespace, cluster)
        return found

    def referenced(self, ref: Mapping, namespace: str) -> WorkflowObject | None:
        """The object that a `templateRef` or `workflowTemplateRef` names, if it was read."""
        name = ref.string("name")
        return self.find(name.value, namespace, is_cluster_ref(ref)) if name is not None else None

    def base_of(self, subject: WorkflowObject) -> WorkflowObject | None:
        """The object whose templates the names in `subject` refer to: itself, or that of its workflowTemplateRef (None: absent)."""
        ref = subject.workflow_template_ref
        return subject if ref is None else self.referenced(ref, subject.namespace)

    def resolve(self, call: Call, base: WorkflowObject, namespace: str, values: dict[str, str]) -> Resolution:
        """The template that a step or task calls.

        `base` is the object it is written in, `namespace` that of the linted object, `values` the tags whose value is known.
        """
        ref = call.template_ref
        if call.inline is not None:
            # The reference beside it is looked up all the same, for the names inside the template.
            found = self._resolve_ref(ref, namespace, values) if ref is not None else Resolution(FOUND, None, base)
            return found if found.state == ABSENT else Resolution(FOUND, call.inline, found.base)
        if ref is not None:
            return self._resolve_ref(ref, namespace, values)
        return resolve_name(call.template, base, values) if call.template is not None else Resolution(UNCLEAR)

    def _resolve_ref(self, ref: Mapping, namespace: str, values: dict[str, str]) -> Resolution:
        fields = ref.string("name"), ref.string("template")
        texts = [substitute(field.value, values) if "{{" in field.value else field.value for field in fields if field is not None]
        if len(texts) < 2 or not all(texts):
            return Resolution(UNCLEAR)
        # Argo gives up on a reference with a tag that it can't replace at all, and takes one that it will replace as a name.
        if any(not tag.is_expression and not tag.text.startswith(_REPLACED) for text in texts for tag in find(text)):
            return Resolution(DECIDED_LATER)
        owner = self.find(texts[0], namespace, is_cluster_ref(ref))
        if owner is None:
            return Resolution(ABSENT)
        found = owner.by_name.get(texts[1])
        if found is None and find(texts[1]):
            return Resolution(DECIDED_LATER)
        return Resolution(FOUND, found, owner) if found is not None else Resolution(UNDEFINED, None, owner)


def resolve_name(name: Scalar, base: WorkflowObject, values: dict[str, str] | None = None) -> Resolution:
    """The template of `base` that a `template`, `entrypoint` or `onExit` field names (Argo: GetTemplateByName).

    `values` are the tags whose value is known.
    """
    text = known_text(name.value, values or {}) if "{{" in name.value else name.value
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
