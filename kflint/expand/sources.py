"""What `kflint.dev/pvolumes` mounts where: mount paths, sources, and the tasks that they name."""

from __future__ import annotations

import posixpath

from kflint.expand.codes import CONFLICT, MISSING_FIELD, MOUNT_PATH
from kflint.expand.report import Report
from kflint.expand.validate import camel_case, canonical, load_schema
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

_MOUNT_OPTIONS = ("subPath", "readOnly", "mountPropagation")
_NOT_SOURCES = frozenset(("volume", "pvc", "name", "after", *_MOUNT_OPTIONS))
# Fields of volume sources whose keys are the author's own words, not names of fields.
_FREE_KEYS = frozenset(("volumeAttributes", "options", "labels", "annotations", "matchLabels", "limits", "requests"))


class TaskRef(NamedTuple):
    """A task that shorthand names, and the mount path behind it (`TASK:/path`); the name is the `part` of the node's value."""

    task: str
    path: str | None
    node: Scalar
    part: tuple[int, int]


class VolumeRef(NamedTuple):
    """A claim that shorthand names: by the task whose it is (`ref`) or by its own name (`pvc`); `after` are tasks to wait for."""

    node: Node
    ref: TaskRef | None
    pvc: Scalar | None
    after: list[TaskRef]


class Source(NamedTuple):
    """What is mounted at `path` (normal form; `node.key` has it as written).

    One of `ref`, `pvc` and `volume` is given; the latter is the kind of volume source and its mapping. `name` is what the author
    calls the volume, `options` are the mount's fields.
    """

    path: str
    node: Node
    ref: TaskRef | None
    pvc: Scalar | None
    volume: tuple[str, Mapping] | None
    name: Scalar | None
    after: list[TaskRef]
    options: dict[str, Scalar]

    @property
    def is_claim(self) -> bool:
        """Whether it is a PersistentVolumeClaim, made by a task or existing."""
        return self.volume is None


def task_ref(node: Scalar) -> TaskRef:
    """The reference that a scalar `TASK` or `TASK:/path` is."""
    task, colon, path = node.value.partition(":")
    return TaskRef(task, normal_path(path) if colon else None, node, (0, len(task)))


def task_refs(node: Node | None) -> list[TaskRef]:
    """The tasks that a name or a list of names stands for."""
    items = node.items if isinstance(node, Sequence) else [node]
    return [TaskRef(item.value, None, item, (0, len(item.value))) for item in items if isinstance(item, Scalar)]


def volume_ref(node: Node, report: Report) -> VolumeRef | None:
    """A reference to a claim: `TASK`, `TASK:/path`, `{volume: …, after: …}` or `{pvc: …}`; None, reported, if it is none."""
    if isinstance(node, Scalar):
        return VolumeRef(node, task_ref(node), None, [])
    assert isinstance(node, Mapping)
    volume, pvc = node.scalar("volume"), node.scalar("pvc")
    if (volume is None) == (pvc is None):
        code, which = (MISSING_FIELD, "neither") if volume is None else (CONFLICT, "both")
        report.at(code, node, f"a claim is named by 'volume' (the task that makes it) or 'pvc'; {which} is given here")
        return None
    return VolumeRef(node, None if volume is None else task_ref(volume), pvc, task_refs(node.get("after")))


def read_sources(mapping: Mapping, report: Report) -> list[Source] | None:
    """The sources of a map from mount path to source, in the author's order; None, reported, if something in it is wrong."""
    sources: list[Source] = []
    seen: dict[str, Node] = {}
    good = True
    for written, node in mapping.fields.items():
        path = normal_path(written)
        if path in seen:
            report.at(MOUNT_PATH, node, f"the mount path '{written}' is given twice", key=True)
            good = False
            continue
        seen[path] = node
        source = _source(path, node, report) if _is_absolute(written, node, report) else None
        if source is None:
            good = False
        else:
            sources.append(source)
    return sources if good else None


def normal_path(path: str) -> str:
    """A mount path without trailing or doubled slashes."""
    return "/" + posixpath.normpath(path).lstrip("/") if path.startswith("/") else path


def _is_absolute(path: str, node: Node, report: Report) -> bool:
    if path.startswith("{{"):
        return True
    if not path.startswith("/"):
        report.at(MOUNT_PATH, node, f"the mount path '{path}' must be absolute: it begins with '/'", key=True)
        return False
    if ":" in path:
        report.at(MOUNT_PATH, node, f"the mount path '{path}' can't contain ':', which Kubernetes refuses", key=True)
        return False
    return True


def _source(path: str, node: Node, report: Report) -> Source | None:
    if isinstance(node, Scalar):
        if node.is_null:
            report.at(
                MISSING_FIELD, node, f"nothing is given to mount at '{path}'; name a task, a claim or a volume source", key=True
            )
            return None
        return Source(path, node, task_ref(node), None, None, None, [], {})
    assert isinstance(node, Mapping)
    fields = canonical(node, _source_properties())
    kinds = [name for name in fields if name not in _NOT_SOURCES]
    given = [name for name in ("volume", "pvc") if name in fields] + kinds
    if len(given) != 1:
        code, which = (CONFLICT, f"has several sources: {', '.join(given)}") if given else (MISSING_FIELD, "has no source")
        report.at(
            code, node, f"what is mounted at '{path}' {which}; give one of 'volume', 'pvc' or a Kubernetes volume source", key=True
        )
        return None
    volume = fields[kinds[0]] if kinds else None
    pvc = _scalar(fields.get("pvc"))
    if (
        kinds
        and isinstance(volume, Mapping)
        and kinds[0] == "persistentVolumeClaim"
        and list(volume.fields) in (["claimName"], ["claim_name"])
    ):
        pvc, volume = _scalar(next(iter(volume.fields.values()))), None
    named = _scalar(fields.get("volume"))
    return Source(
        path,
        node,
        None if named is None else task_ref(named),
        pvc,
        (kinds[0], volume) if isinstance(volume, Mapping) else None,
        _scalar(fields.get("name")),
        task_refs(fields.get("after")),
        {name: option for name in _MOUNT_OPTIONS if (option := _scalar(fields.get(name))) is not None},
    )


def _source_properties() -> dict[str, object]:
    source = load_schema("pvolumes")["$defs"]["source"]["anyOf"][1]
    properties: dict[str, object] = source["properties"]
    return properties


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) else None


def field_name(name: str, around: tuple[str, ...]) -> str:
    """The Kubernetes spelling of a field in a volume source; keys of the author's own stay (`around` are the fields around)."""
    return name if "_" not in name or not _FREE_KEYS.isdisjoint(around) else camel_case(name)
