"""Letting people in: a code held up and judged by the server, and what devices judged without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import Case, F, Value, When

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.counting import count_entry
from casamuseo.visit.door_codes import Found, find_code
from casamuseo.visit.errors_gate import NothingToTakeBack, TooLateToTakeBack
from casamuseo.visit.models import Device, Scan, Ticket
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import GateLevel, TicketState, Verdict
from casamuseo.visit.verdicts import CAME_IN, Entry, TicketFacts, judge, settle, state_after

ANNUL_MINUTES = 5
"""How long an entry can be taken back."""
CLOCK_DOUBT = timedelta(minutes=10)
"""A clock further off than this is not asked whether somebody is early or late."""
USABLE = [TicketState.VALID, TicketState.PART_USED]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFacts:
    """A scan as a device tells it."""

    scan_id: UUID
    """Made on the device; the same again is the same scan."""
    boot_id: str
    sequence: int
    device_at: datetime
    """By the device's own clock."""
    code: str
    count: int | None = None
    """How many want to enter; None is everybody who is left. 0 with `annuls` only takes back."""
    server_offset_seconds: float | None = None
    """The device's clock less the server's; None where it never knew."""
    level: GateLevel = GateLevel.SERVER
    device_verdict: Verdict | None = None
    """What the device showed; None where it asks the server."""
    has_clock_doubt: bool = False
    annuls: UUID | None = None
    """The scan of the same device that this one takes back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A judged scan, and how its ticket stands now."""

    scan: Scan
    ticket: TicketFacts | None
    used: int
    serial: str | None
    order_code: str
    last_entry_at: datetime | None
    """When somebody last came in with it before this scan."""


def admit(facts: ScanFacts, *, device: Device, at: datetime) -> Answer:
    """Judge a code that is held up now and, where it is good, let its party in.

    The same `scan_id` again gives the same verdict and lets nobody in twice. Refuses with
    NothingToTakeBack or TooLateToTakeBack where `annuls` cannot be done.
    """
    known = _known(facts)
    if known is not None:
        return _answer(known)
    found = find_code(facts.code)
    try:
        with writing():
            scan = _judged_now(facts, found, device=device, at=at)
    except IntegrityError:
        known = _known(facts)
        if known is None:
            raise
        return _answer(known)
    return _answer(scan)


def hand_over(facts: ScanFacts, *, device: Device, at: datetime) -> Scan:
    """Keep a scan that the device judged by itself. Whoever it let in did come in, and stays counted.

    The order of handing over decides nothing; the same scan again changes nothing.
    """
    known = _known(facts)
    if known is None:
        try:
            with writing():
                return _kept(facts, device=device, at=at)
        except IntegrityError:
            known = _known(facts)
            if known is None:
                raise
    if known.level == GateLevel.SERVER and facts.level != GateLevel.SERVER:
        _correct_lost_answer(known, facts)
    return known


def _judged_now(facts: ScanFacts, found: Found, *, device: Device, at: datetime) -> Scan:
    taken_back = _taken_back_now(facts, device=device, at=at)
    if taken_back is not None and facts.count == 0:
        scan = _new_scan(facts, found, device=device, at=at, corrected_at=at)
        scan.device_verdict = scan.verdict = Verdict.ANNULLED
        scan.count = 0
    else:
        if taken_back is not None and found.ticket is not None:
            found.ticket.refresh_from_db()
        verdict, count = _redeem(found, count=facts.count, at=at)
        scan = _new_scan(facts, found, device=device, at=at, corrected_at=at)
        scan.device_verdict = scan.verdict = verdict
        scan.count = count
    scan.level = GateLevel.SERVER
    scan.has_clock_doubt = False
    scan.annuls = taken_back
    scan.save(force_insert=True)
    count_entry(scan)
    return scan


