"""Where `rules/` and `schemas/` are: beside the package in a checkout, inside it once it is installed."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def data_path(*parts: str) -> str:
    """The path of a file that is shipped with kflint, such as `data_path("schemas", "argo-4.1.json")`."""
    installed = os.path.join(_PACKAGE, "_data")
    return os.path.join(installed if os.path.isdir(installed) else os.path.dirname(_PACKAGE), *parts)
