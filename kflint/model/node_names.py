"""What a step or task offers to others once it has run: the names behind `steps.<name>.` and `tasks.<name>.`."""

from __future__ import annotations

from kflint.model.templates import named
from kflint.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.calls import Call
    from kflint.model.templates import Template

# Every node has these, also one whose template is not known.
ALWAYS = frozenset(("id", "startedAt", "finishedAt", "hostNodeName"))
# Types whose standard output (or response) becomes `outputs.result`.
_RESULT_TYPES = frozenset(("container", "script", "data", "http", "plugin"))


def offers(template: Template, loops: bool) -> frozenset[str]:
    """The suffixes of a node that runs `template`, `status` aside; `loops` if it runs once per item (withItems, withParam)."""
    names = set(ALWAYS)
    daemon = template.node.scalar("daemon")
    if daemon is not None and daemon.json is True:
        names.add("ip")
    if _RESULT_TYPES.intersection(template.types) or (loops and "containerSet" in template.types) or _has_main(template):
        names.update(("outputs.result", "exitCode"))
    names.update(f"outputs.parameters.{name}" for name in named(template.outputs("parameters")))
    names.update(f"outputs.artifacts.{name}" for name in named(template.outputs("artifacts")))
    if loops:
        names.add("outputs.parameters")
    return frozenset(names)


def aggregates(call: Call) -> bool:
    """Whether Argo collects the outputs of a loop: withItems or withParam; withSequence does not count here."""
    items = call.node.sequence("withItems")
    param = call.node.string("withParam")
    return bool(items is not None and items.items) or bool(param is not None and param.value)


def global_names(template: Template) -> list[str]:
    """The `workflow.outputs.…` names that a node running `template` sets (`globalName` of its outputs, tags left out)."""
    names = []
    for kind in ("parameters", "artifacts"):
        for output in template.outputs(kind):
            name = output.string("globalName")
            if name is not None and name.value:
                names.append(f"workflow.outputs.{kind}.{name.value}")
    return names


def _has_main(template: Template) -> bool:
    containers = template.node.mapping("containerSet")
    names = (item.string("name") for item in containers.items("containers")) if containers is not None else ()
    return any(isinstance(name, Scalar) and name.value == "main" for name in names)
