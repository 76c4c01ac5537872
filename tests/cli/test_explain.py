"""The page of a rule, and the list of rules."""

from __future__ import annotations

import io
import json

import pytest

from kflint.cli.explain import page_lines
from kflint.cli.main import main
from kflint.findings.rule_file import Example, RulePage, read_page
from kflint.findings.rules import Rule, rules
from kflint.report.terminal import Painter

RULE = Rule("KF999", "made-up", "A rule that is made up.", "fails", "error")
PAGE = RulePage(
    why="Because.\nAnd on.\n",
    fix="Do the other thing.\n",
    examples=(Example("one thing.", "a: «b»\n\nc: d\n", "a: e\n"), Example("", "x: «»\n", "")),
    since="3.5",
    until="3.7",
)
LINES = """\
KF999 made-up
A rule that is made up.

Consequence: fails (it is accepted, and fails when it runs). Severity: error. Argo from 3.5 up to 3.7.

Because.
And on.

To mend it
Do the other thing.

Bad: one thing (the finding is at «…»)
    a: «b»

    c: d

Good
    a: e

Bad (the finding is at «…»)
    x: «»
"""


def _run(*arguments: str) -> tuple[int, str, str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    code = main(arguments, io.StringIO(), stdout, stderr)
    return code, stdout.getvalue(), stderr.getvalue()


def test_page() -> None:
    assert "\n".join(page_lines(RULE, PAGE, Painter(False))) + "\n" == LINES


def test_page_in_colour_marks_the_place_by_colour() -> None:
    lines = list(page_lines(RULE, PAGE, Painter(True)))
    assert "    a: \x1b[1;31mb\x1b[0m" in lines
    assert not [line for line in lines if "«" in line or "»" in line]


@pytest.mark.parametrize("code", rules())
def test_every_rule_has_a_page(code: str) -> None:
    rule = rules()[code]
    page = read_page(rule)
    assert page.why.strip()
    assert page.fix.strip()
    assert rule.summary in list(page_lines(rule, page, Painter(False)))


def test_several_rules_by_code_and_name() -> None:
    code, out, err = _run("explain", "kf003", "invalid-action", "--color", "never")
    assert (code, err) == (0, "")
    assert out.startswith("KF003 duplicate-key\n")
    assert "\n\nKF601 invalid-action\n" in out


def test_list_in_every_format() -> None:
    code, out, err = _run("rules")
    assert (code, err) == (0, "")
    assert [line.split()[:2] for line in out.splitlines()] == [[rule.code, rule.name] for rule in rules().values()]
    assert json.loads(_run("rules", "--format", "json")[1]) == [rule._asdict() for rule in rules().values()]
    table = _run("rules", "--format", "markdown")[1].splitlines()
    assert len(table) == len(rules()) + 2
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_list_of_some() -> None:
    _, out, _ = _run("rules", "KF003,KF601", "internal-error")
    assert [line.split()[0] for line in out.splitlines()] == ["KF000", "KF003", "KF601"]
    code, out, err = _run("rules", "KF0000")
    assert (code, out) == (2, "")
    assert err.startswith("kflint: 'KF0000' selects no rule; write a rule's code or name ('kflint rules' lists them), ")
