"""The page about what argo lint does not check: complete, and one with the rule files."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from tools.index_rules import load_rules

PAGE = ROOT / "docs" / "not-checked-by-argo-lint.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CODE = re.compile(r"\bKF\d{3}\b")
LINES = 38
RULES = {rule["code"]: rule for rule in load_rules()}


def _rows() -> dict[int, str]:
    return {int(number): decision for number, _, decision in ROW.findall(PAGE.read_text(encoding="utf-8"))}


def test_every_line_has_one_decision() -> None:
    numbers = [int(number) for number, _, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    assert numbers == list(range(1, LINES + 1))
    for number, decision in _rows().items():
        assert re.search(r"\b(fails|surprise|advice|rejected|left)\b", decision), number


def test_codes_are_rules_of_the_consequence_that_is_named() -> None:
    for number, decision in _rows().items():
        for consequence, codes in re.findall(r"\b(fails|surprise|advice|rejected): ((?:KF\d{3}(?:, )?)+)", decision):
            for code in CODE.findall(codes):
                assert RULES[code]["consequence"] == consequence, (number, code)


def test_rules_name_the_lines_that_name_them() -> None:
    rows = _rows()
    for code, rule in RULES.items():
        for reference in rule.get("spec", []):
            if reference.startswith("argo-validation 9."):
                number = int(reference.removeprefix("argo-validation 9."))
                assert code in rows[number] or "the rules" in rows[number], (code, number)
