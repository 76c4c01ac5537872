"""What each line came from: the field that holds the place, whatever the layout, and nothing about lines of the author's."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kflint.expand.expansion import expand_text
from kflint.expand.origins import Origin, written_lines
from kflint.source.text import Text
from tests.expand.workflows import workflow
from tests.expand.writer import write

SEEDS = st.integers(min_value=0, max_value=2**32)

WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: x-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: data, template: data}
      - name: use
        template: use
      - {name: job, template: job}
  - name: data
    metadata: {annotations: {kflint.dev/volume: "{resourceName: data, size: 1Gi, modes: [RWO, ROM]}"}}
  - name: use
    metadata:
      annotations:
        team: ours
        kflint.dev/pvolumes: |
          /data: data   # the data
          /tmp/x: {emptyDir: {}, readOnly: true}
    container:
      image: a:1
  - name: job
    metadata:
      annotations:
        kflint.dev/resource: >-
          {"k8sResource":
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "it"}}}
"""


def _told(string: str) -> dict[str, list[Origin]]:
    """The lines that were written, without indentation, and their origins."""
    before = Text(string)
    after = expand_text(before).text
    return {after.line(line.number).strip(): list(line.origins) for line in written_lines(before, after)}


def _fields(told: dict[str, list[Origin]], line: str) -> list[tuple[str, str, str]]:
    return [(origin.template, origin.annotation.removeprefix("kflint.dev/"), origin.field) for origin in told[line]]


def test_lines_lead_to_fields() -> None:
    told = _told(WORKFLOW)
    assert _fields(told, "dependencies: [data]") == [("use", "pvolumes", "/~1data")]
    assert _fields(told, "name: '{{workflow.name}}-data'") == [("data", "volume", "/resourceName")]
    assert _fields(told, "- ReadWriteOnce") == [("data", "volume", "/modes/0")]
    assert _fields(told, "- ReadOnlyMany") == [("data", "volume", "/modes/1")]
    assert _fields(told, "storage: 1Gi") == [("data", "volume", "/size")]
    assert _fields(told, "kind: PersistentVolumeClaim") == [("data", "volume", "")]
    assert _fields(told, "mountPath: /tmp/x") == [("use", "pvolumes", "/~1tmp~1x")]
    assert ("job", "resource", "") in [fields for line in told for fields in _fields(told, line)]


def test_the_place_is_that_of_the_text() -> None:
    (origin,) = _told(WORKFLOW)["storage: 1Gi"]
    assert WORKFLOW[origin.start : origin.end] == "1Gi"


def test_a_text_without_shorthand_has_none() -> None:
    assert _told("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n") == {}
    assert _told("") == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_lines_that_are_not_told_are_the_authors(seed: int) -> None:
    rng = random.Random(seed)
    string = write(workflow(rng), rng).text
    before = Text(string)
    after = expand_text(before).text
    lines = written_lines(before, after)
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    rest = iter(string)  # of which only what stood in a line beside shorthand may be missing
    for number in sorted(set(range(1, len(after.line_starts) + 1)) - set(numbers)):
        assert all(character in rest for character in after.line(number)), after.line(number)
    for origin in (origin for line in lines for origin in line.origins):
        assert 0 <= origin.start <= origin.end <= len(string)
        assert origin.annotation or string[origin.start :].startswith("# note")


def test_what_a_caller_gives_its_tasks_comes_from_each_task_of_its_own() -> None:
    string = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: two-
spec:
  entrypoint: main
  templates:
    - name: main
      metadata:
        annotations:
          kflint.dev/pvolumes: |
            one: {/work: {pvc: first}}
            two: {/work: {pvc: second}}
      dag:
        tasks:
          - name: one
            template: work
          - name: two
            template: work
    - name: work
      container:
        image: alpine:3.20
"""
    before = Text(string)
    after = expand_text(before).text
    for value, line in (("value: first", 12), ("value: second", 13)):
        at = after.string.index(value)
        text, start, _ = after.author(at, at + len(value))
        assert text.position(start).line == line