def _redeem(found: Found, *, count: int | None, at: datetime) -> tuple[Verdict, int]:
    """The verdict, and how many it is about; whoever is admitted is marked on the ticket."""
    zone = visit_rules().calendar.zone
    ticket = found.ticket
    if ticket is None:
        _wait_for_turn(found)
    while True:
        facts = found.facts()
        if facts is None:
            return found.problem or Verdict.UNKNOWN, count or 1
        used = _used(found)
        entering = count or max(facts.party - used, 1)
        verdict = judge(facts, used=used, count=count, at=at, zone=zone)
        if verdict != Verdict.ADMITTED or ticket is None or _use(ticket, entering):
            return verdict, entering
        # Another gate was faster, or the ticket was taken back just now: look again.
        ticket.refresh_from_db()


def _use(ticket: Ticket, count: int) -> bool:
    # The condition is the lock: whoever comes second updates no row.
    return bool(
        Ticket.objects.filter(pk=ticket.pk, state__in=USABLE, used__lte=F("party") - count).update(
            used=F("used") + count,
            state=Case(
                When(used=F("party") - count, then=Value(TicketState.USED)),
                default=Value(TicketState.PART_USED),
            ),
        )
    )


def _used(found: Found) -> int:
    if found.ticket is not None:
        return found.ticket.used
    return sum(scan.count for scan in _scans_of(found) if _is_entry(scan))


def _taken_back_now(facts: ScanFacts, *, device: Device, at: datetime) -> Scan | None:
    if facts.annuls is None:
        return None
    target = Scan.objects.filter(scan_id=facts.annuls, device=device).first()
    if target is None or target.verdict not in CAME_IN:
        raise NothingToTakeBack
    if at - target.corrected_at > timedelta(minutes=ANNUL_MINUTES):
        raise TooLateToTakeBack(minutes=ANNUL_MINUTES)
    if not _annul(target, at=at):
        raise NothingToTakeBack
    return target


def _annul(target: Scan, *, at: datetime) -> bool:
    """Take an entry back, once: its ticket and the count of visitors are as if it had not been."""
    if not Scan.objects.filter(pk=target.pk, annulled_at=None).update(annulled_at=at):
        return False
    target.annulled_at = at
    _settle(_found_of(target))
    count_entry(target)
    return True


def _kept(facts: ScanFacts, *, device: Device, at: datetime) -> Scan:
    corrected_at = _corrected(facts, device)
    found = find_code(facts.code, held_up_at=corrected_at)
    _wait_for_turn(found)
    scan = _new_scan(facts, found, device=device, at=at, corrected_at=corrected_at)
    scan.device_verdict = scan.verdict = facts.device_verdict or Verdict.UNREADABLE
    scan.count = facts.count if facts.count is not None else 1
    scan.has_clock_doubt = has_clock_doubt(facts)
    scan.annuls = _taken_back_then(facts, device=device, at=at)
    scan.save(force_insert=True)
    _settle(found)
    scan.refresh_from_db()
    count_entry(scan)
    return scan


def _taken_back_then(facts: ScanFacts, *, device: Device, at: datetime) -> Scan | None:
    """What the device took back, held to the minutes of its own clock."""
    if facts.annuls is None:
        return None
    target = Scan.objects.filter(scan_id=facts.annuls, device=device).first()
    if target is None:
        return None
    apart = abs(facts.device_at - target.device_at)
    is_in_time = apart <= timedelta(minutes=ANNUL_MINUTES, seconds=5)
    return target if is_in_time and _annul(target, at=at) else None


def _correct_lost_answer(scan: Scan, facts: ScanFacts) -> None:
    """The server judged in vain: the device never heard it and showed its own verdict."""
    with writing():
        lost = Scan.objects.filter(pk=scan.pk, level=GateLevel.SERVER)
        if not lost.update(
            level=facts.level,
            device_verdict=facts.device_verdict or scan.device_verdict,
            verdict=facts.device_verdict or scan.verdict,
            count=scan.count if facts.count is None else facts.count,
        ):
            return
        _settle(_found_of(scan))
        scan.refresh_from_db()
        count_entry(scan)


