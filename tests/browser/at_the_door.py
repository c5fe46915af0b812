"""Puts a device to be enrolled and tickets for this very hour into the served house; prints them as JSON."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import django


def main() -> None:
    django.setup()
    print(json.dumps(seeded()))


def seeded() -> dict[str, Any]:
    """The word that enrols a new device, and the codes of a family of four, a pair and one unpaid."""
    from casamuseo.staff.models import Member
    from casamuseo.visit.actions.enrolling import add_device
    from casamuseo.visit.terms import PayAt

    now = datetime.now(UTC)
    director = Member.objects.create(
        login=f"door-{secrets.token_hex(6)}", full_name="Elena Ruiz", joined_at=now
    )
    _, word = add_device("Entrance", by=director, at=now)
    return {
        "word": word,
        "family": _ticket(4, PayAt.INVOICE, now),
        "pair": _ticket(2, PayAt.INVOICE, now),
        "unpaid": _ticket(1, PayAt.DOOR, now),
    }


def _ticket(party: int, pay_at: Any, now: datetime) -> dict[str, str]:
    from casamuseo.visit.actions.ordering import Contact, place_order
    from casamuseo.visit.models import Hold, Price
    from casamuseo.visit.pricing import Asked

    price = Price.objects.filter(amount__gt=0).first()
    assert price is not None
    hold = Hold.objects.create(
        request_key=secrets.token_hex(8),
        channel="desk",
        party=party,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        enters_from=now - timedelta(hours=1),
        enters_until=now + timedelta(hours=3),
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    order = place_order(
        hold,
        asked=[Asked(price.key, party)],
        pay_at=pay_at,
        contact=Contact(language="es"),
        request_key=secrets.token_hex(8),
        at=now,
    )
    return {"code": order.tickets.get().code, "short": order.code}


if __name__ == "__main__":
    main()
