"""Measures kflint: `make bench`. Every figure is a median; ratios are medians of the ratios of paired runs.

    python tools/bench.py [--rounds N]

Ratios are to libyaml's time for composing the same bytes and to Python's own start, so they mean the same on every machine.
The folder is `../shared/corpus/argo-examples` where that stands beside the checkout, else copies of our own examples.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import yaml

import kflint
from kflint.cli.main import FINDINGS
from kflint.cli.main import main as command_line

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "argo-examples"
EXAMPLES = ROOT / "examples"
COPIES = 40
SIZES = (750, 1500, 3000)

HEADER = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: growth-}
spec:
  entrypoint: main
  templates:
    - name: work
      inputs: {parameters: [{name: text, default: none}]}
      container: {image: 'alpine:3.20', command: [echo, '{{inputs.parameters.text}}']}
"""


def milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def paired(rounds: int, *runs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """The median of each run's figures, and the median of its ratio to the first one's in the same round."""
    figures = [[run() for run in runs] for _ in range(rounds)]
    medians = [median(column) for column in zip(*figures, strict=True)]
    ratios = [median(row[i] / row[0] for row in figures) for i in range(len(runs))]
    return medians, ratios


def tell(what: str, figure: str, note: str = "") -> None:
    print(f"  {what:<54}{figure:>12}   {note}".rstrip())


def in_process(*arguments: str) -> Callable[[], float]:
    """Times the command line in this process, from arguments to exit code."""

    def run() -> None:
        out = io.StringIO()
        if command_line(list(arguments), io.StringIO(), out, out) > FINDINGS:
            raise SystemExit(out.getvalue())

    return lambda: milliseconds(run)


def as_process(*command: str) -> Callable[[], float]:
    """Times a whole process, start and end included."""
    return lambda: milliseconds(lambda: finish(command))


def finish(command: tuple[str, ...]) -> int:
    """Runs a process to its end, silently; its peak memory in KiB."""
    with open(os.devnull, "rb+") as nothing:
        redirect = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), descriptor) for descriptor in (0, 1, 2)]
        process = os.posix_spawn(command[0], command, os.environ, file_actions=redirect)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) > FINDINGS:
        raise SystemExit(f"failed: {' '.join(command)}")
    peak = usage.ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def kflint_command(*arguments: str) -> tuple[str, ...]:
    """kflint as users start it: the console script beside this Python, else `python -m kflint`."""
    script = Path(sys.executable).parent / "kflint"
    return (str(script), *arguments) if script.is_file() else (sys.executable, "-m", "kflint", *arguments)


@contextmanager
def bench_folder() -> Iterator[Path]:
    """The folder that is linted as a whole."""
    if CORPUS.is_dir():
        yield CORPUS
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in EXAMPLES.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            if "kind: WorkflowTemplate" not in text and "kind: ClusterWorkflowTemplate" not in text:
                for number in range(COPIES):
                    Path(folder, f"{path.stem}-{number}.yaml").write_text(text, encoding="utf-8")
        yield Path(folder)


def measure_folder(rounds: int) -> None:
    with bench_folder() as folder:
        contents = [path.read_bytes() for path in sorted(folder.rglob("*.y*ml"))]
        size = sum(map(len, contents)) / 1024
        which = folder.name if folder == CORPUS else "copies of our examples"
        print(f"\n{len(contents)} files, {size:.0f} KiB ({which}), one process")

        def compose() -> None:
            for content in contents:
                list(yaml.compose_all(content, Loader=yaml.CSafeLoader))

        lint = ("lint", "--jobs", "1", str(folder))
        medians, ratios = paired(rounds, lambda: milliseconds(compose), in_process(*lint), as_process(*kflint_command(*lint)))
        tell("libyaml composes them", f"{medians[0]:.1f} ms")
        tell("kflint lints them", f"{medians[1]:.1f} ms", f"{ratios[1]:.1f} x libyaml")
        tell("kflint lints them, with the process's start and end", f"{medians[2]:.1f} ms", f"{ratios[2]:.1f} x libyaml")
        tell("peak memory of that process", f"{finish(kflint_command(*lint)) / 1024:.0f} MiB")


def measure_one_file(rounds: int) -> None:
    print("\nOne file, as a process")
    file = EXAMPLES / "build.yaml"
    runs = (
        as_process(sys.executable, "-c", "import yaml"),
        as_process(sys.executable, "-c", "pass"),
        as_process(*kflint_command("lint", str(file))),
    )
    medians, ratios = paired(rounds, *runs)
    tell('python -c "import yaml"', f"{medians[0]:.1f} ms")
    tell("python -c pass", f"{medians[1]:.1f} ms")
    tell(f"kflint lint {file.name}", f"{medians[2]:.1f} ms", f"{ratios[2]:.2f} x import yaml")


def measure_foreign_file(rounds: int) -> None:
    document = "---\nkind: ConfigMap\nmetadata: {{name: c{0}}}\ndata: {{key: value, other: '{0}'}}\n"
    content = "".join(map(document.format, range(20_000))).encode()
    print(f"\nA file of {len(content) / 1024:.0f} KiB without Argo objects")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "foreign.yaml")
        path.write_bytes(content)
        medians, _ = paired(rounds, lambda: milliseconds(path.read_bytes), in_process("lint", str(path)))
    tell("reading it", f"{medians[0]:.2f} ms")
    tell("kflint lint", f"{medians[1]:.2f} ms")


