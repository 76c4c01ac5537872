"""KF347: values with characters that Argo can't put in for a tag (spec R-SUB-5)."""

from __future__ import annotations

import re

from kflint.checks.registry import checks_object
from kflint.findings.finding import Finding, at_node
from kflint.model.objects import CRON_WORKFLOW, WORKFLOW, WorkflowObject
from kflint.model.templates import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template
    from kflint.source.nodes import Mapping


@checks_object("KF347")
def unprintable_values(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """A value with control characters can't be put in for a tag: the result is no JSON."""
    string = subject.root.text.string
    holders = [subject.spec.mapping("arguments") if subject.spec is not None else None]
    holders += [call.node.mapping("arguments") for template in subject.all_templates for call in template.calls]
    for parameter in (item for holder in holders if holder is not None for item in holder.items("parameters")):
        yield from _unprintable(parameter, "value", string)
    for template in subject.all_templates:
        node = template.node
        for parameter in template.inputs("parameters"):
            field = "value" if parameter.get("value") is not None else "default"
            value = parameter.scalar(field)
            if value is None or value.style != '"':
                continue
            found = list(_unprintable(parameter, field, string[node.start : node.end]))
            if found and _takes_own_value(template, parameter, context):
                yield from found


def _unprintable(parameter: Mapping, field: str, used_in: str) -> Iterator[Finding]:
    name, value = parameter.string("name"), parameter.scalar(field)
    if name is None or value is None or value.style != '"' or not any(map(_breaks_json, value.value)):
        return
    if re.search(rf"\.parameters\.{re.escape(name.value)}\s*}}}}", used_in):
        position = next(i for i, char in enumerate(value.value) if _breaks_json(char))
        why = f"the value of '{name.value}' holds a control character, which Argo can't put in for a tag"
        yield at_node("KF347", value, why, part=(position, position + 1))


def _breaks_json(char: str) -> bool:
    """Whether Go's quoting writes a character as an escape that JSON does not have."""
    return (char < " " and char not in "\n\t\r\b\f") or char == "\x7f" or (char > "\uffff" and not char.isprintable())


def _takes_own_value(template: Template, parameter: Mapping, context: Context) -> bool:
    """Whether somebody runs the template without giving this input, so that its own value or default is put in."""
    view, name = context.view, parameter.string("name")
    given = name.value if name is not None else ""
    firsts = (view.entry_template, view.exit_template) if view.subject.kind in (WORKFLOW, CRON_WORKFLOW) else ()
    if given not in view.globals.parameters and any(first is not None and first.node is template.node for first in firsts):
        return True
    calls = (call for each in view.subject.all_templates for call in each.calls)
    return any(
        callee is not None and callee.node is template.node and given not in named(call.arguments("parameters"))
        for call in calls
        for callee in [view.resolve(call).template]
    )
