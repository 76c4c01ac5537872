"""Where a command reads and writes: the three streams, bytes through text streams, and whether colour is wanted."""

from __future__ import annotations

import os

from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

AUTO, ALWAYS, NEVER = COLOR_CHOICES = ("auto", "always", "never")


class Streams(NamedTuple):
    """What `main` was given: results go to `stdout`, all that is about the run itself to `stderr`."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO

    def read_bytes(self) -> bytes:
        """All bytes of the standard input."""
        buffer = getattr(self.stdin, "buffer", None)
        return bytes(buffer.read()) if buffer is not None else self.stdin.read().encode("utf-8", "surrogateescape")

    def write_bytes(self, data: bytes) -> None:
        """Writes bytes to the standard output as they are, in their turn with the text written before and after."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(data.decode("utf-8", "replace"))
            return
        self.stdout.flush()
        buffer.write(data)
        buffer.flush()

    def tell(self, line: str) -> None:
        """One line about the run, to the standard error; what was written to the standard output before comes before it."""
        self.stdout.flush()
        self.stderr.write(line + "\n")


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to write colour to a stream: `always`, `never`, or `auto`: as NO_COLOR and FORCE_COLOR say, else on a terminal."""
    if choice != AUTO:
        return choice == ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person sees what is written to the stream as it comes."""
    try:
        return stream.isatty()
    except ValueError:  # the stream is closed
        return False
