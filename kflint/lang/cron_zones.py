"""Names of time zones, as Go's `time.LoadLocation` takes them: IANA names, spelled exactly."""

from __future__ import annotations

from kflint.lang.mistake import Mistake

_ALWAYS = frozenset({"", "UTC", "Local"})

# Abbreviations that are no zones, each with one of the zones in which people use it.
_ABBREVIATIONS = {
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "MDT": "America/Denver",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "EDT": "America/New_York",
    "BRT": "America/Sao_Paulo",
    "BST": "Europe/London",
    "CEST": "Europe/Berlin",
    "EEST": "Europe/Athens",
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata",
    "SGT": "Asia/Singapore",
    "HKT": "Asia/Hong_Kong",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
}


def check_zone(name: str) -> Mistake | None:
    """Check `timezone` of a CronWorkflow, or the zone in a schedule's `CRON_TZ=`; offsets are those of the name.

    The names come from the package `tzdata`, which has all of them, old ones included. What it doesn't know the system may, if
    its data are newer. Without the package nothing is refused but what Go refuses for its form, since systems leave zones out.
    """
    if name in _ALWAYS:
        return None
    if ".." in name or name[0] in "/\\":
        return Mistake(f"'{name}' can't be the name of a time zone; names are such as 'Europe/Berlin'", 0, len(name))
    known = _known_names()
    if not known or name in known or (_is_in_system(name) and not _spelling(name, known)):
        return None
    return _unknown(name, known)


def _known_names() -> frozenset[str]:
    from importlib import resources

    try:
        names = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    except (ImportError, OSError):
        return frozenset()
    return frozenset(names.split())


def _is_in_system(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _spelling(name: str, known: frozenset[str]) -> str | None:
    """The zone that differs from name only in case; some file systems find it, the one in Argo's image does not."""
    folded = name.casefold()
    return next((zone for zone in known if zone.casefold() == folded), None)


def _unknown(name: str, known: frozenset[str]) -> Mistake:
    from kflint.lang.suggest import closest

    stripped = name.strip(" \t\r\n'\"")
    if stripped in known and stripped != name:
        return Mistake("a time zone has no blanks or quotes around its name", 0, len(name), f"write '{stripped}'")
    zone = _spelling(name, known)
    if zone is not None:
        return Mistake(f"there is no time zone '{name}'; the name is spelled '{zone}'", 0, len(name))
    zone = _ABBREVIATIONS.get(name.upper())
    if zone is not None:
        message = f"'{name}' is not the name of a time zone; names are those of places, for example '{zone}'"
        return Mistake(message, 0, len(name))
    zone = closest(name, sorted(known))
    meant = f"; did you mean '{zone}'?" if zone else "; names are such as 'Europe/Berlin' and 'Etc/UTC'"
    return Mistake(f"there is no time zone '{name}'{meant}", 0, len(name))
