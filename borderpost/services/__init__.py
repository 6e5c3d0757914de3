"""One module per goal of a user."""
