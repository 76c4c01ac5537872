"""Findings about the file itself: which rule, at which place, with what is related."""

from __future__ import annotations

import pytest

from kflint.checks.files import CODES, report_problems
from kflint.findings.rules import rules
from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.problems import KINDS
from kflint.source.reader import read_document
from kflint.source.text import Text

WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: greet-
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: busybox
"""


def test_every_kind_of_problem_has_a_rule() -> None:
    assert set(CODES) == set(KINDS)
    assert set(CODES.values()) <= set(rules())


def test_a_key_given_twice_is_told_with_the_place_of_the_first() -> None:
    (finding,) = report_problems(read_document(Text("a: 1\nb: 2\na: 3\n", "x.yaml")))
    assert (finding.code, finding.line, finding.column, finding.end_column) == ("KF003", 3, 1, 2)
    assert [(r.line, r.column, r.message) for r in finding.related] == [(1, 1, "first given here")]


def test_a_key_given_three_times_is_told_twice() -> None:
    findings = list(report_problems(read_document(Text("a: 1\na: 2\na: 3\n"))))
    assert [(finding.line, finding.related[0].line) for finding in findings] == [(2, 1), (3, 2)]


def test_a_merged_key_is_told_where_it_comes_second() -> None:
    string = "x: &x {a: 1}\nb:\n  <<: *x\n  a: 2\nc:\n  a: 2\n  <<: *x\n"
    findings = list(report_problems(read_document(Text(string))))
    assert [(f.code, f.line, f.column, f.related[0].line) for f in findings] == [("KF004", 4, 3, 1), ("KF004", 7, 3, 6)]


@pytest.mark.parametrize("broken", ["name: [", "name: a: b", "name: {{x}} y", "\tname: a"])
def test_of_a_broken_document_only_that_is_told_and_the_others_are_checked(broken: str) -> None:
    first = WORKFLOW.replace("generateName: greet-", broken)
    second = WORKFLOW.replace("entrypoint: main", "entrypoint: nope")
    findings = lint_bytes(f"{first}---\n{second}".encode(), "x.yaml", Settings())
    assert [(finding.code, finding.document) for finding in findings if finding.severity == "error"] == [("KF002", 0), ("KF403", 1)]


def test_an_unquoted_tag_hides_no_other_mistake() -> None:
    data = WORKFLOW.replace("busybox", "{{workflow.parameters.image}}").replace("entrypoint: main", "entrypoint: nope").encode()
    codes = [finding.code for finding in lint_bytes(data, "x.yaml", Settings())]
    assert "KF002" in codes
    assert "KF403" in codes


def test_documents_of_others_are_left_alone() -> None:
    foreign = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: a}\ndata: {x: [}\n"
    assert lint_bytes(f"{foreign}---\n{WORKFLOW}".encode(), "x.yaml", Settings()) == lint_bytes(
        f"x: 1\n#\n#\n#\n---\n{WORKFLOW}".encode(), "x.yaml", Settings()
    )
