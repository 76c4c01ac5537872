"""Findings in what expansion wrote stand at the shorthand's own fields."""

from __future__ import annotations

import textwrap

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings
from kflint.source.text import Text
from tests.marks import unmark

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: x-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - name: job
        template: job
      - {name: data, template: data}
      - {name: use, template: use}
"""
JOB = """\
- name: job
  metadata:
    annotations:
      kflint.dev/resource: |
        successCondition: status.succeeded > 0
        failureCondition: status.failed > 0
        k8sResource:
          apiVersion: batch/v1
          kind: Job
          metadata: {generateName: x-}
          spec:
            template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}
        attributeOutputs:
          uid: '{.metadata.uid}'
"""
DATA = """\
- name: data
  metadata:
    annotations:
      kflint.dev/volume: "{resourceName: data, size: 1Gi}"
"""
USE = """\
- name: use
  metadata:
    annotations:
      kflint.dev/pvolumes: >-
        {"/data": "data",
        "/x": {"pvc": "x"}}
  container: {image: a}
"""


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("KF641", "'{.metadata.uid}'", "«'{.metadata.uid'»"),
        ("KF643", "'{.metadata.uid}'", "{jqFilter: «'.a-b('»}"),
        ("KF401", "resourceName: data", "resourceName: «'{{workflow.parameters.none}}'»"),
        ("KF401", '"/x": {"pvc": "x"}', '"/x": {"pvc": «"{{inputs.parameters.none}}"»}'),
        ("KF401", "apiVersion: batch/v1\n", "apiVersion: batch/v1\n            «note: '{{inputs.parameters.none}}'»\n"),
        ("KF401", "- {name: use, template: use}", "- {name: use, template: use, «when»: '{{inputs.parameters.none}} == 1'}"),
    ],
)
def test_finding_is_told_at_the_shorthand(code: str, old: str, new: str) -> None:
    text = HEAD + textwrap.indent(JOB + DATA + USE, "  ")
    assert old in text
    marked = unmark(text.replace(old, new, 1))
    source = Text(marked.text)
    (start, end), *others = marked.spans
    found = [f for f in lint_bytes(marked.text.encode(), "x.yaml", Settings()) if f.code == code]
    assert not others
    assert found, [f"{f.line} {f.code} {f.message}" for f in lint_bytes(marked.text.encode(), "x.yaml", Settings())]
    assert [f.line for f in found] == [source.position(start).line]
    if "when" not in new:
        assert [(f.column, f.end_column) for f in found] == [(source.position(start).column, source.position(end).column)]
