"""Why a duration is refused, in words for someone who wrote it as it is written elsewhere."""

from __future__ import annotations

import re

from kflint.lang.duration import UNITS, Stop, read_go
from kflint.lang.mistake import Mistake

_FORM = "a duration is made of numbers and units, such as '1h30m' or '10s'"
_ALL_UNITS = "the units are h, m, s, ms, us and ns"

# Units of other languages, in lower case, and the number of Go's units that they are.
_FOREIGN = {
    **dict.fromkeys(("w", "wk", "week", "weeks"), (168, "h")),
    **dict.fromkeys(("d", "day", "days"), (24, "h")),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), (1, "h")),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), (1, "m")),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), (1, "s")),
    **dict.fromkeys(("msec", "msecs", "milli", "millis", "millisecond", "milliseconds"), (1, "ms")),
    **dict.fromkeys(("h", "m", "s", "ms"), (1, "")),
}

_PART = re.compile(r"\s*([0-9]{1,18}(?:\.[0-9]+)?)\s*([A-Za-z\u00b5\u03bc]+)")
_ISO = re.compile(r"P(?=[0-9T])[0-9YMWDTHS.]*", re.IGNORECASE)
_CLOCK = re.compile(r"[0-9]+(?::[0-9]+)+")


def explain(text: str, stop: Stop) -> Mistake:
    """The mistake in a text that is not a duration, given where it stops being one."""
    if stop.is_too_long:
        return Mistake("the duration is too long; it must be below 292 years (2562047h)", stop.start, len(text))
    correction = _correction(text)
    hint = f"write '{correction}'" if correction else None
    if not text.strip():
        return Mistake(f"the duration is empty; {_FORM}", 0, len(text))
    if _CLOCK.fullmatch(text):
        return Mistake(f"a duration is not written with colons; {_FORM}", 0, len(text))
    if _ISO.fullmatch(text):
        return Mistake(f"ISO 8601 durations are not read; {_FORM}", 0, len(text))
    if stop.end == stop.start:
        return _no_number(text, stop.start, hint)
    return _bad_unit(text, stop, hint)


def _bad_unit(text: str, stop: Stop, hint: str | None) -> Mistake:
    start, end, after, _ = stop
    unit = text[end:after]
    if not unit:
        seconds = f"for seconds write '{text}s'" if end == len(text) and _is_duration(text + "s") else None
        return Mistake(f"'{text[start:end]}' has no unit; {_ALL_UNITS}", start, end, seconds)
    if unit != unit.strip():
        return _blanks(text, end, after, hint)
    strange = next((at for at in range(end, after) if not text[at].isprintable()), None)
    if strange is not None:
        return Mistake(f"the character U+{ord(text[strange]):04X} can't be in a duration", strange, strange + 1)
    if unit.lower() in _FOREIGN and (_FOREIGN[unit.lower()][0] > 1 or unit.lower() in UNITS):
        problem = "units are written in lower case" if unit.lower() in UNITS else "the longest unit is h"
        return Mistake(f"there is no unit '{unit}'; {problem}", end, after, hint)
    if unit.lower() == "e" or (unit == "e-" and after < len(text)):
        return Mistake("a duration can't have an exponent", end, after)
    return Mistake(f"there is no unit '{unit}'; {_ALL_UNITS}", end, after, hint)


def _no_number(text: str, start: int, hint: str | None) -> Mistake:
    if text[:1].isspace():
        return Mistake("a duration can't start with blanks", 0, len(text) - len(text.lstrip()), hint)
    if start == len(text):
        return Mistake(f"there is no number; {_FORM}", 0, len(text))
    if start <= 1:
        return Mistake(f"'{text}' is not a duration; {_FORM}", 0, len(text))
    return Mistake(f"a number is missing here; {_FORM}", start, len(text))


def _blanks(text: str, end: int, after: int, hint: str | None) -> Mistake:
    unit = text[end:after]
    blanks = len(unit) - len(unit.lstrip())
    if blanks:
        return Mistake("a duration can't have blanks in it", end, end + blanks, hint)
    start = end + len(unit.rstrip())
    message = "a duration can't end with blanks" if after == len(text) else "a duration can't have blanks in it"
    return Mistake(message, start, after, hint)


def _correction(text: str) -> str | None:
    """The text with Go's units in place of others and without blanks, if that makes a duration."""
    corrected = ""
    at = 0
    while match := _PART.match(text, at):
        number, unit = match.groups()
        factor, name = _FOREIGN.get(unit.lower(), (1, unit))
        if factor > 1 and "." in number:
            return None
        name = name or unit.lower()
        if name not in UNITS:
            return None
        corrected += (str(int(number) * factor) if factor > 1 else number) + name
        at = match.end()
    return corrected if _is_duration(corrected) and not text[at:].strip() else None


def _is_duration(text: str) -> bool:
    return not isinstance(read_go(text), Stop)
