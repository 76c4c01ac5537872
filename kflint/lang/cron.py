"""Schedules of CronWorkflows: `30 2 * * MON-FRI`, `@daily`, `@every 90m`, all with an optional `CRON_TZ=Europe/Berlin ` before.

Lint and the controller read them with robfig/cron 3.0.1 (`ParseStandard`), which differs from the cron of Unix in small ways. A
schedule can't hold template tags.
"""

from __future__ import annotations

import re

from kflint.lang.duration import SECOND, parse_go
from kflint.lang.mistake import Mistake
from kflint.lang.tags import GO_BLANKS
from kflint.lang.values import atoi
from kflint.record import NamedTuple


class Bounds(NamedTuple):
    """What one of the five fields is about, its smallest and largest value, and the names that its values have."""

    called: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

FIELDS = (
    Bounds("minute", 0, 59),
    Bounds("hour", 0, 23),
    Bounds("day of the month", 1, 31),
    Bounds("month", 1, 12, _MONTHS),
    Bounds("day of the week", 0, 6, _WEEKDAYS),
)

DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}

_EVERY = "@every "
_ZONE_PREFIXES = ("TZ=", "CRON_TZ=")
_WORD = re.compile(f"[^{GO_BLANKS}]+")
_ITEM = re.compile(r"[^,]+")


class Field(NamedTuple):
    """One of the five fields: the values that it allows, and its place in the text (0-based characters, `end` exclusive).

    `is_open` tells that it has a `*` or `?` without a step. Of the two fields for days, if neither is open, one is enough.
    """

    values: frozenset[int]
    is_open: bool
    offset: int
    end: int


class Zone(NamedTuple):
    """The time zone in a schedule's own prefix."""

    name: str
    offset: int
    end: int


class Times(NamedTuple):
    """The five fields. Those of a descriptor such as `@daily` have the descriptor's place."""

    minute: Field
    hour: Field
    day: Field
    month: Field
    weekday: Field


class Schedule(NamedTuple):
    """When a workflow is to run: at certain `times`, or `every` so many seconds; the other one is None."""

    zone: Zone | None
    times: Times | None
    every: int | None


def parse(text: str) -> Schedule:
    """Parse an entry of `schedules` (or the old `schedule`) as lint does. Raises Mistake."""
    if not text:
        raise Mistake("the schedule is empty", 0, 0)
    if not text.startswith(_ZONE_PREFIXES):
        return _parse_times(text, 0, len(text), None)
    space = text.find(" ")
    if space < 0:
        raise Mistake("after the time zone come a blank and the schedule", len(text), len(text))
    start = text.index("=") + 1
    zone = Zone(text[start:space], start, space)
    for at in range(start, space):
        if text[at] in GO_BLANKS:
            raise Mistake("after the time zone comes a plain blank, nothing else", at, at + 1)
    from kflint.lang.cron_zones import check_zone

    mistake = check_zone(zone.name)
    if mistake is not None:
        raise Mistake(mistake.message, start + mistake.offset, start + mistake.end, mistake.hint)
    rest = text[space:]
    return _parse_times(text, len(text) - len(rest.lstrip(GO_BLANKS)), len(text.rstrip(GO_BLANKS)), zone)


def parse_in_zone(text: str, timezone: str) -> Schedule:
    """Parse an entry of `schedules` as the controller does if `timezone` is set: with that zone as a prefix. Raises Mistake.

    Lint checks the two apart, and does not see that a schedule with a prefix of its own then fails. A mistake in `timezone` itself
    is put at the start of the schedule; `check_zone` tells more about it.
    """
    if not timezone:
        return parse(text)
    prefix = f"CRON_TZ={timezone} "
    try:
        return parse(prefix + text)
    except Mistake as mistake:
        if text.startswith(_ZONE_PREFIXES):
            end = text.index("=") + 1
            raise Mistake("the schedule has a time zone of its own, next to the field 'timezone'", 0, end) from None
        offset, end = (max(0, at - len(prefix)) for at in (mistake.offset, mistake.end))
        raise Mistake(mistake.message, offset, end, mistake.hint) from None


