"""Checks the value of an annotation against its JSON Schema, and says where in the annotation it is wrong.

Only the keywords that `schemas/shorthand-*.json` use are known: a test compares the verdicts with those of `jsonschema`.
"""

from __future__ import annotations

import json
from functools import cache

from kflint.data import data_path
from kflint.expand.codes import INVALID_NAME, INVALID_VALUE, MISSING_FIELD, REPEATED_FIELD, UNKNOWN_FIELD, WRONG_TYPE
from kflint.expand.report import Report
from kflint.expand.values import TAG, wrong_format
from kflint.lang.names import parameter_name
from kflint.lang.suggest import closest
from kflint.source.nodes import Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # A JSON Schema as data.
    Schema = dict[str, Any]

_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


@cache
def load_schema(kind: str) -> Schema:
    """The JSON Schema of the annotation `kflint.dev/<kind>`."""
    with open(data_path("schemas", f"shorthand-{kind}.json"), encoding="utf-8") as file:
        schema: Schema = json.load(file)
    return schema


@cache
def camel_case(name: str) -> str:
    """The camelCase spelling of a name: the SDK writes `resource_name` where Kubernetes has `resourceName`."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def canonical(mapping: Mapping, known: Schema) -> dict[str, Node]:
    """The fields of a mapping by their camelCase names where `known` has them; null ones are left out."""
    fields: dict[str, Node] = {}
    for written, value in mapping.fields.items():
        if not (isinstance(value, Scalar) and value.is_null):
            name = camel_case(written)
            fields.setdefault(name if name in known else written, value)
    return fields


class Validator:
    """Checks nodes against the schemas of one annotation, called `title` in messages."""

    def __init__(self, schema: Schema, report: Report, title: str) -> None:
        self.definitions: Schema = schema.get("$defs", {})
        self.report = report
        self.title = title

    def check(self, node: Node, schema: Schema, what: str) -> bool:
        """Whether the node is as the schema wants it; reports what is not. `what` names the node in messages."""
        schema = self._resolved(schema)
        if "anyOf" in schema:
            return self._check_any(node, [self._resolved(each) for each in schema["anyOf"]], what)
        if not _fits(node, schema):
            return self._wrong_type(node, [schema], what)
        if "enum" in schema:
            return self._check_enum(node, schema["enum"], what)
        if isinstance(node, Mapping):
            return self._check_mapping(node, schema)
        if isinstance(node, Sequence):
            return self._check_items(node, schema, what)
        assert isinstance(node, Scalar)
        return self._check_format(node, schema, what)

    def _resolved(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        return schema if reference is None else self._resolved(self.definitions[reference.rpartition("/")[2]])

    def _check_any(self, node: Node, alternatives: list[Schema], what: str) -> bool:
        if isinstance(node, Scalar) and TAG in node.value and any("pattern" in each for each in alternatives):
            return True
        alternatives = [each for each in alternatives if "pattern" not in each]
        fitting = [each for each in alternatives if _fits(node, each)]
        return self.check(node, fitting[0], what) if fitting else self._wrong_type(node, alternatives, what)

    def _wrong_type(self, node: Node, schemas: list[Schema], what: str) -> bool:
        types = dict.fromkeys(name for schema in schemas for name in _types(schema))
        wanted = " or ".join(_TYPE_NAMES[name] for name in types)
        found = _type_of(node)
        hint = None
        if isinstance(node, Scalar) and "string" in types:
            hint = f"put it in quotes: '{node.value}'" if node.value else "give it a value or leave it out"
        shown = f"{_TYPE_NAMES[found]}" if found in ("object", "array") else f"'{_shown(node)}'"
        self.report.at(WRONG_TYPE, node, f"{what} must be {wanted}, not {shown}", help=hint)
        return False

    def _check_enum(self, node: Node, values: list[str], what: str) -> bool:
        assert isinstance(node, Scalar)
        if node.value in values:
            return True
        near = closest(node.value, values)
        tail = f"; did you mean '{near}'?" if near else ""
        self.report.at(INVALID_VALUE, node, f"{what} can't be '{_shown(node)}', only one of {', '.join(values)}{tail}")
        return False

    def _check_format(self, node: Scalar, schema: Schema, what: str) -> bool:
        wrong = wrong_format(node.value, schema["format"]) if "format" in schema else None
        if wrong is None:
            return True
        code, mistake = wrong
        message = f"{what} can't be '{_shown(node)}': {mistake.message}"
        self.report.at(code, node, message, part=(mistake.offset, mistake.end), help=mistake.hint)
        return False

    def _check_items(self, node: Sequence, schema: Schema, what: str) -> bool:
        if len(node.items) < schema.get("minItems", 0):
            self.report.at(WRONG_TYPE, node, f"{what} is an empty list; name at least one, or leave it out")
            return False
        good = True
        for item in node.items:
            good &= self.check(item, schema.get("items", {}), f"an item of {what}")
        return good

    def _check_mapping(self, node: Mapping, schema: Schema) -> bool:
        properties: Schema = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        good = True
        seen: dict[str, str] = {}
        for written, value in node.fields.items():
            name = camel_case(written) if camel_case(written) in properties else written
            if name in seen:
                why = f"'{written}' and '{seen[name]}' are one field, given twice"
                self.report.at(REPEATED_FIELD, value, why, key=True)
                good = False
            elif name in properties:
                empty = isinstance(value, Scalar) and value.is_null
                good &= empty or self.check(value, properties[name], f"the field '{written}'")
            elif others is False:
                good &= self._unknown(written, value, properties)
            else:
                good &= self._check_other(written, value, schema)
            seen[name] = written
        missing = [name for name in schema.get("required", ()) if name not in canonical(node, properties)]
        if missing and good:
            why = f"{self.title} needs the field '{missing[0]}'"
            if node.parent is None:
                self.report.at(MISSING_FIELD, self.report.annotation_of(node), why, key=True)
            else:
                self.report.at(MISSING_FIELD, node, why)
        return good and not missing

    def _check_other(self, name: str, value: Node, schema: Schema) -> bool:
        """A field of a mapping whose keys are free."""
        if schema.get("propertyNames", {}).get("format") == "parameter-name":
            mistake = parameter_name(name)
            if mistake is not None:
                self.report.at(INVALID_NAME, value, f"the output '{name}' can't have this name: {mistake.message}", key=True)
                return False
        others = schema.get("additionalProperties", True)
        if others is True or (isinstance(value, Scalar) and value.is_null):
            return True
        return self.check(value, others, f"the value of '{name}'")

    def _unknown(self, name: str, value: Node, properties: Schema) -> bool:
        near = closest(camel_case(name), properties)
        tail = f"; did you mean '{near}'?" if near else ""
        known = None if near else f"its fields are {', '.join(properties)}" if len(properties) <= 16 else None
        self.report.at(UNKNOWN_FIELD, value, f"{self.title} has no field '{name}'{tail}", key=True, help=known)
        return False


def _types(schema: Schema) -> list[str]:
    if "enum" in schema:
        return ["string"]
    types = schema.get("type", list(_TYPE_NAMES))
    return [types] if isinstance(types, str) else types


def _fits(node: Node, schema: Schema) -> bool:
    return _type_of(node) in _types(schema)


def _type_of(node: Node) -> str:
    if isinstance(node, Mapping):
        return "object"
    if isinstance(node, Sequence):
        return "array"
    assert isinstance(node, Scalar)
    value = node.json
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    return "string" if isinstance(value, str) else "number"


def _shown(node: Node) -> str:
    """A scalar's text as a message shows it."""
    assert isinstance(node, Scalar)
    line = node.value.split("\n", 1)[0]
    return line if len(line) <= 60 else line[:59] + "…"
