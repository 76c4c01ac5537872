"""KF523: templates that call themselves whatever happens (spec 9.33)."""

from __future__ import annotations

from kflint.checks.containers import find_cycle
from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.project import FOUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.calls import Call
    from kflint.model.objects import WorkflowObject

# With one of these, a step or task may not run at all, or not for the reason that the one before it has ended well.
_CONDITIONAL = ("when", "withItems", "withParam", "withSequence", "templateRef", "inline")


@checks_object("KF523")
def endless_recursion(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Templates that call each other in a circle in which nothing can stop them (Argo: at most 100 levels since 3.5)."""
    if len(subject.by_name) == 0 or not any(t.calls for t in subject.templates):
        return
    edges: dict[str, list[str]] = {}
    calls: dict[tuple[str, str], Call] = {}
    for name, template in subject.by_name.items():
        edges[name] = []
        dag = template.node.mapping("dag")
        if template.node.get("memoize") is not None or (dag is not None and dag.get("target") is not None):
            continue
        for call in template.calls:
            callee = context.view.resolve(call) if _always_runs(call) else None
            if callee is not None and callee.state == FOUND and callee.template is not None and callee.template.owner is subject:
                edges[name].append(callee.template.name)
                calls.setdefault((name, callee.template.name), call)
    cycle = find_cycle(edges)
    if cycle:
        call = calls[cycle[-1], cycle[0]]
        path = " -> ".join([*cycle, cycle[0]])
        why = f"these templates call each other without end, as no 'when' stops them: {path}"
        yield at_node("KF523", call.template or call.name_node, why)


def _always_runs(call: Call) -> bool:
    """Whether a step or task runs in any case, if only what stands before it ends well."""
    if any(call.node.get(field) is not None for field in _CONDITIONAL):
        return False
    depends = call.node.string("depends")
    return depends is None or not any(sign in depends.value for sign in (".", "|", "!", "?", "{{"))
