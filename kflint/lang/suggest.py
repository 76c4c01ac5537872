"""Did you mean: the known word that a misspelt one most probably stands for."""

from __future__ import annotations

from collections.abc import Iterable

_SEPARATORS = str.maketrans("", "", "-_ ")


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `word` is most probably a misspelling of, or None if none is near enough.

    A candidate that differs only in case, `-`, `_` or blanks is taken first. Otherwise at most a third of the letters may be
    wrong, missing, too many or swapped with a neighbour, but always one, unless that is half of the word. The parts of dotted
    names are judged one by one, so a long common prefix doesn't make two short names alike. Words whose digits differ are
    different things, not misspellings. Of equally near candidates the first is returned; `word` itself is never returned.
    """
    folded = _fold(word)
    digits = _digits(word)
    best: str | None = None
    best_distance = len(word) + 1
    for candidate in candidates:
        if candidate == word:
            continue
        other = _fold(candidate)
        if other == folded:
            return candidate
        distance = _distance_of_names(folded, other, best_distance - 1)
        if distance is not None and distance < best_distance and _digits(candidate) == digits:
            best, best_distance = candidate, distance
    return best


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return how many letters must be changed, added, dropped or swapped with a neighbour to turn `first` into `second`.

    No letter is edited twice (optimal string alignment). What is above `limit` is returned as `limit + 1`.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    above = limit + 1
    before: list[int] = []
    previous = [min(column, above) for column in range(len(second) + 1)]
    for row, letter in enumerate(first, 1):
        # Cells further than `limit` from the diagonal can't be on a path within the limit.
        left, right = max(1, row - limit), min(len(second), row + limit)
        current = [above] * (len(second) + 1)
        if row <= limit:
            current[0] = row
        for column in range(left, right + 1):
            other = second[column - 1]
            cost = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current[column] = min(cost, above)
        if min(current) > limit and (not before or min(previous) > limit):
            return above
        before, previous = previous, current
    return previous[-1]


def _fold(word: str) -> str:
    """Return `word` without what people most often get wrong: case and separators within words."""
    return word.casefold().translate(_SEPARATORS)


def _digits(word: str) -> str:
    """Return only the digits of `word`."""
    return "".join(filter(str.isdigit, word))


def _distance_of_names(first: str, second: str, limit: int) -> int | None:
    """Return the distance of two dotted names, or None if it is above `limit` or too many letters of one part differ."""
    if abs(len(first) - len(second)) > limit:
        return None
    parts, others = first.split("."), second.split(".")
    if len(parts) != len(others):
        return _distance_of_words(first, second, min(limit, 1))
    total = 0
    for part, other in zip(parts, others, strict=True):
        if part == other:
            continue
        distance = _distance_of_words(part, other, limit - total)
        if distance is None:
            return None
        total += distance
    return total


def _distance_of_words(first: str, second: str, limit: int) -> int | None:
    """Return the distance of two words, or None if it is above `limit` or so large that they are two different words."""
    longer = max(len(first), len(second))
    limit = min(limit, max(1, longer // 3))
    distance = edit_distance(first, second, limit)
    return distance if distance <= limit and 2 * distance < longer else None
