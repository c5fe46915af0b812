"""Plain factories for the gate: devices, codes held up to them, and what they hand over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from casamuseo.staff.models import Member
from casamuseo.visit.actions.admitting import Answer, ScanFacts, admit, hand_over
from casamuseo.visit.actions.enrolling import add_device, enrol_device
from casamuseo.visit.models import Device, Order, Scan, Ticket
from casamuseo.visit.terms import GateLevel, PayAt, Verdict
from tests.cast import NOON
from tests.staffing import a_member
from tests.visit.cast import SLOT, an_order

TODAY = NOON - timedelta(hours=1)
"""Eleven o'clock of the Tuesday on which the tests stand."""


def a_director() -> Member:
    return Member.objects.filter(login="director").first() or a_member("director")


def a_device(name: str = "Door", *, at: datetime = NOON - timedelta(days=1)) -> Device:
    """An enrolled device."""
    _, word = add_device(name, by=a_director(), at=at)
    return enrol_device(word, at=at)[0]


def a_ticket(*, party: int = 2, slot: datetime = SLOT, key: str = "o1", **fields: Any) -> Ticket:
    """The ticket of an order that is paid for, or costs nothing."""
    fields.setdefault("pay_at", PayAt.INVOICE)
    order = an_order(party=party, slot=slot, key=key, **fields)
    return order.tickets.get()


def ticket_of(order: Order) -> Ticket:
    return order.tickets.get()


def a_scan(code: str, **fields: Any) -> ScanFacts:
    """A code held up to a device, which asks the server."""
    number = fields.pop("sequence", 1)
    scan_id = fields.pop("scan_id", None) or uuid4()
    return ScanFacts(
        **{
            "scan_id": scan_id,
            "boot_id": str(scan_id),
            "sequence": number,
            "device_at": SLOT,
            "code": code,
            **fields,
        }
    )


def judged_alone(code: str, *, device_at: datetime, **fields: Any) -> ScanFacts:
    """A code that a device without network judged by its list, and let in."""
    return a_scan(
        code,
        device_at=device_at,
        **{
            "level": GateLevel.LIST,
            "device_verdict": Verdict.ADMITTED,
            "count": 1,
            "server_offset_seconds": 0.0,
            **fields,
        },
    )


def held_up(
    code: str, *, device: Device, at: datetime = SLOT, count: int | None = None, **fields: Any
) -> Answer:
    """Hold a code up to a device that reaches the server."""
    return admit(a_scan(code, count=count, device_at=at, **fields), device=device, at=at)


def handed_over(facts: ScanFacts, *, device: Device, at: datetime) -> Scan:
    return hand_over(facts, device=device, at=at)


def verdicts() -> dict[UUID, str]:
    return dict(Scan.objects.values_list("scan_id", "verdict"))
