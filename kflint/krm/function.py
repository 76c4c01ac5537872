"""What the function does with the objects: expands their shorthand, and lints them together."""

from __future__ import annotations

from kflint.krm.results import ERROR, result_of
from kflint.linter import check_source, expand_source, project_of, read_source
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kflint.findings.finding import Finding
    from kflint.krm.items import Item
    from kflint.krm.options import Options
    from kflint.krm.results import Result


class Outcome(NamedTuple):
    """The new texts of the items that changed, the results, and the tracebacks of what went wrong in kflint itself."""

    changed: list[tuple[Item, str]]
    results: list[Result]
    failures: list[str]


def process(items: Sequence[Item], options: Options) -> Outcome:
    """Does what `options` ask for. An item whose shorthand has mistakes stays as it is; the others don't suffer from it."""
    outcome = Outcome([], [], [])
    found: list[list[Finding]] = [[] for _ in items]
    if options.expand:
        for item, findings in zip(items, found, strict=True):
            findings += _expand(item, options, outcome)
    if options.lint:
        sources = [read_source(item.text, item.text.path, options.settings) for item in items]
        project = project_of(sources, options.settings)
        for source, findings in zip(sources, found, strict=True):
            linted = check_source(source, project, options.settings)
            findings += linted.findings
            outcome.failures.extend(linted.failures)
    for item, findings in zip(items, found, strict=True):
        told = {finding.place: finding for finding in findings}
        outcome.results.extend(result_of(told[place], item) for place in sorted(told))
    return outcome


def _expand(item: Item, options: Options, outcome: Outcome) -> list[Finding]:
    """Expands an item; its findings. Those that are no errors are left to the linter, where that runs too."""
    expansion = expand_source(item.text, item.text.path)
    outcome.failures.extend(expansion.failures)
    errors = [finding for finding in expansion.findings if finding.severity == ERROR]
    if expansion.changed and not errors:
        outcome.changed.append((item, expansion.text.string))
    return errors if options.lint else list(expansion.findings)
