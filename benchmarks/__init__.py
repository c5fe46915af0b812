"""Measurements of the budgets; each prints ratios of one run."""
