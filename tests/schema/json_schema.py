"""Real JSON Schemas made from `schemas/argo-*.json`, so that jsonschema can be the referee of kflint's own walker.

They are read and translated here without the code under test.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.schema.texts import ROOT

Json = dict[str, Any]

SCALARS: dict[str, Json] = {
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


@cache
def validator(kind: str, argo_version: str) -> Draft202012Validator:
    """The referee for objects of a kind in an Argo version."""
    compact = json.loads((ROOT / "schemas" / f"argo-{argo_version}.json").read_text(encoding="utf-8"))
    definitions = {
        name: {
            "type": ["object", "null"],
            "properties": {field: translated(written) for field, written in fields.items()},
            "additionalProperties": False,
        }
        for name, fields in compact["definitions"].items()
    }
    return Draft202012Validator({"$defs": definitions, **translated(compact["kinds"][kind])})


def translated(written: str) -> Json:
    """The JSON Schema of a compact type."""
    if written.startswith("[]"):
        return {"type": ["array", "null"], "items": translated(written[2:])}
    if written.startswith("{}"):
        return {"type": ["object", "null"], "additionalProperties": translated(written[2:])}
    if written in SCALARS:
        return SCALARS[written]
    name, _, needs = written.rstrip(")").partition("(")
    schema: Json = {"$ref": f"#/$defs/{name}"}
    if needs:
        schema["required"] = needs.split(",")
        schema["properties"] = {need: {"not": {"type": "null"}} for need in schema["required"]}
    return schema
