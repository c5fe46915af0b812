"""Which time the till proposes: one that is not over before the visitors have reached the gate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casamuseo.kernel import clock
from tests.cast import NOON
from tests.desk.test_till import hidden_slot, html
from tests.staffing import a_member, signed_in
from tests.visit.cast import a_slotted_house
from tests.visit.tills import an_open_till

pytestmark = pytest.mark.django_db

HALF_PAST_FOUR = NOON + timedelta(hours=4, minutes=30)


@pytest.mark.parametrize(
    ("at", "proposed"),
    [
        (NOON, NOON),
        (NOON + timedelta(minutes=10), NOON),
        (NOON + timedelta(minutes=11), NOON + timedelta(minutes=30)),
        # There is no later one.
        (HALF_PAST_FOUR + timedelta(minutes=12), HALF_PAST_FOUR),
    ],
)
def test_nobody_is_sold_a_time_that_ends_on_the_way_to_the_gate(
    at: datetime, proposed: datetime
) -> None:
    a_slotted_house()
    chucho = a_member("till", login="chucho")
    an_open_till(by=chucho)

    with clock.stopped(at):
        page = html(signed_in(chucho, at=at).get("/desk/till/"))

    assert hidden_slot(page) == proposed.isoformat()
