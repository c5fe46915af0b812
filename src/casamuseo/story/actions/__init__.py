"""What is done with what is told: stories, happenings, journeys, exhibitions, stops of the guide."""
