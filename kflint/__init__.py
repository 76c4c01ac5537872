"""kflint: linter and shorthand expander for Argo Workflows YAML.

    >>> import kflint
    >>> for finding in kflint.lint(open("workflow.yaml", "rb").read(), path="workflow.yaml"):
    ...     print(f"{finding.path}:{finding.line}:{finding.column}: {finding.code} {finding.message}")
    >>> expansion = kflint.expand(open("shorthand.yaml", "rb").read(), path="shorthand.yaml")
    >>> expansion.changed, expansion.findings
    (True, ())
    >>> expansion.text  # the same type as the source: bytes here
    b'...'

`lint(source, *, path="<string>", argo_version="4.1", select=(), ignore=(), extend_select=(), external_templates=(),
strict_refs=False, comments=True) -> list[Finding]`
    Every finding of the YAML in `source` (bytes or str, any number of documents), in the order of the text. It is the same code
    as `kflint lint`, and the options mean the same. Nothing is read from the disk but kflint's own data.

`expand(source, *, path="<string>") -> Expansion`
    The source with all shorthand written out, as by `kflint expand`: `.text` (of the source's type), `.changed`, and `.findings`,
    a tuple of what is wrong with the shorthand. Where one of these is an error, the text is the source as it was.

`Finding`
    Has `path`, `line`, `column`, `end_line`, `end_column` (1-based, columns count characters, the end is exclusive), `code`,
    `name`, `severity` (error, warning, info), `consequence` (rejected, fails, surprise, advice), `message`, `help`, `related`,
    `document` and `pointer`.

`Error`
    Raised for misuse only: a source of another type, an unknown Argo version or rule. Whatever is wrong with the YAML, bytes that
    are no text included, is a finding and never an exception.

Importing kflint is cheap: all else is imported at the first use.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.api import Expansion as Expansion
    from kflint.api import expand as expand
    from kflint.api import lint as lint
    from kflint.error import Error as Error
    from kflint.findings.finding import Finding as Finding
    from kflint.version import __version__ as __version__

__all__ = ["Error", "Expansion", "Finding", "__version__", "expand", "lint"]

# Where each public name lives. `kflint.expand` is the package of that name, which can be called (see there why).
_HOMES = {
    "Error": "kflint.error",
    "Expansion": "kflint.api",
    "Finding": "kflint.findings.finding",
    "__version__": "kflint.version",
    "lint": "kflint.api",
}


def __getattr__(name: str) -> object:
    if name == "expand":
        return import_module("kflint.expand")
    if name in _HOMES:
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value
    raise AttributeError(f"module 'kflint' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
