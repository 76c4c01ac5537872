"""Durations: `10s`, `1h30m`, and for most fields of Argo also a bare number of seconds.

Argo reads `suspend.duration`, `backoff.duration`, `backoff.maxDuration`, `backoff.cap`, `template.timeout`, `pendingTimeout` and
`podGC.deleteDelayDuration` with its own helper (`parse_argo`); `memoize.maxAge`, `containerSet.retryStrategy.duration` and cron's
`@every` take Go's durations only (`parse_go`). Template tags are filled in before.
"""

from __future__ import annotations

from kflint.lang.values import atoi
from kflint.record import NamedTuple

_MICROSECOND = 1_000
_MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

# The micro sign and the Greek letter look the same; Go takes both.
UNITS = {
    "ns": 1,
    "us": _MICROSECOND,
    "\u00b5s": _MICROSECOND,
    "\u03bcs": _MICROSECOND,
    "ms": _MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}

_LIMIT = 2**63
_DIGITS = frozenset("0123456789")


class Stop(NamedTuple):
    """Where a text stops being a duration: at `start` a number with a unit should be.

    If the number is there, `end` is where it ends, and `after` where what stands in place of a unit does; otherwise all three
    are the same. Offsets are 0-based characters. `is_too_long` means that it is one, but of more than 63 bits of nanoseconds.
    """

    start: int
    end: int
    after: int
    is_too_long: bool = False


def parse_go(text: str) -> int:
    """The nanoseconds of a Go duration (`time.ParseDuration`). Raises Mistake.

    A sign, then numbers with units, which add up: `1h30m`. Only zero needs no unit.
    """
    read = read_go(text)
    if isinstance(read, Stop):
        # Most durations are right: what is usually meant by a wrong one is only loaded to explain one.
        from kflint.lang.duration_mistakes import explain

        raise explain(text, read)
    return read


def read_go(text: str) -> int | Stop:
    """The nanoseconds of a Go duration, or where the text stops being one; `parse_go` says what is wrong there."""
    start = 1 if text[:1] in ("+", "-") else 0
    if text[start:] == "0":
        return 0
    total = 0
    at = start
    while at < len(text) or at == start:
        part = _part(text, at)
        if isinstance(part, Stop):
            return part
        nanoseconds, at = part
        total += nanoseconds
        if total > _LIMIT:
            return Stop(start, start, start, is_too_long=True)
    if text[0] == "-":
        return -total
    return total if total < _LIMIT else Stop(start, start, start, is_too_long=True)


def parse_argo(text: str) -> int:
    """The nanoseconds of a duration in Argo's reading: an integer is seconds, anything else a Go duration. Raises Mistake.

    More seconds than 63 bits of nanoseconds hold (292 years) are no error: they wrap around, and may come out negative.
    """
    seconds = atoi(text)
    if seconds is None:
        return parse_go(text)
    return (seconds * SECOND + _LIMIT) % (2 * _LIMIT) - _LIMIT


def is_bare_integer(text: str) -> bool:
    """Whether text is an integer without a unit, which lint refuses in `template.timeout` though Argo would take it as seconds."""
    return atoi(text) is not None


def normal(nanoseconds: int) -> str:
    """A duration as Go prints it: `1h30m0s`, `1.5s`, `100ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign, length = ("-" if nanoseconds < 0 else ""), abs(nanoseconds)
    if length < SECOND:
        unit = next(unit for unit in ("ms", "\u00b5s", "ns") if length >= UNITS[unit])
        return f"{sign}{_decimal(length, UNITS[unit])}{unit}"
    minutes, rest = divmod(length, MINUTE)
    hours, minutes = divmod(minutes, 60)
    larger = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{sign}{larger}{_decimal(rest, SECOND)}s"


def _decimal(length: int, unit: int) -> str:
    whole, rest = divmod(length, unit)
    fraction = str(rest).zfill(len(str(unit)) - 1).rstrip("0") if rest else ""
    return f"{whole}.{fraction}" if fraction else str(whole)


def _part(text: str, start: int) -> tuple[int, int] | Stop:
    """The nanoseconds of one number with its unit, and where it ends."""
    point = _end_of_digits(text, start)
    end = _end_of_digits(text, point + 1) if text.startswith(".", point) else point
    integer, fraction = text[start:point], text[point + 1 : end]
    if not integer and not fraction:
        return Stop(start, start, start)
    after = end
    while after < len(text) and text[after] != "." and text[after] not in _DIGITS:
        after += 1
    unit = UNITS.get(text[end:after])
    if unit is None:
        return Stop(start, end, after)
    # Python refuses to read thousands of digits; twenty are too many already.
    nanoseconds = int(integer.lstrip("0")[:20] or "0") * unit
    if nanoseconds > _LIMIT:
        return Stop(start, end, after, is_too_long=True)
    return nanoseconds + _fraction(fraction, unit), after


def _end_of_digits(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in _DIGITS:
        end += 1
    return end


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds of the digits after the point, calculated in floating point as Go does, from as many as fit into 63 bits."""
    number, scale = 0, 1.0
    for digit in digits:
        if number > (_LIMIT - 1) // 10 or number * 10 + int(digit) > _LIMIT:
            break
        number = number * 10 + int(digit)
        scale *= 10
    return int(number * (unit / scale))
