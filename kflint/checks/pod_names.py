"""KF214-KF217: names inside a pod, which Kubernetes checks and argo lint does not (spec 9.3, 9.21, 9.22)."""

from __future__ import annotations

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node, related_to
from kflint.lang import names
from kflint.model.pods import INIT_CONTAINER, MAIN, SIDECAR, containers_of
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kflint.checks.registry import Context
    from kflint.lang.mistake import Mistake
    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template


class _Kind(NamedTuple):
    """What a message calls a named thing, the grammar of its name, and whether it must have one."""

    what: str
    grammar: Callable[[str], Mistake | None]
    needed: bool = True


_VOLUME = _Kind("volume", names.dns_label)
_CONTAINER = _Kind("container", names.dns_label)
# Clusters before 1.32 take less than this; what no cluster takes is reported.
_ENV = _Kind("environment variable", names.relaxed_env_name)
_PORT = _Kind("port", names.port_name, needed=False)
_INIT = "init"  # the init container that Argo puts into every pod


@checks_template("KF214")
def names_in_pod(template: Template, context: Context) -> Iterator[Finding]:
    """Names of containers, environment variables, ports and volumes of a template."""
    yield from _invalid(_named(template.node, "volumes"), _VOLUME)
    for kind, node in containers_of(template):
        # A container without a name is told by other rules; the name of a template's only container does not count.
        name = node.string("name") if node.key is None else None
        # What even Argo refuses in a container set is told by KF202.
        argos = kind in (SIDECAR, INIT_CONTAINER) or name is None or names.template_name(name.value) is None
        if name is not None and name.value and argos:
            yield from _invalid((node,), _CONTAINER._replace(what=kind))
        for field, what in (("env", _ENV), ("ports", _PORT)):
            if field in node.fields:
                yield from _invalid(_named(node, field), what)


@checks_object("KF214", "KF215")
def volumes_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Names of `spec.volumes` and `volumeClaimTemplates`, which share their names: the first of a name counts."""
    spec = subject.spec
    if spec is None:
        return
    yield from _invalid(_named(spec, "volumes"), _VOLUME)
    claims = [m for claim in spec.items("volumeClaimTemplates") for m in [claim.mapping("metadata")] if m is not None]
    yield from _invalid(claims, _VOLUME._replace(what="volume claim template"))
    yield from _repeated_volumes([*claims, *_named(spec, "volumes")])


@checks_template("KF215", "KF216", "KF217")
def repeated_names(template: Template, context: Context) -> Iterator[Finding]:
    """Two volumes, containers or environment variables of one name (ValidatePodSpec, Argo: addVolumeReferences)."""
    yield from _repeated_volumes(_named(template.node, "volumes"))
    containers = containers_of(template)
    for _, node in containers:
        if "env" in node.fields:
            yield from _repeated_env(_named(node, "env"))
    if "sidecars" in template.node.fields or "initContainers" in template.node.fields:
        yield from _repeated_containers(template)


def _named(holder: Mapping, field: str) -> list[Mapping]:
    items = holder.fields.get(field)
    return holder.items(field) if isinstance(items, Sequence) else []


def _invalid(items: Iterable[Mapping], kind: _Kind) -> Iterator[Finding]:
    for item in items:
        name = item.string("name")
        if name is None or not name.value:
            if kind.needed and (name is not None or item.get("name") is None):
                yield at_node("KF214", name or item, f"this {kind.what} has no 'name'", key=name is None and item.key is not None)
            continue
        mistake = kind.grammar(name.value) if "{{" not in name.value else None
        if mistake is not None:
            why = f"the {kind.what} can't be called '{name.value}': {mistake.message}"
            yield at_node("KF214", name, why, part=(mistake.offset, mistake.end), help=mistake.hint)


def _twice(items: Iterable[Mapping]) -> Iterator[tuple[Scalar, Scalar]]:
    """The names that were given before in a list, each with the first node of that name."""
    first: dict[str, Scalar] = {}
    for item in items:
        name = item.string("name")
        if name is not None and name.value:
            before = first.setdefault(name.value, name)
            if before is not name:
                yield name, before


def _repeated_volumes(items: Iterable[Mapping]) -> Iterator[Finding]:
    for name, before in _twice(items):
        why = f"there is a volume '{name.value}' already, and of two with one name only the first is used"
        yield at_node("KF215", name, why, related=(related_to(before, "first defined here"),))


def _repeated_env(items: Iterable[Mapping]) -> Iterator[Finding]:
    for name, before in _twice(items):
        why = f"the environment variable '{name.value}' is set twice; the last value counts"
        yield at_node("KF216", name, why, related=(related_to(before, "first set here"),))


def _repeated_containers(template: Template) -> Iterator[Finding]:
    """Containers of one pod that have one name; those of a container set among themselves are told by KF201."""
    members = template.node.mapping("containerSet")
    known: dict[str, Scalar | None] = {_INIT: None}
    if members is None and {"container", "script"}.intersection(template.types):
        known[MAIN] = None
    for member in members.items("containers") if members is not None else ():
        own = member.string("name")
        if own is not None:
            known[own.value] = own
    for kind, node in containers_of(template):
        name = node.string("name")
        if kind not in (SIDECAR, INIT_CONTAINER) or name is None or not name.value or (name.value == _INIT and kind == SIDECAR):
            continue
        if name.value in known:
            yield from _same_container(name, kind, known[name.value])
        else:
            known[name.value] = name


def _same_container(name: Scalar, kind: str, before: Scalar | None) -> Iterator[Finding]:
    if before is None:
        why = f"a {kind} can't be called '{name.value}': a container of the template's pod has that name"
        yield at_node("KF217", name, why)
    else:
        why = f"there is a container '{name.value}' in this pod already"
        yield at_node("KF217", name, why, related=(related_to(before, "first defined here"),))
