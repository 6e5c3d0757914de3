"""A day's records typed as rows, all written together or none."""
