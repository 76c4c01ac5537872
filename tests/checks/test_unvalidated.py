"""Inline templates that Argo's validator does not look into: mistakes in them are told, and are not 'rejected'."""

from __future__ import annotations

from kflint.linter import lint_bytes
from kflint.settings import Settings

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: inline-
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
"""


def _told(*inline: str) -> list[tuple[str, str]]:
    steps = "".join(f"        - - name: s{number}\n            inline: {text}\n" for number, text in enumerate(inline))
    return [(f.code, f.consequence) for f in lint_bytes((HEAD + steps).encode(), "x.yaml", Settings())]


def test_the_first_one_without_a_name_is_validated() -> None:
    assert _told("{container: {command: [a]}}", "{container: {image: 'a:1'}}") == [("KF311", "rejected")]


def test_the_others_are_not() -> None:
    assert _told("{container: {image: 'a:1'}}", "{container: {command: [a]}}") == [("KF311", "fails")]


def test_what_every_visit_looks_at_is_refused_all_the_same() -> None:
    good, bad = "{container: {image: 'a:1'}}", "{container: {image: 'a:1'}, inputs: {parameters: [{name: a.b, value: c}]}}"
    assert _told(good, bad) == [("KF202", "rejected")]
    assert _told(good, "{container: {image: 'a:1'}, timeout: '5'}") == [("KF304", "rejected")]


def test_one_with_a_name_of_its_own_is_validated() -> None:
    assert _told("{container: {image: 'a:1'}}", "{name: b, container: {command: [a]}}") == [("KF311", "rejected")]
    assert _told("{name: main, container: {command: [a]}}") == [("KF311", "fails")]


def test_inside_one_that_is_not_validated_nothing_is() -> None:
    inner = "{steps: [[{name: i, inline: {container: {image: 'a:1'}, timeout: '5'}}]]}"
    assert _told("{container: {image: 'a:1'}}", inner) == [("KF304", "fails")]
