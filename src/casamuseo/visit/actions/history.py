"""Writing down what was done with an order."""

from __future__ import annotations

from datetime import datetime

from casamuseo.kernel.models import Change
from casamuseo.visit.models import Order


def note_order(action: str, order: Order, *, by: str, at: datetime, **facts: object) -> None:
    """A line of the order's history. Call inside the transaction that does it."""
    Change.objects.create(
        at=at, actor=by, action=action, kind="visit.order", key=order.code, facts=facts
    )
