"""A thousand templates with shorthand in one file take less than a second, and twice as many take twice as long."""

from __future__ import annotations

import time

from tests.expand.meaning import expand

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: x-}\nspec:\n  entrypoint: main\n  templates:\n"
PAIR = """\
  - name: vol-{n}
    metadata:
      annotations:
        kflint.dev/volume: |
          resourceName: vol-{n}
          size: 1Gi
          modes: RWO
          labels: {{app: x}}
  - name: use-{n}
    metadata:
      annotations:
        kflint.dev/pvolumes: |
          /mnt: vol-{n}
          /before: {{volume: "{before}:/mnt", readOnly: true}}
          /tmp: {{emptyDir: {{}}}}
    container:
      image: alpine:3.20
      command: [touch, /mnt/done]
"""


def workflow(templates: int) -> str:
    pairs = range(templates // 2)
    tasks = "".join(f"      - {{name: vol-{n}, template: vol-{n}}}\n      - {{name: use-{n}, template: use-{n}}}\n" for n in pairs)
    first = "  - {name: start, metadata: {annotations: {kflint.dev/pvolumes: '{/mnt: {pvc: x}}'}}, container: {image: a}}\n"
    text = HEAD + "  - name: main\n    dag:\n      tasks:\n      - {name: start, template: start}\n" + tasks + first
    return text + "".join(PAIR.format(n=n, before=f"use-{n - 1}" if n else "start") for n in pairs)


def seconds(templates: int) -> float:
    """Processor time, the least of three runs."""
    text = workflow(templates)
    times = []
    for _ in range(3):
        start = time.process_time()
        assert expand(text).changed
        times.append(time.process_time() - start)
    return min(times)


def test_a_thousand_templates_take_less_than_a_second() -> None:
    assert seconds(1000) < 1


def test_time_grows_linearly() -> None:
    assert seconds(2000) < 7 * seconds(500)
