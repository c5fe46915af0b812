"""Writing to whoever ordered, in the transaction that has a reason for it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from casamuseo.visit.models import Order

News = Literal[
    "confirmed", "reserved", "moved", "cancelled", "refunded", "paid_unplaced", "conflict"
]


def tell(order: Order, news: News, *, at: datetime) -> None:
    """Put the letter into the outbox, where there is an address to send it to."""
    if not order.contact_email:
        return
