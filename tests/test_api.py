"""The public functions of the package, as a program that uses kflint sees them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import kflint
from kflint.findings.rules import rules
from tests.conftest import ROOT

# Seen as a program without types sees it: to be misused.
UNTYPED: Any = kflint

WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: hello-
spec:
  entrypoint: hello
  templates:
    - name: hello
      container:
        image: alpine:3.20
"""
DUPLICATE = WORKFLOW.replace("kind: Workflow\n", "kind: Workflow\nkind: Workflow\n")
SHORTHAND = WORKFLOW.replace(
    "      container:\n        image: alpine:3.20\n",
    "      metadata:\n        annotations:\n          kflint.dev/volume: |\n            {resourceName: data, size: 1Gi}\n",
)


@pytest.mark.parametrize(
    "statements",
    [
        "import kflint; kflint.expand('a: b'); import kflint.expand.expansion; kflint.expand('a: b')",
        "import kflint.expand.expansion; import kflint; kflint.expand('a: b')",
        "from kflint import expand; expand('a: b'); import kflint.expand.expansion; assert expand is kflint.expand; expand('')",
        "import kflint.expand; kflint.expand('a: b')",
        "import kflint, kflint.linter; kflint.lint('a: b'); kflint.expand('a: b')",
    ],
)
def test_expand_can_be_called_whatever_was_imported_first(statements: str) -> None:
    subprocess.run([sys.executable, "-c", statements], cwd=ROOT, check=True)


def test_import_alone_loads_next_to_nothing() -> None:
    program = "import sys; before = set(sys.modules); import kflint; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = run.stdout.split()
    assert [name for name in loaded if name.startswith("kflint")] == ["kflint"]
    assert len(loaded) < 10


def test_all_public_names_exist_and_are_listed() -> None:
    for name in kflint.__all__:
        assert getattr(kflint, name) is getattr(kflint, name)
        assert name in dir(kflint)
    with pytest.raises(AttributeError, match="'lnit'"):
        kflint.lnit  # noqa: B018
    assert issubclass(kflint.Error, Exception)


@pytest.mark.parametrize("encode", [str, str.encode, lambda s: s.encode("utf-8-sig"), lambda s: "\ufeff" + s])
def test_findings_of_text_and_bytes_are_the_same(encode: Any) -> None:
    (finding,) = kflint.lint(encode(DUPLICATE), path="some.yaml")
    assert isinstance(finding, kflint.Finding)
    assert (finding.path, finding.line, finding.column, finding.end_line, finding.end_column) == ("some.yaml", 3, 1, 3, 5)
    rule = rules()["KF003"]
    assert (finding.code, finding.name, finding.severity) == ("KF003", "duplicate-key", "error")
    assert finding.consequence == rule.consequence
    assert "kind" in finding.message
    assert finding.related[0].line == 2


def test_rules_can_be_selected() -> None:
    assert kflint.lint(WORKFLOW) == []
    assert kflint.lint(DUPLICATE, ignore=["KF003"]) == []
    assert kflint.lint(DUPLICATE, select=["KF6"]) == []
    assert [f.code for f in kflint.lint(DUPLICATE, select=["KF6"], extend_select=["duplicate-key"])] == ["KF003"]


def test_documents_are_numbered() -> None:
    findings = kflint.lint(f"{DUPLICATE}---\n{WORKFLOW}---\n{DUPLICATE}")
    assert [f.document for f in findings] == [0, 2]


@pytest.mark.parametrize(
    "source", ["", "\x00", "a: {", "\ud800", "apiVersion: argoproj.io/\n\ud800: {", "apiVersion: argoproj.io/v1alpha1\n\tkind: x"]
)
def test_no_text_raises(source: str) -> None:
    kflint.lint(source)
    assert kflint.expand(source).text == source
    data = source.encode("utf-8", "surrogatepass")
    kflint.lint(data)
    assert kflint.expand(data).text == data


def test_bytes_that_are_no_text_are_a_finding() -> None:
    data = WORKFLOW.encode() + b"# caf\xe9\n"
    assert [f.code for f in kflint.lint(data)] == ["KF001"]
    assert kflint.expand(data).text == data


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        (lambda: UNTYPED.lint(None), "bytes or str, not NoneType"),
        (lambda: UNTYPED.lint(bytearray(b"a: b")), "bytes or str, not bytearray"),
        (lambda: UNTYPED.expand(1), "bytes or str, not int"),
        (lambda: UNTYPED.lint("", argo_version="2.0"), "Argo version '2.0' is not known; kflint knows 3.4, "),
        (lambda: UNTYPED.lint("", argo_version=4.1), "argo_version must be a str, not float"),
        (lambda: UNTYPED.lint("", path=1), "path must be a str, not int"),
        (lambda: UNTYPED.lint(DUPLICATE, select=["duplicat-key"]), "'duplicat-key' selects no rule; did you mean 'duplicate-key'"),
        (lambda: UNTYPED.lint(DUPLICATE, ignore=["KF0003"]), "'KF0003' selects no rule; write a rule's code"),
        (lambda: UNTYPED.lint("", ignore="KF003"), "ignore must be a list of str, not str"),
        (lambda: UNTYPED.lint("", ignore=[3]), "each of ignore must be a str, not int"),
    ],
)
def test_misuse_raises_an_error_that_says_what_is_right(misuse: Any, message: str) -> None:
    with pytest.raises(kflint.Error) as raised:
        misuse()
    assert message in str(raised.value)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_expansion_keeps_type_and_encoding(codec: str) -> None:
    expected = kflint.expand(SHORTHAND)
    assert expected.changed
    assert isinstance(expected.text, str)
    assert "persistentvolumeclaim" in expected.text.lower()
    data = SHORTHAND.encode(codec)
    expansion = kflint.expand(data)
    assert isinstance(expansion.text, bytes)
    assert expansion.text.decode(codec) == expected.text
    assert kflint.expand("\ufeff" + SHORTHAND).text == "\ufeff" + expected.text


def test_expanding_what_holds_no_shorthand_returns_it_as_it_is() -> None:
    expansion = kflint.expand(WORKFLOW)
    assert expansion == kflint.Expansion(WORKFLOW, (), False)
    assert expansion.text is WORKFLOW
