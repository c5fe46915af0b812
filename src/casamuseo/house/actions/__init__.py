"""What is done with the house: its places drawn and described, its openings, what decides access."""
