"""Passphrases, key store, grants and sealing; no database."""
