"""Reading a command's arguments: a parser that writes to the given streams and knows what a misspelt option stands for."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial

from kflint.error import Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn

    from _typeshed import SupportsWrite

    from kflint.cli.streams import Streams


# Of help, where there is no terminal to measure, and where it is wider than one reads with ease.
_WIDTH, _MAX_WIDTH = 80, 120


class Finished(Exception):
    """The parser has done all that was asked for (`--help`)."""


class Parser(argparse.ArgumentParser):
    """The parser of one command. Wrong usage raises `Error`, `--help` prints and raises `Finished`."""

    def __init__(self, command: str, description: str, streams: Streams) -> None:
        # Left alone, the formatter would import a module only to find out how wide the terminal is, for every argument.
        formatter = partial(argparse.HelpFormatter, width=_help_width())
        super().__init__(prog=f"kflint {command}", description=description, allow_abbrev=False, formatter_class=formatter)
        self.streams = streams

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The arguments as a namespace. Options may stand before, between and behind the paths."""
        namespace, unknown = self.parse_known_args(arguments)
        if unknown and not all(map(_is_option, unknown)):
            # Slower: it makes the text of the usage, whatever the arguments are.
            namespace, unknown = self.parse_known_intermixed_args(arguments)
        if unknown:
            raise Error(self._unknown_option(unknown[0]))
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

    def _unknown_option(self, option: str) -> str:
        from kflint.lang.suggest import closest

        known = closest(option.partition("=")[0], self._option_string_actions)
        remedy = f"did you mean '{known}'?" if known is not None else f"see '{self.prog} --help'"
        return f"there is no option '{option}'; {remedy}"


def _help_width() -> int:
    """How wide help is: as the terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) - 2
    try:
        terminal = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ is not None else 1).columns
    except (OSError, ValueError):
        terminal = 0
    return min(terminal or _WIDTH, _MAX_WIDTH) - 2


def _is_option(argument: str) -> bool:
    return argument.startswith("-") and argument != "-"


def comma_separated(text: str) -> list[str]:
    """The words of an option's value such as `KF6,KF301`."""
    return [word for part in text.split(",") if (word := part.strip())]


def one_of(names: Iterable[str]) -> Callable[[str], str]:
    """A function that takes an option's value if it is one of the names, and else says which it may be."""

    def check(text: str) -> str:
        if text in names:
            return text
        from kflint.lang.suggest import closest

        word = closest(text, names)
        raise argparse.ArgumentTypeError(
            f"'{text}' is not one of {', '.join(names)}" + (f"; did you mean '{word}'?" if word is not None else "")
        )

    return check


def positive(text: str) -> int:
    """A whole number above zero."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above zero")
    return number
