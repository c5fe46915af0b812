"""Backups: all that is state in one file, made while the house is open, and put back whole or not at all."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from casamuseo.kernel.models import Restoration


def last_restored_at() -> datetime | None:
    """When a backup was last put back here; None where that never happened.

    What came in between the backup and that moment is gone from the database: whoever still has it,
    a device at the door for one, should hand it in again.
    """
    answer: datetime | None = Restoration.objects.aggregate(at=Max("restored_at"))["at"]
    return answer


def restore_number() -> int:
    """Another, higher number after each restore; 0 where there was none."""
    return Restoration.objects.aggregate(number=Max("number"))["number"] or 0
