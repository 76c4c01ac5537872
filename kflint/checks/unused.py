"""KF421-KF424: templates, parameters, inputs and volumes that nothing uses (spec 9.16); advice, so only for those who select it.

A name that occurs once more in the text counts as used: expressions, scripts and plugins may name it in ways of their own.
"""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW
from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template


@checks_object("KF421", "KF422", "KF424")
def unused_in_workflow(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """What a workflow defines and does not use; that of a WorkflowTemplate may be used from elsewhere."""
    spec = subject.spec
    if spec is None or subject.kind not in (WORKFLOW, CRON_WORKFLOW) or context.view.base is not subject:
        return
    yield from _templates(subject, context)
    if any(call.template_ref is not None for template in subject.all_templates for call in template.calls):
        return  # the templates of other objects may use the workflow's parameters and volumes
    arguments = spec.mapping("arguments")
    for parameter in arguments.items("parameters") if arguments is not None else ():
        yield from _once(parameter, spec, "KF422", "nothing uses the workflow's parameter", "workflow.parameters")
    for volume in spec.items("volumes"):
        yield from _once(volume, spec, "KF424", "no container mounts the volume", None)
    for claim in spec.items("volumeClaimTemplates"):
        metadata = claim.mapping("metadata")
        if metadata is not None:
            yield from _once(metadata, spec, "KF424", "no container mounts the volume claim", None)


@checks_template("KF423")
def unused_inputs(template: Template, context: Context) -> Iterator[Finding]:
    """The input parameters of a template that it does not name again."""
    if "plugin" in template.types:
        return
    for parameter in template.inputs("parameters"):
        yield from _once(parameter, template.node, "KF423", f"{template.title} does not use its input", "inputs.parameters")


def _once(item: Mapping, where: Node, code: str, what: str, whole: str | None) -> Iterator[Finding]:
    """A finding if the name of an item occurs only once in the text of a node, and nothing takes all of its kind as a `whole`."""
    name = item.string("name")
    string = where.text.string
    if name is None or not name.value or name.aliased or "*" in string or _occurrences(name, where) > 1:
        return
    if whole is None or not _used_as_whole(string, whole):
        yield at_node(code, name, f"{what} '{name.value}'")


def _occurrences(name: Scalar, where: Node) -> int:
    return where.text.string.count(name.value, where.start, where.end)


def _used_as_whole(string: str, name: str) -> bool:
    """Whether a text names all parameters at once, as `{{workflow.parameters.json}}` or an expression may."""
    pieces = string.split(name)[1:]
    return any(not piece.startswith((".", "[")) or piece.startswith(".json") for piece in pieces)


def _templates(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Templates that neither the entrypoint, `onExit` nor a hook leads to."""
    named: set[str] = set()
    for holder in _holders(subject):
        for field in ("template", "entrypoint", "onExit"):
            name = holder.string(field)
            if name is not None:
                named.add(name.value)
        hooks = holder.mapping("hooks")
        for hook in hooks.fields.values() if hooks is not None else ():
            name = hook.string("template") if isinstance(hook, Mapping) else None
            if name is not None:
                named.add(name.value)
    if any("{{" in name for name in named) or context.view.entry_template is None:
        return
    for template in subject.templates:
        if template.name and template.name not in named:
            yield at_node("KF421", template.name_node, f"nothing calls {template.title}")


def _holders(subject: WorkflowObject) -> Iterator[Mapping]:
    if subject.spec is not None:
        yield subject.spec
    for template in subject.all_templates:
        for call in template.calls:
            yield call.node
