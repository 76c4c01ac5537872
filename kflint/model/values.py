"""Texts whose tags have a value that is known from the file alone."""

from __future__ import annotations

from kflint.lang.tags import find, substitute
from kflint.lang.values import parameter_text
from kflint.model.constants import constant_text
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.source.nodes import Mapping


def scalar_text(scalar: Scalar) -> str:
    """A parameter's value as the text that Argo makes of it: 5 is "5", 1.50 is "1.5", yes is "true" (Argo type: AnyString)."""
    return parameter_text(scalar.json)


def literal_value(parameter: Mapping) -> str | None:
    """The text of a parameter's `value`; None if it has none, or one that is no scalar."""
    value = parameter.scalar("value")
    return scalar_text(value) if value is not None else None


def workflow_parameters(subject: WorkflowObject) -> dict[str, str]:
    """The values of the object's own `spec.arguments.parameters` as tags name them, for those that have one."""
    values: dict[str, str] = {}
    arguments = subject.spec.mapping("arguments") if subject.spec is not None else None
    for parameter in arguments.items("parameters") if arguments is not None else ():
        name, value = parameter.string("name"), literal_value(parameter)
        if name is not None and value is not None:
            values[f"workflow.parameters.{name.value}"] = value
    return values


def input_values(template: Template, supplied: dict[str, Mapping]) -> dict[str, str]:
    """The values of an entrypoint's input parameters as tags name them: the supplied one, else its own, else its default."""
    values: dict[str, str] = {}
    for parameter in template.inputs("parameters"):
        name = parameter.string("name")
        if name is None:
            continue
        if name.value in supplied:
            value = literal_value(supplied[name.value])
        else:
            default = parameter.scalar("default")
            value = literal_value(parameter)
            if value is None and default is not None:
                value = scalar_text(default)
        if value is not None:
            values[f"inputs.parameters.{name.value}"] = value
    return values


def known_text(text: str, values: dict[str, str]) -> str | None:
    """The text with known values put in, for simple tags and for expressions; None while a tag of unknown value remains."""
    text = substitute(text, values)
    for tag in reversed(find(text)):
        value = constant_text(tag.text, values) if tag.is_expression and tag.closed else None
        if value is None:
            return None
        text = text[: tag.start] + value + text[tag.end :]
    return text
