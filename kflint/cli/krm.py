"""`kflint krm`: expands and lints the objects that kpt, kustomize or another tool hands over, and gives them back."""

from __future__ import annotations

from kflint.error import Error
from kflint.krm.function import process
from kflint.krm.items import unreadable
from kflint.krm.options import options_of
from kflint.krm.package import ResourceList, package_of
from kflint.krm.results import ERROR, told
from kflint.source.nodes import Mapping
from kflint.source.reader import read_document
from kflint.source.text import Text, Undecodable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams

_INPUT = "<stdin>"


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    parser.add_argument(
        "config",
        metavar="CONFIG",
        nargs="?",
        help="a file with the function's configuration, for tools that don't hand it over in a ResourceList",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="tell findings only as results, for tools that show these")
    parser.add_argument("--debug", action="store_true", help="where in kflint an internal error happened")


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Reads a ResourceList or a stream of documents, and writes it; returns the exit code. Raises `Error`.

    What is found goes to the standard error too: kustomize shows no results, and a stream has no place for them.
    """
    text = _decoded(streams.read_bytes(), _INPUT)
    package = package_of(text)
    config = package.config
    if config is None and arguments.config is not None:
        config = _read_config(arguments.config)
    options, results = options_of(config)
    outcome = process([] if results else package.items, options)
    results += outcome.results
    streams.write_bytes(text.encoding.encode(package.written(outcome.changed, results)))
    if not (arguments.quiet and isinstance(package, ResourceList)):
        for result in results:
            streams.tell(told(result))
    if arguments.debug:
        for failure in outcome.failures:
            streams.tell(failure.rstrip())
    return 2 if outcome.failures else int(any(result.severity == ERROR for result in results))


def _read_config(path: str) -> Mapping | None:
    """The object in a configuration file, None if the file is empty. Raises `Error`."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise Error(f"{path}: the function's configuration can't be read: {error.strerror}") from None
    document = read_document(_decoded(content, path))
    if document.problems:
        raise unreadable(document.problems[0], document.text)
    if document.root is not None and not isinstance(document.root, Mapping):
        raise Error(f"{path}: the function's configuration must be an object, such as one of the kind KFlint")
    return document.root


def _decoded(content: bytes, path: str) -> Text:
    try:
        string, encoding = decode(content)
    except Undecodable as error:
        raise Error(f"{path}: {error.message}") from None
    return Text(string, path, encoding)
