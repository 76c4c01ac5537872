"""Reading a command's arguments: a parser that writes to the given streams and knows what a misspelt option stands for."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from kflint.error import Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite

    from kflint.cli.streams import Streams


class Finished(Exception):
    """The parser has done all that was asked for (`--help`)."""


class Parser(argparse.ArgumentParser):
    """The parser of one command. Wrong usage raises `Error`, `--help` prints and raises `Finished`."""

    def __init__(self, command: str, description: str, streams: Streams) -> None:
        super().__init__(prog=f"kflint {command}", description=description, allow_abbrev=False)
        self.streams = streams

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The arguments as a namespace. Options may stand before, between and behind the paths."""
        namespace, unknown = self.parse_known_intermixed_args(arguments)
        if unknown:
            self.error(f"there is no option '{unknown[0]}'{self._did_you_mean(unknown[0])}")
        return namespace

    def error(self, message: str) -> NoReturn:
        """Tells what is wrong with the arguments."""
        raise Error(f"{message}; see '{self.prog} --help'")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Called when `--help` has printed."""
        raise Finished

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        if message:
            (self.streams.stderr if file is sys.stderr else self.streams.stdout).write(message)

    def _did_you_mean(self, option: str) -> str:
        from kflint.lang.suggest import closest

        known = closest(option.partition("=")[0], self._option_string_actions)
        return f"; did you mean '{known}'?" if known is not None else ""


def comma_separated(text: str) -> list[str]:
    """The words of an option's value such as `KF6,KF301`."""
    return [word for part in text.split(",") if (word := part.strip())]


def positive(text: str) -> int:
    """A whole number above zero."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above zero")
    return number
