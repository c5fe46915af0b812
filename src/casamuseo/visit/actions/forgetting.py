"""Erasing who ordered, once the visit is long past; what was sold and paid stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from casamuseo.kernel.models import Letter
from casamuseo.kernel.writing import writing
from casamuseo.visit.models import Order

KEPT_FOR = timedelta(days=183)
"""Half a year after the visit, as the booking page promises."""

MOST = 1000


def forget_contacts(*, at: datetime) -> int:
    """Erase names and addresses of visits that are long past, and the letters to them; how many orders."""
    past = Order.objects.filter(ends_at__lt=at - KEPT_FOR, contact_purged_at=None)
    named = past.exclude(contact_name="", contact_email="").order_by("pk")
    orders = dict(named.values_list("pk", "contact_email")[:MOST])
    with writing():
        erased = Order.objects.filter(pk__in=orders)
        count = erased.update(
            contact_name="", contact_email="", contact_folded="", contact_purged_at=at
        )
        written = Letter.objects.filter(to__in=set(orders.values()) - {""})
        written.filter(written_at__lt=at - KEPT_FOR).delete()
    return count
