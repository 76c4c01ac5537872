"""KF641-KF645: outputs of resource templates (resource-templates 7)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.mistake import Mistake
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template


def _sources(template: Template, field: str) -> Iterator[Scalar]:
    """The texts of one kind of source among the output parameters of a resource template."""
    if template.node.mapping("resource") is None:
        return
    for parameter in template.outputs("parameters"):
        source = parameter.mapping("valueFrom")
        text = source.string(field) if source is not None else None
        if text is not None and text.value:
            yield text


@checks_template("KF641", "KF642")
def json_paths(template: Template, context: Context) -> Iterator[Finding]:
    """A jsonPath parses as kubectl's template; what stands outside braces is copied (9.31, 9.32)."""
    for text in _sources(template, "jsonPath"):
        from kflint.lang import kubectl_jsonpath, kubectl_jsonpath_failures

        if "{{" in text.value and any(tag in text.value for tag in ("{{inputs.", "{{workflow.", "{{=")):
            continue
        try:
            parsed = kubectl_jsonpath.parse(text.value)
        except Mistake as mistake:
            yield at_node("KF641", text, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)
            continue
        if kubectl_jsonpath.literal_only(parsed):
            why = f"without braces a jsonPath is copied as it stands; write '{{{text.value.removeprefix('$')}}}'"
            yield at_node("KF642", text, why)
        for code, wrong in (
            *(("KF641", failure) for failure in kubectl_jsonpath_failures.failures(parsed)),
            *(("KF642", surprise) for surprise in kubectl_jsonpath_failures.surprises(parsed)),
        ):
            yield at_node(code, text, wrong.message, part=(wrong.offset, wrong.end), help=wrong.hint)


@checks_template("KF643")
def jq_filters(template: Template, context: Context) -> Iterator[Finding]:
    """A jqFilter parses and compiles as jq (9.32)."""
    for text in _sources(template, "jqFilter"):
        if "{{" in text.value:
            continue
        from kflint.lang import jq

        try:
            jq.parse(text.value)
        except Mistake as mistake:
            yield at_node("KF643", text, mistake.message, part=(mistake.offset, mistake.end), help=mistake.hint)


@checks_template("KF644")
def outputs_of_delete(template: Template, context: Context) -> Iterator[Finding]:
    """The executor refuses output parameters where something is deleted (9.25)."""
    parameters = template.outputs("parameters")
    if parameters and template.node.mapping("resource") is not None and context.view.resource(template).action == "delete":
        outputs = template.node.mapping("outputs")
        holder = outputs.get("parameters") if outputs is not None else None
        if holder is not None:
            why = "a resource that is deleted can't give output parameters: there is nothing left to read"
            yield at_node("KF644", holder, why, key=True)


@checks_template("KF645")
def artifacts_of_resource(template: Template, context: Context) -> Iterator[Finding]:
    """Output artifacts of a resource template are never saved (9.34)."""
    if template.node.mapping("resource") is None:
        return
    for artifact in template.outputs("artifacts"):
        why = "a resource template never saves output artifacts: it has no files; use an output parameter"
        yield at_node("KF645", artifact.get("name") or artifact, why)
