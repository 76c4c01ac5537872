"""`kflint version`."""

from __future__ import annotations

from kflint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams


def configure(parser: Parser) -> None:
    """There are no arguments."""


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Prints the version."""
    streams.stdout.write(f"kflint {__version__}\n")
    return 0
