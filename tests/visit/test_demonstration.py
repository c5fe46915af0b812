"""The door of the demonstration is furnished once, by the same actions that people use."""

from __future__ import annotations

import pytest

from casamuseo.kernel.models import Letter
from casamuseo.visit.demonstration import furnish_door
from casamuseo.visit.models import (
    Guide,
    Order,
    ProgrammeSession,
    Ticket,
    TourRequest,
    ledger_faults,
)
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("first_house")
def test_the_door_of_the_first_house_is_furnished_once() -> None:
    furnish_door(at=NOON)
    furnished = Order.objects.count()
    furnish_door(at=NOON)

    assert Order.objects.count() == furnished > 10
    assert Ticket.objects.count() == furnished
    assert sorted(guide.languages for guide in Guide.objects.all()) == [["es"], ["es", "en"]]
    assert [one.starts_at.isoweekday() for one in ProgrammeSession.objects.all()] == [6, 6]
    assert set(TourRequest.objects.values_list("kind", flat=True)) == {"school", "group"}
    assert ledger_faults() == []


@pytest.mark.usefixtures("first_house")
def test_nobody_gets_a_letter_from_a_made_up_booking() -> None:
    furnish_door(at=NOON)

    addresses = set(Letter.objects.values_list("to", flat=True))
    assert addresses <= {"demostracion@example.org"}
