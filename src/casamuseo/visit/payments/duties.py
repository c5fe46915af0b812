"""What the worker does about online payment: settles what no webhook spoke of, closes, gives back."""

from __future__ import annotations

from casamuseo.kernel import clock
from casamuseo.visit.actions.paying import settle_pending
from casamuseo.visit.actions.paying_online import close_overdue, follow_disputes, send_refunds
from casamuseo.visit.payments import online


def settle_now() -> None:
    """The duty: ask about pending payments, end those that are overdue, send approved refunds."""
    provider = online()
    if provider is None:
        return
    at = clock.now()
    settle_pending(provider=provider, at=at)
    close_overdue(provider=provider, at=at)
    send_refunds(provider=provider, at=at)


def follow_disputes_now() -> None:
    """The duty: ask how open disputes have ended."""
    provider = online()
    if provider is not None:
        follow_disputes(provider=provider, at=clock.now())
