"""Erasing who asked for a tour, once it is long past; the group, its number and the money stay."""

from __future__ import annotations

from datetime import datetime

from casamuseo.kernel.models import Letter
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.forgetting import KEPT_FOR, MOST
from casamuseo.visit.models import TourRequest


def forget_groups(*, at: datetime) -> int:
    """Erase contacts and needs of tours that are long past, and the letters to them; how many tours."""
    past = TourRequest.objects.filter(starts_at__lt=at - KEPT_FOR)
    known = past.exclude(contact_name="", contact_email="", contact_phone="", needs="")
    tours = dict(known.order_by("pk").values_list("pk", "contact_email")[:MOST])
    with writing():
        erased = TourRequest.objects.filter(pk__in=tours)
        count = erased.update(contact_name="", contact_email="", contact_phone="", needs="")
        written = Letter.objects.filter(to__in=set(tours.values()) - {""})
        written.filter(written_at__lt=at - KEPT_FOR).delete()
    return count
