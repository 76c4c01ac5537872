"""The files that a command works on: found, read, and what can't be read told."""

from __future__ import annotations

import os

from kflint.cli.options import DEFAULT_STDIN_NAME, STDIN
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kflint.cli.streams import Streams
    from kflint.settings import Settings


class Source(NamedTuple):
    """What was read: its path as findings name it, its path below the folder that was asked for, and its bytes."""

    path: str
    name: str
    data: bytes


class Inputs:
    """The files that the arguments mean. `failed` becomes true when one can't be read; why is told on the standard error."""

    def __init__(self, arguments: Sequence[str], stdin_name: str | None, settings: Settings, streams: Streams) -> None:
        self.failed = False
        self._arguments = arguments or (".",)
        self._stdin_name = stdin_name or DEFAULT_STDIN_NAME
        self._settings = settings
        self._streams = streams

    def paths(self) -> Iterator[str]:
        """The paths of all files, each once, in the order of the arguments; those in a folder sorted."""
        return (path for path, _, _ in self._found())

    def read(self) -> Iterator[Source]:
        """Reads all files."""
        for path, name, is_stdin in self._found():
            if is_stdin:
                yield Source(path, name, self._streams.read_bytes())
                continue
            try:
                with open(path, "rb", buffering=0) as file:
                    data = file.readall()
            except OSError as error:
                self._fail(path, error.strerror or str(error))
                continue
            yield Source(path, name, data)

    def _found(self) -> Iterator[tuple[str, str, bool]]:
        """Path, path below the argument, and whether it is the standard input."""
        seen: set[str] = set()
        excluded = self._excluder()
        for argument in self._arguments:
            for path, name, is_stdin in self._meant_by(argument):
                if path not in seen and not excluded(path):
                    seen.add(path)
                    yield path, name, is_stdin

    def _meant_by(self, argument: str) -> Iterator[tuple[str, str, bool]]:
        if argument == STDIN:
            yield self._stdin_name, os.path.basename(self._stdin_name), True
        elif os.path.isdir(argument):
            from kflint.source.files import find_files

            for path in find_files(argument, on_error=self._fail):
                yield path, os.path.relpath(path, argument), False
        elif os.path.exists(argument):
            yield argument, os.path.basename(argument), False
        else:
            self._fail(argument, "there is no such file or folder")

    def _excluder(self) -> Callable[[str], bool]:
        """Whether the configuration excludes a path; hooks name every file, so those named by hand are no exception."""
        if not self._settings.exclude:
            return lambda path: False
        from kflint.source.files import matcher

        return matcher(self._settings.exclude, self._settings.root)

    def _fail(self, path: str, why: str) -> None:
        self.failed = True
        self._streams.tell(f"kflint: {path}: {why}")
