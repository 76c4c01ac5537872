"""KF526-KF528, KF531: templates that run as hooks, which argo lint does not look up (spec 9.6, 9.25)."""

from __future__ import annotations

from kflint.checks.arguments import missing_parameters
from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import find
from kflint.model.calls import TASK
from kflint.model.project import FOUND, UNDEFINED, Resolution, resolve_name
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template


@checks_object("KF526", "KF527", "KF528")
def hooks_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """The hooks of the workflow; their templates are looked up where the entrypoint is."""
    if subject.spec is not None and "hooks" in subject.spec.fields:
        yield from _hooks(subject.spec, context.view.base, context)


@checks_template("KF526", "KF527", "KF528")
def hooks_of_calls(template: Template, context: Context) -> Iterator[Finding]:
    """The hooks and the `onExit` of steps and tasks; their templates are looked up in the object that these are written in."""
    for call in template.calls:
        if "hooks" in call.node.fields:
            yield from _hooks(call.node, template.owner, context)
        on_exit = call.node.string("onExit") if "onExit" in call.node.fields else None
        if on_exit is not None and on_exit.value:
            found = resolve_name(on_exit, template.owner)
            yield from _undefined(on_exit, found)
            if found.state == FOUND and found.template is not None and not context.view.globals.any_parameter:
                # It gets the arguments of the workflow.
                yield from _missing(found.template, set(context.view.globals.parameters), on_exit)


@checks_template("KF531")
def hooks_of_tasks(template: Template, context: Context) -> Iterator[Finding]:
    """Every hook of a task but `exit` says when it runs; of steps and of the spec, argo lint looks itself (KF513)."""
    for call in template.calls:
        hooks = call.node.mapping("hooks") if call.kind == TASK and "hooks" in call.node.fields else None
        for name, hook in hooks.fields.items() if hooks is not None else ():
            if name != "exit" and isinstance(hook, Mapping) and not hook.filled("expression"):
                why = f"the hook '{name}' has no 'expression' that says when it runs; only 'exit' needs none"
                yield at_node("KF531", hook, why, key=True)


def _hooks(holder: Mapping, owner: WorkflowObject | None, context: Context) -> Iterator[Finding]:
    hooks = holder.mapping("hooks")
    for name, hook in hooks.fields.items() if hooks is not None else ():
        if name == "exit" and holder.filled("onExit"):
            why = "'onExit' stands beside this hook, and only one of them runs: 'onExit'"
            yield at_node("KF528", hook, why, key=True, related=(related_to(holder.fields["onExit"], "this one runs", key=True),))
        if isinstance(hook, Mapping):
            yield from _hook(name, hook, owner, context)


def _hook(name: str, hook: Mapping, owner: WorkflowObject | None, context: Context) -> Iterator[Finding]:
    template, ref = hook.string("template"), hook.mapping("templateRef")
    if hook.get("template") is None and hook.get("templateRef") is None:
        yield at_node("KF526", hook, f"the hook '{name}' says not what to run: it has no 'template'", key=True)
        return
    place: Scalar | None = template
    if ref is not None:
        place = ref.string("template")
        found = _referenced(ref, place, context)
    elif template is not None and owner is not None:
        found = resolve_name(template, owner)
    else:
        return
    if place is None:
        return
    yield from _undefined(place, found)
    if found.state == FOUND and found.template is not None:
        arguments = hook.mapping("arguments")
        given = arguments.items("parameters") if arguments is not None else []
        names = {item.value for each in given for item in [each.string("name")] if item is not None}
        yield from _missing(found.template, names, place)


def _referenced(ref: Mapping, name: Scalar | None, context: Context) -> Resolution:
    """The template of a hook's templateRef; ABSENT and UNCLEAR alike say nothing."""
    owner = context.view.project.referenced(ref, context.view.subject.namespace)
    if owner is None or name is None or find(name.value):
        return Resolution("unclear")
    return resolve_name(name, owner)


def _undefined(name: Scalar, found: Resolution) -> Iterator[Finding]:
    if found.state == UNDEFINED and found.base is not None:
        yield at_node("KF526", name, f"no template '{name.value}' for this hook{meant(name.value, found.base.by_name)}")


def _missing(callee: Template, given: set[str], place: Scalar) -> Iterator[Finding]:
    missing = missing_parameters(callee, given)
    if missing:
        names = ", ".join(f"'{name.value}'" for name in missing)
        related = tuple(related_to(name, "this input has no default") for name in missing)
        why = f"this hook does not give {callee.title} its input{'s' if len(missing) > 1 else ''} {names}"
        yield at_node("KF527", place, why, related=related)