def _parse_times(text: str, start: int, end: int, zone: Zone | None) -> Schedule:
    if text.startswith("@", start, end):
        return _parse_descriptor(text, start, end, zone)
    words = list(_WORD.finditer(text, start, end))
    if len(words) != len(FIELDS):
        # Most schedules are right: what is usually meant by a wrong one is only loaded to explain one.
        from kflint.lang.cron_mistakes import wrong_count

        raise wrong_count(text, [(word.start(), word.end()) for word in words])
    fields = (_field(text, word.start(), word.end(), bounds) for word, bounds in zip(words, FIELDS, strict=True))
    return Schedule(zone, Times(*fields), None)


def _parse_descriptor(text: str, start: int, end: int, zone: Zone | None) -> Schedule:
    descriptor = text[start:end]
    if descriptor in DESCRIPTORS:
        times = _parse_times(DESCRIPTORS[descriptor], 0, len(DESCRIPTORS[descriptor]), None).times
        assert times is not None
        return Schedule(zone, Times(*(field._replace(offset=start, end=end) for field in times)), None)
    if not descriptor.startswith(_EVERY):
        from kflint.lang.cron_mistakes import wrong_descriptor

        raise wrong_descriptor(text, start, end)
    begin = start + len(_EVERY)
    try:
        nanoseconds = parse_go(text[begin:end])
    except Mistake as mistake:
        raise Mistake(mistake.message, begin + mistake.offset, begin + mistake.end, mistake.hint) from None
    return Schedule(zone, None, max(1, nanoseconds // SECOND))


def _field(text: str, start: int, end: int, bounds: Bounds) -> Field:
    values: set[int] = set()
    is_open = False
    for item in _ITEM.finditer(text, start, end):
        ranged = _Range(text, item.start(), item.end(), bounds)
        values.update(ranged.values())
        is_open = is_open or ranged.is_open
    return Field(frozenset(values), is_open, start, end)


class _Range:
    """An item of a field: `*`, `5`, `1-5` or `MON-FRI`, each with an optional step such as `/15`."""

    __slots__ = ("bounds", "end", "high", "is_open", "low", "start", "step", "text")

    def __init__(self, text: str, start: int, end: int, bounds: Bounds) -> None:
        self.text, self.start, self.end = text, start, end
        self.bounds = bounds
        limits, *steps = text[start:end].split("/")
        if len(steps) > 1:
            raise self.mistake("steps")
        lows = limits.split("-")
        is_star = lows[0] in ("*", "?")
        if not is_star and len(lows) > 2:
            raise self.mistake("hyphens")
        self.low = bounds.low if is_star else self.number(lows[0], bounds.names)
        self.high = bounds.high if is_star else self.number(lows[-1], bounds.names)
        self.step = 1
        if steps:
            self.step = self.number(steps[0], ())
            # With a step a single number is where to start.
            self.high = bounds.high if len(lows) == 1 else self.high
        self.is_open = is_star and self.step <= 1
        self.check()

    def values(self) -> range:
        return range(self.low, self.high + 1, self.step)

    def number(self, written: str, names: tuple[str, ...]) -> int:
        name = written.lower()
        if name in names:
            return names.index(name) + self.bounds.low
        value = atoi(written)
        if value is None or value < 0:
            raise self.mistake("number")
        return value

    def check(self) -> None:
        if self.low < self.bounds.low or self.high > self.bounds.high:
            raise self.mistake("bounds")
        if self.low > self.high:
            raise self.mistake("order")
        if self.step == 0:
            raise self.mistake("step")

    def mistake(self, problem: str) -> Mistake:
        from kflint.lang.cron_mistakes import wrong_item

        return wrong_item(self.text, self.start, self.end, self.bounds, problem)
