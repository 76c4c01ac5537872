"""KF348: `from` of artifacts that leads nowhere (spec 9.18; Argo: resolveArtifact)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import find
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

# Whose artifacts a name can lead to. Items are put in before, and may hold any name.
_ROOTS = ("inputs.", "steps.", "tasks.", "workflow.", "item")


@checks_template("KF348")
def sources(template: Template, context: Context) -> Iterator[Finding]:
    """The `from` of arguments, and of the outputs of steps and dag templates."""
    for call in template.calls:
        if "arguments" in call.node.fields:
            for artifact in call.arguments("artifacts"):
                yield from _source(artifact, f"{call.kind}s")
    if template.calls:
        for artifact in template.outputs("artifacts"):
            yield from _source(artifact, f"{template.calls[0].kind}s")


def _source(artifact: Mapping, callers: str) -> Iterator[Finding]:
    source, optional = artifact.string("from"), artifact.scalar("optional")
    if source is None or not source.value or (optional is not None and optional.json is True):
        return
    # Argo takes the braces off before it looks for the artifact.
    tags = find(source.value)
    whole = len(tags) == 1 and (tags[0].start, tags[0].end) == (0, len(source.value)) and not tags[0].is_expression
    if tags and not whole:
        return
    name = tags[0].text if tags else source.value.strip()
    if not name.startswith(_ROOTS) and "{{" not in name:
        how = f"write '{{{{{callers}.<name>.outputs.artifacts.<name>}}}}' or '{{{{inputs.artifacts.<name>}}}}'"
        yield at_node("KF348", source, f"there is no artifact that '{name}' could lead to", help=how)
