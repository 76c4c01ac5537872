"""What workflow files mean, as plain data in which the order of named things and of conjunctions does not count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kflint.expand.expansion import Expansion, expand_text
from kflint.source.text import Text

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "expand"
_NAMED = {"templates", "tasks", "parameters", "artifacts", "volumes", "env"}


class _Loader(yaml.SafeLoader):
    """Reads only text, numbers and booleans: no dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> list[Any]:
    """The documents of a YAML text, read by PyYAML."""
    return [document for document in yaml.load_all(text, _Loader) if document is not None]


def expand(text: str) -> Expansion:
    """A text expanded."""
    return expand_text(Text(text, "workflow.yaml"))


def expanded(text: str) -> str:
    """The expanded text, which must have no findings that keep it from being expanded."""
    expansion = expand(text)
    errors = [f"{f.line}:{f.column} {f.code} {f.message}" for f in expansion.findings if f.severity == "error"]
    assert not errors, errors
    return expansion.text.string


def levelled(key: str | None, value: Any) -> Any:
    """A value with named things by name, dependencies sorted, and manifests as data."""
    if isinstance(value, dict):
        return {k: levelled(k, v) for k, v in value.items()}
    if isinstance(value, list):
        if key in _NAMED and all(isinstance(v, dict) and "name" in v for v in value):
            return {v["name"]: levelled(None, v) for v in value}
        if key == "volumeMounts":
            return {v["mountPath"]: levelled(None, v) for v in value}
        if key == "dependencies":
            return sorted(value)
        if key == "steps":
            return [{s["name"]: levelled(None, s) for s in group} for group in value]
        return [levelled(None, v) for v in value]
    if key == "manifest" and isinstance(value, str):
        return load(value)
    return sorted("".join(part.split()) for part in str(value).split("&&")) if key == "depends" else value


def differences(found: Any, expected: Any, at: str = "") -> list[str]:
    """Where two values differ, one line for each place."""
    if isinstance(found, dict) and isinstance(expected, dict):
        keys = [*found, *(key for key in expected if key not in found)]
        return [line for key in keys for line in differences(found.get(key), expected.get(key), f"{at}/{key}")]
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected, strict=True))
        return [line for number, (one, other) in pairs for line in differences(one, other, f"{at}/{number}")]
    return [] if found == expected else [f"{at}: {found!r}, expected {expected!r}"]


def meaning(text: str) -> list[Any]:
    """What a text means when it runs."""
    return [levelled(None, document) for document in load(text)]
