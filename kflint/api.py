"""The public functions: linting and expanding a source held in memory. `kflint/__init__.py` describes them for users."""

from __future__ import annotations

from kflint.error import Error
from kflint.record import NamedTuple
from kflint.settings import ARGO_VERSIONS, Settings, argo_minor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kflint.findings.finding import Finding
    from kflint.source.text import Text

_MARK = "\ufeff"


class Expansion(NamedTuple):
    """What shorthand became: the text (of the source's type), what is wrong with the shorthand, and whether the text differs."""

    text: bytes | str
    findings: tuple[Finding, ...]
    changed: bool


def lint(
    source: bytes | str,
    *,
    path: str = "<string>",
    argo_version: str = ARGO_VERSIONS[-1],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    external_templates: Sequence[str] = (),
    strict_refs: bool = False,
    comments: bool = True,
    crds: Sequence[str] = (),
) -> list[Finding]:
    """All findings of the YAML documents in `source`, in the order of the text; `path` is the name that the findings carry.

    `crds` are files and folders with CustomResourceDefinitions. The rest is as on the command line.

    Raises `Error` for arguments of a wrong type, an unknown Argo version and selectors that mean no rule.
    """
    from kflint.linter import lint_source

    settings = Settings(
        argo_version=argo_minor(_checked("argo_version", argo_version)),
        select=_strings("select", select),
        ignore=_strings("ignore", ignore),
        extend_select=_strings("extend_select", extend_select),
        external_templates=_strings("external_templates", external_templates),
        strict_refs=bool(strict_refs),
        comments=bool(comments),
        crds=_strings("crds", crds),
    )
    return list(lint_source(_text_or_bytes(source, _checked("path", path)), path, settings).findings)


def expand(source: bytes | str, *, path: str = "<string>") -> Expansion:
    """`source` with its shorthand written out; see `Expansion`. Bytes keep their encoding and byte-order mark.

    Raises `Error` for arguments of a wrong type.
    """
    from kflint.linter import expand_source

    given = _text_or_bytes(source, _checked("path", path))
    expansion = expand_source(given, path)
    if not expansion.changed:
        return Expansion(source, expansion.findings, False)
    if isinstance(source, bytes):
        return Expansion(expansion.text.encoding.encode(expansion.text.string), expansion.findings, True)
    return Expansion(source[: source.startswith(_MARK)] + expansion.text.string, expansion.findings, True)


def _text_or_bytes(source: object, path: str) -> bytes | Text:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        from kflint.source.text import Text

        return Text(source.removeprefix(_MARK), path)
    raise Error(f"the source must be bytes or str, not {type(source).__name__}; read the file first")


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Error(f"{name} must be a str, not {type(value).__name__}")
    return value


def _strings(name: str, values: object) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, (list, tuple, set, frozenset)):
        raise Error(f"{name} must be a list of str, not {type(values).__name__}")
    return tuple(_checked(f"each of {name}", value) for value in values)
