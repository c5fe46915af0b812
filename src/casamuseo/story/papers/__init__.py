"""What interpretation puts on paper: labels for the wall and small ones for the store."""
