"""How often one network may hold, order and guess, on the website and the public interface together."""

from __future__ import annotations

from datetime import timedelta

from casamuseo.kernel.limits import Limit

HOLDS = Limit("holds", most=60, every=timedelta(minutes=10))
ORDERS = Limit("orders", most=40, every=timedelta(minutes=10))
GUESSES = Limit("guessed-orders", most=60, every=timedelta(minutes=10))
PAPERS = Limit("papers", most=120, every=timedelta(minutes=10))
