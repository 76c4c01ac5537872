"""Why a schedule is refused, in words for someone who knows another cron."""

from __future__ import annotations

import re

from kflint.lang.cron import DESCRIPTORS, FIELDS, Bounds, parse
from kflint.lang.mistake import Mistake
from kflint.lang.suggest import closest

_ORDER = "minute, hour, day of the month, month and day of the week"
_YEAR = re.compile(r"[0-9]{4}(?:[-,/][0-9]+)*|\*")
_QUARTZ = re.compile(r"[0-9]*[LWH#][0-9]*|[A-Z]{3}#[0-9]|H\(.*\)|LW", re.IGNORECASE)
_RANGE = re.compile(r"([A-Za-z0-9]+)-([A-Za-z0-9]+)")


def wrong_count(text: str, words: list[tuple[int, int]]) -> Mistake:
    """The mistake in a schedule that has not five fields; `words` are the offsets and ends of those that it has."""
    fields = [text[start:end] for start, end in words]
    if "{{" in text:
        return Mistake("a schedule can't hold template tags", text.index("{{"), len(text))
    if not fields:
        return Mistake(f"the schedule is empty; it has five fields: {_ORDER}", 0, len(text))
    if fields[0].upper().startswith(("TZ=", "CRON_TZ=")):
        return _misplaced_zone(text, words[0])
    if len(fields) == 1:
        return _single_word(fields[0], *words[0])
    if len(fields) == 6 and _is_schedule(fields[1:]):
        hint = f"write '{' '.join(fields[1:])}'"
        return Mistake("a schedule has five fields and no seconds; the first field is the minute", *words[0], hint)
    if len(fields) == 6 and _YEAR.fullmatch(fields[5]) and _is_schedule(fields[:5]):
        return Mistake("a schedule has five fields and no year", *words[5], f"write '{' '.join(fields[:5])}'")
    message = f"a schedule has five fields ({_ORDER}); this one has {len(fields)}"
    return Mistake(message, words[0][0], words[-1][1])


def wrong_descriptor(text: str, start: int, end: int) -> Mistake:
    """The mistake in a word that begins with `@` and means nothing."""
    descriptor = text[start:end]
    word = descriptor.split()[0]
    if word.startswith("@every"):
        message = "after '@every' come one blank and a duration, as in '@every 90m'"
        return Mistake(message, start, end)
    if word == "@reboot":
        return Mistake("there is no '@reboot'; a workflow is started at certain times only", start, end)
    if descriptor.strip() in DESCRIPTORS:
        return Mistake(f"there can't be a blank after '{word}'", start + len(word), end, f"write '{word}'")
    if word in DESCRIPTORS:
        return Mistake(f"nothing can follow '{word}'", start + len(word), end, f"write '{word}'")
    known = (*DESCRIPTORS, "@every")
    meant = closest(word, known)
    expected = f"did you mean '{meant}'?" if meant else "there are " + ", ".join(known)
    return Mistake(f"there is no '{word}'; {expected}", start, start + len(word))


def wrong_item(text: str, start: int, end: int, bounds: Bounds, problem: str) -> Mistake:
    """The mistake in an item of a field, from `start` to `end`.

    `problem` is `steps` or `hyphens` (too many), `number` (something is none), `bounds`, `order` or `step` (it is 0).
    """
    item = text[start:end]
    shown = f"'{item}' in the field for the {bounds.called}"
    if problem == "steps":
        return Mistake(f"{shown} has more than one '/'", start, end)
    if problem == "hyphens":
        return Mistake(f"{shown} has more than one '-'", start, end)
    if problem == "step":
        return Mistake(f"the step in {shown} must be above 0", start, end)
    if problem == "order":
        return _wrong_order(item, shown, start, end, bounds)
    if problem == "bounds":
        return _out_of_bounds(item, shown, start, end, bounds)
    return _no_number(item, shown, start, end, bounds)


def _is_schedule(fields: list[str]) -> bool:
    try:
        parse(" ".join(fields))
    except Mistake:
        return False
    return True


def _misplaced_zone(text: str, word: tuple[int, int]) -> Mistake:
    start, end = word
    if text.startswith(("TZ=", "CRON_TZ=")):
        return Mistake("a schedule can have only one time zone", start, end)
    if text[start:end].startswith(("TZ=", "CRON_TZ=")):
        return Mistake("the time zone must be at the very start, without a blank before it", 0, start)
    prefix = text[start : text.index("=", start) + 1]
    return Mistake(f"'{prefix}' is written in upper case", start, start + len(prefix), f"write '{prefix.upper()}'")


def _single_word(word: str, start: int, end: int) -> Mistake:
    if word in DESCRIPTORS:
        return Mistake(f"there can't be a blank before '{word}'", 0, start, f"write '{word}'")
    if f"@{word.lower()}" in DESCRIPTORS:
        return Mistake(f"'{word}' needs '@' before it", start, end, f"write '@{word.lower()}'")
    return Mistake(f"a schedule has five fields ({_ORDER}); this one has 1", start, end)


def _wrong_order(item: str, shown: str, start: int, end: int, bounds: Bounds) -> Mistake:
    """A range that goes past the largest value, which is written as two."""
    limits = _RANGE.fullmatch(item)
    hint = None
    if limits is not None:
        first, last = limits.groups()
        has_names = bool(bounds.names) and first.isalpha()
        highest, lowest = (bounds.names[-1].upper(), bounds.names[0].upper()) if has_names else (str(bounds.high), str(bounds.low))
        hint = f"write '{_range(first, highest)},{_range(lowest, last)}'"
    return Mistake(f"{shown} starts after its end; a range can't begin again at the smallest value", start, end, hint)


def _range(first: str, last: str) -> str:
    return first if first.upper() == last.upper() else f"{first}-{last}"


def _out_of_bounds(item: str, shown: str, start: int, end: int, bounds: Bounds) -> Mistake:
    if bounds.names and bounds.low == 0 and "7" in item:
        return Mistake(f"{shown} goes beyond 6, which is Saturday; Sunday is 0", start, end)
    return Mistake(f"{shown} is out of bounds; values go from {bounds.low} to {bounds.high}", start, end)


def _no_number(item: str, shown: str, start: int, end: int, bounds: Bounds) -> Mistake:
    if "{{" in item:
        return Mistake("a schedule can't hold template tags", start, end)
    if _QUARTZ.fullmatch(item):
        return Mistake(f"{shown} is not understood; there is no L, W, H or #", start, end)
    word = re.search(r"[A-Za-z]{3,}", item)
    if word is not None and word[0][:3].lower() in bounds.names:
        short = word[0][:3].upper()
        return Mistake(
            f"{shown} is not understood; names have three letters", start, end, f"write '{item.replace(word[0], short)}'"
        )
    if word is not None:
        other = next((field for field in FIELDS if word[0].lower() in field.names), None)
        if other is not None:
            return Mistake(f"{shown} is the name of a {other.called.split()[0]}; the fields are {_ORDER}", start, end)
    names = f" or names such as {bounds.names[1].upper()}" if bounds.names else ""
    return Mistake(f"{shown} is not understood; values are numbers from {bounds.low} to {bounds.high}{names}", start, end)
