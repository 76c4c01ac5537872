"""Makes `docs/coverage.md`: which rule of kflint, and which example of it, shows each numbered rule of how Argo judges workflows.

    python -m tools.coverage           writes the page
    python -m tools.coverage --check   fails where the page is stale, or a number is shown by nothing

The numbers come from `tools/spec_rules.yaml`; what shows them from the examples in `rules/` and the workflows in `tests/accepted`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tools.index_rules import ROOT, load_rules

PAGE = ROOT / "docs" / "coverage.md"
NUMBERS = ROOT / "tools" / "spec_rules.yaml"
ACCEPTED = ROOT / "tests" / "accepted"
# Numbers of pages and chapters that have tables of their own.
ELSEWHERE = ("resource-templates ", "argo-validation 9.", "variables ")

_INTRODUCTION = """\
# What covers the rules of argo lint

Made by `python -m tools.coverage`. kflint is built to a description of how `argo lint` 4.1.2 judges workflows, rule by rule. For
each of its numbers this page names the rules of kflint with an example that shows it (`rules/KF….yaml`; in brackets how many), and
how many workflows in `tests/accepted` show what passes although it looks odd. All of them are run as tests. What argo lint does not
check is on [a page of its own](not-checked-by-argo-lint.md).
"""
_COMMENT = re.compile(r"^# (spec|argo-version): (.+)$", re.MULTILINE)


class Number(NamedTuple):
    """A numbered rule: its chapter, the number, what it is about, and where no example can show it, why.

    `kind` is `shown`, `accepted` or `left`; `test` is the file of a test that shows it, or "".
    """

    chapter: str
    number: str
    about: str
    kind: str
    reason: str
    test: str


class AcceptedCase(NamedTuple):
    """A workflow that Argo accepts: its file, the numbers that it shows, the targeted Argo version or ""."""

    path: Path
    numbers: tuple[str, ...]
    argo_version: str


def load_numbers() -> list[Number]:
    """All numbered rules, in the order of the specification."""
    chapters = yaml.safe_load(NUMBERS.read_text(encoding="utf-8"))
    return [_number(chapter, number, value) for chapter, values in chapters.items() for number, value in values.items()]


def _number(chapter: str, number: str, value: str | dict[str, str]) -> Number:
    if isinstance(value, str):
        return Number(chapter, number, value, "shown", "", "")
    kind = "accepted" if "accepted" in value else "left"
    return Number(chapter, number, value["about"], kind, value[kind], value.get("test", ""))


def accepted_cases() -> list[AcceptedCase]:
    """The workflows in `tests/accepted`. A file says in comments which numbers it shows; of a JSON file the name says it."""
    cases = []
    for path in sorted(ACCEPTED.iterdir()):
        if path.suffix == ".json":
            cases.append(AcceptedCase(path, ("-".join(path.name.split("-")[:3]),), ""))
        elif path.suffix == ".yaml":
            said = dict(_COMMENT.findall(path.read_text(encoding="utf-8")))
            cases.append(AcceptedCase(path, tuple(said["spec"].split(", ")), said.get("argo-version", "")))
    return cases


def shown_by(rules: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """For each number the codes of the rules with examples that name it, and how many these are."""
    shown: dict[str, dict[str, int]] = {}
    for rule in rules:
        for example in rule.get("examples", ()):
            for number in example.get("spec", ()):
                codes = shown.setdefault(number, {})
                codes[rule["code"]] = codes.get(rule["code"], 0) + 1
    return shown


def gaps(rules: list[dict[str, Any]]) -> list[str]:
    """What is missing: numbers that nothing shows, and numbers that examples, rules or cases name and that do not exist."""
    numbers = {each.number: each for each in load_numbers()}
    shown = shown_by(rules)
    accepted = {number for case in accepted_cases() for number in case.numbers}
    named = {number: f"an example of {'/'.join(codes)}" for number, codes in shown.items()}
    named |= {number: rule["code"] for rule in rules for number in rule.get("spec", ())}
    named |= {number: f"tests/accepted/{case.path.name}" for case in accepted_cases() for number in case.numbers}
    found = [
        f"{number}, which {who} names, does not exist"
        for number, who in named.items()
        if number not in numbers and not number.startswith(ELSEWHERE)
    ]
    for each in numbers.values():
        if each.test and not (ROOT / each.test).is_file():
            found.append(f"{each.number}: there is no {each.test}")
        if each.kind == "shown" and each.number not in shown:
            found.append(f"{each.number} ({each.about}) has no example in rules/")
        if each.kind == "accepted" and not each.test and each.number not in accepted:
            found.append(f"{each.number} ({each.about}) has no workflow in tests/accepted")
    return found


def page_text(rules: list[dict[str, Any]]) -> str:
    """The text of `docs/coverage.md`."""
    return "".join(_page(rules))


def _page(rules: list[dict[str, Any]]) -> Iterator[str]:
    names = {rule["code"]: rule["name"] for rule in rules}
    shown = shown_by(rules)
    accepted = [number for case in accepted_cases() for number in case.numbers]
    yield _INTRODUCTION
    chapter = ""
    for each in load_numbers():
        if each.chapter != chapter:
            chapter = each.chapter
            yield f"\n## {chapter}\n\n| number | about | shown by | passes |\n|---|---|---|---|\n"
        links = [f"[{code}](rules.md#{code.lower()}-{names[code]}) ({count})" for code, count in shown.get(each.number, {}).items()]
        reason = f"{each.reason}{f' (`{each.test}`)' if each.test else ''}"
        told = ", ".join(links) or reason
        yield f"| {each.number.removeprefix('argo-validation ')} | {each.about} | {told} | {accepted.count(each.number) or ''} |\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/coverage.md from the rules and tools/spec_rules.yaml.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale or something is missing")
    check = parser.parse_args().check
    rules = load_rules()
    for gap in gaps(rules):
        print(gap, file=sys.stderr)
    text = page_text(rules)
    if check:
        stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text
        if stale:
            print("docs/coverage.md is stale: run python -m tools.coverage", file=sys.stderr)
        return int(stale or bool(gaps(rules)))
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
