"""`kflint rules`: the list of rules."""

from __future__ import annotations

from kflint.cli.arguments import comma_separated, one_of
from kflint.findings.rules import rules
from kflint.selection import ALL, selected_codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams
    from kflint.findings.rules import Rule


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    parser.add_argument(
        "selectors",
        metavar="SELECTOR",
        nargs="*",
        type=comma_separated,
        help="only these rules: codes, beginnings of codes, names, consequences, profiles",
    )
    names = ", ".join(_FORMATS)
    parser.add_argument("--format", type=one_of(_FORMATS), default="text", help=f"how to list them: {names} (default: %(default)s)")


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Prints the list."""
    wanted = selected_codes(tuple(word for words in arguments.selectors for word in words) or (ALL,))
    for line in _FORMATS[arguments.format]([rule for rule in rules().values() if rule.code in wanted]):
        streams.stdout.write(line + "\n")
    return 0


def _text(listed: list[Rule]) -> Iterator[str]:
    widths = [max(len(rule[column]) for rule in listed) for column in (1, 3, 4)]
    for rule in listed:
        yield (
            f"{rule.code}  {rule.name:<{widths[0]}}  {rule.consequence:<{widths[1]}}  {rule.severity:<{widths[2]}}  {rule.summary}"
        )


def _json(listed: list[Rule]) -> Iterator[str]:
    import json

    yield json.dumps([rule._asdict() for rule in listed], indent=2, ensure_ascii=False)


def _markdown(listed: list[Rule]) -> Iterator[str]:
    yield "| code | name | consequence | severity | what is wrong |"
    yield "|---|---|---|---|---|"
    for rule in listed:
        summary = rule.summary.replace("|", "\\|")
        yield f"| {rule.code} | {rule.name} | {rule.consequence} | {rule.severity} | {summary} |"


_FORMATS = {"text": _text, "json": _json, "markdown": _markdown}
