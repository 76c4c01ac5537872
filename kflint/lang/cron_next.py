"""When a schedule fires: robfig/cron's `Next`, including what it does where clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

from kflint.lang.cron import Schedule, Times

_YEARS = 5
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def next_time(schedule: Schedule, after: datetime) -> datetime | None:
    """The first time after `after` (with a time zone) at which the schedule fires, in UTC; None if not within five years.

    Without a zone of its own the schedule is read in that of `after`. Raises KeyError if there are no data for its zone.
    """
    moment = after.astimezone(timezone.utc)
    if schedule.times is None:
        return moment.replace(microsecond=0) + timedelta(seconds=schedule.every or 1)
    zone = after.tzinfo or timezone.utc
    if schedule.zone is not None and schedule.zone.name != "Local":
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(schedule.zone.name or "UTC")
    return _Search(schedule.times, zone, moment.replace(microsecond=0) + timedelta(seconds=1)).run()


def never_fires(schedule: Schedule) -> bool:
    """Whether the schedule has no time at all, as `0 0 30 2 *` has: parsed without an error, and never run."""
    return schedule.times is not None and _Search(schedule.times, timezone.utc, _LEAP_YEAR).run() is None


_LEAP_YEAR = datetime(2024, 1, 1, tzinfo=timezone.utc)


class _Search:
    """Steps from moment to moment, larger fields first; once a field has been moved the smaller ones start from zero."""

    __slots__ = ("last_year", "moment", "moved", "times", "zone")

    def __init__(self, times: Times, zone: tzinfo, moment: datetime) -> None:
        self.times = times
        self.zone = zone
        self.moment = moment
        self.moved = False
        self.last_year = self.local().year + _YEARS

    def run(self) -> datetime | None:
        """The first moment at which all fields allow it; None if there is none within the years searched."""
        if not all(field.values for field in self.times):
            return None  # a field such as ',' allows nothing, and every minute of the years would be tried
        while self.local().year <= self.last_year:
            if self.find_month() and self.find_day() and self.find_hour() and self.find_minute() and self.find_second():
                return self.moment
        return None

    def find_month(self) -> bool:
        """Move on to a month that is allowed; False if that led into another year. The other methods do likewise."""
        while self.local().month not in self.times.month.values:
            local = self.local()
            if not self.moved:
                self.moved = True
                local = self.set_local(local.replace(day=1, hour=0, minute=0, second=0))
            next_month = local.replace(year=local.year + local.month // 12, month=local.month % 12 + 1, day=1)
            self.set_local(next_month + timedelta(days=local.day - 1))
            if self.local().month == 1:
                return False
        return True

    def find_day(self) -> bool:
        while not self.is_day(self.local()):
            local = self.local()
            if not self.moved:
                self.moved = True
                local = self.set_local(local.replace(hour=0, minute=0, second=0))
            hour = self.set_local(local + timedelta(days=1)).hour
            # Where clocks change at midnight the day starts at another hour.
            if hour > 12:
                self.moment += (24 - hour) * _HOUR
            else:
                self.moment -= hour * _HOUR
            if self.local().day == 1:
                return False
        return True

    def find_hour(self) -> bool:
        while self.local().hour not in self.times.hour.values:
            if not self.moved:
                self.moved = True
                self.set_local(self.local().replace(minute=0, second=0))
            self.moment += _HOUR
            if self.local().hour == 0:
                return False
        return True

    def find_minute(self) -> bool:
        while self.local().minute not in self.times.minute.values:
            if not self.moved:
                self.moved = True
                self.moment = self.moment.replace(second=0)
            self.moment += _MINUTE
            if self.local().minute == 0:
                return False
        return True

    def find_second(self) -> bool:
        second = self.local().second
        if second == 0:
            return True
        self.moved = True
        self.moment += timedelta(seconds=60 - second)
        return False

    def is_day(self, local: datetime) -> bool:
        day, weekday = self.times.day, self.times.weekday
        is_day = local.day in day.values
        is_weekday = local.isoweekday() % 7 in weekday.values
        return (is_day and is_weekday) if day.is_open or weekday.is_open else (is_day or is_weekday)

    def local(self) -> datetime:
        """The moment on a clock in the zone, without tzinfo."""
        return self.moment.astimezone(self.zone).replace(tzinfo=None)

    def set_local(self, local: datetime) -> datetime:
        """Go to the moment at which a clock in the zone shows `local`, and return what it really shows then.

        Of times that don't exist or exist twice Go's `time.Date` takes the one that this calculation gives.
        """
        naive = local.replace(tzinfo=timezone.utc, fold=0)
        guess = naive - self.offset(naive)
        self.moment = naive - self.offset(guess)
        return self.local()

    def offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self.zone).utcoffset() or timedelta()
