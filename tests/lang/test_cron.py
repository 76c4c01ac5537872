from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang import cron_zones
from kflint.lang.cron import FIELDS, Bounds, Times, Zone, parse, parse_in_zone
from kflint.lang.cron_next import never_fires, next_time
from kflint.lang.cron_zones import check_zone
from kflint.lang.mistake import Mistake
from tests.lang.facts import Case, load_cases
from tests.lang.refusal import refusal

CASES = load_cases("cron")
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def items(bounds: Bounds) -> st.SearchStrategy[str]:
    numbers = st.integers(bounds.low, bounds.high)
    values = numbers.map(str) | st.sampled_from(bounds.names or ("*",))
    ranges = st.tuples(numbers, numbers).map(lambda pair: f"{min(pair)}-{max(pair)}")
    steps = st.just("") | st.integers(1, 100).map("/{}".format)
    return st.tuples(st.sampled_from("*?") | values | ranges, steps).map("".join)


def fields(bounds: Bounds) -> st.SearchStrategy[str]:
    return st.lists(items(bounds), min_size=1, max_size=3).map(",".join)


SCHEDULES = st.tuples(*(fields(bounds) for bounds in FIELDS)).map(" ".join)
ALMOST_SCHEDULES = st.lists(st.sampled_from([*"*?0579/-,@ \t\n#LW", "MON", "jan", "@every ", "@daily", "TZ=", "CRON_TZ=UTC "])).map(
    "".join
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_agrees_with_the_controller(case: Case) -> None:
    zone = case.more.get("timezone", "")

    def read(text: str) -> object:
        return parse_in_zone(text, zone)

    if not case.ok:
        assert refusal(read, case.text) is not None
        return
    schedule = parse_in_zone(case.text, zone)
    times: list[str] = []
    moment: datetime | None = START
    while len(times) < 2 and moment is not None:
        moment = next_time(schedule, moment)
        times += [] if moment is None else [f"{moment:%Y-%m-%dT%H:%M:%SZ}"]
    assert times == case.out
    assert never_fires(schedule) == (not times)


@pytest.mark.parametrize("case", [case for case in CASES if "lint" in case.more], ids=lambda case: case.id)
def test_lint_checks_schedule_and_zone_apart(case: Case) -> None:
    is_accepted = refusal(parse, case.text) is None and check_zone(case.more["timezone"]) is None
    assert is_accepted == case.more["lint"]


@pytest.mark.parametrize(
    ("text", "message", "at", "hint"),
    [
        ("", "the schedule is empty", "", None),
        ("  ", "the schedule is empty; it has five fields", "  ", None),
        ("* * * *", "a schedule has five fields (minute, hour, ", "* * * *", None),
        ("0 */5 * * * *", "a schedule has five fields and no seconds", "0", "write '*/5 * * * *'"),
        ("0 0 1 1 * 2027", "a schedule has five fields and no year", "2027", "write '0 0 1 1 *'"),
        ("0 0 * * 7", "'7' in the field for the day of the week goes beyond 6, which is Saturday; Sunday is 0", "7", None),
        ("0 0 * * 1,8", "'8' in the field for the day of the week is out of bounds; values go from 0 to 6", "8", None),
        ("60 0 * * *", "'60' in the field for the minute is out of bounds; values go from 0 to 59", "60", None),
        (
            "0 0 * * FRI-MON",
            "'FRI-MON' in the field for the day of the week starts after its end",
            "FRI-MON",
            "write 'FRI-SAT,SUN-MON'",
        ),
        ("0 0 * DEC-JAN *", "'DEC-JAN' in the field for the month starts after its end", "DEC-JAN", "write 'DEC,JAN'"),
        ("0 22-4 * * *", "'22-4' in the field for the hour starts after its end", "22-4", "write '22-23,0-4'"),
        (
            "0 0 * * monday-fri",
            "'monday-fri' in the field for the day of the week is not understood",
            "monday-fri",
            "write 'MON-fri'",
        ),
        ("0 0 L * *", "'L' in the field for the day of the month is not understood; there is no L, W, H or #", "L", None),
        ("MON 0 * * *", "'MON' in the field for the minute is the name of a day", "MON", None),
        ("*/0 * * * *", "the step in '*/0' in the field for the minute must be above 0", "*/0", None),
        ("1/2/3 * * * *", "'1/2/3' in the field for the minute has more than one '/'", "1/2/3", None),
        ("1-2-3 * * * *", "'1-2-3' in the field for the minute has more than one '-'", "1-2-3", None),
        ("{{inputs.parameters.cron}}", "a schedule can't hold template tags", "{{inputs.parameters.cron}}", None),
        ("{{x}} * * * *", "a schedule can't hold template tags", "{{x}}", None),
        ("@Daily", "there is no '@Daily'; did you mean '@daily'?", "@Daily", None),
        ("@reboot", "there is no '@reboot'", "@reboot", None),
        (" @daily", "there can't be a blank before '@daily'", " ", "write '@daily'"),
        ("@daily ", "there can't be a blank after '@daily'", " ", "write '@daily'"),
        ("daily", "'daily' needs '@' before it", "daily", "write '@daily'"),
        ("@every 1d", "there is no unit 'd'; the longest unit is h", "d", "write '24h'"),
        ("@every2h", "after '@every' come one blank and a duration", "@every2h", None),
        ("TZ=UTC", "after the time zone come a blank and the schedule", "", None),
        (" TZ=UTC 0 0 * * *", "the time zone must be at the very start", " ", None),
        ("cron_tz=UTC 0 0 * * *", "'cron_tz=' is written in upper case", "cron_tz=", "write 'CRON_TZ='"),
        ("TZ=UTC TZ=UTC 0 0 * * *", "a schedule can have only one time zone", "TZ=UTC", None),
        ("TZ=UTC\t0 0 * * *", "after the time zone comes a plain blank", "\t", None),
        ("TZ=utc 0 0 * * *", "there is no time zone 'utc'; the name is spelled 'UTC'", "utc", None),
    ],
)
def test_names_the_usual_mistake(text: str, message: str, at: str, hint: str | None) -> None:
    mistake = refusal(parse, text)
    assert mistake is not None
    assert mistake.message.startswith(message)
    assert text[mistake.offset : mistake.end] == at
    assert mistake.hint == hint


def test_a_zone_of_its_own_clashes_with_the_field() -> None:
    assert refusal(parse, "TZ=UTC 0 0 * * *") is None
    with pytest.raises(Mistake, match="a time zone of its own, next to the field 'timezone'") as caught:
        parse_in_zone("TZ=UTC 0 0 * * *", "Europe/Berlin")
    assert (caught.value.offset, caught.value.end) == (0, 3)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Europe/Berlin", None),
        ("US/Pacific", None),
        ("EST", None),
        ("Local", None),
        ("", None),
        ("europe/berlin", "there is no time zone 'europe/berlin'; the name is spelled 'Europe/Berlin'"),
        ("America/New York", "there is no time zone 'America/New York'; did you mean 'America/New_York'?"),
        ("Europe/Berln", "there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        ("PST", "'PST' is not the name of a time zone; names are those of places, for example 'America/Los_Angeles'"),
        ("UTC ", "a time zone has no blanks or quotes around its name"),
        ("Nowhere/Never", "there is no time zone 'Nowhere/Never'; names are such as 'Europe/Berlin' and 'Etc/UTC'"),
        ("../UTC", "'../UTC' can't be the name of a time zone"),
        ("America", "there is no time zone 'America'"),
    ],
)
def test_zones_are_iana_names(name: str, message: str | None) -> None:
    mistake = check_zone(name)
    if message is None:
        assert mistake is None
    else:
        assert mistake is not None
        assert mistake.message.startswith(message)
        assert (mistake.offset, mistake.end) == (0, len(name))


