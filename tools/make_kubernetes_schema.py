"""Makes `schemas/kubernetes.json`, the compact form of Kubernetes' built-in types, from the models of the `kubernetes` package.

    python tools/make_kubernetes_schema.py           writes the file
    python tools/make_kubernetes_schema.py --check   fails where it is stale

Kept are the definitions that the stable kinds (`v1`, `apps/v1`, …) reach, with the names and types of their fields, in the form
that `kflint/schema/schema.py` describes; and the few custom resources that Kubernetes' own projects bring, from
`schemas/kubernetes-corrections.yaml`, where the package says less than the server knows.
"""

from __future__ import annotations

import argparse
import inspect
import json
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "schemas" / "kubernetes.json"
CORRECTIONS = ROOT / "schemas" / "kubernetes-corrections.yaml"
_SCALARS = {
    "str": "string",
    "int": "int64",
    "bool": "boolean",
    "datetime": "time",
    "float": "amount",
    "object": "any",
    "bytes": "bytes",
}
_STABLE = re.compile(r"v[0-9]+\Z")
_METHOD = re.compile(r"def create_(?:namespaced_)?\w+_with_http_info\(.*?\bbody: (\w+)", re.S)
_PATH = re.compile(r"resource_path='(/apis?/[^']+)'")


class Kind:
    """A built-in kind: its apiVersion, the package's model of it, and whether it lives in a namespace."""

    def __init__(self, api_version: str, model: str, plural: str, namespaced: bool) -> None:
        self.api_version = api_version
        self.model = model
        self.plural = plural
        self.namespaced = namespaced

    @property
    def name(self) -> str:
        """The kind as manifests write it: the model without its version."""
        return re.sub(r"\A(?:Core|Events|Discovery|Storage|Resource)?V[0-9]+(?:(?:alpha|beta)[0-9]+)?", "", self.model)


def kinds() -> list[Kind]:
    """The stable kinds that can be created, found in the package's API classes."""
    import kubernetes.client.api as api

    found: dict[tuple[str, str], Kind] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(api.__path__)):
        source = inspect.getsource(import_module(f"kubernetes.client.api.{module}"))
        starts = [match.start() for match in re.finditer(r"\n    def create_\w+_with_http_info\(", source)]
        for start in starts:
            body, path = _METHOD.search(source, start), _PATH.search(source, start)
            if body is None or path is None or "{name}" in path[1]:
                continue
            parts = path[1].strip("/").split("/")
            version = parts[1] if parts[0] == "api" else "/".join(parts[1:3])
            if _STABLE.match(version.split("/")[-1]):
                kind = Kind(version, body[1], parts[-1], "{namespace}" in path[1])
                found.setdefault((version, kind.name), kind)
    return [found[key] for key in sorted(found)]


class Definitions:
    """Collects the definitions that the kinds reach."""

    def __init__(self, corrections: dict[str, Any]) -> None:
        self.fields: dict[str, str] = corrections["fields"]
        self.by_name: dict[str, str] = corrections["by-name"]
        self.optional = set(corrections["optional"])
        self.free: dict[str, str] = corrections["definitions"]
        self.found: dict[str, dict[str, str]] = {}
        self.needs: dict[str, list[str]] = {}

    def add(self, model: str) -> str:
        """The written type of a model, after its definition is taken in."""
        if model in self.free:
            return self.free[model]
        if model not in self.found:
            import kubernetes.client.models as models

            klass = getattr(models, model)
            self.found[model] = {}
            required = []
            for attribute, kind in klass.openapi_types.items():
                name = klass.attribute_map[attribute]
                self.found[model][name] = self._written(model, name, kind)
                if _field(klass, attribute).is_required() and f"{model}.{name}" not in self.optional:
                    required.append(name)
            self.needs[model] = required
        needs = self.needs.get(model, [])
        return model + (f"({','.join(needs)})" if needs else "")

    def _written(self, model: str, name: str, kind: str) -> str:
        corrected = self.fields.get(f"{model}.{name}") or self.by_name.get(f"{name}: {kind}")
        return corrected if corrected is not None else self._type(kind)

    def _type(self, kind: str) -> str:
        for prefix, written in (("List[", "[]"), ("Dict[str, ", "{}")):
            if kind.startswith(prefix):
                return written + self._type(kind[len(prefix) : -1])
        return _SCALARS.get(kind) or self.add(kind)


def _field(klass: Any, attribute: str) -> Any:
    """The model's field of an attribute; the models rename those that Python or pydantic needs for itself (`exec`, `schema`)."""
    fields = klass.model_fields
    bare = attribute.strip("_")
    return next(fields[name] for name in (attribute, f"var_{bare}", bare, f"{bare}_") if name in fields)


def content() -> str:
    """The text of the file."""
    corrections = yaml.safe_load(CORRECTIONS.read_text(encoding="utf-8"))
    definitions = Definitions(corrections)
    found = kinds()
    table = {}
    for kind in found:
        definitions.add(kind.model)
    for kind in found:
        # A manifest's own apiVersion, kind and metadata are looked at by other rules.
        needs = [name for name in definitions.needs[kind.model] if name not in ("apiVersion", "kind", "metadata")]
        written = kind.model + (f"({','.join(needs)})" if needs else "")
        table[f"{kind.api_version} {kind.name}"] = [written, kind.plural, kind.namespaced]
    for name, custom in corrections["custom-resources"].items():
        table[name] = [custom["type"], custom["plural"], custom["namespaced"]]
        definitions.found.update(custom["definitions"])
    import kubernetes

    rows = [f'"kubernetes": {json.dumps(kubernetes.__version__)}']
    rows.append('"kinds": {\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(table.items())) + "}")
    resolved = {
        name: {f: _with_needs(t, definitions.needs) for f, t in fields.items()} for name, fields in definitions.found.items()
    }
    lines = (f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in sorted(resolved.items()))
    rows.append('"definitions": {\n' + ",\n".join(lines) + "}")
    return "{" + ",\n".join(rows) + "}\n"


def _with_needs(written: str, needs: dict[str, list[str]]) -> str:
    """A written type with what its definition needs; a type that refers to itself was written before that was known."""
    prefix = re.match(r"(?:\[\]|\{\})*", written)
    start = prefix.end() if prefix is not None else 0
    name = written[start:].partition("(")[0]
    wanted = needs.get(name, [])
    return written[:start] + name + (f"({','.join(wanted)})" if wanted else "")


def main() -> int:
    """Writes or checks the file; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail where the file is stale")
    arguments = parser.parse_args()
    text = content()
    if arguments.check:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
