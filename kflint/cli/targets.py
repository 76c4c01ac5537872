"""The pairs of files in the configuration: which source is expanded to which target."""

from __future__ import annotations

import os

from kflint.cli.config import read_config
from kflint.error import Error
from kflint.record import NamedTuple
from kflint.source.files import find_files, matcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kflint.cli.config import ConfigFile, Project

SETTING = "expand"
# The part of a target that is filled in: the source's name without folder and ending.
STEM = "{stem}"


class Pair(NamedTuple):
    """A source and its target, as paths from the current folder, and the number (0-based) of the entry that says so."""

    source: str
    target: str
    entry: int


def configured_pairs(project: Project, exclude: tuple[str, ...]) -> list[Pair]:
    """The pairs that a project's configuration means, in its order; none where it says nothing of pairs.

    Files that match the patterns `exclude` are no sources. The configuration is known to have the right shape (`load_settings`).
    Raises `Error` with every mistake that only shows beside the files, a line for each.
    """
    config = read_config(project.path) if project.path is not None else None
    entries: list[dict[str, Any]] = config.data.get(SETTING) or [] if config is not None else []
    if config is None or not entries:
        return []
    is_source = [matcher((entry["source"],), project.root) for entry in entries]
    excluded = matcher(exclude, project.root)
    files = [path for path in find_files(os.path.relpath(project.root)) if not excluded(path)]
    pairs = [
        Pair(path, _target(entry["target"], path, project.root), number)
        for number, entry in enumerate(entries)
        for path in files
        if is_source[number](path)
    ]
    mistakes = [*_without_source(config, entries, pairs), *_clashes(config, pairs, is_source)]
    if mistakes:
        raise Error("\n".join(mistakes))
    return pairs


def target_mistake(target: str) -> str | None:
    """What is wrong with the text of a target in itself."""
    rest = target.replace(STEM, "stem")
    if "{" in rest or "}" in rest:
        return f"only {STEM} is filled in, and '{target}' has other braces"
    if not os.path.basename(rest):
        return f"'{target}' names no file; write for example '{os.path.join(target, STEM + '.yaml')}'"
    return None


def _target(pattern: str, source: str, root: str) -> str:
    stem = os.path.splitext(os.path.basename(source))[0]
    return os.path.relpath(os.path.join(root, pattern.replace(STEM, stem)))


def _without_source(config: ConfigFile, entries: list[dict[str, Any]], pairs: list[Pair]) -> Iterator[str]:
    found = {pair.entry for pair in pairs}
    for number, entry in enumerate(entries):
        if number not in found:
            yield _told(config, number, "source", f"no YAML or JSON file matches '{entry['source']}'")


def _clashes(config: ConfigFile, pairs: list[Pair], is_source: list[Callable[[str], bool]]) -> Iterator[str]:
    """Targets with two sources, and those that would be taken for sources themselves."""
    made: dict[str, Pair] = {}
    told: set[int] = set()
    for pair in pairs:
        mistake = None
        place = os.path.realpath(pair.target)
        other = made.setdefault(place, pair)
        if place == os.path.realpath(pair.source):
            mistake = f"{pair.target} would be its own target; expand it into another folder"
        elif other is not pair and other.source == pair.source:
            mistake = f"{pair.target} is already to be made from {pair.source}; remove one of the two entries"
        elif other is not pair:
            remedy = f"; put {STEM} in its name" if STEM not in _written(config, pair) else ""
            mistake = f"{pair.target} would be made from both {other.source} and {pair.source}{remedy}"
        elif any(matches(pair.target) for matches in is_source):
            mistake = f"{pair.target} would be a target and a source; make targets where no source is looked for"
        if mistake is not None and pair.entry not in told:
            told.add(pair.entry)
            yield _told(config, pair.entry, "target", mistake)


def _written(config: ConfigFile, pair: Pair) -> str:
    return str(config.data[SETTING][pair.entry]["target"])


def _told(config: ConfigFile, number: int, field: str, message: str) -> str:
    line, column = config.locate((SETTING, number, field), False)
    return f"{config.path}:{line}:{column}: {message}"
