"""The table of the specification's rules: complete, fresh, and about exactly the rules that the specification has."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tools.coverage import PAGE, gaps, load_numbers, page_text
from tools.index_rules import load_rules

SPECIFICATION = ROOT.parent / "shared" / "spec" / "argo-validation.md"
# Where a numbered rule begins, with its number at the beginning of a line; two stand behind a number of their chapter.
DEFINITION = re.compile(r"^(?:- |\d+\. \()?(R-[A-Z]+(?:-[A-Z0-9]+)?)\b", re.MULTILINE)
# Chapters whose steps are numbered by their place.
STEPS = {"2.2": "### 2.2 ", "3.1": "### 3.1 ", "5": "## 5. ", "6": "## 6. ", "8": "## 8. "}


def test_every_number_is_shown_or_says_why_not() -> None:
    assert gaps(load_rules()) == []


def test_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(load_rules()), "run make docs"


def test_a_gap_is_told() -> None:
    without = [{**rule, "examples": []} if rule["code"] == "KF514" else rule for rule in load_rules()]
    assert gaps(without) == ["argo-validation 3.1.5 (the retry policy) has no example in rules/"]


def test_a_number_that_does_not_exist_is_told() -> None:
    rules = [*load_rules(), {"code": "KF999", "spec": ["R-NONE-1"], "examples": [{"spec": ["R-NONE-2"]}]}]
    assert gaps(rules) == [
        "R-NONE-2, which an example of KF999 names, does not exist",
        "R-NONE-1, which KF999 names, does not exist",
    ]


def test_all_reasons_are_reasons() -> None:
    for each in load_numbers():
        assert each.about
        assert bool(each.reason) == (each.kind != "shown"), each.number


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="the specification is not beside this checkout")
def test_numbers_are_those_of_the_specification() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8").split("## 9. Not checked")[0]
    found = set(DEFINITION.findall(text))
    # What stands before several rules with one beginning is their heading.
    wanted = {number for number in found if not any(other.startswith(f"{number}-") for other in found)}
    for chapter, heading in STEPS.items():
        body = re.split(r"^##", text.split(f"\n{heading}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
        wanted |= {f"argo-validation {chapter}.{step}" for step in re.findall(r"^(\d+)\. ", body, re.MULTILINE)}
    order = text.split("\n### 3.3 ", 1)[1]
    wanted |= {f"argo-validation 3.3 {row}" for row in re.findall(r"^\| ([a-l]\d?) \|", order, re.MULTILINE)}
    assert {each.number for each in load_numbers() if not each.number.startswith("versions ")} == wanted
