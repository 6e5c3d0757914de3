"""One module per kind of record; KINDS lists them."""
