"""Today: what is due, the most urgent first, and how far the post's records have come."""
