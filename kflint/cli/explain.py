"""`kflint explain`: the page of a rule."""

from __future__ import annotations

from kflint.cli.options import add_color_option
from kflint.cli.streams import wants_color
from kflint.findings.rule_file import MEANINGS, read_page
from kflint.report.terminal import CYAN, RED, Painter
from kflint.selection import find_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kflint.cli.arguments import Parser
    from kflint.cli.streams import Streams
    from kflint.findings.rule_file import Example, RulePage
    from kflint.findings.rules import Rule

_INDENT = "    "


def configure(parser: Parser) -> None:
    """Adds the arguments."""
    parser.add_argument("rules", metavar="CODE", nargs="+", help="a rule's code or name, such as KF601 or invalid-action")
    add_color_option(parser)


def run(arguments: argparse.Namespace, streams: Streams) -> int:
    """Prints the pages of the rules asked for."""
    rules = [find_rule(text) for text in arguments.rules]
    paint = Painter(wants_color(arguments.color, streams.stdout))
    pages = ("\n".join(page_lines(rule, read_page(rule), paint)) for rule in rules)
    streams.stdout.write("\n\n".join(pages) + "\n")
    return 0


def page_lines(rule: Rule, page: RulePage, paint: Painter) -> Iterator[str]:
    """The lines of a rule's page."""
    yield paint.bold(f"{rule.code} {rule.name}")
    yield rule.summary
    yield ""
    yield f"Consequence: {rule.consequence} ({MEANINGS[rule.consequence]}). Severity: {rule.severity}.{_versions(page)}"
    yield ""
    yield page.why.rstrip()
    yield ""
    yield paint("To mend it", CYAN)
    yield page.fix.rstrip()
    for example in page.examples:
        yield from _example(example, paint)


def _example(example: Example, paint: Painter) -> Iterator[str]:
    title = f": {example.title.rstrip('.')}" if example.title else ""
    marked = "" if paint.on else " (the finding is at «…»)"
    for heading, text in ((f"Bad{title}{marked}", example.bad), ("Good", example.good)):
        if text:
            yield ""
            yield paint(heading, CYAN)
            yield from (_INDENT + _mark(line, paint) if line else "" for line in text.rstrip().splitlines())


def _mark(line: str, paint: Painter) -> str:
    """A line of an example with its marks in colour; without colour they stay as they are."""
    return line.replace("«", f"\x1b[{RED}m").replace("»", "\x1b[0m") if paint.on else line


def _versions(page: RulePage) -> str:
    parts = [f"{word} {version}" for word, version in (("from", page.since), ("up to", page.until)) if version]
    return f" Argo {' '.join(parts)}." if parts else ""
