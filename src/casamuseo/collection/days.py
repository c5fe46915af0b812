"""Days of the house in its own time zone, and the moments at which what is dated by a day takes effect."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from casamuseo.collection.errors_procedures import StillToCome
from casamuseo.house.models import House
from casamuseo.kernel.editions import per_edition


@per_edition
def house_zone() -> ZoneInfo:
    """The time zone of the house; UTC before one is loaded."""
    house = House.objects.only("timezone").first()
    return ZoneInfo(house.timezone if house else "UTC")


def day_of(moment: datetime) -> date:
    """The date in the house at an aware moment."""
    return moment.astimezone(house_zone()).date()


def moment_of(day: date, *, at: datetime) -> datetime:
    """When something of that day took effect, as seen at a moment: now if it is today, else at noon.

    Refuses with StillToCome where the day is later than today.
    """
    today = day_of(at)
    if day > today:
        raise StillToCome(day)
    if day == today:
        return at
    return datetime.combine(day, time(12), tzinfo=house_zone()).astimezone(UTC)
