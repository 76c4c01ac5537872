"""KF324-KF326: artifacts that can't be stored, or are stored elsewhere or otherwise than they say (spec 9.18, 9.19)."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.model.artifacts import LOCATION_TYPES
from kflint.model.templates import POD_TYPES
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

# Argo's drivers of these only read ("Git output artifacts unsupported", "Raw output artifacts unsupported").
_READ_ONLY = ("git", "raw")
_HIGHEST_MODE = 0o777


@checks_template("KF324", "KF325", "KF326")
def storage(template: Template, context: Context) -> Iterator[Finding]:
    """Where the inputs and outputs of a template are kept, and the mode of the files that inputs become."""
    outputs = template.outputs("artifacts")
    for artifact in [*template.inputs("artifacts"), *outputs]:
        yield from _several(artifact)
        yield from _mode(artifact)
    if POD_TYPES.intersection(template.types):
        for artifact in outputs:
            yield from _written(artifact)


@checks_template("KF324")
def storage_of_arguments(template: Template, context: Context) -> Iterator[Finding]:
    """Where the artifacts are kept that steps and tasks give to their templates."""
    for call in template.calls:
        if "arguments" in call.node.fields:
            for artifact in call.arguments("artifacts"):
                yield from _several(artifact)


def _several(artifact: Mapping) -> Iterator[Finding]:
    given = [kind for kind in LOCATION_TYPES if artifact.get(kind) is not None]
    if len(given) > 1:
        counts = artifact.fields[given[0]]
        why = f"'{given[0]}' says already where the artifact is; '{given[1]}' is ignored"
        yield at_node("KF324", artifact.fields[given[1]], why, key=True, related=(related_to(counts, "this one counts", key=True),))


def _written(artifact: Mapping) -> Iterator[Finding]:
    kind = next((k for k in LOCATION_TYPES if artifact.get(k) is not None), None)
    if kind in _READ_ONLY:
        why = f"an output can't be stored as '{kind}': Argo can only read such artifacts"
        yield at_node("KF325", artifact.fields[kind], why, key=True)


def _mode(artifact: Mapping) -> Iterator[Finding]:
    mode = artifact.scalar("mode")
    if mode is None or not isinstance(mode.json, int) or 0 <= mode.json <= _HIGHEST_MODE:
        return
    why = f"the mode of a file is a number from 0 to 0777, and '{mode.value}' is 0{mode.json:o}"
    digits = mode.value.isdigit() and not set("89").intersection(mode.value)
    how = f"write '0{mode.value}': a mode is read as octal only with a zero in front" if digits else None
    yield at_node("KF326", mode, why, help=how)
