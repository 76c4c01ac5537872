"""Makes `docs/rules.md` from the rule files.

    python -m tools.rule_docs           writes the page
    python -m tools.rule_docs --check   fails where the page is stale
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from typing import Any

from tools.index_rules import DEFAULT_SEVERITY, ROOT, load_rules

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

CONSEQUENCES = {
    "rejected": "Argo refuses the workflow",
    "fails": "it is accepted, and fails when it runs",
    "surprise": "it runs, and does something other than it says",
    "advice": "it works; better is possible",
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


def page_text(rules: list[dict[str, Any]]) -> str:
    """The text of `docs/rules.md`: a table of each family's rules, then a section for each rule."""
    rows = (f"| `{name}` | {meaning} | {DEFAULT_SEVERITY[name]} |" for name, meaning in CONSEQUENCES.items())
    parts = [INTRODUCTION.format(consequences="\n".join(rows))]
    families = [(digit, list(members)) for digit, members in groupby(rules, key=lambda rule: rule["code"][2])]
    parts += [_table(digit, members) for digit, members in families]
    for digit, members in families:
        parts.append(f"\n## KF{digit}: {FAMILIES[digit]}\n")
        parts += [_section(rule) for rule in members]
    return "".join(parts)


def _table(digit: str, members: list[dict[str, Any]]) -> str:
    lines = [f"\n**KF{digit}: {FAMILIES[digit]}**\n", "| code | name | consequence | what is wrong |", "|---|---|---|---|"]
    for rule in members:
        code, name = rule["code"], rule["name"]
        lines.append(f"| [{code}](#{code.lower()}-{name}) | {name} | {rule['consequence']} | {rule['summary']} |")
    return "\n".join(lines) + "\n"


def _section(rule: dict[str, Any]) -> str:
    consequence = f"**{rule['consequence']}**: {CONSEQUENCES[rule['consequence']]}. Severity: {rule['severity']}.{_versions(rule)}"
    parts = [f"\n### {rule['code']} {rule['name']}", rule["summary"], consequence, rule["why"].strip()]
    parts.append(f"**To mend it:** {rule['fix'].strip()}")
    for example in rule.get("examples", []):
        title = f": {example['title'].rstrip('.')}" if "title" in example else ""
        parts += [f"Bad{title}", _block(example["bad"]), "Good", _block(example["good"])]
    return "\n\n".join(parts) + "\n"


def _versions(rule: dict[str, Any]) -> str:
    argo = rule.get("argo", {})
    parts = [f"{word} {argo[key]}" for key, word in (("since", "from"), ("until", "up to")) if key in argo]
    return f" Argo {' '.join(parts)}." if parts else ""


def _block(text: str) -> str:
    fence = "```" if "```" not in text else "````"
    return f"{fence}yaml\n{text.rstrip()}\n{fence}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/rules.md from the rule files.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale")
    check = parser.parse_args().check
    text = page_text(load_rules())
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