def chain(tasks: int) -> str:
    """A DAG in which every task depends on the one before, and uses its status."""
    lines = [HEADER, "    - name: main\n      dag:\n        tasks:\n          - {name: t0, template: work}\n"]
    lines += [
        f"          - name: t{n}\n            template: work\n            depends: t{n - 1}.Succeeded\n"
        f"            arguments: {{parameters: [{{name: text, value: '{{{{tasks.t{n - 1}.status}}}}'}}]}}\n"
        for n in range(1, tasks)
    ]
    return "".join(lines)


def steps(groups: int) -> str:
    """A steps template with one step in every group."""
    lines = [HEADER, "    - name: main\n      steps:\n"]
    lines += [f"        - - name: s{n}\n            template: work\n" for n in range(groups)]
    return "".join(lines)


def nested(depth: int) -> str:
    """Steps templates that call one another, each the next."""
    lines = [HEADER, "    - {name: main, steps: [[{name: s, template: n0}]]}\n"]
    lines += [f"    - {{name: n{n}, steps: [[{{name: s, template: n{n + 1}}}]]}}\n" for n in range(depth - 1)]
    return "".join([*lines, f"    - {{name: n{depth - 1}, steps: [[{{name: s, template: work}}]]}}\n"])


SHARED = """\
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: tools}
spec:
  templates:
    - name: work
      inputs: {parameters: [{name: text}]}
      container: {image: 'alpine:3.20', command: [echo, '{{inputs.parameters.text}}']}
"""


def references(tasks: int) -> str:
    """A DAG whose tasks all call one template of a WorkflowTemplate."""
    ref = "templateRef: {name: tools, template: work}, arguments: {parameters: [{name: text, value: a}]}"
    lines = [HEADER, "    - name: main\n      dag:\n        tasks:\n"]
    return "".join([*lines, *(f"          - {{name: t{n}, {ref}}}\n" for n in range(tasks)), SHARED])


def files(number: int) -> list[tuple[str, bytes]]:
    """Files that each hold a WorkflowTemplate, and refer to that of the next one."""
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {{name: f{0}}}\nspec:\n  templates:\n"
        "    - {{name: t, steps: [[{{name: s, templateRef: {{name: f{1}, template: t}}}}]]}}\n"
    )
    return [(f"f{n}.yaml", text.format(n, (n + 1) % number).encode()) for n in range(number)]


def lint_together(sources: list[tuple[str, bytes]]) -> None:
    """Lints files that refer to each other, as one run does."""
    from kflint.linter import lint_sources
    from kflint.settings import Settings

    for result in lint_sources(sources, Settings()):
        assert not result.findings


def templates(number: int) -> str:
    """Many templates, each called by one task of a DAG without dependencies."""
    body = "\n      container: {image: 'alpine:3.20', command: [echo, '{{workflow.name}}']}\n"
    lines = [HEADER] + [f"    - name: w{n}{body}" for n in range(number)]
    lines += ["    - name: main\n      dag:\n        tasks:\n"]
    lines += [f"          - {{name: t{n}, template: w{n}}}\n" for n in range(number)]
    return "".join(lines)


VOLUME = """\
    - name: make{0}
      metadata:
        annotations:
          kflint.dev/volume: |
            resourceName: v{0}
            size: 1Gi
    - name: use{0}
      metadata:
        annotations:
          kflint.dev/pvolumes: |
            /data: make{0}
      container: {{image: 'alpine:3.20', command: ['true']}}
"""


def shorthand(number: int) -> str:
    """Half of the templates make a volume by shorthand, the other half mount one by shorthand."""
    pairs = range(number // 2)
    lines = [HEADER, *map(VOLUME.format, pairs), "    - name: main\n      dag:\n        tasks:\n"]
    lines += [f"          - {{name: {verb}{n}, template: {verb}{n}}}\n" for n in pairs for verb in ("make", "use")]
    return "".join(lines)


GROWTH: tuple[tuple[str, Callable[[int], Any], Callable[[Any], object], tuple[int, ...]], ...] = (
    ("lint a chain of DAG tasks", chain, kflint.lint, SIZES),
    ("lint groups of steps", steps, kflint.lint, SIZES),
    ("lint templates", templates, kflint.lint, SIZES),
    ("lint tasks that call one WorkflowTemplate", references, kflint.lint, (250, 500, 1000)),
    ("lint templates nested in one another", nested, kflint.lint, (50, 100, 200, 400)),
    ("lint files that refer to each other", files, lint_together, (125, 250, 500)),
    ("expand shorthand templates", shorthand, kflint.expand, (250, 500, 1000)),
    ("lint shorthand templates", shorthand, kflint.lint, (250, 500, 1000)),
)


def compose_text(text: str) -> None:
    """What libyaml alone does with a text."""
    list(yaml.compose_all(text, Loader=yaml.CSafeLoader))


def measure_growth(rounds: int) -> None:
    print("\nGrowth (twice the size should cost about twice the time)")
    for what, make, run, sizes in GROWTH:
        before = 0.0
        for size in sizes:
            made = make(size)
            figure = median(milliseconds(partial(run, made)) for _ in range(max(3, rounds // 4)))
            notes = [f"x {figure / before:.1f}"] if before else []
            if size == sizes[-1] and isinstance(made, str):
                composed = median(milliseconds(partial(compose_text, made)) for _ in range(3))
                notes.append(f"{figure / composed:.1f} x libyaml")
            tell(f"{what}: {size}", f"{figure:.0f} ms", ", ".join(notes))
            before = figure


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures kflint.")
    parser.add_argument("--rounds", type=int, default=15, help="how many paired runs the medians are taken from (default: 15)")
    rounds = parser.parse_args().rounds
    print(f"kflint {kflint.__version__}, Python {sys.version.split()[0]}, medians of {rounds} paired runs")
    for measure in (measure_folder, measure_one_file, measure_foreign_file, measure_growth):
        measure(rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
