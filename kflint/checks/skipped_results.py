"""KF530: outputs of steps and tasks that may be skipped, used without a default (variables 7)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang.tags import find
from kflint.model.calls import TASK
from kflint.model.scopes import split_node_name
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.lang.tags import Tag
    from kflint.model.calls import Call
    from kflint.model.templates import Template

_OUTPUTS = ("outputs.parameters.", "outputs.result")
# What was skipped in an old way could also hang, or give an empty text.
_SINCE = "3.7"


class _Use(NamedTuple):
    """A result of the step or task `name` in the value of an argument."""

    argument: Mapping
    value: Scalar
    tag: Tag
    name: str
    suffix: str


@checks_template("KF530")
def results_of_skipped(template: Template, context: Context) -> Iterator[Finding]:
    """Arguments of steps and tasks that run in any case, with a result of one that has a `when` (Argo: resolveReferences)."""
    skippable = {call.name: call for call in template.calls if call.node.filled("when") and not call.loops}
    if not skippable or not context.settings.version_at_least(_SINCE):
        return
    for call in template.calls:
        if call.node.filled("when") or call.loops:
            continue
        for use in _uses(call):
            other = skippable.get(use.name)
            if other is not None and _runs_without(call, other) and not _has_default(use, call, other, context):
                yield _finding(use, call, other)


def _uses(call: Call) -> Iterator[_Use]:
    for argument in call.arguments("parameters"):
        value = argument.string("value")
        for tag in find(value.value) if value is not None and "{{" in value.value else ():
            prefix, name, suffix = split_node_name(tag.text)
            if value is not None and not tag.is_expression and prefix == f"{call.kind}s." and suffix.startswith(_OUTPUTS):
                yield _Use(argument, value, tag, name, suffix)


def _finding(use: _Use, call: Call, other: Call) -> Finding:
    why = f"{other.kind} '{other.name}' may be skipped, and then {call.kind} '{call.name}' fails: this value has no default"
    how = "give the output a 'valueFrom.default', or the input a 'default'; or give both the same 'when'"
    related = (related_to(other.node.fields["when"], "skipped if this does not hold", key=True),)
    return at_node("KF530", use.value, why, part=(use.tag.inner_start, use.tag.inner_end), help=how, related=related)


def _runs_without(call: Call, other: Call) -> bool:
    """Whether a step or task runs too if the other was skipped: a later step; a task that waits for nothing but its end."""
    if call.kind != TASK:
        return other.group < call.group
    depends = call.node.string("depends")
    if depends is not None and depends.value:
        return depends.value.strip() == other.name
    listed = call.node.sequence("dependencies")
    names = [item.value for item in listed.items if isinstance(item, Scalar)] if listed is not None else []
    return names == [other.name]


def _has_default(use: _Use, call: Call, other: Call, context: Context) -> bool:
    """Whether the output has a default, or the input, which counts for a value that is nothing but the tag; True if unknown."""
    maker, taker = context.view.resolve(other).template, context.view.resolve(call).template
    if maker is None or taker is None:
        return True
    output = _named(maker.outputs("parameters"), use.suffix.removeprefix("outputs.parameters."))
    source = output.mapping("valueFrom") if output is not None else None
    if output is not None and (output.get("value") is not None or (source is not None and source.get("default") is not None)):
        return True
    name, alone = use.argument.string("name"), (use.tag.start, use.tag.end) == (0, len(use.value.value))
    wanted = _named(taker.inputs("parameters"), name.value) if alone and name is not None else None
    return wanted is not None and (wanted.get("default") is not None or wanted.get("value") is not None)


def _named(items: list[Mapping], name: str) -> Mapping | None:
    return next((item for item in items for own in [item.string("name")] if own is not None and own.value == name), None)
