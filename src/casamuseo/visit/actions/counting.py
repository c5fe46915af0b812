"""Counting who comes in: with a ticket, by the entry; without one, by a tap at the gate."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import IntegrityError
from django.db.models import Sum

from casamuseo.kernel.writing import writing
from casamuseo.visit.errors_gate import BadTally
from casamuseo.visit.models import Device, Scan, VisitCount
from casamuseo.visit.quoting import FEE
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import CountSource
from casamuseo.visit.verdicts import CAME_IN

MOST_AT_ONCE = 60
"""How many people one tap can stand for."""


def tally(
    category: str, *, quantity: int, device: Device, request_key: str, at: datetime
) -> VisitCount:
    """Count visitors without a ticket; a negative quantity takes a mistake back.

    The same `request_key` again counts nobody twice. Refuses with BadTally.
    """
    known = VisitCount.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    if not category or quantity == 0 or abs(quantity) > MOST_AT_ONCE:
        raise BadTally
    try:
        with writing():
            return VisitCount.objects.create(
                at=at,
                on=day_of(at),
                source=CountSource.TALLY,
                category=category[:80],
                quantity=quantity,
                device=device,
                request_key=request_key,
            )
    except IntegrityError:
        return VisitCount.objects.get(request_key=request_key)


def count_entry(scan: Scan) -> None:
    """Make the count of visitors say what this scan now says. Call inside a transaction.

    Nothing is altered: what was counted and does not hold any more is counted back.
    """
    came = scan.verdict in CAME_IN and scan.annulled_at is None and not _came_with_tour(scan)
    wanted = _who_came(scan) if came else Counter()
    rows = VisitCount.objects.filter(scan=scan)
    counted = dict(rows.values_list("category").annotate(sum=Sum("quantity")).order_by("category"))
    differences = {
        category: wanted[category] - counted.get(category, 0)
        for category in sorted({*wanted, *counted})
    }
    changed = {category: number for category, number in differences.items() if number}
    if not changed:
        return
    order = scan.ticket.order if scan.ticket else None
    at = min(scan.corrected_at, scan.received_at)
    VisitCount.objects.bulk_create(
        VisitCount(
            at=at,
            on=day_of(at),
            source=CountSource.SCAN,
            category=category,
            language=order.language if order else "",
            origin=order.origin if order else "",
            quantity=number,
            scan=scan,
            device_id=scan.device_id,
            request_key=f"scan:{scan.scan_id}:{place}",
        )
        for place, (category, number) in enumerate(changed.items(), start=rows.count())
    )


def _came_with_tour(scan: Scan) -> bool:
    """Whether the desk had counted the whole group before this scan of its ticket became known."""
    if scan.ticket is None or scan.counts.exists():
        return False
    return VisitCount.objects.filter(tour__order=scan.ticket.order_id).exists()


def _who_came(scan: Scan) -> Counter[str]:
    """How many of which category came in with a scan.

    A whole party is known by the lines of its order, and so is a part of one that is all of a kind.
    Of a part of a mixed party nobody knows who is still outside: it is counted without a category.
    """
    kinds: Counter[str] = Counter()
    if scan.ticket is not None:
        for line in scan.ticket.order.lines.all():
            if line.category != FEE:
                kinds[line.category] += line.quantity
    if kinds and scan.count == kinds.total():
        return kinds
    if len(kinds) == 1:
        return Counter({next(iter(kinds)): scan.count})
    return Counter({"": scan.count}) if scan.count else Counter()
