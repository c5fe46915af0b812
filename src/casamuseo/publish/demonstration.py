"""The demonstration's accounts, kept to the demonstration, and what furnishes its store and door."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from casamuseo.collection.demonstration import furnish_store
from casamuseo.house.models import House
from casamuseo.staff.demonstration import add_demonstration_accounts, end_demonstration_accounts
from casamuseo.visit.demonstration import furnish_door


def settle_accounts(*, is_first_time: bool, by: str, at: datetime) -> None:
    """Add the accounts where a demonstration begins; end them where the house is none."""
    home = Path(settings.CASAMUSEO_HOME)
    if not House.objects.filter(is_demonstration=True).exists():
        end_demonstration_accounts(home=home, by=by, at=at)
    elif is_first_time and add_demonstration_accounts(home=home, by=by, at=at):
        furnish_store(at=at)
        furnish_door(at=at)
