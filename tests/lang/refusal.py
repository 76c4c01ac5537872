"""What a parser makes of any text at all."""

from __future__ import annotations

from collections.abc import Callable

from kflint.lang.mistake import Mistake


def refusal(parse: Callable[[str], object], text: str) -> Mistake | None:
    """The Mistake that `parse` raises, None if it raises nothing; whatever else it raises is a failure of the test.

    A Mistake must say something, and point into the text or at its end.
    """
    try:
        parse(text)
    except Mistake as caught:
        mistake = caught
    else:
        return None
    assert mistake.message
    assert 0 <= mistake.offset <= mistake.end <= len(text)
    return mistake
