"""Every format, as its readers see it: `tests/report/expected/FORMAT.*` hold the same report in each."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kflint.data import data_path
from kflint.findings.finding import Finding, Related
from kflint.findings.rules import Rule
from kflint.report.formats import REPORTS, Report, Style, write_report
from kflint.report.full import excerpt
from kflint.report.summary import statistics, summary
from kflint.report.terminal import cells, printable
from kflint.source.text import Text
from tests.conftest import Golden

HERE = Path(__file__).parent / "expected"

BUILD = """\
metadata:
  name: Gebäude-日本  # wide
spec:
  templates:
\t- name: 日本語x
      {}
    - name: long
      args: ["{}", wrong, "{}"]
    - name: block
      manifest: |
        one
"""
BUILD = BUILD.format("container: {}", "a" * 70, "b" * 90)

SCHEMA = json.loads(Path(data_path("schemas", "report.json")).read_text(encoding="utf-8"))


RULES = {
    "KF000": Rule("KF000", "internal-error", "A check of kflint itself went wrong.", "advice", "error"),
    "KF003": Rule("KF003", "duplicate-key", "A mapping holds the same key twice.", "rejected", "error"),
    "KF601": Rule("KF601", "invalid-action", "The action is none that Argo knows.", "rejected", "off"),
}


def _finding(place: tuple[int, int, int, int], code: str, severity: str, message: str, **others: Any) -> Finding:
    rule = RULES[code]
    return Finding("ci/build.yaml", *place, code, rule.name, severity, rule.consequence, message)._replace(**others)


FINDINGS = (
    _finding((2, 9, 2, 19), "KF003", "error", "the name 'Gebäude-日本' holds characters: ä, 日, 本", pointer="/metadata/name"),
    _finding(
        (5, 10, 5, 14),
        "KF601",
        "warning",
        "a message, 100% of it: \x1b[31mred\nand a second line",
        help="first line of help\nsecond line",
        related=(
            Related("ci/build.yaml", 2, 3, 2, 7, "first defined here"),
            Related("other, file.yaml", 7, 1, 7, 2, "and here"),
        ),
        document=1,
        pointer="/spec/templates/0",
    ),
    _finding((8, 89, 8, 94), "KF003", "info", "far to the right"),
    _finding((9, 7, 11, 12), "KF003", "error", "over several lines"),
    _finding((3, 1, 3, 1), "KF000", "error", "no text and no width", path="odd: name,\x07.yaml"),
)
REPORT = Report("4.1", FINDINGS, checked=2, skipped=3, texts={"ci/build.yaml": Text(BUILD, "ci/build.yaml")})


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kflint.report.sarif.rules", lambda: RULES)


def _written(name: str, report: Report = REPORT, style: Style | None = None) -> str:
    out = io.StringIO()
    write_report(name, report, out, style or Style())
    return out.getvalue()


@pytest.mark.parametrize("name", REPORTS)
def test_format(name: str, golden: Golden) -> None:
    golden(HERE / f"{name}.out", _written(name))


@pytest.mark.parametrize("name", ["concise", "full"])
def test_colour_only_adds_colour(name: str, golden: Golden) -> None:
    colored = _written(name, style=Style(color=True))
    golden(HERE / f"{name}.color.out", colored)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == _written(name)


def test_text_has_excerpts_where_they_are_wanted() -> None:
    assert _written("text") == _written("concise")
    assert _written("text", style=Style(excerpts=True)) == _written("full")


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_found(name: str, golden: Golden) -> None:
    written = _written(name, Report("3.5", (), 1, 0, {}))
    if name in ("json", "sarif"):
        golden(HERE / f"{name}.empty.out", written)
    else:
        assert written == ""


def test_json_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    for report in (REPORT, Report("3.5", (), 0, 0, {})):
        data = json.loads(_written("json", report))
        validator.validate(data)
    diagnostic = SCHEMA["$defs"]["diagnostic"]
    assert set(diagnostic["required"]) == set(diagnostic["properties"]) == {*Finding._fields, "fix"}
    assert set(SCHEMA["$defs"]["related"]["required"]) == set(Related._fields)


def test_every_finding_is_one_line_where_lines_count() -> None:
    for name in ("concise", "github"):
        assert len(_written(name).splitlines()) == len(FINDINGS)


def test_sarif_refers_to_its_rules() -> None:
    (run,) = json.loads(_written("sarif"))["runs"]
    listed = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"]


@given(st.text(), st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_the_mark_stands_under_the_place(line: str, start: int, length: int, goes_on: bool) -> None:
    line = "".join(line.splitlines())
    start = min(start, len(line))
    end = min(start + length, len(line))
    finding = FINDINGS[0]._replace(line=1, column=start + 1, end_line=2 if goes_on else 1, end_column=end + 1)
    shown, mark = excerpt(line, finding)
    assert "\x1b" not in shown
    assert mark.strip() == "^" * len(mark.strip())
    assert mark.strip()
    assert len(mark) - len(mark.strip()) <= cells(shown)


@given(st.text())
def test_what_is_printed_can_be_printed(text: str) -> None:
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("findings", "checked", "skipped", "line"),
    [
        (FINDINGS, 2, 12, "3 errors, 1 warning, 1 info in 2 of 14 files"),
        (FINDINGS[:1], 1, 0, "1 error in 1 of 1 file"),
        (FINDINGS[1:2] * 2, 1, 1, "2 warnings in 1 of 2 files"),
        ((), 0, 0, "nothing to lint: looked at 0 files, found no Argo workflow"),
        ((), 0, 7, "nothing to lint: looked at 7 files, found no Argo workflow"),
        ((), 1, 0, "no findings in 1 file"),
        ((), 3, 0, "no findings in 3 files"),
        ((), 1, 2, "no findings in 3 files, of which 1 holds Argo workflows"),
        ((), 2, 2, "no findings in 4 files, of which 2 hold Argo workflows"),
    ],
)
def test_summary(findings: tuple[Finding, ...], checked: int, skipped: int, line: str) -> None:
    assert summary(Report("4.1", findings, checked, skipped, {})) == line


def test_statistics() -> None:
    assert list(statistics(FINDINGS * 4)) == [
        "12  KF003  duplicate-key (rejected)",
        " 4  KF000  internal-error (advice)",
        " 4  KF601  invalid-action (rejected)",
    ]
    assert list(statistics(())) == []
