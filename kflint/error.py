"""The one exception of kflint's own that a caller can meet."""

from __future__ import annotations


class Error(Exception):
    """kflint was used wrongly: an unknown version, option or configuration. The message says what would be right."""
