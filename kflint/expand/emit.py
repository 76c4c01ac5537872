"""From fragments to text: lines of block style, or the pieces of one line (or several, as JSON is printed) of flow style."""

from __future__ import annotations

from kflint.expand.fragments import Entry, Fragment, Lines, List, Map, Origin, Plain, Word
from kflint.expand.quoting import double_quoted, key, scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.expand.style import Style

Line = tuple[str, Origin]
"""A line, or a part of one, without its line end, and what it was made from."""


def block_entry(entry: Entry, style: Style) -> list[Line]:
    """The lines of an entry of a block mapping, the first one not indented."""
    lines: list[Line] = []
    _put_entry(lines, entry, style, 0)
    return lines


def block_item(item: Fragment, style: Style, width: int = 2) -> list[Line]:
    """The lines of an item of a block list, dash included; `width` is how far its value stands behind the dash."""
    lines: list[Line] = []
    _put_item(lines, item, style, 0, width)
    return lines


def block_lines(fragment: Map | List, style: Style) -> list[Line]:
    """The lines of a mapping or list in block style, not indented."""
    lines: list[Line] = []
    _put(lines, fragment, style, 0)
    return lines


def _put(lines: list[Line], fragment: Map | List, style: Style, indent: int) -> None:
    """Adds the lines of a mapping or list, indented by so many blanks."""
    if isinstance(fragment, Map):
        for entry in fragment.entries:
            _put_entry(lines, entry, style, indent)
    else:
        for item in fragment.items:
            _put_item(lines, item, style, indent, 2)


def _put_entry(lines: list[Line], entry: Entry, style: Style, indent: int) -> None:
    name, value, origin = entry
    head = f"{' ' * indent}{key(name, style.quote, flow=False)}:"
    if isinstance(value, Word):
        lines.append((f"{head} {scalar(value.text, style.quote, style=value.style)}", value.origin))
    elif isinstance(value, Lines):
        header = _block_header(value, style.step)
        lines.append((f"{head} {header or double_quoted(value.text)}", origin))
        if header:
            _put_text(lines, value, indent + style.step)
    elif isinstance(value, Map) and value.entries and not value.flow:
        lines.append((head, origin))
        _put(lines, value, style, indent + style.step)
    elif isinstance(value, List) and value.items and not value.flow:
        lines.append((head, origin))
        _put(lines, value, style, indent + style.dash)
    else:
        lines.append((f"{head} {flow_text(value, style, flow=False)}", value.origin))


def _put_item(lines: list[Line], item: Fragment, style: Style, indent: int, width: int) -> None:
    dash = " " * indent + "-" + " " * (width - 1)
    if isinstance(item, (Map, List)) and not item.flow and (item.entries if isinstance(item, Map) else item.items):
        first = len(lines)
        _put(lines, item, style, indent + width)
        text, origin = lines[first]
        lines[first] = (dash + text[len(dash) :], origin)
    elif isinstance(item, Lines) and (header := _block_header(item, width)):
        lines.append((dash + header, item.origin))
        _put_text(lines, item, indent + width)
    else:
        lines.append((dash + flow_text(item, style, flow=False), item.origin))


def _put_text(lines: list[Line], text: Lines, indent: int) -> None:
    """Adds the lines of a block scalar."""
    blanks = " " * indent
    lines.extend((blanks + line if line else "", origin) for line, origin in text.lines)


def _block_header(lines: Lines, step: int) -> str:
    """The header of a literal block scalar; empty where the text can't be one."""
    texts = [line for line, _ in lines.lines]
    if not any(line.strip() for line in texts) or any(not line.replace("\t", "").isprintable() for line in texts):
        return ""
    first = next(line for line in texts if line)
    leading = str(step) if first[0] in " \t" or (not texts[0] and first != first.lstrip()) else ""
    chomping = ("+" if not texts[-1] else "") if lines.final else "-"
    return "" if chomping == "-" and not texts[-1] else f"|{leading}{chomping}"


def flow_text(fragment: Fragment, style: Style, *, flow: bool = True) -> str:
    """The fragment in one line; `flow` is whether it stands within a flow collection already."""
    return "".join(text for text, _ in flow_pieces(fragment, style, flow=flow))


def flow_pieces(fragment: Fragment, style: Style, *, flow: bool = True, indent: str | None = None) -> list[Line]:
    """The fragment in flow style as pieces of text. With `indent` it is spread over lines as JSON printers do, its own line
    being indented by that; the line ends are in the pieces.
    """
    if isinstance(fragment, Map):
        parts = [[(_flow_key(e.key, style), e.origin), *_inner(e.value, style, indent)] for e in fragment.entries]
        return _bracketed("{", parts, "}", fragment.origin, style, indent)
    if isinstance(fragment, List):
        items = [_inner(item, style, indent) for item in fragment.items]
        return _bracketed("[", items, "]", fragment.origin, style, indent)
    if isinstance(fragment, Plain):
        return [(_json_literal(fragment) if style.json else fragment.spelling or "null", fragment.origin)]
    if style.json or isinstance(fragment, Lines):
        return [(double_quoted(fragment.text), fragment.origin)]
    return [(scalar(fragment.text, style.quote, style=fragment.style, flow=flow), fragment.origin)]


def flow_entry(entry: Entry, style: Style, indent: str | None) -> list[Line]:
    """An entry of a flow mapping; `indent` as in `flow_pieces`, where it is that of the entry's own line."""
    return [(_flow_key(entry.key, style), entry.origin), *flow_pieces(entry.value, style, indent=indent)]


def _inner(value: Fragment, style: Style, indent: str | None) -> list[Line]:
    return flow_pieces(value, style, indent=None if indent is None else indent + style.unit)


def _flow_key(name: str, style: Style) -> str:
    return (double_quoted(name) if style.json else key(name, style.quote, flow=True)) + ": "


def _bracketed(opening: str, parts: list[list[Line]], closing: str, origin: Origin, style: Style, indent: str | None) -> list[Line]:
    """The parts between brackets, with commas, and each on a line of its own where there is an indentation."""
    if not parts:
        return [(opening + closing, origin)]
    between = "" if indent is None else style.eol + indent + style.unit
    pieces: list[Line] = [(opening, origin)]
    for number, part in enumerate(parts):
        comma = "" if number == 0 else "," if indent is not None else ", "
        pieces += [(comma + between, part[0][1]), *part]
    pieces.append(((style.eol + indent if indent is not None else "") + closing, origin))
    return pieces


def _json_literal(fragment: Plain) -> str:
    value = fragment.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)