def _settle(found: Found) -> None:
    """Judge all entries with one ticket anew, and write down how many have come in with it."""
    ticket = found.ticket
    if ticket is not None:
        ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
        found = Found(found.code, ticket=ticket, claims=found.claims)
    facts = found.facts() or _NO_TICKET
    scans = [scan for scan in _scans_of(found) if _is_entry(scan)]
    verdicts = settle((_entry(scan) for scan in scans), ticket=facts)
    for scan in scans:
        if verdicts[scan.scan_id] != scan.verdict:
            Scan.objects.filter(pk=scan.pk).update(verdict=verdicts[scan.scan_id])
    if ticket is not None:
        used = sum(scan.count for scan in scans)
        state = state_after(used, ticket=facts, used_before=ticket.used)
        Ticket.objects.filter(pk=ticket.pk).update(used=used, state=state)


_NEVER = datetime.min.replace(tzinfo=UTC)
_NO_TICKET = TicketFacts(0, _NEVER, _NEVER, state=TicketState.VOID)
"""Whoever was let in without anything that the server can read came in, and is to be looked into."""


def _found_of(scan: Scan) -> Found:
    """What its code stood for, as it is now: found once more, it may stand for another ticket."""
    if scan.ticket_id is not None:
        ticket = Ticket.objects.select_related("order").get(pk=scan.ticket_id)
        return Found(scan.code, ticket=ticket)
    now = find_code(scan.code)
    return Found(scan.code, claims=now.claims, problem=now.problem)


def _scans_of(found: Found) -> list[Scan]:
    if found.ticket is not None:
        return list(Scan.objects.filter(ticket=found.ticket))
    return list(Scan.objects.filter(ticket=None, code=found.code))


def _is_entry(scan: Scan) -> bool:
    return scan.device_verdict == Verdict.ADMITTED and scan.annulled_at is None


def _entry(scan: Scan) -> Entry:
    return Entry(
        scan.scan_id,
        scan.corrected_at,
        scan.device_id,
        scan.sequence,
        scan.count,
        by_server=scan.level == GateLevel.SERVER,
    )


def _wait_for_turn(found: Found) -> None:
    """Let whoever else has the same ticket in hand finish first. Call inside a transaction."""
    if found.ticket is not None:
        Ticket.objects.select_for_update().get(pk=found.ticket.pk)
    elif connection.vendor == "postgresql":
        # There is no row to lock for a ticket that only its signature vouches for.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [found.code])


def _corrected(facts: ScanFacts, device: Device) -> datetime:
    """When it happened by the server's clock, as well as the device knew; never before it was enrolled."""
    corrected = facts.device_at - timedelta(seconds=facts.server_offset_seconds or 0)
    return max(corrected, device.enrolled_at or device.created_at)


def has_clock_doubt(facts: ScanFacts) -> bool:
    """Whether the device's clock could not be trusted with time windows."""
    offset = facts.server_offset_seconds
    return facts.has_clock_doubt or offset is None or abs(offset) > CLOCK_DOUBT.total_seconds()


def _new_scan(
    facts: ScanFacts, found: Found, *, device: Device, at: datetime, corrected_at: datetime
) -> Scan:
    numbered = Scan.objects.filter(
        device=device, boot_id=facts.boot_id, sequence=facts.sequence
    ).exists()
    return Scan(
        scan_id=facts.scan_id,
        device=device,
        # A number that is taken, say after the device's memory was copied, must not cost the scan.
        boot_id=str(facts.scan_id) if numbered else facts.boot_id,
        sequence=facts.sequence,
        device_at=facts.device_at,
        server_offset_seconds=facts.server_offset_seconds,
        corrected_at=corrected_at,
        received_at=at,
        code=found.code,
        ticket=found.ticket,
        level=facts.level,
    )


def _known(facts: ScanFacts) -> Scan | None:
    return Scan.objects.select_related("device").filter(scan_id=facts.scan_id).first()


def _answer(scan: Scan) -> Answer:
    found = _found_of(scan)
    ticket = found.ticket
    earlier = (
        [one for one in _scans_of(found) if _is_entry(one) and one.scan_id != scan.scan_id]
        if found.facts()
        else []
    )
    return Answer(
        scan,
        found.facts(),
        used=_used(found) if found.facts() else 0,
        serial=found.serial,
        order_code=ticket.order.code if ticket else "",
        last_entry_at=max((one.corrected_at for one in earlier), default=None),
    )
