"""What every app stands on: multilingual text, dates, history, letters, the edition."""
