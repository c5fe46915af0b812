"""When the tests' Saturday begins."""

from datetime import UTC, datetime

SATURDAY = datetime(2026, 11, 28, 17, 1, tzinfo=UTC)
"""A minute past eleven in Mexico City, on a day on which visits have a time."""
