"""`kflint expand`: writes out shorthand, to the standard output, in place or elsewhere, or tells what it would do."""

from __future__ import annotations

import os

from kflint.cli.config import load_settings
from kflint.cli.options import STDIN, add_input_options, add_output_options, project_of
from kflint.cli.sources import Inputs
from kflint.cli.streams import is_terminal, wants_color
from kflint.cli.targets import configured_pairs
from kflint.error import Error
from kflint.linter import expand_source
from kflint.record import NamedTuple
from kflint.report.formats import Report, Style, write_report
from kflint.report.summary import count_of_files
from kflint.source.text import Undecodable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from kflint.cli.arguments import Parser
    from kflint.cli.sources import Source
    from kflint.cli.streams import Streams
    from kflint.cli.targets import Pair
    from kflint.linter import ExpandedText

    Deliver = Callable[[list["Expanded"], argparse.Namespace, Streams], None]

_WITHOUT_ANY = (
    "Without any of these it goes to the standard output; or, if no path is given and the configuration says under 'expand' which "
    "files are made of which, these are made."
)
# The options that say what to do with the result.
_WAYS = ("--write", "--output", "--check", "--diff", "--explain-json")
# Those of them that go together.
_TOGETHER = (["--check", "--diff"], ["--write", "--check"])


class Expanded(NamedTuple):
    """A source and what it became. `path` is the file that it goes to where it is written as asked for, and `present` what that
    holds now, None if it isn't there.
    """

    source: Source
    expansion: ExpandedText
    path: str
    present: bytes | None

    @property
    def usable(self) -> bool:
        """Whether the expansion may be written; not where the shorthand has mistakes."""
        return not any(finding.severity == "error" for finding in self.expansion.findings)

    @property
    def data(self) -> bytes:
        """The bytes to write: those that were read, where nothing changed."""
        text = self.expansion.text
        return text.encoding.encode(text.string) if self.expansion.changed else self.source.data

    @property
    def changed(self) -> bool:
        """Whether writing it would make a difference."""
        return self.data != self.present


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    add_input_options(parser)
    group = parser.add_argument_group("what to do with the result", _WITHOUT_ANY)
    group.add_argument("--write", action="store_true", help="write it in place; a file whose shorthand has mistakes stays as it is")
    group.add_argument(
        "--output", metavar="PATH", help="write it to this file; for several files, or with a / at the end: to this folder"
    )
    group.add_argument(
        "--check",
        action="store_true",
        help="write nothing (unless with --write); list the files that change, and fail if there are any",
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
    project = project_of(arguments)
    settings = load_settings(project)
    pairs = [] if arguments.paths else configured_pairs(project, settings.exclude)
    if pairs and arguments.output is not None:
        raise Error("--output says where files go, and so does the configuration; name the files to expand, or leave it out")
    paths = [pair.source for pair in pairs] or arguments.paths
    inputs = Inputs(paths, arguments.stdin_filename, settings, streams)
    results = list(_expand(inputs, pairs))
    usable = [result for result in results if result.usable]
    writes = arguments.write or (bool(pairs) and not any(getattr(arguments, way) for way in ("check", "diff", "explain_json")))
    for deliver in _deliverers(arguments, writes):
        deliver(usable, arguments, streams)
    _tell_findings(results, arguments, streams)
    changed = sum(result.changed for result in usable)
    if not arguments.quiet and (writes or arguments.check or arguments.output is not None):
        done = ("" if writes or arguments.output is not None else "would be ") + ("written" if pairs else "expanded")
        streams.tell(f"{changed} of {count_of_files(len(results))} {done}")
    if inputs.failed or any(result.expansion.failures for result in results):
        return 2
    return 1 if len(usable) < len(results) or (arguments.check and changed) else 0


def _expand(inputs: Inputs, pairs: list[Pair]) -> Iterator[Expanded]:
    """Expands all inputs, to the targets that the pairs say, or where they stand."""
    targets: dict[str, list[str]] = {}
    for pair in pairs:
        targets.setdefault(pair.source, []).append(pair.target)
    for source in inputs.read():
        expansion = expand_source(source.data, source.path)
        if not pairs:
            yield Expanded(source, expansion, source.path, source.data)
        for target in targets.get(source.path, ()):
            yield Expanded(source, expansion, target, _present(target))


def _present(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Error(f"{path}: can't be read: {error.strerror}") from None


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    given = [option for option in _WAYS if getattr(arguments, option[2:].replace("-", "_"))]
    if len(given) > 1 and given not in _TOGETHER:
        raise Error(f"{' and '.join(given)} can't be used together")
    if arguments.write and STDIN in arguments.paths:
        raise Error("the standard input can't be written in place")


def _deliverers(arguments: argparse.Namespace, writes: bool) -> Iterator[Deliver]:
    """What is done with the results, one after the other."""
    if writes:
        yield _write_all
    if arguments.output is not None:
        yield _write_elsewhere
    if arguments.diff:
        yield _show_changes
    elif arguments.check:
        yield _list_changed
    elif arguments.explain_json:
        yield _print_source_maps
    elif not writes and arguments.output is None:
        yield _print
    if arguments.explain:
        yield _explain


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


def _write_all(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    """In place, or to the targets."""
    for result in results:
        if result.changed:
            _write(result.path, result.data)


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
        _write(path, result.data)


def _show_changes(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.diff import unified

    color = wants_color(arguments.color, streams.stdout)
    for result in results:
        if result.changed:
            before, after = (_shown(data) for data in (result.present, result.data))
            streams.write_bytes(unified(result.path, before, after, color).encode("utf-8", "replace"))


def _shown(data: bytes | None) -> str | None:
    """A file's bytes as text to show."""
    if data is None:
        return None
    try:
        return decode(data)[0]
    except Undecodable:
        return data.decode("utf-8", "replace")


def _print_source_maps(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.provenance import source_map, source_maps

    files = [source_map(result.expansion.before, result.expansion.text) for result in results if result.expansion.changed]
    streams.write_bytes(source_maps(files).encode("utf-8", "replace"))


def _explain(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    from kflint.cli.provenance import explained

    streams.stdout.flush()
    color = wants_color(arguments.color, streams.stderr)
    for result in results:
        streams.stderr.write(explained(result.expansion.before, result.expansion.text, color))


def _list_changed(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    for result in results:
        if result.changed:
            streams.stdout.write(result.path + "\n")


def _write(path: str, data: bytes) -> None:
    from kflint.source.write import write_file

    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        write_file(path, data)
    except OSError as error:
        raise Error(f"{path}: can't be written: {error.strerror}") from None


def _tell_findings(results: list[Expanded], arguments: argparse.Namespace, streams: Streams) -> None:
    """The mistakes in the shorthand, and of kflint itself, to the standard error."""
    # Each once, though a source may have several targets.
    findings = tuple(dict.fromkeys(finding for result in results for finding in result.expansion.findings))
    texts = {result.source.path: result.expansion.before for result in results if result.expansion.findings}
    streams.stdout.flush()
    style = Style(wants_color(arguments.color, streams.stderr), is_terminal(streams.stderr))
    write_report("text", Report("", findings, len(results), 0, texts), streams.stderr, style)
    if arguments.debug:
        for result in results:
            for failure in result.expansion.failures:
                streams.tell(failure.rstrip())
