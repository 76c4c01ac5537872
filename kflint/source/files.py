"""Which files there are to look at: YAML and JSON below a folder, without what git ignores."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Argo reads these endings, in lower case only; editors and people write others too.
EXTENSIONS = (".yaml", ".yml", ".json")
# Folders that hold no sources of the project. Other hidden folders may: workflows live in `.argo`, as those of GitHub in `.github`.
_SKIPPED = frozenset(
    (
        ".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".eggs", ".mypy_cache",
        ".pytest_cache", ".ruff_cache", ".hypothesis", ".terraform",
    )
)  # fmt: skip


def find_files(folder: str, *, on_error: Callable[[str, str], None] | None = None) -> Iterator[str]:
    """The paths of all YAML and JSON files below a folder, sorted by name, folder by folder.

    What `.gitignore` files exclude, in the folder, below it and above it up to the repository's root, is left out; a folder that is
    itself excluded was asked for all the same, so what excludes it does not count. Links to files are followed, links to folders
    are not, so there are no loops. `on_error` gets the path and the reason where a folder can't be read.
    """
    ignored = _ignored_above(folder)
    yield from _below(folder, [] if _is_ignored(folder + "/", ignored) else ignored, on_error)


def _below(folder: str, ignored: list[_Ignored], on_error: Callable[[str, str], None] | None) -> Iterator[str]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        if on_error is not None:
            on_error(folder, error.strerror or str(error))
        return
    if any(entry.name == ".gitignore" for entry in entries):
        ignored = [*ignored, _Ignored(folder)]
    prefix = "" if folder == "." else folder.rstrip(os.sep) + os.sep
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED and not _is_ignored(path + "/", ignored):
                yield from _below(path, ignored, on_error)
        elif entry.name.lower().endswith(EXTENSIONS) and _is_file(entry) and not _is_ignored(path, ignored):
            yield path


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file or leads to one; where that can't be found out, reading it will tell why."""
    try:
        return entry.is_file()
    except OSError:
        return True


class _Ignored:
    """What one folder's `.gitignore` excludes."""

    def __init__(self, folder: str) -> None:
        from pathspec import GitIgnoreSpec

        self.folder = os.path.abspath(folder)
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            lines = []
        self.spec = GitIgnoreSpec.from_lines(lines)

    def verdict(self, path: str) -> bool | None:
        """Whether a path (folders end in a slash) is excluded; False if a `!` pattern takes it in again, None for no match."""
        relative = os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")
        return self.spec.check_file(relative + ("/" if path.endswith("/") else "")).include


def _is_ignored(path: str, ignored: list[_Ignored]) -> bool:
    """Whether git would ignore a path: the deepest `.gitignore` that says something about it decides."""
    for each in reversed(ignored):
        verdict = each.verdict(path)
        if verdict is not None:
            return verdict
    return False


def _ignored_above(folder: str) -> list[_Ignored]:
    """The `.gitignore` files above a folder, outermost first, if it is in a git repository."""
    above: list[str] = []
    current = os.path.abspath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return []
        above.append(parent)
        current = parent
    return [_Ignored(each) for each in reversed(above) if os.path.exists(os.path.join(each, ".gitignore"))]


def matcher(patterns: Sequence[str], root: str) -> Callable[[str], bool]:
    """A function that says whether a path matches one of the patterns, which are written as in `.gitignore`, relative to `root`."""
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)
    start = os.path.abspath(root or ".")

    def matches(path: str) -> bool:
        return bool(spec.match_file(os.path.relpath(os.path.abspath(path), start).replace(os.sep, "/")))

    return matches
