"""Dates as people write them, kept as written and understood as EDTF."""

from .fuzzy import DateNotUnderstood, FuzzyDate, parse_date, require_date
from .reading import Precision

__all__ = ["DateNotUnderstood", "FuzzyDate", "Precision", "parse_date", "require_date"]