def test_without_data_no_zone_is_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cron_zones, "_known_names", frozenset)
    assert check_zone("Mars/Olympus_Mons") is None
    assert check_zone("/etc/passwd") is not None


def test_a_zone_that_only_the_system_knows_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cron_zones, "_is_in_system", lambda name: name in ("Mars/Olympus_Mons", "EUROPE/berlin"))
    assert check_zone("Mars/Olympus_Mons") is None
    # A file system that ignores case finds this one, too.
    assert check_zone("EUROPE/berlin") is not None


def test_fields_know_where_they_stand() -> None:
    text = "TZ=Asia/Tokyo  5/20 ,*/12  1-7\t? MON "
    schedule = parse(text)
    assert schedule.zone == Zone("Asia/Tokyo", 3, 13)
    assert schedule.times is not None
    assert [text[field.offset : field.end] for field in schedule.times] == ["5/20", ",*/12", "1-7", "?", "MON"]
    assert [sorted(field.values) for field in schedule.times] == [
        [5, 25, 45],
        [0, 12],
        [1, 2, 3, 4, 5, 6, 7],
        list(range(1, 13)),
        [1],
    ]
    assert [field.is_open for field in schedule.times] == [False, False, False, True, False]


def test_descriptors_are_schedules() -> None:
    weekly = parse("@weekly").times
    assert weekly is not None
    assert {(field.offset, field.end) for field in weekly} == {(0, 7)}
    plain = parse("0 0 * * SUN").times
    assert plain is not None
    assert [field.values for field in weekly] == [field.values for field in plain]
    assert parse("@every 1m30.9s").every == 90
    assert parse("@every -1h").every == 1


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        # Clocks go forward at 2:00 and 2:30 is skipped; they go back and 1:30 comes twice.
        ("TZ=America/New_York 30 2 * * *", "2026-03-07T12:00:00+00:00", "2026-03-09T06:30:00+00:00"),
        ("TZ=America/New_York 30 1 * * *", "2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00"),
        # In this zone the clocks went forward at midnight.
        ("TZ=America/Sao_Paulo 0 5 * * *", "2018-11-03T12:00:00+00:00", "2018-11-04T07:00:00+00:00"),
        ("0 0 29 2 *", "2026-01-01T00:00:00+00:00", "2028-02-29T00:00:00+00:00"),
        ("0 0 13 * FRI", "2026-03-12T00:00:00+00:00", "2026-03-13T00:00:00+00:00"),
        ("0 0 */2 * FRI", "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"),
        ("* * * * *", "2026-01-01T00:00:59.999999+00:00", "2026-01-01T00:01:00+00:00"),
        ("0 9 * * *", "2026-01-01T00:00:00+05:00", "2026-01-01T04:00:00+00:00"),
    ],
)
def test_next_time(schedule: str, after: str, expected: str) -> None:
    moment = next_time(parse(schedule), datetime.fromisoformat(after))
    assert moment == datetime.fromisoformat(expected)


