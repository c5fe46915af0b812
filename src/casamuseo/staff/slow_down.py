"""Slows down whoever keeps trying passphrases, by account, by address and by device.

The first tries are free; then each failure doubles the wait, up to a bound. A try made while
waiting is refused without being counted, so nobody can hold a wait open: an account that is under
attack is free again after a minute at the latest. A device on which the member has signed in before
counts for itself alone, so an attack from elsewhere does not even slow it down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from casamuseo.staff.errors import TooManyTries
from casamuseo.staff.models import SlowDown

FORGOTTEN_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Track:
    """Something by which tries are counted: how many are free, and how long a wait can become."""

    kind: str
    free: int
    longest: timedelta

    def key(self, value: str) -> str:
        """The key of a row. Addresses and logins are not to be read from the table."""
        return salted_hmac(f"slow-down.{self.kind}", value, algorithm="sha256").hexdigest()


ACCOUNT = Track("account", 5, timedelta(minutes=1))
ADDRESS = Track("address", 20, timedelta(minutes=5))
DEVICE = Track("device", 10, timedelta(minutes=1))
CODE = Track("code", 5, timedelta(minutes=5))

Counted = tuple[Track, str]
"""A track and the value on it: an account's login, an address."""


@transaction.atomic
def count_try(counted: Iterable[Counted], *, at: datetime) -> None:
    """Count a try as a failure before it is judged, so that many at once gain nothing.

    Refuses with TooManyTries, naming the longest wait, and then counts nothing.
    """
    SlowDown.objects.filter(failed_at__lt=at - FORGOTTEN_AFTER).delete()
    rows = [(track, _row(track.key(value), at=at)) for track, value in sorted(counted, key=_order)]
    waits = [row.waits_until - at for _, row in rows if row.waits_until > at]
    if waits:
        raise TooManyTries(max(waits))
    for track, row in rows:
        row.failures += 1
        row.failed_at = at
        row.waits_until = at + _wait(track, row.failures)
        row.save(update_fields=["failures", "failed_at", "waits_until"])


def forget_tries(counted: Iterable[Counted]) -> None:
    """Begin anew, after a success.

    An address only takes the last try back: with an account of one's own one could otherwise try
    others for ever.
    """
    for track, value in counted:
        rows = SlowDown.objects.filter(key=track.key(value))
        if track is ADDRESS:
            rows.update(failures=Greatest(F("failures") - 1, 0), waits_until=F("failed_at"))
        else:
            rows.delete()


def _row(key: str, *, at: datetime) -> SlowDown:
    SlowDown.objects.bulk_create(
        [SlowDown(key=key, failed_at=at, waits_until=at)], ignore_conflicts=True
    )
    return SlowDown.objects.select_for_update().get(key=key)


def _wait(track: Track, failures: int) -> timedelta:
    beyond = failures - track.free
    # No further than the bound needs: a power of a large number is a large number.
    return (
        min(track.longest, timedelta(seconds=2 ** min(beyond, 12))) if beyond >= 0 else timedelta()
    )


def _order(counted: Counted) -> tuple[str, str]:
    # Always in one order: two tries on PostgreSQL must not wait for each other.
    return counted[0].kind, counted[1]
