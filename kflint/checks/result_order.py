"""KF524, KF529: results of steps and tasks that are not there yet, or never, where they are used (spec 9.25, 9.26)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.model.calls import TASK
from kflint.model.scopes import CallerScope, CallScope, Items, split_node_name
from kflint.source.nodes import Mapping, Scalar, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.lang.tags import Tag
    from kflint.model.calls import Call
    from kflint.model.templates import Template

# The fields of a step or task that are worked out before it runs; hooks and `onExit` may look back at it.
_BEFORE = ("arguments", "when", "withParam", "withItems", "withSequence")
_ARTIFACT = "outputs.artifacts."


@checks_template("KF524", "KF529")
def results(template: Template, context: Context) -> Iterator[Finding]:
    """Simple tags with results of other steps or tasks, in the fields of each."""
    node = template.node
    results = "tasks." if template.type == "dag" else "steps."
    if not template.calls or (node.text.string.find(results, node.start, node.end) < 0 and "*" not in node.text.string):
        return
    scope = CallerScope(context.view, template)
    for call in template.calls:
        here = CallScope(scope, call, Items())
        for field in _BEFORE:
            for scalar in scalars(call.node.fields[field]) if field in call.node.fields else ():
                for tag in find(scalar.value) if "{{" in scalar.value else ():
                    if not tag.is_expression and tag.text.startswith(scope.prefix):
                        yield from _result(tag, scalar, here)
    for artifact in template.outputs("artifacts"):
        source = artifact.string("from")
        if source is not None:
            yield from _looped(source, scope, artifact.scalar("optional"))


def _result(tag: Tag, scalar: Scalar, here: CallScope) -> Iterator[Finding]:
    """One tag in a step or task, if it names something that argo lint takes for known."""
    prefix, name, suffix = split_node_name(tag.text)
    other = here.caller.call_named(prefix, name)
    if other is None or here.knows(tag.text) is False:
        return
    if not has_run(here, other):
        if not _is_reported(tag, scalar, here.call):
            yield at_node("KF524", scalar, too_early(here.call, other), part=(tag.inner_start, tag.inner_end))
    elif other.loops and suffix.startswith(_ARTIFACT):
        artifact = scalar.parent
        optional = artifact.scalar("optional") if isinstance(artifact, Mapping) else None
        yield from _looped(scalar, here.caller, optional)


def has_run(here: CallScope, other: Call) -> bool:
    """Whether another step or task is certain to have run before that of `here`; True where the graph has mistakes of its own."""
    if other is here.call:
        return False
    if here.call.kind != TASK:
        return other.group < here.call.group
    graph = here.caller.view.graph(here.caller.template)
    # What waits for something unknown, or for itself, is told by other rules.
    own = graph.dependencies[graph.position[here.call.name]]
    return bool(graph.cycle) or any(d.name not in graph.position for d in own) or here.is_before(other)


def _is_reported(tag: Tag, scalar: Scalar, call: Call) -> bool:
    """Whether this is a place in which argo lint itself looks for the dependency (KF503): an argument that begins with the tag."""
    field = scalar.key.value if scalar.key is not None else ""
    return call.kind == TASK and field in ("value", "from") and tag.start == 0 and scalar.value.startswith("{{tasks.")


def too_early(call: Call, other: Call) -> str:
    """The message for a step or task that uses a result of another which has not run yet."""
    if other is call:
        return f"{call.kind} '{call.name}' uses its own result, which is not there before it has run"
    if call.kind == TASK:
        return f"task '{call.name}' uses a result of '{other.name}' but does not depend on it"
    if other.group > call.group:
        return f"step '{call.name}' uses a result of '{other.name}', which runs only after it"
    return f"step '{call.name}' uses a result of '{other.name}', which runs at the same time: they are in one group"


def _looped(source: Scalar, scope: CallerScope, optional: Scalar | None) -> Iterator[Finding]:
    """Artifacts of a loop are not collected (Argo: processAggregateNodeOutputs)."""
    tag = next(iter(find(source.value)), None)
    if tag is None or tag.is_expression or not tag.text.startswith(scope.prefix):
        return
    prefix, name, suffix = split_node_name(tag.text)
    other = scope.call_named(prefix, name)
    is_optional = optional is not None and optional.json is True
    if other is not None and other.loops and suffix.startswith(_ARTIFACT) and not is_optional:
        why = f"{other.kind} '{name}' is a loop, and Argo collects parameters and results of loops, but no artifacts"
        how = "let every run write below one key of the repository, and give that key to what comes after"
        yield at_node("KF529", source, why, part=(tag.inner_start, tag.inner_end), help=how)
