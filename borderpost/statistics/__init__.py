"""Statistics forms as signed data, compiled to one query per register."""
