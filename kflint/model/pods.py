"""The containers of a template's pod, wherever they are written (Argo: Template.container, script, containerSet, sidecars, …)."""

from __future__ import annotations

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.model.templates import Template
    from kflint.source.nodes import Mapping

# The name that Argo gives the container of a container or script template, whatever name is written there.
MAIN = "main"
SIDECAR, INIT_CONTAINER = "sidecar", "init container"


class PodContainer(NamedTuple):
    """One container. `kind` is what a message calls it: container, script, sidecar, init container."""

    kind: str
    node: Mapping

    @property
    def title(self) -> str:
        """How a message names the container."""
        name = self.node.string("name")
        return f"the {self.kind} '{name.value}'" if name is not None and name.value else f"the {self.kind}"


def containers_of(template: Template) -> list[PodContainer]:
    """All containers of a template that the author wrote, init containers and sidecars included."""
    node = template.node
    found = [PodContainer(kind, body) for kind in ("container", "script") for body in [node.mapping(kind)] if body is not None]
    members = node.mapping("containerSet")
    if members is not None:
        found += [PodContainer("container", item) for item in members.items("containers")]
    if "sidecars" in node.fields:
        found += [PodContainer(SIDECAR, item) for item in node.items("sidecars")]
    if "initContainers" in node.fields:
        found += [PodContainer(INIT_CONTAINER, item) for item in node.items("initContainers")]
    return found
