"""The command `kflint`: finds the subcommand and runs it. Nothing of the others is imported."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

from kflint.cli.arguments import Finished, Parser
from kflint.cli.streams import Streams
from kflint.error import Error
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import NoReturn, Protocol, TextIO

    class CommandModule(Protocol):
        """What a subcommand's module has."""

        def configure(self, parser: Parser) -> None:
            """Adds the command's arguments to its parser."""

        def run(self, arguments: argparse.Namespace, streams: Streams) -> int:
            """Does it; returns the exit code. Raises `Error`."""

SUCCESS, FINDINGS, FAILURE = 0, 1, 2


class Command(NamedTuple):
    """A subcommand: the module of `kflint.cli` that holds it, and what it does."""

    module: str
    summary: str


COMMANDS = {
    "lint": Command("lint", "Find mistakes in workflows, and say where they are and what would be right."),
    "expand": Command("expand", "Write out the shorthand annotations of templates."),
    "krm": Command("krm", "Expand and lint what kpt or kustomize hand over, as a KRM function."),
    "explain": Command("explain", "Say what a rule is about, what happens to one who ignores it, and how to mend it."),
    "rules": Command("rules", "List all rules."),
    "schema": Command("schema", "Print a JSON Schema of workflows, shorthand, or kflint's own files, for editors."),
    "version": Command("version", "Print the version."),
}


def run() -> NoReturn:
    """The console script: runs `main` with the process's own arguments and streams, and ends the process with its code."""
    # What a run reads it keeps to its end; looking for garbage in it again and again would take a tenth of the time.
    gc.set_threshold(200_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a character that the terminal can't show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, KeyboardInterrupt):  # nobody wants the output any more
        code = FAILURE
    # Without taking the interpreter apart, another tenth; and without trying again to write to a broken pipe.
    os._exit(code)


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs `kflint` with these arguments and streams; returns the exit code.

    0: nothing that fails the run; 1: findings; 2: the command itself failed. Streams with a `buffer` are read and written as bytes.
    Raises only what tells that nobody wants the output any more, `BrokenPipeError` and `KeyboardInterrupt`.
    """
    streams = Streams(stdin, stdout, stderr)
    try:
        code = _run_command(list(arguments), streams)
        stdout.flush()
        return code
    except Finished:
        return SUCCESS
    except Error as error:
        for line in str(error).splitlines():
            streams.tell(f"kflint: {line}")
    except BrokenPipeError:
        raise
    except OSError as error:  # of files it is told where they are read and written
        stderr.write(f"kflint: the output can't be written: {error.strerror or error}\n")
    except Exception as error:
        _tell_internal_error(error, "--debug" in arguments, streams)
    return FAILURE


def _tell_internal_error(error: Exception, debug: bool, streams: Streams) -> None:
    if debug:
        from traceback import format_exception

        streams.stderr.write("".join(format_exception(type(error), error, error.__traceback__)))
    what = f"internal error ({type(error).__name__}: {error}); please report it"
    streams.tell(f"kflint: {what}" if debug else f"kflint: {what}; --debug shows where it happened")


def _run_command(arguments: list[str], streams: Streams) -> int:
    name = arguments.pop(0) if arguments else "--help"
    if name in ("-h", "--help", "help"):
        streams.stdout.write(_usage())
        return SUCCESS
    if name in ("-V", "--version"):
        name = "version"
    command = COMMANDS.get(name)
    if command is None:
        raise Error(_unknown(name))
    module: CommandModule = import_module(f"kflint.cli.{command.module}")
    parser = Parser(name, command.summary, streams)
    module.configure(parser)
    return module.run(parser.parse(arguments), streams)


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: kflint COMMAND [ARGUMENT]...",
            "",
            "Finds mistakes in Argo Workflows YAML, and writes out shorthand for volumes and other resources.",
            "",
            *lines,
            "",
            "'kflint COMMAND --help' tells more about a command.",
            "",
        ]
    )


def _unknown(name: str) -> str:
    from kflint.lang.suggest import closest

    word = closest(name, COMMANDS)
    if word is not None:
        return f"there is no command '{name}'; did you mean '{word}'?"
    if os.path.exists(name):
        return f"there is no command '{name}'; did you mean 'kflint lint {name}'?"
    return f"there is no command '{name}'; there are {', '.join(COMMANDS)}"
