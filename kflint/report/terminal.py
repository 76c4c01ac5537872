"""What a terminal needs: colours, text without control characters, and how many cells wide a text is."""

from __future__ import annotations

BOLD, RED, GREEN, YELLOW, BLUE, CYAN = "1", "1;31", "32", "1;33", "1;34", "36"
# The colour of a finding's code and mark, by severity.
CODE_COLORS = {"error": RED, "warning": YELLOW, "info": BLUE}


class Painter:
    """Puts text in colour, or leaves it as it is."""

    __slots__ = ("on",)

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, color: str) -> str:
        """The text in a colour: the numbers of an SGR escape sequence."""
        return f"\x1b[{color}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        """The text in bold."""
        return self(text, BOLD)


def printable(text: str) -> str:
    """The text with what a terminal would obey, or what would break the line, shown as an escape sequence."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def on_screen(text: str) -> str:
    """A line of a file as it is shown: each character keeps its place, tabs and control characters become one cell."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def cells(text: str) -> int:
    """How many cells of a terminal a text is wide: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
