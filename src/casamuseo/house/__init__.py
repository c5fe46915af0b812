"""The house: places, their geometry, openings, functions and access facts."""
