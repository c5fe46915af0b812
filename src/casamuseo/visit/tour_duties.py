"""What the worker does for tours: gives back what tentative ones have kept too long."""

from __future__ import annotations

from casamuseo.kernel import clock
from casamuseo.visit.actions.touring import expire_kept


def expire_now() -> None:
    """The duty: `expire_kept` at this moment."""
    expire_kept(at=clock.now())
