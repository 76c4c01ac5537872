"""`kflint expand`: writes out shorthand, to the standard output, in place or elsewhere, or tells what it would do."""

from __future__ import annotations

import os

from kflint.cli.options import STDIN, add_input_options, add_output_options, configured
from kflint.cli.sources import Inputs
from kflint.cli.streams import is_terminal, wants_color
from kflint.error import Error
from kflint.linter import expand_source
from kflint.record import NamedTuple
from kflint.report.formats import Report, Style, write_report
from kflint.report.summary import count_of_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kflint.cli.arguments import Parser
    from kflint.cli.sources import Source
    from kflint.cli.streams import Streams
    from kflint.linter import ExpandedText


# The options that say what to do with the result.
_WAYS = ("--write", "--output", "--check", "--diff", "--explain-json")


class Expanded(NamedTuple):
    """A source and what it became. `data` are the bytes to write; `usable` is false where the shorthand has mistakes."""

    source: Source
    expansion: ExpandedText

    @property
    def usable(self) -> bool:
        """Whether the expansion may be written."""
        return not any(finding.severity == "error" for finding in self.expansion.findings)

    @property
    def data(self) -> bytes:
        """The bytes to write: those that were read, where nothing changed."""
        text = self.expansion.text
        return text.encoding.encode(text.string) if self.expansion.changed else self.source.data


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    add_input_options(parser)
    group = parser.add_argument_group("what to do with the result", "Without any of these it goes to the standard output.")
    group.add_argument("--write", action="store_true", help="write it in place; a file whose shorthand has mistakes stays as it is")
    group.add_argument(
        "--output", metavar="PATH", help="write it to this file; for several files, or with a / at the end: to this folder"
    )
    group.add_argument(
        "--check", action="store_true", help="write nothing; list the files that would change, and fail if there are any"
    )
    group.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    group.add_argument(
        "--explain-json", action="store_true", help="write nothing; print as JSON what each line that would be written came from"
    )
    group.add_argument(
        "--explain", action="store_true", help="also tell, on the standard error, what each line that is written came from"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Expands; returns the exit code. Raises `Error`."""
    _refuse_contradictions(arguments)
    inputs = Inputs(arguments.paths, arguments.stdin_filename, configured(arguments), streams)
    results = [Expanded(source, expand_source(source.data, source.path)) for source in inputs.read()]
    usable = [result for result in results if result.usable]
    deliver = _deliverer(arguments)
    deliver(usable, arguments, streams)
    if arguments.explain:
        _explain(usable, arguments, streams)
    _tell_findings(results, arguments, streams)
    changed = sum(result.expansion.changed for result in usable)
    if not arguments.quiet and (arguments.write or arguments.check or arguments.output is not None):
        would = "would be " if arguments.check else ""
        streams.tell(f"{changed} of {count_of_files(len(results))} {would}expanded")
    if inputs.failed or any(result.expansion.failures for result in results):
        return 2
    return 1 if len(usable) < len(results) or (arguments.check and changed) else 0


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    given = [option for option in _WAYS if getattr(arguments, option[2:].replace("-", "_"))]
    if len(given) > 1 and given != ["--check", "--diff"]:
        raise Error(f"{' and '.join(given)} can't be used together")
    if arguments.write and STDIN in arguments.paths:
        raise Error("the standard input can't be written in place")


def _deliverer(arguments: argparse.Namespace) -> Callable[[list[Expanded], argparse.Namespace, Streams], None]:
    if arguments.write:
        return _write_in_place
    if arguments.output is not None:
        return _write_elsewhere
    if arguments.diff:
        return _show_changes
    if arguments.explain_json:
        return _print_source_maps
    return _list_changed if arguments.check else _print


def _print(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    """To the standard output; several files as documents of one stream."""
    before = b""
    for result in results:
        data = result.data
        if before:
            separator = b"" if before.endswith(b"\n") else b"\n"
            streams.write_bytes(separator if data.startswith(b"---") else separator + b"---\n")
        streams.write_bytes(data)
        before = data


def _write_in_place(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    for result in results:
        if result.expansion.changed:
            _write(result.source.path, result.data)


def _write_elsewhere(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    """To a file, if there is one source and the target is no folder; else to files in a folder, changed or not."""
    target: str = arguments.output
    to_folder = target.endswith(("/", os.sep)) or os.path.isdir(target) or any(os.path.isdir(path) for path in arguments.paths)
    if not to_folder and len(arguments.paths) == 1:
        for result in results:
            _write(target, result.data)
        return
    taken: dict[str, str] = {}
    for result in results:
        path = os.path.join(target, result.source.name)
        if path in taken:
            raise Error(f"{taken[path]} and {result.source.path} would both be written to {path}")
        taken[path] = result.source.path
    for path, result in zip(taken, results, strict=True):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _write(path, result.data)


def _show_changes(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.diff import unified

    color = wants_color(arguments.color, streams.stdout)
    for result in results:
        if result.expansion.changed:
            before, after = result.expansion.before.string, result.expansion.text.string
            streams.write_bytes(unified(result.source.path, before, after, color).encode("utf-8", "replace"))


def _print_source_maps(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.provenance import source_map, source_maps

    files = [source_map(result.expansion.before, result.expansion.text) for result in results if result.expansion.changed]
    streams.write_bytes(source_maps(files).encode("utf-8"))


def _explain(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.provenance import explained

    streams.stdout.flush()
    color = wants_color(arguments.color, streams.stderr)
    for result in results:
        streams.stderr.write(explained(result.expansion.before, result.expansion.text, color))


def _list_changed(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    for result in results:
        if result.expansion.changed:
            streams.stdout.write(result.source.path + "\n")


def _write(path: str, data: bytes) -> None:
    from kflint.source.write import write_file

    try:
        write_file(path, data)
    except OSError as error:
        raise Error(f"{path}: can't be written: {error.strerror}") from None


def _tell_findings(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    """The mistakes in the shorthand, and of kflint itself, to the standard error."""
    findings = tuple(finding for result in results for finding in result.expansion.findings)
    texts = {result.source.path: result.expansion.before for result in results if result.expansion.findings}
    streams.stdout.flush()
    style = Style(wants_color(arguments.color, streams.stderr), is_terminal(streams.stderr))
    write_report("text", Report("", findings, len(results), 0, texts), streams.stderr, style)
    if arguments.debug:
        for result in results:
            for failure in result.expansion.failures:
                streams.tell(failure.rstrip())
