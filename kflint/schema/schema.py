"""Argo's types per minor version, from the compact files `schemas/argo-*.json` that `tools/make_schemas.py` makes.

A file holds `kinds` (the type of each kind of object) and `definitions` (by name, a type for each field). A type is written

    []TYPE              a list
    {}TYPE              a mapping with free keys
    NAME                a scalar type (one of SCALARS) or a definition
    NAME(a,b)           a definition of which here the fields `a` and `b` must be present
"""

from __future__ import annotations

from functools import cache

from kflint.data import data_path

# How a shape is checked. Text stands apart because most values are text.
TEXT, SCALAR, RECORD, LIST, MAP, ANY = range(6)

# Argo's step type decodes itself: exact names in it, any case and unknown names below it (R-DEC-4 of Argo's decoder).
STEP = "WorkflowStep"

SCALARS = frozenset(
    ("string", "boolean", "int32", "int64", "uint64", "int-or-string", "quantity", "any-string", "time", "bytes", "amount", "any",
     "plugin")
)  # fmt: skip
# Types that the walker does not look into: anything may stand there.
_UNCHECKED = frozenset(("any", "amount"))


class Shape:
    """What a value must be. `kind` is TEXT, SCALAR, RECORD, LIST, MAP or ANY; `name` the scalar type or definition, empty for a
    list or map, whose elements are of the shape `inner`.

    Of a record `needs` lists the fields that must be present.
    """

    __slots__ = ("_fields", "inner", "kind", "name", "needs", "schema")

    def __init__(self, schema: Schema, written: str) -> None:
        self.schema = schema
        self.name = ""
        self.needs: tuple[str, ...] = ()
        self.inner: Shape | None = None
        self._fields: dict[str, Shape] | None = None
        if written.startswith(("[]", "{}")):
            self.kind = LIST if written[0] == "[" else MAP
            self.inner = schema.shape(written[2:])
        else:
            self._read_name(written)

    def _read_name(self, written: str) -> None:
        name, _, needs = written.partition("(")
        self.needs = tuple(needs[:-1].split(",")) if needs else ()
        self.name = name
        if name in self.schema.definitions:
            self.kind = RECORD
        else:
            self.kind = TEXT if name == "string" else ANY if name in _UNCHECKED else SCALAR

    @property
    def fields(self) -> dict[str, Shape]:
        """The shapes of a record's fields by name; empty for other shapes."""
        fields = self._fields
        if fields is None:
            written = self.schema.definitions.get(self.name, {})
            fields = self._fields = {field: self.schema.shape(kind) for field, kind in written.items()}
        return fields

    @property
    def record(self) -> Shape | None:
        """The record in it: itself, or what the list or map holds; None where there is none."""
        shape: Shape | None = self
        while shape is not None and shape.kind != RECORD:
            shape = shape.inner
        return shape


class Schema:
    """The types of one Argo version. `definitions` holds the written type of each field by definition and field."""

    def __init__(self, argo_version: str, kinds: dict[str, str], definitions: dict[str, dict[str, str]]) -> None:
        self.argo_version = argo_version
        self.kinds = kinds
        self.definitions = definitions
        self._shapes: dict[str, Shape] = {}

    @property
    def owner(self) -> str:
        """Whose types these are, for messages."""
        return "Kubernetes" if self.argo_version == "kubernetes" else "Argo"

    def shape(self, written: str) -> Shape:
        """The shape of a written type; one object per text."""
        shape = self._shapes.get(written)
        if shape is None:
            shape = self._shapes[written] = Shape(self, written)
        return shape

    def kind(self, kind: str) -> Shape:
        """The shape of a whole object: kind is Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow."""
        return self.shape(self.kinds[kind])


@cache
def load_schema(argo_version: str) -> Schema:
    """The types of an Argo minor version, such as "4.1" (one of `settings.ARGO_VERSIONS`)."""
    import json

    with open(data_path("schemas", f"argo-{argo_version}.json"), encoding="utf-8") as file:
        data = json.load(file)
    return Schema(data["argo"], data["kinds"], data["definitions"])
