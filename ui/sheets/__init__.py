"""Registers as spreadsheets: a file is looked at before it is taken in, and read back after it was written."""
