"""The rules: their files say the truth about the checks, and every example does what it claims."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kflint.checks.registry import MODULES, ON_REQUEST, all_checks
from kflint.findings.finding import Finding
from kflint.findings.rule_file import MEANINGS
from kflint.findings.rules import CONSEQUENCES, OFF, SEVERITIES, rules
from kflint.linter import lint_bytes
from kflint.settings import ARGO_VERSIONS, Settings
from kflint.source.text import Text
from tests.conftest import ROOT
from tests.marks import unmark
from tools.index_rules import DEFAULT_SEVERITY, INDEX, index_text, load_rules
from tools.rule_docs import FAMILIES, PAGE, page_text

PACKAGE = Path(__file__).resolve().parent.parent / "kflint"
# What no text can provoke: a check that raises.
WITHOUT_EXAMPLE = {"KF000"}

RULES = {rule["code"]: rule for rule in load_rules()}


def _examples(side: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{code}-{number}")
        for code, rule in RULES.items()
        for number, example in enumerate(rule.get("examples", []), start=1)
        if side in example
    ]


def _lint(data: bytes, code: str, example: dict[str, Any]) -> list[Finding]:
    """The findings of an example with the default selection and the rule itself."""
    crds = (str(ROOT / example["crds"]),) if "crds" in example else ()
    settings = Settings(argo_version=example.get("argo-version", ARGO_VERSIONS[-1]), extend_select=(code,), crds=crds)
    return lint_bytes(data, "example.yaml", settings)


def _bad(example: dict[str, Any]) -> bytes:
    """The bad side as a file: without its marks, in its encoding."""
    return unmark(example["bad"]).text.encode(example.get("encoding", "utf-8"))


@pytest.mark.parametrize(("rule", "example"), _examples("bad"))
def test_bad_example_has_exactly_the_marked_findings(rule: dict[str, Any], example: dict[str, Any]) -> None:
    code, marked = rule["code"], unmark(example["bad"])
    text = Text(marked.text)
    expected = []
    for start, end in marked.spans:
        first, last = text.position(start), text.position(end)
        expected.append(f"{first.line}:{first.column}-{last.line}:{last.column} {code}")
    found = _lint(_bad(example), code, example)
    shown = [f"{f.line}:{f.column}-{f.end_line}:{f.end_column} {f.code}" for f in found]
    assert sorted(shown) == sorted(expected), "\n".join(f"{place}: {f.message}" for place, f in zip(shown, found, strict=True))


@pytest.mark.parametrize(("rule", "example"), _examples("good"))
def test_good_example_is_clean(rule: dict[str, Any], example: dict[str, Any]) -> None:
    found = _lint(example["good"].encode(), rule["code"], example)
    assert [f"{f.line}:{f.column} {f.code} {f.message}" for f in found] == []


@pytest.mark.parametrize(("rule", "example"), _examples("bad"))
def test_checks_yield_only_the_codes_they_registered(
    rule: dict[str, Any], example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    yielded: list[tuple[str, tuple[str, ...]]] = []

    def watched(check: Any) -> Any:
        def run(subject: Any, context: Any) -> Any:
            for finding in check.run(subject, context):
                yielded.append((finding.code, check.codes))
                yield finding

        return check._replace(run=run)

    monkeypatch.setattr("kflint.linter.all_checks", cache(lambda *_: tuple(watched(check) for check in all_checks())))
    _lint(_bad(example), rule["code"], example)
    assert [(code, codes) for code, codes in yielded if code not in codes] == []


def test_every_rule_has_examples() -> None:
    assert {code for code, rule in RULES.items() if not rule.get("examples")} <= WITHOUT_EXAMPLE


def test_index_is_fresh() -> None:
    assert INDEX.read_text(encoding="utf-8") == index_text(list(RULES.values())), "run make docs"


def test_rules_are_read_from_the_index() -> None:
    assert list(rules()) == sorted(RULES)
    for code, rule in rules().items():
        assert rule.consequence in CONSEQUENCES
        assert rule.severity in SEVERITIES
        assert rule == tuple(RULES[code][field] for field in rule._fields)


def test_default_severities_cover_every_consequence() -> None:
    assert set(DEFAULT_SEVERITY) == set(CONSEQUENCES)
    assert set(DEFAULT_SEVERITY.values()) <= set(SEVERITIES)


def test_every_code_in_the_program_has_a_rule_file_and_the_reverse() -> None:
    literals = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value)
    }
    assert literals - set(RULES) == set(), "codes without a rule file"
    assert set(RULES) - literals == set(), "rule files whose code nothing reports"


def _is_code(value: str) -> bool:
    return len(value) == 5 and value.startswith("KF") and value[2:].isdigit()


def test_registered_codes_have_rules() -> None:
    assert {code for check in all_checks() for code in check.codes} <= set(RULES)


def test_every_module_of_checks_is_registered() -> None:
    in_folder = {path.stem for path in (PACKAGE / "checks").glob("*.py")} - {"__init__", "registry"}
    registering = {name for name in in_folder if "@checks_" in (PACKAGE / "checks" / f"{name}.py").read_text(encoding="utf-8")}
    assert {*MODULES, *ON_REQUEST} == registering
    assert len({*MODULES, *ON_REQUEST}) == len(MODULES) + len(ON_REQUEST)


def test_modules_on_request_hold_only_rules_that_are_off() -> None:
    for module, codes in ON_REQUEST.items():
        path = f"kflint.checks.{module}"
        own = {code for check in all_checks() if check.run.__module__ == path for code in check.codes}
        assert own, module
        assert {code for code in own if not code.startswith(codes) or rules()[code].severity != OFF} == set(), module


def test_texts_are_for_people() -> None:
    for code, rule in RULES.items():
        assert rule["summary"].count("\n") == 0, code
        for field in ("why", "fix"):
            assert rule[field].rstrip().endswith((".", ".)", ":", "`")), f"{code}: {field} ends in the middle"


def test_rule_docs_are_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(rules().values()), "run make docs"


def test_rule_docs_know_every_family_and_consequence() -> None:
    assert {code[2] for code in RULES} <= set(FAMILIES)
    assert set(MEANINGS) == set(CONSEQUENCES)
