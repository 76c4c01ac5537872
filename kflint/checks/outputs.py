"""KF331-KF332: where a template's output parameters get their values (spec chapter 8)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang import names
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

# What counts as a source, and which of them each type of template can use.
_SOURCES = ("path", "jqFilter", "jsonPath", "parameter", "expression", "supplied")
_FOR_TYPE = {
    "container": ("path",),
    "containerSet": ("path",),
    "script": ("path",),
    "resource": ("jqFilter", "jsonPath"),
    "steps": ("parameter", "expression"),
    "dag": ("parameter", "expression"),
}


@checks_template("KF331", "KF332")
def output_parameters(template: Template, context: Context) -> Iterator[Finding]:
    """Every output parameter has a value or exactly one source of it that suits the template's type (8.4)."""
    for parameter in template.outputs("parameters"):
        name = parameter.string("name")
        if name is None or not name.value:
            continue
        yield from _source(parameter, name, template)


def _source(parameter: Mapping, name: Scalar, template: Template) -> Iterator[Finding]:
    value, source = parameter.get("value"), parameter.get("valueFrom")
    expected = _expected(template)
    if value is not None and source is not None:
        why = f"output parameter '{name.value}' has both 'value' and 'valueFrom'; keep one of them"
        yield at_node("KF331", max(value, source, key=lambda n: n.start), why, key=True)
    elif value is None and source is None:
        yield at_node(
            "KF331", name, f"output parameter '{name.value}' says nothing of where its value comes from; give it {expected}"
        )
    elif isinstance(source, Mapping):
        given = [field for field in _SOURCES if source.filled(field)]
        if not given:
            yield at_node(
                "KF331", source, f"output parameter '{name.value}' has no source of its value; give it {expected}", key=True
            )
        elif len(given) > 1:
            which = " and ".join(f"'{field}'" for field in given)
            second = sorted((source.fields[field] for field in given), key=lambda n: n.start)[1]
            yield at_node(
                "KF331", second, f"output parameter '{name.value}' has several sources of its value, {which}; keep one", key=True
            )
        elif template.type in _FOR_TYPE and given[0] not in _FOR_TYPE[template.type]:
            why = f"a {template.type} template can't give an output parameter by '{given[0]}'; use {expected}"
            yield at_node("KF332", source.fields[given[0]], why, key=True)


def _expected(template: Template) -> str:
    sources = _FOR_TYPE.get(template.type or "", ("path", "parameter", "expression"))
    return "'valueFrom' with " + " or ".join(f"'{field}'" for field in sources)


@checks_template("KF202")
def global_names(template: Template, context: Context) -> Iterator[Finding]:
    """`globalName` follows the grammar of parameter and artifact names, unless it holds a tag (8.3, 8.4)."""
    for kind in ("parameters", "artifacts"):
        for output in template.outputs(kind):
            name = output.string("globalName")
            if name is None or not name.value or "{{" in name.value:
                continue
            mistake = names.parameter_name(name.value)
            if mistake is not None:
                yield at_node("KF202", name, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
