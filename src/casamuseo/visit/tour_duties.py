"""What the worker does for tours: gives back what is kept too long, forgets who came long ago."""

from __future__ import annotations

from casamuseo.kernel import clock
from casamuseo.visit.actions.forgetting_groups import forget_groups
from casamuseo.visit.actions.touring import expire_kept


def expire_now() -> None:
    """The duty: `expire_kept` at this moment."""
    expire_kept(at=clock.now())


def forget_now() -> None:
    """The duty: `forget_groups` at this moment."""
    forget_groups(at=clock.now())
