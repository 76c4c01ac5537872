"""Linting many files, with more than one process where that pays."""

from __future__ import annotations

import os

from kflint.checks.registry import all_checks
from kflint.linter import check_source, project_of, read_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kflint.linter import LintedSource, ReadSource
    from kflint.model.project import Project
    from kflint.settings import Settings

# Reading is not shared, and starting a process costs as much as checking some hundred thousand bytes of workflows.
_BYTES_A_PROCESS = 1_000_000
_CHUNKS_A_PROCESS = 4

# What the processes share: they are forked when all sources are read, so nothing has to be sent to them.
_shared: tuple[list[ReadSource], Project, Settings]


def lint_all(sources: Iterable[tuple[str, bytes]], settings: Settings, jobs: int | None) -> list[LintedSource]:
    """Lints sources (path and bytes) together, in their order, with `jobs` processes, or as many as pays if it is None."""
    read_first = [read_source(data, path, settings) for path, data in sources]
    project = project_of(read_first, settings)
    processes = min(jobs or _worthwhile(read_first), len(read_first))
    if processes > 1 and hasattr(os, "fork"):
        return _lint_forked(read_first, project, settings, processes)
    return [check_source(source, project, settings) for source in read_first]


def _worthwhile(sources: list[ReadSource]) -> int:
    size = sum(len(source.text.string) for source in sources if source.text is not None)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(size // _BYTES_A_PROCESS, processors)


def _lint_forked(sources: list[ReadSource], project: Project, settings: Settings, processes: int) -> list[LintedSource]:
    import gc
    import multiprocessing

    global _shared
    _shared = sources, project, settings
    all_checks()  # imported once, not in each process
    gc.freeze()  # a collection in a process would touch, and so copy, all that was read
    chunk = max(1, len(sources) // (processes * _CHUNKS_A_PROCESS))
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        results = pool.map(_check_shared, range(len(sources)), chunk)
    gc.unfreeze()
    return results


def _check_shared(number: int) -> LintedSource:
    """Checks one of the shared sources. Its text is sent back only where a report may show it."""
    sources, project, settings = _shared
    result = check_source(sources[number], project, settings)
    return result if result.findings else result._replace(text=None)
