"""KF414: tags of the spec outside templates and arguments, where argo lint does not look (spec 9.28, R-SCOPE-2)."""

from __future__ import annotations

from kflint.checks.registry import checks_object
from kflint.checks.variable_messages import explain
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.model.scopes import Scope
from kflint.source.nodes import scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

# The fields that Argo puts global names into. Templates, arguments and podMetadata have rules of their own.
_FIELDS = (
    "affinity", "artifactGC", "artifactRepositoryRef", "dnsConfig", "executor", "hooks", "hostAliases", "imagePullSecrets",
    "metrics", "nodeSelector", "podDisruptionBudget", "podPriorityClassName", "podSpecPatch", "schedulerName",
    "securityContext", "serviceAccountName", "synchronization", "tolerations", "volumeClaimTemplates", "volumes",
    "workflowMetadata",
)  # fmt: skip
# Known only while the workflow runs, and so not by its text.
_LATER = ("workflow.failures", "workflow.outputs.")
_NODES = ("steps.", "tasks.")
_CALLERS = ("steps.name", "tasks.name")


@checks_object("KF414")
def tags_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Volumes, claims, pod metadata, hooks and the like take global names only (variables 2)."""
    view, spec = context.view, subject.spec
    if spec is None or subject.kind not in (WORKFLOW, CRON_WORKFLOW) or view.base is None or view.entry_template is None:
        return
    if spec.text.string.find("{{", spec.start, spec.end) < 0:
        return
    scope = Scope(view, view.entry_template)
    for field in _FIELDS:
        for scalar in scalars(spec.fields[field]) if field in spec.fields else ():
            for tag in find(scalar.value) if "{{" in scalar.value else ():
                name, part = tag.text, (tag.inner_start, tag.inner_end)
                if tag.is_expression or not tag.closed:
                    continue
                if name.startswith("workflow.") and not name.startswith(_LATER) and not view.globals.knows(name):
                    message, help_text = explain(name, scope)
                    yield at_node("KF414", scalar, message, part=part, help=help_text)
                elif name.startswith(_NODES) and name not in _CALLERS:
                    why = f"'{name}' can't be used in '{field}' of the spec: results of steps and tasks are known only beside them"
                    yield at_node("KF414", scalar, why, part=part)
