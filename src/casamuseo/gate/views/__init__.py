"""The pages of the door and what its devices ask."""