@given(SCHEDULES, st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_fires_at_the_first_time_that_all_fields_allow(text: str, after: datetime) -> None:
    schedule = parse(text)
    times = schedule.times
    assert times is not None
    found = next_time(schedule, after.replace(tzinfo=timezone.utc))
    moment = None if found is None else found.replace(tzinfo=None)
    next_minute = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    day = next_minute.replace(hour=0, minute=0)
    while not _allows_day(times, day) or not _minutes(times, day, next_minute):
        day += timedelta(days=1)
        if day.year > after.year + 5:
            assert moment is None
            return
    assert moment == _minutes(times, day, next_minute)[0]


def _allows_day(times: Times, day: datetime) -> bool:
    if day.month not in times.month.values:
        return False
    is_day, is_weekday = day.day in times.day.values, day.isoweekday() % 7 in times.weekday.values
    return (is_day and is_weekday) if times.day.is_open or times.weekday.is_open else (is_day or is_weekday)


def _minutes(times: Times, day: datetime, earliest: datetime) -> list[datetime]:
    """The times on a day at which the schedule fires, from `earliest` on."""
    clock = [(hour, minute) for hour in sorted(times.hour.values) for minute in sorted(times.minute.values)]
    moments = [day.replace(hour=hour, minute=minute) for hour, minute in clock]
    return [moment for moment in moments if moment >= earliest]


@given(st.one_of(st.text(), ALMOST_SCHEDULES, st.tuples(SCHEDULES, st.text()).map("".join)))
def test_refuses_with_nothing_but_a_mistake(text: str) -> None:
    if refusal(parse, text) is None:
        never_fires(parse(text))
    refusal(lambda schedule: parse_in_zone(schedule, "Asia/Tokyo"), text)
