"""What a run was asked for, apart from paths and formats: one object between the command line, the hooks and the library."""

from __future__ import annotations

from kflint.error import Error as Error
from kflint.record import NamedTuple
from kflint.selection import enabled_codes, selected_codes

ARGO_VERSIONS = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")


class Settings(NamedTuple):
    """How to lint.

    `argo_version` is one of ARGO_VERSIONS. `select`, `ignore` and `extend_select` hold selectors (see `enabled_codes`).
    `exclude` (files that are not looked at), `external_templates` (names of templates that live only in a cluster) and the first
    of each pair of `per_path_ignores` (files for which the selectors in the second are ignored) are glob patterns; those of files
    are relative to `root`, the project's folder, "" where none is known. With `strict_refs` a reference that resolves nowhere is
    an error. `crds` are files and folders with CustomResourceDefinitions. With `comments` false, `# kflint: ignore` comments count
    for nothing.
    """

    argo_version: str = ARGO_VERSIONS[-1]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    external_templates: tuple[str, ...] = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    strict_refs: bool = False
    comments: bool = True
    root: str = ""
    crds: tuple[str, ...] = ()

    @property
    def enabled(self) -> frozenset[str]:
        """The codes of the rules that are on. Raises `Error` for a selector that means no rule."""
        return enabled_codes(self.select, self.ignore, self.extend_select)

    def ignored_in(self, path: str) -> frozenset[str]:
        """The codes of the rules that `per_path_ignores` ignores in the file `path`."""
        from kflint.source.files import matcher

        matching = (selectors for pattern, selectors in self.per_path_ignores if matcher((pattern,), self.root)(path))
        return frozenset().union(*map(selected_codes, matching))

    def version_at_least(self, minor: str) -> bool:
        """Whether the targeted Argo version is `minor` (such as "3.6") or newer."""
        return ARGO_VERSIONS.index(self.argo_version) >= ARGO_VERSIONS.index(minor)


def argo_minor(version: str) -> str:
    """The minor version that a user's text names: "4.1", "v4.1", "v3.5.11". Raises `Error` for one that kflint doesn't know."""
    parts = version.strip().removeprefix("v").split(".")
    minor = ".".join(parts[:2])
    if minor not in ARGO_VERSIONS or len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise Error(f"Argo version '{version}' is not known; kflint knows {', '.join(ARGO_VERSIONS)}")
    return minor
