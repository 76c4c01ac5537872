"""What is wrong with a string in its small language, and at which character."""

from __future__ import annotations


class Mistake(ValueError):
    """A string that its small language refuses.

    `message` says in plain words what is wrong and, where it can, what would be right; it starts in lower case and has no full
    stop. `offset` and `end` are 0-based character offsets into the string; `end` is exclusive and never before `offset`. `hint`
    adds a longer remedy, or is None.
    """

    def __init__(self, message: str, offset: int, end: int | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.end = offset + 1 if end is None else end
        self.hint = hint
