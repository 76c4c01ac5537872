"""What a run was asked for, apart from paths and formats: one object between the command line, the hooks and the library."""

from __future__ import annotations

from typing import NamedTuple

ARGO_VERSIONS = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")


class Error(Exception):
    """kflint was used wrongly: an unknown version, option or configuration. The message says what would be right."""


class Settings(NamedTuple):
    """How to lint. `argo_version` is one of ARGO_VERSIONS."""

    argo_version: str = ARGO_VERSIONS[-1]

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
