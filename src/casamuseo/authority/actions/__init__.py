"""What is done with authority records: persons, corporate bodies, geographic places, terms."""
