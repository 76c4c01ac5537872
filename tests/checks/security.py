"""Builds small workflows around a piece of YAML, for the tests of the rules about security."""

from __future__ import annotations

from textwrap import dedent, indent

from kflint.linter import lint_bytes
from kflint.settings import Settings
from tests.marks import unmark

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: planted\nspec:\n  entrypoint: main\n"


def workflow(templates: str, spec: str = "", kind: str = "Workflow") -> str:
    """A whole object with these templates, and these fields beside `templates` in its spec."""
    return HEAD.format(kind=kind) + indent(dedent(spec), "  ") + "  templates:\n" + indent(dedent(templates).lstrip("\n"), "    ")


def container(body: str, beside: str = "", spec: str = "") -> str:
    """A workflow of one container template with these fields in its container, beside the container, and in the spec."""
    fields = indent(dedent(body).lstrip("\n"), "    ")
    return workflow("- name: main\n" + indent(dedent(beside), "  ") + "  container:\n    image: alpine:3.20\n" + fields, spec)


def told(marked: str, selector: str = "KF9") -> tuple[list[str], list[str]]:
    """The marked places of a text, and those where the selected rules find something, with the codes of these."""
    text, spans = unmark(marked)
    found = lint_bytes(text.encode(), "planted.yaml", Settings(select=(selector,)))
    lines = text.split("\n")
    shown = [lines[f.line - 1][f.column - 1 : f.end_column - 1 if f.end_line == f.line else None] for f in found]
    return [text[start:end] for start, end in spans], [f"{f.code} {what}" for f, what in zip(found, shown, strict=True)]


def check(marked: str, code: str) -> None:
    """The rule finds something at the marked places, and nowhere else."""
    wanted, found = told(marked, code)
    assert found == [f"{code} {what}" for what in wanted]
