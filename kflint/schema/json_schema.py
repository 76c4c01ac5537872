"""Real JSON Schemas of Argo's objects, made from the compact types of `kflint.schema.schema`: for editors and for jsonschema."""

from __future__ import annotations

from kflint.schema.schema import load_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # A JSON Schema as data.
    Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
API_VERSION = "argoproj.io/v1alpha1"
# The definition of a template, and the field of it that shorthand stands in.
_TEMPLATE, _METADATA, _ANNOTATED = "Template", "metadata", "TemplateMetadata"

_SCALARS: dict[str, Json] = {
    "any": {},
    "amount": {},
    "string": {"type": ["string", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "int32": {"type": ["integer", "null"], "minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"type": ["integer", "null"], "minimum": -(2**63), "maximum": 2**63 - 1},
    "uint64": {"type": ["integer", "null"], "minimum": 0, "maximum": 2**64 - 1},
    "int-or-string": {"type": ["integer", "string", "null"], "minimum": -(2**31), "maximum": 2**31 - 1},
    "any-string": {"type": ["string", "number", "boolean", "null"]},
    "quantity": {"type": ["string", "number", "null"], "pattern": r"^[-+]?[0-9.]+([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?$"},
    "time": {"type": ["string", "null"], "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
    "bytes": {"type": ["string", "array", "null"], "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"},
    "plugin": {"type": ["object", "null"], "minProperties": 1, "maxProperties": 1},
}


def object_schema(kind: str, argo_version: str) -> Json:
    """The JSON Schema of what the server of an Argo minor version ("4.1") decodes as an object of this kind ("Workflow").

    Every field may be null, as Kubernetes reads null as absent.
    """
    compact = load_schema(argo_version)
    definitions = {
        name: {
            "type": ["object", "null"],
            "properties": {field: _translated(written) for field, written in fields.items()},
            "additionalProperties": False,
        }
        for name, fields in compact.definitions.items()
    }
    return {"$defs": definitions, **_translated(compact.kinds[kind])}


def editor_schema(kind: str, argo_version: str, annotations: dict[str, Json]) -> Json:
    """The schema of `object_schema` for an editor: with a title, the kind's own name, only the definitions that it needs, and the
    shorthand of a template described.

    `annotations` has the JSON Schema of the YAML in each shorthand annotation, by its name. An annotation's value is a string, so
    an editor checks no further than that, and shows what `contentSchema` holds as a description.
    """
    schema = object_schema(kind, argo_version)
    definitions: dict[str, Json] = schema["$defs"]
    template = definitions[_TEMPLATE]["properties"]
    metadata = definitions[template[_METADATA]["$ref"].rpartition("/")[2]]
    described = {name: _annotation(content) for name, content in annotations.items()}
    known = {**metadata["properties"]["annotations"], "properties": described}
    definitions[_ANNOTATED] = {**metadata, "properties": {**metadata["properties"], "annotations": known}}
    template[_METADATA] = {"$ref": f"#/$defs/{_ANNOTATED}"}
    root = definitions[kind]["properties"]
    root["apiVersion"], root["kind"] = {"const": API_VERSION}, {"const": kind}
    needed = _needed(schema)
    required = ["apiVersion", "kind", *schema.get("required", ())]
    return {
        "$schema": DIALECT,
        "title": f"{kind} of Argo Workflows {argo_version}",
        **schema,
        "required": required,
        "$defs": {name: definition for name, definition in definitions.items() if name in needed},
    }


def _translated(written: str) -> Json:
    """The JSON Schema of a compact type."""
    if written.startswith("[]"):
        return {"type": ["array", "null"], "items": _translated(written[2:])}
    if written.startswith("{}"):
        return {"type": ["object", "null"], "additionalProperties": _translated(written[2:])}
    if written in _SCALARS:
        return _SCALARS[written]
    name, _, needs = written.rstrip(")").partition("(")
    schema: Json = {"$ref": f"#/$defs/{name}"}
    if needs:
        schema["required"] = needs.split(",")
        schema["properties"] = {need: {"not": {"type": "null"}} for need in schema["required"]}
    return schema


def _annotation(content: Json) -> Json:
    """The schema of an annotation's value, a text of YAML that fits the schema `content`; its description lists the fields."""
    required = content.get("required", ())
    lines = [content["description"]]
    for name, field in content.get("properties", {}).items():
        needed = " Required." if name in required else ""
        lines.append(f"- {name}: {field['description']}{needed}")
    return {
        "title": content["title"],
        "description": "\n".join(lines),
        "type": ["string", "null"],
        "contentMediaType": "application/yaml",
        # With an identifier of its own, so that the references in it lead to its own definitions.
        "contentSchema": {"$id": f"urn:kflint:{content['title'].rpartition('/')[2]}", **content},
    }


def _needed(schema: Json) -> set[str]:
    """The names of the definitions that a schema leads to."""
    definitions: dict[str, Json] = schema["$defs"]
    needed: set[str] = set()
    waiting: list[Any] = [{"$ref": schema["$ref"]}]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name in definitions and name not in needed:
                needed.add(name)
                waiting.append(definitions[name])
            waiting += [value for key, value in part.items() if key != "contentSchema"]
    return needed
