"""What may be done with pictures."""
