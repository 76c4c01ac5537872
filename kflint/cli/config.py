"""The configuration: where it is, and what it says. It is `.kflint.yaml`, or the table `tool.kflint` of pyproject.toml."""

from __future__ import annotations

import os

from kflint.error import Error
from kflint.record import NamedTuple
from kflint.settings import Settings, argo_minor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    # Leads from the steps to a value (keys and 0-based indices) to its 1-based line and column; that of its key, if asked for.
    Locate = Callable[[tuple[str | int, ...], bool], tuple[int, int]]

YAML_NAME, TOML_NAME = ".kflint.yaml", "pyproject.toml"
_TOML_TABLE = ("tool", "kflint")
_TOOL_ALONE = (b"tool]", b"tool ", b"'tool'", b'"tool"')


class Project(NamedTuple):
    """The folder that patterns and references belong to ("" if none is known), and its configuration file, if it has one."""

    root: str
    path: str | None


class ConfigFile(NamedTuple):
    """A configuration as it was read: its settings, not yet looked at, and how to find the place of one."""

    path: str
    data: dict[str, Any]
    locate: Locate


def find_project(start: str) -> Project:
    """The nearest folder with a configuration, from the folder `start` upwards; the search ends where a git repository begins."""
    folder = os.path.abspath(start)
    while True:
        if os.path.isfile(path := os.path.join(folder, YAML_NAME)):
            return Project(folder, path)
        if os.path.isfile(path := os.path.join(folder, TOML_NAME)) and _has_table(path):
            return Project(folder, path)
        if os.path.exists(os.path.join(folder, ".git")):
            return Project(folder, None)
        above = os.path.dirname(folder)
        if above == folder:
            return Project("", None)
        folder = above


def load_settings(project: Project) -> Settings:
    """The settings that a project's configuration makes. Raises `Error` with every mistake in it, a line for each."""
    if project.path is None:
        return Settings(root=project.root)
    config = read_config(project.path)
    from kflint.cli.config_mistakes import find_mistakes

    mistakes = list(find_mistakes(config))
    if mistakes:
        raise Error("\n".join(mistakes))
    data = config.data

    def texts(name: str) -> tuple[str, ...]:
        return tuple(data.get(name, ()))

    return Settings(
        argo_version=argo_minor(str(data["argo-version"])) if "argo-version" in data else Settings().argo_version,
        select=texts("select"),
        ignore=texts("ignore"),
        extend_select=texts("extend-select"),
        exclude=texts("exclude"),
        external_templates=texts("external-templates"),
        per_path_ignores=tuple((pattern, tuple(selectors)) for pattern, selectors in data.get("per-path-ignores", {}).items()),
        strict_refs=data.get("strict-refs", False),
        root=project.root,
        crds=tuple(os.path.join(project.root, path) for path in texts("crds")),
    )


def read_config(path: str) -> ConfigFile:
    """Reads a configuration file. Raises `Error` if it can't be read or is no valid YAML or TOML."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise Error(f"{path}: the configuration can't be read: {error.strerror}") from None
    return _read_toml(path, content) if path.endswith(".toml") else _read_yaml(path, content)


def _read_yaml(path: str, content: bytes) -> ConfigFile:
    from kflint.source.nodes import Mapping, Node, Scalar, Sequence, plain_data
    from kflint.source.reader import read_document
    from kflint.source.text import Text, Undecodable, decode

    try:
        text = Text(decode(content)[0], path)
    except Undecodable as error:
        raise Error(f"{path}: {error.message}") from None
    document = read_document(text)
    if document.problems:
        raise Error("\n".join(_told(path, text.position(p.start), p.message) for p in document.problems))
    root = document.root
    if root is None or (isinstance(root, Scalar) and root.is_null):
        return ConfigFile(path, {}, lambda steps, of_key: (1, 1))
    if not isinstance(root, Mapping):
        raise Error(_told(path, text.position(root.start), "a configuration is a mapping, such as 'ignore: [KF601]'"))

    def locate(steps: tuple[str | int, ...], of_key: bool) -> tuple[int, int]:
        node: Node = root
        for step in steps:
            if isinstance(node, Mapping) and isinstance(step, str):
                node = node.fields[step]
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
        return text.position((node.key if of_key and node.key is not None else node).start)

    data = {name: plain_data(node) for name, node in root.fields.items()}
    version = root.fields.get("argo-version")
    if isinstance(version, Scalar) and type(data["argo-version"]) in (int, float):
        data["argo-version"] = version.value  # as it is written: 3.10 is a number that would lose its zero
    return ConfigFile(path, data, locate)


def _read_toml(path: str, content: bytes) -> ConfigFile:
    from kflint.cli.toml_places import locate_in_table

    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Error(f"{path}: the bytes are not valid UTF-8") from None
    data = _parse_toml(path, text)
    for name in _TOML_TABLE:
        data = data.get(name, {})
        if not isinstance(data, dict):
            raise Error(f"{path}: '{'.'.join(_TOML_TABLE)}' must be a table")
    return ConfigFile(path, data, lambda steps, of_key: locate_in_table(text, _TOML_TABLE, steps, of_key))


def _parse_toml(path: str, text: str) -> dict[str, Any]:
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        parsed: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Error(f"{path}: no valid TOML: {error}") from None
    return parsed


def _has_table(path: str) -> bool:
    """Whether a pyproject.toml configures kflint; it is parsed only if a line looks as if it did."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return False
    if b"kflint" not in content or not any(map(_may_begin_table, content.splitlines())):
        return False
    table: Any = _parse_toml(path, content.decode("utf-8", "replace"))
    for name in _TOML_TABLE:
        table = table.get(name) if isinstance(table, dict) else None
    return table is not None


def _may_begin_table(line: bytes) -> bool:
    """Whether a line of TOML may be `[tool.kflint]`, `tool.kflint.select = …`, or `[tool]`, however they are spaced and quoted."""
    line = line.lstrip()
    return line.startswith((b"[", b"tool", b"'tool", b'"tool')) and (b"kflint" in line or line[1:].lstrip().startswith(_TOOL_ALONE))


def _told(path: str, position: tuple[int, int], message: str) -> str:
    return f"{path}:{position[0]}:{position[1]}: {message}"
