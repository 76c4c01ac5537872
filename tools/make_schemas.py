"""Makes `schemas/argo-*.json`, kflint's compact form of Argo's types, from the JSON Schemas that Argo publishes.

    python tools/make_schemas.py FOLDER           writes one file for every vX.Y.json in FOLDER
    python tools/make_schemas.py FOLDER --check   fails where a file is stale

FOLDER holds Argo's `api/jsonschema/schema.json` of one release per minor version, as `v4.1.json`. Kept are the definitions that an
author can reach from the four kinds of object, with the names and types of their fields; `schemas/corrections.yaml` says where the
published schemas are wrong. `kflint/schema/schema.py` describes the form.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
CORRECTIONS = SCHEMAS / "corrections.yaml"
KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
ARGO = "io.argoproj.workflow.v1alpha1."
# The scalar types of a published schema by type and format; integers need a width from the corrections.
SCALARS = {("string", None): "string", ("boolean", None): "boolean", ("string", "byte"): "bytes"}


class Mismatch(Exception):
    """The published schemas and the corrections don't fit together; the message says where."""


class Corrections:
    """The table of corrections; remembers which of its entries fitted, to find stale ones."""

    def __init__(self, path: Path = CORRECTIONS) -> None:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.definitions = {name: row["type"] for row in table["definitions"] for name in row["names"]}
        self.fields = {field: row["type"] for row in table["fields"] for field in row["fields"]}
        self.integers = {field: width for width, fields in table["integers"].items() for field in fields}
        self.needs = {row["field"]: row["needs"] for row in table["needs"]}
        self.used: set[str] = set()

    def definition(self, name: str) -> str | None:
        """The type that stands for the definition `name`, None where it is what it seems to be."""
        self.used.add(name)
        return self.definitions.get(name)

    def field(self, field: str) -> str | None:
        """The type that replaces the one of `field`, None where it is published rightly."""
        self.used.add(field)
        return self.fields.get(field)

    def width(self, field: str) -> str:
        """The width of an integer field. Raises `Mismatch` where the table has none."""
        self.used.add(field)
        if field not in self.integers:
            raise Mismatch(f"integer {field} is in none of the lists of {CORRECTIONS.name}")
        return str(self.integers[field])

    def demands(self, field: str) -> str:
        """What follows a field's type: the fields that must be present in it, in brackets, if there are any."""
        self.used.add(field)
        needs = self.needs.get(field)
        return f"({','.join(needs)})" if needs else ""

    def stale(self) -> set[str]:
        """The entries that fitted no version."""
        return {*self.definitions, *self.fields, *self.integers, *self.needs} - self.used


def short_name(name: str) -> str:
    """The compact name of a published definition: `Template`, `core.Container`, `meta.ObjectMeta`."""
    if name.startswith(ARGO):
        return name[len(ARGO) :]
    *packages, last = name.split(".")
    package = packages[-1] if not packages[-1][1:].isdigit() else packages[-2]
    return f"{package}.{last}"


class Compactor:
    """Turns one published schema into its compact form."""

    def __init__(self, published: dict[str, Any], version: str, corrections: Corrections) -> None:
        self.published = {short_name(name): body for name, body in published["definitions"].items() if _is_named(name)}
        self.version = version
        self.corrections = corrections

    def compact(self) -> dict[str, Any]:
        """The compact form: the types of the kinds, and the reachable definitions by name."""
        definitions: dict[str, dict[str, str]] = {}
        waiting = list(KINDS)
        while waiting:
            name = waiting.pop()
            if name in definitions:
                continue
            definitions[name] = fields = self._fields(name)
            waiting += [inner for inner in map(_innermost, fields.values()) if inner in self.published]
        kinds = {kind: kind + self.corrections.demands(f"kind {kind}") for kind in KINDS}
        return {"argo": self.version, "kinds": kinds, "definitions": dict(sorted(definitions.items()))}

    def _fields(self, name: str) -> dict[str, str]:
        properties = self.published[name].get("properties", {})
        return {field: self._field(f"{name}.{field}", body) for field, body in sorted(properties.items())}

    def _field(self, field: str, body: dict[str, Any]) -> str:
        return (self.corrections.field(field) or self._type(field, body)) + self.corrections.demands(field)

    def _type(self, field: str, body: dict[str, Any]) -> str:
        if "$ref" in body:
            return self._reference(field, short_name(body["$ref"].rpartition("/")[2]))
        kind = body.get("type", "")
        if kind == "array":
            return "[]" + self._type(field, body["items"])
        if kind == "object" and "additionalProperties" in body:
            return "{}" + self._type(field, body["additionalProperties"])
        if kind == "integer":
            return self.corrections.width(field)
        scalar = SCALARS.get((kind, body.get("format")))
        if scalar is None:
            raise Mismatch(f"{field} has a type that this tool doesn't know: {json.dumps(body)}")
        return scalar

    def _reference(self, field: str, name: str) -> str:
        replaced = self.corrections.definition(name)
        if replaced is not None:
            return replaced
        body = self.published[name]
        if "properties" not in body and body.get("type") != "object":
            return self._type(field, body)  # a name for a list, such as ParallelSteps
        return name


def _is_named(name: str) -> bool:
    return name.startswith((ARGO, "io.k8s."))


def _innermost(written: str) -> str:
    """The name of the type inside a list or map, without what follows it."""
    return written.replace("[]", "").replace("{}", "").partition("(")[0]


def schema_text(schema: dict[str, Any]) -> str:
    """The text of a schema file: one definition a line, so that a change of version reads well in a diff."""
    lines = [f"{json.dumps(name)}: {json.dumps(fields, separators=(',', ':'))}" for name, fields in schema["definitions"].items()]
    head = f'{{"argo": {json.dumps(schema["argo"])},\n"kinds": {json.dumps(schema["kinds"])},\n"definitions": {{\n'
    return head + ",\n".join(lines) + "\n}}\n"


def make_schemas(folder: Path) -> dict[str, str]:
    """The text of every schema file by its name. Raises `Mismatch`, also for corrections that no version needs any more."""
    corrections = Corrections()
    texts = {}
    for path in sorted(folder.glob("v*.json")):
        version = path.stem[1:]
        published = json.loads(path.read_text(encoding="utf-8"))
        try:
            texts[f"argo-{version}.json"] = schema_text(Compactor(published, version, corrections).compact())
        except Mismatch as mismatch:
            raise Mismatch(f"{path.name}: {mismatch}") from None
    if not texts:
        raise Mismatch(f"{folder} holds no schema named like v4.1.json")
    if corrections.stale():
        raise Mismatch(f"{CORRECTIONS.name} names what no version has: {', '.join(sorted(corrections.stale()))}")
    return texts


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Writes or checks the schemas; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where Argo's published schemas are: v3.4.json, …")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")
    options = parser.parse_args(arguments)
    try:
        texts = make_schemas(options.folder)
    except (Mismatch, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    stale = [name for name, text in texts.items() if _current(SCHEMAS / name) != text]
    if options.check:
        for name in stale:
            print(f"{name} is stale; run python tools/make_schemas.py {options.folder}", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (SCHEMAS / name).write_text(texts[name], encoding="utf-8")
        print(f"wrote {SCHEMAS / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
