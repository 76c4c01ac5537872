"""What templates of other objects use of a workflow that calls them, and it does not have (KF410; spec R-WFT-3)."""

from __future__ import annotations

from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import find
from kflint.model.templates import Template
from kflint.source.nodes import Node, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject

# Only what a workflow brings of its own; what else may be wrong in the template is told in its own file.
_BROUGHT = ("workflow.parameters.", "workflow.labels.", "workflow.annotations.", "workflow.priority")
# What a caller puts in place of an input before Argo looks for tags.
_REPLACED = ("value", "valueFrom")


def missing_variables(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Findings at the references of a workflow through which a template is reached that uses a variable it does not have."""
    told: set[str] = set()
    for reference, template in _reached(subject, context):
        for scalar, name in _used(template):
            if name in told or context.view.globals.knows(name):
                continue
            told.add(name)
            what, _, rest = name.removeprefix("workflow.").partition(".")
            own = context.view.globals.parameters if what == "parameters" else ()
            missing = f"{what[:-1]} '{rest}'" if rest else what
            why = f"{template.title} of '{_owner(template)}' uses '{{{{{name}}}}}', but this workflow has no {missing}"
            yield at_node("KF410", reference, why + meant(rest, own), related=(related_to(scalar, "used here"),))


def _owner(template: Template) -> str:
    return template.owner.name.value if template.owner.name is not None else template.owner.kind


def _reached(subject: WorkflowObject, context: Context) -> Iterator[tuple[Node, Template]]:
    """The templates of other objects that a workflow runs, each with the reference in the workflow that leads to it."""
    view, seen = context.view, set[int]()
    stack: list[tuple[Node, Template]] = []
    ref = subject.workflow_template_ref
    if ref is not None and view.base is not None:
        stack += [(ref.get("name") or ref, template) for template in reversed(view.base.templates)]
    for template in reversed(subject.all_templates):
        for call in reversed(template.calls):
            found = view.resolve(call).template
            if found is not None and found.owner is not subject:
                ref = call.template_ref
                stack.append(((ref.get("name") or ref) if ref is not None else call.node, found))
    while stack:
        reference, template = stack.pop()
        if id(template.node) in seen:
            continue
        seen.add(id(template.node))
        if template.owner is not subject:
            yield reference, template
        for call in template.calls:
            found = view.resolve(call).template
            if found is not None:
                stack.append((reference, found))


def _used(template: Template) -> Iterator[tuple[Scalar, str]]:
    """The tags of a template's checked places that name something the workflow brings."""
    caller = bool({"steps", "dag"}.intersection(template.types))
    holders = [template.node.get(f) for f in ("steps", "dag", "outputs")] if caller else list(template.node.fields.values())
    if not caller:
        holders += [v for item in template.inputs("parameters") for field, v in item.fields.items() if field not in _REPLACED]
    for holder in holders:
        if holder is None or (holder.key is not None and holder.key.value == "inputs"):
            continue
        for scalar in scalars(holder):
            for tag in find(scalar.value) if "{{" in scalar.value else ():
                if tag.closed and not tag.is_expression and tag.text.startswith(_BROUGHT):
                    yield scalar, tag.text
