"""KF311-KF316: containers, sidecars and what is mounted where (spec 7, 3.3 d)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.checks.template_types import image_holder
from kflint.findings.finding import Finding, at_node, related_to
from kflint.model.objects import CLUSTER_WORKFLOW_TEMPLATE, WorkflowObject
from kflint.model.values import known_text
from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_RESERVED = ("wait", "supervisor")
_RESERVED_PREFIX = "artifact-plugin-"


@checks_template("KF311")
def missing_image(template: Template, context: Context) -> Iterator[Finding]:
    """A container or script needs an image, its own or that of `templateDefaults` (R-CON-2)."""
    holder = image_holder(template)
    if holder is None or len(template.types) != 1:
        return
    body, image = holder
    if image is not None and _some_text(image, template, context):
        return
    if isinstance(body, Mapping) and image is None and body.get("image") is not None:
        return
    defaults = template.owner.template_defaults
    default = defaults.mapping(template.types[0]) if defaults is not None else None
    if default is not None and default.get("image") is not None:
        return
    yield at_node("KF311", image or body, f"the {template.types[0]} of {template.title} has no image", key=image is None)


def _some_text(image: Scalar, template: Template, context: Context) -> bool:
    """Whether an image is not empty, or not yet known to be."""
    return bool(known_text(image.value, context.view.known_values(template)) != "" if "{{" in image.value else image.value)


@checks_template("KF311")
def missing_image_of_cluster_template(template: Template, context: Context) -> Iterator[Finding]:
    """The templateDefaults of a ClusterWorkflowTemplate do not help where another object calls its templates (R-CON-2)."""
    for call in template.calls:
        callee = context.view.resolve(call).template if call.template_ref is not None else None
        if callee is None or callee.owner is template.owner or callee.owner.kind != CLUSTER_WORKFLOW_TEMPLATE:
            continue
        holder = image_holder(callee)
        if holder is not None and isinstance(holder[0], Mapping) and holder[0].get("image") is None and callee.type is not None:
            why = f"{callee.title} has no image of its own, and the templateDefaults of a ClusterWorkflowTemplate do not count here"
            yield at_node("KF311", call.place, why, related=(related_to(holder[0], "here", key=True),))


@checks_template("KF312")
def mounted_twice(template: Template, context: Context) -> Iterator[Finding]:
    """Two mounts or input artifacts at one path, in containers and container sets (R-CON-1, R-CSET)."""
    seen: dict[str, Node] = {}
    for kind in ("container", "containerSet"):
        body = template.node.mapping(kind)
        for mount in body.items("volumeMounts") if body is not None else ():
            path = mount.string("mountPath")
            yield from _claim(path.value if path is not None else "", path or mount, seen, "volume")
    if template.node.get("container") is None:
        return
    for artifact in template.inputs("artifacts"):
        path = artifact.string("path")
        if path is not None and path.value:
            yield from _claim(path.value, path, seen, "artifact")


def _claim(path: str, node: Node, seen: dict[str, Node], what: str) -> Iterator[Finding]:
    if path in seen:
        why = f"something else is mounted at '{path}' already; give this {what} a path of its own"
        yield at_node("KF312", node, why, related=(related_to(seen[path], "already mounted here"),))
    else:
        seen[path] = node


@checks_template("KF313")
def reserved_names(template: Template, context: Context) -> Iterator[Finding]:
    """Names that Argo's own containers have (R-CSET, R-SIDE; since 4.1)."""
    if not context.settings.version_at_least("4.1"):
        return
    containers = template.node.mapping("containerSet")
    members = containers.items("containers") if containers is not None else []
    if not {"steps", "dag"}.intersection(template.types):
        members = members + template.node.items("sidecars")
    for member in members:
        name = member.string("name")
        if name is not None and (name.value in _RESERVED or name.value.startswith(_RESERVED_PREFIX)):
            yield at_node("KF313", name, f"'{name.value}' is the name of one of Argo's own containers; choose another")


@checks_template("KF314")
def unnamed_init_container(template: Template, context: Context) -> Iterator[Finding]:
    """Every init container has a name (3.3 d)."""
    containers = template.node.sequence("initContainers")
    for container in containers.items if containers is not None else ():
        if isinstance(container, Mapping):
            name = container.string("name")
            unnamed = not name.value if name is not None else container.get("name") is None
        else:
            name, unnamed = None, isinstance(container, Scalar) and container.is_null
        if unnamed:
            yield at_node("KF314", name or container, "this init container has no name")


