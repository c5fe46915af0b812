"""The calendar, the prices and the ways to the house."""
