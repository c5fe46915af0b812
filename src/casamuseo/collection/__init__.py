"""Museum objects, display states and placements."""
