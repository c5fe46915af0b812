"""The till's paper is the visitor's only ticket: it says for when, and when the gate lets them in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casamuseo.visit.papers.receipt import receipt
from casamuseo.visit.papers.till_facts import sale_facts
from tests.cast import NOON
from tests.visit.cast import a_slotted_house, an_open_house
from tests.visit.tills import a_sale, an_open_till

pytestmark = pytest.mark.django_db


def on_paper(**sale: object) -> list[str]:
    an_open_till()
    return [line.left for line in receipt(sale_facts(a_sale(**sale), language="en"), language="en")]  # type: ignore[arg-type]


def test_a_visit_with_a_time_says_it_and_when_to_come() -> None:
    a_slotted_house()

    lines = on_paper(slot=NOON + timedelta(hours=1))

    assert lines[lines.index("Visit to the house") + 1] == "24/11/2026 13:00"
    assert "You can come in from 12:50 to 13:15." in lines


def test_a_day_ticket_says_its_day() -> None:
    an_open_house()

    lines = on_paper()

    assert lines[lines.index("Visit to the house") + 1] == "24/11/2026"
    assert not [line for line in lines if line.startswith("You can come in")]
