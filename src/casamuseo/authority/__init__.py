"""Who and where: persons, corporate bodies, geographic places, terms."""
