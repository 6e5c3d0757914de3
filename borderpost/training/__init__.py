"""A training post: composed people and plausible nights, in a database of its own. Nothing of it is real."""
