"""KF349: values that are not among those that an input allows, which Argo never compares (spec 9.17, R-SUP-4)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.checks.variable_messages import listed, meant
from kflint.findings.finding import Finding, at_node, related_to
from kflint.model.values import scalar_text
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template


@checks_template("KF349")
def inputs(template: Template, context: Context) -> Iterator[Finding]:
    """The own values and defaults of a template's inputs."""
    for parameter in template.inputs("parameters"):
        enum = parameter.sequence("enum") if "enum" in parameter.fields else None
        for field in ("value", "default") if enum is not None else ():
            value = parameter.scalar(field)
            if value is not None and enum is not None:
                yield from _compare(value, enum, parameter)


@checks_template("KF349")
def arguments(template: Template, context: Context) -> Iterator[Finding]:
    """What steps and tasks give to inputs that allow only some values."""
    for call in template.calls:
        callee = context.view.resolve(call).template if "arguments" in call.node.fields else None
        allowed = _enums(callee) if callee is not None else {}
        for argument in call.arguments("parameters") if allowed else ():
            name, value = argument.string("name"), argument.scalar("value")
            wanted = allowed.get(name.value) if name is not None else None
            enum = wanted.sequence("enum") if wanted is not None else None
            # An argument with an enum of its own is told by KF343.
            if value is not None and enum is not None and wanted is not None and argument.get("enum") is None:
                yield from _compare(value, enum, wanted)


def _enums(callee: Template) -> dict[str, Mapping]:
    items = ((item.string("name"), item) for item in callee.inputs("parameters") if item.sequence("enum") is not None)
    return {name.value: item for name, item in items if name is not None}


def _compare(value: Scalar, enum: Sequence, parameter: Mapping) -> Iterator[Finding]:
    allowed = [scalar_text(item) for item in enum.items if isinstance(item, Scalar)]
    text = scalar_text(value)
    if not allowed or text in allowed or "{{" in text or any("{{" in each for each in allowed):
        return
    name = parameter.string("name")
    why = f"the input '{name.value if name is not None else ''}' allows {listed(allowed)}, and not '{text}'{meant(text, allowed)}"
    yield at_node("KF349", value, why, related=(related_to(enum, "the values allowed", key=True),))
