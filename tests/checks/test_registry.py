"""Checks that are loaded only for texts with certain words: none of them would have found anything in the others."""

from __future__ import annotations

from typing import Any

import pytest

from kflint.checks import registry
from kflint.findings.rules import rules
from kflint.linter import lint_bytes
from kflint.settings import Settings
from tests.marks import unmark
from tools.index_rules import load_rules

EVERYTHING = Settings(extend_select=tuple(rules()))
EXAMPLES = [
    pytest.param(unmark(example["bad"]).text, id=f"{rule['code']}-{number}")
    for rule in load_rules()
    for number, example in enumerate(rule.get("examples", []), start=1)
    if "bad" in example
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_words_hide_no_finding(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = lint_bytes(text.encode(), "example.yaml", EVERYTHING)

    def every(enabled: frozenset[str] | None = None, text: str | None = None) -> tuple[registry.Check, ...]:
        return registry.all_checks(enabled)

    monkeypatch.setattr("kflint.linter.all_checks", every)
    assert found == lint_bytes(text.encode(), "example.yaml", EVERYTHING)


def test_words_are_those_of_modules() -> None:
    assert set(registry.WORDS) <= set(registry.MODULES)
    assert all(words for words in registry.WORDS.values())


def test_a_text_without_the_words_needs_fewer_checks() -> None:
    some: Any = registry.all_checks(frozenset(), "kind: Workflow")
    modules = {check.run.__module__ for check in some}
    assert "kflint.checks.variables" in modules
    assert modules.isdisjoint(f"kflint.checks.{module}" for module in registry.WORDS)
