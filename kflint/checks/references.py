"""KF403-KF410: every name of a template must lead somewhere (spec 2.2, 2.3, 3.1)."""

from __future__ import annotations

from fnmatch import fnmatchcase

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.findings.rules import ERROR, WARNING
from kflint.lang.tags import find
from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, CRON_WORKFLOW, WORKFLOW, WorkflowObject
from kflint.model.project import ABSENT, DECIDED_LATER, UNDEFINED, is_cluster_ref, resolve_name
from kflint.model.templates import Template
from kflint.model.values import known_text
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.calls import Call
    from kflint.model.project import Resolution

_ELSEWHERE = "if it lives only in the cluster, name it under 'external-templates' in kflint's configuration"


@checks_object("KF403", "KF404", "KF406")
def entrypoint(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The entrypoint is there and, like `onExit`, names a template (2.2 steps 6 to 8; R-WTR-3, 5)."""
    view, spec = context.view, subject.spec
    if spec is None or view.base is None:
        return
    written = spec.get("entrypoint")
    empty = written is None or (isinstance(written, Scalar) and written.json == "")
    if view.entrypoint is None and subject.kind in (WORKFLOW, CRON_WORKFLOW) and empty:
        why = "the workflow has no 'entrypoint': the name of the template that it starts with"
        names = list(view.base.by_name)
        yield at_node("KF404", written or spec, why, key=True, help=f"add 'entrypoint: {names[0]}'" if len(names) == 1 else None)
    for field in ("entrypoint", "onExit"):
        name = spec.string(field)
        if name is not None and name.value:
            yield from _named(name, view.base, subject)
        elif subject.workflow_template_ref is not None and view.base.spec is not None:
            inherited = view.base.spec.string(field)
            if inherited is not None and inherited.value and resolve_name(inherited, view.base).state == UNDEFINED:
                why = f"the '{field}' that '{_object_name(view.base)}' brings, '{inherited.value}', names no template of it"
                yield at_node("KF406", subject.workflow_template_ref, why, key=True)


def _named(name: Scalar, base: WorkflowObject, subject: WorkflowObject) -> Iterator[Finding]:
    if find(name.value):
        why = "this name can't hold a tag: Argo takes it as it is written"
        yield at_node("KF403", name, why)
    elif resolve_name(name, base).state == UNDEFINED:
        if base is subject:
            yield at_node("KF403", name, f"no template '{name.value}'{meant(name.value, base.by_name)}")
        else:
            yield from _not_in_object(name, base)


def _not_in_object(name: Scalar, owner: WorkflowObject, values: dict[str, str] | None = None) -> Iterator[Finding]:
    text = _with_values(name, values or {})
    why = f"{owner.kind} '{_object_name(owner)}' has no template '{text}'{meant(text, owner.by_name)}"
    related = (related_to(owner.name, "it is defined here"),) if owner.name is not None else ()
    yield at_node("KF406", name, why, related=related)


def _with_values(name: Scalar, values: dict[str, str]) -> str:
    """A name as a message shows it: with the values that are known in place of its tags."""
    known = known_text(name.value, values) if "{{" in name.value else None
    return name.value if known is None else known


def _object_name(owner: WorkflowObject) -> str:
    return owner.name.value if owner.name is not None else ""


@checks_template("KF403", "KF405", "KF406", "KF407", "KF409")
def calls(template: Template, context: Context) -> Iterator[Finding]:
    """The template that each step and task calls (3.1)."""
    for call in template.calls:
        problem = next(_ill_formed(call), None)
        if problem is not None:
            yield problem
            continue
        found = context.view.resolve(call)
        if call.template is not None and call.inline is not None:
            # The name is looked up although the inline template is the one that runs.
            found = resolve_name(call.template, template.owner, context.view.known_values(template))
        yield from _unresolved(call, found, context, context.view.known_values(template))


def _ill_formed(call: Call) -> Iterator[Finding]:
    """A call names its template in exactly one way, and completely."""
    ref, template = call.template_ref, call.template
    if ref is not None:
        if template is not None and template.value:
            yield at_node(
                "KF407", template, f"{call.kind} '{call.name}' has both 'template' and 'templateRef'; keep one of them", key=True
            )
        for field, what in (("name", "object"), ("template", "template of that object")):
            if not ref.filled(field):
                yield at_node("KF407", ref, f"this templateRef does not say which {what}: '{field}' is missing", key=True)
    elif (template is None or not template.value) and call.inline is None:
        others = [call.node.get(field) for field in ("template", "templateRef", "inline")]
        if all(other is None or other is template for other in others):
            why = f"{call.kind} '{call.name}' does not say what to run: give it 'template', 'templateRef' or 'inline'"
            yield at_node("KF407", template or call.name_node, why)


def _unresolved(call: Call, found: Resolution, context: Context, values: dict[str, str]) -> Iterator[Finding]:
    name, ref = call.template, call.template_ref
    if ref is not None:
        yield from _unresolved_ref(ref, found, context, values)
    elif name is not None and found.state == UNDEFINED and found.base is not None:
        text = _with_values(name, values)
        yield at_node("KF403", name, f"no template '{text}'{meant(text, found.base.by_name)}")
    elif name is not None and found.state == DECIDED_LATER:
        tag = next((tag for tag in find(name.value) if not tag.is_expression), None)
        if tag is not None:
            why = f"the template can't be chosen by '{{{{{tag.text}}}}}': its value is not known when the workflow is checked"
            yield at_node("KF403", name, why, part=(tag.start, tag.end))


def _unresolved_ref(ref: Mapping, found: Resolution, context: Context, values: dict[str, str]) -> Iterator[Finding]:
    subject = context.view.subject
    if subject.kind == CLUSTER_WORKFLOW_TEMPLATE and not is_cluster_ref(ref):
        why = "a ClusterWorkflowTemplate can refer only to others of its kind; add 'clusterScope: true'"
        yield at_node("KF409", ref, why, key=True)
    elif found.state == ABSENT:
        yield from absent(ref, context)
    elif found.state == UNDEFINED and found.base is not None:
        name = ref.string("template")
        if name is not None:
            yield from _not_in_object(name, found.base, values)


def absent(ref: Mapping, context: Context) -> Iterator[Finding]:
    """An object that was not read: it may live in the cluster, so the severity is a warning (see docs/design.md)."""
    name = ref.string("name")
    kind = CLUSTER_WORKFLOW_TEMPLATE if is_cluster_ref(ref) else "WorkflowTemplate"
    text = name.value if name is not None else ""
    if any(fnmatchcase(text, pattern) for pattern in context.settings.external_templates):
        return
    project, namespace = context.view.project, context.view.subject.namespace
    known = project.cluster if is_cluster_ref(ref) else [n for _, n in project.namespaced]
    elsewhere = [space for space, n in project.namespaced if n == text and space != namespace] if not is_cluster_ref(ref) else []
    where = f" in namespace '{namespace}', only in '{elsewhere[0]}'" if elsewhere else ""
    why = f"no {kind} '{text}' in this project{where}{'' if where else meant(text, known)}"
    yield at_node("KF405", name or ref, why, help=_ELSEWHERE, severity=ERROR if context.settings.strict_refs else WARNING)


@checks_object("KF405", "KF408", "KF409")
def workflow_template_ref(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`workflowTemplateRef` names an object that was read, and stands in place of templates (R-WTR-1, 2)."""
    ref, spec = subject.workflow_template_ref, subject.spec
    if ref is None or spec is None:
        return
    templates = spec.sequence("templates")
    if templates is not None and templates.items:
        why = "a workflow with 'workflowTemplateRef' can't have templates of its own"
        yield at_node("KF408", templates, why, key=True, related=(related_to(ref, "the reference is here", key=True),))
    if subject.kind == CLUSTER_WORKFLOW_TEMPLATE and not is_cluster_ref(ref):
        why = "a ClusterWorkflowTemplate can refer only to others of its kind; add 'clusterScope: true'"
        yield at_node("KF409", ref, why, key=True)
    elif context.view.base is None:
        yield from absent(ref, context)


@checks_object("KF410")
def foreign_variables(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A template of another object runs in this workflow's scope: the workflow must have what it uses (R-WFT-3, R-WTR-6)."""
    if subject.kind in (WORKFLOW, CRON_WORKFLOW):
        from kflint.checks.foreign import missing_variables

        yield from missing_variables(subject, context)
