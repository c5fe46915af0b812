"""What the gate says of a ticket: of one scan at its moment, and of all its scans afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from casamuseo.visit.terms import TicketState, Verdict

CAME_IN = frozenset({Verdict.ADMITTED, Verdict.ADMITTED_CONFLICT})


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What decides whether a party comes in."""

    party: int
    valid_from: datetime
    valid_until: datetime
    state: TicketState = TicketState.VALID
    is_unpaid: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it lets anybody in at all, be it at another time."""
        return self.state not in {TicketState.MOVED, TicketState.VOID} and not self.is_unpaid


def judge(
    ticket: TicketFacts, *, used: int, count: int | None, at: datetime, zone: ZoneInfo
) -> Verdict:
    """What is said of a ticket that is held up now, of which so many have come in already.

    `count` of the party want to enter; None is everybody who is left.
    """
    if ticket.state == TicketState.MOVED:
        return Verdict.MOVED
    if ticket.state == TicketState.VOID:
        return Verdict.VOID
    if _is_of_another_day(ticket, at=at, zone=zone):
        return Verdict.OTHER_DAY
    if used >= ticket.party or ticket.state == TicketState.USED:
        return Verdict.USED
    if at < ticket.valid_from:
        return Verdict.TOO_EARLY
    if at >= ticket.valid_until:
        return Verdict.TOO_LATE
    if ticket.is_unpaid:
        return Verdict.UNPAID
    if count is not None and used + count > ticket.party:
        return Verdict.TOO_MANY
    return Verdict.ADMITTED


@dataclass(frozen=True, slots=True)
class Entry:
    """A scan by which people were let in, and that nobody has taken back."""

    scan_id: UUID
    corrected_at: datetime
    device: int
    sequence: int
    count: int
    by_server: bool
    """Whether the server itself let them in, knowing all that there was to know."""


def settle(entries: Iterable[Entry], *, ticket: TicketFacts) -> dict[UUID, Verdict]:
    """The verdict of every entry with one ticket, whatever the order in which they became known.

    The first by corrected time, device and sequence have come in rightly, as far as the party goes;
    those after them came in all the same, and are to be looked into. So is whoever a device without
    network let in with a ticket that was not good.
    """
    verdicts: dict[UUID, Verdict] = {}
    used = 0
    for entry in sorted(entries, key=_as_it_happened):
        used += entry.count
        is_right = used <= ticket.party and (entry.by_server or ticket.is_good)
        verdicts[entry.scan_id] = Verdict.ADMITTED if is_right else Verdict.ADMITTED_CONFLICT
    return verdicts


def state_after(used: int, *, ticket: TicketFacts, used_before: int) -> TicketState:
    """The state of a ticket with which so many have come in.

    What was taken back stays so, and so does what the desk closed with fewer than the party.
    """
    was_closed = ticket.state == TicketState.USED and used_before < ticket.party
    if was_closed or ticket.state in {TicketState.MOVED, TicketState.VOID}:
        return ticket.state
    if used >= ticket.party:
        return TicketState.USED
    return TicketState.PART_USED if used else TicketState.VALID


def _as_it_happened(entry: Entry) -> tuple[datetime, int, int, UUID]:
    # The last only decides between restarts of a device within one instant.
    return entry.corrected_at, entry.device, entry.sequence, entry.scan_id


def _is_of_another_day(ticket: TicketFacts, *, at: datetime, zone: ZoneInfo) -> bool:
    today = at.astimezone(zone).date()
    first = ticket.valid_from.astimezone(zone).date()
    last = (ticket.valid_until - timedelta(microseconds=1)).astimezone(zone).date()
    return not first <= today <= last
