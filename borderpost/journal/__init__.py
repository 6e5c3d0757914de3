"""The append-only, hash-chained journal: the truth all tables are views of."""
