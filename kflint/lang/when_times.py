"""Texts that govaluate takes for a date or time: it compares them as Unix time, in seconds.

Tries what Go's time.Parse accepts for its fourteen layouts, with Go's leniency: one digit will do for hours, several blanks for
one, and a fraction may follow the seconds. A time without a zone is in the controller's zone, which is UTC in Argo's images.
"""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
_SECOND = r":(?P<second>[0-9]{2})(?:[.,][0-9]+)?"
_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_COLON_ZONE = r"(?P<sign>[-+])(?P<zone_hour>[0-9]{2}):(?P<zone_minute>[0-9]{2})"
_ZONE = _COLON_ZONE.replace("):(", ")(")
_NAMED_DAY = r"(?P<weekday>[A-Za-z]{3}) +(?P<month>[A-Za-z]{3}) +"
# Go: parseTimeZone. Names of zones other than UTC count as UTC.
_ZONE_OFFSET = r"[-+]0*(?:1?[0-9]|2[0-3])"
_ZONE_NAME = rf"(?:(?!GMT)(?:[A-Z]{{3}}T?|[A-Z]{{4}}T|WITA|ChST|MeST)|GMT(?:{_ZONE_OFFSET})?|{_ZONE_OFFSET})"

# In the order of govaluate's layouts where it matters: the first that fits counts.
_LAYOUTS = (
    _NAMED_DAY + rf"(?P<day>[0-9]{{1,2}}) +{_CLOCK}{_SECOND}(?: +{_ZONE_NAME})? +(?P<year>[0-9]{{4}})",
    _NAMED_DAY + rf"(?P<day>[0-9]{{2}}) +{_CLOCK}{_SECOND} +{_ZONE} +(?P<year>[0-9]{{4}})",
    rf"{_CLOCK}(?P<half>[AP]M)",
    rf"{_DATE}(?: +{_CLOCK}(?:{_SECOND}(?:{_COLON_ZONE})?)?)?",
    rf"{_DATE}T{_CLOCK}{_SECOND}(?:Z|{_COLON_ZONE})",
    rf"{_DATE}T(?P<hour>[0-9]{{1,2}})(?::(?P<minute>[0-9]{{2}})(?:{_SECOND})?)?(?:Z|{_ZONE})",
)


def unix_seconds(text: str) -> int | None:
    """Return the Unix time in whole seconds that govaluate reads in `text`, or None if it is no time to it."""
    # All but few texts are told apart without the patterns: a time begins or ends with digits, and has a mark between.
    numeric = text[:1].isdigit() and ("-" in text or ":" in text)
    named = text[-4:].isdigit() and ":" in text
    if not numeric and not named:
        return None
    for layout in _LAYOUTS:
        match = re.fullmatch(layout, text)
        if match:
            seconds = _seconds(match.groupdict())
            if seconds is not None:
                return seconds
    return None


def _seconds(found: dict[str, str | None]) -> int | None:
    """Return the Unix time of the parts that a layout has found; None if one of them is out of range."""
    month = found.get("month") or "01"
    weekday = found.get("weekday")
    if weekday and (weekday.lower() not in _DAYS or month.lower() not in _MONTHS):
        return None
    year = int(found.get("year") or 0)
    month_number = _MONTHS.index(month.lower()) + 1 if weekday else int(month)
    day = int(found.get("day") or 1)
    hour = int(found.get("hour") or 0)
    minute, second = int(found.get("minute") or 0), int(found.get("second") or 0)
    half = found.get("half")
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half == "PM" else 0)
    zone_hour, zone_minute = int(found.get("zone_hour") or 0), int(found.get("zone_minute") or 0)
    if not 1 <= month_number <= 12 or not 1 <= day <= _days_in(year, month_number):
        return None
    if hour > 23 or minute > 59 or second > 59 or zone_hour > 24 or zone_minute > 60:
        return None
    offset = (zone_hour * 3600 + zone_minute * 60) * (-1 if found.get("sign") == "-" else 1)
    return _days_since_1970(year, month_number, day) * 86400 + hour * 3600 + minute * 60 + second - offset


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and _is_leap(year) else _MONTH_LENGTHS[month - 1]


def _days_since_1970(year: int, month: int, day: int) -> int:
    """Return the number of days from 1970-01-01 to a day of the Gregorian calendar; years may be 0."""
    before = year - 1
    leaps = before // 4 - before // 100 + before // 400
    in_year = sum(_days_in(year, each) for each in range(1, month)) + day - 1
    return before * 365 + leaps + in_year - 719162
