"""The schemas of custom resources, from CustomResourceDefinitions (apiextensions.k8s.io/v1), and what they say of an object."""

from __future__ import annotations

from functools import cache

from kflint.error import Error
from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Node, Sequence, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SCOPE = "Namespaced"
# Keywords that say nothing about whether a value fits, or whose meaning differs from JSON Schema's.
_NOT_COMPARED = frozenset(("nullable", "format", "default", "description", "title", "example", "externalDocs"))
_META = ("apiVersion", "kind", "metadata")


class CustomResource(NamedTuple):
    """A custom kind: the JSON Schema of its objects, the plural in its URL, and whether it lives in a namespace."""

    schema: dict[str, Any]
    plural: str
    namespaced: bool


class CrdMisfit(NamedTuple):
    """One place where an object is not as its schema wants it: `node` is what is wrong, or what lacks something."""

    node: Node
    message: str
    at_key: bool


@cache
def custom_resources(paths: tuple[str, ...]) -> dict[tuple[str, str], CustomResource]:
    """The custom kinds that files, or the YAML files of folders, define, by apiVersion and kind.

    Raises `Error` for what can't be read.
    """
    found: dict[tuple[str, str], CustomResource] = {}
    for path in _files(paths):
        for definition in _documents(path):
            found.update(_versions(definition))
    return found


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    import os

    from kflint.source.files import find_files

    for path in paths:
        if os.path.isdir(path):
            yield from find_files(path)
        else:
            yield path


def _documents(path: str) -> Iterator[dict[str, Any]]:
    """The CustomResourceDefinitions in a file, as plain data."""
    from kflint.source.reader import read
    from kflint.source.text import Text, Undecodable, decode

    try:
        with open(path, "rb") as file:
            string, encoding = decode(file.read())
    except OSError as error:
        raise Error(f"{path}: the custom resource definitions can't be read: {error.strerror}") from None
    except Undecodable as error:
        raise Error(f"{path}: {error.message}") from None
    for document in read(Text(string, path, encoding), "CustomResourceDefinition"):
        if document.root is None and document.problems:
            raise Error(f"{path}: {document.problems[0].message}")
        data = plain_data(document.root) if isinstance(document.root, Mapping) else None
        if isinstance(data, dict) and data.get("kind") == "CustomResourceDefinition":
            yield data


def _versions(definition: dict[str, Any]) -> Iterator[tuple[tuple[str, str], CustomResource]]:
    spec = definition.get("spec") or {}
    names = spec.get("names") or {}
    for version in spec.get("versions") or ():
        schema = (version.get("schema") or {}).get("openAPIV3Schema")
        if isinstance(schema, dict) and version.get("served", True):
            kind = CustomResource(_strict(schema, top=True), str(names.get("plural")), spec.get("scope") == _SCOPE)
            yield (f"{spec.get('group')}/{version.get('name')}", str(names.get("kind"))), kind


def _strict(schema: Any, top: bool = False) -> Any:
    """A structural schema as the JSON Schema that says the same when fields are validated strictly: unknown ones are mistakes."""
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    strict = {key: value for key, value in schema.items() if not key.startswith("x-") and key not in _NOT_COMPARED}
    if isinstance(strict.get("properties"), dict):
        strict["properties"] = {name: _strict(inner) for name, inner in strict["properties"].items()}
    for key in ("items", "additionalProperties"):
        if key in strict:
            strict[key] = _strict(strict[key])
    embedded = schema.get("x-kubernetes-embedded-resource")
    open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or embedded or "additionalProperties" in schema
    if "properties" in strict and not open_ended:
        if top:
            strict["properties"].update(dict.fromkeys(_META, True))
        strict["additionalProperties"] = False
    if isinstance(schema.get("type"), str) and schema.get("nullable"):
        strict["type"] = [schema["type"], "null"]
    return strict


def check_object(root: Mapping, resource: CustomResource) -> Iterator[CrdMisfit]:
    """The places where an object is not as the schema of its kind wants it."""
    from jsonschema import Draft4Validator

    # OpenAPI 3.0 schemas are those of draft 4, with exclusive bounds as booleans.
    for error in Draft4Validator(resource.schema).iter_errors(plain_data(root)):
        node = _at(root, error.absolute_path)
        if node.key is not None and node.parent is root and node.key.value in (*_META, "status"):
            continue
        if error.validator == "additionalProperties" and isinstance(node, Mapping):
            yield from _unknown(node, error.schema.get("properties", {}))
        elif error.validator == "required" and isinstance(node, Mapping):
            missing = next((name for name in error.validator_value if name not in node.fields), "")
            yield CrdMisfit(node, f"{_title(node)} has no '{missing}', which its definition demands", True)
        elif not isinstance(node, Mapping | Sequence) or error.validator == "type":
            yield CrdMisfit(node, f"{_title(node)} is not as its definition wants it: {error.message}", False)


def _unknown(node: Mapping, known: dict[str, Any]) -> Iterator[CrdMisfit]:
    from kflint.lang.suggest import closest

    for name, value in node.fields.items():
        if name not in known:
            near = closest(name, known)
            meant = f"; did you mean '{near}'?" if near is not None else ""
            yield CrdMisfit(value, f"{_title(node)} has no field '{name}'{meant}", True)


def _title(node: Node) -> str:
    if node.key is not None:
        return f"'{node.key.value}'"
    return "the object" if node.parent is None else "this item"


def _at(node: Node, path: Any) -> Node:
    for step in path:
        if isinstance(node, Mapping):
            node = node.fields[str(step)]
        elif isinstance(node, Sequence):
            node = node.items[int(step)]
    return node
