"""KF511-KF514: loops, hooks and retries of steps, tasks and templates (spec R-ITEM, 5.7, 2.2 step 9, 3.1 step 5)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.variable_messages import meant
from kflint.findings.finding import Finding, at_node
from kflint.model.calls import STEP
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template

RETRY_POLICIES = ("Always", "OnFailure", "OnError", "OnTransientError")
_LOOPS = ("withItems", "withParam", "withSequence")


@checks_template("KF511", "KF512")
def loops(template: Template, context: Context) -> Iterator[Finding]:
    """At most one kind of loop, and in a sequence `count` or `end`, not both (R-ITEM)."""
    for call in template.calls:
        given = [call.node.fields[loop] for loop in _LOOPS if _loops(call.node, loop)]
        if len(given) > 1:
            given.sort(key=lambda node: node.start)
            first = given[0].key.value if given[0].key is not None else ""
            why = f"{call.kind} '{call.name}' has '{first}' already; a {call.kind} has only one of {', '.join(_LOOPS)}"
            yield at_node("KF511", given[1], why, key=True)
        sequence = call.node.mapping("withSequence")
        if sequence is not None and sequence.get("count") is not None and sequence.get("end") is not None:
            why = "a sequence has 'count' or 'end', not both: 'count' says how many numbers, 'end' the last one"
            yield at_node("KF512", max(sequence.fields["count"], sequence.fields["end"], key=lambda n: n.start), why, key=True)


def _loops(node: Mapping, loop: str) -> bool:
    items = node.sequence(loop)
    return bool(items.items) if items is not None else node.filled(loop)


@checks_template("KF513")
def step_hooks(template: Template, context: Context) -> Iterator[Finding]:
    """Every hook of a step but `exit` says when it runs (5.7)."""
    for call in template.calls:
        if call.kind == STEP:
            yield from _hooks(call.node.mapping("hooks"))


@checks_object("KF513")
def workflow_hooks(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Every hook of the spec but `exit` says when it runs (2.2 step 9)."""
    if subject.spec is not None:
        yield from _hooks(subject.spec.mapping("hooks"))


def _hooks(hooks: Mapping | None) -> Iterator[Finding]:
    for name, hook in hooks.fields.items() if hooks is not None else ():
        if name != "exit" and not (isinstance(hook, Mapping) and hook.filled("expression")):
            why = f"the hook '{name}' has no 'expression' that says when it runs; only 'exit' needs none"
            yield at_node("KF513", hook, why, key=True)


@checks_template("KF514")
def retry_policy(template: Template, context: Context) -> Iterator[Finding]:
    """`retryStrategy.retryPolicy` is one of four (3.1 step 5)."""
    strategy = template.node.mapping("retryStrategy")
    policy = strategy.string("retryPolicy") if strategy is not None else None
    if policy is not None and policy.value and policy.value not in RETRY_POLICIES:
        why = f"retryPolicy '{policy.value}' is not one of {', '.join(RETRY_POLICIES)}{meant(policy.value, RETRY_POLICIES)}"
        yield at_node("KF514", policy, why)
