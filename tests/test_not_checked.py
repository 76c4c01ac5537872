"""The pages about what argo lint does not check: complete, and one with the rule files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from tools.index_rules import load_rules


class Page(NamedTuple):
    """A page with a row for each of `lines` mistakes, which rule files name as `reference` and a number."""

    path: Path
    lines: int
    reference: str


PAGES = (
    Page(ROOT / "docs" / "not-checked-by-argo-lint.md", 38, "argo-validation 9."),
    Page(ROOT / "docs" / "resource-templates.md", 40, "resource-templates 9."),
)
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CODE = re.compile(r"\bKF\d{3}\b")
RULES = {rule["code"]: rule for rule in load_rules()}


def _rows(page: Page) -> dict[int, str]:
    return {int(number): decision for number, _, decision in ROW.findall(page.path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_every_line_has_one_decision(page: Page) -> None:
    numbers = [int(number) for number, _, _ in ROW.findall(page.path.read_text(encoding="utf-8"))]
    assert numbers == list(range(1, page.lines + 1))
    for number, decision in _rows(page).items():
        assert re.search(r"\b(fails|surprise|advice|rejected|left)\b", decision), number


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_codes_are_rules_of_the_consequence_that_is_named(page: Page) -> None:
    for number, decision in _rows(page).items():
        for consequence, codes in re.findall(r"\b(fails|surprise|advice|rejected): ((?:KF\d{3}(?:, )?)+)", decision):
            for code in CODE.findall(codes):
                assert RULES[code]["consequence"] == consequence, (number, code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_rules_name_the_lines_that_name_them(page: Page) -> None:
    rows = _rows(page)
    for code, rule in RULES.items():
        for reference in rule.get("spec", []):
            if reference.startswith(page.reference):
                number = int(reference.removeprefix(page.reference))
                assert code in rows[number] or "the rules" in rows[number], (code, number)
