"""What `kflint expand --explain` tells: which line of the result came from which line and field of the author's text."""

from __future__ import annotations

from kflint.expand.origins import written_lines
from kflint.report.terminal import CYAN, Painter, on_screen, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kflint.expand.origins import Origin
    from kflint.source.text import Text

# The shape of the JSON, which schemas/source-map.json describes.
_VERSION = 1


def explained(before: Text, after: Text, color: bool) -> str:
    """The lines that expansion wrote, as a table: the place that each came from, whose field stands there, the line itself.

    Before a line with several origins stand its others, each in a row of its own.
    """
    rows = [row for line in written_lines(before, after) for row in _rows(line.number, line.origins, before, after)]
    if not rows:
        return ""
    paint = Painter(color)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = [f"{paint.bold(printable(before.path))}: what each line that was written came from\n"]
    for place, whose, number, content in rows:
        margin = paint(f"{place:<{widths[0]}}  {whose:<{widths[1]}}", CYAN)
        table.append(f"  {margin}  {number:>{widths[2]}}  {content}".rstrip() + "\n")
    return "".join(table)


def source_map(before: Text, after: Text) -> dict[str, Any]:
    """The same for programs: one file of `source_maps`."""
    lines = [
        {
            "line": line.number,
            "text": after.line(line.number),
            "from": [_as_data(origin, before) for origin in line.origins],
        }
        for line in written_lines(before, after)
    ]
    return {"path": before.path, "lines": lines}


def source_maps(files: list[dict[str, Any]]) -> str:
    """The whole output for programs, JSON as schemas/source-map.json describes it."""
    import json

    return json.dumps({"version": _VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"


def _rows(number: int, origins: tuple[Origin, ...], before: Text, after: Text) -> Iterator[tuple[str, str, str, str]]:
    for origin in origins:
        line, column = before.position(origin.start)
        shown = (str(number), on_screen(after.line(number))) if origin is origins[-1] else ("", "")
        yield f"{line}:{column}", _whose(origin), *shown


def _whose(origin: Origin) -> str:
    """`TEMPLATE kflint.dev/volume > size`, the steps of the field's pointer written for people."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in origin.field.split("/")[1:]]
    return printable(" ".join(part for part in (origin.template, " > ".join([origin.annotation, *steps])) if part))


def _as_data(origin: Origin, before: Text) -> dict[str, Any]:
    (line, column), (end_line, end_column) = before.position(origin.start), before.position(origin.end)
    return {
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "template": origin.template or None,
        "annotation": origin.annotation or None,
        "field": origin.field,
    }
