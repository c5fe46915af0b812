"""What a device at the door is given of a day, so that it can judge tickets with no network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casamuseo.visit.door_codes import is_unpaid
from casamuseo.visit.models import Ticket
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import TicketState

SHARDS = 64
DAYS_TOLD = 15
LONGEST_WINDOW = timedelta(days=2)
"""No ticket is valid for longer; lets the index on the beginning find the day's tickets."""

Row = list[str | int]
"""Serial, code of the order, valid from and until (Unix seconds), party, used, state's letter."""

VALID, UNPAID, MOVED, VOID = "v", "u", "m", "x"
_LETTERS = {TicketState.MOVED: MOVED, TicketState.VOID: VOID}


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the list: the tickets whose serials begin alike, and a digest of them."""

    digest: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Midnight:
    """When a day begins in the house, and how far its clock is from UTC by then, in seconds."""

    begins_at: datetime
    utc_offset_seconds: int


def shards_of(day: date) -> dict[str, Shard]:
    """The tickets of a day in parts, so that a device fetches only what has changed.

    A digest needs no memory of what was changed when: it is right after a restored backup, too.
    """
    parts: dict[str, list[Row]] = {}
    for row in _rows(day):
        parts.setdefault(shard_of(str(row[0])), []).append(row)
    return {name: Shard(_digest(rows), rows) for name, rows in sorted(parts.items())}


def shard_of(serial: str) -> str:
    """The name of the part in which a ticket stands."""
    return str(int(serial[:2], 16) % SHARDS)


def changed_since(known: Mapping[str, str], shards: Mapping[str, Shard]) -> dict[str, Shard | None]:
    """The parts that differ from those of which somebody has the digests; None for one that is gone."""
    changed: dict[str, Shard | None] = {
        name: shard for name, shard in shards.items() if known.get(name) != shard.digest
    }
    gone = {name: None for name in known if name not in shards}
    return {**changed, **gone}


def midnights(day: date) -> list[Midnight]:
    """When this day and the next two weeks begin: no device works out the house's wall time itself."""
    zone = visit_rules().calendar.zone
    return [_midnight(day + timedelta(days=ahead), zone) for ahead in range(DAYS_TOLD + 1)]


def _rows(day: date) -> Iterator[Row]:
    zone = visit_rules().calendar.zone
    begins, ends = (_midnight(day + timedelta(days=n), zone).begins_at for n in (0, 1))
    tickets = (
        Ticket.objects.filter(
            valid_from__gte=begins - LONGEST_WINDOW, valid_from__lt=ends, valid_until__gt=begins
        )
        .order_by("serial")
        .values_list(
            "serial",
            "order__code",
            "valid_from",
            "valid_until",
            "party",
            "used",
            "state",
            "order__state",
            "order__pay_at",
        )
    )
    for serial, code, begin, end, party, used, state, order_state, pay_at in tickets:
        good = UNPAID if is_unpaid(order_state, pay_at=pay_at) else VALID
        letter = _LETTERS.get(TicketState(state), good)
        # A group whose arrival the desk has noted has come in, whoever of it was scanned.
        used = max(used, party) if state == TicketState.USED else used
        yield [serial, code, int(begin.timestamp()), int(end.timestamp()), party, used, letter]


def _midnight(day: date, zone: ZoneInfo) -> Midnight:
    begins = datetime.combine(day, time(), tzinfo=zone)
    offset = begins.utcoffset() or timedelta()
    return Midnight(begins, int(offset.total_seconds()))


def _digest(rows: list[Row]) -> str:
    told = json.dumps(rows, separators=(",", ":")).encode()
    return hashlib.sha256(told).hexdigest()[:12]