@checks_template("KF315")
def container_set(template: Template, context: Context) -> Iterator[Finding]:
    """A container set has containers, one called main where it has inputs or outputs, and sound dependencies (R-CSET)."""
    body = template.node.mapping("containerSet")
    if body is None:
        return
    members, listed = body.items("containers"), body.sequence("containers")
    if listed is None or not listed.items:
        yield at_node("KF315", body.get("containers") or body, "a containerSet needs at least one container", key=True)
        return
    names = {name.value: item for item in members for name in [item.string("name")] if name is not None}
    wants_main = template.inputs("artifacts") or template.outputs("parameters") or template.outputs("artifacts")
    if wants_main and "main" not in names:
        why = (
            "with inputs or outputs, one container of a containerSet must be called 'main': Argo moves files in and out through it"
        )
        yield at_node("KF315", body.get("containers") or body, why, key=True)
    yield from _container_dependencies(names)


def _container_dependencies(names: dict[str, Mapping]) -> Iterator[Finding]:
    edges: dict[str, list[Scalar]] = {}
    for name, item in names.items():
        wanted = item.sequence("dependencies")
        edges[name] = [d for d in wanted.items if isinstance(d, Scalar)] if wanted is not None else []
        for dependency in edges[name]:
            if dependency.value not in names:
                from kflint.checks.variable_messages import meant

                why = f"no container '{dependency.value}' in this containerSet{meant(dependency.value, names)}"
                yield at_node("KF315", dependency, why)
    cycle = find_cycle({name: [d.value for d in each if d.value in names] for name, each in edges.items()})
    if cycle:
        first = next(d for d in edges[cycle[0]] if d.value == cycle[1 % len(cycle)])
        yield at_node("KF315", first, f"these containers wait for each other: {' -> '.join([*cycle, cycle[0]])}")


def find_cycle(edges: dict[str, list[str]]) -> list[str]:
    """The names of one cycle, each pointing to the next, the last to the first; empty where there is none."""
    done: set[str] = set()
    for start in edges:
        path: dict[str, None] = {}
        stack = [(start, iter(edges[start]))] if start not in done else []
        if stack:
            path[start] = None
        while stack:
            name, rest = stack[-1]
            following = next((n for n in rest if n not in done), None)
            if following is None:
                done.add(name)
                path.pop(name, None)
                stack.pop()
            elif following in path:
                names = list(path)
                return names[names.index(following) :]
            else:
                path[following] = None
                stack.append((following, iter(edges[following])))
    return []


@checks_object("KF316")
def executor_plugins(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """`spec.executorPlugins`: a name, and a sidecar with ports, resources and a security context (spec 2.2, step 4)."""
    plugins = subject.spec.sequence("executorPlugins") if subject.spec is not None else None
    for plugin in plugins.items if plugins is not None else ():
        metadata = plugin.mapping("metadata") if isinstance(plugin, Mapping) else None
        name = metadata.string("name") if metadata is not None else None
        if name is None or not name.value:
            yield at_node("KF316", plugin, "this executor plugin has no 'metadata.name'")
            continue
        yield from _plugin_container(plugin)


def _plugin_container(plugin: Node) -> Iterator[Finding]:
    place: Mapping | None = plugin if isinstance(plugin, Mapping) else None
    for field in ("spec", "sidecar", "container"):
        place = place.mapping(field) if place is not None else None
    if place is None:
        yield at_node("KF316", plugin, "this executor plugin has no 'spec.sidecar.container'")
        return
    ports, resources = place.sequence("ports"), place.mapping("resources")
    if ports is None or not ports.items:
        yield at_node("KF316", place, "the container of an executor plugin needs at least one port", key=True)
    for kind in ("requests", "limits"):
        if resources is None or resources.get(kind) is None:
            yield at_node("KF316", place, f"the container of an executor plugin needs 'resources.{kind}'", key=True)
    if place.get("securityContext") is None:
        yield at_node("KF316", place, "the container of an executor plugin needs a 'securityContext'", key=True)
