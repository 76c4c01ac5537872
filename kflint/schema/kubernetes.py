"""Kubernetes' own types, from `schemas/kubernetes.json`, which `tools/make_kubernetes_schema.py` makes."""

from __future__ import annotations

from functools import cache

from kflint.data import data_path
from kflint.record import NamedTuple
from kflint.schema.schema import ANY, LIST, MAP, RECORD, Schema, Shape

# The groups that are Kubernetes' own, beside those that end in `.k8s.io`; `""` is the group of plain `v1`.
_GROUPS = frozenset(("", "apps", "autoscaling", "batch", "events", "extensions", "policy"))
# Groups that end in `.k8s.io` and are custom resources all the same.
_CUSTOM_GROUPS = frozenset(("snapshot.storage.k8s.io", "gateway.networking.k8s.io", "metrics.k8s.io", "kueue.x-k8s.io"))


class BuiltIn(NamedTuple):
    """A kind that Kubernetes knows: its shape, the plural in its URL, and whether it lives in a namespace."""

    shape: Shape
    plural: str
    namespaced: bool


def built_in(api_version: str, kind: str) -> BuiltIn | None:
    """What is known of a kind such as ("batch/v1", "Job"); None for custom resources and for versions that are not stable."""
    schema, kinds = _load()
    row = kinds.get(f"{api_version} {kind}")
    return BuiltIn(schema.shape(row[0]), row[1], row[2]) if row is not None else None


def is_own_group(api_version: str) -> bool:
    """Whether an apiVersion belongs to a group that Kubernetes itself serves."""
    group = api_version.rpartition("/")[0]
    return group in _GROUPS or (group.endswith(".k8s.io") and group not in _CUSTOM_GROUPS)


def shape_at(shape: Shape, path: tuple[str, ...]) -> Shape | str | None:
    """The shape at a path of field names and list positions below a shape.

    The unknown name where a record has no such field; None where anything may stand, so that nothing is known.
    """
    for name in path:
        if shape.kind == ANY:
            return None
        if shape.kind == RECORD:
            field = shape.fields.get(name)
            if field is None:
                return name
            shape = field
        elif shape.kind == MAP or (shape.kind == LIST and name.isdigit()):
            assert shape.inner is not None
            shape = shape.inner
        else:
            return name
    return shape


@cache
def _load() -> tuple[Schema, dict[str, tuple[str, str, bool]]]:
    import json

    with open(data_path("schemas", "kubernetes.json"), encoding="utf-8") as file:
        data = json.load(file)
    return Schema("kubernetes", {}, data["definitions"]), data["kinds"]
