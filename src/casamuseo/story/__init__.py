"""What is told: stories, happenings, journeys, guide stops, exhibitions, portraits."""
