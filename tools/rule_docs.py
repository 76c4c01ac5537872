"""Makes `docs/rules.md` from the rule files.

    python -m tools.rule_docs           writes the page
    python -m tools.rule_docs --check   fails where the page is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from kflint.findings.rule_file import MEANINGS, RulePage, read_page
from kflint.findings.rules import Rule, rules
from tools.index_rules import DEFAULT_SEVERITY, ROOT

PAGE = ROOT / "docs" / "rules.md"

# The families of rules, by the digit behind `KF`.
FAMILIES = {
    "0": "Files",
    "1": "Structure",
    "2": "Names",
    "3": "Templates, inputs and outputs",
    "4": "References",
    "5": "Flow",
    "6": "Resource templates",
    "7": "Shorthand",
    "8": "Schedules, metrics and other features of a workflow",
    "9": "Security and good practice",
}

INTRODUCTION = """\
# Rules

Made from the files in `rules/` by `python -m tools.rule_docs`; `kflint explain CODE` shows the same in the terminal.

Every rule has a *consequence*, which says what happens to one who ignores it:

| consequence | meaning | severity, where a rule says nothing else |
|---|---|---|
{consequences}

In the bad examples, « and » stand around the place that kflint points at; they are no part of the file.
"""


def page_text(listed: Iterable[Rule]) -> str:
    """The text of `docs/rules.md`: a table of each family's rules, then a section for each rule."""
    rows = (f"| `{name}` | {meaning} | {DEFAULT_SEVERITY[name]} |" for name, meaning in MEANINGS.items())
    parts = [INTRODUCTION.format(consequences="\n".join(rows))]
    families = [(digit, list(members)) for digit, members in groupby(listed, key=lambda rule: rule.code[2])]
    parts += [_table(digit, members) for digit, members in families]
    for digit, members in families:
        parts.append(f"\n## KF{digit}: {FAMILIES[digit]}\n")
        parts += ["\n" + "\n\n".join(_section(rule, read_page(rule))) + "\n" for rule in members]
    return "".join(parts)


def _table(digit: str, members: list[Rule]) -> str:
    lines = [f"\n**KF{digit}: {FAMILIES[digit]}**\n", "| code | name | consequence | what is wrong |", "|---|---|---|---|"]
    for rule in members:
        summary = rule.summary.replace("|", "\\|")
        lines.append(f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.consequence} | {summary} |")
    return "\n".join(lines) + "\n"


def _section(rule: Rule, page: RulePage) -> Iterator[str]:
    """The paragraphs of a rule's section."""
    yield f"### {rule.code} {rule.name}"
    yield rule.summary
    yield f"**{rule.consequence}**: {MEANINGS[rule.consequence]}. Severity: {rule.severity}.{_versions(page)}"
    yield page.why.strip()
    yield f"**To mend it:** {page.fix.strip()}"
    for example in page.examples:
        yield f"Bad: {example.title.rstrip('.')}" if example.title else "Bad"
        yield _block(example.bad)
        yield "Good"
        yield _block(example.good)


def _versions(page: RulePage) -> str:
    parts = [f"{word} {version}" for word, version in (("from", page.since), ("up to", page.until)) if version]
    return f" Argo {' '.join(parts)}." if parts else ""


def _block(text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}yaml\n{text.rstrip()}\n{fence}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/rules.md from the rule files.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale")
    check = parser.parse_args().check
    text = page_text(rules().values())
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print("docs/rules.md is stale: run python -m tools.rule_docs", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
