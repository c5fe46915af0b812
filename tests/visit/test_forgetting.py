"""Who came is forgotten half a year later; what was sold is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.forgetting import forget_contacts
from tests.cast import NOON
from tests.visit.cast import a_slotted_house, an_order

pytestmark = pytest.mark.django_db


def test_half_a_year_after_the_visit_name_address_and_letters_are_erased() -> None:
    a_slotted_house()
    order = an_order()
    assert Letter.objects.filter(to="ana@example.org").exists()

    assert forget_contacts(at=NOON + timedelta(days=183)) == 0
    assert forget_contacts(at=NOON + timedelta(days=185)) == 1
    assert forget_contacts(at=NOON + timedelta(days=186)) == 0

    order.refresh_from_db()
    assert (order.contact_email, order.contact_name, order.total_cents) == ("", "", 8000)
    assert order.contact_folded == ""
    assert order.contact_purged_at == NOON + timedelta(days=185)
    assert Letter.objects.count() == 0
