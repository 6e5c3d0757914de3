"""The law library: the dated rule store, to read."""
