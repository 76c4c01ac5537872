"""`kflint schema`: JSON Schemas, for editors and for programs that check YAML."""

from __future__ import annotations

from kflint.cli.config import find_project, load_settings
from kflint.error import Error
from kflint.model.objects import KINDS as OBJECTS
from kflint.record import NamedTuple
from kflint.settings import ARGO_VERSIONS, argo_minor

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams

_FILES = ("config", "report", "source-map", "rule")


class Listed(NamedTuple):
    """A schema's name, and what it is the schema of."""

    name: str
    description: str


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="which schema; without it, all are listed")
    newest = ARGO_VERSIONS[-1]
    parser.add_argument(
        "--argo-version",
        metavar="VERSION",
        help=f"the Argo of Workflow and so on, {ARGO_VERSIONS[0]} to {newest}; without it, that of the configuration, or {newest}",
    )


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Prints the schema, or the list. Raises `Error`."""
    if arguments.name is None:
        listed = list(schemas())
        width = max(len(each.name) for each in listed)
        streams.stdout.write("".join(f"{each.name:<{width}}  {each.description}\n" for each in listed))
        return 0
    import json

    wanted = find_schema(arguments.name, _argo_version(arguments.argo_version))
    streams.stdout.write(json.dumps(wanted, indent=2, ensure_ascii=False) + "\n")
    return 0


def schemas() -> Iterator[Listed]:
    """All schemas."""
    from kflint.expand.annotations import KINDS, PREFIX
    from kflint.expand.validate import load_schema

    for kind in OBJECTS:
        yield Listed(kind, f"A {kind} of Argo Workflows, with the shorthand annotations of its templates.")
    for kind in KINDS:
        yield Listed(PREFIX + kind, _first_sentence(load_schema(kind)["description"]))
    for name in _FILES:
        yield Listed(name, _first_sentence(_read(name)["description"]))


def find_schema(name: str, argo_version: str) -> dict[str, Any]:
    """The JSON Schema of a name that `schemas` lists. Raises `Error` for another one."""
    from kflint.expand.annotations import KINDS, PREFIX
    from kflint.expand.validate import load_schema

    if name in OBJECTS:
        from kflint.schema.json_schema import editor_schema

        return editor_schema(name, argo_version, {PREFIX + kind: load_schema(kind) for kind in KINDS})
    if name.removeprefix(PREFIX) in KINDS:
        return load_schema(name.removeprefix(PREFIX))
    if name in _FILES:
        return _read(name)
    from kflint.lang.suggest import closest

    names = [each.name for each in schemas()]
    word = closest(name, names)
    raise Error(f"there is no schema '{name}'; " + (f"did you mean '{word}'?" if word else f"there are {', '.join(names)}"))


def _argo_version(given: str | None) -> str:
    return argo_minor(given) if given is not None else load_settings(find_project(".")).argo_version


def _read(name: str) -> dict[str, Any]:
    import json

    from kflint.data import data_path

    with open(data_path("schemas", f"{name}.json"), encoding="utf-8") as file:
        return dict(json.load(file))


def _first_sentence(description: str) -> str:
    return description.partition(". ")[0].removesuffix(".") + "."
