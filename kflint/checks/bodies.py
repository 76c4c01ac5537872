"""KF307-KF309: templates that say too little to do something, and patches of pods that can't be read (spec 9.20, 9.24)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, at_span
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

# What a template of a type can't do without when it runs, and what to say of it.
_NEEDED = {
    "http": ("url", "says not where to send the request"),
    "data": ("source", "says not where its data come from"),
}
# Problems after which Kubernetes can't read YAML.
_UNREADABLE = ("syntax", "key", "alias", "number")


@checks_template("KF307", "KF308")
def bodies(template: Template, context: Context) -> Iterator[Finding]:
    """http, data and script templates (Argo: executeDataTemplate, the agent's http request, the script staged by the executor)."""
    defaults = template.owner.template_defaults
    if template.type is None or (defaults is not None and defaults.get(template.type) is not None):
        return  # what is missing here is merged in
    if template.type in _NEEDED and template.body is not None:
        field, why = _NEEDED[template.type]
        value = template.body.get(field)
        if value is None or (isinstance(value, Scalar) and not value.value) or (isinstance(value, Mapping) and not value.fields):
            place = value or template.body
            yield at_node("KF307", place, f"{template.title} {why}: it needs '{field}'", key=True)
    elif template.type == "script" and template.body is not None:
        source = template.body.string("source")
        if template.body.get("source") is None or (source is not None and not source.value.strip()):
            yield at_node("KF308", source or template.body, f"the script of {template.title} is empty", key=True)


@checks_template("KF309")
def pod_patch_of_template(template: Template, context: Context) -> Iterator[Finding]:
    """The podSpecPatch of a template."""
    if "podSpecPatch" in template.node.fields:
        yield from _patch(template.node.string("podSpecPatch"))


@checks_object("KF309")
def pod_patch_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The podSpecPatch of the spec and of `templateDefaults`."""
    for holder in (subject.spec, subject.template_defaults):
        if holder is not None and "podSpecPatch" in holder.fields:
            yield from _patch(holder.string("podSpecPatch"))


def _patch(patch: Scalar | None) -> Iterator[Finding]:
    """A patch is a YAML or JSON mapping (Argo: ApplyPodSpecPatch); what tags make of it is known only when it runs."""
    if patch is None or not patch.value.strip() or "{{" in patch.value:
        return
    from kflint.source.embedded import read_embedded

    documents = read_embedded(patch)
    problem = next((p for p in documents[0].problems if p.kind in _UNREADABLE), None) if documents else None
    if problem is not None:
        why = f"the patch is not YAML: {problem.message}"
        yield at_span("KF309", problem.text, problem.start, problem.end, why, help=problem.hint)
    elif documents and documents[0].root is not None and not isinstance(documents[0].root, Mapping):
        yield at_node("KF309", patch, "the patch of a pod is a mapping, such as 'terminationGracePeriodSeconds: 10'")
